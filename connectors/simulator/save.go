package simulator

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// NewTicket is what a ticket begins with. The zero value of each field is a sane one, but for Requester and Body.
type NewTicket struct {
	Subject   string
	Body      string
	HTML      string
	Private   bool // its first note is internal
	Requester int64
	By        int64 // who made it; the requester when 0
	Via       Via   // Web when empty
	Status    string
	Priority  string
	Type      string
	Assignee  int64
	Problem   int64
	Tags      []string
	Fields    map[string]any
	At        time.Time // zero: now. With a time, it is history
}

// Create makes a ticket. Tags of its requester are put on it.
func (d *Desk) Create(n NewTicket) Ticket {
	now := d.Clock()
	d.mu.Lock()
	defer d.mu.Unlock()
	if n.At.IsZero() {
		n.At = now
	}
	tags := n.Tags
	org := int64(0)
	if p := d.people[n.Requester]; p != nil {
		org = p.Org
		tags = append(slices.Clone(tags), p.Tags...)
	}
	t := &Ticket{
		ID: int64(len(d.tickets) + 1), Subject: n.Subject, Status: or(n.Status, New), Priority: n.Priority, Type: n.Type, Via: or(n.Via, Web),
		Requester: n.Requester, Assignee: n.Assignee, Organization: org, Problem: n.Problem, Tags: d.cleanTags(tags), Fields: n.Fields,
		Created: n.At, Updated: n.At, Touched: n.At, Version: 1,
	}
	by := n.By
	if by == 0 {
		by = n.Requester
	}
	changes := firstValues(t)
	id := d.nextID(1 + len(changes) + spareIDs)
	note := &Note{ID: id + idStep, At: n.At, By: by, Via: t.Via, Body: n.Body, HTML: n.HTML, Public: !n.Private}
	t.Updates = []Update{{ID: id, At: n.At, By: by, Via: t.Via, Note: note, Changes: changes, Created: true}}
	d.tickets = append(d.tickets, t)
	if n.Problem != 0 {
		d.incidents[n.Problem] = append(d.incidents[n.Problem], t.ID)
	}
	d.feed.put(t)
	return *t
}

// spareIDs are left free behind the events of a ticket's making, for those that only a wire format knows.
const spareIDs = 4

func firstValues(t *Ticket) []Change {
	all := []Change{{Field: "subject", To: t.Subject}, {Field: "status", To: t.Status}, {Field: "priority", To: t.Priority}}
	if t.Assignee != 0 {
		all = append(all, Change{Field: "assignee", To: personID(t.Assignee)})
	}
	return append(all, Change{Field: "tags", To: joinTags(t.Tags)})
}

// Edit is all that one save changes. Nil and zero fields change nothing.
type Edit struct {
	By   int64 // a person, or System
	Via  Via   // Web when empty
	Rule string

	Note     *Note // ID, At and Via are given by the desk; By is the actor when 0
	Subject  *string
	Status   *string
	Priority *string
	Type     *string
	Assignee *int64
	Tags     *[]string // replaces all
	Add      []string  // tags
	Remove   []string
	Fields   map[string]any // custom fields by name; nil empties one

	Properties map[string]json.RawMessage // set on the ticket; does not count as a change
	Meta       map[string]any

	At         time.Time            // zero: now. With a time, it is history: no rules, no mails, not in the ledger
	EvenClosed bool                 // also on a closed ticket
	Always     bool                 // an update is made even of no change
	If         func(t Ticket) error // sees the ticket under the lock; its error stops the edit and is returned
}

// Save carries out an edit whole, or returns an error and changes nothing: ErrNotFound, ErrClosed, or what If returned. An
// edit that would change nothing leaves the ticket as it is, and returns an Update without id.
func (d *Desk) Save(id int64, e Edit) (Update, error) {
	now := d.Clock()
	d.mu.Lock()
	defer d.mu.Unlock()
	t, err := d.live(id)
	if err != nil {
		return Update{}, err
	}
	if e.If != nil {
		if err := e.If(*t); err != nil {
			return Update{}, err
		}
	}
	if t.Status == Closed && !e.EvenClosed {
		return Update{}, ErrClosed
	}
	return d.carryOut(t, e, now), nil
}

// remember adds to the history of a ticket that is there; nothing refuses it.
func (d *Desk) remember(id int64, e Edit) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.carryOut(d.find(id), e, e.At)
}

// carryOut changes the ticket, lets the rules react, and books it all.
func (d *Desk) carryOut(t *Ticket, e Edit, now time.Time) Update {
	history := !e.At.IsZero()
	if !history {
		e.At = now
	}
	before := *t
	u := Update{At: e.At, By: e.By, Via: or(e.Via, Web), Rule: e.Rule, Meta: e.Meta, Changes: d.apply(t, e)}
	if len(e.Properties) > 0 {
		t.Properties = merged(t.Properties, e.Properties)
	}
	if len(u.Changes) == 0 && e.Note == nil && !e.Always {
		return Update{}
	}
	if e.Note != nil {
		n := *e.Note
		n.At, n.Via = e.At, u.Via
		if n.By == 0 {
			n.By = e.By
		}
		u.Note = &n
	}
	if !history {
		d.runRules(t, &u)
		d.mail(t, &u)
	}
	d.record(t, &u)
	if !history {
		d.ledger.count(d, before, *t, u)
	}
	return u
}

// record numbers the update, puts it on the ticket, and the ticket into the feed.
func (d *Desk) record(t *Ticket, u *Update) {
	u.ID = d.nextID(1 + len(u.Changes) + len(u.Notices))
	if u.Note != nil {
		u.Note.ID = u.EventID(0)
	}
	t.Updates = append(t.Updates, *u) // whoever holds the shorter slice never sees the new end
	t.Updated, t.Touched = u.At, u.At
	t.Version++
	d.feed.put(t)
}

// apply changes the ticket's fields and says what changed.
func (d *Desk) apply(t *Ticket, e Edit) []Change {
	var all []Change
	set := func(field string, now *string, to *string) {
		if to != nil && *to != *now {
			all = append(all, Change{Field: field, From: *now, To: *to})
			*now = *to
		}
	}
	set("subject", &t.Subject, e.Subject)
	set("priority", &t.Priority, e.Priority)
	set("type", &t.Type, e.Type)
	if e.Assignee != nil && *e.Assignee != t.Assignee {
		all = append(all, Change{Field: "assignee", From: personID(t.Assignee), To: personID(*e.Assignee)})
		t.Assignee = *e.Assignee
		if t.Status == New && e.Status == nil {
			e.Status = ptr(Open)
		}
	}
	set("status", &t.Status, e.Status)
	if tags := d.tagsAfter(t, e); !slices.Equal(tags, t.Tags) {
		all = append(all, Change{Field: "tags", From: joinTags(t.Tags), To: joinTags(tags)})
		t.Tags = tags
	}
	for _, name := range slices.Sorted(maps.Keys(e.Fields)) {
		from, to := fieldText(t.Fields[name]), fieldText(e.Fields[name])
		if from != to {
			all = append(all, Change{Field: name, From: from, To: to})
			t.Fields = merged(t.Fields, map[string]any{name: e.Fields[name]})
		}
	}
	return all
}

func (d *Desk) tagsAfter(t *Ticket, e Edit) []string {
	tags := t.Tags
	if e.Tags != nil {
		tags = *e.Tags
	}
	if e.Tags == nil && len(e.Add) == 0 && len(e.Remove) == 0 {
		return tags
	}
	gone := d.cleanTags(e.Remove)
	return slices.DeleteFunc(d.cleanTags(append(slices.Clone(tags), e.Add...)), func(tag string) bool { return slices.Contains(gone, tag) })
}

// cleanTags returns tags as the desk keeps them: split at spaces, spelled its way, sorted, each once.
func (d *Desk) cleanTags(tags []string) []string {
	clean := make([]string, 0, len(tags))
	for _, t := range tags {
		clean = append(clean, strings.Fields(d.Spell(t))...)
	}
	slices.Sort(clean)
	return slices.Compact(clean)
}

func fieldText(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	}
	text, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return string(text)
}

func personID(id int64) string {
	if id == 0 {
		return ""
	}
	return strconv.FormatInt(id, 10)
}

// merged returns a new map: maps that were handed out are never changed.
func merged[V any](old, more map[string]V) map[string]V {
	all := make(map[string]V, len(old)+len(more))
	maps.Copy(all, old)
	maps.Copy(all, more)
	return all
}

func or[T ~string](v, otherwise T) T {
	if v == "" {
		return otherwise
	}
	return v
}

func ptr[T any](v T) *T { return &v }
