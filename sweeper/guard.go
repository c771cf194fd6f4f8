package sweeper

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/deskhand/deskhand/sweeper/store"
)

// guardPause is how long a desk's plans are held before they are weighed again.
const guardPause = time.Hour

// Notes in a desk's state.
const (
	heldNote = "held_until"
	letNote  = "let_through"
)

// guardOf returns until when the guard holds a desk's plans; zero when it does not.
func guardOf(s store.State) time.Time {
	until, err := time.Parse(time.RFC3339, s.Notes[heldNote])
	if err != nil {
		return time.Time{}
	}
	return until
}

// letOf returns how many plans a person has let through that the cap has held since.
func letOf(s store.State) int {
	n, err := strconv.Atoi(s.Notes[letNote])
	if err != nil {
		return 0
	}
	return n
}

// dueNow returns the tickets whose time has come and that this sweep has not looked at, longest due first. What the guard holds is
// among them only for a person who lets it through, or looks at it in a dry run.
func (p *pass) dueNow(ctx context.Context) ([]string, error) {
	until, most := p.now, duePerSweep
	if p.AllowBacklog || p.Writer == nil {
		most = math.MaxInt
		if p.held.After(until) {
			until = p.held
		}
	} else if err := p.holdOn(ctx); err != nil {
		return nil, err
	}
	due, err := p.Store.Due(ctx, p.Desk, until, most)
	if err != nil {
		return nil, fmt.Errorf("due tickets of %s: %w", p.Desk, err)
	}
	return slices.DeleteFunc(due, func(id string) bool {
		_, looked := p.looked[id]
		return looked
	}), nil
}

// holdOn weighs what the guard holds when its time has come, and holds it on while it is too much. The index tells how much it
// is, so that nothing is read for it.
func (p *pass) holdOn(ctx context.Context) error {
	if p.held.IsZero() || p.held.After(p.now) {
		return nil
	}
	held, err := p.heldBack(ctx)
	if err != nil {
		return err
	}
	if flood, err := p.flood(ctx, len(held)); err != nil || !flood {
		return err
	}
	until := p.now.Add(guardPause).Truncate(time.Second)
	for id, record := range held {
		record.Due = until
		held[id] = record
	}
	if err := p.commit(ctx, store.Batch{Put: held}); err != nil {
		return err
	}
	return p.setGuard(ctx, until)
}

// heldBack returns the records of the tickets that the guard holds: all fall due in the second at which it ends.
func (p *pass) heldBack(ctx context.Context) (map[string]store.Record, error) {
	ids, err := p.Store.Due(ctx, p.Desk, p.held, math.MaxInt)
	if err != nil {
		return nil, fmt.Errorf("what is held back on %s: %w", p.Desk, err)
	}
	records, err := p.Store.Records(ctx, p.Desk, ids)
	if err != nil {
		return nil, fmt.Errorf("what is held back on %s: %w", p.Desk, err)
	}
	maps.DeleteFunc(records, func(_ string, r store.Record) bool { return !r.Due.Equal(p.held) })
	return records, nil
}

// flood reports whether so many writes need a person's word, beyond those that have it.
func (p *pass) flood(ctx context.Context, planned int) (bool, error) {
	open, err := p.Store.Count(ctx, p.Desk)
	return err == nil && p.Limits.AbortAbove.Exceeded(planned-p.let, open), err
}

// guard holds every plan when they are too many for a first contact or a return after an outage, until a person lets them
// through or they have become fewer. Due tickets that were left unread count as planned.
func (p *pass) guard(ctx context.Context) (stop bool, err error) {
	if p.AllowBacklog {
		p.let = math.MaxInt
		return false, p.setGuard(ctx, time.Time{})
	}
	until := p.held
	if !p.held.After(p.now) {
		flood, err := p.flood(ctx, len(p.plans)+p.unread)
		if err != nil {
			return true, err
		}
		if !flood {
			return false, p.setGuard(ctx, time.Time{})
		}
		until = p.now.Add(guardPause).Truncate(time.Second)
		p.Log.Warn("this sweep would write to more tickets than limits.abort_above allows; nothing is written until somebody lets it",
			"desk", p.Desk, "planned", len(p.plans), "mend", "look at `deskhand sweep --dry-run`, then run `deskhand sweep --allow-backlog` once")
	}
	step := store.Batch{Put: make(map[string]store.Record, len(p.plans))}
	for _, w := range p.plans {
		w.record.Due = until
		step.Put[w.plan.Ticket] = w.record
	}
	if len(step.Put) > 0 {
		if err := p.commit(ctx, step); err != nil {
			return true, err
		}
	}
	if err := p.setGuard(ctx, until); err != nil {
		return true, err
	}
	held, err := p.heldBack(ctx)
	p.report.holdMany("guard", len(held))
	return true, err
}

// setGuard keeps until when the guard holds, if that is new.
func (p *pass) setGuard(ctx context.Context, until time.Time) error {
	if until.Equal(p.held) {
		return nil
	}
	p.held = until
	if until.IsZero() {
		return p.note(ctx, heldNote, "")
	}
	return p.note(ctx, heldNote, until.UTC().Format(time.RFC3339))
}

// keepLet remembers how many of the plans that a person let through still wait, now that so many plans wait for room.
func (p *pass) keepLet(ctx context.Context, waiting int) error {
	if p.let == 0 {
		return nil
	}
	p.let = min(p.let, waiting)
	return p.note(ctx, letNote, strconv.Itoa(p.let))
}

// note keeps a note in the desk's state; the empty one takes it away.
func (p *pass) note(ctx context.Context, name, text string) error {
	state, err := p.Store.State(ctx, p.Desk)
	if err != nil {
		return err
	}
	if state.Notes == nil {
		state.Notes = map[string]string{}
	}
	state.Notes[name] = text
	if text == "" {
		delete(state.Notes, name)
	}
	return p.commit(ctx, store.Batch{State: &state})
}
