package redisstore_test

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/deskhand/deskhand/sweeper/store"
	"github.com/deskhand/deskhand/sweeper/store/redisstore"
)

// page is a batch as a sweep commits it: n tickets in a row, one in ten with a due time, one in a hundred flagged.
func page(from, n int) store.Batch {
	b := store.Batch{Put: make(map[string]store.Record, n), State: &store.State{Cursor: "MTc5NTUwMDAwMC4wfHw0NzEx"}}
	for i := from; i < from+n; i++ {
		r := store.Record{Version: "2026-11-24T10:00:00Z"}
		if i%10 == 0 {
			r.Due = time.Unix(1795500000+int64(i), 0).UTC()
		}
		if i%100 == 0 {
			r.Shown = fmt.Appendf(nil, `{"Ticket":"%d","Subject":"Pathways do not open"}`, i)
		}
		b.Put[fmt.Sprint(i)] = r
	}
	return b
}

func idsOf(b store.Batch) []string {
	var ids []string
	for id := range b.Put {
		ids = append(ids, id)
	}
	return ids
}

func TestRoundTripsOfAPage(t *testing.T) {
	p := startProxy(t, startRedis(t).addr)
	s := mustOpen(t, "redis://"+p.addr)
	token, err := s.Lease(t.Context(), "support", "a", time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	// The first time the client connects and the server learns the script.
	_, err1 := s.Records(t.Context(), "support", []string{"1"})
	if err := errors.Join(err1, s.Commit(t.Context(), token, page(0, 10))); err != nil {
		t.Fatal(err)
	}
	b := page(48000, 1000)
	b.Run = []byte("run")
	got := p.count(func() {
		_, err1 := s.Records(t.Context(), "support", idsOf(b))
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
	server := startRedis(t)
	p := startProxy(t, server.addr)
	s := mustOpen(t, "redis://"+p.addr)

	p.loseAnswers(2) // also that of the driver's second try
	if token, err := s.Lease(t.Context(), "support", "a", time.Minute); err == nil {
		t.Fatalf("no answer came, yet Lease returned %v", token)
	}
	token, err := s.Lease(t.Context(), "support", "a", time.Minute)
	if err != nil {
		t.Fatalf("the owner does not find its own claim: %v", err)
	}

	b := page(0, 100)
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
	server := startRedis(t)
	s := mustOpen(t, "redis://"+server.addr)
	token, err := s.Lease(t.Context(), "support", "a", time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	before := page(0, 100)
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
		server.do(t, c.trouble...)
		err := s.Commit(t.Context(), token, step)
		if c.mended != nil {
			server.do(t, c.mended...)
		}
		if err == nil || errors.Is(err, store.ErrFenced) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%v: error %v, want one that says %q", c.trouble, err, c.says)
		}
		if c.mended == nil {
			continue
		}
		got, err := s.Records(t.Context(), "support", append(idsOf(before), "500"))
		if diff := cmp.Diff(before.Put, got); diff != "" || err != nil {
			t.Errorf("%v: half a commit took place, error %v:\n%s", c.trouble, err, diff)
		}
	}
}

func TestServerThatIsGoneIsSoonKnown(t *testing.T) {
	start := time.Now()
	_, err := redisstore.Open(t.Context(), "redis://user:hunter2@"+freeAddress(t), slog.New(slog.DiscardHandler))
	if err == nil || !strings.Contains(err.Error(), "refused") {
		t.Errorf("Open without a server: %v", err)
	}
	if took := time.Since(start); took > 3*time.Second {
		t.Errorf("it took %s to know that nobody is there", took)
	}
}

func TestServerRestartedEmpty(t *testing.T) {
	server := startRedis(t)
	s := mustOpen(t, "redis://"+server.addr)
	old, err := s.Lease(t.Context(), "support", "a", time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	server.do(t, "FLUSHALL")
	server.do(t, "SCRIPT", "FLUSH")
	if err := s.Commit(t.Context(), old, page(0, 10)); !errors.Is(err, store.ErrFenced) {
		t.Errorf("Commit: %v, want ErrFenced", err)
	}
}

func TestPasswords(t *testing.T) {
	server := startRedis(t, "requirepass right%pass")
	for _, c := range []struct{ credentials, says string }{
		{"", "wants a password"},
		{":hunter2@", "check user and password"},
		{"nobody:hunter2@", "check user and password"},
		{":right%25pass@", ""},
	} {
		s, err := redisstore.Open(t.Context(), "redis://"+c.credentials+server.addr, slog.New(slog.DiscardHandler))
		switch {
		case err == nil && c.says == "":
			_ = s.Close()
		case err == nil || c.says == "" || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "hunter2"):
			t.Errorf("%s: error %v, want one that says %q and shows no password", c.credentials, err, c.says)
		}
	}
}

func TestSentinelFindsTheMaster(t *testing.T) {
	master := startRedis(t)
	sentinel := startSentinel(t, "tickets", master)
	s := mustOpen(t, "redis+sentinel://"+sentinel.addr+"/tickets")
	if _, err := s.Lease(t.Context(), "support", "a", time.Minute); err != nil {
		t.Fatal(err)
	}
	if n := master.do(t, "DBSIZE"); n != int64(1) {
		t.Errorf("the master holds %v keys, want the lease", n)
	}
}
