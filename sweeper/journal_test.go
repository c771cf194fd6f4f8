package sweeper_test

import (
	"testing"
	"time"

	"github.com/deskhand/deskhand/connectors/simulator"
	"github.com/deskhand/deskhand/sweeper"
)

// journal returns what the store remembers of the desk's recent past.
func (s *stage) journal() sweeper.Journal {
	s.t.Helper()
	state, err := s.store.State(s.t.Context(), "support")
	if err != nil {
		s.t.Fatal(err)
	}
	return sweeper.ReadJournal(state)
}

func TestJournalTellsWhatWasWritten(t *testing.T) {
	onStage(t, func(t *testing.T, s *stage) {
		simulator.Seed(s.desk, 300, 1, time.Now())
		report := s.sweep(sweeper.OK)
		j := s.journal()
		if len(j.Written) != report.Written || len(j.Days) != 1 {
			t.Fatalf("%d writes on %d days are remembered; %d took place on one", len(j.Written), len(j.Days), report.Written)
		}
		today := j.Days[0]
		if today.Written != report.Written || today.Notes != report.Notes || today.Raised["escalation_recommended"] == 0 {
			t.Errorf("today is remembered as %+v; the sweep wrote %d with %d notes", today, report.Written, report.Notes)
		}
		waiting := 0
		for _, n := range today.Waiting {
			waiting += n
		}
		if waiting == 0 {
			t.Error("nothing waits for people, after flags were set")
		}
		time.Sleep(40 * day)
		s.sweep(sweeper.OK)
		if j := s.journal(); len(j.Days) != 2 || j.Days[0].Date <= j.Days[1].Date {
			t.Errorf("days %+v, want two, newest first", j.Days)
		}
	})
}

func TestJournalTellsWhatPeopleCorrected(t *testing.T) {
	onStage(t, func(t *testing.T, s *stage) {
		id := s.outage()
		s.sweep(sweeper.OK)
		if _, err := s.desk.Untag(id, s.agent(), simulator.Web, "escalation_recommended"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Hour)
		report := s.sweep(sweeper.OK)
		if len(report.Overrides) != 1 {
			t.Fatalf("the sweep saw %d corrections, want 1", len(report.Overrides))
		}
		got := report.Overrides[0]
		if got.Action != sweeper.TookOff || got.Tag != "escalation_recommended" || got.By != "dana@acme.example" {
			t.Errorf("it saw %+v", got)
		}
		if _, err := s.desk.Tag(id, s.agent(), simulator.Web, "deskhand_ignore"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Hour)
		if again := s.sweep(sweeper.OK); len(again.Overrides) != 1 || again.Overrides[0].Action != sweeper.Ignores {
			t.Errorf("then it saw %+v, want only the new one", again.Overrides)
		}
		if j := s.journal(); len(j.Overrides) != 2 || j.Overrides[0].Action != sweeper.Ignores || j.Days[0].Removed["escalation_recommended"] != 1 {
			t.Errorf("the journal has %+v and %+v", j.Overrides, j.Days)
		}
	})
}

func TestJournalForgetsClosedTickets(t *testing.T) {
	onStage(t, func(t *testing.T, s *stage) {
		id := s.outage()
		s.sweep(sweeper.OK)
		if len(s.journal().Written) != 1 {
			t.Fatal("the write is not remembered")
		}
		if err := s.desk.Delete(id, s.agent()); err != nil {
			t.Fatal(err)
		}
		time.Sleep(2 * day)
		s.sweep(sweeper.OK)
		if j := s.journal(); len(j.Written) != 0 || len(j.Days) == 0 {
			t.Errorf("after the ticket is gone the journal has %+v", j)
		}
	})
}
