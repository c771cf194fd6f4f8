package status_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/deskhand/deskhand/sweeper"
	"github.com/deskhand/deskhand/sweeper/status"
	"github.com/deskhand/deskhand/sweeper/store"
)

// remember keeps a journal of the desk.
func (s *stage) remember(t testing.TB, desk string, j sweeper.Journal) {
	t.Helper()
	token, err := s.store.Lease(t.Context(), desk, "test", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	state := store.State{Notes: map[string]string{"journal": string(encoded(t, j))}}
	if err := s.store.Commit(t.Context(), token, store.Batch{State: &state}); err != nil {
		t.Fatal(err)
	}
}

// fullStage is a stage with something on every page.
func fullStage(t testing.TB) *stage {
	t.Helper()
	s := newStage(func(o *status.Options) {
		o.Config = func() status.Config {
			return status.Config{Hash: "3f2a9c", Loaded: noon.Add(-time.Hour), Files: []string{"deskhand.yaml"}, Changed: []string{"policy.stale_after"},
				Refused: noon.Add(-time.Minute), Why: []string{`deskhand.yaml:14:5 unknown key "schedul"; did you mean schedule?`}}
		}
		o.Desks[0].Ends, o.Desks[0].Used = noon.AddDate(0, 0, 9), func() float64 { return 0.31 }
	})
	var rows []sweeper.Shown
	for n := range 8 {
		rows = append(rows, row(n+1, []string{"decide", "move", "timeline", "details"}[n%4], int64(n), time.Duration(n+1)*50*time.Hour))
	}
	s.swept(t, rows...)
	s.now = s.now.Add(time.Second)
	s.keep(t, "support", sweeper.Report{Started: s.now, Result: sweeper.OK, Owner: "host-1-ABCDEF", Config: "3f2a9c", Seen: 148, Planned: 12, Written: 10, FeedUntil: noon.Add(-time.Minute), Held: map[string]int{"parked": 1, "live": 1}})
	s.keep(t, "eng", sweeper.Report{Started: s.now, Result: sweeper.OK, Mode: sweeper.Observe, Seen: 40, Planned: 18, Held: map[string]int{"observe": 18}})
	j := sweeper.Journal{
		Written: []sweeper.Written{
			{At: noon, Ticket: "1", Key: "1", Add: []string{"stale_high_impact", "high_impact"}, Note: "stale", Ref: "dh1-7k2m9q"},
			{At: noon.Add(-time.Hour), Ticket: "2", Key: "2", Remove: []string{"escalation_requested"}},
		},
		Overrides: []sweeper.Override{
			{At: noon, Ticket: "2", Key: "2", Tag: "stale_high_impact", Action: sweeper.TookOff, By: "Dana Ito"},
			{At: noon.Add(-time.Hour), Ticket: "3", Key: "3", Tag: "deskhand_ignore", Action: sweeper.Ignores, By: "<i>Mira</i>"},
		},
		Parked: []sweeper.Parked{{Ticket: "9", Key: "9", Until: noon.Add(20 * time.Hour), Why: "a field is required"}},
	}
	for n := range 14 {
		j.Days = append(j.Days, sweeper.Day{Date: noon.AddDate(0, 0, -n).Format(time.DateOnly), Written: 10 + n, Notes: 3,
			Raised: map[string]int{"stale_high_impact": 4}, Removed: map[string]int{"stale_high_impact": n % 2}, Waiting: map[string]int{"decide": 20 + n*n%17, "move": 30 - n}})
	}
	s.remember(t, "support", j)
	for range 3 {
		s.page.Requested("support", "/api/v2/tickets/{id}.json", 200)
	}
	return s
}

func TestPastIsTold(t *testing.T) {
	s := fullStage(t)
	says(t, s.get("/written"), http.StatusOK, "&#43;stale_high_impact &#43;high_impact", "-escalation_requested", "dh1-7k2m9q", `href="/t/support/1"`)
	only := s.get("/written?q=ref+dh1-7k2m9q")
	says(t, only, http.StatusOK, "1 of 1", "support 1<")
	silent(t, only, "escalation_requested")
	says(t, s.get("/overrides"), http.StatusOK, "stale_high_impact", "12 %", "took off stale_high_impact", "Dana Ito", "&lt;i&gt;Mira", "leave it alone")
	says(t, s.get("/trends"), http.StatusOK, "<svg", "2026-11-24", "2026-11-11", "polyline")
	says(t, s.get("/desks"), http.StatusOK, "31 %", "a field is required", "ends 3 Dec 2026", "1 live, 1 parked",
		"host-1-ABCDEF", "<code>3f2a9c</code></td>", `/api/v2/tickets/{id}.json</th><td role="cell" data-label="Desk">support</td><td role="cell" class="number" data-label="How often">3</td>`)
	says(t, s.get("/config"), http.StatusOK, "3f2a9c", "policy.stale_after", "unknown key", "deskhand.yaml")
	says(t, s.get("/t/support/1"), http.StatusOK, "a note (stale)")
}

func TestTablesAreGivenAsCSV(t *testing.T) {
	s := fullStage(t)
	bad := row(50, "move", 1, time.Hour)
	bad.Quote = "=cmd|' /C calc'!A0"
	s.swept(t, bad)
	w := s.get("/?format=csv&need=move")
	says(t, w, http.StatusOK, "desk,ticket,url,needs", "support,50,", `'=cmd|' /C calc'!A0`)
	silent(t, w, ",=cmd", "support,1,")
	if got := w.Header().Get("Content-Type"); got != "text/csv; charset=utf-8" {
		t.Errorf("it is called %s", got)
	}
	says(t, s.get("/written?format=csv"), http.StatusOK, "at,desk,ticket,tags,note,ref", "dh1-7k2m9q")
	says(t, s.get("/overrides?format=csv"), http.StatusOK, "at,desk,ticket,action,tag,by", "removed,stale_high_impact,Dana Ito")
}

func TestQueueIsSearched(t *testing.T) {
	s := newStage(nil)
	one, two := row(1, "decide", 1, time.Hour), row(2, "timeline", 1, time.Hour)
	two.Ref, two.Reasons, two.Quote = "dh1-aaaaaa", []string{"SSO unavailable"}, "nobody can sign in"
	s.swept(t, one, two)
	for query, want := range map[string]string{
		"q=dh1-aaaaaa": "2", "q=ref+dh1-aaaaaa": "2", "q=SIGN+IN": "2", "q=support/1": "1", "need=owed": "2", "reason=SSO+unavailable": "2", "desk=support&need=decide": "1",
	} {
		says(t, s.get("/?"+query), http.StatusOK, "1-1 of 1", "support "+want+"<")
	}
	says(t, s.get("/?q=dh1-zzzzzz"), http.StatusOK, "Nothing in the queue fits", `href="/written?q=dh1-zzzzzz"`)
	says(t, s.get("/?desk=eng"), http.StatusOK, "Nothing waits here")
}

func TestPageBehindAProxy(t *testing.T) {
	s := newStage(func(o *status.Options) { o.Base = "/deskhand/" })
	s.swept(t, row(1, "decide", 1, time.Hour))
	for _, path := range []string{"/", "/deskhand/"} { // a proxy may take its path away, or leave it
		says(t, s.get(path), http.StatusOK, `href="/deskhand/desks"`, `href="/deskhand/t/support/1"`, `action="/deskhand/"`)
	}
	says(t, s.get("/deskhand/t/support/1"), http.StatusOK, "support 1")
	says(t, s.get("/readyz"), http.StatusOK, "ok")
	says(t, s.get("/deskhand/readyz"), http.StatusOK, "ok")
	if w := s.get("/deskhand"); w.Code != http.StatusMovedPermanently || w.Header().Get("Location") != "/deskhand/" {
		t.Errorf("without its stroke it answers %d, %s", w.Code, w.Header().Get("Location"))
	}
	says(t, s.get("/deskhander/desks"), http.StatusNotFound)
}
