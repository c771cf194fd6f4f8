package sweeper_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/deskhand/deskhand/sweeper"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
	"github.com/deskhand/deskhand/sweeper/store"
	"github.com/deskhand/deskhand/sweeper/store/storetest"
)

const manyDesks = 200

// fleet is some replicas on one store, which share many desks.
type fleet struct {
	kept  storetest.Memory
	mu    sync.Mutex
	swept map[string][]time.Time // by desk, when its sweeps read the feed
	most  int                    // sweeps of one replica under way, at their most
}

// replica is one of the fleet. A dead one does nothing any more: it gives back no lease either.
type replica struct {
	*fleet
	name string
	dead atomic.Bool
	busy atomic.Int32
}

var errDead = errors.New("dead")

// feed is an empty desk that takes its time; it stands for the connector of one desk in one replica.
type feed struct {
	helpdesk.Connector
	of   *replica
	desk string
}

func (f feed) Since(time.Time) helpdesk.Cursor { return "start" }

func (f feed) Changes(context.Context, helpdesk.Cursor) (helpdesk.Page, error) {
	r := f.of
	if r.dead.Load() {
		return helpdesk.Page{}, errDead
	}
	busy := r.busy.Add(1)
	r.mu.Lock()
	r.swept[f.desk] = append(r.swept[f.desk], time.Now())
	r.most = max(r.most, int(busy))
	r.mu.Unlock()
	time.Sleep(2 * time.Second)
	r.busy.Add(-1)
	if r.dead.Load() {
		return helpdesk.Page{}, errDead
	}
	return helpdesk.Page{Next: "start"}, nil
}

func (f feed) Backlog(context.Context, helpdesk.Cursor) (helpdesk.Page, error) {
	return helpdesk.Page{}, nil
}

// reach is the store as a replica sees it while it lives.
type reach struct {
	store.Store
	of *replica
}

func (s reach) Lease(ctx context.Context, desk, owner string, ttl time.Duration) (store.Token, error) {
	if s.of.dead.Load() {
		return store.Token{}, errDead
	}
	return s.Store.Lease(ctx, desk, owner, ttl)
}

func (s reach) Release(ctx context.Context, t store.Token) error {
	if s.of.dead.Load() {
		return errDead
	}
	return s.Store.Release(ctx, t)
}

func (s reach) Commit(ctx context.Context, t store.Token, b store.Batch) error {
	if s.of.dead.Load() {
		return errDead
	}
	return s.Store.Commit(ctx, t, b)
}

// run runs the replica until ctx ends, with every desk on this schedule.
func (r *replica) run(ctx context.Context, t *testing.T, spec string) {
	schedule, err := sweeper.ParseSchedule(spec)
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	jobs := make([]sweeper.Job, manyDesks)
	for i := range jobs {
		name := fmt.Sprintf("desk-%03d", i)
		desk := feed{of: r, desk: name}
		s := &sweeper.Sweeper{
			Desk: name, Reader: desk, Writer: desk, Store: reach{&r.kept, r}, Mode: sweeper.Note, Limits: sweeper.DefaultLimits,
			Owner: r.name, Digest: "one", Log: log,
		}
		jobs[i] = sweeper.Job{Desk: name, Schedule: schedule, Sweep: s.SweepDue}
	}
	if err := sweeper.Run(ctx, jobs, time.Minute, log); err != nil {
		t.Error(err)
	}
}

// inFleet runs three replicas in a bubble and lets the test look at them.
func inFleet(t *testing.T, schedule string, test func(t *testing.T, f *fleet, replicas []*replica)) {
	synctest.Test(t, func(t *testing.T) {
		f := &fleet{swept: map[string][]time.Time{}}
		ctx, stop := context.WithCancel(t.Context())
		var running sync.WaitGroup
		var replicas []*replica
		for _, name := range []string{"one", "two", "three"} {
			r := &replica{fleet: f, name: name}
			replicas = append(replicas, r)
			running.Go(func() { r.run(ctx, t, schedule) })
		}
		test(t, f, replicas)
		stop()
		running.Wait()
	})
}

func TestManyDesksAreSharedAndEachTickIsSweptOnce(t *testing.T) {
	inFleet(t, "*/5 * * * *", func(t *testing.T, f *fleet, _ []*replica) {
		time.Sleep(time.Hour + time.Minute) // from midnight, so that there are 12 ticks beside the start
		f.mu.Lock()
		defer f.mu.Unlock()
		for desk, times := range f.swept {
			if len(times) != 13 {
				t.Errorf("%s was swept %d times in an hour, want 13", desk, len(times))
			}
		}
		if len(f.swept) != manyDesks {
			t.Errorf("%d desks were swept, want %d", len(f.swept), manyDesks)
		}
		if f.most > 16 {
			t.Errorf("one replica swept %d desks at once", f.most)
		}
	})
}

func TestDesksOfADeadReplicaAreSweptAgainWithinTwoLeases(t *testing.T) {
	for _, after := range []time.Duration{time.Second, 5*time.Minute + 3*time.Second, 10*time.Minute + 6*time.Second} {
		inFleet(t, "*/5 * * * *", func(t *testing.T, f *fleet, replicas []*replica) {
			time.Sleep(after)
			replicas[0].dead.Store(true)
			died := time.Now()
			unfinished := map[string]bool{} // no sweep of theirs was kept since the tick
			for i := range manyDesks {
				name := fmt.Sprintf("desk-%03d", i)
				if runs, err := f.kept.Runs(t.Context(), name, 20); err != nil || len(runs) < int(after/(5*time.Minute))+1 {
					unfinished[name] = true
				}
			}
			if len(unfinished) < 20 {
				t.Fatalf("only %d desks were under way or waiting", len(unfinished))
			}
			time.Sleep(2 * time.Minute)
			for name := range unfinished {
				runs, err := f.kept.Runs(t.Context(), name, 20)
				if err != nil || len(runs) < int(after/(5*time.Minute))+1 {
					t.Errorf("%s has %d sweeps two leases after a replica died at %s", name, len(runs), died)
				}
			}
		})
	}
}

func TestSweepsNeverOverlapAndSurvivePanics(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		schedule, err := sweeper.ParseSchedule("*/5 * * * *")
		if err != nil {
			t.Fatal(err)
		}
		var runs, at, most int
		job := sweeper.Job{Desk: "support", Schedule: schedule, Sweep: func(context.Context, time.Time) sweeper.Report {
			runs++
			at++
			most = max(most, at)
			defer func() { at-- }()
			time.Sleep(7 * time.Minute)
			if runs == 2 {
				panic("a sweep that panics")
			}
			return sweeper.Report{}
		}}
		ctx, stop := context.WithTimeout(t.Context(), time.Hour)
		defer stop()
		if err := sweeper.Run(ctx, []sweeper.Job{job}, 10*time.Minute, (&stage{log: newBuffer()}).logger()); err != nil {
			t.Error(err)
		}
		if most != 1 {
			t.Errorf("%d sweeps at once", most)
		}
		if runs < 5 {
			t.Errorf("%d sweeps in an hour; the panic or the overlap stopped them", runs)
		}
	})
}

func TestRunGivesUpWaitingAfterTheDrain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		schedule, err := sweeper.ParseSchedule("@hourly")
		if err != nil {
			t.Fatal(err)
		}
		release := make(chan struct{})
		job := sweeper.Job{Desk: "support", Schedule: schedule, Sweep: func(context.Context, time.Time) sweeper.Report {
			<-release
			return sweeper.Report{}
		}}
		ctx, stop := context.WithTimeout(t.Context(), time.Minute)
		defer stop()
		if err := sweeper.Run(ctx, []sweeper.Job{job}, 20*time.Second, (&stage{log: newBuffer()}).logger()); err == nil {
			t.Error("no word about the sweep that did not stop")
		}
		close(release)
	})
}

func TestDesksOfOneScheduleBeginOneAfterTheOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		schedule, err := sweeper.ParseSchedule("*/5 * * * *")
		if err != nil {
			t.Fatal(err)
		}
		tick := time.Now().Add(5 * time.Minute) // bubbles begin at midnight
		var begun sync.Map                      // instants after the tick
		jobs := make([]sweeper.Job, 40)
		for i := range jobs {
			jobs[i] = sweeper.Job{Desk: fmt.Sprint("desk ", i), Schedule: schedule, Sweep: func(context.Context, time.Time) sweeper.Report {
				if after := time.Since(tick); after >= 0 {
					begun.Store(after, true)
				}
				return sweeper.Report{}
			}}
		}
		ctx, stop := context.WithTimeout(t.Context(), 6*time.Minute)
		defer stop()
		if err := sweeper.Run(ctx, jobs, time.Minute, slog.New(slog.DiscardHandler)); err != nil {
			t.Error(err)
		}
		instants := 0
		begun.Range(func(after, _ any) bool {
			instants++
			if after.(time.Duration) > 10*time.Second {
				t.Errorf("a desk began %s after its tick", after)
			}
			return true
		})
		if instants < len(jobs)/2 {
			t.Errorf("%d desks began at %d instants", len(jobs), instants)
		}
	})
}
