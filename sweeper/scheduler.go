package sweeper

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/robfig/cron/v3"
)

// Job is one desk's sweeps.
type Job struct {
	Desk     string
	Schedule cron.Schedule
	Sweep    func(ctx context.Context) Report
}

// Run sweeps every desk now and then at its times, until ctx ends. A desk is never swept twice at once: a tick that comes
// while its sweep lasts is left out. A sweep that panics is logged, and the next tick comes all the same.
//
// When ctx ends, sweeps stop after the write in hand. Run returns when all have, or with an error after drain.
func Run(ctx context.Context, jobs []Job, drain time.Duration, log *slog.Logger) error {
	adapter := cronLog{log}
	clock := cron.New(cron.WithLocation(time.UTC), cron.WithLogger(adapter),
		cron.WithChain(cron.SkipIfStillRunning(adapter), cron.Recover(adapter)))
	var first sync.WaitGroup
	for _, job := range jobs {
		id := clock.Schedule(job.Schedule, cron.FuncJob(func() {
			if ctx.Err() == nil {
				job.Sweep(ctx)
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

// cronLog passes the cron library's words on.
type cronLog struct{ log *slog.Logger }

// Info reports ticks and skips, which are of no interest to anybody but a developer.
func (l cronLog) Info(msg string, keysAndValues ...any) { l.log.Debug("cron: "+msg, keysAndValues...) }

// Error reports panics.
func (l cronLog) Error(err error, msg string, keysAndValues ...any) {
	l.log.Error("cron: "+msg, append([]any{"error", err}, keysAndValues...)...)
}
