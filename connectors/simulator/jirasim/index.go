package jirasim

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"
	"time"

	"github.com/deskhand/deskhand/connectors/simulator"
)

// asOf returns the ticket as it was at an instant, or false when it was not there. Edits of notes in place are not undone.
func asOf(t simulator.Ticket, at time.Time) (simulator.Ticket, bool) {
	if t.Created.After(at) {
		return t, false
	}
	for len(t.Updates) > 1 && t.Updates[len(t.Updates)-1].At.After(at) {
		for _, c := range slices.Backward(t.Updates[len(t.Updates)-1].Changes) {
			undo(&t, c)
		}
		t.Updates = t.Updates[:len(t.Updates)-1]
		t.Updated = t.Updates[len(t.Updates)-1].At
	}
	return t, t.Live()
}

func undo(t *simulator.Ticket, c simulator.Change) {
	switch c.Field {
	case "subject":
		t.Subject = c.From
	case "status":
		t.Status = c.From
	case "priority":
		t.Priority = c.From
	case "type":
		t.Type = c.From
	case "assignee":
		// The desk writes ids; what is none is nobody.
		t.Assignee, _ = strconv.ParseInt(c.From, 10, 64)
	case "tags":
		t.Tags = simulator.Tags(c.From)
	}
}

// indexed returns the issues that match, as the index of one answer has them. Those named in live are as they are now.
func (c *call) indexed(match matcher, live []int64) []*document {
	seen := c.now.Add(-c.server.lag(c.opts))
	var found []*document
	var d document // one for all that do not match
	c.server.desk.Each(func(t simulator.Ticket) bool {
		at := seen
		if slices.Contains(live, issueID(t.ID)) {
			at = c.now
		}
		old, there := asOf(t, at)
		if !there {
			return true
		}
		if d = c.document(old); match(&d) {
			kept := d
			found = append(found, &kept)
		}
		return true
	})
	return found
}

// lag says how far the index of the next answer is behind.
func (s *Server) lag(o Options) time.Duration {
	if !o.Flicker || o.IndexLag <= 0 {
		return o.IndexLag
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.searches++
	h := fnv.New64a()
	fmt.Fprintf(h, "%d/%d", o.Seed, s.searches)
	return time.Duration(h.Sum64() % uint64(o.IndexLag+1))
}

// document makes a ticket searchable.
func (c *call) document(t simulator.Ticket) document {
	key := c.server.key(t.ID)
	return document{
		server: c.server, ticket: t, key: key, status: key.project.workflow()[t.Status],
		created: t.Created.Truncate(time.Millisecond), updated: c.updated(t),
	}
}

// updated returns the update time that the product shows.
func (c *call) updated(t simulator.Ticket) time.Time {
	if c.opts.WholeSeconds {
		return t.Updated.Truncate(time.Second)
	}
	return t.Updated.Truncate(time.Millisecond)
}

// find runs a query and returns what matches, in no order, and the order that it wants. Mistakes are Jira's sentences.
func (c *call) find(q query, live []int64) ([]*document, ordering, []string) {
	s := c.scopeOf()
	match := matcher(func(*document) bool { return true })
	if q.where != nil {
		match = q.where.compile(s)
	}
	order := s.compileOrder(q.order)
	if len(s.mistakes) > 0 {
		return nil, order, s.mistakes
	}
	return c.indexed(match, live), order, nil
}

func (c *call) scopeOf() *scope {
	s := &scope{now: c.now, zone: c.opts.Zone, me: c.server.names(c.server.desk.Self().ID), statuses: statusWords()}
	for _, p := range c.server.projects {
		s.projects = append(s.projects, p.key, p.name, p.id)
	}
	s.exists = func(keyOrID string) bool {
		_, ok := c.server.ticket(keyOrID)
		return ok
	}
	return s
}
