package sweeper_test

import (
	"context"
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
