package sweeper

import (
	"context"
	"time"

	"github.com/deskhand/deskhand/sweeper/store"
)

// guardPause is how long a desk's plans are held before they are all looked at again.
const guardPause = time.Hour

const heldNote = "held_until"

// horizon returns up to when tickets count as due. A person who lets a held backlog through makes all of it due.
func (p *pass) horizon(state store.State) time.Time {
	if until, err := time.Parse(time.RFC3339, state.Notes[heldNote]); err == nil {
		p.held = until
	}
	if p.AllowBacklog && p.held.After(p.now) {
		return p.held
	}
	return p.now
}

// guard holds every plan when they are too many for a first contact or a return after an outage, until a person lets them
// through or they have become fewer. While it holds, nothing is written; all held plans come due together, and are weighed anew.
func (p *pass) guard(ctx context.Context) (stop bool, err error) {
	until, holding := p.held, p.held.After(p.now)
	if p.AllowBacklog {
		return false, p.setGuard(ctx, time.Time{})
	}
	if !holding {
		open, err := p.Store.Count(ctx, p.Desk)
		if err != nil {
			return true, err
		}
		if !p.Limits.AbortAbove.Exceeded(len(p.plans), open) {
			return false, p.setGuard(ctx, time.Time{})
		}
		until = p.now.Add(guardPause).Truncate(time.Second)
	}
	step := store.Batch{Put: make(map[string]store.Record, len(p.plans))}
	for _, w := range p.plans {
		p.report.hold("guard")
		w.record.Due = until
		step.Put[w.plan.Ticket] = w.record
	}
	if len(step.Put) > 0 {
		if err := p.commit(ctx, step); err != nil {
			return true, err
		}
	}
	if !holding {
		p.Log.Warn("this sweep would write to more tickets than limits.abort_above allows; nothing is written until somebody lets it",
			"desk", p.Desk, "planned", len(p.plans), "mend", "look at `deskhand sweep --dry-run`, then run `deskhand sweep --allow-backlog` once")
	}
	return true, p.setGuard(ctx, until)
}

// setGuard keeps until when the guard holds, if that is new.
func (p *pass) setGuard(ctx context.Context, until time.Time) error {
	if until.Equal(p.held) {
		return nil
	}
	state, err := p.Store.State(ctx, p.Desk)
	if err != nil {
		return err
	}
	if state.Notes == nil {
		state.Notes = map[string]string{}
	}
	delete(state.Notes, heldNote)
	if !until.IsZero() {
		state.Notes[heldNote] = until.UTC().Format(time.RFC3339)
	}
	return p.commit(ctx, store.Batch{State: &state})
}
