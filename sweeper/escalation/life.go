package escalation

import (
	"slices"
	"time"

	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

// Decisions, as notes.Findings names them.
const (
	saidApproved = "approved"
	saidDenied   = "denied"
)

// life is how far the escalation of a ticket has come. Solving the ticket answers a request that waits; an approval stands
// until it is taken back.
type life struct {
	request  *Request
	requests []act // all that asked in this episode, the first included
	decision *Decision
	ended    *Act      // what took the request back
	how      State     // Withdrawn or Dismissed, when ended is set; Settled when solving answered it
	turned   time.Time // when the flags of a waiting request, or of an approval, lost their cause
	wasYes   bool      // the escalation was approved at some time in this episode
}

// state is where the life stands, before triage.
func (l *life) state() State {
	switch {
	case l.how != "":
		return l.how
	case l.decision != nil && l.decision.Approved:
		return Approved
	case l.decision != nil:
		return Denied
	case l.request != nil:
		return NeedsDetails
	}
	return None
}

// life reads how far the escalation has come, oldest event first.
func (p *Policy) life(h *history) *life {
	l := &life{}
	tags := p.rules.Tags
	p.tagged(h, l, h.born(p, tags.CSM, tags.Approved, tags.Denied))
	for _, a := range h.acts {
		switch a.Kind {
		case helpdesk.KindNote:
			l.note(a)
		case helpdesk.KindTags:
			p.tagged(h, l, a)
		case helpdesk.KindStatus:
			l.status(a)
		}
	}
	if l.state() == None {
		// Our own tag, without an event, asks only when nothing else does: it must not give a known episode another name.
		p.tagged(h, l, h.born(p, tags.Requested))
	}
	return l
}

// born is the ticket's creation, with those of the tags that it bears and that no event put on.
func (h *history) born(p *Policy, tags ...string) act {
	requester := h.ticket.Requester
	e := helpdesk.Event{ID: created, At: h.began(), By: requester, Kind: helpdesk.KindTags}
	for _, tag := range tags {
		if life := h.tags[tag]; life != nil && life.present && life.added.ID == created {
			e.Added = append(e.Added, tag)
		}
	}
	return act{Event: &e, role: p.personRole(requester)}
}

// note takes up what a person says; what machines say finds nothing.
func (l *life) note(a act) {
	if a.role == helpdesk.Lead && a.says.Decision != "" {
		l.decide(a.quoting(a.says.Decision), a.says.Decision == saidApproved)
		return
	}
	switch {
	case a.says.Withdrawn:
		if l.state() == NeedsDetails || l.state() == Approved {
			l.end(Withdrawn, a.quoting("withdrawn"))
		}
	case a.says.Request:
		l.ask(a, a.quoting("request"))
	}
}

// tagged follows the tags by which people ask and decide. A tag of a decision counts while the ticket bears it.
func (p *Policy) tagged(h *history, l *life, a act) {
	tags := p.rules.Tags
	for _, tag := range a.Added {
		switch {
		case tag == tags.Approved && h.standing(tag, a):
			l.decide(a.byTag(tag), true)
		case tag == tags.Denied && h.standing(tag, a):
			l.decide(a.byTag(tag), false)
		case tag == tags.CSM && a.role != helpdesk.Self, tag == tags.Requested && byPerson(&a):
			l.ask(a, a.byTag(tag))
		}
	}
	for _, tag := range a.Removed {
		switch {
		case l.state() != NeedsDetails:
		case tag == tags.Requested && byPerson(&a):
			l.end(Dismissed, a.byTag(tag))
		case tag == tags.CSM && l.restsOn(tag) && !h.bears(tag):
			l.end(Withdrawn, a.byTag(tag))
		}
	}
}

// standing reports whether this is the event that put on the tag which the ticket bears now.
func (h *history) standing(tag string, a act) bool {
	life := h.tags[tag]
	return life != nil && life.present && life.added.ID == a.ID && life.added.At.Equal(a.At)
}

// restsOn reports whether nothing but the tag asks.
func (l *life) restsOn(tag string) bool {
	return !slices.ContainsFunc(l.requests, func(a act) bool { return !slices.Contains(a.Added, tag) })
}

// ask begins an episode, or adds to the one that waits. An approved escalation needs no more asking; after a denial, a
// withdrawal or a solution asking begins anew.
func (l *life) ask(a act, told Act) {
	switch l.state() {
	case Approved:
		return
	case NeedsDetails:
		l.requests = append(l.requests, a)
		return
	}
	*l = life{request: &Request{Act: told}, requests: []act{a}}
}

// decide takes up leadership's word. Saying it again changes nothing.
func (l *life) decide(told Act, approved bool) {
	if state := l.state(); state == Approved && approved || state == Denied && !approved {
		return
	}
	l.decision = &Decision{Act: told, Approved: approved, Since: told.At}
	l.ended, l.how, l.turned = nil, "", told.At
	l.wasYes = l.wasYes || approved
}

func (l *life) end(how State, told Act) {
	l.ended, l.how, l.turned = &told, how, told.At
}

func (l *life) status(a act) {
	from, to := helpdesk.Status(a.From), helpdesk.Status(a.To)
	switch {
	case !to.Live() && l.state() == NeedsDetails:
		l.end(Settled, a.fill())
		l.ended = nil
	case !to.Live():
		l.turned = a.At
	case to.Live() && from != "" && !from.Live() && l.state() == Approved:
		l.decision.Since = a.At
	}
}
