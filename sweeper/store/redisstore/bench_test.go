package redisstore_test

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/deskhand/deskhand/sweeper/store"
)

// BenchmarkCommit looks up and commits pages of 1000 tickets, as the first sweep of a backlog does, and tells the round trips of
// a page and the bytes of a ticket on the server.
func BenchmarkCommit(b *testing.B) {
	server := startRedis(b)
	proxy := startProxy(b, server.addr)
	s := mustOpen(b, "redis://"+proxy.addr)
	token, err := s.Lease(b.Context(), "support", "a", time.Hour)
	if err != nil {
		b.Fatal(err)
	}
	before := usedMemory(b, server)
	from, roundTrips := 0, 0
	for b.Loop() {
		step := page(from%1_000_000, 1000)
		roundTrips = proxy.count(func() {
			if _, err := s.Records(b.Context(), "support", slices.Collect(maps.Keys(step.Put))); err != nil {
				b.Fatal(err)
			}
			if err := s.Commit(b.Context(), token, step); err != nil {
				b.Fatal(err)
			}
		})
		from += 1000
	}
	b.ReportMetric(float64(roundTrips), "round-trips/page")
	b.ReportMetric(float64(usedMemory(b, server)-before)/float64(min(from, 1_000_000)), "bytes/ticket")
}

// BenchmarkSweep reads 100 due tickets and commits them, on a growing backlog: the time must not grow with it.
func BenchmarkSweep(b *testing.B) {
	server := startRedis(b)
	s := mustOpen(b, "redis://"+server.addr)
	token, err := s.Lease(b.Context(), "support", "a", time.Hour)
	if err != nil {
		b.Fatal(err)
	}
	known := 0
	for _, backlog := range []int{1000, 10_000, 100_000, 1_000_000} {
		for ; known < backlog; known += 1000 {
			if err := s.Commit(b.Context(), token, page(known, 1000)); err != nil {
				b.Fatal(err)
			}
		}
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
}

// TestBytesOfATicket holds the promise of at most 100 bytes a ticket that is not flagged, one in ten of them due.
func TestBytesOfATicket(t *testing.T) {
	const tickets = 20_000
	server := startRedis(t)
	s := mustOpen(t, "redis://"+server.addr)
	for name, between := range map[string]int{"all ids are ours": 1, "one id in ten is ours": 10} {
		server.do(t, "FLUSHALL")
		before := usedMemory(t, server)
		token, err := s.Lease(t.Context(), "support", "a", time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		for from := 0; from < tickets; from += 1000 {
			step := store.Batch{Put: map[string]store.Record{}}
			for i := from; i < from+1000; i++ {
				r := store.Record{Version: "2026-11-24T10:00:00Z"}
				if i%10 == 0 {
					r.Due = time.Unix(1795500000+int64(i), 0)
				}
				step.Put[strconv.Itoa(i*between)] = r
			}
			if err := s.Commit(t.Context(), token, step); err != nil {
				t.Fatal(err)
			}
		}
		bytes := float64(usedMemory(t, server)-before) / tickets
		t.Logf("%s: %.1f bytes a ticket", name, bytes)
		if bytes > 100 {
			t.Errorf("%s: a ticket takes %.1f bytes, promised are 100", name, bytes)
		}
	}
}

func usedMemory(t testing.TB, s server) int {
	t.Helper()
	for line := range strings.Lines(s.do(t, "INFO", "memory").(string)) {
		if text, ok := strings.CutPrefix(line, "used_memory:"); ok {
			n, err := strconv.Atoi(strings.TrimSpace(text))
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
	}
	t.Fatal("the server does not say how much memory it uses")
	return 0
}
