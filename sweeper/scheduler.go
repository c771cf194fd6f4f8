package sweeper

import (
	"context"
	"fmt"
	"hash/fnv"
	"log/slog"
	"sync"
	"time"

	"github.com/robfig/cron/v3"
)

const (
	sweepsAtOnce = 16               // of one process; more desks wait for their turn
	mostSpread   = 10 * time.Second // within which desks of the same schedule begin, one after the other
	askAgain     = leaseTime / 4    // while another process has the desk
)

// Job is one desk's sweeps.
type Job struct {
	Desk     string
	Schedule cron.Schedule
	// Sweep carries out the sweep that fell due at that instant, as Sweeper.SweepDue does.
	Sweep func(ctx context.Context, due time.Time) Report
}

// Run sweeps every desk now and then at its times, until ctx ends. A desk is never swept twice at once: a tick that comes
// while its sweep lasts is left out. A sweep that panics is logged, and the next tick comes all the same.
//
// Several processes on one store share their desks tick by tick: each tries every desk, a lease lets one at it, and the
// others stay with the tick until that one is done, or has died and its lease with it.
//
// When ctx ends, sweeps stop after the write in hand. Run returns when all have, or with an error after drain.
func Run(ctx context.Context, jobs []Job, drain time.Duration, log *slog.Logger) error {
	adapter := cronLog{log}
	clock := cron.New(cron.WithLocation(time.UTC), cron.WithLogger(adapter),
		cron.WithChain(cron.SkipIfStillRunning(adapter), cron.Recover(adapter)))
	turns := make(chan struct{}, sweepsAtOnce)
	start := time.Now()
	var first sync.WaitGroup
	for _, job := range jobs {
		var id cron.EntryID
		id = clock.Schedule(job.Schedule, cron.FuncJob(func() {
			due := clock.Entry(id).Prev
			if due.IsZero() { // the sweep at the start
				job.carryOut(ctx, start, turns)
			} else if wait(ctx, job.offset(due)) {
				job.carryOut(ctx, due, turns)
			}
		}))
		first.Go(clock.Entry(id).WrappedJob.Run)
	}
	clock.Start()
	<-ctx.Done()

	ticked := clock.Stop()
	done := make(chan struct{})
	go func() {
		first.Wait()
		<-ticked.Done()
		close(done)
	}()
	select {
	case <-done:
		return nil
	case <-time.After(drain):
		return fmt.Errorf("a sweep did not stop within %s; what it was doing is looked at again after the next start", drain)
	}
}

// carryOut sweeps the desk for one tick. While another process has the desk it asks again.
func (j Job) carryOut(ctx context.Context, due time.Time, turns chan struct{}) {
	for j.inTurn(ctx, due, turns).Elsewhere && wait(ctx, askAgain) {
	}
}

// inTurn sweeps when fewer desks than sweepsAtOnce are under way.
func (j Job) inTurn(ctx context.Context, due time.Time, turns chan struct{}) Report {
	select {
	case turns <- struct{}{}:
		defer func() { <-turns }()
	case <-ctx.Done():
	}
	if ctx.Err() != nil {
		return Report{}
	}
	return j.Sweep(ctx, due)
}

// offset is by how much the desk's sweep begins after its tick, so that not all begin at once: up to a tenth of the time to
// its next one.
func (j Job) offset(due time.Time) time.Duration {
	h := fnv.New32a()
	h.Write([]byte(j.Desk))
	most := min(mostSpread, j.Schedule.Next(due).Sub(due)/10)
	return most * time.Duration(h.Sum32()%1000) / 1000
}

// wait reports whether that time passed before ctx ended.
func wait(ctx context.Context, d time.Duration) bool {
	select {
	case <-time.After(d):
		return ctx.Err() == nil
	case <-ctx.Done():
		return false
	}
}

// cronLog passes the cron library's words on.
type cronLog struct{ log *slog.Logger }

// Info reports ticks and skips, which are of no interest to anybody but a developer.
func (l cronLog) Info(msg string, keysAndValues ...any) { l.log.Debug("cron: "+msg, keysAndValues...) }

// Error reports panics.
func (l cronLog) Error(err error, msg string, keysAndValues ...any) {
	l.log.Error("cron: "+msg, append([]any{"error", err}, keysAndValues...)...)
}
