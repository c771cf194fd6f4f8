package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/deskhand/deskhand/sweeper"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
	"github.com/deskhand/deskhand/sweeper/store/boltstore"
)

// expectation is what the first sweep of a desk would do. Counts are of tickets; where only a sample was read, they are what
// the sample makes likely for all. Its JSON names are stable.
type expectation struct {
	Mode       sweeper.Mode   `json:"mode"`
	Open       int            `json:"open"`
	LookedAt   int            `json:"looked_at"`
	Whole      bool           `json:"whole"` // every open ticket was looked at
	WouldWrite int            `json:"would_write"`
	Notes      int            `json:"notes"`
	ByTag      map[string]int `json:"by_tag"` // how many would get each tag

	Requests  int     `json:"requests"`
	PerMinute int     `json:"requests_per_minute"` // that the plan allows; 0 when the desk does not tell
	Share     float64 `json:"rate_share"`
	Minutes   float64 `json:"minutes"` // of the first sweep, when nobody else is served sooner

	NotesAnHour int  `json:"notes_an_hour_at_most"` // under the cap
	Held        bool `json:"held"`                  // limits.abort_above holds it until a person lets it

	Incomplete string `json:"incomplete,omitempty"` // why the dry run did not see everything
}

// requestsPerWrite is what a write costs: itself, and the reads around it.
const requestsPerWrite = 2

// expect carries out a dry run over the desk's open tickets, or over a sample of them, as a first sweep would see them. It uses
// a store of its own, so that the real one is neither read nor locked. It returns nil for a desk that is off.
func (p *program) expect(ctx context.Context, d *desk, most, perMinute int, errs io.Writer) (*expectation, error) {
	if d.Mode == sweeper.Off {
		return nil, nil
	}
	folder, err := os.MkdirTemp("", "deskhand-check-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	scratch, err := boltstore.Open(filepath.Join(folder, "check.db"), slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	defer scratch.Close()
	reader := &sampler{Reader: d.connector, most: most, owned: p.config.Policy.Owned}
	s := p.sweeper(d, false)
	s.Reader, s.Store = reader, scratch
	show, done := newProgress(errs, d.Name+", dry run")
	s.Progress = show
	report := s.Sweep(ctx)
	done()
	e := newExpectation(d, reader, report)
	e.PerMinute = perMinute
	if perMinute > 0 {
		e.Minutes = float64(e.Requests) / (float64(perMinute) * e.Share)
	}
	return e, nil
}

// newExpectation reads a dry run.
func newExpectation(d *desk, seen *sampler, report sweeper.Report) *expectation {
	e := &expectation{
		Mode: d.Mode, Open: seen.open, LookedAt: seen.looked, Whole: seen.looked == seen.open, ByTag: map[string]int{}, Share: d.Limits.RateShare,
	}
	if report.Result != sweeper.OK {
		e.Incomplete = report.Why
	}
	likely := func(n int) int {
		if seen.looked == 0 {
			return n
		}
		return int(math.Round(float64(n) * float64(seen.open) / float64(seen.looked)))
	}
	counts := map[string]int{}
	notes := 0
	for _, plan := range report.Plans {
		for _, tag := range plan.Add {
			counts[tag]++
		}
		if plan.Note != nil {
			notes++
		}
	}
	for tag, n := range counts {
		e.ByTag[tag] = likely(n)
	}
	e.WouldWrite, e.Notes = likely(len(report.Plans)), likely(notes)
	e.Requests = likely(int(report.Requests))
	limits := d.Limits
	e.Held = limits.AbortAbove.Exceeded(e.WouldWrite, e.Open)
	if d.Mode == sweeper.Tag || d.Mode == sweeper.Note {
		e.Requests += requestsPerWrite * min(e.WouldWrite, limits.WritesPerSweep)
	}
	if d.Mode == sweeper.Note {
		e.NotesAnHour = min(e.Notes, sweepsAnHour(d)*limits.WritesPerSweep)
	}
	return e
}

// sweepsAnHour counts the sweeps of the next hour, at least one.
func sweepsAnHour(d *desk) int {
	now := time.Now()
	n := 0
	for at := d.Cron.Next(now); at.Before(now.Add(time.Hour)); at = d.Cron.Next(at) {
		n++
	}
	return max(n, 1)
}

// sampler shows a sweep every so many of a desk's open tickets, so that no more than most are read; 0 shows all.
type sampler struct {
	helpdesk.Reader
	most  int
	owned func(tag string) bool

	open, looked int // tickets that a first sweep would read, and those shown
}

// Backlog walks the desk's whole list at once.
func (s *sampler) Backlog(ctx context.Context, from helpdesk.Cursor) (helpdesk.Page, error) {
	var all helpdesk.Page
	for more := true; more; {
		page, err := s.Reader.Backlog(ctx, from)
		if err != nil {
			return page, err
		}
		for _, c := range page.Changes {
			if c.Status.Live() || c.Status == helpdesk.Solved && slices.ContainsFunc(c.Tags, s.owned) {
				all.Changes = append(all.Changes, c)
			}
		}
		from, more = page.Next, page.More
	}
	all.Next = from
	s.open = len(all.Changes)
	if step := s.step(); step > 1 {
		var some []helpdesk.Change
		for i := 0; i < len(all.Changes); i += step {
			some = append(some, all.Changes[i])
		}
		all.Changes = some
	}
	s.looked = len(all.Changes)
	return all, nil
}

func (s *sampler) step() int {
	if s.most == 0 {
		return 1
	}
	return (s.open + s.most - 1) / s.most
}

// write tells it to people.
func (e expectation) write(w io.Writer) {
	p := newPaint(w)
	from := fmt.Sprintf("all %d open tickets", e.Open)
	if !e.Whole {
		from = fmt.Sprintf("a sample of %d of %d open tickets; counts are what it makes likely", e.LookedAt, e.Open)
	}
	fmt.Fprintf(w, "  %s, by a dry run over %s:\n", p.bold("What to expect"), from)
	if e.Incomplete != "" {
		fmt.Fprintf(w, "    not everything was seen: %s\n", e.Incomplete)
	}
	fmt.Fprintf(w, "    %s would be written to, %d of them with a note\n", count(e.WouldWrite, "ticket"), e.Notes)
	for _, tag := range slices.SortedFunc(maps.Keys(e.ByTag), func(a, b string) int {
		if e.ByTag[a] != e.ByTag[b] {
			return e.ByTag[b] - e.ByTag[a]
		}
		return strings.Compare(a, b)
	}) {
		fmt.Fprintf(w, "    %6d  %s\n", e.ByTag[tag], tag)
	}
	took := "; the desk does not tell how many a minute it allows"
	if e.PerMinute > 0 {
		took = fmt.Sprintf(", %s at %.0f %% of the %d a minute that the desk allows", minutes(e.Minutes), 100*e.Share, e.PerMinute)
	}
	fmt.Fprintf(w, "    the first sweep takes about %s%s\n", count(e.Requests, "request"), took)
	switch e.Mode {
	case sweeper.Note:
		fmt.Fprintf(w, "    at most %s in the first hour\n", count(e.NotesAnHour, "note"))
	default:
		fmt.Fprintf(w, "    no note is posted: the desk is in %s mode\n", e.Mode)
	}
	if e.Held {
		fmt.Fprintln(w, "    that is more than limits.abort_above allows: look at `deskhand sweep --dry-run`, then let it by `deskhand sweep --allow-backlog`")
	}
}

func minutes(m float64) string {
	if m < 1 {
		return "less than a minute"
	}
	return count(int(math.Ceil(m)), "minute")
}
