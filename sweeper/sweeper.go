package sweeper

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/deskhand/deskhand/sweeper/escalation"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
	"github.com/deskhand/deskhand/sweeper/store"
)

// errStopped ends a sweep that was told to stop; what it did not get to is due.
var errStopped = errors.New("stopped before the end; the rest is due")

// errSwept ends a sweep before it begins.
var errSwept = errors.New("another process has swept this desk")

// Sweeper sweeps one desk. Its fields are set before the first sweep and left alone.
type Sweeper struct {
	Desk   string
	Reader helpdesk.Reader
	Writer Writer // nil makes every sweep a dry run: nothing is written, neither to the desk nor to the store
	Policy *escalation.Policy
	Store  store.Store
	Mode   Mode
	Limits Limits

	Owner  string // names this process in leases
	Digest string // of policy and mode: when it changes, every open ticket is assessed anew
	Config string // hash of the whole configuration, for reports
	Log    *slog.Logger
	Now    func() time.Time // nil is time.Now
	Spent  func() int64     // requests sent so far, nil when nobody counts
	// Remarks are what the program has to say about the desk beside this sweep, such as that its credential ends soon; may be nil.
	Remarks func(ctx context.Context) []string

	AllowBacklog bool         // a person lets this sweep write however much it is
	Progress     func(Report) // called after every page and every few writes, with the counts so far; may be nil
	OnWrite      func(Write)  // called after every write; may be nil
}

// Writer is the half of a connector that a dry run does not have.
type Writer interface {
	Apply(ctx context.Context, plans []helpdesk.Plan) ([]helpdesk.Outcome, error)
}

// Write is one plan with its outcome.
type Write struct {
	Plan    helpdesk.Plan
	Outcome helpdesk.Outcome
}

// Sweep carries out one sweep. When ctx ends it finishes the write in hand, keeps what it knows and returns.
func (s *Sweeper) Sweep(ctx context.Context) Report { return s.SweepDue(ctx, time.Time{}) }

// SweepDue carries out the sweep that fell due at the instant. It is skipped when another owner has carried it out already, to
// the end; a desk swept by several processes costs no more than by one. The zero time makes it a sweep of its own.
func (s *Sweeper) SweepDue(ctx context.Context, due time.Time) Report {
	p := &pass{Sweeper: s, now: s.clock(), looked: map[string]string{}}
	p.report = Report{Desk: s.Desk, Mode: s.Mode, DryRun: s.Writer == nil, Started: p.now.UTC(), Owner: s.Owner, Config: s.Config}
	if s.Mode == Off {
		p.report.Result, p.report.Why = Skipped, "mode is off"
		return p.report
	}
	spent := s.spent()
	err := s.leased(ctx, func(ctx context.Context, token store.Token) error {
		if p.sweptSince(ctx, due) {
			return errSwept
		}
		p.token = token
		err := helpdesk.Guard(func() error { return p.run(ctx) })
		p.finish(ctx, err, spent)
		return err
	})
	switch {
	case errors.Is(err, store.ErrHeld), errors.Is(err, errSwept):
		p.report.Result, p.report.Why = Skipped, err.Error()
		p.report.Elsewhere = errors.Is(err, store.ErrHeld)
		return p.report
	case p.report.Result == "": // it never began
		p.finish(ctx, err, spent)
	}
	if bug := (*helpdesk.Bug)(nil); errors.As(err, &bug) {
		s.Log.Error("a mistake in Deskhand itself", "desk", s.Desk, "what", bug.What, "where", bug.Where)
	}
	s.Log.LogAttrs(ctx, p.report.level(), "sweep", p.report.attrs()...)
	return p.report
}

func (s *Sweeper) clock() time.Time {
	if s.Now != nil {
		return s.Now()
	}
	return time.Now()
}

func (s *Sweeper) spent() int64 {
	if s.Spent != nil {
		return s.Spent()
	}
	return 0
}

// sweptSince reports whether the newest sweep that was kept began at the instant or later, and came to its end. What is
// wrong with the store, if it does not say, is the sweep's to find out.
func (p *pass) sweptSince(ctx context.Context, due time.Time) bool {
	if due.IsZero() {
		return false
	}
	runs, err := p.Store.Runs(ctx, p.Desk, 1)
	if err != nil || len(runs) == 0 {
		return false
	}
	var last Report
	if json.Unmarshal(runs[0], &last) != nil || last.Started.Before(due) {
		return false
	}
	return last.Result == OK || last.Result == Partial && last.Why != errStopped.Error()
}

// finish closes the report and keeps it.
func (p *pass) finish(ctx context.Context, err error, spent int64) {
	if lost := context.Cause(ctx); errors.Is(lost, store.ErrFenced) {
		err = lost
	} else if err != nil && ctx.Err() != nil {
		err = errStopped
	}
	p.report.Requests = p.spent() - spent
	if n := len(p.journal.Parked); n > 0 {
		p.report.holdMany("parked", n)
	}
	if p.Remarks != nil {
		p.report.Remarks = p.Remarks(context.WithoutCancel(ctx))
	}
	p.report.Took = p.clock().Sub(p.now).Round(time.Millisecond).Seconds()
	p.report.end(err)
	if p.token.Desk == "" || p.Writer == nil {
		return
	}
	if n, err := p.Store.Count(context.WithoutCancel(ctx), p.Desk); err == nil {
		p.report.Open = n
	}
	if err := p.countWaiting(context.WithoutCancel(ctx)); err != nil {
		p.Log.Warn("the day's count was not taken; the next sweep tries again", "desk", p.Desk, "error", err)
	}
	run, err := json.Marshal(p.report)
	if err == nil {
		err = p.commit(ctx, store.Batch{Run: run, State: p.journaled()})
	}
	if err != nil && !errors.Is(err, store.ErrFenced) {
		p.Log.Warn("the sweep's report was not kept", "desk", p.Desk, "error", err)
	}
}

// commit takes one step in the store. It is not cut short by a stop: what is known must be kept. A dry run keeps nothing.
func (p *pass) commit(ctx context.Context, b store.Batch) error {
	if p.Writer == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), storeTimeout)
	defer cancel()
	if err := p.Store.Commit(ctx, p.token, b); err != nil {
		return fmt.Errorf("keep the state of %s: %w", p.Desk, err)
	}
	if b.State != nil {
		p.state = b.State
	}
	return nil
}
