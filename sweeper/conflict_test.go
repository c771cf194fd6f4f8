package sweeper_test

import (
	"context"
	"testing"
	"time"

	"github.com/deskhand/deskhand/connectors/simulator"
	"github.com/deskhand/deskhand/sweeper"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

func TestLiveTicketWaitsUntilItIsQuiet(t *testing.T) {
	onStage(t, func(t *testing.T, s *stage) {
		id := s.outage()
		if _, err := s.desk.Reply(id, s.customer(), simulator.Web, "Any news?"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(2 * time.Minute)
		if r := s.sweep(sweeper.OK); r.Held["live"] != 1 || r.Written != 0 {
			t.Errorf("held %v, written %d; want one held as live", r.Held, r.Written)
		}
		time.Sleep(4 * time.Minute)
		s.sweep(sweeper.OK)
		s.has(id, "escalation_requested", "escalation_recommended")
	})
}

func TestLostAnswerIsLookedUpNotWrittenAgain(t *testing.T) {
	onStage(t, func(t *testing.T, s *stage) {
		id := s.outage()
		s.sim.SetFaults(&simulator.Faults{Rules: []simulator.Fault{{Method: "PUT", Path: "/api/v2/tickets/*", Drop: true, After: true, Times: 1}}})
		if r := s.sweep(sweeper.OK); r.Held["unsure"] != 1 || r.Written != 0 {
			t.Errorf("held %v, written %d; want one unsure", r.Held, r.Written)
		}
		for range 5 {
			time.Sleep(10 * time.Minute)
			s.sweep(sweeper.OK)
		}
		s.has(id, "escalation_requested")
		if n := s.notes(id); n != 1 {
			t.Errorf("%d notes, want 1", n)
		}
	})
}

func TestTicketThatMovesDuringTheSweepIsLookedAtAgain(t *testing.T) {
	onStage(t, func(t *testing.T, s *stage) {
		id := s.outage()
		moving := s.sweeper()
		moving.Writer = applying(func(ctx context.Context, plans []helpdesk.Plan) ([]helpdesk.Outcome, error) {
			moving.Writer = s.reader
			if _, err := s.desk.Tag(id, s.agent(), simulator.Web, "vip"); err != nil {
				t.Fatal(err)
			}
			return s.reader.Apply(ctx, plans)
		})
		if r := s.with(moving, sweeper.OK); r.Written != 0 {
			t.Errorf("%d written over an agent's save", r.Written)
		}
		s.has(id, "vip")
		s.hasNot(id, "escalation_requested")
		time.Sleep(10 * time.Minute)
		s.sweep(sweeper.OK)
		s.has(id, "vip", "escalation_requested")
	})
}

func TestPlanFromAnOldReadIsMadeAgain(t *testing.T) {
	onStage(t, func(t *testing.T, s *stage) {
		ids := []int64{s.outage(), s.outage()}
		late := s.sweeper()
		var planned [][]string
		late.Writer = applying(func(ctx context.Context, plans []helpdesk.Plan) ([]helpdesk.Outcome, error) {
			var tickets []string
			for _, p := range plans {
				tickets = append(tickets, p.Ticket)
			}
			planned = append(planned, tickets)
			return s.reader.Apply(ctx, plans)
		})
		late.Reader = &lingering{Reader: s.reader, then: func() {
			for _, id := range ids {
				if _, err := s.desk.SetStatus(id, s.agent(), simulator.Web, simulator.Solved); err != nil {
					t.Fatal(err)
				}
			}
			time.Sleep(10 * time.Minute)
		}}
		s.with(late, sweeper.OK)
		if len(planned) != 0 {
			t.Errorf("plans made ten minutes ago were handed to the desk as they were: %v", planned)
		}
	})
}

// lingering is a reader after whose first read something happens.
type lingering struct {
	helpdesk.Reader
	then func()
}

func (l *lingering) Fetch(ctx context.Context, ids []string) ([]helpdesk.Ticket, error) {
	tickets, err := l.Reader.Fetch(ctx, ids)
	if then := l.then; then != nil {
		l.then = nil
		then()
	}
	return tickets, err
}

// applying is a Writer made of a function.
type applying func(context.Context, []helpdesk.Plan) ([]helpdesk.Outcome, error)

func (f applying) Apply(ctx context.Context, plans []helpdesk.Plan) ([]helpdesk.Outcome, error) {
	return f(ctx, plans)
}
