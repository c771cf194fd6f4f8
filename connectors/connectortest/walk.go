package connectortest

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

// mostPages ends a walk that would go on for ever.
const mostPages = 1000

// walk reads a feed or a list from a place to its end for now.
func walk(t *testing.T, read func(context.Context, helpdesk.Cursor) (helpdesk.Page, error), from helpdesk.Cursor) ([]helpdesk.Change, helpdesk.Cursor) {
	t.Helper()
	var all []helpdesk.Change
	for range mostPages {
		page, err := read(t.Context(), from)
		if err != nil {
			t.Fatalf("read a page: %v", err)
		}
		all = append(all, page.Changes...)
		from = page.Next
		if !page.More {
			return all, from
		}
	}
	t.Fatalf("a walk has not ended after %d pages", mostPages)
	return nil, ""
}

// ids returns the tickets that the changes tell of, sorted, each once.
func ids(changes []helpdesk.Change) []string {
	var all []string
	for _, c := range changes {
		all = append(all, c.ID)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// fetch reads one ticket once it is settled.
func (s *stage) fetch(t *testing.T, c helpdesk.Connector, ticket int64) helpdesk.Ticket {
	t.Helper()
	time.Sleep(settle)
	return s.fetchNow(t, c, s.ID(ticket))
}

func (s *stage) fetchNow(t *testing.T, c helpdesk.Connector, id string) helpdesk.Ticket {
	t.Helper()
	tickets, err := c.Fetch(t.Context(), []string{id})
	if err != nil {
		t.Fatalf("fetch %s: %v", id, err)
	}
	if len(tickets) != 1 || tickets[0].ID != id {
		t.Fatalf("fetch %s gave %d tickets: %+v", id, len(tickets), tickets)
	}
	if tickets[0].Partial {
		t.Fatalf("ticket %s was read in part only", id)
	}
	return tickets[0]
}

// plan is a plan for a ticket as it was read.
func plan(read helpdesk.Ticket, note string, add, remove []string) helpdesk.Plan {
	p := helpdesk.Plan{
		Desk: read.Desk, Ticket: read.ID, Key: read.Key, URL: read.URL, Subject: read.Subject,
		Version: read.Version, Tags: read.Tags, Add: add, Remove: remove,
	}
	if note != "" {
		p.Note = &helpdesk.Note{Ref: ref, Kind: "triage", Body: note + "\n\nref " + ref}
	}
	return p
}

// ref is the reference of the suite's notes.
const ref = "dh1-7k2m9q"

// apply carries out one plan, which must not stop the connector.
func apply(t *testing.T, c helpdesk.Connector, p helpdesk.Plan) helpdesk.Outcome {
	t.Helper()
	outcomes, err := c.Apply(t.Context(), []helpdesk.Plan{p})
	if err != nil {
		t.Fatalf("apply: %v", err)
	}
	if len(outcomes) != 1 || outcomes[0].Ticket != p.Ticket {
		t.Fatalf("one plan ended in %+v", outcomes)
	}
	return outcomes[0]
}

func mustEnd(t *testing.T, got helpdesk.Outcome, want helpdesk.Result) {
	t.Helper()
	if got.Result != want {
		t.Fatalf("the write ended %s (%s), want %s", got.Result, got.Detail, want)
	}
}
