package escalation

import (
	"slices"
	"time"

	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

// evidence is when somebody last said what the flags rest on.
type evidence struct {
	request time.Time
	news    time.Time // anything that bears on a triage
	impact  time.Time
	reasons map[string]time.Time
}

// Assess says what a ticket's history means at an instant. Nothing is concluded from the absence of something when the ticket
// is Partial; a ticket that Deskhand must leave alone gets a verdict too, whose flags are those it bears.
func (p *Policy) Assess(t helpdesk.Ticket, now time.Time) Verdict {
	h := p.history(&t)
	l := p.life(h)
	v := Verdict{
		At: now, Partial: t.Partial, Request: l.request, Decision: l.decision, Ended: l.ended,
		Clock: p.clock(h, now), LiveUntil: h.liveUntil(p, now),
		voice: p.voice,
	}
	told := evidence{news: lastNews(h, l)}
	for _, a := range l.requests {
		told.request = later(told.request, a.At)
	}
	v.Impact, told.impact = p.impact(h)
	v.Stale = stale(&v)
	v.Reasons, told.reasons = p.reasonsHeld(&v, h)
	var lapse time.Time
	v.Grounds, lapse = p.groundsHeld(h, l, now)
	p.place(&v, h, l, told)
	if v.State == Approved {
		v.Owed = p.owed(&v, h)
	}
	if v.Partial || v.State == Ignored {
		v.Flags = slices.Sorted(slices.Values(slices.DeleteFunc(slices.Clone(t.Tags), func(tag string) bool { return !p.Owned(tag) })))
	} else {
		v.Flags = p.flags(&v, h, l, told)
		v.Ref, v.Note = p.noteDue(&v, h)
		v.Next = p.next(&v, lapse)
	}
	v.Rules = p.conditions(&v)
	return v
}

// place says where the ticket stands.
func (p *Policy) place(v *Verdict, h *history, l *life, told evidence) {
	v.State = l.state()
	switch {
	case h.bears(p.rules.Tags.Ignore):
		v.State = Ignored
	case v.Partial:
		v.State = Unclear
	case !h.ticket.Status.Live() && v.State != None:
		v.State = Settled
	case v.State == NeedsDetails:
		v.State = p.triage(v, h, told.news)
		if v.State == NeedsDetails && !v.adopted {
			v.Missing = missing(v)
		}
	}
}

// live reports whether anybody still works or waits on the ticket.
func (v *Verdict) live() bool { return v.Clock.Holder != HeldByNobody }

func stale(v *Verdict) Result {
	switch {
	case v.Partial:
		return Unknown
	case v.Clock.Reached && v.Impact.High:
		return Met
	}
	return NotMet
}

// next is the first instant after the verdict's own at which time alone can change it: the stale clock runs out, a ground for
// denial lapses, something owed falls due.
func (p *Policy) next(v *Verdict, lapse time.Time) time.Time {
	var next time.Time
	if c := v.Clock; v.Impact.High && c.Holder == HeldBySupport && !c.Reached {
		next = soonest(next, p.calendar.end(c.Limit, later(v.At, c.Since), c.Elapsed))
	}
	if v.State.Triaged() {
		next = soonest(next, lapse)
	}
	for _, d := range v.Owed {
		if d.Due.After(v.At) {
			next = soonest(next, d.Due)
		}
	}
	if whole := next.Truncate(time.Second); whole.Before(next) {
		return whole.Add(time.Second)
	}
	return next
}
