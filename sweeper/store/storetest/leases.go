package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/deskhand/deskhand/sweeper/store"
)

// claimIsExclusive: of many owners that claim a desk at once, one gets it.
func claimIsExclusive(t *testing.T, h Harness) {
	s := h.Open(t)
	var wg sync.WaitGroup
	errs := make([]error, 16)
	for i := range errs {
		wg.Go(func() { _, errs[i] = s.Lease(t.Context(), "support", fmt.Sprint("owner ", i), time.Minute) })
	}
	wg.Wait()
	won := 0
	for _, err := range errs {
		switch {
		case err == nil:
			won++
		case !errors.Is(err, store.ErrHeld):
			t.Errorf("Lease: %v", err)
		}
	}
	if won != 1 {
		t.Errorf("%d owners hold the desk", won)
	}
}

// ownerRenews: an owner that claims again keeps its fence.
func ownerRenews(t *testing.T, h Harness) {
	s := h.Open(t)
	first := lease(t, s, "a")
	same(t, "renewed", first, lease(t, s, "a"))
	same(t, "token", store.Token{Desk: "support", Owner: "a", Fence: first.Fence}, first)
}

// fenceGrowsWithTheOwner: each new owner has a higher fence, and a released claim is free at once.
func fenceGrowsWithTheOwner(t *testing.T, h Harness) {
	s := h.Open(t)
	var last uint64
	for _, owner := range []string{"a", "b", "a", "a"} {
		token := lease(t, s, owner)
		if token.Fence <= last {
			t.Errorf("owner %s has fence %d after %d", owner, token.Fence, last)
		}
		last = token.Fence
		release(t, s, token)
	}
}

// claimRunsOut: when a claim is not renewed, another owner gets the desk, and so does the same with a higher fence.
func claimRunsOut(t *testing.T, h Harness) {
	s := h.Open(t)
	var last uint64
	for _, owner := range []string{"a", "b", "b"} {
		token, err := s.Lease(t.Context(), "support", owner, 20*time.Millisecond)
		if err != nil || token.Fence <= last {
			t.Errorf("owner %s: fence %d after %d, error %v", owner, token.Fence, last, err)
		}
		last = token.Fence
		time.Sleep(40 * time.Millisecond)
	}
}

// releaseByAStrangerDoesNothing: neither another's token nor an old one ends a claim.
func releaseByAStrangerDoesNothing(t *testing.T, h Harness) {
	s := h.Open(t)
	old := lease(t, s, "a")
	release(t, s, old)
	release(t, s, old)
	held := lease(t, s, "a")
	release(t, s, old)
	release(t, s, store.Token{Desk: "support", Owner: "b", Fence: held.Fence})
	release(t, s, store.Token{Desk: "never seen", Owner: "a", Fence: held.Fence})
	if _, err := s.Lease(t.Context(), "support", "b", time.Minute); !errors.Is(err, store.ErrHeld) {
		t.Errorf("Lease by another owner: %v, want ErrHeld", err)
	}
}

// oldTokenIsRefused: once the lease has passed on, a commit with the old token changes nothing.
func oldTokenIsRefused(t *testing.T, h Harness) {
	s := h.Open(t)
	old := lease(t, s, "a")
	release(t, s, old)
	newest := lease(t, s, "b")
	everything := store.Batch{
		Put:   map[string]store.Record{"1": {Version: "v", Due: second(1), Shown: []byte("x")}},
		State: &store.State{Cursor: "c"}, Run: []byte("run"),
	}
	for what, token := range map[string]store.Token{
		"old":            old,
		"made up":        {Desk: "support", Owner: "b", Fence: newest.Fence + 1},
		"another's":      {Desk: "support", Owner: "c", Fence: newest.Fence},
		"of no desk":     {Desk: "never seen", Owner: "b", Fence: newest.Fence},
		"the zero token": {Desk: "never seen"},
	} {
		if err := s.Commit(t.Context(), token, everything); !errors.Is(err, store.ErrFenced) {
			t.Errorf("%s: %v, want ErrFenced", what, err)
		}
	}
	same(t, "afterwards", contents{}, read(t, s, "support", "1"))
}

// onlyTheNewestCommits: while owners take the desk from each other, whoever's commit is accepted was the newest.
func onlyTheNewestCommits(t *testing.T, h Harness) {
	s := h.Open(t)
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			for n := range 20 {
				token, err := s.Lease(t.Context(), "support", fmt.Sprint("owner ", i), time.Minute)
				if errors.Is(err, store.ErrHeld) {
					continue
				}
				text := fmt.Sprintf("%d %d", token.Fence, n)
				batch := store.Batch{State: &store.State{Cursor: text}, Put: map[string]store.Record{"1": {Version: text}}}
				if err := errors.Join(err, s.Commit(t.Context(), token, batch), s.Release(t.Context(), token)); err != nil {
					t.Errorf("the owner's own round: %v", err)
				}
				if err := s.Commit(t.Context(), token, batch); err != nil && !errors.Is(err, store.ErrFenced) {
					t.Errorf("a commit after the release: %v", err)
				}
			}
		})
	}
	wg.Wait()
	got := read(t, s, "support", "1")
	same(t, "record and cursor are of one commit", got.State.Cursor, got.Records["1"].Version)
}

// cancelledCallChangesNothing: a call whose context has ended returns its error.
func cancelledCallChangesNothing(t *testing.T, h Harness) {
	s := h.Open(t)
	token := lease(t, s, "a")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Commit(ctx, token, store.Batch{Put: map[string]store.Record{"1": {Version: "v"}}}); !errors.Is(err, context.Canceled) {
		t.Errorf("Commit: %v", err)
	}
	if _, err := s.Records(ctx, "support", []string{"1"}); !errors.Is(err, context.Canceled) {
		t.Errorf("Records: %v", err)
	}
	if _, err := s.Lease(ctx, "eng", "a", time.Minute); !errors.Is(err, context.Canceled) {
		t.Errorf("Lease: %v", err)
	}
	same(t, "afterwards", contents{}, read(t, s, "support", "1"))
}

// reopeningKeeps: after a restart all is there, and the fence goes on growing.
func reopeningKeeps(t *testing.T, h Harness) {
	s := h.Open(t)
	token := lease(t, s, "a")
	commit(t, s, token, store.Batch{
		Put:   map[string]store.Record{"1": {Version: "v", Due: second(1), Tries: 1, Shown: []byte("x")}, "2": {}},
		State: &store.State{Cursor: "c", Notes: map[string]string{"n": "v"}}, Run: []byte("run"),
	})
	before := read(t, s, "support", "1", "2")
	release(t, s, token)
	s = h.Reopen(t, s)
	same(t, "contents", before, read(t, s, "support", "1", "2"))
	if again := lease(t, s, "a"); again.Fence <= token.Fence {
		t.Errorf("fence %d after %d", again.Fence, token.Fence)
	}
}

// losingAllRefusesOldTokens: a store that lost everything is empty, takes no token of before, and gives higher fences.
func losingAllRefusesOldTokens(t *testing.T, h Harness) {
	s := h.Open(t)
	old := lease(t, s, "a")
	commit(t, s, old, store.Batch{Put: map[string]store.Record{"1": {Version: "v"}}})
	s = h.Lose(t, s)
	refused := func(when string) {
		if err := s.Commit(t.Context(), old, store.Batch{Put: map[string]store.Record{"1": {}}}); !errors.Is(err, store.ErrFenced) {
			t.Errorf("%s: %v, want ErrFenced", when, err)
		}
	}
	refused("an old token on an emptied store")
	same(t, "contents", contents{}, read(t, s, "support", "1"))
	anew := lease(t, s, "a")
	if anew.Fence <= old.Fence {
		t.Errorf("fence %d after %d", anew.Fence, old.Fence)
	}
	refused("an old token after a new lease")
}

func lease(t *testing.T, s store.Store, owner string) store.Token {
	t.Helper()
	token, err := s.Lease(t.Context(), "support", owner, time.Minute)
	if err != nil {
		t.Fatalf("Lease by %s: %v", owner, err)
	}
	return token
}

func release(t *testing.T, s store.Store, token store.Token) {
	t.Helper()
	if err := s.Release(t.Context(), token); err != nil {
		t.Fatalf("Release: %v", err)
	}
}
