package boltstore_test

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/deskhand/deskhand/sweeper/store/storetest"
)

// BenchmarkCommit commits pages of 1000 tickets, as the first sweep of a backlog does.
func BenchmarkCommit(b *testing.B) {
	s := mustOpen(b, filepath.Join(b.TempDir(), "deskhand.db"))
	token := storetest.Fill(b, s, 0, 0)
	from := 0
	for b.Loop() {
		if err := s.Commit(b.Context(), token, storetest.Page(from%1_000_000, 1000)); err != nil {
			b.Fatal(err)
		}
		from += 1000
	}
}

// BenchmarkSweep also tells how long a large store takes to open.
func BenchmarkSweep(b *testing.B) {
	path := filepath.Join(b.TempDir(), "deskhand.db")
	s := mustOpen(b, path)
	known := storetest.BenchmarkSweep(b, s)
	start := time.Now()
	mustClose(b, s)
	mustOpen(b, path)
	b.Logf("a store of %d tickets opens in %s", known, time.Since(start).Round(time.Millisecond))
}
