package sweeper_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/deskhand/deskhand/sweeper"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
	"github.com/deskhand/deskhand/sweeper/store"
)

// fading is a store whose leases can be claimed once and, from then on, not be renewed.
type fading struct {
	store.Store
	claims int
}

func (s *fading) Lease(ctx context.Context, desk, owner string, ttl time.Duration) (store.Token, error) {
	if s.claims++; s.claims == 1 {
		return s.Store.Lease(ctx, desk, owner, ttl)
	}
	<-ctx.Done() // it hangs
	return store.Token{}, ctx.Err()
}

func TestSweepKeepsStillFromTheEndOfItsLease(t *testing.T) {
	onStage(t, func(t *testing.T, s *stage) {
		s.outage()
		began := time.Now()
		var stopped time.Duration
		sw := s.sweeper()
		sw.Store = &fading{Store: s.store}
		sw.Writer = applying(func(ctx context.Context, _ []helpdesk.Plan) ([]helpdesk.Outcome, error) {
			<-ctx.Done()
			stopped = time.Since(began)
			return nil, ctx.Err()
		})
		report := s.with(sw, sweeper.Failed)
		if stopped == 0 || stopped > time.Minute {
			t.Errorf("it went on for %s; its lease lasted a minute", stopped)
		}
		if !strings.Contains(report.Why, store.ErrFenced.Error()) {
			t.Errorf("it ended with %q", report.Why)
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
