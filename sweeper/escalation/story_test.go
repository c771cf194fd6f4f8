package escalation

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

var update = flag.Bool("update", false, "write what the stories give now into their files")

// Each story in testdata/stories tells of one ticket: what the policy says beside the built-in one, who did what when, the
// hour at which Deskhand looks, and then its verdict and the note it posts. testdata/stories/README.md says how to write one.
func TestStories(t *testing.T) {
	files, err := filepath.Glob("testdata/stories/*.txtar")
	if err != nil || len(files) < 40 {
		t.Fatalf("%d stories, want at least 40 (%v)", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			tell(t, file)
		})
	}
}

func tell(t *testing.T, file string) {
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	s := readStory(t, archive)
	v := s.policy.Assess(s.ticket, s.now)
	plan := s.policy.Plan(s.ticket, v)
	want := bytes.Clone(txtar.Format(archive))
	write(archive, "verdict", describe(v, plan))
	write(archive, "note", noteText(plan))
	got := txtar.Format(archive)
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	} else if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("the story has another end (-story +now):\n%s", diff)
	}
	checkLaws(t, s.policy, s.ticket, s.now)
}

// story is a story that has been read.
type story struct {
	policy *Policy
	ticket helpdesk.Ticket
	now    time.Time
}

func readStory(t *testing.T, archive *txtar.Archive) story {
	t.Helper()
	section := func(name string) string {
		for _, f := range archive.Files {
			if f.Name == name {
				return string(f.Data)
			}
		}
		return ""
	}
	r := teller{t: t, ticket: helpdesk.Ticket{Desk: "support", ID: "4711", Key: "4711", Subject: "A story", Version: "v1", Status: helpdesk.Open}}
	for line := range strings.Lines(section("ticket")) {
		r.line(strings.TrimRight(line, "\n"))
	}
	rules := rulesWith(t, section("policy"))
	rules.People.Leads = append(rules.People.Leads, r.leads...)
	rules.People.CSMs = append(rules.People.CSMs, r.csms...)
	policy, now := compiled(t, rules), r.time(strings.TrimSpace(section("now")))
	if r.ticket.Created.IsZero() && len(r.ticket.Events) > 0 {
		r.ticket.Created = r.ticket.Events[0].At
	}
	ref := policy.Assess(r.ticket, now).Ref
	for i := range r.ticket.Events {
		r.ticket.Events[i].Body = strings.ReplaceAll(r.ticket.Events[i].Body, "REF", ref)
	}
	for i := range r.ticket.Marks {
		r.ticket.Marks[i] = strings.ReplaceAll(r.ticket.Marks[i], "REF", ref)
	}
	return story{policy: policy, ticket: r.ticket, now: now}
}

func write(archive *txtar.Archive, name, text string) {
	archive.Files = slices.DeleteFunc(archive.Files, func(f txtar.File) bool { return f.Name == name })
	if text != "" {
		archive.Files = append(archive.Files, txtar.File{Name: name, Data: []byte(text)})
	}
}

func noteText(plan helpdesk.Plan) string {
	if plan.Note == nil {
		return ""
	}
	return plan.Note.Body + "\n"
}

// describe words a verdict and its plan for a story.
func describe(v Verdict, plan helpdesk.Plan) string {
	var b strings.Builder
	row := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, "%-12s %s\n", name, value)
		}
	}
	hour := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.UTC().Format("Mon 2 Jan 2006 15:04")
	}
	row("state", string(v.State))
	row("stale", string(v.Stale))
	row("tags on", strings.Join(plan.Add, " "))
	row("tags off", strings.Join(plan.Remove, " "))
	if plan.Empty() {
		row("writes", "nothing")
	}
	row("look again", hour(v.Next))
	row("quiet until", hour(v.LiveUntil))
	b.WriteString("\n")
	for _, line := range slices.Concat(v.Lines(), v.Changes()) {
		b.WriteString(line + "\n")
	}
	return b.String()
}

// teller reads the lines of a story's ticket.
type teller struct {
	t      *testing.T
	ticket helpdesk.Ticket
	leads  []string
	csms   []string
}

const storyHour = "Mon 2 Jan 15:04 2006"

func (r *teller) time(text string) time.Time {
	r.t.Helper()
	at, err := time.Parse(storyHour, text+" 2026")
	if err != nil {
		if at, err = time.Parse("Mon 2 Jan 2006 15:04", text); err != nil {
			r.t.Fatalf("no hour such as Tue 3 Nov 09:12: %q", text)
		}
	}
	return at
}

var (
	storyFact  = regexp.MustCompile(`^(status|priority|tags|incidents|field|marks|created|partial|no notes|more) ?(.*)$`)
	storyEvent = regexp.MustCompile(`^(\w{3} \d{1,2} \w{3}(?: \d{4})? \d\d:\d\d)  (.+?)(?: \((customer|CSM|agent|lead|bot|unknown)\))?( through the API)? (writes|replies|notes|tags|sets status|sets priority|assigns to)\b:? ?(.*)$`)
)

func (r *teller) line(line string) {
	r.t.Helper()
	if rest, more := strings.CutPrefix(line, "    | "); more {
		last := &r.ticket.Events[len(r.ticket.Events)-1]
		last.Body += "\n" + rest
		return
	}
	if m := storyEvent.FindStringSubmatch(line); m != nil {
		r.event(m[1], m[2], m[3], m[4] != "", m[5], m[6])
		return
	}
	m := storyFact.FindStringSubmatch(line)
	switch {
	case strings.TrimSpace(line) == "":
	case m == nil:
		r.t.Fatalf("a line that no story has: %q", line)
	default:
		r.fact(m[1], m[2])
	}
}

func (r *teller) fact(name, value string) {
	switch name {
	case "status":
		r.ticket.Status = helpdesk.Status(value)
	case "priority":
		r.ticket.Priority = value
	case "tags":
		r.ticket.Tags = strings.Fields(value)
	case "incidents":
		r.ticket.Incidents, _ = strconv.Atoi(value)
	case "field":
		key, content, _ := strings.Cut(value, " is ")
		if r.ticket.Fields == nil {
			r.ticket.Fields = map[string]any{}
		}
		r.ticket.Fields[key] = content
	case "marks":
		r.ticket.Marks = strings.Fields(value)
	case "created":
		r.ticket.Created = r.time(value)
	case "partial":
		r.ticket.Partial = true
	case "no notes":
		r.ticket.NoNotes = value
	}
}

func (r *teller) event(at, name, role string, api bool, verb, rest string) {
	e := helpdesk.Event{ID: "e" + strconv.Itoa(len(r.ticket.Events)+1), At: r.time(at), By: r.person(name, role)}
	switch {
	case name == "a rule":
		e.By, e.Via = helpdesk.Person{Role: helpdesk.Automation}, helpdesk.ByRule
	case name == "Deskhand":
		e.By, e.Via = helpdesk.Person{ID: "self", Name: name, Role: helpdesk.Self}, helpdesk.ByAPI
	case api:
		e.Via = helpdesk.ByAPI
	}
	switch verb {
	case "writes", "replies", "notes":
		e.Kind, e.Public, e.Body, e.Format = helpdesk.KindNote, verb != "notes", rest, helpdesk.Plain
	case "sets status":
		e.Kind = helpdesk.KindStatus
		e.From, e.To = r.statusBefore(), rest
	case "sets priority":
		e.Kind, e.To = helpdesk.KindPriority, rest
	case "assigns to":
		e.Kind, e.To = helpdesk.KindAssignee, rest
	case "tags":
		e.Kind = helpdesk.KindTags
		for _, tag := range strings.Fields(rest) {
			if off, removed := strings.CutPrefix(tag, "-"); removed {
				e.Removed = append(e.Removed, off)
			} else {
				e.Added = append(e.Added, strings.TrimPrefix(tag, "+"))
			}
		}
	}
	r.ticket.Events = append(r.ticket.Events, e)
}

func (r *teller) statusBefore() string {
	for _, e := range slices.Backward(r.ticket.Events) {
		if e.Kind == helpdesk.KindStatus {
			return e.To
		}
	}
	return string(helpdesk.Open)
}

// person makes somebody of the desk. Leads and CSMs are agents there; the policy lists them.
func (r *teller) person(name, role string) helpdesk.Person {
	first, _, _ := strings.Cut(strings.ToLower(name), " ")
	who := helpdesk.Person{ID: "id-" + first, Name: name, Email: first + "@acme.example", Role: helpdesk.Agent}
	switch role {
	case "customer":
		who.Role = helpdesk.EndUser
	case "bot":
		who.Role = helpdesk.Bot
	case "unknown":
		who = helpdesk.Person{}
	case "lead":
		r.leads = append(r.leads, strings.ToUpper(who.Email))
	case "CSM":
		r.csms = append(r.csms, who.ID)
	}
	return who
}

// The stories end the same way under the built-in policy, whose vocabulary understands their notes in earnest.
func TestStoriesInEarnest(t *testing.T) {
	builtin := builtinPolicy(t)
	files, err := filepath.Glob("testdata/stories/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		s := readStory(t, archive)
		inEarnest := *s.policy
		inEarnest.read, inEarnest.reasons, inEarnest.grounds = builtin.read, builtin.reasons, builtin.grounds
		for _, p := range []*Policy{s.policy, &inEarnest} {
			checkLaws(t, p, s.ticket, s.now)
		}
		want, got := ending(s.policy, s), ending(&inEarnest, s)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s ends otherwise in earnest:\n%s", file, diff)
		}
	}
}

// ending is what matters of a story's end, whatever the words.
func ending(p *Policy, s story) []string {
	v := p.Assess(s.ticket, s.now)
	plan := p.Plan(s.ticket, v)
	end := slices.Concat([]string{string(v.State), string(v.Stale), "on"}, plan.Add, []string{"off"}, plan.Remove)
	if plan.Note != nil {
		end = append(end, "note", plan.Note.Ref)
	}
	return end
}
