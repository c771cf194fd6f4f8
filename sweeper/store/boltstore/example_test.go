package boltstore_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/deskhand/deskhand/sweeper/store"
	"github.com/deskhand/deskhand/sweeper/store/boltstore"
)

// Who takes a desk over makes the tokens of before worthless.
func Example() {
	folder, err := os.MkdirTemp("", "deskhand-example-")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(folder)
	s, err := boltstore.Open(filepath.Join(folder, "deskhand.db"), slog.New(slog.DiscardHandler))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer s.Close()

	ctx := context.Background()
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	step := store.Batch{Put: map[string]store.Record{"4711": {Version: "1", Due: now.AddDate(0, 0, 7)}}}
	old, _ := s.Lease(ctx, "support", "first", time.Minute)
	fmt.Println("first:", s.Commit(ctx, old, step))
	_ = s.Release(ctx, old)
	_, err = s.Lease(ctx, "support", "second", time.Minute)
	fmt.Println("second:", err)
	fmt.Println("first again:", errors.Is(s.Commit(ctx, old, step), store.ErrFenced))
	due, _ := s.Due(ctx, "support", now.AddDate(0, 0, 8), 10)
	fmt.Println("due in eight days:", due)
	// Output:
	// first: <nil>
	// second: <nil>
	// first again: true
	// due in eight days: [4711]
}
