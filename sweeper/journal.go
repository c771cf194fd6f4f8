package sweeper

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/deskhand/deskhand/sweeper/escalation"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
	"github.com/deskhand/deskhand/sweeper/store"
)

// Journal is what is remembered of a desk's recent past, for the status page and for digests: what was written, what people
// corrected, which tickets are parked, and counts by day. It holds no text of a ticket, and forgets a ticket that is closed or
// deleted; the counts stay. It is kept with the desk's state, and lost with the store. What a sweep saw shortly before it was
// killed may be missing from it.
type Journal struct {
	Written   []Written  `json:"written,omitempty"`   // newest first
	Overrides []Override `json:"overrides,omitempty"` // newest first
	Parked    []Parked   `json:"parked,omitempty"`
	Days      []Day      `json:"days,omitempty"` // newest first; days without a sweep are missing
}

const (
	journalNote   = "journal"
	mostWritten   = 200
	mostOverrides = 200
	mostDays      = 35
)

// Written is a write that took place.
type Written struct {
	At     time.Time `json:"at"`
	Ticket string    `json:"ticket"`
	Key    string    `json:"key"`
	Add    []string  `json:"add,omitempty"`
	Remove []string  `json:"remove,omitempty"`
	Note   string    `json:"note,omitempty"`  // its kind; empty when none was posted
	Ref    string    `json:"ref,omitempty"`   // of the note
	Ended  string    `json:"ended,omitempty"` // how a request ended, when this write took its tag off: the escalation's state
}

// Action is how a person corrected Deskhand.
type Action string

// The ways to correct it.
const (
	TookOff Action = "removed" // a tag that Deskhand would set; it stays off
	PutOn   Action = "added"   // a tag that Deskhand owns; it is adopted
	Ignores Action = "ignored" // the tag that keeps Deskhand off the ticket
)

// Actions are all of them.
var Actions = []Action{TookOff, PutOn, Ignores}

// Override is a person's correction.
type Override struct {
	At     time.Time `json:"at"`
	Ticket string    `json:"ticket"`
	Key    string    `json:"key"`
	Tag    string    `json:"tag"`
	Action Action    `json:"action"`
	By     string    `json:"by,omitempty"` // the person's name
}

func (o Override) same(other Override) bool {
	return o.Ticket == other.Ticket && o.Tag == other.Tag && o.Action == other.Action && o.At.Equal(other.At)
}

// Parked is a ticket whose writes the desk keeps refusing.
type Parked struct {
	Ticket string    `json:"ticket"`
	Key    string    `json:"key"`
	Until  time.Time `json:"until"` // it is left alone
	Why    string    `json:"why,omitempty"`
}

// Day counts what happened on one day.
type Day struct {
	Date    string         `json:"date"`              // 2026-11-24, in UTC
	Written int            `json:"written,omitempty"` // writes
	Notes   int            `json:"notes,omitempty"`   // of those, with a note
	Raised  map[string]int `json:"raised,omitempty"`  // tags set, by tag
	Removed map[string]int `json:"removed,omitempty"` // tags that people took off, by tag
	Ended   map[string]int `json:"ended,omitempty"`   // requests that ended, by the escalation's state
	Waiting map[string]int `json:"waiting"`           // tickets that waited for people after the day's first sweep, by need
}

// ReadJournal returns the journal in a desk's state; an empty one when there is none that this version can read.
func ReadJournal(s store.State) Journal {
	var j Journal
	if json.Unmarshal([]byte(s.Notes[journalNote]), &j) != nil {
		return Journal{}
	}
	return j
}

// day returns the entry of the instant's day, made when it is new; nil when it is too long ago to be kept.
func (j *Journal) day(t time.Time) *Day {
	date := t.UTC().Format(time.DateOnly)
	at, found := slices.BinarySearchFunc(j.Days, date, func(d Day, date string) int { return strings.Compare(date, d.Date) })
	if !found {
		if at > 0 && t.Before(j.newest().AddDate(0, 0, -mostDays)) {
			return nil
		}
		j.Days = slices.Insert(j.Days, at, Day{Date: date})
		j.Days = j.Days[:min(len(j.Days), mostDays)]
	}
	return &j.Days[at]
}

// newest is the beginning of the newest day.
func (j *Journal) newest() time.Time {
	t, err := time.Parse(time.DateOnly, j.Days[0].Date)
	if err != nil {
		return time.Time{} // made by hand
	}
	return t
}

// write remembers a write that took place.
func (j *Journal) write(w Written) {
	j.unpark(w.Ticket)
	j.Written = slices.Insert(j.Written, 0, w)
	j.Written = j.Written[:min(len(j.Written), mostWritten)]
	d := j.day(w.At)
	if d == nil {
		return
	}
	d.Written++
	if w.Note != "" {
		d.Notes++
	}
	if w.Ended != "" {
		d.Ended = counted(d.Ended, w.Ended)
	}
	for _, tag := range w.Add {
		d.Raised = counted(d.Raised, tag)
	}
}

// override remembers a correction, and reports whether it is new. Those older than all that is kept of a full list count as known.
func (j *Journal) override(o Override) bool {
	at := len(j.Overrides)
	for i, known := range j.Overrides {
		if o.same(known) {
			return false
		}
		if at == len(j.Overrides) && o.At.After(known.At) {
			at = i
		}
	}
	if at >= mostOverrides {
		return false
	}
	j.Overrides = slices.Insert(j.Overrides, at, o)
	j.Overrides = j.Overrides[:min(len(j.Overrides), mostOverrides)]
	if o.Action != TookOff {
		return true
	}
	if d := j.day(o.At); d != nil {
		d.Removed = counted(d.Removed, o.Tag)
	}
	return true
}

func counted(m map[string]int, key string) map[string]int {
	if m == nil {
		m = map[string]int{}
	}
	m[key]++
	return m
}

func (j *Journal) park(p Parked) {
	j.unpark(p.Ticket)
	j.Parked = append(j.Parked, p)
}

func (j *Journal) unpark(ticket string) {
	j.Parked = slices.DeleteFunc(j.Parked, func(p Parked) bool { return p.Ticket == ticket })
}

// forget drops all that is known of the ticket but the counts.
func (j *Journal) forget(ticket string) {
	j.unpark(ticket)
	j.Written = slices.DeleteFunc(j.Written, func(w Written) bool { return w.Ticket == ticket })
	j.Overrides = slices.DeleteFunc(j.Overrides, func(o Override) bool { return o.Ticket == ticket })
}

// unparkUntil drops those whose time has come: they are tried again.
func (j *Journal) unparkUntil(now time.Time) {
	j.Parked = slices.DeleteFunc(j.Parked, func(p Parked) bool { return !p.Until.After(now) })
}

// recall begins the pass's journal with what the desk's state holds.
func (p *pass) recall(s store.State) {
	p.state, p.journal = &s, ReadJournal(s)
	p.journal.unparkUntil(p.now)
	p.journal.day(p.now)
}

// journaled returns the desk's state with the journal as it is now, or nil when the store has it so already.
func (p *pass) journaled() *store.State {
	raw, err := json.Marshal(p.journal)
	if err != nil {
		panic(err) // strings, numbers and times of this century
	}
	if p.state == nil || p.state.Notes[journalNote] == string(raw) {
		return nil
	}
	s := store.State{Cursor: p.state.Cursor, Notes: maps.Clone(p.state.Notes)}
	if s.Notes == nil {
		s.Notes = map[string]string{}
	}
	s.Notes[journalNote] = string(raw)
	return &s
}

// countWaiting notes after the day's first sweep how many tickets wait for people.
func (p *pass) countWaiting(ctx context.Context) error {
	d := p.journal.day(p.now)
	if p.state == nil || d == nil || d.Waiting != nil {
		return nil
	}
	shown, err := p.Store.Shown(ctx, p.Desk)
	if err != nil {
		return err
	}
	d.Waiting = map[string]int{}
	for _, raw := range shown {
		if s, err := ReadShown(raw); err == nil {
			d.Waiting[s.Needs]++
		}
	}
	return nil
}

// corrections returns what people corrected on the ticket, as far as its history tells.
func (p *pass) corrections(t *helpdesk.Ticket, v *escalation.Verdict) []Override {
	var found []Override
	add := func(action Action, tag string, by helpdesk.Person, at time.Time) {
		found = append(found, Override{At: at.UTC(), Ticket: t.ID, Key: t.Key, Tag: tag, Action: action, By: by.Name})
	}
	for _, act := range v.Overrides {
		if act.By.Role.Support() {
			add(TookOff, act.Tag, act.By, act.At)
		}
	}
	ignore := p.Policy.Tags().Ignore
	for _, e := range t.Events {
		if e.Kind != helpdesk.KindTags || e.Via != helpdesk.ByHand || !e.By.Role.Support() {
			continue
		}
		for _, tag := range e.Added {
			switch {
			case tag == ignore:
				add(Ignores, tag, e.By, e.At)
			case p.Policy.Owned(tag):
				add(PutOn, tag, e.By, e.At)
			}
		}
	}
	return found
}
