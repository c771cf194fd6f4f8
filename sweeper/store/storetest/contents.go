package storetest

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/deskhand/deskhand/sweeper/store"
)

// contents is all that a store says of a desk. Empty maps are nil, so that the zero value is a desk never seen.
type contents struct {
	State   store.State
	Records map[string]store.Record
	Due     []string
	Shown   map[string][]byte
	Count   int
	Runs    [][]byte
}

// deskNeverSeenIsZero: a desk or ticket that was never seen is no error.
func deskNeverSeenIsZero(t *testing.T, h Harness) {
	s := h.Open(t)
	same(t, "never seen", contents{}, read(t, s, "support", "1", "OPS-1"))
	lease(t, s, "a")
	same(t, "leased", contents{}, read(t, s, "support", "1", "OPS-1"))
}

// readsWhatWasCommitted: every value comes back as it was put; a later one takes its place whole.
func readsWhatWasCommitted(t *testing.T, h Harness) {
	s := h.Open(t)
	token := lease(t, s, "a")
	first := map[string]store.Record{
		"1":   {Version: "2026-11-24T10:00:00Z", Due: second(5), Tries: 2, Shown: []byte(`{"Subject":"Pathways"}`)},
		"2":   {Version: "v2"},
		"999": {},
	}
	commit(t, s, token, store.Batch{Put: first, State: &store.State{Cursor: "one", Notes: map[string]string{"level": "x", "held": "y"}}})
	got := read(t, s, "support", "1", "2", "999", "absent")
	same(t, "records", first, got.Records)
	same(t, "state", store.State{Cursor: "one", Notes: map[string]string{"level": "x", "held": "y"}}, got.State)
	same(t, "count", 3, got.Count)

	second := map[string]store.Record{"1": {Version: "v3"}, "2": {Version: "v2", Due: second(7), Shown: []byte("now flagged")}}
	commit(t, s, token, store.Batch{Put: second, State: &store.State{Cursor: "two"}})
	got = read(t, s, "support", "1", "2")
	same(t, "records", second, got.Records)
	same(t, "due", []string{"2"}, got.Due)
	same(t, "state", store.State{Cursor: "two"}, got.State)
	same(t, "count", 3, got.Count)

	commit(t, s, token, store.Batch{})
	same(t, "an empty batch changes nothing", got, read(t, s, "support", "1", "2"))
}

// dueComesLongestDueFirst: up to n tickets, those due in the second asked for included, none twice after their due time moved.
func dueComesLongestDueFirst(t *testing.T, h Harness) {
	s := h.Open(t)
	token := lease(t, s, "a")
	commit(t, s, token, store.Batch{Put: map[string]store.Record{
		"30": {Due: second(30)}, "10": {Due: second(10)}, "20": {Due: second(20)}, "9": {Due: second(20)}, "never": {},
		"long ago": {Due: time.Unix(-100, 0)},
	}})
	commit(t, s, token, store.Batch{Put: map[string]store.Record{"10": {Due: second(25)}}})
	for _, c := range []struct {
		until time.Time
		n     int
		want  []string
	}{
		{second(-1), 10, []string{"long ago"}},
		{second(20).Add(-time.Nanosecond), 10, []string{"long ago"}},
		{second(20), 10, []string{"long ago", "20", "9"}},
		{second(30).Add(time.Millisecond), 10, []string{"long ago", "20", "9", "10", "30"}},
		{second(30), 2, []string{"long ago", "20"}},
		{second(30), 0, nil},
	} {
		got, err := s.Due(t.Context(), "support", c.until, c.n)
		if err != nil {
			t.Fatalf("Due: %v", err)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("up to %d until %s: %q, want %q", c.n, c.until, got, c.want)
		}
	}
}

// shownTellsFlaggedTicketsOnly: a ticket that is no longer flagged is no longer shown.
func shownTellsFlaggedTicketsOnly(t *testing.T, h Harness) {
	s := h.Open(t)
	token := lease(t, s, "a")
	commit(t, s, token, store.Batch{Put: map[string]store.Record{"1": {Shown: []byte("one")}, "2": {}, "3": {Shown: []byte{}}}})
	same(t, "flagged", map[string][]byte{"1": []byte("one")}, read(t, s, "support").Shown)
	commit(t, s, token, store.Batch{Put: map[string]store.Record{"1": {}, "2": {Shown: []byte("two")}}})
	same(t, "flagged", map[string][]byte{"2": []byte("two")}, read(t, s, "support").Shown)
}

// forgottenTicketLeavesNothing: neither record, due time, what was shown, nor count; one never seen is forgotten quietly,
// and Forget wins over Put.
func forgottenTicketLeavesNothing(t *testing.T, h Harness) {
	s := h.Open(t)
	token := lease(t, s, "a")
	full := store.Record{Version: "v", Due: second(1), Shown: []byte("x")}
	commit(t, s, token, store.Batch{Put: map[string]store.Record{"1": full, "OPS-1": full}})
	commit(t, s, token, store.Batch{Put: map[string]store.Record{"2": full}, Forget: []string{"1", "OPS-1", "2", "absent"}})
	same(t, "contents", contents{}, read(t, s, "support", "1", "2", "OPS-1"))
}

// commitTwiceIsTheSameAsOnce: a step may be carried out again when its answer was lost.
func commitTwiceIsTheSameAsOnce(t *testing.T, h Harness) {
	s := h.Open(t)
	token := lease(t, s, "a")
	commit(t, s, token, store.Batch{Put: map[string]store.Record{"3": {Version: "old", Due: second(9)}, "4": {}}})
	step := store.Batch{
		Put:    map[string]store.Record{"1": {Version: "v", Due: second(1), Shown: []byte("x")}, "3": {Version: "new"}},
		Forget: []string{"4"}, State: &store.State{Cursor: "c"}, Run: []byte("run"),
	}
	commit(t, s, token, step)
	once := read(t, s, "support", "1", "3", "4")
	commit(t, s, token, step)
	same(t, "contents", once, read(t, s, "support", "1", "3", "4"))
	same(t, "count", 2, once.Count)
}

// commitIsOneStep: who reads meanwhile sees all of a batch or nothing of it.
func commitIsOneStep(t *testing.T, h Harness) {
	s := h.Open(t)
	token := lease(t, s, "a")
	ids := []string{"1", "1000", "100000", "OPS-1"}
	done := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		defer close(done)
		for n := range 50 {
			put := map[string]store.Record{}
			for _, id := range ids {
				put[id] = store.Record{Version: fmt.Sprint(n)}
			}
			if err := s.Commit(t.Context(), token, store.Batch{Put: put}); err != nil {
				t.Errorf("Commit: %v", err)
			}
		}
	})
	for running := true; running; {
		select {
		case <-done:
			running = false
		default:
		}
		records, err := s.Records(t.Context(), "support", ids)
		if err != nil {
			t.Fatalf("Records: %v", err)
		}
		for _, id := range ids {
			if records[id].Version != records["1"].Version {
				t.Errorf("ticket %s is at %s, ticket 1 at %s", id, records[id].Version, records["1"].Version)
			}
		}
	}
	wg.Wait()
}

// runsAreCapped: the newest come first, and no more than MaxRuns are kept.
func runsAreCapped(t *testing.T, h Harness) {
	s := h.Open(t)
	token := lease(t, s, "a")
	var want [][]byte
	for n := range store.MaxRuns + 10 {
		run := fmt.Append(nil, "run ", n)
		want = append([][]byte{run}, want...)
		commit(t, s, token, store.Batch{Run: run})
	}
	same(t, "all", want[:store.MaxRuns], read(t, s, "support").Runs)
	last, err := s.Runs(t.Context(), "support", 2)
	same(t, "two", want[:2], last)
	none, err2 := s.Runs(t.Context(), "support", 0)
	if err != nil || err2 != nil || len(none) != 0 {
		t.Errorf("none: %q, errors %v, %v", none, err, err2)
	}
}

// runKeptTwiceIsKeptOnce: a report equal to the newest is the same report.
func runKeptTwiceIsKeptOnce(t *testing.T, h Harness) {
	s := h.Open(t)
	token := lease(t, s, "a")
	for _, run := range []string{"a", "a", "b", "b", "a"} {
		commit(t, s, token, store.Batch{Run: []byte(run)})
	}
	same(t, "runs", [][]byte{[]byte("a"), []byte("b"), []byte("a")}, read(t, s, "support").Runs)
}

// valuesAreCopied: what goes in and what comes out is the caller's to change.
func valuesAreCopied(t *testing.T, h Harness) {
	s := h.Open(t)
	token := lease(t, s, "a")
	batch := store.Batch{
		Put:   map[string]store.Record{"1": {Version: "v", Shown: []byte("shown")}},
		State: &store.State{Notes: map[string]string{"n": "v"}}, Run: []byte("run"),
	}
	commit(t, s, token, batch)
	want := read(t, s, "support", "1")
	spoil := func(c contents) {
		c.Records["1"].Shown[0], c.Runs[0][0], c.Shown["1"][0] = 'X', 'X', 'X'
		c.State.Notes["n"] = "X"
		delete(c.Records, "1")
	}
	spoil(read(t, s, "support", "1"))
	batch.Put["1"].Shown[0], batch.Run[0] = 'X', 'X'
	batch.State.Notes["n"] = "X"
	same(t, "contents", want, read(t, s, "support", "1"))
	spoil(want)
}

// desksAreApart: desks share nothing, whatever their names.
func desksAreApart(t *testing.T, h Harness) {
	s := h.Open(t)
	commit(t, s, lease(t, s, "a"), store.Batch{
		Put:   map[string]store.Record{"1": {Version: "v", Due: second(1), Shown: []byte("x")}},
		State: &store.State{Cursor: "c"}, Run: []byte("run"),
	})
	want := read(t, s, "support", "1")
	for _, other := range []string{"support2", "supp", "Support"} {
		same(t, other, contents{}, read(t, s, other, "1"))
		if err := s.Reset(t.Context(), other); err != nil {
			t.Errorf("Reset: %v", err)
		}
	}
	same(t, "support", want, read(t, s, "support", "1"))
}

// resetKeepsTheFence: all of a desk is forgotten but who holds it and how high its fence is.
func resetKeepsTheFence(t *testing.T, h Harness) {
	s := h.Open(t)
	token := lease(t, s, "a")
	batch := store.Batch{
		Put:   map[string]store.Record{"1": {Version: "v", Due: second(1), Shown: []byte("x")}, "OPS-1": {}},
		State: &store.State{Cursor: "c"}, Run: []byte("run"),
	}
	commit(t, s, token, batch)
	full := read(t, s, "support", "1", "OPS-1")
	if err := s.Reset(t.Context(), "support"); err != nil {
		t.Fatalf("Reset: %v", err)
	}
	same(t, "after the reset", contents{}, read(t, s, "support", "1", "OPS-1"))
	commit(t, s, token, batch)
	same(t, "committed anew", full, read(t, s, "support", "1", "OPS-1"))
	release(t, s, token)
	if next := lease(t, s, "b"); next.Fence <= token.Fence {
		t.Errorf("fence %d after %d", next.Fence, token.Fence)
	}
}

// oddIDsAreIDs: ids that look like the same number are not the same ticket.
func oddIDsAreIDs(t *testing.T, h Harness) {
	s := h.Open(t)
	token := lease(t, s, "a")
	ids := []string{"7", "07", "+7", "-7", "7 ", "0", "135", "18446744073709551615", "18446744073709551616", "OPS-7", "{x}", "x:7", "é\x00"}
	put := map[string]store.Record{}
	for i, id := range ids {
		put[id] = store.Record{Version: id, Due: second(i), Shown: []byte(id)}
	}
	commit(t, s, token, store.Batch{Put: put})
	got := read(t, s, "support", ids...)
	same(t, "records", put, got.Records)
	same(t, "due", ids, got.Due)
	same(t, "count", len(ids), got.Count)
}

// second is an instant some seconds after a fixed one.
func second(n int) time.Time { return time.Unix(1795500000+int64(n), 0).UTC() }

func commit(t *testing.T, s store.Store, token store.Token, b store.Batch) {
	t.Helper()
	if err := s.Commit(t.Context(), token, b); err != nil {
		t.Fatalf("Commit: %v", err)
	}
}

func read(t *testing.T, s store.Store, desk string, ids ...string) contents {
	t.Helper()
	c, err := readAll(t.Context(), s, desk, ids)
	if err != nil {
		t.Fatalf("read %s: %v", desk, err)
	}
	return c
}
