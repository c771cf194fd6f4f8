package simulator_test

import (
	"runtime"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/deskhand/deskhand/connectors/simulator"
)

var seedTime = time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)

func seeded(n int, seed uint64) *simulator.Desk {
	d := simulator.NewDesk()
	d.Now = func() time.Time { return seedTime }
	simulator.Seed(d, n, seed, seedTime)
	return d
}

func TestSeedIsTheSameForTheSameNumberAndSeed(t *testing.T) {
	if diff := cmp.Diff(seeded(300, 7).Tickets(), seeded(300, 7).Tickets()); diff != "" {
		t.Error(diff)
	}
	if cmp.Equal(seeded(300, 7).Tickets(), seeded(300, 8).Tickets()) {
		t.Error("two seeds gave the same tickets")
	}
}

func TestSeedTellsABelievableDesk(t *testing.T) {
	d := seeded(2000, 1)
	if d.Len() != 2000 {
		t.Fatalf("%d tickets, want 2000", d.Len())
	}
	ended, last := 0, time.Time{}
	d.Each(func(ticket simulator.Ticket) bool {
		if ticket.Created.Before(last) {
			t.Errorf("ticket %d is older than the one before it", ticket.ID)
		}
		last = ticket.Created
		at := time.Time{}
		for _, u := range ticket.Updates {
			if u.At.Before(at) || u.At.After(seedTime) {
				t.Errorf("ticket %d has an update at %s, after one at %s", ticket.ID, u.At, at)
			}
			at = u.At
		}
		switch ticket.Status {
		case simulator.Solved, simulator.Closed, simulator.Deleted:
			ended++
		}
		return true
	})
	if ended < 1400 || ended > 1600 {
		t.Errorf("%d of 2000 tickets have ended, want about 1500", ended)
	}
	if w := d.Writes(); w.Updates != 0 || len(d.Outbox()) != 0 {
		t.Errorf("history was counted as writes (%d) or mailed (%d)", w.Updates, len(d.Outbox()))
	}
}

func BenchmarkSeed(b *testing.B) {
	for b.Loop() {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		d := seeded(100_000, 1)
		runtime.GC()
		runtime.ReadMemStats(&after)
		b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/float64(d.Len()), "bytes/ticket")
	}
}
