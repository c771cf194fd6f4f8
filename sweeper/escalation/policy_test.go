package escalation

import (
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"

	"github.com/deskhand/deskhand/sweeper/notes"
)

// rulesWith are those that Deskhand ships with, and an admin's laid over them.
func rulesWith(t testing.TB, overlay string) Rules {
	t.Helper()
	text, err := os.ReadFile("../../config/policies/rules.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var builtin, own map[string]any
	for from, into := range map[string]*map[string]any{string(text): &builtin, overlay: &own} {
		if err := yaml.Unmarshal([]byte(from), into); err != nil {
			t.Fatal(err)
		}
	}
	lay(builtin, own)
	merged, err := yaml.Marshal(builtin)
	if err != nil {
		t.Fatal(err)
	}
	var r Rules
	if err := yaml.UnmarshalWithOptions(merged, &r, yaml.Strict()); err != nil {
		t.Fatalf("%v\n%s", err, overlay)
	}
	return r
}

// lay puts one mapping over another, key by key.
func lay(under, over map[string]any) {
	for key, value := range over {
		below, isMap := under[key].(map[string]any)
		if own, both := value.(map[string]any); isMap && both {
			lay(below, own)
			continue
		}
		under[key] = value
	}
}

// compiled makes a policy of the rules with the tests' own reader of notes.
func compiled(t testing.TB, r Rules) *Policy {
	t.Helper()
	p := &Policy{read: readPlainly, reasons: map[string]concept{}, grounds: map[string]concept{}}
	for _, s := range sayings {
		switch {
		case s.reason != "":
			p.reasons[s.reason] = concept{title: s.title, highImpact: s.high}
		case s.ground != "":
			p.grounds[s.ground] = concept{title: s.title}
		}
	}
	if faults := p.apply(r); len(faults) > 0 {
		t.Fatalf("the rules have faults: %v", faults)
	}
	return p
}

// saying is a phrase that the tests' reader knows. The true reader has a package and tests of its own; here each phrase means
// one thing, so that a story's end depends on nothing but this package.
type saying struct {
	words          string
	code           string // of the evidence
	reason, ground string
	title          string
	high           bool
}

var sayings = []saying{
	{words: "please escalate", code: "request"},
	{words: "no longer need the escalation", code: "withdrawn"},
	{words: "I approve the escalation", code: "approved"},
	{words: "I deny the escalation", code: "denied"},
	{words: "fix expected by", code: "eta"},
	{words: "everyone is affected", code: "everyone"},
	{words: "nobody can sign in through SSO", reason: "sso_unavailable", title: "Authentication is down, nobody can log in by SSO", high: true},
	{words: "Pathways are not available at all", reason: "lxp_unavailable", title: "Pathways, feeds, Plans or content cards are not available at all", high: true},
	{words: "the launch on Monday is blocked", reason: "program_launch_blocked", title: "A launch to a wider population is about to happen and the issue stops it"},
	{words: "nobody has answered for over a week", reason: "stale_high_impact", title: "No activity for a week or longer, while the issue makes the site unusable or hits many"},
	{words: "only a handful of people see it", ground: "small_audience", title: "Only a small audience is affected"},
	{words: "only in the beta site", ground: "beta_only", title: "It exists in the beta site only"},
	{words: "I am working on it now", ground: "actively_working", title: "Technicians are working on it now"},
	{words: "we need the log files from you", ground: "awaiting_customer", title: "Support waits for an answer from the customer"},
}

var headcount = regexp.MustCompile(`([\d,]+) (?:people|learners)`)

// readPlainly finds the sayings in all lines that are not quoted.
func readPlainly(text string, _ notes.Format, by notes.Author, _ time.Time) notes.Findings {
	var f notes.Findings
	own := ""
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, ">") {
			line = strings.Repeat(" ", len(line))
		}
		own += line
	}
	for _, s := range sayings {
		at := strings.Index(strings.ToLower(own), strings.ToLower(s.words))
		if at < 0 {
			continue
		}
		code := s.code + s.reason + s.ground
		f.Evidence = append(f.Evidence, notes.Evidence{Code: code, Start: at, End: at + len(s.words), Text: own[at : at+len(s.words)]})
		switch code {
		case "request":
			f.Request = true
		case "withdrawn":
			f.Withdrawn = true
		case "approved", "denied":
			f.Decision = code
		case "eta":
			f.ETA = by == notes.Agent || by == notes.Lead
		case "everyone":
			f.Everyone = true
		}
		if s.reason != "" {
			f.Reasons = append(f.Reasons, s.reason)
		}
		if s.ground != "" {
			f.Grounds = append(f.Grounds, s.ground)
		}
	}
	slices.Sort(f.Reasons)
	slices.Sort(f.Grounds)
	if m := headcount.FindStringSubmatchIndex(own); m != nil {
		if n, err := strconv.Atoi(strings.ReplaceAll(own[m[2]:m[3]], ",", "")); err == nil {
			f.Affected = &n
			f.Evidence = append(f.Evidence, notes.Evidence{Code: "affected", Start: m[0], End: m[1], Text: own[m[0]:m[1]]})
		}
	}
	return f
}

// builtinPolicy is the one that Deskhand ships with, vocabulary and all.
func builtinPolicy(t testing.TB) *Policy {
	t.Helper()
	var v notes.Vocabulary
	for _, file := range []string{"words.yaml", "states.yaml", "people.yaml", "acts.yaml", "reasons.yaml"} {
		text, err := os.ReadFile("../../config/policies/" + file)
		if err != nil {
			t.Fatal(err)
		}
		if err := yaml.UnmarshalWithOptions(text, &v, yaml.Strict()); err != nil {
			t.Fatal(err)
		}
	}
	p, faults := Compile(rulesWith(t, ""), v)
	if len(faults) > 0 {
		t.Fatalf("the built-in policy has faults: %v", faults)
	}
	return p
}
