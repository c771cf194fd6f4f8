package sweeper

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/deskhand/deskhand/sweeper/store"
)

const (
	leaseTime    = time.Minute      // how long a desk stays ours after our last sign of life
	storeTimeout = 10 * time.Second // for one step in the store
)

// leased calls f while the desk is ours. When the lease can't be kept, f's context ends. A lease saves calls; that no note is
// posted twice does not rest on it. A dry run needs none.
func (s *Sweeper) leased(ctx context.Context, f func(context.Context, store.Token) error) error {
	if s.Writer == nil {
		return f(ctx, store.Token{Desk: s.Desk})
	}
	asked := time.Now()
	token, err := s.claim(ctx)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancelCause(ctx)
	kept := make(chan struct{})
	go func() {
		defer close(kept)
		s.keep(ctx, token, asked.Add(leaseTime), stop)
	}()
	err = f(ctx, token)
	lost := context.Cause(ctx)
	stop(nil)
	<-kept
	if errors.Is(lost, store.ErrFenced) {
		return lost
	}
	release, cancel := context.WithTimeout(context.WithoutCancel(ctx), storeTimeout)
	defer cancel()
	if err := s.Store.Release(release, token); err != nil {
		s.Log.Warn("the lease was not given back; it ends by itself", "desk", s.Desk, "error", err)
	}
	return err
}

func (s *Sweeper) claim(ctx context.Context) (store.Token, error) {
	ctx, cancel := context.WithTimeout(ctx, storeTimeout)
	defer cancel()
	token, err := s.Store.Lease(ctx, s.Desk, s.Owner, leaseTime)
	if err != nil {
		return store.Token{}, fmt.Errorf("lease of %s: %w", s.Desk, err)
	}
	return token, nil
}

// keep renews the lease, which ends at the instant, until ctx ends. It stops the work when the lease has passed to somebody
// else, and when it could not be renewed before its end.
func (s *Sweeper) keep(ctx context.Context, token store.Token, until time.Time, stop context.CancelCauseFunc) {
	tick := time.NewTicker(leaseTime / 4)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		asked := time.Now()
		inTime, cancel := context.WithDeadline(ctx, until)
		now, err := s.claim(inTime)
		cancel()
		switch {
		case err == nil && now.Fence == token.Fence:
			until = asked.Add(leaseTime)
		case err == nil, errors.Is(err, store.ErrHeld), !time.Now().Before(until):
			stop(fmt.Errorf("lease of %s: %w", s.Desk, store.ErrFenced))
			return
		}
	}
}
