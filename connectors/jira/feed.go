package jira

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

const (
	cloudOverlap      = time.Hour       // no bound on the lag of Cloud's index is promised; minutes are usual
	dataCenterOverlap = 5 * time.Minute // its nodes share their index about once a second
	trailEvery        = 4 * time.Hour
	trailBehind       = 12 * time.Hour
)

// place is what a feed's cursor holds. Instants are milliseconds of the desk's clock.
type place struct {
	Since   int64            `json:"since"`             // when the last walk that gave anything began
	Trailed int64            `json:"trailed,omitempty"` // when a walk last reached far back
	Seen    map[string]int64 `json:"seen,omitempty"`    // update times by issue, of all that the next walk will meet again
	Walk    *walk            `json:"walk,omitempty"`    // the walk under way
}

// walk is one reading of everything updated since an instant, page by page.
type walk struct {
	Began    int64    `json:"began"`
	From     int64    `json:"from"`
	Trailing bool     `json:"trailing,omitempty"`
	At       position `json:"at"`
	Again    bool     `json:"again,omitempty"` // it was begun over, because the desk refused a page token of its own
}

// Since returns the cursor of a feed that begins at t.
func (d *desk) Since(t time.Time) helpdesk.Cursor { return place{Since: t.UnixMilli()}.cursor() }

// Changes gives one page of a walk. Its order is by creation, which no update disturbs, not by change. Until stays unknown:
// the index may hold anything back. Whatever it held back for less than the overlap is given by the next walk, and up
// to half a day by the trailing one.
func (d *desk) Changes(ctx context.Context, from helpdesk.Cursor) (helpdesk.Page, error) {
	at, err := readPlace(from)
	if err != nil {
		return helpdesk.Page{}, err
	}
	if at.Walk == nil {
		if err := d.startWalk(ctx, &at); err != nil {
			return helpdesk.Page{}, err
		}
	}
	found, err := d.search(ctx, d.updatedSince(at.Walk.From), changeFields, at.Walk.At)
	if errors.Is(err, errPosition) {
		if at.Walk.Again {
			return helpdesk.Page{}, fmt.Errorf("%w: %w", helpdesk.ErrCursor, err)
		}
		at.Walk.At, at.Walk.Again = position{}, true
		found, err = d.search(ctx, d.updatedSince(at.Walk.From), changeFields, at.Walk.At)
	}
	if err != nil {
		return helpdesk.Page{}, err
	}
	page := helpdesk.Page{More: found.more}
	for _, i := range found.issues {
		if c := d.change(i); at.fresh(c, d.overlap()) {
			page.Changes = append(page.Changes, c)
		}
	}
	single := at.Walk.At == position{} && !at.Walk.Trailing
	if found.more {
		at.Walk.At = found.next
	} else if single && len(page.Changes) == 0 && at.Trailed != 0 {
		page.Next = from // nothing happened: the same walk will do next time
		return page, nil
	} else {
		at.end(d.overlap())
	}
	page.Next = at.cursor()
	return page, nil
}

// startWalk begins a walk at the desk's present instant. It asks who we are first: to a stranger Cloud shows no issues and
// calls that an answer.
func (d *desk) startWalk(ctx context.Context, at *place) error {
	if _, err := d.whoAmI(ctx); err != nil {
		return err
	}
	now := d.now()
	// The clock comes in whole seconds: one less can't be late.
	w := walk{Began: now.Add(-time.Second).UnixMilli(), From: at.Since - d.overlap().Milliseconds()}
	if at.Trailed != 0 && now.Sub(time.UnixMilli(at.Trailed)) >= trailEvery {
		w.Trailing = true
		w.From = min(w.From, at.Trailed-trailBehind.Milliseconds())
	}
	w.From = max(w.From, 0)
	at.Walk = &w
	return nil
}

func (d *desk) overlap() time.Duration {
	if d.config.Deployment == DataCenter {
		return dataCenterOverlap
	}
	return cloudOverlap
}

// updatedSince is the query of a walk. An unquoted number in JQL is milliseconds of the epoch; a quoted date would be
// read in the zone of our account, to the minute.
func (d *desk) updatedSince(millis int64) string {
	return fmt.Sprintf("(%s) AND updated >= %d ORDER BY created ASC, key ASC", d.config.Select, millis)
}

// fresh reports whether a change has not been given yet, and notes in the ledger what later walks will meet again.
func (p *place) fresh(c helpdesk.Change, overlap time.Duration) bool {
	updated := c.Updated.UnixMilli()
	if seen, ok := p.Seen[c.ID]; ok && seen == updated && !c.Updated.IsZero() {
		return false
	}
	if updated >= p.Walk.Began-overlap.Milliseconds() {
		if p.Seen == nil {
			p.Seen = map[string]int64{}
		}
		p.Seen[c.ID] = updated
	}
	return true
}

// end closes the walk: the next one begins where this one did, and the ledger forgets what it can't meet.
func (p *place) end(overlap time.Duration) {
	w := p.Walk
	p.Since, p.Walk = max(p.Since, w.Began), nil
	if w.Trailing || p.Trailed == 0 {
		p.Trailed = w.Began
	}
	for id, updated := range p.Seen {
		if updated < p.Since-overlap.Milliseconds() {
			delete(p.Seen, id)
		}
	}
}

func (p place) cursor() helpdesk.Cursor { return helpdesk.Cursor(mustMarshal(p)) }

func readPlace(c helpdesk.Cursor) (place, error) {
	var p place
	if c == "" {
		return p, nil
	}
	if err := json.Unmarshal([]byte(c), &p); err != nil {
		return place{}, fmt.Errorf("%w: it was not made by this version", helpdesk.ErrCursor)
	}
	return p, nil
}

// Backlog gives one page of all issues that are not done, in the order of their creation.
func (d *desk) Backlog(ctx context.Context, from helpdesk.Cursor) (helpdesk.Page, error) {
	var at position
	if from == "" {
		if _, err := d.whoAmI(ctx); err != nil {
			return helpdesk.Page{}, err
		}
	} else if err := json.Unmarshal([]byte(from), &at); err != nil {
		return helpdesk.Page{}, fmt.Errorf("%w: it was not made by this version", helpdesk.ErrCursor)
	}
	jql := fmt.Sprintf("(%s) AND statusCategory != Done ORDER BY created ASC, key ASC", d.config.Select)
	found, err := d.search(ctx, jql, changeFields, at)
	if errors.Is(err, errPosition) {
		return helpdesk.Page{}, fmt.Errorf("%w: %w", helpdesk.ErrCursor, err)
	}
	if err != nil {
		return helpdesk.Page{}, err
	}
	page := helpdesk.Page{More: found.more}
	for _, i := range found.issues {
		page.Changes = append(page.Changes, d.change(i))
	}
	if found.more {
		page.Next = helpdesk.Cursor(mustMarshal(found.next))
	}
	return page, nil
}
