package sweeper

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/deskhand/deskhand/sweeper/helpdesk"
	"github.com/deskhand/deskhand/sweeper/store"
)

const (
	writesAtOnce = 20               // plans handed to the desk together; the store learns of them together
	fresh        = time.Minute      // a plan made from an older read is made again before it is written
	parkAfter    = 3                // refusals in a row
	parked       = 24 * time.Hour   // how long a ticket that the desk keeps refusing is left alone
	refusedPause = 15 * time.Minute // before a refused write is tried again
	turn         = 4 * time.Minute  // a little less than the usual time from sweep to sweep
	many         = 500              // more plans over the cap than this wait for their turn
)

// write carries out the plans, highest impact first, as far as the cap and the flood guard allow.
func (p *pass) write(ctx context.Context) error {
	slices.SortFunc(p.plans, func(a, b planned) int {
		return cmp.Or(cmp.Compare(b.plan.Impact, a.plan.Impact), cmp.Compare(a.plan.Ticket, b.plan.Ticket))
	})
	for _, w := range p.plans {
		p.report.Plans = append(p.report.Plans, w.plan)
	}
	if p.Writer == nil {
		return nil
	}
	if stop, err := p.guard(ctx); stop || err != nil {
		return err
	}
	now, later := p.plans, []planned(nil)
	if most := p.Limits.WritesPerSweep; len(now) > most {
		now, later = now[:most], now[most:]
	}
	if err := p.postpone(ctx, later); err != nil {
		return err
	}
	if err := p.keepLet(ctx, len(later)+p.unread); err != nil {
		return err
	}
	moved, err := p.apply(ctx, now)
	if err != nil || len(moved) == 0 {
		return err
	}
	return p.lookAtConflicts(ctx, moved)
}

// postpone holds the plans over the cap. They fall due one after the other, so that the highest impact comes first again; many
// of them as many at a time as a sweep can write, from the next turn on.
func (p *pass) postpone(ctx context.Context, later []planned) error {
	if len(later) == 0 {
		return nil
	}
	step := store.Batch{Put: make(map[string]store.Record, len(later))}
	for i, w := range later {
		w.record.Due = p.now.Add(time.Duration(i) * time.Second)
		if len(later) > many {
			w.record.Due = p.clock().Add(time.Duration(1+i/max(1, p.Limits.WritesPerSweep)) * turn)
		}
		step.Put[w.plan.Ticket] = w.record
	}
	p.report.holdMany("cap", len(later))
	return p.commit(ctx, step)
}

// apply writes the plans and returns the tickets that had moved since they were read.
func (p *pass) apply(ctx context.Context, plans []planned) (moved []string, err error) {
	for part := range slices.Chunk(plans, writesAtOnce) {
		if ctx.Err() != nil {
			return moved, errStopped
		}
		if p.clock().Sub(part[0].readAt) > fresh {
			if part, err = p.again(ctx, part); err != nil {
				return moved, err
			}
		}
		conflicts, err := p.applyAtOnce(ctx, part)
		moved = append(moved, conflicts...)
		if err != nil {
			return moved, err
		}
	}
	return moved, nil
}

// applyAtOnce hands plans to the desk together and keeps what became of them.
func (p *pass) applyAtOnce(ctx context.Context, part []planned) (moved []string, err error) {
	if len(part) == 0 {
		return nil, nil
	}
	plans := make([]helpdesk.Plan, len(part))
	for i, w := range part {
		plans[i] = w.plan
	}
	outcomes, stopped := p.Writer.Apply(ctx, plans)
	step := store.Batch{Put: make(map[string]store.Record, len(outcomes))}
	for i, o := range outcomes {
		if o.Result == helpdesk.Conflict && !o.Again.After(p.clock()) {
			moved = append(moved, o.Ticket)
		}
		step.Put[o.Ticket] = p.remember(part[i], o)
		p.tell(part[i], o)
	}
	if len(step.Put) > 0 {
		step.State = p.journaled()
		if err := p.commit(ctx, step); err != nil {
			return moved, err
		}
	}
	p.tellProgress()
	if stopped != nil {
		return moved, &deskError{fmt.Errorf("write to %s: %w", p.Desk, stopped)}
	}
	return moved, nil
}

// remember gives the record of a ticket after the outcome of its write. Unless the desk shows that nothing else has happened
// to it, its version is left open: when the feed shows it, it is read again.
func (p *pass) remember(w planned, o helpdesk.Outcome) store.Record {
	record := w.record
	record.Version = ""
	switch o.Result {
	case helpdesk.Written:
		record.Version = o.Version
		record.Tries = 0
		return record
	case helpdesk.Refused:
		record.Tries++
		record.Due = p.now.Add(refusedPause)
		if record.Tries >= parkAfter {
			record.Due = p.now.Add(parked)
			p.journal.park(Parked{Ticket: o.Ticket, Key: w.plan.Key, Until: record.Due.UTC(), Why: o.Detail})
		}
	default:
		record.Due = p.now
	}
	if o.Again.After(record.Due) {
		record.Due = o.Again
	}
	return record
}

// tell counts and logs one write. The log says which rules it rests on; the words of people that it quotes stay out.
func (p *pass) tell(w planned, o helpdesk.Outcome) {
	plan := w.plan
	log := p.Log.With("desk", p.Desk, "ticket", plan.Key, "state", w.state, "add", plan.Add, "remove", plan.Remove)
	if plan.Note != nil {
		log = log.With("note", plan.Note.Kind, "ref", plan.Note.Ref)
	}
	switch o.Result {
	case helpdesk.Written:
		p.report.Written++
		done := Written{At: p.clock().UTC(), Ticket: plan.Ticket, Key: plan.Key, Add: plan.Add, Remove: plan.Remove}
		if plan.Note != nil && o.NoNote == "" {
			p.report.Notes++
			done.Note, done.Ref = plan.Note.Kind, plan.Note.Ref
		}
		if slices.Contains(plan.Remove, p.Policy.Tags().Requested) {
			done.Ended = string(w.state)
		}
		p.journal.write(done)
		log.Info("written")
	default:
		p.report.hold(string(o.Result))
		log.Warn("not written", "result", o.Result, "detail", o.Detail)
	}
	if p.OnWrite != nil {
		p.OnWrite(Write{Plan: plan, Outcome: o})
	}
}

// again reads the tickets of plans afresh and plans anew; what needs no writing any more drops out.
func (p *pass) again(ctx context.Context, old []planned) ([]planned, error) {
	ids := make([]string, len(old))
	for i, w := range old {
		ids[i] = w.plan.Ticket
	}
	kept := p.plans
	p.plans = nil
	p.report.Planned -= len(ids)
	err := p.look(ctx, ids, nil, nil)
	anew := p.plans
	p.plans = kept
	return anew, err
}

// lookAtConflicts reads the tickets that moved once more and writes what is still right. Who moves again waits for the
// next sweep.
func (p *pass) lookAtConflicts(ctx context.Context, moved []string) error {
	if p.report.Held[string(helpdesk.Conflict)] -= len(moved); p.report.Held[string(helpdesk.Conflict)] == 0 {
		delete(p.report.Held, string(helpdesk.Conflict))
	}
	p.report.Planned -= len(moved)
	p.plans = nil
	if err := p.look(ctx, moved, nil, nil); err != nil {
		return err
	}
	_, err := p.apply(ctx, p.plans)
	return err
}
