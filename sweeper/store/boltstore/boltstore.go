// Package boltstore keeps the state of all desks in one embedded file, for a single process. It needs no server.
//
// It owns the file: who has it open has it alone, and what is in it is a cache, so a file that is damaged or was written by
// another version is put aside and begun anew. Every commit is one transaction, on the disk before it returns.
package boltstore

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	bolt "go.etcd.io/bbolt"

	"github.com/deskhand/deskhand/sweeper/store"
)

// boltStore is a store.Store. Fences live in the file; claims live in memory, since they can't outlast the only process
// that may hold them.
type boltStore struct {
	db *bolt.DB

	mu     sync.Mutex
	claims map[string]claim // by desk
}

type claim struct {
	token store.Token
	until time.Time
}

func (s *boltStore) Lease(ctx context.Context, name, owner string, ttl time.Duration) (store.Token, error) {
	if err := ctx.Err(); err != nil {
		return store.Token{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	held, now := s.claims[name], time.Now()
	if now.Before(held.until) {
		if held.token.Owner != owner {
			return store.Token{}, store.ErrHeld
		}
		s.claims[name] = claim{held.token, now.Add(ttl)}
		return held.token, nil
	}
	token := store.Token{Desk: name, Owner: owner}
	err := s.update(ctx, name, func(d desk) error {
		token.Fence = nextFence(d.newest(name).Fence, now)
		return d.setNewest(token)
	})
	if err != nil {
		return store.Token{}, err
	}
	s.claims[name] = claim{token, now.Add(ttl)}
	return token, nil
}

// nextFence grows with the clock too, so that a file begun anew never gives out a fence that the lost one gave.
func nextFence(last uint64, now time.Time) uint64 {
	return max(last+1, uint64(max(now.UnixMicro(), 0)))
}

func (s *boltStore) Release(_ context.Context, t store.Token) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.claims[t.Desk].token == t {
		delete(s.claims, t.Desk)
	}
	return nil
}

func (s *boltStore) State(ctx context.Context, name string) (state store.State, err error) {
	err = s.view(ctx, name, func(d desk) { state = d.state() })
	return state, err
}

func (s *boltStore) Records(ctx context.Context, name string, ids []string) (map[string]store.Record, error) {
	records := make(map[string]store.Record, len(ids))
	err := s.view(ctx, name, func(d desk) {
		for _, id := range ids {
			if r, ok := d.record(id); ok {
				records[id] = r
			}
		}
	})
	return records, err
}

func (s *boltStore) Due(ctx context.Context, name string, until time.Time, n int) (ids []string, err error) {
	err = s.view(ctx, name, func(d desk) { ids = d.dueUntil(until, n) })
	return ids, err
}

func (s *boltStore) Shown(ctx context.Context, name string) (map[string][]byte, error) {
	shown := map[string][]byte{}
	err := s.view(ctx, name, func(d desk) { d.allShown(shown) })
	return shown, err
}

func (s *boltStore) Count(ctx context.Context, name string) (n int, err error) {
	err = s.view(ctx, name, func(d desk) { n = d.count() })
	return n, err
}

func (s *boltStore) Commit(ctx context.Context, t store.Token, b store.Batch) error {
	if t.Fence == 0 {
		return store.ErrFenced
	}
	return s.update(ctx, t.Desk, func(d desk) error {
		if d.newest(t.Desk) != t {
			return store.ErrFenced
		}
		return d.carryOut(b)
	})
}

func (s *boltStore) Runs(ctx context.Context, name string, n int) (runs [][]byte, err error) {
	err = s.view(ctx, name, func(d desk) { runs = d.lastRuns(n) })
	return runs, err
}

func (s *boltStore) Reset(ctx context.Context, name string) error {
	return s.update(ctx, name, desk.reset)
}

func (s *boltStore) Close() error { return s.db.Close() }

// view reads a desk. It does not call f for a desk never seen. The transaction must end soon: while it lasts the file can't
// use its free pages again.
func (s *boltStore) view(ctx context.Context, name string, f func(desk)) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return intact(func() error {
		return s.db.View(func(tx *bolt.Tx) error {
			if b := tx.Bucket(desksBucket).Bucket([]byte(name)); b != nil {
				f(desk{b})
			}
			return nil
		})
	})
}

// update changes a desk in one transaction, or leaves it alone when f gives an error.
func (s *boltStore) update(ctx context.Context, name string, f func(desk) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return intact(func() error {
		return s.db.Update(func(tx *bolt.Tx) error {
			d, err := openDesk(tx.Bucket(desksBucket), name)
			if err != nil {
				return err
			}
			return f(d)
		})
	})
}

// errDamaged: the file's inside is no longer what bbolt wrote. The next Open puts such a file aside.
var errDamaged = errors.New("the store's file is damaged; after a restart it is begun anew")

// intact turns what bbolt does over a damaged file, a panic or a memory fault, into errDamaged.
func intact(f func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%w: %v", errDamaged, r)
		}
	}()
	return f()
}
