package simulator

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"time"
)

// OwnedTag says whether a tag is one that Deskhand owns under its default names.
func OwnedTag(tag string) bool {
	return strings.HasPrefix(tag, "escalation_reason_") || slices.Contains(ownedTags, tag)
}

var ownedTags = []string{
	"escalation_requested", "escalation_recommended", "escalation_unlikely", "escalation_needs_details",
	"stale_high_impact", "high_impact", "escalation_eta_missing", "escalation_update_overdue",
}

var reference = regexp.MustCompile(`\bref (dh1-[0-9a-z]+)`)

// Mail is a message that would have left the desk.
type Mail struct {
	At        time.Time
	Ticket    int64
	To        int64
	Requester bool // it goes to the ticket's requester
	By        int64
}

// Writes is what the API's own user did to the desk, for whoever judges it.
type Writes struct {
	Updates        int            `json:"updates"`
	Notes          int            `json:"notes"`
	PublicNotes    int            `json:"public_notes"` // must stay 0
	RefsTwice      map[string]int `json:"refs_twice"`   // references that stand on the desk more than once; must stay empty
	Refs           int            `json:"refs"`         // different references
	TagsAdded      int            `json:"tags_added"`   // ours
	TagsRemoved    int            `json:"tags_removed"` // ours
	ForeignAdded   int            `json:"foreign_tags_added"`
	ForeignLost    int            `json:"foreign_tags_lost"` // must stay 0
	LostTags       []string       `json:"lost_tags"`         // the first of those, as ticket:tag
	Other          int            `json:"other_changes"`     // changes of any field but tags
	RequesterMails int            `json:"requester_mails"`   // must stay 0
	TicketsTouched int            `json:"tickets_touched"`
	IgnoredTouched int            `json:"ignored_touched"` // updates of tickets that carried deskhand_ignore; must stay 0
	touched        map[int64]bool
}

type ledger struct {
	writes Writes
	refs   map[string]int
	outbox []Mail
}

// count books an update, when it is the API user's.
func (l *ledger) count(d *Desk, before, after Ticket, u Update) {
	if u.By != d.self {
		return
	}
	w := &l.writes
	w.Updates++
	if w.touched == nil {
		w.touched = map[int64]bool{}
	}
	w.touched[after.ID] = true
	if before.Has("deskhand_ignore") {
		w.IgnoredTouched++
	}
	l.countNote(u.Note)
	for _, c := range u.Changes {
		switch {
		case c.Rule != "":
		case c.Field == "tags":
			l.countTags(d, after.ID, Tags(c.From), Tags(c.To))
		default:
			w.Other++
		}
	}
}

func (l *ledger) countNote(n *Note) {
	if n == nil {
		return
	}
	l.writes.Notes++
	if n.Public {
		l.writes.PublicNotes++
	}
	for _, m := range reference.FindAllStringSubmatch(n.Body, -1) {
		l.refs[m[1]]++
	}
}

func (l *ledger) countTags(d *Desk, ticket int64, from, to []string) {
	w := &l.writes
	for _, tag := range to {
		switch {
		case slices.Contains(from, tag):
		case d.Owned(tag):
			w.TagsAdded++
		default:
			w.ForeignAdded++
		}
	}
	for _, tag := range from {
		switch {
		case slices.Contains(to, tag):
		case d.Owned(tag):
			w.TagsRemoved++
		default:
			w.ForeignLost++
			if len(w.LostTags) < 100 {
				w.LostTags = append(w.LostTags, personID(ticket)+":"+tag)
			}
		}
	}
}

// Writes returns what the API's own user did so far.
func (d *Desk) Writes() Writes {
	d.mu.RLock()
	defer d.mu.RUnlock()
	w := d.ledger.writes
	w.TicketsTouched = len(w.touched)
	w.LostTags = append([]string{}, w.LostTags...)
	w.Refs = len(d.ledger.refs)
	w.RefsTwice = map[string]int{}
	for ref, n := range d.ledger.refs {
		if n > 1 {
			w.RefsTwice[ref] = n
		}
	}
	for _, m := range d.ledger.outbox {
		if m.Requester && m.By == d.self {
			w.RequesterMails++
		}
	}
	return w
}

// Outbox returns the mails that would have left, oldest first.
func (d *Desk) Outbox() []Mail {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return slices.Clone(d.ledger.outbox)
}

func rawProperty(key string, value []byte) map[string]json.RawMessage {
	return map[string]json.RawMessage{key: slices.Clone(value)}
}
