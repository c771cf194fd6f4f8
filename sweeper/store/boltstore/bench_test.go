package boltstore_test

import (
	"fmt"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

// BenchmarkCommit commits pages of 1000 tickets, as the first sweep of a backlog does.
func BenchmarkCommit(b *testing.B) {
	s := mustOpen(b, filepath.Join(b.TempDir(), "deskhand.db"))
	token := fill(b, s, 0, 0)
	from := 0
	for b.Loop() {
		if err := s.Commit(b.Context(), token, page(from%1_000_000, 1000)); err != nil {
			b.Fatal(err)
		}
		from += 1000
	}
}

// BenchmarkSweep reads 100 due tickets and commits them, on a growing backlog: the time must not grow with it.
func BenchmarkSweep(b *testing.B) {
	path := filepath.Join(b.TempDir(), "deskhand.db")
	s := mustOpen(b, path)
	known := 0
	for _, backlog := range []int{1000, 10_000, 100_000, 1_000_000} {
		token := fill(b, s, known, backlog)
		known = backlog
		b.Run(fmt.Sprint(backlog), func(b *testing.B) {
			for b.Loop() {
				ids, err := s.Due(b.Context(), "support", time.Unix(1795500000+int64(backlog), 0), 100)
				if err != nil || len(ids) != 100 {
					b.Fatal(len(ids), err)
				}
				if _, err := s.Records(b.Context(), "support", ids); err != nil {
					b.Fatal(err)
				}
				step := page(0, 0)
				for _, id := range ids {
					n, _ := strconv.Atoi(id)
					step.Put[id] = page(n, 1).Put[id]
				}
				if err := s.Commit(b.Context(), token, step); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	start := time.Now()
	mustClose(b, s)
	mustOpen(b, path)
	b.Logf("a store of %d tickets opens in %s", known, time.Since(start).Round(time.Millisecond))
}
