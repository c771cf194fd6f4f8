package storetest

import (
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/deskhand/deskhand/sweeper/store"
)

// firstDue is when ticket 0 of a backlog is due; each other one is due by its number of seconds later.
const firstDue = 1795500000

// Page is a batch as a sweep commits it: n tickets in a row, one in ten with a due time, one in a hundred flagged.
func Page(from, n int) store.Batch {
	b := store.Batch{Put: make(map[string]store.Record, n), State: &store.State{Cursor: "MTc5NTUwMDAwMC4wfHw0NzEx"}}
	for i := from; i < from+n; i++ {
		r := store.Record{Version: "2026-11-24T10:00:00Z"}
		if i%10 == 0 {
			r.Due = time.Unix(firstDue+int64(i), 0).UTC()
		}
		if i%100 == 0 {
			r.Shown = fmt.Appendf(nil, `{"Ticket":"%d","Subject":"Pathways do not open"}`, i)
		}
		b.Put[strconv.Itoa(i)] = r
	}
	return b
}

// Fill takes the lease of the desk "support" for an hour and commits tickets from and up to these numbers, in pages of 1000.
func Fill(t testing.TB, s store.Store, from, to int) store.Token {
	t.Helper()
	token, err := s.Lease(t.Context(), "support", "a", time.Hour)
	if err != nil {
		t.Fatalf("Lease: %v", err)
	}
	for ; from < to; from += 1000 {
		if err := s.Commit(t.Context(), token, Page(from, 1000)); err != nil {
			t.Fatalf("Commit: %v", err)
		}
	}
	return token
}

// BenchmarkSweep fills an empty store, and reads and commits 100 due tickets as its backlog grows: the time must not grow with it.
// It returns how many tickets the store holds in the end.
func BenchmarkSweep(b *testing.B, s store.Store) (known int) {
	for _, backlog := range []int{1000, 10_000, 100_000, 1_000_000} {
		token := Fill(b, s, known, backlog)
		known = backlog
		b.Run(strconv.Itoa(backlog), func(b *testing.B) {
			for b.Loop() {
				sweepDue(b, s, token, backlog)
			}
		})
	}
	return known
}

func sweepDue(b *testing.B, s store.Store, token store.Token, backlog int) {
	ids, err := s.Due(b.Context(), "support", time.Unix(firstDue+int64(backlog), 0), 100)
	if err != nil || len(ids) != 100 {
		b.Fatal(len(ids), err)
	}
	if _, err := s.Records(b.Context(), "support", ids); err != nil {
		b.Fatal(err)
	}
	step := Page(0, 0)
	for _, id := range ids {
		n, _ := strconv.Atoi(id)
		step.Put[id] = Page(n, 1).Put[id]
	}
	if err := s.Commit(b.Context(), token, step); err != nil {
		b.Fatal(err)
	}
}
