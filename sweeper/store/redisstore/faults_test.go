package redisstore_test

import (
	"errors"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/deskhand/deskhand/sweeper/store"
	"github.com/deskhand/deskhand/sweeper/store/redisstore"
	"github.com/deskhand/deskhand/sweeper/store/redistest"
	"github.com/deskhand/deskhand/sweeper/store/storetest"
)

func TestRoundTripsOfAPage(t *testing.T) {
	p := startProxy(t, redistest.Start(t).Addr)
	s := mustOpen(t, "redis://"+p.addr)
	token, err := s.Lease(t.Context(), "support", "a", time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	// The first time the client connects and the server learns the script.
	_, err1 := s.Records(t.Context(), "support", []string{"1"})
	if err := errors.Join(err1, s.Commit(t.Context(), token, storetest.Page(0, 10))); err != nil {
		t.Fatal(err)
	}
	b := storetest.Page(48000, 1000)
	b.Run = []byte("run")
	got := p.count(func() {
		_, err1 := s.Records(t.Context(), "support", slices.Collect(maps.Keys(b.Put)))
		if err := errors.Join(err1, s.Commit(t.Context(), token, b)); err != nil {
			t.Error(err)
		}
	})
	t.Logf("a page of 1000: %d round trips", got)
	if got > 4 {
		t.Errorf("a page of 1000 takes %d round trips, promised are 4", got)
	}
}

func TestLostAnswers(t *testing.T) {
	server := redistest.Start(t)
	p := startProxy(t, server.Addr)
	s := mustOpen(t, "redis://"+p.addr)

	p.loseAnswers(2) // also that of the driver's second try
	if token, err := s.Lease(t.Context(), "support", "a", time.Minute); err == nil {
		t.Fatalf("no answer came, yet Lease returned %v", token)
	}
	token, err := s.Lease(t.Context(), "support", "a", time.Minute)
	if err != nil {
		t.Fatalf("the owner does not find its own claim: %v", err)
	}

	b := storetest.Page(0, 100)
	b.Run = []byte("run")
	p.loseAnswers(1) // the driver sends the commit again
	if err := s.Commit(t.Context(), token, b); err != nil {
		t.Fatalf("Commit: %v", err)
	}
	runs, err1 := s.Runs(t.Context(), "support", 10)
	count, err2 := s.Count(t.Context(), "support")
	if err := errors.Join(err1, err2); err != nil || len(runs) != 1 || count != 100 {
		t.Errorf("a commit sent twice: %d runs, %d tickets, error %v", len(runs), count, err)
	}
}

func TestServerThatCantBeUsed(t *testing.T) {
	server := redistest.Start(t)
	s := mustOpen(t, "redis://"+server.Addr)
	token, err := s.Lease(t.Context(), "support", "a", time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	before := storetest.Page(0, 100)
	if err := s.Commit(t.Context(), token, before); err != nil {
		t.Fatal(err)
	}
	step := store.Batch{
		Put: map[string]store.Record{"1": {Version: "new"}, "500": {Version: "new"}}, Forget: []string{"2"},
		State: &store.State{Cursor: "new"}, Run: []byte("new"),
	}
	for _, c := range []struct {
		trouble, mended []any
		says            string
	}{
		{[]any{"CONFIG", "SET", "maxmemory", "1"}, []any{"CONFIG", "SET", "maxmemory", "0"}, "give the server more maxmemory"},
		{[]any{"REPLICAOF", "127.0.0.1", "1"}, []any{"REPLICAOF", "NO", "ONE"}, "name the master"},
		{[]any{"CLIENT", "PAUSE", "3000", "ALL"}, nil, "timeout"},
	} {
		server.Do(t, c.trouble...)
		err := s.Commit(t.Context(), token, step)
		if c.mended != nil {
			server.Do(t, c.mended...)
		}
		if err == nil || errors.Is(err, store.ErrFenced) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%v: error %v, want one that says %q", c.trouble, err, c.says)
		}
		if c.mended == nil {
			continue
		}
		got, err := s.Records(t.Context(), "support", append(slices.Collect(maps.Keys(before.Put)), "500"))
		if diff := cmp.Diff(before.Put, got); diff != "" || err != nil {
			t.Errorf("%v: half a commit took place, error %v:\n%s", c.trouble, err, diff)
		}
	}
}

func TestServerThatIsGoneIsSoonKnown(t *testing.T) {
	start := time.Now()
	_, err := redisstore.Open(t.Context(), "redis://user:hunter2@"+redistest.FreeAddress(t), slog.New(slog.DiscardHandler))
	if err == nil || !strings.Contains(err.Error(), "refused") {
		t.Errorf("Open without a server: %v", err)
	}
	if took := time.Since(start); took > 3*time.Second {
		t.Errorf("it took %s to know that nobody is there", took)
	}
}

func TestServerRestartedEmpty(t *testing.T) {
	server := redistest.Start(t)
	s := mustOpen(t, "redis://"+server.Addr)
	old, err := s.Lease(t.Context(), "support", "a", time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	server.Do(t, "FLUSHALL")
	server.Do(t, "SCRIPT", "FLUSH")
	if err := s.Commit(t.Context(), old, storetest.Page(0, 10)); !errors.Is(err, store.ErrFenced) {
		t.Errorf("Commit: %v, want ErrFenced", err)
	}
}

func TestPasswords(t *testing.T) {
	server := redistest.Start(t, "requirepass right%pass")
	for _, c := range []struct{ credentials, says string }{
		{"", "wants a password"},
		{":hunter2@", "check user and password"},
		{"nobody:hunter2@", "check user and password"},
		{":right%25pass@", ""},
	} {
		s, err := redisstore.Open(t.Context(), "redis://"+c.credentials+server.Addr, slog.New(slog.DiscardHandler))
		switch {
		case err == nil && c.says == "":
			_ = s.Close()
		case err == nil || c.says == "" || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "hunter2"):
			t.Errorf("%s: error %v, want one that says %q and shows no password", c.credentials, err, c.says)
		}
	}
}

func TestSentinelFindsTheMaster(t *testing.T) {
	master := redistest.Start(t)
	sentinel := redistest.StartSentinel(t, "sentinel monitor tickets "+strings.Replace(master.Addr, ":", " ", 1)+" 1")
	s := mustOpen(t, "redis+sentinel://"+sentinel.Addr+"/tickets")
	if _, err := s.Lease(t.Context(), "support", "a", time.Minute); err != nil {
		t.Fatal(err)
	}
	if n := master.Do(t, "DBSIZE"); n != int64(1) {
		t.Errorf("the master holds %v keys, want the lease", n)
	}
}
