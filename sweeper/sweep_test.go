package sweeper_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/deskhand/deskhand/connectors/simulator"
	"github.com/deskhand/deskhand/sweeper"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
	"github.com/deskhand/deskhand/sweeper/store"
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

func TestDeskOfAnotherOwnerIsLeftAlone(t *testing.T) {
	onStage(t, func(t *testing.T, s *stage) {
		s.outage()
		token, err := s.store.Lease(t.Context(), "support", "somebody else", time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		if r := s.sweep(sweeper.Skipped); r.Requests != 0 {
			t.Errorf("%d requests on a desk that is not ours", r.Requests)
		}
		if err := s.store.Release(t.Context(), token); err != nil {
			t.Fatal(err)
		}
		s.sweep(sweeper.OK)
	})
}

func TestLostLeaseEndsTheSweep(t *testing.T) {
	onStage(t, func(t *testing.T, s *stage) {
		s.outage()
		losing := s.sweeper()
		losing.Reader = slowly{s.reader}
		losing.Store = passing{s.store}
		if r := losing.Sweep(t.Context()); r.Result != sweeper.Failed {
			t.Errorf("ended %s (%s), want failed", r.Result, r.Why)
		}
		if s.desk.Writes().Updates != 0 {
			t.Error("wrote without a lease")
		}
	})
}

// passing is a store whose leases pass to somebody else after the first claim.
type passing struct{ store.Store }

func (p passing) Lease(ctx context.Context, desk, owner string, ttl time.Duration) (store.Token, error) {
	token, err := p.Store.Lease(ctx, desk, owner, ttl)
	if errors.Is(err, store.ErrHeld) {
		return token, err
	}
	if _, held := p.Store.Lease(ctx, desk, "thief", ttl); held == nil {
		return token, nil
	}
	if err := p.Store.Release(ctx, token); err != nil {
		return token, err
	}
	if _, err := p.Store.Lease(ctx, desk, "thief", time.Hour); err != nil {
		return token, err
	}
	return token, nil
}

// slowly is a reader that takes longer than a lease lasts.
type slowly struct{ helpdesk.Reader }

func (s slowly) Fetch(ctx context.Context, ids []string) ([]helpdesk.Ticket, error) {
	select {
	case <-time.After(10 * time.Minute):
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return s.Reader.Fetch(ctx, ids)
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

func TestSweepsNeverOverlapAndSurvivePanics(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		schedule, err := sweeper.ParseSchedule("*/5 * * * *")
		if err != nil {
			t.Fatal(err)
		}
		var runs, at, most int
		job := sweeper.Job{Desk: "support", Schedule: schedule, Sweep: func(context.Context, time.Time) sweeper.Report {
			runs++
			at++
			most = max(most, at)
			defer func() { at-- }()
			time.Sleep(7 * time.Minute)
			if runs == 2 {
				panic("a sweep that panics")
			}
			return sweeper.Report{}
		}}
		ctx, stop := context.WithTimeout(t.Context(), time.Hour)
		defer stop()
		if err := sweeper.Run(ctx, []sweeper.Job{job}, 10*time.Minute, (&stage{log: newBuffer()}).logger()); err != nil {
			t.Error(err)
		}
		if most != 1 {
			t.Errorf("%d sweeps at once", most)
		}
		if runs < 5 {
			t.Errorf("%d sweeps in an hour; the panic or the overlap stopped them", runs)
		}
	})
}

func TestRunGivesUpWaitingAfterTheDrain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		schedule, err := sweeper.ParseSchedule("@hourly")
		if err != nil {
			t.Fatal(err)
		}
		release := make(chan struct{})
		job := sweeper.Job{Desk: "support", Schedule: schedule, Sweep: func(context.Context, time.Time) sweeper.Report {
			<-release
			return sweeper.Report{}
		}}
		ctx, stop := context.WithTimeout(t.Context(), time.Minute)
		defer stop()
		if err := sweeper.Run(ctx, []sweeper.Job{job}, 20*time.Second, (&stage{log: newBuffer()}).logger()); err == nil {
			t.Error("no word about the sweep that did not stop")
		}
		close(release)
	})
}
