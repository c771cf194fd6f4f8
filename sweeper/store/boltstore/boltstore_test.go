package boltstore_test

import (
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"github.com/deskhand/deskhand/sweeper/store"
	"github.com/deskhand/deskhand/sweeper/store/boltstore"
	"github.com/deskhand/deskhand/sweeper/store/storetest"
)

func TestLaws(t *testing.T) {
	paths := map[store.Store]string{}
	open := func(t *testing.T, path string) store.Store {
		s := mustOpen(t, path)
		paths[s] = path
		return s
	}
	storetest.Run(t, storetest.Harness{
		Open: func(t *testing.T) store.Store { return open(t, filepath.Join(t.TempDir(), "deskhand.db")) },
		Reopen: func(t *testing.T, s store.Store) store.Store {
			mustClose(t, s)
			return open(t, paths[s])
		},
		Lose: func(t *testing.T, s store.Store) store.Store {
			mustClose(t, s)
			if err := os.Remove(paths[s]); err != nil {
				t.Fatal(err)
			}
			return open(t, paths[s])
		},
	})
}

func mustOpen(t testing.TB, path string) store.Store {
	t.Helper()
	s, err := boltstore.Open(path, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func mustClose(t testing.TB, s store.Store) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Fatalf("Close: %v", err)
	}
}
