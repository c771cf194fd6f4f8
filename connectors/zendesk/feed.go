package zendesk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/deskhand/deskhand/connectors/internal/rest"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

const (
	largestPage  = 1000
	smallestPage = 25
	// exportLag is how far the cursor export stays behind the desk's clock, per Zendesk's reference on incremental exports.
	exportLag = time.Minute
)

// fromTime begins a cursor of ours: a place in the feed by time. Zendesk's own are base64 and never begin so.
const fromTime = "@"

// Since returns a cursor that Changes understands as a start time. One in the future, or in the export's lag, gives
// empty pages until the desk's clock is past it.
func (d *desk) Since(t time.Time) helpdesk.Cursor {
	return helpdesk.Cursor(fromTime + strconv.FormatInt(max(0, t.Unix()), 10))
}

// Changes reads one page of the cursor export; the empty cursor begins with the account's oldest ticket. A page that
// takes Zendesk too long is asked for again at half its size.
//
// Zendesk's system changes show a ticket again with the Version it had. Scrubbed tickets are shown as deleted.
func (d *desk) Changes(ctx context.Context, from helpdesk.Cursor) (helpdesk.Page, error) {
	var page exportPage
	answer, err := d.shrinking(ctx, func(size int) (rest.Answer, error) {
		page = exportPage{}
		query := url.Values{"per_page": {strconv.Itoa(size)}}
		if start, ok := strings.CutPrefix(string(from), fromTime); ok || from == "" {
			query.Set("start_time", cmp.Or(start, "0"))
		} else {
			query.Set("cursor", string(from))
		}
		return d.client.Read(ctx, rest.Request{
			Route: "/api/v2/incremental/tickets/cursor", Path: "/api/v2/incremental/tickets/cursor", Query: query,
			Limits: []string{exportLimit}, FailsWhenSlow: size > smallestPage,
		}, &page)
	})
	if tooRecent(err) {
		return helpdesk.Page{Next: from}, nil
	}
	if err != nil {
		return helpdesk.Page{}, fmt.Errorf("read the change feed: %w", badCursor(err, from))
	}
	next := from
	if page.AfterCursor != "" { // none may come with an empty first page
		next = helpdesk.Cursor(page.AfterCursor)
	}
	return helpdesk.Page{
		Changes: changes(page.Tickets),
		Next:    next,
		More:    !page.EndOfStream && next != from,
		Until:   told(page, answer.Date),
	}, nil
}

// tooRecent reports whether the desk refused a start time for being within the export's lag.
func tooRecent(err error) bool {
	var e *rest.Error
	return errors.As(err, &e) && readFault(e.Body).code == "StartTimeTooRecent"
}

// shrinking calls read with the page size that last went well, and with less while the desk is too slow for it.
func (d *desk) shrinking(ctx context.Context, read func(size int) (rest.Answer, error)) (rest.Answer, error) {
	d.mu.Lock()
	size := d.pageSize
	d.mu.Unlock()
	for {
		answer, err := read(size)
		next := size
		switch {
		case err == nil:
			next = min(size*2, largestPage)
		case rest.Slow(err) && size > smallestPage && ctx.Err() == nil:
			next = max(size/2, smallestPage)
		}
		d.mu.Lock()
		d.pageSize = next
		d.mu.Unlock()
		if err == nil || next == size {
			return answer, err
		}
		size = next
	}
}

// told returns the instant before which no change is missing: the export is in the order of generated_timestamp, and its
// end lags behind the desk's clock.
func told(page exportPage, date time.Time) time.Time {
	if page.EndOfStream {
		if date.IsZero() {
			return time.Time{}
		}
		return date.Add(-exportLag)
	}
	if n := len(page.Tickets); n > 0 && page.Tickets[n-1].Generated > 0 {
		return time.Unix(page.Tickets[n-1].Generated, 0).UTC()
	}
	return time.Time{}
}

// Backlog walks the tickets below closed by the search export, oldest first. Its cursors live for an hour; after that they
// give ErrCursor. The search index may be minutes behind.
func (d *desk) Backlog(ctx context.Context, from helpdesk.Cursor) (helpdesk.Page, error) {
	query := url.Values{
		"query":        {"status<closed"},
		"filter[type]": {"ticket"},
		"page[size]":   {strconv.Itoa(largestPage)},
	}
	if from != "" {
		query.Set("page[after]", string(from))
	}
	var page searchPage
	_, err := d.client.Read(ctx, rest.Request{
		Route: "/api/v2/search/export", Path: "/api/v2/search/export", Query: query, Limits: []string{searchExportLimit},
	}, &page)
	if err != nil {
		return helpdesk.Page{}, fmt.Errorf("list the open tickets: %w", badCursor(err, from))
	}
	next := helpdesk.Cursor(page.Meta.AfterCursor)
	more := page.Meta.HasMore && next != "" && next != from
	if !more {
		next = from
	}
	return helpdesk.Page{Changes: changes(page.Results), Next: next, More: more}, nil
}

// badCursor turns a refused cursor into ErrCursor. What Zendesk answers to one is not written down; a request that holds
// nothing else of the caller's can be wrong in nothing else.
func badCursor(err error, cursor helpdesk.Cursor) error {
	if cursor == "" {
		return forbidden(err)
	}
	switch rest.Status(err) {
	case http.StatusBadRequest, http.StatusNotFound, http.StatusGone, http.StatusUnprocessableEntity:
		return fmt.Errorf("%w: %w", helpdesk.ErrCursor, err)
	}
	return forbidden(err)
}

// forbidden adds ErrAuth where the desk denies a whole resource, not one ticket.
func forbidden(err error) error {
	if rest.Status(err) == http.StatusForbidden {
		return fmt.Errorf("%w: %w", helpdesk.ErrAuth, err)
	}
	return err
}

func changes(tickets []exported) []helpdesk.Change {
	list := make([]helpdesk.Change, len(tickets))
	for i, t := range tickets {
		id := decimal(t.ID)
		list[i] = helpdesk.Change{ID: id, Key: id, Status: status(t.Status), Tags: t.Tags, Updated: t.UpdatedAt.time(), Version: string(t.UpdatedAt)}
	}
	return list
}
