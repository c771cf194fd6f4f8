package boltstore_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/deskhand/deskhand/sweeper/store"
	"github.com/deskhand/deskhand/sweeper/store/storetest"
)

const (
	page   = 4096
	sector = 512 // what a disk writes whole
)

// TestCrashAtEveryWrite ends the power between any two writes of a commit. The file writes its pages in any order, then the page
// that makes them count, a part of which may be missing: the store opens as it was before the commit, or as it is after.
func TestCrashAtEveryWrite(t *testing.T) {
	path := filepath.Join(t.TempDir(), "deskhand.db")
	s := mustOpen(t, path)
	token := storetest.Fill(t, s, 0, 2000)
	crashes := 0
	for n, b := range commits() {
		before, was := read(t, path), contents(t, s)
		if err := s.Commit(t.Context(), token, b); err != nil {
			t.Fatal(err)
		}
		after, is := read(t, path), contents(t, s)
		for _, crashed := range crashesBetween(before, after, uint64(n)) {
			crashes++
			file := filepath.Join(t.TempDir(), "crashed.db")
			write(t, file, crashed)
			again := mustOpen(t, file)
			if now := contents(t, again); now != was && now != is {
				t.Fatalf("commit %d, crash %d: the store is neither as before nor as after", n, crashes)
			}
			mustClose(t, again)
			if _, err := os.Stat(file + ".bad"); err == nil {
				t.Fatalf("commit %d, crash %d: the file was put aside", n, crashes)
			}
		}
	}
	t.Logf("%d crashes", crashes)
}

// commits are of every kind, among them one that makes the file longer, and small ones that use pages again.
func commits() []store.Batch {
	gone := store.Batch{}
	for id := range storetest.Page(0, 500).Put {
		gone.Forget = append(gone.Forget, id)
	}
	small := storetest.Page(700, 20)
	small.Run = []byte("run")
	return []store.Batch{small, storetest.Page(2000, 1000), gone, small, {Run: []byte("another run")}}
}

// crashesBetween returns what may be on the disk when the power goes during a commit.
func crashesBetween(before, after []byte, seed uint64) (files [][]byte) {
	var data []int
	meta := -1
	for at := 0; at < len(after); at += page {
		switch same := at < len(before) && bytes.Equal(before[at:at+page], after[at:at+page]); {
		case !same && at < 2*page: // the first two pages take turns to say where the others are
			meta = at
		case !same:
			data = append(data, at)
		}
	}
	random := rand.New(rand.NewPCG(seed, 1))
	for range 12 {
		random.Shuffle(len(data), func(i, j int) { data[i], data[j] = data[j], data[i] })
		written := random.IntN(len(data) + 1)
		files = append(files, merged(before, after, data[:written], page))
	}
	for _, at := range data {
		files = append(files, merged(before, after, []int{at}, page), merged(before, after, []int{at}, sector))
	}
	whole := merged(before, after, data, page)
	for part := 0; part <= page; part += sector {
		files = append(files, merged(whole, after, []int{meta}, part))
	}
	return files
}

// merged is the old file with the beginnings of some pages as in the new one.
func merged(old, now []byte, at []int, size int) []byte {
	file := bytes.Clone(old)
	if grown := len(now) - len(old); grown > 0 {
		file = append(file, make([]byte, grown)...)
	}
	for _, from := range at {
		copy(file[from:from+size], now[from:from+size])
	}
	return file
}

// contents are all that the store tells of the desk.
func contents(t *testing.T, s store.Store) string {
	t.Helper()
	ctx, desk := t.Context(), "support"
	ids := make([]string, 3000)
	for i := range ids {
		ids[i] = fmt.Sprint(i)
	}
	records, err1 := s.Records(ctx, desk, ids)
	state, err2 := s.State(ctx, desk)
	due, err3 := s.Due(ctx, desk, time.Unix(1<<40, 0), len(ids))
	shown, err4 := s.Shown(ctx, desk)
	runs, err5 := s.Runs(ctx, desk, 10)
	n, err6 := s.Count(ctx, desk)
	if err := errors.Join(err1, err2, err3, err4, err5, err6); err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(records, state, due, shown, runs, n)
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return content
}
