package storetest

import (
	"bytes"
	"cmp"
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/deskhand/deskhand/sweeper/store"
)

// Memory is the simplest store that keeps the laws: the model that the others are compared with, and a fast store for tests
// of what uses one. Its zero value is empty and ready.
type Memory struct {
	mu    sync.Mutex
	desks map[string]*desk
}

type desk struct {
	newest  store.Token
	until   time.Time // of the newest token's claim
	records map[string]store.Record
	state   store.State
	runs    [][]byte // newest first
}

var _ store.Store = (*Memory)(nil)

// enter locks the store and returns the desk; the caller calls leave.
func (m *Memory) enter(name string) (d *desk, leave func()) {
	m.mu.Lock()
	if m.desks[name] == nil {
		if m.desks == nil {
			m.desks = map[string]*desk{}
		}
		m.desks[name] = &desk{records: map[string]store.Record{}}
	}
	return m.desks[name], m.mu.Unlock
}

// Lease implements store.Store.
func (m *Memory) Lease(ctx context.Context, name, owner string, ttl time.Duration) (store.Token, error) {
	d, leave := m.enter(name)
	defer leave()
	now := time.Now()
	running := now.Before(d.until)
	switch {
	case ctx.Err() != nil:
		return store.Token{}, ctx.Err()
	case running && d.newest.Owner != owner:
		return store.Token{}, store.ErrHeld
	case !running:
		d.newest = store.Token{Desk: name, Owner: owner, Fence: d.newest.Fence + 1}
	}
	d.until = now.Add(ttl)
	return d.newest, nil
}

// Release implements store.Store.
func (m *Memory) Release(ctx context.Context, t store.Token) error {
	d, leave := m.enter(t.Desk)
	defer leave()
	if d.newest == t {
		d.until = time.Time{}
	}
	return ctx.Err()
}

// State implements store.Store.
func (m *Memory) State(ctx context.Context, name string) (store.State, error) {
	d, leave := m.enter(name)
	defer leave()
	return copyState(d.state), ctx.Err()
}

// Records implements store.Store.
func (m *Memory) Records(ctx context.Context, name string, ids []string) (map[string]store.Record, error) {
	d, leave := m.enter(name)
	defer leave()
	found := map[string]store.Record{}
	for _, id := range ids {
		if r, ok := d.records[id]; ok {
			found[id] = copyRecord(r)
		}
	}
	return found, ctx.Err()
}

// Due implements store.Store.
func (m *Memory) Due(ctx context.Context, name string, until time.Time, n int) ([]string, error) {
	d, leave := m.enter(name)
	defer leave()
	var ids []string
	for id, r := range d.records {
		if !r.Due.IsZero() && !r.Due.After(until) {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, func(a, b string) int {
		return cmp.Or(d.records[a].Due.Compare(d.records[b].Due), cmp.Compare(a, b))
	})
	return ids[:min(len(ids), max(n, 0))], ctx.Err()
}

// Shown implements store.Store.
func (m *Memory) Shown(ctx context.Context, name string) (map[string][]byte, error) {
	d, leave := m.enter(name)
	defer leave()
	shown := map[string][]byte{}
	for id, r := range d.records {
		if r.Shown != nil {
			shown[id] = bytes.Clone(r.Shown)
		}
	}
	return shown, ctx.Err()
}

// Count implements store.Store.
func (m *Memory) Count(ctx context.Context, name string) (int, error) {
	d, leave := m.enter(name)
	defer leave()
	return len(d.records), ctx.Err()
}

// Commit implements store.Store.
func (m *Memory) Commit(ctx context.Context, t store.Token, b store.Batch) error {
	d, leave := m.enter(t.Desk)
	defer leave()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if d.newest != t || t.Fence == 0 {
		return store.ErrFenced
	}
	for id, r := range b.Put {
		d.records[id] = copyRecord(r)
	}
	for _, id := range b.Forget {
		delete(d.records, id)
	}
	if b.State != nil {
		d.state = copyState(*b.State)
	}
	if b.Run != nil && (len(d.runs) == 0 || !bytes.Equal(d.runs[0], b.Run)) {
		d.runs = slices.Insert(d.runs, 0, bytes.Clone(b.Run))
		d.runs = d.runs[:min(len(d.runs), store.MaxRuns)]
	}
	return nil
}

// Runs implements store.Store.
func (m *Memory) Runs(ctx context.Context, name string, n int) ([][]byte, error) {
	d, leave := m.enter(name)
	defer leave()
	var runs [][]byte
	for _, run := range d.runs[:min(len(d.runs), max(n, 0))] {
		runs = append(runs, bytes.Clone(run))
	}
	return runs, ctx.Err()
}

// Reset implements store.Store.
func (m *Memory) Reset(ctx context.Context, name string) error {
	d, leave := m.enter(name)
	defer leave()
	d.records, d.state, d.runs = map[string]store.Record{}, store.State{}, nil
	return ctx.Err()
}

// Close implements store.Store.
func (m *Memory) Close() error { return nil }

// copyRecord also brings a record to the form that every store gives back.
func copyRecord(r store.Record) store.Record {
	if !r.Due.IsZero() {
		r.Due = time.Unix(r.Due.Unix(), 0).UTC()
	}
	if r.Shown = bytes.Clone(r.Shown); len(r.Shown) == 0 {
		r.Shown = nil
	}
	return r
}

func copyState(s store.State) store.State {
	if s.Notes = maps.Clone(s.Notes); len(s.Notes) == 0 {
		s.Notes = nil
	}
	return s
}
