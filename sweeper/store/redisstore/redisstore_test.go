package redisstore_test

import (
	"log/slog"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/alicebob/miniredis/v2"

	"github.com/deskhand/deskhand/sweeper/store"
	"github.com/deskhand/deskhand/sweeper/store/redisstore"
	"github.com/deskhand/deskhand/sweeper/store/redistest"
	"github.com/deskhand/deskhand/sweeper/store/storetest"
)

func TestLawsOnMiniredis(t *testing.T) {
	m := miniredis.RunT(t)
	storetest.Run(t, harness("redis://"+m.Addr(), func(*testing.T) { m.FlushAll() }))
}

func TestLawsOnRedis(t *testing.T) {
	server := redistest.Start(t)
	storetest.Run(t, harness("redis://"+server.Addr, func(t *testing.T) { server.Do(t, "FLUSHALL") }))
}

func TestLawsOnACluster(t *testing.T) {
	server := redistest.Start(t, "cluster-enabled yes")
	server.Do(t, "CLUSTER", "ADDSLOTSRANGE", 0, 16383)
	redistest.WaitUntil(t, "the cluster is up", func() bool {
		return strings.Contains(server.Do(t, "CLUSTER", "INFO").(string), "cluster_state:ok")
	})
	storetest.Run(t, harness("redis+cluster://"+server.Addr, func(t *testing.T) { server.Do(t, "FLUSHALL") }))
}

// harness tries the laws on one server, which empty empties.
func harness(address string, empty func(*testing.T)) storetest.Harness {
	return storetest.Harness{
		Open: func(t *testing.T) store.Store {
			empty(t)
			return mustOpen(t, address)
		},
		Reopen: func(t *testing.T, s store.Store) store.Store {
			if err := s.Close(); err != nil {
				t.Fatalf("Close: %v", err)
			}
			return mustOpen(t, address)
		},
		Lose: func(t *testing.T, s store.Store) store.Store {
			empty(t)
			return s
		},
	}
}

// The names of buckets outlive neither their tickets nor a desk that grows again.
func TestBucketsAreNamedWhileTheyHoldTickets(t *testing.T) {
	m := miniredis.RunT(t)
	s := mustOpen(t, "redis://"+m.Addr())
	token := storetest.Fill(t, s, 0, 1000)
	all := storetest.Page(0, 1000)
	for _, step := range []store.Batch{all, {Forget: slices.Collect(maps.Keys(all.Put))}, all} {
		if err := s.Commit(t.Context(), token, step); err != nil {
			t.Fatal(err)
		}
		named, _ := m.SMembers("deskhand1:{support}:buckets")
		if held := 8 * min(1, len(step.Put)); len(named) != held {
			t.Errorf("%d buckets are named, %d hold tickets", len(named), held)
		}
	}
}

func mustOpen(t testing.TB, address string) store.Store {
	t.Helper()
	s, err := redisstore.Open(t.Context(), address, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}
