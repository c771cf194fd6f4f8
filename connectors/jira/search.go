package jira

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/deskhand/deskhand/connectors/internal/rest"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

const (
	pageSize = 1000 // issues asked for at once; the desk may give fewer
	// stepBack is how many issues Data Center's pages overlap: one that leaves the result mid-walk pulls the rest forward.
	stepBack = 10
)

// changeFields are what a Change is made of, and a version: no more is asked of the search.
var changeFields = []string{"updated", "status", "labels", "priority", "assignee"}

// position is a place in a search's result: a token on Cloud, an offset into a result of so many on Data Center. The zero
// position is the start.
type position struct {
	Token  string `json:"token,omitempty"`
	Offset int    `json:"offset,omitempty"`
	Total  int    `json:"total,omitempty"`
}

// stretch is one page of a search.
type stretch struct {
	issues []issue
	next   position
	more   bool
}

// errPosition: the desk no longer takes this position; the walk must start over.
var errPosition = errors.New("the desk no longer takes this page token")

// search reads the page at a position. The query is the admin's selection with a condition and a stable order.
func (d *desk) search(ctx context.Context, jql string, fields []string, at position) (stretch, error) {
	if d.config.Deployment == DataCenter {
		return d.searchByOffset(ctx, jql, fields, at)
	}
	return d.searchByToken(ctx, jql, fields, at)
}

func (d *desk) searchByToken(ctx context.Context, jql string, fields []string, at position) (stretch, error) {
	body := map[string]any{"jql": jql, "fields": fields, "maxResults": pageSize}
	if at.Token != "" {
		body["nextPageToken"] = at.Token
	}
	r := d.request("POST", "/search/jql")
	r.Body = body
	var page searchPage
	err := d.read(ctx, r, &page)
	if rest.Status(err) == http.StatusBadRequest && at.Token != "" {
		return stretch{}, errPosition
	}
	if err != nil {
		return stretch{}, refusedQuery(err)
	}
	more := !page.IsLast && page.NextPageToken != ""
	if more && page.NextPageToken == at.Token {
		return stretch{}, errors.New("search: the desk handed out the same page twice; the next sweep goes on from here")
	}
	return stretch{issues: page.Issues, next: position{Token: page.NextPageToken}, more: more}, nil
}

func (d *desk) searchByOffset(ctx context.Context, jql string, fields []string, at position) (stretch, error) {
	r := d.request("POST", "/search")
	r.Body = map[string]any{"jql": jql, "fields": fields, "maxResults": pageSize, "startAt": at.Offset}
	var page searchPage
	if err := d.read(ctx, r, &page); err != nil {
		return stretch{}, refusedQuery(err)
	}
	s := stretch{issues: page.Issues, next: position{Total: page.Total}}
	end := at.Offset + len(page.Issues)
	if gone := at.Total - page.Total; gone > 0 {
		// So many have left since the last page that some of this one may have moved before it: look there again.
		s.next.Offset, s.more = max(0, at.Offset-gone-stepBack), true
		return s, nil
	}
	s.more = end < page.Total && len(page.Issues) > 0
	s.next.Offset = max(end-stepBack, at.Offset+1)
	return s, nil
}

// refusedQuery adds to a refusal what the desk says of the query, which is the admin's.
func refusedQuery(err error) error {
	switch rest.Status(err) {
	case http.StatusBadRequest:
	case http.StatusNotFound, http.StatusGone:
		return fmt.Errorf("%w: %w", errNoJira, err)
	default:
		return err
	}
	if said := complaintOf(err).oneLine(); said != "" {
		return fmt.Errorf("the desk refuses the query in select: %s: %w", said, err)
	}
	return fmt.Errorf("the desk refuses the query in select: %w", err)
}

// change is what the feed says of an issue. An issue whose update time can't be read has none and an empty version, which
// equals no other.
func (d *desk) change(i issue) helpdesk.Change {
	var updated stamp
	i.read("updated", &updated)
	var st issueStatus
	i.read("status", &st)
	return helpdesk.Change{
		ID: i.ID, Key: i.Key, Status: d.statuses.now(st), Tags: i.labels(), Updated: updated.Time, Version: versionOf(i),
	}
}
