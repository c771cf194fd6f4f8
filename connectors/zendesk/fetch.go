package zendesk

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/deskhand/deskhand/connectors/internal/rest"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

const (
	historiesAtOnce = 8
	mostAuditPages  = 100 // of a hundred audits; a ticket with more is given as Partial
	// settled is how old a state must be, by the desk's clock, before its stamp can't be that of a later one too.
	settled = 2 * time.Second
	// young marks the Version of a state that was read earlier than that.
	young = "+"
)

// whole is a ticket with all that was read of it.
type whole struct {
	id        string
	ticket    ticket
	version   string
	audits    []audit
	incidents int
	gone      bool // deleted, or out of our sight
	partial   bool
}

// Fetch reads a hundred tickets with one request, and with one more the audits of each.
func (d *desk) Fetch(ctx context.Context, ids []string) ([]helpdesk.Ticket, error) {
	self, err := d.whoAmI(ctx)
	if err != nil {
		return nil, err
	}
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	tickets := make([]helpdesk.Ticket, 0, len(ids))
	for some := range slices.Chunk(ids, mostIDs) {
		wholes, err := d.fetchSome(ctx, some)
		if err != nil {
			return nil, fmt.Errorf("read tickets: %w", err)
		}
		persons, err := d.persons(ctx, wholes, self)
		if err != nil {
			return nil, fmt.Errorf("read tickets: %w", err)
		}
		for _, w := range wholes {
			tickets = append(tickets, d.ticketOf(w, self, persons))
		}
	}
	return tickets, nil
}

func (d *desk) fetchSome(ctx context.Context, ids []string) ([]whole, error) {
	wholes, err := d.heads(ctx, ids)
	if err != nil {
		return nil, err
	}
	return wholes, eachAtOnce(ctx, wholes, d.complete)
}

// heads reads the tickets without their history. What the answer leaves out comes back with its id only.
func (d *desk) heads(ctx context.Context, ids []string) ([]whole, error) {
	wholes := make([]whole, len(ids))
	at := map[string]int{}
	var numbers []int64
	for i, id := range ids {
		wholes[i] = whole{id: id}
		n, err := strconv.ParseInt(id, 10, 64)
		if err != nil || n <= 0 {
			wholes[i].gone = true // no ticket was ever called so
			continue
		}
		at[decimal(n)] = i
		numbers = append(numbers, n)
	}
	if len(numbers) == 0 {
		return wholes, nil
	}
	var page ticketsPage
	answer, err := d.client.Read(ctx, rest.Request{
		Route: "/api/v2/tickets/show_many", Path: "/api/v2/tickets/show_many",
		Query: url.Values{"ids": {joined(numbers)}, "include": {"users"}},
	}, &page)
	if errors.Is(err, rest.ErrUnreadable) {
		return wholes, nil // one bad ticket must not hold up the rest: each will be asked for alone
	}
	if err != nil {
		return nil, forbidden(err)
	}
	d.people.meet(page.Users)
	for _, t := range page.Tickets {
		if i, ok := at[decimal(t.ID)]; ok {
			wholes[i].take(t, answer.Date)
		}
	}
	return wholes, nil
}

func (w *whole) take(t ticket, read time.Time) {
	if read.IsZero() {
		read = time.Now()
	}
	w.ticket, w.version = t, string(t.UpdatedAt)
	if read.Sub(t.UpdatedAt.time()) < settled {
		w.version += young
	}
	w.gone = t.Status == string(helpdesk.Deleted)
}

// complete reads what the head does not tell. What can't be had of one ticket makes that one partial; the error is for
// what concerns them all.
func (d *desk) complete(ctx context.Context, w *whole) error {
	if w.gone {
		return nil
	}
	err := helpdesk.Guard(func() error { return d.body(ctx, w) })
	var bug *helpdesk.Bug
	switch status := rest.Status(err); {
	case err == nil:
		return nil
	case status == http.StatusNotFound:
		w.gone = true
		return nil
	case status >= 400 && status != http.StatusUnauthorized && status != http.StatusTooManyRequests,
		errors.Is(err, rest.ErrUnreadable), errors.Is(err, rest.ErrSlow), errors.Is(err, rest.ErrTooLong), errors.As(err, &bug):
		d.log.Warn("the history of a ticket can't be read whole", "ticket", w.id, "error", err)
		w.partial = true
		return nil
	}
	return err
}

func (d *desk) body(ctx context.Context, w *whole) error {
	if w.ticket.ID == 0 { // left out of a list: only its own address tells whether it is gone
		if err := d.alone(ctx, w); err != nil || w.gone {
			return err
		}
	}
	if err := d.history(ctx, w); err != nil {
		return err
	}
	if w.ticket.Type == "problem" && w.ticket.HasIncidents {
		return d.count(ctx, w)
	}
	return nil
}

func (d *desk) alone(ctx context.Context, w *whole) error {
	var answer struct {
		Ticket ticket `json:"ticket"`
	}
	a, err := d.client.Read(ctx, rest.Request{Route: "/api/v2/tickets/{id}", Path: "/api/v2/tickets/" + w.id}, &answer)
	if err == nil {
		w.take(answer.Ticket, a.Date)
	}
	return err
}

// history reads all audits. Whether there are more pages is told by has_more alone: links stand there to the last.
func (d *desk) history(ctx context.Context, w *whole) error {
	after := ""
	for range mostAuditPages {
		query := url.Values{"page[size]": {strconv.Itoa(mostIDs)}, "include": {"users"}}
		if after != "" {
			query.Set("page[after]", after)
		}
		var page auditsPage
		_, err := d.client.Read(ctx, rest.Request{
			Route: "/api/v2/tickets/{id}/audits", Path: "/api/v2/tickets/" + w.id + "/audits", Query: query,
			Limits: []string{auditsLimit},
		}, &page)
		if err != nil {
			return err
		}
		d.people.meet(page.Users)
		w.audits = append(w.audits, page.Audits...)
		if page.Meta == nil || !page.Meta.HasMore {
			return nil
		}
		if page.Meta.AfterCursor == "" || page.Meta.AfterCursor == after {
			break
		}
		after = page.Meta.AfterCursor
	}
	w.partial = true
	return nil
}

// count counts the incidents of a problem ticket, up to the hundred that come in one page.
func (d *desk) count(ctx context.Context, w *whole) error {
	var page struct {
		Tickets []struct{} `json:"tickets"`
	}
	_, err := d.client.Read(ctx, rest.Request{
		Route: "/api/v2/tickets/{id}/incidents", Path: "/api/v2/tickets/" + w.id + "/incidents",
		Query: url.Values{"page[size]": {strconv.Itoa(mostIDs)}},
	}, &page)
	w.incidents = len(page.Tickets)
	return err
}

// eachAtOnce calls f for every element, some at a time. After an error no more are begun; it returns the first.
func eachAtOnce[T any](ctx context.Context, list []T, f func(context.Context, *T) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var begun atomic.Int64
	var workers sync.WaitGroup
	for range min(historiesAtOnce, len(list)) {
		workers.Go(func() {
			for i := begun.Add(1) - 1; i < int64(len(list)) && ctx.Err() == nil; i = begun.Add(1) - 1 {
				if err := f(ctx, &list[i]); err != nil {
					cancel(err)
				}
			}
		})
	}
	workers.Wait()
	return context.Cause(ctx)
}
