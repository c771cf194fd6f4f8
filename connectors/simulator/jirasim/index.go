package jirasim

import (
	"hash/fnv"
	"slices"
	"strconv"
	"strings"
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

// indexed returns the issues as the index of one answer has them. Those named in live are as they are now.
func (c *call) indexed(live []int64) []*document {
	seen := c.now.Add(-c.server.lag(c.opts))
	var all []*document
	c.server.desk.Each(func(t simulator.Ticket) bool {
		at := seen
		if slices.Contains(live, issueID(t.ID)) {
			at = c.now
		}
		if old, ok := asOf(t, at); ok {
			all = append(all, c.document(old))
		}
		return true
	})
	return all
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
	h.Write([]byte(strconv.FormatUint(o.Seed, 10) + "/" + strconv.FormatUint(s.searches, 10)))
	return time.Duration(h.Sum64() % uint64(o.IndexLag+1))
}

// document makes a ticket searchable.
func (c *call) document(t simulator.Ticket) *document {
	key := c.server.key(t.ID)
	return &document{
		ticket: t, id: issueID(t.ID), project: key.project.key, number: key.number, key: key.String(), summary: t.Subject,
		text: func() string { return text(t) }, kind: key.project.issueType(t.Type).name, status: key.project.workflow()[t.Status],
		priority: priorities[t.Priority].name, labels: t.Tags,
		assignee: func() []string { return c.server.names(t.Assignee) }, reporter: func() []string { return c.server.names(t.Requester) },
		created: t.Created, updated: c.updated(t),
	}
}

func text(t simulator.Ticket) string {
	parts := []string{t.Subject}
	for _, n := range t.Notes() {
		parts = append(parts, n.Body)
	}
	return strings.Join(parts, "\n")
}

// updated returns the update time that the product shows.
func (c *call) updated(t simulator.Ticket) time.Time {
	if c.opts.WholeSeconds {
		return t.Updated.Truncate(time.Second)
	}
	return t.Updated.Truncate(time.Millisecond)
}

// find runs a query and returns what matches, in its order. Mistakes are Jira's sentences.
func (c *call) find(q query, live []int64) ([]*document, []string) {
	s := c.scopeOf()
	match := matcher(func(*document) bool { return true })
	if q.where != nil {
		match = q.where.compile(s)
	}
	order := s.compileOrder(q.order)
	if len(s.mistakes) > 0 {
		return nil, s.mistakes
	}
	found := slices.DeleteFunc(c.indexed(live), func(d *document) bool { return !match(d) })
	slices.SortFunc(found, order.compare)
	return found, nil
}

func (c *call) scopeOf() *scope {
	s := &scope{now: c.now, zone: c.opts.Zone, me: c.server.names(c.server.desk.Self().ID), statuses: statusWords()}
	for _, p := range c.opts.projects() {
		s.projects = append(s.projects, p.key, p.name, p.id)
	}
	s.exists = func(keyOrID string) bool {
		_, ok := c.server.ticket(keyOrID)
		return ok
	}
	return s
}
