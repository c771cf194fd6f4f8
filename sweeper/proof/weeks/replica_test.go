package weeks

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"github.com/deskhand/deskhand/connectors"
	"github.com/deskhand/deskhand/connectors/simulator"
	"github.com/deskhand/deskhand/sweeper"
	"github.com/deskhand/deskhand/sweeper/proof/desks"
	"github.com/deskhand/deskhand/sweeper/store"
)

// oneStepIn is how rare it is that a step in the store gets no answer.
const oneStepIn = 40

// replica is one process of Deskhand, which dies and starts again.
type replica struct {
	w        *world
	name     string
	dice     *dice
	dead     atomic.Bool
	away     atomic.Bool // the store is, as this replica sees it
	sweepers map[string]*atomic.Pointer[sweeper.Sweeper]
}

func newReplica(t *testing.T, w *world, name string, stream uint64) *replica {
	r := &replica{w: w, name: name, dice: newDice(w.seed, stream), sweepers: map[string]*atomic.Pointer[sweeper.Sweeper]{}}
	for _, side := range w.sides {
		r.sweepers[side.Name] = &atomic.Pointer[sweeper.Sweeper]{}
	}
	r.start(t)
	return r
}

// start makes everything anew that a process holds in memory.
func (r *replica) start(t *testing.T) {
	for _, side := range r.w.sides {
		r.sweepers[side.Name].Store(r.w.sweeper(t, side, r.name, &road{
			next: simulator.Transport(side.Wire), dice: r.dice, trace: r.w.trace, calm: &r.w.calm, dead: &r.dead, lost: &r.w.unknown, desk: side,
		}, &shaken{Store: r.w.store, of: r}))
	}
	r.dead.Store(false)
}

// run sweeps by the clock until ctx ends.
func (r *replica) run(ctx context.Context, every string, log *slog.Logger) error {
	schedule, err := sweeper.ParseSchedule(every)
	if err != nil {
		return err
	}
	var jobs []sweeper.Job
	for name, current := range r.sweepers {
		jobs = append(jobs, sweeper.Job{Desk: name, Schedule: schedule, Sweep: func(ctx context.Context, due time.Time) sweeper.Report {
			report := current.Load().SweepDue(ctx, due)
			r.w.trace.tell("sweep", "%s %s: %s %s, planned %d, written %d, held %v", r.name, name, report.Result, report.Why, report.Planned, report.Written, report.Held)
			return report
		}})
	}
	return sweeper.Run(ctx, jobs, time.Hour, log)
}

// suffer lets the replica die and lose its store now and then, until the world is calm.
func (r *replica) suffer(t *testing.T, ctx context.Context) {
	for ctx.Err() == nil {
		time.Sleep(r.dice.between(time.Hour, 9*time.Hour))
		if r.w.calm.Load() {
			return
		}
		pause := r.dice.between(time.Second, 10*time.Minute)
		if r.dice.upTo(2) == 0 {
			r.w.trace.tell("fault", "%s dies, and starts again after %s", r.name, pause)
			r.dead.Store(true)
			time.Sleep(pause)
			r.start(t)
			continue
		}
		r.w.trace.tell("fault", "%s can't reach its store for %s", r.name, pause)
		r.away.Store(true)
		time.Sleep(pause)
		r.away.Store(false)
	}
}

var errAway = errors.New("the store can't be reached")

// shaken is the store as one replica sees it. Reads are left alone: what can't be read ends a sweep as what can't be kept does.
type shaken struct {
	store.Store
	of *replica
}

func (s *shaken) fault() error {
	switch {
	case s.of.dead.Load():
		return errDead
	case s.of.away.Load():
		return errAway
	}
	return nil
}

// Lease fails while the store is away, so that leases run out under sweeps.
func (s *shaken) Lease(ctx context.Context, desk, owner string, ttl time.Duration) (store.Token, error) {
	if err := s.fault(); err != nil {
		return store.Token{}, err
	}
	return s.Store.Lease(ctx, desk, owner, ttl)
}

// Release fails likewise: a dead process gives nothing back.
func (s *shaken) Release(ctx context.Context, token store.Token) error {
	if err := s.fault(); err != nil {
		return err
	}
	return s.Store.Release(ctx, token)
}

// Commit fails likewise, and now and then for itself, before or after it took place.
func (s *shaken) Commit(ctx context.Context, token store.Token, b store.Batch) error {
	if err := s.fault(); err != nil {
		return err
	}
	if s.of.w.calm.Load() || s.of.dice.upTo(oneStepIn) > 0 {
		return s.Store.Commit(ctx, token, b)
	}
	s.of.w.trace.tell("fault", "%s: an answer of the store is lost", s.of.name)
	if s.of.dice.upTo(2) == 0 {
		_ = s.Store.Commit(ctx, token, b)
	}
	return errAway
}

// env is what a connector needs of its surroundings.
func (w *world) env(side *desks.Desk, r *road) connectors.Env {
	return connectors.Env{Desk: side.Name, Log: w.log, Transport: r, Share: 1, Version: "test"}
}
