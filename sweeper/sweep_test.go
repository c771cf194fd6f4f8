package sweeper_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/deskhand/deskhand/connectors/simulator"
	"github.com/deskhand/deskhand/sweeper"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

const day = 24 * time.Hour

func TestFirstSweepWritesAndLaterOnesDoNot(t *testing.T) {
	onStage(t, func(t *testing.T, s *stage) {
		simulator.Seed(s.desk, 300, 1, time.Now())
		first := s.sweep(sweeper.OK)
		if first.Planned == 0 || first.Written != first.Planned {
			t.Fatalf("planned %d, written %d, held %v; want all of some", first.Planned, first.Written, first.Held)
		}
		for _, pause := range []time.Duration{0, 2 * time.Minute, 5 * time.Minute} {
			time.Sleep(pause)
			if again := s.sweep(sweeper.OK); again.Written != 0 {
				t.Errorf("after %s %d were written again", pause, again.Written)
			}
		}
		if err := s.store.Reset(t.Context(), "support"); err != nil {
			t.Fatal(err)
		}
		if anew := s.sweep(sweeper.OK); anew.Written != 0 {
			t.Errorf("without the store %d were written again", anew.Written)
		}
	})
}

func TestDryRunPlansTheSameAndWritesNothing(t *testing.T) {
	onStage(t, func(t *testing.T, s *stage) {
		simulator.Seed(s.desk, 300, 1, time.Now())
		dry := s.sweeper()
		dry.Writer = nil
		plan := s.with(dry, sweeper.OK).Plans
		if s.desk.Writes().Updates != 0 {
			t.Fatal("a dry run wrote")
		}
		if n, err := s.store.Count(t.Context(), "support"); n != 0 || err != nil {
			t.Errorf("a dry run kept %d records (%v)", n, err)
		}
		wet := s.sweeper()
		var written []helpdesk.Plan
		wet.OnWrite = func(w sweeper.Write) { written = append(written, w.Plan) }
		s.with(wet, sweeper.OK)
		if diff := cmp.Diff(plan, written); diff != "" {
			t.Errorf("the sweep did not write what the dry run planned (-planned +written):\n%s", diff)
		}
	})
}

func TestIdleSweepIsOneRequest(t *testing.T) {
	onStage(t, func(t *testing.T, s *stage) {
		simulator.Seed(s.desk, 300, 1, time.Now())
		s.sweep(sweeper.OK)
		time.Sleep(5 * time.Minute)
		s.sweep(sweeper.OK) // sees our own writes
		if idle := s.sweep(sweeper.OK); idle.Requests != 1 {
			t.Errorf("an idle sweep took %d requests, want 1", idle.Requests)
		}
	})
}

func TestQuietTicketFallsDue(t *testing.T) {
	onStage(t, func(t *testing.T, s *stage) {
		id := s.desk.Create(simulator.NewTicket{
			Requester: s.customer(), Subject: "Pathways", Body: "Pathways is not available at all, none of our 2,300 learners can open it.",
		}).ID
		time.Sleep(time.Hour)
		s.sweep(sweeper.OK)
		s.hasNot(id, "stale_high_impact")
		time.Sleep(6 * day)
		s.sweep(sweeper.OK)
		s.hasNot(id, "stale_high_impact")
		time.Sleep(day)
		s.sweep(sweeper.OK)
		s.has(id, "stale_high_impact", "high_impact")
		if n := s.notes(id); n != 1 {
			t.Errorf("%d notes, want 1", n)
		}
	})
}

func TestRemovedMarkStaysRemoved(t *testing.T) {
	onStage(t, func(t *testing.T, s *stage) {
		id := s.outage()
		s.sweep(sweeper.OK)
		s.has(id, "escalation_recommended")
		time.Sleep(time.Hour)
		if _, err := s.desk.Untag(id, s.agent(), simulator.Web, "escalation_recommended"); err != nil {
			t.Fatal(err)
		}
		for range 3 {
			time.Sleep(time.Hour)
			s.sweep(sweeper.OK)
			s.hasNot(id, "escalation_recommended")
		}
		if n := s.notes(id); n != 1 {
			t.Errorf("%d notes, want 1", n)
		}
	})
}

func TestIgnoredTicketIsLeftAlone(t *testing.T) {
	onStage(t, func(t *testing.T, s *stage) {
		id := s.outage()
		if _, err := s.desk.Tag(id, s.agent(), simulator.Web, "deskhand_ignore"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Hour)
		s.sweep(sweeper.OK)
		s.hasNot(id, "escalation_requested")
	})
}

func TestModes(t *testing.T) {
	for _, mode := range sweeper.Modes {
		t.Run(string(mode), func(t *testing.T) {
			onStage(t, func(t *testing.T, s *stage) {
				s.mode = mode
				id := s.outage()
				want := map[sweeper.Mode]sweeper.Result{sweeper.Off: sweeper.Skipped}[mode]
				if want == "" {
					want = sweeper.OK
				}
				r := s.sweep(want)
				tags, notes := s.ticket(id).Has("escalation_requested"), s.notes(id)
				if wants := mode == sweeper.Tag || mode == sweeper.Note; tags != wants {
					t.Errorf("tags written: %t, want %t", tags, wants)
				}
				if wants := mode == sweeper.Note; (notes == 1) != wants {
					t.Errorf("%d notes", notes)
				}
				if mode == sweeper.Observe && (r.Held["observe"] != 1 || r.Planned != 1) {
					t.Errorf("planned %d, held %v", r.Planned, r.Held)
				}
			})
		})
	}
}

func TestChangeOfModeLooksAtEverythingAgain(t *testing.T) {
	onStage(t, func(t *testing.T, s *stage) {
		id := s.outage()
		s.mode = sweeper.Observe
		s.sweep(sweeper.OK)
		s.mode = sweeper.Note
		noting := s.sweeper()
		noting.Digest = "another"
		s.with(noting, sweeper.OK)
		s.has(id, "escalation_requested")
	})
}

func TestOneBadTicketDoesNotHoldUpTheRest(t *testing.T) {
	onStage(t, func(t *testing.T, s *stage) {
		bad, good := s.outage(), s.outage()
		s.sim.SetFaults(&simulator.Faults{Rules: []simulator.Fault{{Path: "/api/v2/tickets/1/audits", Status: 500}}})
		if bad != 1 {
			t.Fatal("the fault is on another ticket")
		}
		s.sweep(sweeper.Partial)
		s.has(good, "escalation_requested")
		s.hasNot(bad, "escalation_requested", "escalation_unlikely", "escalation_needs_details")
		s.sim.SetFaults(&simulator.Faults{})
		time.Sleep(time.Hour)
		s.sweep(sweeper.OK)
		s.has(bad, "escalation_requested")
	})
}

func TestRefusedCredentialsFailTheSweep(t *testing.T) {
	onStage(t, func(t *testing.T, s *stage) {
		s.outage()
		s.sim.SetFaults(&simulator.Faults{Rules: []simulator.Fault{{Status: 401, Body: `{"error":"invalid_token"}`, Headers: map[string]string{"Content-Type": "application/json"}}}})
		s.sweep(sweeper.Failed)
	})
}

func TestStopFinishesTheWriteInHand(t *testing.T) {
	onStage(t, func(t *testing.T, s *stage) {
		for range 30 {
			s.outage()
		}
		s.limits.AbortAbove.Tickets = 100
		ctx, stop := context.WithCancel(t.Context())
		stopping := s.sweeper()
		stopping.OnWrite = func(sweeper.Write) { stop() }
		r := stopping.Sweep(ctx)
		if r.Result != sweeper.Partial || r.Written == 0 || r.Written == 30 {
			t.Errorf("ended %s with %d written; want partial with some", r.Result, r.Written)
		}
		s.sweep(sweeper.OK)
		if w := s.desk.Writes(); w.TicketsTouched != 30 {
			t.Errorf("%d tickets were written in the end, want 30", w.TicketsTouched)
		}
	})
}

func TestSweepForgetsWhatEnded(t *testing.T) {
	onStage(t, func(t *testing.T, s *stage) {
		ids := []int64{s.outage(), s.outage()}
		s.sweep(sweeper.OK)
		if err := s.desk.Delete(ids[0], s.agent()); err != nil {
			t.Fatal(err)
		}
		if _, err := s.desk.SetStatus(ids[1], s.agent(), simulator.Web, simulator.Solved); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			time.Sleep(10 * time.Minute)
			s.sweep(sweeper.OK)
		}
		s.hasNot(ids[1], "escalation_requested", "escalation_recommended")
		if n, err := s.store.Count(t.Context(), "support"); n != 0 || err != nil {
			t.Errorf("%d records are left (%v), want none", n, err)
		}
		if shown, err := s.store.Shown(t.Context(), "support"); len(shown) != 0 || err != nil {
			t.Errorf("%d tickets are still shown (%v)", len(shown), err)
		}
	})
}

func TestShownIsPendingUntilWritten(t *testing.T) {
	onStage(t, func(t *testing.T, s *stage) {
		s.outage()
		for _, mode := range []sweeper.Mode{sweeper.Observe, sweeper.Note} {
			s.mode = mode
			sw := s.sweeper()
			sw.Digest = string(mode)
			s.with(sw, sweeper.OK)
			all, err := s.store.Shown(t.Context(), "support")
			if err != nil || len(all) != 1 {
				t.Fatalf("%d shown (%v), want 1", len(all), err)
			}
			shown, err := sweeper.ReadShown(all["1"])
			if err != nil {
				t.Fatal(err)
			}
			if want := mode == sweeper.Observe; shown.Pending != want || shown.Needs != "decide" {
				t.Errorf("in mode %s pending is %t and needs %q", mode, shown.Pending, shown.Needs)
			}
		}
	})
}

func TestLogHoldsNoTextOfTickets(t *testing.T) {
	onStage(t, func(t *testing.T, s *stage) {
		s.desk.Create(simulator.NewTicket{Requester: s.customer(), Subject: "xyzzy-subject", Body: "Please escalate, xyzzy-body: SSO is down for all 2,300 users."})
		time.Sleep(time.Hour)
		s.sweep(sweeper.OK)
		if slices.ContainsFunc([]string{"xyzzy-subject", "xyzzy-body"}, func(text string) bool {
			return bytesContain(s.log.Bytes(), text)
		}) {
			t.Errorf("the log quotes the ticket:\n%s", s.log)
		}
	})
}
