package tunnel

import (
	"fmt"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/deskhand/deskhand/sweeper/proof"
)

// trouble is how a Redis server can fail: it begins in the middle of a sweep, and ends after it.
type trouble struct {
	name  string
	begin func(t testing.TB, r *server, s *site)
	end   func(t testing.TB, r *server, s *site)
}

var troubles = []trouble{
	{
		"gone, then back and empty",
		func(_ testing.TB, r *server, _ *site) { r.Kill() },
		func(t testing.TB, r *server, _ *site) { r.Restart(t) },
	},
	{
		"stalled",
		func(_ testing.TB, r *server, _ *site) { r.Signal(syscall.SIGSTOP) },
		func(_ testing.TB, r *server, _ *site) { r.Signal(syscall.SIGCONT) },
	},
	{
		"read-only",
		func(t testing.TB, r *server, _ *site) { r.Do(t, "REPLICAOF", "127.0.0.1", "1") },
		func(t testing.TB, r *server, _ *site) { r.Do(t, "REPLICAOF", "NO", "ONE") },
	},
	{
		"out of memory",
		func(t testing.TB, r *server, _ *site) { r.Do(t, "CONFIG", "SET", "maxmemory", "1") },
		func(t testing.TB, r *server, _ *site) { r.Do(t, "CONFIG", "SET", "maxmemory", "0") },
	},
	{
		"loading",
		func(_ testing.TB, _ *server, s *site) { s.loading.Store(true) },
		func(_ testing.TB, _ *server, s *site) { s.loading.Store(false) },
	},
	{
		"emptied",
		func(t testing.TB, r *server, _ *site) { r.Do(t, "FLUSHALL") },
		func(testing.TB, *server, *site) {},
	},
}

// TestTableRedisInTrouble lets each trouble come at each step of a first sweep. The sweep may fail; it must end, and say so.
func TestTableRedisInTrouble(t *testing.T) {
	moment := time.Now()
	for _, k := range []kind{zendesk, jira} {
		want, total := undisturbed(t, k, moment, sweep, startRedis(t).storeOf)
		for _, trouble := range troubles {
			trial := fmt.Sprintf("Redis %s, %s", trouble.name, k.name)
			var mu sync.Mutex
			var broken proof.Broken
			points := some(total, 1)
			eachOf(points, func(point int) {
				name := fmt.Sprintf("%s, from step %d of %d", trial, point, total)
				redis := startRedis(t)
				s := newSite(t, k, moment, redis.storeOf)
				c := s.struck(t, sweep, point, func(*child) bool { trouble.begin(t, redis, s); return false })
				out, err := c.wait(t)
				if _, struck := s.gate.count(); struck {
					trouble.end(t, redis, s)
				}
				if err != nil && len(out) == 0 {
					t.Errorf("%s: the program failed (%v) without a word", name, err)
				}
				s.rest(t, name, sweep)
				redis.Kill()
				found := s.judge(t, name, want)
				mu.Lock()
				defer mu.Unlock()
				broken = broken.Add(found)
			})
			proof.Print(t, proof.Row{Trial: trial, Done: fmt.Sprintf("begins at %d of %d steps", len(points), total), Broken: broken})
		}
	}
}
