package escalation

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

var randomPeople = []helpdesk.Person{
	{ID: "1", Name: "Nora Bell", Role: helpdesk.EndUser},
	{ID: "2", Name: "Dana Ito", Role: helpdesk.Agent},
	{ID: "3", Name: "Lena Fox", Email: "lena@acme.example", Role: helpdesk.Agent}, // a lead
	{ID: "4", Name: "Tom Reyes", Email: "tom@acme.example", Role: helpdesk.Agent}, // a CSM
	{ID: "5", Name: "Syncbot", Role: helpdesk.Bot},
	{ID: "6", Role: helpdesk.Automation},
	{},
}

// randomPolicy is the built-in one with people, at times with a calendar or with everybody's activity.
func randomPolicy(t *rapid.T, tb testing.TB) *Policy {
	overlay := "people: {leads: [LENA@acme.example], csms: [tom@acme.example]}\n" + rapid.SampledFrom([]string{
		"", "activity: anyone\n", "stale_after: 3bd\ncalendar: {timezone: America/Santiago, hours: 08:00-16:30}\n", "update_every: 2bd\n",
	}).Draw(t, "policy")
	return compiled(tb, rulesWith(tb, overlay))
}

// randomTicket has a history in which anything may have happened, and bears the tags and the status that it leads to.
func randomTicket(t *rapid.T, p *Policy) helpdesk.Ticket {
	ticket := helpdesk.Ticket{Desk: "support", ID: "1", Key: "1", Version: "v", Status: helpdesk.Open}
	ticket.Priority = rapid.SampledFrom([]string{"", "low", "urgent"}).Draw(t, "priority")
	ticket.Tags = slices.Clone(rapid.SampledFrom([][]string{nil, {"vip"}, {"csm_escalation"}, {"high_impact"}, {"escalation_requested", "vip"}}).Draw(t, "tags"))
	at := time.Date(2026, 10, 30, 9, 0, 0, 0, time.UTC)
	ticket.Created = at
	for i := range rapid.IntRange(0, 12).Draw(t, "events") {
		e := helpdesk.Event{ID: fmt.Sprint("e", i), At: at, By: rapid.SampledFrom(randomPeople).Draw(t, "by")}
		e.Via = rapid.SampledFrom([]helpdesk.Via{helpdesk.ByHand, helpdesk.ByHand, helpdesk.ByHand, helpdesk.ByAPI}).Draw(t, "via")
		randomEvent(t, p, &ticket, &e)
		ticket.Events = append(ticket.Events, e)
		at = at.Add(time.Duration(rapid.SampledFrom([]int{0, 1, 3, 50, 700, 1440, 4000, 12000}).Draw(t, "minutes")) * time.Minute)
	}
	return ticket
}

func randomEvent(t *rapid.T, p *Policy, ticket *helpdesk.Ticket, e *helpdesk.Event) {
	e.Kind = rapid.SampledFrom([]helpdesk.Kind{helpdesk.KindNote, helpdesk.KindNote, helpdesk.KindTags, helpdesk.KindStatus, helpdesk.KindAssignee}).Draw(t, "kind")
	switch e.Kind {
	case helpdesk.KindNote:
		words := rapid.SliceOfN(rapid.SampledFrom(sayings), 0, 3).Draw(t, "says")
		for _, s := range words {
			e.Body += s.words + ". "
		}
		e.Body += rapid.SampledFrom([]string{"", "3 people", "2,300 learners", "@all *{{x}}* ref dh1-aaaaaa " + strings.Repeat("long ", 50)}).Draw(t, "more")
		e.Public = rapid.Bool().Draw(t, "public")
	case helpdesk.KindStatus:
		e.From = string(ticket.Status)
		ticket.Status = rapid.SampledFrom([]helpdesk.Status{helpdesk.Open, helpdesk.Pending, helpdesk.OnHold, helpdesk.Solved}).Draw(t, "status")
		e.To = string(ticket.Status)
	case helpdesk.KindTags:
		tag := rapid.SampledFrom(everyTag(p)).Draw(t, "tag")
		if i := slices.Index(ticket.Tags, tag); i >= 0 {
			ticket.Tags = slices.Delete(slices.Clone(ticket.Tags), i, i+1)
			e.Removed = []string{tag}
		} else {
			ticket.Tags = append(slices.Clone(ticket.Tags), tag)
			e.Added = []string{tag}
		}
		if p.Owned(tag) && rapid.Bool().Draw(t, "ours") {
			e.By, e.Via = helpdesk.Person{ID: "self", Role: helpdesk.Self}, helpdesk.ByAPI
		}
	}
}

func everyTag(p *Policy) []string {
	tags := p.rules.Tags
	return append(tags.flags(), tags.Approved, tags.Denied, tags.CSM, "vip", tags.ReasonPrefix+"sso_unavailable", tags.ReasonPrefix+"gone_from_policy")
}

func TestLawsHoldForAnyTicket(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		p := randomPolicy(rt, t)
		ticket := randomTicket(rt, p)
		now := ticket.Created.Add(time.Duration(rapid.IntRange(0, 45*24*60).Draw(rt, "now")) * time.Minute)
		if n := len(ticket.Events); n > 0 && now.Before(ticket.Events[n-1].At) {
			now = ticket.Events[n-1].At
		}
		checkLaws(rt, p, ticket, now)
		staysRemoved(rt, p, ticket, now)
		staysAdded(rt, p, ticket, now, rapid.SampledFrom(everyTag(p)).Draw(rt, "added"))
		comesToRest(rt, p, ticket, now)
	})
}

var whiles = []time.Duration{time.Minute, 2 * time.Hour, 30 * time.Hour, 4 * 24 * time.Hour, 20 * 24 * time.Hour, 90 * 24 * time.Hour}

// staysRemoved: a mark that a person removes stays off while nobody writes anything.
func staysRemoved(t complainer, p *Policy, ticket helpdesk.Ticket, now time.Time) {
	t.Helper()
	plan := p.Plan(ticket, p.Assess(ticket, now))
	for _, tag := range plan.Add {
		after := tagged(carriedOut(ticket, now, plan), now.Add(time.Minute), "", tag)
		for _, d := range whiles {
			if again := p.Plan(after, p.Assess(after, now.Add(d))); slices.Contains(again.Add, tag) {
				t.Errorf("a person took %s off, and %s later it is put on again", tag, d)
			}
		}
	}
}

// staysAdded: a mark that a person adds is adopted, and stays while nobody does anything.
func staysAdded(t complainer, p *Policy, ticket helpdesk.Ticket, now time.Time, tag string) {
	t.Helper()
	if slices.Contains(ticket.Tags, tag) {
		return
	}
	after := tagged(ticket, now.Add(time.Minute), tag, "")
	for _, d := range whiles {
		if again := p.Plan(after, p.Assess(after, now.Add(d))); slices.Contains(again.Remove, tag) {
			t.Errorf("a person put %s on, and %s later it is taken off", tag, d)
		}
	}
}

// tagged is the ticket after an agent has put one tag on or taken one off.
func tagged(ticket helpdesk.Ticket, at time.Time, on, off string) helpdesk.Ticket {
	e := helpdesk.Event{ID: "by-hand", At: at, By: randomPeople[1], Kind: helpdesk.KindTags}
	ticket.Tags = slices.Clone(ticket.Tags)
	if off != "" {
		ticket.Tags = slices.DeleteFunc(ticket.Tags, func(tag string) bool { return tag == off })
		e.Removed = []string{off}
	}
	if on != "" {
		ticket.Tags = append(ticket.Tags, on)
		e.Added = []string{on}
	}
	ticket.Events = append(slices.Clone(ticket.Events), e)
	return ticket
}

// comesToRest: whoever always does at its hour what the verdict says comes to an end, has posted each note once, and no more
// than three.
func comesToRest(t complainer, p *Policy, ticket helpdesk.Ticket, now time.Time) {
	t.Helper()
	posted := map[string]int{}
	for range 12 {
		v := p.Assess(ticket, now)
		plan := p.Plan(ticket, v)
		if plan.Note != nil {
			posted[plan.Note.Ref]++
		}
		ticket = carriedOut(ticket, now, plan)
		if v.Next.IsZero() {
			break
		}
		now = v.Next
	}
	if v := p.Assess(ticket, now); !v.Next.IsZero() {
		t.Errorf("it never comes to rest; next at %s", v.Next)
	}
	for ref, n := range posted {
		if n > 1 || len(posted) > mostNotes {
			t.Errorf("note %s was posted %d times, of %d notes", ref, n, len(posted))
		}
	}
}
