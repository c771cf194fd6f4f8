package storetest

import (
	"context"
	"errors"
	"fmt"
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/deskhand/deskhand/sweeper/store"
)

// behavesLikeTheModel: whatever is done in whatever order, the store says what Memory says.
func behavesLikeTheModel(t *testing.T, h Harness) {
	s := h.Open(t)
	desks := 0
	rapid.Check(t, func(rt *rapid.T) {
		desks++
		pair{store: s, model: &Memory{}, desk: fmt.Sprint("desk", desks), tokens: map[string][2]store.Token{}}.walk(t.Context(), rt)
	})
}

// pair is a store and its model, and the tokens that each gave out by owner. Their fences differ, their answers must not.
type pair struct {
	store  store.Store
	model  *Memory
	desk   string
	tokens map[string][2]store.Token
}

var (
	owners = rapid.SampledFrom([]string{"a", "b"})
	ids    = rapid.SampledFrom([]string{"1", "2", "127", "128", "70000", "OPS-1", "OPS-2", "007"})
	dues   = rapid.Custom(func(t *rapid.T) time.Time {
		if rapid.Bool().Draw(t, "due") {
			return second(rapid.IntRange(-3, 3).Draw(t, "second"))
		}
		return time.Time{}
	})
	records = rapid.Custom(func(t *rapid.T) store.Record {
		return store.Record{
			Version: rapid.StringN(0, 80, -1).Draw(t, "version"),
			Due:     dues.Draw(t, "due time"),
			Tries:   rapid.IntRange(0, math.MaxInt32).Draw(t, "tries"),
			Shown:   rapid.SliceOfN(rapid.Byte(), 0, 100).Draw(t, "shown"),
		}
	})
	states = rapid.Ptr(rapid.Custom(func(t *rapid.T) store.State {
		return store.State{
			Cursor: rapid.String().Draw(t, "cursor"),
			Notes:  rapid.MapOfN(rapid.String(), rapid.String(), 0, 3).Draw(t, "notes"),
		}
	}), true)
	batches = rapid.Custom(func(t *rapid.T) store.Batch {
		return store.Batch{
			Put:    rapid.MapOfN(ids, records, 0, 5).Draw(t, "put"),
			Forget: rapid.SliceOfN(ids, 0, 3).Draw(t, "forget"),
			State:  states.Draw(t, "state"),
			Run:    rapid.SampledFrom([][]byte{nil, []byte("r1"), []byte("r2")}).Draw(t, "run"),
		}
	})
)

func (p pair) walk(ctx context.Context, t *rapid.T) {
	t.Repeat(map[string]func(*rapid.T){
		"lease": func(t *rapid.T) {
			owner := owners.Draw(t, "owner")
			got, err := p.store.Lease(ctx, p.desk, owner, time.Hour)
			want, wantErr := p.model.Lease(ctx, p.desk, owner, time.Hour)
			p.sameError(t, wantErr, err)
			if err == nil {
				p.tokens[owner] = [2]store.Token{got, want}
			}
		},
		"release": func(t *rapid.T) {
			token := p.tokens[owners.Draw(t, "owner")]
			p.sameError(t, p.model.Release(ctx, token[1]), p.store.Release(ctx, token[0]))
		},
		"commit": func(t *rapid.T) {
			token, batch := p.tokens[owners.Draw(t, "owner")], batches.Draw(t, "batch")
			p.sameError(t, p.model.Commit(ctx, token[1], batch), p.store.Commit(ctx, token[0], batch))
		},
		"reset": func(t *rapid.T) {
			p.sameError(t, p.model.Reset(ctx, p.desk), p.store.Reset(ctx, p.desk))
		},
		"": func(t *rapid.T) {
			all := []string{"1", "2", "127", "128", "70000", "OPS-1", "OPS-2", "007"}
			want, wantErr := readAll(ctx, p.model, p.desk, all)
			got, err := readAll(ctx, p.store, p.desk, all)
			p.sameError(t, wantErr, err)
			same(t, "contents", want, got)
			until, n := second(rapid.IntRange(-4, 4).Draw(t, "until")), rapid.IntRange(0, 4).Draw(t, "n")
			wantDue, _ := p.model.Due(ctx, p.desk, until, n)
			gotDue, _ := p.store.Due(ctx, p.desk, until, n)
			same(t, "due", fmt.Sprint(wantDue), fmt.Sprint(gotDue))
		},
	})
}

func (p pair) sameError(t *rapid.T, want, got error) {
	t.Helper()
	if (want == nil) != (got == nil) || want != nil && !errors.Is(got, want) {
		t.Fatalf("error %v, want %v", got, want)
	}
}

// readAll reads all that a store says of a desk, and of the tickets.
func readAll(ctx context.Context, s store.Store, desk string, ids []string) (c contents, err error) {
	errs := make([]error, 6)
	c.State, errs[0] = s.State(ctx, desk)
	c.Records, errs[1] = s.Records(ctx, desk, ids)
	c.Due, errs[2] = s.Due(ctx, desk, second(1000), 1000)
	c.Shown, errs[3] = s.Shown(ctx, desk)
	c.Count, errs[4] = s.Count(ctx, desk)
	c.Runs, errs[5] = s.Runs(ctx, desk, 2*store.MaxRuns)
	if len(c.Records) == 0 {
		c.Records = nil
	}
	if len(c.Shown) == 0 {
		c.Shown = nil
	}
	if len(c.Due) == 0 {
		c.Due = nil
	}
	if len(c.Runs) == 0 {
		c.Runs = nil
	}
	return c, errors.Join(errs...)
}
