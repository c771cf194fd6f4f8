package tunnel

import (
	"fmt"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/deskhand/deskhand/sweeper/proof"
)

// renewed is when a sweep first renews its lease, a little before.
const renewed = 14 * time.Second

// TestTableFrozen stops a program in the middle of a sweep, lets its lease end and another program do the work, and wakes it. On Jira it
// sleeps for longer than a claim may wait for its edit, in real time, so that part is long. There the blow must find it waiting for an
// answer: between its last look at the clock and its edit nothing can help it, and the desk's clock is put forward by far more
// than it sleeps. Once it renews its lease beside its work it may be anywhere, so that no blow comes after that.
func TestTableFrozen(t *testing.T) {
	redis := startRedis(t)
	frozen := []struct {
		kind  kind
		sleep time.Duration
	}{{zendesk, 0}}
	if proof.Long() {
		frozen = append(frozen, frozen[0])
		frozen[1].kind, frozen[1].sleep = jira, 65*time.Second
	}
	moment := time.Now()
	for _, f := range frozen {
		want, total := undisturbed(t, f.kind, moment, sweep, redis.storeOf)
		trial := "frozen past its lease and woken, " + f.kind.name
		var mu sync.Mutex
		var broken proof.Broken
		var blows atomic.Int64
		points := some(total, 4)
		eachOf(points, func(point int) {
			name := fmt.Sprintf("%s, at %d of %d", trial, point, total)
			s := newSite(t, f.kind, moment, redis.storeOf)
			asleep := make(chan struct{})
			began := time.Now()
			c := s.struck(t, sweep, point, func(c *child) bool {
				if time.Since(began) > renewed {
					return false
				}
				blows.Add(1)
				c.signal(syscall.SIGSTOP)
				close(asleep)
				return false
			})
			select {
			case <-asleep:
				time.Sleep(f.sleep)
				s.rest(t, name, sweep)
				c.signal(syscall.SIGCONT)
			case <-c.ended: // in fewer steps than the first, or too late for the blow
			}
			_, _ = c.wait(t) // it may fail, having lost its lease
			s.rest(t, name, sweep)
			found := s.judge(t, name, want)
			mu.Lock()
			defer mu.Unlock()
			broken = broken.Add(found)
		})
		proof.Print(t, proof.Row{Trial: trial, Done: fmt.Sprintf("at %d of %d steps", blows.Load(), total), Broken: broken})
	}
}
