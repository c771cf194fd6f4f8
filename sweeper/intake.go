package sweeper

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"math"
	"time"

	"github.com/deskhand/deskhand/sweeper/helpdesk"
	"github.com/deskhand/deskhand/sweeper/store"
)

const (
	lookBack    = time.Hour      // how far before first contact the feed begins: the desk's own list may lag
	levelEvery  = 24 * time.Hour // how often our inventory is compared with the desk's own list
	duePerSweep = 1000           // more wait for the next sweep, longest due first
	chunk       = 100            // tickets read at once
	leastChunk  = 20             // for few, a request for their heads costs too much beside those for their histories
)

// level is how far the comparison with the desk's own list has come. It survives restarts.
type level struct {
	Cursor helpdesk.Cursor `json:"cursor,omitempty"` // of a walk under way
	Under  bool            `json:"under,omitempty"`  // a walk is under way
	Anew   bool            `json:"anew,omitempty"`   // which assesses every ticket, known or not
	Done   time.Time       `json:"done"`             // when the last walk ended
	Digest string          `json:"digest"`           // of policy and mode at the start of the last walk
}

const levelNote = "level"

// batch is a stretch of the intake: what may need looking at, and the place in the desk to keep with it.
type batch struct {
	changes []helpdesk.Change
	due     []string     // tickets whose time has come: they are looked at whatever the desk says
	anew    bool         // so are all changes
	state   *store.State // nil when the batch moves no place
}

// intake yields the change feed since the cursor, then the desk's own list when it is time, then what has fallen due. It
// ends after the first error.
func (p *pass) intake(ctx context.Context) iter.Seq2[batch, error] {
	return func(yield func(batch, error) bool) {
		state, err := p.Store.State(ctx, p.Desk)
		if err != nil {
			yield(batch{}, fmt.Errorf("state of %s: %w", p.Desk, err))
			return
		}
		p.recall(state)
		p.held, p.let = guardOf(state), letOf(state)
		l := p.level(&state)
		p.report.Listed = l.Done
		if !p.feed(ctx, &state, &l, yield) || !p.list(ctx, &state, &l, yield) {
			return
		}
		due, err := p.dueNow(ctx)
		if err != nil {
			yield(batch{}, err)
			return
		}
		// Some of what is due is read even when the changes alone fill the cap: plans have their turn by impact.
		for room := max(p.room(), leastChunk); len(due) > 0 && room > 0; room = p.room() {
			n := min(len(due), chunk, max(room, leastChunk))
			if !yield(batch{due: due[:n]}, nil) {
				return
			}
			due = due[n:]
		}
		p.leave(len(due))
	}
}

// room is how many more plans are worth making: what this sweep can't write would have to be read again.
func (p *pass) room() int {
	if p.Writer == nil || p.AllowBacklog || p.held.After(p.now) {
		return math.MaxInt
	}
	return p.Limits.WritesPerSweep - len(p.plans)
}

// leave counts the due tickets that are not read for want of room. They stay due, and cost nothing.
func (p *pass) leave(n int) {
	if p.unread = n; n > 0 {
		p.report.holdMany("cap", n)
	}
}

// level reads how far the walk has come, and begins one when it is time: on first contact, once a day, and when policy or mode
// have changed.
func (p *pass) level(state *store.State) level {
	var l level
	if raw := state.Notes[levelNote]; raw != "" {
		if err := json.Unmarshal([]byte(raw), &l); err != nil {
			l = level{} // of another version: walk again
		}
	}
	first := state.Cursor == ""
	changed := l.Digest != p.Digest
	if first || changed || (!l.Under && p.now.Sub(l.Done) >= levelEvery) {
		l = level{Under: true, Anew: changed && !first, Digest: p.Digest, Done: l.Done}
	}
	if first {
		state.Cursor = string(p.Reader.Since(p.now.Add(-lookBack)))
	}
	return l
}

// feed yields the change feed, page by page. A cursor that the desk no longer takes begins first contact again.
func (p *pass) feed(ctx context.Context, state *store.State, l *level, yield func(batch, error) bool) bool {
	for more := true; more; {
		page, err := p.Reader.Changes(ctx, helpdesk.Cursor(state.Cursor))
		if errors.Is(err, helpdesk.ErrCursor) {
			p.Log.Warn("the desk no longer takes our cursor; reading its own list instead", "desk", p.Desk)
			*l = level{Under: true, Digest: p.Digest, Done: l.Done}
			state.Cursor = string(p.Reader.Since(p.now.Add(-lookBack)))
			return true
		}
		if err != nil {
			yield(batch{}, &deskError{fmt.Errorf("changes on %s: %w", p.Desk, err)})
			return false
		}
		more = page.More
		state.Cursor = string(page.Next)
		p.report.FeedUntil = page.Until
		if !yield(batch{changes: page.Changes, state: keep(state, *l)}, nil) {
			return false
		}
	}
	return true
}

// list yields the desk's own list of tickets that have not ended, while a walk over it is under way.
func (p *pass) list(ctx context.Context, state *store.State, l *level, yield func(batch, error) bool) bool {
	for again := false; l.Under; {
		page, err := p.Reader.Backlog(ctx, l.Cursor)
		if errors.Is(err, helpdesk.ErrCursor) && l.Cursor != "" && !again {
			l.Cursor, again = "", true // but once: a desk may refuse every place that it hands out
			continue
		}
		if err != nil {
			yield(batch{}, &deskError{fmt.Errorf("open tickets on %s: %w", p.Desk, err)})
			return false
		}
		b := batch{changes: page.Changes, anew: l.Anew}
		l.Cursor, l.Under = page.Next, page.More
		if !l.Under {
			*l = level{Done: p.now.UTC(), Digest: l.Digest}
			p.report.Listed = l.Done
		}
		b.state = keep(state, *l)
		if !yield(b, nil) {
			return false
		}
	}
	return true
}

// keep returns a copy of the state with the walk's place in it.
func keep(state *store.State, l level) *store.State {
	raw, err := json.Marshal(l)
	if err != nil {
		panic(err) // a struct of strings, booleans and a time
	}
	kept := store.State{Cursor: state.Cursor, Notes: map[string]string{}}
	for k, v := range state.Notes {
		kept.Notes[k] = v
	}
	kept.Notes[levelNote] = string(raw)
	return &kept
}
