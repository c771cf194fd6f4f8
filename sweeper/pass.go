package sweeper

import (
	"context"
	"fmt"
	"hash/fnv"
	"slices"
	"time"

	"github.com/deskhand/deskhand/sweeper/escalation"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
	"github.com/deskhand/deskhand/sweeper/store"
)

const (
	// lookAgain is when a ticket is read again though nothing was heard of it: a desk may forget to tell of a deletion.
	lookAgain = 30 * 24 * time.Hour
	// spreadOver is how much later it may be, so that what was first seen together does not fall due together.
	spreadOver = 10 * 24 * time.Hour
	// unclearPause is when a ticket is read again whose history could not be read whole.
	unclearPause = 15 * time.Minute
)

// pass is one sweep under way.
type pass struct {
	*Sweeper
	now    time.Time
	token  store.Token
	report Report
	looked map[string]string       // version of each ticket assessed so far, by id
	known  map[string]store.Record // what the store remembers of the tickets in hand
	plans  []planned
	readAt time.Time // when the tickets being assessed were asked for
	held   time.Time // until when the flood guard holds this desk's plans; zero when it does not
	let    int       // plans that a person let through the guard, and the cap has held since
	unread int       // due tickets that there is no room for

	state   *store.State // as the store has it; nil until it has been read
	journal Journal      // with what this sweep adds to it
}

// planned is a plan on its way to the desk.
type planned struct {
	plan   helpdesk.Plan
	record store.Record // what to remember once it is written
	state  escalation.State
	readAt time.Time
}

// run is the sweep.
func (p *pass) run(ctx context.Context) error {
	for b, err := range p.intake(ctx) {
		if err != nil {
			return err
		}
		ids, forget, err := p.worthReading(ctx, b)
		if err != nil {
			return err
		}
		if err := p.look(ctx, ids, forget, b.state); err != nil {
			return err
		}
		p.tellProgress()
	}
	return p.write(ctx)
}

func (p *pass) tellProgress() {
	if p.Progress != nil {
		p.Progress(p.report)
	}
}

// worthReading returns the tickets of the batch that must be read, and those that have ended and are forgotten. A ticket that
// is the same as when it was last assessed is neither; nor is a solved one that bears no tag of ours.
func (p *pass) worthReading(ctx context.Context, b batch) (ids, forget []string, err error) {
	p.report.Seen += len(b.changes) + len(b.due)
	if err := p.lookUp(ctx, b); err != nil {
		return nil, nil, err
	}
	for _, c := range b.changes {
		record, isKnown := p.known[c.ID]
		version, looked := p.looked[c.ID]
		switch {
		case looked && version == c.Version:
		case c.Status.Ended(), c.Status == helpdesk.Solved && !slices.ContainsFunc(c.Tags, p.Policy.Owned):
			if isKnown {
				forget = append(forget, c.ID)
			}
			if c.Status.Ended() {
				p.journal.forget(c.ID)
			}
		case !b.anew && isKnown && record.Version == c.Version:
		default:
			ids = append(ids, c.ID)
		}
	}
	for _, id := range b.due {
		if _, looked := p.looked[id]; !looked {
			ids = append(ids, id)
			p.known[id] = store.Record{} // its place in the index is used up
		}
	}
	return ids, forget, nil
}

// lookUp asks the store what it knows of the batch's changes.
func (p *pass) lookUp(ctx context.Context, b batch) (err error) {
	ids := make([]string, len(b.changes))
	for i, c := range b.changes {
		ids[i] = c.ID
	}
	p.known = map[string]store.Record{}
	if len(ids) > 0 {
		p.known, err = p.Store.Records(ctx, p.Desk, ids)
	}
	if err != nil {
		return fmt.Errorf("records of %s: %w", p.Desk, err)
	}
	return nil
}

// look reads and assesses the tickets, a chunk at a time, and keeps what it learned. The place in the desk is kept with the last
// chunk, so that a stop in between costs nothing but reading again.
func (p *pass) look(ctx context.Context, ids, forget []string, place *store.State) error {
	step := store.Batch{Forget: forget}
	for part := range slices.Chunk(ids, chunk) {
		if len(step.Put) > 0 {
			if err := p.commit(ctx, step); err != nil {
				return err
			}
			step = store.Batch{}
		}
		p.readAt = p.clock()
		tickets, err := p.Reader.Fetch(ctx, part)
		if err != nil {
			return &deskError{fmt.Errorf("read %d tickets of %s: %w", len(part), p.Desk, err)}
		}
		step.Put = make(map[string]store.Record, len(tickets))
		for _, t := range tickets {
			p.assess(t, &step)
		}
	}
	step.State = place
	if len(step.Put) == 0 && len(step.Forget) == 0 && place == nil {
		return nil
	}
	return p.commit(ctx, step)
}

// assess gives the policy's word on one ticket: what to remember of it, and what to write.
func (p *pass) assess(t helpdesk.Ticket, step *store.Batch) {
	p.report.Read++
	p.looked[t.ID] = t.Version
	if t.Status.Ended() {
		step.Forget = append(step.Forget, t.ID)
		p.journal.forget(t.ID)
		return
	}
	verdict := p.Policy.Assess(t, p.now)
	for _, o := range p.corrections(&t, &verdict) {
		if p.journal.override(o) {
			p.report.Overrides = append(p.report.Overrides, o)
		}
	}
	if p.Mode == Tag {
		verdict.Note = nil
	}
	pending := p.Policy.Pending(t, verdict)
	record := store.Record{Version: t.Version, Due: verdict.Next, Shown: shown(t, verdict, pending)}
	if record.Due.IsZero() {
		record.Due = p.nextLook(t.ID)
	}
	if t.Partial {
		p.report.Unclear++
		record.Version, record.Due = "", p.now.Add(unclearPause)
	}
	if pending {
		p.report.Planned++
		record.Due = p.place(t, verdict, record)
	} else if t.Status == helpdesk.Solved {
		step.Forget = append(step.Forget, t.ID)
		return
	}
	step.Put[t.ID] = record
}

// place puts the ticket's plan on its way, or holds it, and returns when the ticket must be looked at again if nothing more is
// heard of it.
func (p *pass) place(t helpdesk.Ticket, v escalation.Verdict, record store.Record) time.Time {
	switch {
	case v.LiveUntil.After(p.now):
		p.report.hold("live")
		return v.LiveUntil
	case p.Mode == Observe && p.Writer != nil:
		p.report.hold("observe")
		return record.Due
	}
	record.Shown = shown(t, v, false)
	p.plans = append(p.plans, planned{plan: p.Policy.Plan(t, v), record: record, state: v.State, readAt: p.readAt})
	return p.now
}

// nextLook is when a ticket must be read again that time alone does not change. Places that lie apart are what costs in a large
// backlog: neighbours, whose ids differ in the last two digits, come together; a ticket already known keeps its place in the index
// while that is far enough off; those used up together come last together.
func (p *pass) nextLook(id string) time.Time {
	old, known := p.known[id]
	latest := p.now.Add(lookAgain + spreadOver)
	switch {
	case !known:
		h := fnv.New32a()
		h.Write([]byte(id[:max(0, len(id)-2)]))
		return p.now.Add(lookAgain + time.Duration(h.Sum32()%uint32(spreadOver/time.Minute))*time.Minute)
	case old.Due.After(p.now.Add(lookAgain/2)) && old.Due.Before(latest):
		return old.Due
	}
	return latest
}
