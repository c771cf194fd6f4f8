package sweeper_test

import (
	"testing"
	"time"

	"github.com/deskhand/deskhand/connectors/simulator"
	"github.com/deskhand/deskhand/sweeper"
)

func TestCapTakesHighestImpactFirst(t *testing.T) {
	onStage(t, func(t *testing.T, s *stage) {
		small := s.desk.Create(simulator.NewTicket{Requester: s.customer(), Body: "Please escalate: for 20 of our users a report looks odd."}).ID
		large := s.outage()
		s.limits.WritesPerSweep = 1
		if r := s.sweep(sweeper.OK); r.Written != 1 || r.Held["cap"] != 1 {
			t.Fatalf("written %d, held %v", r.Written, r.Held)
		}
		s.has(large, "escalation_requested")
		s.hasNot(small, "escalation_requested")
		s.sweep(sweeper.OK)
		s.has(small, "escalation_requested")
	})
}

func TestChangesThatFillTheCapDoNotKeepDueTicketsUnread(t *testing.T) {
	onStage(t, func(t *testing.T, s *stage) {
		stale := s.desk.Create(simulator.NewTicket{
			Requester: s.customer(), Assignee: s.agent(), Status: simulator.Open, Priority: "urgent", Body: "A report looks odd.",
		}).ID
		time.Sleep(time.Hour)
		s.sweep(sweeper.OK)
		s.limits.WritesPerSweep = 2
		time.Sleep(8 * 24 * time.Hour)
		for range 3 {
			s.outage()
		}
		if r := s.sweep(sweeper.OK); r.Read != 4 || r.Planned != 4 || r.Held["cap"] != 2 {
			t.Errorf("%d read, %d planned, held %v; ticket %d has been due for a day", r.Read, r.Planned, r.Held, stale)
		}
	})
}

func TestFloodGuardHoldsUntilAPersonLetsIt(t *testing.T) {
	onStage(t, func(t *testing.T, s *stage) {
		ids := []int64{s.outage(), s.outage(), s.outage()}
		s.limits.AbortAbove = sweeper.AbortAbove{Tickets: 2, Share: 0.1}
		for range 2 {
			if r := s.sweep(sweeper.OK); r.Written != 0 {
				t.Fatalf("%d written past the guard", r.Written)
			}
			ids = append(ids, s.outage()) // one more alone is held too
		}
		letting := s.sweeper()
		letting.AllowBacklog = true
		s.with(letting, sweeper.OK)
		for _, id := range ids {
			s.has(id, "escalation_requested")
		}
		more := s.outage()
		s.sweep(sweeper.OK)
		s.has(more, "escalation_requested")
	})
}

func TestFloodGuardKnowsWhatAPersonLetThroughThatTheCapHeld(t *testing.T) {
	onStage(t, func(t *testing.T, s *stage) {
		for range 7 {
			s.outage()
		}
		s.limits = sweeper.Limits{WritesPerSweep: 2, AbortAbove: sweeper.AbortAbove{Tickets: 2, Share: 0.1}}
		letting := s.sweeper()
		letting.AllowBacklog = true
		if r := s.with(letting, sweeper.OK); r.Written != 2 {
			t.Fatalf("%d written, the cap is 2", r.Written)
		}
		for left := 5; left > 0; left -= 2 {
			time.Sleep(10 * time.Second)
			if r := s.sweep(sweeper.OK); r.Written != min(left, 2) {
				t.Fatalf("%d written of %d that a person let through; held %v", r.Written, left, r.Held)
			}
		}
		for range 3 {
			s.outage()
		}
		if r := s.sweep(sweeper.OK); r.Written != 0 {
			t.Fatalf("%d written of another flood", r.Written)
		}
	})
}

func TestFloodGuardLetsGoWhenTheFloodIsOver(t *testing.T) {
	onStage(t, func(t *testing.T, s *stage) {
		ids := []int64{s.outage(), s.outage(), s.outage()}
		s.limits.AbortAbove = sweeper.AbortAbove{Tickets: 2, Share: 0.1}
		s.sweep(sweeper.OK)
		for _, id := range ids[1:] {
			if _, err := s.desk.SetStatus(id, s.agent(), simulator.Web, simulator.Solved); err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(2 * time.Hour)
		s.sweep(sweeper.OK)
		s.has(ids[0], "escalation_requested")
	})
}

func TestFloodIsManyTicketsAndMuchOfTheDesk(t *testing.T) {
	limit := sweeper.AbortAbove{Tickets: 25, Share: 0.1}
	for _, tt := range []struct {
		planned, open int
		flood         bool
	}{{25, 25, false}, {26, 26, true}, {26, 260, false}, {27, 260, true}} {
		if got := limit.Exceeded(tt.planned, tt.open); got != tt.flood {
			t.Errorf("%d of %d open tickets: a flood is %v", tt.planned, tt.open, got)
		}
	}
}
