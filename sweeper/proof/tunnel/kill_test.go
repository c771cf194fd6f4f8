package tunnel

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/deskhand/deskhand/sweeper/proof"
)

// TestTableKillPoints kills a first sweep, with everything to write, at each of its steps in turn.
func TestTableKillPoints(t *testing.T) {
	tried := kinds
	if !proof.Long() {
		tried = kinds[:2]
	}
	for _, k := range tried {
		t.Run(k.name, func(t *testing.T) {
			t.Run("bolt", func(t *testing.T) {
				killPoints(t, k, "kill points, "+k.name+", bolt", sweepTold, inFile)
			})
			t.Run("redis", func(t *testing.T) {
				killPoints(t, k, "kill points, "+k.name+", Redis", sweep, startRedis(t).storeOf)
			})
		})
	}
}

// killPoints tries all points, or in a short run some that lie evenly among them.
func killPoints(t *testing.T, k kind, trial string, run launch, store storeOf) {
	moment := time.Now()
	undisturbed(t, k, moment, run, store) // a server learns the store's scripts, which takes steps of its own
	want, total := undisturbed(t, k, moment, run, store)

	var covered atomic.Int64
	var mu sync.Mutex
	var broken proof.Broken
	points := some(total, 6)
	eachOf(points, func(point int) {
		name := fmt.Sprintf("%s, killed at %d of %d", trial, point, total)
		var s *site
		for struck, tries := false, 0; !struck && tries < 3; tries++ {
			s = newSite(t, k, moment, store)
			c := s.struck(t, run, point, func(c *child) bool { c.kill(); return true })
			_, _ = c.wait(t) // killed, or ended in fewer steps than the first, when two answers came as one
			if _, struck = s.gate.count(); struck {
				covered.Add(1)
			}
		}
		s.rest(t, name, run)
		found := s.judge(t, name, want)
		mu.Lock()
		defer mu.Unlock()
		broken = broken.Add(found)
	})
	if int(covered.Load()) < len(points)*9/10 {
		t.Errorf("%s: only %d of %d blows came", trial, covered.Load(), len(points))
	}
	proof.Print(t, proof.Row{Trial: trial, Done: fmt.Sprintf("%d of %d points", covered.Load(), total), Broken: broken})
}

// undisturbed returns what stands on a desk that is swept in peace, and how many steps the first sweep takes.
func undisturbed(t testing.TB, k kind, moment time.Time, run launch, store storeOf) (want said, steps int) {
	t.Helper()
	s := newSite(t, k, moment, store)
	if out, err := start(t, run(t, s)).wait(t); err != nil {
		t.Fatalf("undisturbed: %v\n%s", err, out)
	}
	steps, _ = s.gate.count()
	s.rest(t, "undisturbed", run)
	want = s.said()
	want.hasWork(t)
	return want, steps
}

// some returns the numbers 1 to n; in a short run a few of them.
func some(n, few int) []int {
	step := 1
	if !proof.Long() {
		step = max(1, n/few)
	}
	var all []int
	for i := 1 + step/2; i <= n; i += step {
		all = append(all, i)
	}
	return all
}

// atOnce is how many trials run side by side: they spend most of their time waiting.
const atOnce = 6

func eachOf(points []int, try func(int)) {
	next := make(chan int)
	var busy sync.WaitGroup
	for range atOnce {
		busy.Go(func() {
			for p := range next {
				try(p)
			}
		})
	}
	for _, p := range points {
		next <- p
	}
	close(next)
	busy.Wait()
}
