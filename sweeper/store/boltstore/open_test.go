package boltstore_test

import (
	"bytes"
	"errors"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"github.com/deskhand/deskhand/sweeper/store"
	"github.com/deskhand/deskhand/sweeper/store/boltstore"
	"github.com/deskhand/deskhand/sweeper/store/storetest"
)

func count(t testing.TB, s store.Store) int {
	t.Helper()
	n, err := s.Count(t.Context(), "support")
	if err != nil {
		t.Fatalf("Count: %v", err)
	}
	return n
}

func TestSecondProcessIsToldWhy(t *testing.T) {
	path := filepath.Join(t.TempDir(), "deskhand.db")
	mustOpen(t, path)
	_, err := boltstore.Open(path, slog.New(slog.DiscardHandler))
	if !errors.Is(err, store.ErrHeld) || !strings.Contains(err.Error(), "another process") || !strings.Contains(err.Error(), "redis://") {
		t.Errorf("Open of a file in use: %v", err)
	}
}

func TestFileThatCantBeMadeStaysAsItIs(t *testing.T) {
	folder := t.TempDir()
	for _, path := range []string{folder, filepath.Join(folder, "absent", "deskhand.db")} {
		_, err := boltstore.Open(path, slog.New(slog.DiscardHandler))
		if err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("Open of %s: %v", path, err)
		}
	}
	if left, _ := filepath.Glob(folder + "*bad"); left != nil {
		t.Errorf("put aside: %s", left)
	}
}

func TestUnreadableFileIsPutAside(t *testing.T) {
	for name, spoil := range map[string]func(t *testing.T, path string){
		"no store": func(t *testing.T, path string) { write(t, path, bytes.Repeat([]byte("root:x:0:0:"), 10_000)) },
		"short":    func(t *testing.T, path string) { write(t, path, []byte("hello")) },
		"cut off": func(t *testing.T, path string) {
			filledFile(t, path)
			if err := os.Truncate(path, 64<<10); err != nil {
				t.Fatal(err)
			}
		},
		"zeros in the middle": func(t *testing.T, path string) {
			filledFile(t, path)
			content, _ := os.ReadFile(path)
			clear(content[64<<10 : 256<<10])
			write(t, path, content)
		},
		"another program's": func(t *testing.T, path string) { otherProgram(t, path, "theirs") },
		"another version's": func(t *testing.T, path string) { otherProgram(t, path, "meta") },
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "deskhand.db")
			spoil(t, path)
			spoilt, _ := os.ReadFile(path)
			var log bytes.Buffer
			s, err := boltstore.Open(path, slog.New(slog.NewTextHandler(&log, nil)))
			if err != nil {
				t.Fatalf("Open: %v", err)
			}
			defer mustClose(t, s)
			if n := count(t, s); n != 0 {
				t.Errorf("%d tickets are known", n)
			}
			if aside, err := os.ReadFile(path + ".bad"); err != nil || !bytes.Equal(aside, spoilt) {
				t.Errorf("the old file is not put aside as it was: %v", err)
			}
			if !strings.Contains(log.String(), "begun anew") {
				t.Errorf("the log does not say so: %s", log.String())
			}
		})
	}
}

// However a file is spoilt, it opens as a store that works: the spoilt part may be free space or a value.
func TestSpoiltFileNeverStopsAStart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "deskhand.db")
	filledFile(t, path)
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 60 {
		bad := bytes.Clone(good)
		for range 1 + random.IntN(8) {
			at := random.IntN(len(bad))
			for i := range min(len(bad)-at, 1+random.IntN(300)) {
				bad[at+i] = byte(random.Uint32())
			}
		}
		write(t, path, bad[:len(bad)-random.IntN(2)*random.IntN(len(bad))])
		s := mustOpen(t, path)
		token, err := s.Lease(t.Context(), "eng", "a", time.Hour)
		if err == nil {
			err = s.Commit(t.Context(), token, storetest.Page(0, 10))
		}
		if err != nil && !strings.Contains(err.Error(), "damaged") {
			t.Errorf("a spoilt store gives %v", err)
		}
		_ = s.Close()
	}
}

func TestFileThatIsMostlyFreeIsCompacted(t *testing.T) {
	path := filepath.Join(t.TempDir(), "deskhand.db")
	s := mustOpen(t, path)
	token := storetest.Fill(t, s, 0, 90_000)
	for from := 1000; from < 90_000; from += 1000 {
		gone := store.Batch{}
		for id := range storetest.Page(from, 1000).Put {
			gone.Forget = append(gone.Forget, id)
		}
		if err := s.Commit(t.Context(), token, gone); err != nil {
			t.Fatal(err)
		}
	}
	mustClose(t, s)
	before := size(t, path)
	s = mustOpen(t, path)
	if n := count(t, s); n != 1000 {
		t.Errorf("%d tickets are left, want 1000", n)
	}
	mustClose(t, s)
	if after := size(t, path); after > before/3 {
		t.Errorf("the file has %d bytes, and had %d", after, before)
	}
	if left, _ := filepath.Glob(path + ".*"); left != nil {
		t.Errorf("left behind: %s", left)
	}
}

func filledFile(t *testing.T, path string) {
	t.Helper()
	s := mustOpen(t, path)
	storetest.Fill(t, s, 0, 3000)
	mustClose(t, s)
}

func otherProgram(t *testing.T, path, bucket string) {
	t.Helper()
	db, err := bolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(func(tx *bolt.Tx) error {
		b, err := tx.CreateBucket([]byte(bucket))
		if err != nil {
			return err
		}
		return b.Put([]byte("format"), []byte("deskhand 0"))
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, path string, content []byte) {
	t.Helper()
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

func size(t *testing.T, path string) int64 {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}
