package escalation

import (
	"slices"
	"strings"
	"time"

	"github.com/deskhand/deskhand/sweeper/helpdesk"
	"github.com/deskhand/deskhand/sweeper/notes"
)

// act is an event with the role of whoever did it. Notes of persons carry what they say.
type act struct {
	*helpdesk.Event
	role helpdesk.Role
	says notes.Findings
}

// fill gives the act as a verdict tells of it.
func (a act) fill() Act {
	who := a.By
	who.Role = a.role
	return Act{Event: a.ID, By: who, At: a.At}
}

// quoting is fill with the sentence that the code rests on.
func (a act) quoting(code string) Act {
	told := a.fill()
	if e, ok := a.says.Find(code); ok {
		words := notes.Sentence(a.Body, notes.Format(a.Format), e, quoteLength)
		told.Quote = neutral(strings.TrimRight(words, ".!?"), quoteLength)
	}
	return told
}

// byTag is fill for something done by a tag.
func (a act) byTag(tag string) Act {
	told := a.fill()
	told.Tag = tag
	return told
}

// tagLife is what became of one tag that matters.
type tagLife struct {
	present   bool
	added     *act // the last time it was put on; nil when it never was
	removed   *act // the last time it was taken off
	dismissed *act // the last time a person took it off
	stripped  int  // how often a machine took off what we had put on
}

// byPerson reports whether a person did it. What happened before the history begins, or outside it, was a person's: it is kept.
func byPerson(a *act) bool { return a != nil && (a.role.Person() || a.role == "") }

// created stands for the id of the event that brought a ticket into being, which desks don't tell as one.
const created = "created"

// history is a ticket's events, read once.
type history struct {
	ticket *helpdesk.Ticket
	acts   []act // oldest first
	said   []act // those that are notes of persons
	tags   map[string]*tagLife
}

// history gives every event its role, every person's note its findings, and every tag that matters its life.
func (p *Policy) history(t *helpdesk.Ticket) *history {
	h := &history{ticket: t, acts: make([]act, len(t.Events)), tags: map[string]*tagLife{}}
	for i := range t.Events {
		h.acts[i] = act{Event: &t.Events[i], role: p.role(&t.Events[i])}
	}
	slices.SortStableFunc(h.acts, func(a, b act) int { return a.At.Compare(b.At) })
	for i := range h.acts {
		a := &h.acts[i]
		switch a.Kind {
		case helpdesk.KindNote:
			if a.role.Person() {
				a.says = p.read(a.Body, notes.Format(a.Format), notes.Author(a.role), a.At.In(p.calendar.zone))
				h.said = append(h.said, *a)
			}
		case helpdesk.KindTags:
			h.followTags(p, a)
		}
	}
	h.settleTags(p)
	return h
}

func (h *history) followTags(p *Policy, a *act) {
	for _, tag := range a.Added {
		if p.heeds(tag) {
			h.life(tag).added = a
			h.life(tag).present = true
		}
	}
	for _, tag := range a.Removed {
		if !p.heeds(tag) {
			continue
		}
		life := h.life(tag)
		if !a.role.Person() && a.role != helpdesk.Self && life.added != nil && life.added.role == helpdesk.Self {
			life.stripped++
		}
		life.removed, life.present = a, false
		if byPerson(a) {
			life.dismissed = a
		}
	}
}

// settleTags holds the lives against the tags that the ticket bears now. A tag that is there though no event put it on has been
// there since the beginning, as far as anybody can tell.
func (h *history) settleTags(p *Policy) {
	for _, life := range h.tags {
		life.present = false
	}
	for _, tag := range h.ticket.Tags {
		if !p.heeds(tag) {
			continue
		}
		life := h.life(tag)
		life.present = true
		if life.added == nil || life.removed != nil && life.removed.At.After(life.added.At) {
			life.added = &act{Event: &helpdesk.Event{ID: created, At: h.began()}}
		}
	}
}

func (h *history) life(tag string) *tagLife {
	life, ok := h.tags[tag]
	if !ok {
		life = &tagLife{}
		h.tags[tag] = life
	}
	return life
}

// began is when the ticket came to be.
func (h *history) began() time.Time {
	if !h.ticket.Created.IsZero() || len(h.acts) == 0 {
		return h.ticket.Created
	}
	return h.acts[0].At
}

// bears reports whether the ticket bears the tag.
func (h *history) bears(tag string) bool { return slices.Contains(h.ticket.Tags, tag) }

// liveUntil is when the last person's event will be as old as the quiet period; zero when it is.
func (h *history) liveUntil(p *Policy, now time.Time) time.Time {
	quiet := p.rules.QuietPeriod.Duration
	for _, a := range slices.Backward(h.acts) {
		if a.role.Person() {
			if until := earlier(a.At, now).Add(quiet); until.After(now) {
				return until
			}
			break
		}
	}
	return time.Time{}
}
