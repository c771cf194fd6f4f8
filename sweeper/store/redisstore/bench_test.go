package redisstore_test

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/deskhand/deskhand/sweeper/store"
	"github.com/deskhand/deskhand/sweeper/store/redistest"
	"github.com/deskhand/deskhand/sweeper/store/storetest"
)

// BenchmarkCommit looks up and commits pages of 1000 tickets, as the first sweep of a backlog does, and tells the round trips of
// a page and the bytes of a ticket on the server.
func BenchmarkCommit(b *testing.B) {
	server := redistest.Start(b)
	proxy := startProxy(b, server.Addr)
	s := mustOpen(b, "redis://"+proxy.addr)
	token := storetest.Fill(b, s, 0, 0)
	before := usedMemory(b, server)
	from, roundTrips := 0, 0
	for b.Loop() {
		step := storetest.Page(from%1_000_000, 1000)
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

func BenchmarkSweep(b *testing.B) {
	storetest.BenchmarkSweep(b, mustOpen(b, "redis://"+redistest.Start(b).Addr))
}

// TestBytesOfATicket holds the promise of at most 100 bytes a ticket that is not flagged, one in ten of them due.
func TestBytesOfATicket(t *testing.T) {
	const tickets = 20_000
	server := redistest.Start(t)
	s := mustOpen(t, "redis://"+server.Addr)
	for name, between := range map[string]int{"all ids are ours": 1, "one id in ten is ours": 10} {
		server.Do(t, "FLUSHALL")
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

func usedMemory(t testing.TB, s *redistest.Server) int {
	t.Helper()
	for line := range strings.Lines(s.Do(t, "INFO", "memory").(string)) {
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
