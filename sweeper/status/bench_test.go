package status_test

import (
	"net/http"
	"runtime"
	"syscall"
	"testing"
	"time"

	"github.com/deskhand/deskhand/sweeper"
)

// BenchmarkQueue serves the first page of a queue of ten thousand flagged tickets: by a process that has not swept yet, to the
// first visitor after its first sweep, and to later ones. The promise is 100 ms of processor time a page.
func BenchmarkQueue(b *testing.B) {
	var rows []sweeper.Shown
	for n := range 10_000 {
		rows = append(rows, row(n, "move", int64(n%7), time.Duration(n)*time.Minute))
	}
	visit := func(b *testing.B, s *stage) time.Duration {
		before := processorTime(b)
		if w := s.get("/"); w.Code != http.StatusOK {
			b.Fatal(w.Code)
		}
		return processorTime(b) - before
	}
	for name, swept := range map[string]bool{"unswept": false, "first": true} {
		b.Run(name, func(b *testing.B) {
			var spent time.Duration
			n := 0
			for b.Loop() {
				b.StopTimer()
				s := newStage(nil)
				s.swept(b, rows...)
				if swept {
					s.page.Ended(sweeper.Report{Desk: "support", Result: sweeper.OK})
				}
				runtime.GC() // what making the stage left behind is not the visit's
				b.StartTimer()
				spent += visit(b, s)
				n++
			}
			b.ReportMetric(float64(spent.Milliseconds())/float64(n), "cpu-ms/page")
		})
	}
	b.Run("later", func(b *testing.B) {
		s := newStage(nil)
		s.swept(b, rows...)
		visit(b, s)
		var spent time.Duration
		n := 0
		for b.Loop() {
			spent += visit(b, s)
			n++
		}
		b.ReportMetric(float64(spent.Milliseconds())/float64(n), "cpu-ms/page")
	})
}

// processorTime is what the process has used so far, the collector of garbage included.
func processorTime(b *testing.B) time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
