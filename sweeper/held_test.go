package sweeper_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/deskhand/deskhand/connectors/simulator"
	"github.com/deskhand/deskhand/sweeper"
)

// outages makes n tickets that ask for an escalation, on a desk where so many are no flood.
func (s *stage) outages(n int) {
	s.limits.AbortAbove = sweeper.AbortAbove{Tickets: n, Share: 1}
	for range n {
		s.outage()
	}
}

func TestOnlyWhatThereIsRoomForIsRead(t *testing.T) {
	onStage(t, func(t *testing.T, s *stage) {
		s.outages(100)
		s.limits.WritesPerSweep = 30
		s.sweep(sweeper.OK)
		time.Sleep(10 * time.Minute)
		if r := s.sweep(sweeper.OK); r.Read != 30 || r.Written != 30 || r.Held["cap"] != 40 {
			t.Errorf("read %d, written %d, held %v; want 30, 30 and 40 for the next sweep", r.Read, r.Written, r.Held)
		}
	})
}

func TestManyOverTheCapCostNothingUntilTheirTurn(t *testing.T) {
	onStage(t, func(t *testing.T, s *stage) {
		s.outages(600)
		s.limits.WritesPerSweep = 50
		if r := s.sweep(sweeper.OK); r.Written != 50 || r.Held["cap"] != 550 {
			t.Fatalf("written %d, held %v", r.Written, r.Held)
		}
		if r := s.sweep(sweeper.OK); r.Requests != 1 {
			t.Errorf("the sweep right after it took %d requests, want the feed's one", r.Requests)
		}
		time.Sleep(5 * time.Minute)
		if r := s.sweep(sweeper.OK); r.Read != 50 || r.Written != 50 {
			t.Errorf("in their turn: read %d, written %d, want 50 of each", r.Read, r.Written)
		}
	})
}

func TestFloodGuardHoldsOnWithoutReading(t *testing.T) {
	onStage(t, func(t *testing.T, s *stage) {
		s.outages(3)
		s.limits.AbortAbove = sweeper.AbortAbove{Tickets: 2, Share: 0.1}
		s.sweep(sweeper.OK)
		for range 3 {
			time.Sleep(90 * time.Minute)
			if r := s.sweep(sweeper.OK); r.Requests != 1 || r.Held["guard"] != 3 {
				t.Errorf("%d requests, held %v; want one, and three by the guard", r.Requests, r.Held)
			}
		}
		looking := s.sweeper()
		looking.Writer = nil
		if r := s.with(looking, sweeper.OK); len(r.Plans) != 3 {
			t.Errorf("a dry run shows %d of what the guard holds, want 3", len(r.Plans))
		}
	})
}

// What fell due while nobody looked is a flood too, though a sweep reads no more of it than it may write.
func TestFloodGuardWeighsWhatIsLeftUnread(t *testing.T) {
	onStage(t, func(t *testing.T, s *stage) {
		s.outages(100)
		s.limits.WritesPerSweep = 30
		s.sweep(sweeper.OK)
		time.Sleep(10 * time.Minute)
		s.limits.AbortAbove = sweeper.AbortAbove{Tickets: 40, Share: 0.4}
		if r := s.sweep(sweeper.OK); r.Written != 0 || r.Held["guard"] != 30 {
			t.Errorf("written %d, held %v; 70 are due", r.Written, r.Held)
		}
	})
}

// Places that lie apart are what costs in a large index.
func TestQuietTicketKeepsItsPlaceInTheIndex(t *testing.T) {
	onStage(t, func(t *testing.T, s *stage) {
		s.backlog(130)
		ids := []string{"1", "110", "111"}
		places := func() (due []time.Time) {
			records, err := s.store.Records(t.Context(), "support", ids)
			if err != nil {
				t.Fatal(err)
			}
			for _, id := range ids {
				due = append(due, records[id].Due)
			}
			return due
		}
		s.sweep(sweeper.OK)
		first := places()
		if first[0].Equal(first[1]) || !first[1].Equal(first[2]) {
			t.Errorf("due at %v; of what was first seen together, only neighbours fall due together", first)
		}
		time.Sleep(24 * time.Hour)
		for _, id := range []int64{1, 110, 111} {
			if _, err := s.desk.Reply(id, s.agent(), simulator.Web, "We are on it."); err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(time.Hour)
		if r := s.sweep(sweeper.OK); r.Read != 3 {
			t.Fatalf("%d read", r.Read)
		}
		if diff := cmp.Diff(first, places()); diff != "" {
			t.Errorf("a change moved them (-before +after):\n%s", diff)
		}
		time.Sleep(41 * 24 * time.Hour)
		s.sweep(sweeper.OK)
		if next := places(); !next[0].Equal(next[1]) || time.Until(next[0]) != 40*24*time.Hour {
			t.Errorf("due again at %v, want the end of the index", next)
		}
	})
}
