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
	token, err := s.claim(ctx)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancelCause(ctx)
	kept := make(chan struct{})
	go func() {
		defer close(kept)
		s.keep(ctx, token, stop)
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

// keep renews the lease until ctx ends, and stops the work when it has passed to somebody else or can't be renewed in time.
func (s *Sweeper) keep(ctx context.Context, token store.Token, stop context.CancelCauseFunc) {
	tick := time.NewTicker(leaseTime / 4)
	defer tick.Stop()
	renewed := time.Now()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		now, err := s.claim(ctx)
		switch {
		case err == nil && now.Fence == token.Fence:
			renewed = time.Now()
		case err == nil, errors.Is(err, store.ErrHeld), time.Since(renewed) > leaseTime:
			stop(fmt.Errorf("lease of %s: %w", s.Desk, store.ErrFenced))
			return
		}
	}
}
