// Package store caches what Deskhand has seen and indexes when it must look again.
//
// It is a cache and an index: losing it at any moment costs reads, never a note twice and never a flag. The desk itself is
// the ledger. It owns leases, cursors, records, due times and run reports, and knows nothing of what they mean. It keeps
// no text of a ticket but what a Record's Shown holds.
package store

import (
	"context"
	"errors"
	"time"
)

// ErrHeld means that another owner has the lease, or another process the whole store.
var ErrHeld = errors.New("another owner sweeps this desk")

// ErrFenced means that the token is not the desk's newest; whoever holds it has lost the lease and must stop.
var ErrFenced = errors.New("the lease has passed to another owner")

// Token proves a lease. Fence grows with every change of owner.
type Token struct {
	Desk  string
	Owner string
	Fence uint64
}

// Record is what is remembered of one ticket that has not ended.
type Record struct {
	Version string    // the ticket's version when it was last assessed; empty when that must be read again
	Due     time.Time // when time alone can change its verdict; zero: never. Whole seconds
	Tries   int       // writes in a row that were refused
	Shown   []byte    // flagged tickets only: what the status page shows of it; nil for all others
}

// State is what is remembered of a desk as a whole.
type State struct {
	Cursor string            // the place in the change feed; empty: from the beginning
	Notes  map[string]string // small facts by name, such as the place of the daily level pass
}

// Batch is one atomic step. All values are absolute, so that a step carried out twice is the same as once.
type Batch struct {
	Put    map[string]Record // by ticket id
	Forget []string          // tickets that have ended; wins over Put
	State  *State            // nil leaves it
	Run    []byte            // a run report to keep, nil for none; one equal to the newest is that one
}

// MaxRuns is how many run reports are kept a desk.
const MaxRuns = 100

// Store keeps the state of all desks. Its methods may be called from several goroutines. What it returns is the caller's to
// change. A desk or ticket never seen is a zero value, not an error. Any other error means that the store can't be
// used now; nothing may be concluded from it.
type Store interface {
	// Lease claims the desk for the owner, or renews its claim, for ttl. A new owner, or one whose claim has run out, gets a
	// higher fence. ErrHeld while another owner's claim lasts.
	Lease(ctx context.Context, desk, owner string, ttl time.Duration) (Token, error)
	// Release ends the claim early. It does nothing when the token is no longer the newest.
	Release(ctx context.Context, t Token) error

	State(ctx context.Context, desk string) (State, error)
	// Records returns those of the tickets that are known; absent ids have no entry.
	Records(ctx context.Context, desk string, ids []string) (map[string]Record, error)
	// Due returns up to n tickets whose due time is not after the instant, longest due first.
	Due(ctx context.Context, desk string, until time.Time, n int) ([]string, error)
	// Shown returns what is shown of all flagged tickets, by id.
	Shown(ctx context.Context, desk string) (map[string][]byte, error)
	// Count returns how many tickets are known.
	Count(ctx context.Context, desk string) (int, error)

	// Commit carries out the batch as one step, or not at all: ErrFenced when the token is not the desk's newest.
	Commit(ctx context.Context, t Token, b Batch) error
	// Runs returns the last n run reports, newest first.
	Runs(ctx context.Context, desk string, n int) ([][]byte, error)

	// Reset forgets all of a desk but its fence.
	Reset(ctx context.Context, desk string) error
	Close() error
}
