package tunnel

import (
	"fmt"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/deskhand/deskhand/sweeper/proof"
)

// TestTableFrozen stops a program in the middle of a sweep, lets its lease end and another program do the work, and wakes it. On Jira it
// sleeps for longer than a claim may wait for its edit, in real time, so that part is long.
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
		points := some(total, 4)
		eachOf(points, func(point int) {
			name := fmt.Sprintf("%s, at %d of %d", trial, point, total)
			s := newSite(t, f.kind, moment, redis.storeOf)
			asleep := make(chan struct{})
			c := s.struck(t, sweep, point, func(c *child) bool {
				c.signal(syscall.SIGSTOP)
				close(asleep)
				return false
			})
			select {
			case <-asleep:
				time.Sleep(f.sleep)
				s.rest(t, name, sweep)
				c.signal(syscall.SIGCONT)
			case <-c.ended: // in fewer steps than the first
			}
			_, _ = c.wait(t) // it may fail, having lost its lease
			s.rest(t, name, sweep)
			found := s.judge(t, name, want)
			mu.Lock()
			defer mu.Unlock()
			broken = sum(broken, found)
		})
		proof.Print(t, proof.Row{Trial: trial, Done: fmt.Sprintf("at %d of %d steps", len(points), total), Broken: broken})
	}
}
