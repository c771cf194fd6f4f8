package escalation

import (
	"slices"
	"strings"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

// complainer is a test, of either kind.
type complainer interface {
	Helper()
	Errorf(format string, args ...any)
}

// checkLaws tries on one ticket what must hold for every ticket.
func checkLaws(t complainer, p *Policy, ticket helpdesk.Ticket, now time.Time) {
	t.Helper()
	v := p.Assess(ticket, now)
	plan := p.Plan(ticket, v)
	pendingTellsThePlan(t, p, ticket, v)
	sameAgain(t, p, ticket, now, plan)
	sameWithinTheHour(t, p, ticket, v, plan)
	ownTagsOnly(t, p, ticket, plan)
	doneIsDone(t, p, ticket, now, plan)
	nextIsSound(t, p, ticket, v, plan)
	readableNote(t, p.voice.language, plan)
	whyRepeatsNobody(t, v, plan)
	spansAddUp(t, ticket, v)

	part, closed := ticket, ticket
	part.Partial, closed.Status = true, helpdesk.Closed
	for _, untouched := range []helpdesk.Ticket{part, closed} {
		v := p.Assess(untouched, now)
		pendingTellsThePlan(t, p, untouched, v)
		if plan := p.Plan(untouched, v); !plan.Empty() {
			t.Errorf("a ticket that was read in part, or is closed, is written to: +%v -%v", plan.Add, plan.Remove)
		}
	}
}

func pendingTellsThePlan(t complainer, p *Policy, ticket helpdesk.Ticket, v Verdict) {
	t.Helper()
	if plan := p.Plan(ticket, v); p.Pending(ticket, v) == plan.Empty() {
		t.Errorf("pending is %t of the plan +%v -%v, note %v", plan.Empty(), plan.Add, plan.Remove, plan.Note)
	}
}

func sameAgain(t complainer, p *Policy, ticket helpdesk.Ticket, now time.Time, plan helpdesk.Plan) {
	t.Helper()
	if diff := cmp.Diff(plan, p.Plan(ticket, p.Assess(ticket, now))); diff != "" {
		t.Errorf("the same ticket at the same instant has two plans:\n%s", diff)
	}
}

// sameWithinTheHour looks at the end of the hour, or just before time alone changes the verdict if that is sooner.
func sameWithinTheHour(t complainer, p *Policy, ticket helpdesk.Ticket, v Verdict, plan helpdesk.Plan) {
	t.Helper()
	last := v.At.Truncate(time.Hour).Add(time.Hour - time.Second)
	if !v.Next.IsZero() && v.Next.Before(last) {
		last = v.Next.Add(-time.Second)
	}
	if diff := cmp.Diff(plan, p.Plan(ticket, p.Assess(ticket, last))); last.After(v.At) && diff != "" {
		t.Errorf("the plan is another one within the hour, at %s:\n%s", last, diff)
	}
}

func ownTagsOnly(t complainer, p *Policy, ticket helpdesk.Ticket, plan helpdesk.Plan) {
	t.Helper()
	for _, tag := range slices.Concat(plan.Add, plan.Remove) {
		if !p.Owned(tag) {
			t.Errorf("the plan touches %s, which is not ours", tag)
		}
	}
	for _, tag := range plan.Remove {
		if !slices.Contains(ticket.Tags, tag) {
			t.Errorf("the plan takes off %s, which is not there", tag)
		}
	}
	for _, tag := range plan.Add {
		if slices.Contains(ticket.Tags, tag) {
			t.Errorf("the plan puts on %s, which is there", tag)
		}
	}
}

// doneIsDone carries the plan out and looks again, at once and later within the hour.
func doneIsDone(t complainer, p *Policy, ticket helpdesk.Ticket, now time.Time, plan helpdesk.Plan) {
	t.Helper()
	after := carriedOut(ticket, now, plan)
	again := p.Plan(after, p.Assess(after, now))
	if !again.Empty() {
		t.Errorf("carried out, the plan +%v -%v note %v is followed by +%v -%v note %v",
			plan.Add, plan.Remove, plan.Note, again.Add, again.Remove, again.Note)
	}
	if plan.Note != nil && len(p.Assess(after, now).Rules) == 0 {
		t.Errorf("a verdict without conditions")
	}
}

// carriedOut is the ticket after our own user has written the plan.
func carriedOut(ticket helpdesk.Ticket, now time.Time, plan helpdesk.Plan) helpdesk.Ticket {
	self := helpdesk.Person{ID: "self", Role: helpdesk.Self}
	after := ticket
	after.Tags = slices.DeleteFunc(slices.Clone(ticket.Tags), func(tag string) bool { return slices.Contains(plan.Remove, tag) })
	after.Tags = append(after.Tags, plan.Add...)
	after.Events = slices.Clone(ticket.Events)
	if len(plan.Add)+len(plan.Remove) > 0 {
		after.Events = append(after.Events, helpdesk.Event{
			ID: "written", At: now, By: self, Via: helpdesk.ByAPI, Kind: helpdesk.KindTags, Added: plan.Add, Removed: plan.Remove,
		})
	}
	if plan.Note != nil {
		after.Events = append(after.Events, helpdesk.Event{
			ID: "posted", At: now, By: self, Via: helpdesk.ByAPI, Kind: helpdesk.KindNote, Body: plan.Note.Body,
		})
	}
	return after
}

// nextIsSound looks at instants before the one at which the verdict says that time alone can change it.
func nextIsSound(t complainer, p *Policy, ticket helpdesk.Ticket, v Verdict, plan helpdesk.Plan) {
	t.Helper()
	until := v.Next
	if until.IsZero() {
		until = v.At.Add(60 * 24 * time.Hour)
	}
	if !until.After(v.At) {
		t.Errorf("it is to be looked at again at %s, which is not after %s", v.Next, v.At)
		return
	}
	wait := until.Sub(v.At)
	for _, at := range []time.Time{v.At.Add(wait / 7), v.At.Add(wait / 2), until.Add(-time.Second)} {
		if !at.After(v.At) {
			continue
		}
		then := p.Assess(ticket, at)
		later := p.Plan(ticket, then)
		if then.State != v.State || !slices.Equal(later.Add, plan.Add) || !slices.Equal(later.Remove, plan.Remove) || (later.Note == nil) != (plan.Note == nil) {
			t.Errorf("nothing was to change before %s, but at %s: %s +%v -%v is %s +%v -%v", v.Next, at,
				v.State, plan.Add, plan.Remove, then.State, later.Add, later.Remove)
		}
	}
}

// readableNote holds a note against the house's rules for texts.
func readableNote(t complainer, l *language, plan helpdesk.Plan) {
	t.Helper()
	if plan.Note == nil {
		return
	}
	body := plan.Note.Body
	if n := len(strings.Fields(body)); n > l.noteWords {
		t.Errorf("the note has %d words:\n%s", n, body)
	}
	lines := strings.Split(body, "\n")
	if n := len([]rune(lines[0])); n > openingRunes {
		t.Errorf("the note's first line has %d letters: %s", n, lines[0])
	}
	if !strings.HasSuffix(body, ", ref "+plan.Note.Ref) {
		t.Errorf("the note does not end with its reference:\n%s", body)
	}
	for _, line := range lines[:len(lines)-1] {
		if line != "" && !strings.ContainsAny(line[len(line)-1:], ".?") {
			t.Errorf("a line of the note is no sentence: %s", line)
		}
	}
	for _, never := range []string{"!", "@", "{", "}", "[", "<", "*", "`", "thank", "Thank", "We ", " we ", "failed to", "automatically"} {
		if strings.Contains(body, never) {
			t.Errorf("the note holds %q:\n%s", never, body)
		}
	}
	if strings.Count(body, `"`) > 2 {
		t.Errorf("the note quotes more than once:\n%s", body)
	}
}

// whyRepeatsNobody: why a plan is made stands in logs, where no text of a ticket may stand.
func whyRepeatsNobody(t complainer, v Verdict, plan helpdesk.Plan) {
	t.Helper()
	if parts := len(plan.Add) + len(plan.Remove); len(plan.Why) < parts {
		t.Errorf("%d reasons why for %d tags", len(plan.Why), parts)
	}
	quotes := []string{v.Impact.Quote}
	for _, r := range v.Reasons {
		quotes = append(quotes, r.Quote)
	}
	for _, why := range plan.Why {
		if slices.ContainsFunc(quotes, func(q string) bool { return q != "" && strings.Contains(why, `"`+q) }) {
			t.Errorf("why repeats somebody's words: %s", why)
		}
	}
}

func spansAddUp(t complainer, ticket helpdesk.Ticket, v Verdict) {
	t.Helper()
	var sum time.Duration
	for i, s := range v.Clock.Stretches {
		sum += s.To.Sub(s.From)
		if i > 0 && !s.From.Equal(v.Clock.Stretches[i-1].To) {
			t.Errorf("a gap before %v", s)
		}
	}
	if whole := max(0, v.At.Sub(ticket.Created)); sum != whole {
		t.Errorf("the ball's stretches come to %s of %s", sum, whole)
	}
}
