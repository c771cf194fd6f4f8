// Package storetest holds the laws of a store.Store, one function each. Every implementation passes them by calling Run.
package storetest

import (
	"reflect"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/deskhand/deskhand/sweeper/store"
)

// Harness makes the stores that the laws are tried on.
type Harness struct {
	// Open gives an empty store, which the harness closes when the test ends.
	Open func(t *testing.T) store.Store
	// Reopen closes the store and opens it again, as a restart does. Nil for a store that keeps nothing.
	Reopen func(t *testing.T, s store.Store) store.Store
	// Lose makes the store lose all it has, as an emptied server or a deleted file does. Nil where that can't happen.
	Lose func(t *testing.T, s store.Store) store.Store
}

// Run tries every law.
func Run(t *testing.T, h Harness) {
	laws := []func(*testing.T, Harness){
		deskNeverSeenIsZero,
		readsWhatWasCommitted,
		dueComesLongestDueFirst,
		shownTellsFlaggedTicketsOnly,
		forgottenTicketLeavesNothing,
		commitTwiceIsTheSameAsOnce,
		commitIsOneStep,
		runsAreCapped,
		runKeptTwiceIsKeptOnce,
		valuesAreCopied,
		desksAreApart,
		resetKeepsTheFence,
		oddIDsAreIDs,
		claimIsExclusive,
		ownerRenews,
		fenceGrowsWithTheOwner,
		claimRunsOut,
		releaseByAStrangerDoesNothing,
		oldTokenIsRefused,
		onlyTheNewestCommits,
		cancelledCallChangesNothing,
		behavesLikeTheModel,
	}
	if h.Reopen != nil {
		laws = append(laws, reopeningKeeps)
	}
	if h.Lose != nil {
		laws = append(laws, losingAllRefusesOldTokens)
	}
	for _, law := range laws {
		t.Run(name(law), func(t *testing.T) { law(t, h) })
	}
}

func name(law func(*testing.T, Harness)) string {
	full := runtime.FuncForPC(reflect.ValueOf(law).Pointer()).Name()
	return full[strings.LastIndex(full, ".")+1:]
}

// same fails the test when got differs from want.
func same(t interface {
	Helper()
	Errorf(string, ...any)
}, what string, want, got any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s: want -, got +\n%s", what, diff)
	}
}
