// Package simulator is the helpdesk behind the fakes: people, tickets with their whole history, a clock, rules that
// react, mails that would go out, and a ledger of what came in through the API.
//
// It owns what is true on the desk and in which order it happened. It knows no wire format (zendesksim and jirasim speak
// those over it), no connector and no policy. Everything is in memory and safe for many goroutines.
package simulator

import (
	"errors"
	"fmt"
	"sort"
	"sync"
	"time"
)

var (
	// ErrNotFound: the ticket, note or person was never there, or is deleted.
	ErrNotFound = errors.New("not found")
	// ErrClosed: the ticket is closed, and this edit is not among those that a closed ticket takes.
	ErrClosed = errors.New("the ticket is closed")
)

// System is the id of the desk itself, where it acts in nobody's name.
const System int64 = -1

// Role says what a person is to the desk.
type Role string

// The roles of people.
const (
	Customer Role = "customer"
	Agent    Role = "agent"
	Admin    Role = "admin" // an agent with all rights
)

// Person is a user of the desk.
type Person struct {
	ID    int64
	Name  string
	Email string
	Role  Role
	Bot   bool     // an integration's user
	Tags  []string // put on each ticket this person asks for
	Org   int64    // the organisation; 0 for none
}

// Desk is one helpdesk.
//
// Ids grow from one sequence for people, updates, notes and events; tickets count from 1. Values handed out share memory
// that is never changed afterwards: whoever holds a Ticket holds it as it was.
type Desk struct {
	// Now is the clock of the wall. It is read under no lock and may be a bubble's. Set it before use.
	Now func() time.Time
	// Owned says which tags are Deskhand's own, for the ledger. Set it before use.
	Owned func(tag string) bool
	// Spell is how the desk writes a tag that somebody gives it: as it is given, where nothing else is set before use.
	Spell func(tag string) string

	mu        sync.RWMutex
	ahead     time.Duration
	sequence  int64
	people    map[int64]*Person
	byEmail   map[string]int64
	tickets   []*Ticket // the ticket with id n at n-1
	incidents map[int64][]int64
	feed      feed
	rules     []Rule
	ledger    ledger
	self      int64
}

// NewDesk returns an empty desk whose API user is a bot named Deskhand.
func NewDesk() *Desk {
	d := &Desk{
		Now: time.Now, Owned: OwnedTag, Spell: func(tag string) string { return tag }, sequence: firstID,
		people: map[int64]*Person{}, byEmail: map[string]int64{}, incidents: map[int64][]int64{},
	}
	d.ledger.refs = map[string]int{}
	d.self = d.AddPerson(Person{Name: "Deskhand", Email: SelfEmail, Role: Admin, Bot: true}).ID
	return d
}

// SelfEmail is the address of the user that the API's credentials belong to.
const SelfEmail = "deskhand@acme.example"

const (
	firstID = 6130852000000 // thirteen digits, as vendors' ids have
	idStep  = 128
)

func (d *Desk) nextID(events int) int64 {
	id := d.sequence
	d.sequence += idStep * int64(1+events)
	return id
}

// Clock returns the desk's own time: Now, plus what Advance added, in UTC.
func (d *Desk) Clock() time.Time {
	now := d.Now()
	d.mu.RLock()
	defer d.mu.RUnlock()
	return now.Add(d.ahead).UTC()
}

// Advance moves the desk's clock ahead of the wall's.
func (d *Desk) Advance(by time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.ahead += by
}

// Self returns the user of the API.
func (d *Desk) Self() Person { p, _ := d.Person(d.self); return p }

// AddPerson adds a user. An e-mail that is known already gives the known person.
func (d *Desk) AddPerson(p Person) Person {
	d.mu.Lock()
	defer d.mu.Unlock()
	if id, known := d.byEmail[p.Email]; known && p.Email != "" {
		return *d.people[id]
	}
	p.ID = d.nextID(0)
	d.people[p.ID] = &p
	d.byEmail[p.Email] = p.ID
	return p
}

// Person returns the user with this id, or false.
func (d *Desk) Person(id int64) (Person, bool) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	p, ok := d.people[id]
	if !ok {
		return Person{}, false
	}
	return *p, true
}

// PersonByEmail returns the user with this address, or false.
func (d *Desk) PersonByEmail(email string) (Person, bool) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	id, ok := d.byEmail[email]
	if !ok {
		return Person{}, false
	}
	return *d.people[id], true
}

// People returns all users, oldest first.
func (d *Desk) People() []Person {
	d.mu.RLock()
	defer d.mu.RUnlock()
	all := make([]Person, 0, len(d.people))
	for _, p := range d.people {
		all = append(all, *p)
	}
	sort.Slice(all, func(i, j int) bool { return all[i].ID < all[j].ID })
	return all
}

// Ticket returns the ticket as it is now. Deleted tickets are returned too, with that status; false is for ids that never were.
func (d *Desk) Ticket(id int64) (Ticket, bool) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	t := d.find(id)
	if t == nil {
		return Ticket{}, false
	}
	return *t, true
}

// Tickets returns every ticket, deleted ones too, by id.
func (d *Desk) Tickets() []Ticket {
	d.mu.RLock()
	defer d.mu.RUnlock()
	all := make([]Ticket, len(d.tickets))
	for i, t := range d.tickets {
		all[i] = *t
	}
	return all
}

// Each calls f for every ticket by id, deleted ones too, until f returns false. It copies one ticket at a time; tickets that are
// created meanwhile may be left out.
func (d *Desk) Each(f func(Ticket) bool) {
	for id := int64(1); ; id++ {
		t, ok := d.Ticket(id)
		if !ok || !f(t) {
			return
		}
	}
}

// After returns up to n tickets whose id is greater than id and which keep wants, by id, and reports whether there are more.
func (d *Desk) After(id int64, n int, keep func(Ticket) bool) (tickets []Ticket, more bool) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	for i := max(id, 0); i < int64(len(d.tickets)); i++ {
		if t := *d.tickets[i]; keep(t) {
			if len(tickets) == n {
				return tickets, true
			}
			tickets = append(tickets, t)
		}
	}
	return tickets, false
}

// Len returns how many tickets there ever were.
func (d *Desk) Len() int {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return len(d.tickets)
}

// Incidents returns the ids of the tickets that are linked to this problem ticket, deleted ones left out.
func (d *Desk) Incidents(problem int64) []int64 {
	d.mu.RLock()
	defer d.mu.RUnlock()
	var ids []int64
	for _, id := range d.incidents[problem] {
		if d.find(id).Status != Deleted {
			ids = append(ids, id)
		}
	}
	return ids
}

func (d *Desk) find(id int64) *Ticket {
	if id < 1 || id > int64(len(d.tickets)) {
		return nil
	}
	return d.tickets[id-1]
}

func (d *Desk) live(id int64) (*Ticket, error) {
	t := d.find(id)
	if t == nil || t.Status == Deleted {
		return nil, fmt.Errorf("ticket %d: %w", id, ErrNotFound)
	}
	return t, nil
}
