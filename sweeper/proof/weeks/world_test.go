package weeks

import (
	"context"
	"log/slog"
	"net"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"

	"github.com/deskhand/deskhand/connectors/simulator"
	"github.com/deskhand/deskhand/sweeper"
	"github.com/deskhand/deskhand/sweeper/escalation"
	"github.com/deskhand/deskhand/sweeper/proof/desks"
	"github.com/deskhand/deskhand/sweeper/store"
	"github.com/deskhand/deskhand/sweeper/store/boltstore"
	"github.com/deskhand/deskhand/sweeper/store/redisstore"
)

// world is three desks, two replicas and their store.
type world struct {
	seed    uint64
	trace   *trace
	log     *slog.Logger
	policy  *escalation.Policy
	sides   []*desks.Desk
	store   store.Store
	calm    atomic.Bool
	unknown atomic.Int64 // writes whose sender did not learn what became of them
}

func newWorld(t *testing.T, seed uint64, policy *escalation.Policy, open storeOf) *world {
	w := &world{seed: seed, trace: &trace{}, policy: policy, sides: desks.All()}
	w.log = slog.New(slog.NewTextHandler(w.trace, &slog.HandlerOptions{Level: slog.LevelInfo}))
	w.store = open(t, w.log)
	t.Cleanup(func() { w.store.Close() })
	return w
}

// storeOf opens an empty store that both replicas share.
type storeOf func(t *testing.T, log *slog.Logger) store.Store

func inFile(t *testing.T, log *slog.Logger) store.Store {
	kept, err := boltstore.Open(filepath.Join(t.TempDir(), "weeks.db"), log)
	if err != nil {
		t.Fatal(err)
	}
	return kept
}

// inRedis speaks to an imitation of Redis that lives in the bubble: a real server's clock does not follow it.
func inRedis(t *testing.T, _ *slog.Logger) store.Store {
	server := miniredis.NewMiniRedis()
	server.ClockTTL(true)
	t.Cleanup(server.Close)
	return redisstore.New(redis.NewClient(&redis.Options{
		MaxRetries: 1, ContextTimeoutEnabled: true, MaintNotificationsConfig: &maintnotifications.Config{Mode: maintnotifications.ModeDisabled},
		Dialer: func(context.Context, string, string) (net.Conn, error) { return server.Dial() },
	}))
}

// sweeper makes one over a road of its own.
func (w *world) sweeper(t *testing.T, side *desks.Desk, owner string, r *road, kept store.Store) *sweeper.Sweeper {
	t.Helper()
	connector, err := side.Open(w.env(side, r))
	if err != nil {
		t.Fatal(err)
	}
	return &sweeper.Sweeper{
		Desk: side.Name, Reader: connector, Writer: connector, Policy: w.policy, Store: kept, Mode: sweeper.Note,
		Limits: sweeper.DefaultLimits, Owner: owner, Digest: "one", Log: w.log,
	}
}

// live lets people, faults and replicas loose for so many days, then stops the faults, then the people, then waits.
func (w *world) live(t *testing.T, days int, every string) {
	people, home := context.WithCancel(t.Context())
	program, stop := context.WithCancel(t.Context())
	defer stop()
	var busy sync.WaitGroup
	for i, side := range w.sides {
		simulator.Seed(side.Desk, 60, w.seed+uint64(i), time.Now())
		crowd := newCrowd(side.Desk, side.Name, w.seed+uint64(i), w.trace)
		busy.Go(func() { crowd.work(people) })
	}
	for i, name := range []string{"one", "two"} {
		r := newReplica(t, w, name, uint64(20+i))
		busy.Go(func() { r.suffer(t, program) })
		busy.Go(func() {
			if err := r.run(program, every, w.log); err != nil {
				t.Errorf("replica %s: %v", name, err)
			}
		})
	}
	busy.Go(func() { w.flush(t) })

	time.Sleep(time.Duration(days) * 24 * time.Hour)
	w.calm.Store(true)
	time.Sleep(12 * time.Hour)
	home()
	time.Sleep(26 * time.Hour) // longer than a ticket that was refused three times is left alone
	stop()
	busy.Wait()
}

// flush empties the store now and then until the world is calm.
func (w *world) flush(t *testing.T) {
	d := newDice(w.seed, 30)
	for {
		time.Sleep(d.between(6*time.Hour, 40*time.Hour))
		if w.calm.Load() {
			return
		}
		w.trace.tell("fault", "the store is flushed")
		for _, side := range w.sides {
			if err := w.store.Reset(context.Background(), side.Name); err != nil {
				t.Error(err)
			}
		}
	}
}
