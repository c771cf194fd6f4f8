package status_test

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/deskhand/deskhand/sweeper"
	"github.com/deskhand/deskhand/sweeper/escalation"
	"github.com/deskhand/deskhand/sweeper/status"
	"github.com/deskhand/deskhand/sweeper/store"
	"github.com/deskhand/deskhand/sweeper/store/storetest"
)

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// stage is a page over a store in memory, at a time that tests move.
type stage struct {
	store *storetest.Memory
	page  *status.Page
	now   time.Time
}

func newStage(change func(*status.Options)) *stage {
	s := &stage{store: new(storetest.Memory), now: noon}
	o := status.Options{
		Store: s.store, Now: func() time.Time { return s.now }, Log: slog.New(slog.DiscardHandler), Version: "v1.2.3",
		Tags: status.Tags{Approved: "escalation_approved", Denied: "escalation_denied", Ignore: "deskhand_ignore", Stale: "stale_high_impact"},
		Desks: []status.Desk{
			{Name: "support", Type: "zendesk", Mode: "note", Next: every(5 * time.Minute)},
			{Name: "eng", Type: "jira", Mode: "observe", Next: every(time.Hour)},
		},
	}
	if change != nil {
		change(&o)
	}
	s.page = status.New(o)
	return s
}

func every(d time.Duration) func(time.Time) time.Time {
	return func(t time.Time) time.Time { return t.Truncate(d).Add(d) }
}

// keep commits a run report and rows, as a sweep does.
func (s *stage) keep(t testing.TB, desk string, report sweeper.Report, rows ...sweeper.Shown) {
	t.Helper()
	token, err := s.store.Lease(t.Context(), desk, "test", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	report.Desk, report.Mode = desk, cmp.Or(report.Mode, sweeper.Note)
	if report.Listed.IsZero() && report.Result == sweeper.OK {
		report.Listed = s.now
	}
	b := store.Batch{Put: map[string]store.Record{}, Run: encoded(t, report)}
	for _, r := range rows {
		b.Put[r.Ticket] = store.Record{Shown: slices.Concat(encoded(t, r), []byte("\n"), encoded(t, r.Explanation))}
	}
	if err := s.store.Commit(t.Context(), token, b); err != nil {
		t.Fatal(err)
	}
}

// swept keeps an ok report of both desks.
func (s *stage) swept(t testing.TB, rows ...sweeper.Shown) {
	t.Helper()
	s.keep(t, "support", sweeper.Report{Started: s.now, Result: sweeper.OK}, rows...)
	s.keep(t, "eng", sweeper.Report{Started: s.now, Result: sweeper.OK})
}

func encoded(t testing.TB, v any) []byte {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// get asks as a browser on this machine does.
func (s *stage) get(path string, change ...func(*http.Request)) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.Host = "127.0.0.1:8080"
	r.Header.Set("Accept", "text/html,*/*")
	for _, c := range change {
		c(r)
	}
	w := httptest.NewRecorder()
	s.page.ServeHTTP(w, r)
	return w
}

// says fails the test unless the answer has the code and every text.
func says(t *testing.T, w *httptest.ResponseRecorder, code int, texts ...string) {
	t.Helper()
	if w.Code != code {
		t.Errorf("code %d, want %d", w.Code, code)
	}
	for _, text := range texts {
		if !strings.Contains(w.Body.String(), text) {
			t.Errorf("the page does not say %q:\n%s", text, w.Body)
		}
	}
}

func silent(t *testing.T, w *httptest.ResponseRecorder, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if strings.Contains(w.Body.String(), text) {
			t.Errorf("the page says %q:\n%s", text, w.Body)
		}
	}
}

func row(n int, needs string, impact int64, since time.Duration) sweeper.Shown {
	return sweeper.Shown{
		Ticket: fmt.Sprint(n), Key: fmt.Sprint(n), URL: fmt.Sprintf("https://acme.zendesk.com/agent/tickets/%d", n), Needs: needs,
		State: "recommended", Flags: []string{"stale_high_impact"}, Reasons: []string{"Pathways, feeds, Plans or content cards are not available at all"},
		Quote: "none of our 2,300 learners can open Pathways", QuoteBy: "Ana Ruiz", QuoteAt: noon.Add(-since),
		Affected: 2300, Since: noon.Add(-since), LastMove: "Dana Ito, reply", MovedAt: noon.Add(-since), Ref: "dh1-7k2m9q", Impact: impact,
		Explanation: escalation.Explanation{Headline: "Support has had the ball for 9 days (limit 7).", Sections: []escalation.Section{{
			Name: "ball", Title: "Who had the ball", Sentences: []string{"Last support move: reply by Dana Ito, Sun 15 Nov 12:00."},
			Head: []string{"The ball", "From", "To", "For"}, Rows: [][]string{{"support", "Sun 15 Nov 12:00", "Tue 24 Nov 12:00", "9d"}}, Foot: []string{"In all", "", "", "9d"},
		}}},
	}
}

func TestQueueSaysWhatWaitsForWhom(t *testing.T) {
	s := newStage(nil)
	s.swept(t, row(1, "move", 1, 8*24*time.Hour), row(2, "decide", 9, 50*time.Hour), row(3, "decide", 1, 9*24*time.Hour+2*time.Hour))
	w := s.get("/")
	says(t, w, http.StatusOK, "You can rely on this list", "1-3 of 3", "none of our 2,300 learners can open Pathways", "Ana Ruiz",
		"2,300", "9 d 2 h", "Dana Ito, reply", `href="https://acme.zendesk.com/agent/tickets/2"`, `href="/t/support/2"`, "recommended, stale and of high impact")
	body := w.Body.String()
	if a, b, c := strings.Index(body, "support 2<"), strings.Index(body, "support 3<"), strings.Index(body, "support 1<"); a > b || b > c || a < 0 {
		t.Errorf("rows stand at %d, %d, %d: want highest impact first, then longest with support", a, b, c)
	}
	only := s.get("/?need=decide")
	says(t, only, http.StatusOK, "1-2 of 2", "leaves this list when leadership approves or denies it")
	silent(t, only, "support 1<")
	says(t, s.get("/?need=owed"), http.StatusOK, "Nothing waits here")
}

// link returns the address that the page gives for the next or previous stretch.
func link(t *testing.T, w *httptest.ResponseRecorder, rel string) string {
	t.Helper()
	found := regexp.MustCompile(`href="([^"]*)" rel="` + rel + `"`).FindStringSubmatch(w.Body.String())
	if found == nil {
		t.Fatalf("the page has no link %s", rel)
	}
	return html.UnescapeString(found[1])
}

func TestQueueIsPaged(t *testing.T) {
	s := newStage(nil)
	var rows []sweeper.Shown
	for n := range 250 {
		rows = append(rows, row(n, "move", int64(n), 8*24*time.Hour))
	}
	s.swept(t, rows...)
	first := s.get("/?need=move")
	says(t, first, http.StatusOK, "1-100 of 250", `rel="next"`, "support 249<", "support 150<")
	second := s.get(link(t, first, "next"))
	says(t, second, http.StatusOK, "101-200 of 250", "support 149<")
	third := s.get(link(t, second, "next"))
	says(t, third, http.StatusOK, "201-250 of 250", "support 0<")
	silent(t, third, `rel="next"`)
	says(t, s.get(link(t, third, "prev")), http.StatusOK, "101-200 of 250")

	s.now = s.now.Add(time.Second)
	s.swept(t, row(300, "move", 1000, 8*24*time.Hour)) // one more on top moves nobody to another page
	says(t, s.get(link(t, first, "next")), http.StatusOK, "102-201 of 251", "support 149<")
	for _, odd := range []string{"x", "1.2.3", "9999999999999999999999.1.a.b", "-5.0.support.1"} {
		says(t, s.get("/?after="+odd), http.StatusOK)
		says(t, s.get("/?before="+odd), http.StatusOK)
	}
}

func TestPageOfThousandsStaysSmall(t *testing.T) {
	s := newStage(nil)
	var rows []sweeper.Shown
	for n := range 10_000 {
		r := row(n, "move", int64(n), 8*24*time.Hour)
		r.Quote = strings.Repeat("<&\">", 40)
		rows = append(rows, r)
	}
	s.swept(t, rows...)
	if size := s.get("/").Body.Len(); size > 300_000 {
		t.Errorf("the page has %d bytes", size)
	}
}

func TestNothingIdleLooksFine(t *testing.T) {
	for name, c := range map[string]struct {
		report sweeper.Report
		later  time.Duration
		says   []string
	}{
		"failed":  {sweeper.Report{Result: sweeper.Failed, Why: "the desk refuses our credentials"}, 0, []string{"may lack tickets", "its last sweep failed: the desk refuses our credentials"}},
		"partial": {sweeper.Report{Result: sweeper.Partial, Why: "429"}, 0, []string{"may lack tickets", "did not see everything"}},
		"late":    {sweeper.Report{Result: sweeper.OK}, 3 * time.Hour, []string{"may lack tickets", "ended 3 h ago"}},
		"guard":   {sweeper.Report{Result: sweeper.OK, Held: map[string]int{"guard": 40}}, 0, []string{"You can rely", "the flood guard holds 40 tickets", "--allow-backlog"}},
		"cap":     {sweeper.Report{Result: sweeper.OK, Held: map[string]int{"cap": 1}}, 0, []string{"You can rely", "1 ticket waits for the next sweep"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(nil)
			s.swept(t)
			s.now = s.now.Add(time.Second)
			c.report.Started = s.now
			s.keep(t, "support", c.report)
			s.now = s.now.Add(c.later)
			says(t, s.get("/"), http.StatusOK, c.says...)
			says(t, s.get("/desks"), http.StatusOK)
		})
	}
	t.Run("never swept", func(t *testing.T) {
		says(t, newStage(nil).get("/"), http.StatusOK, "may lack tickets", "it has not been swept yet")
	})
	t.Run("observe", func(t *testing.T) {
		s := newStage(nil)
		s.swept(t)
		s.now = s.now.Add(time.Second)
		s.keep(t, "eng", sweeper.Report{Started: s.now, Result: sweeper.OK, Held: map[string]int{"observe": 18}})
		says(t, s.get("/"), http.StatusOK, "it is in observe mode and writes nothing; the last sweep would have changed 18 tickets")
	})
	t.Run("off", func(t *testing.T) {
		s := newStage(func(o *status.Options) { o.Desks[1].Mode, o.Desks[1].Next = "off", nil })
		s.swept(t)
		says(t, s.get("/"), http.StatusOK, "may lack tickets", "it is off")
		says(t, s.get("/desks"), http.StatusOK, ">off<")
	})
	t.Run("no store", func(t *testing.T) {
		s := newStage(func(o *status.Options) { o.Store = brokenStore{o.Store} })
		says(t, s.get("/"), http.StatusOK, "may lack tickets", "the store can&#39;t be read")
		says(t, s.get("/t/support/1"), http.StatusServiceUnavailable, "The store can&#39;t be read")
		says(t, s.get("/readyz"), http.StatusServiceUnavailable, "support", "eng")
	})
}

func TestTicketSaysHowToDecide(t *testing.T) {
	s := newStage(nil)
	s.swept(t, row(48000, "decide", 1, 50*time.Hour))
	says(t, s.get("/t/support/48000"), http.StatusOK, "Decide.", "<code>escalation_approved</code>", "<code>escalation_denied</code>",
		"dh1-7k2m9q", "Support has had the ball for 9 days (limit 7).", `data-label="From">Sun 15 Nov 12:00`, "<code>stale_high_impact</code>",
		"deskhand explain -c FILE support/48000", "Sun 22 Nov 10:00", "UTC</time>, the zone of all times here")
	says(t, s.get("/t/support/1"), http.StatusNotFound, "deskhand explain -c FILE support/1")
	says(t, s.get("/t/nobody/1"), http.StatusNotFound, "no such page")
	says(t, s.get("/nowhere"), http.StatusNotFound, "no such page")
}

func TestExplanationsAreMarkedAsOfTheirLanguage(t *testing.T) {
	s := newStage(func(o *status.Options) { o.Language = "de" })
	s.swept(t, row(1, "decide", 1, time.Hour))
	says(t, s.get("/t/support/1"), http.StatusOK, `<html lang="en">`, `<p class="headline" lang="de">`, `<section lang="de"`)
}

func TestTicketTextIsData(t *testing.T) {
	s := newStage(nil)
	bad := "<script>alert(1)</script>\"'>\x1b[31m\u202egnp\x00\n\xff"
	s.swept(t, sweeper.Shown{
		Ticket: `1"><i>`, Key: bad, URL: "javascript:alert(1)", Needs: bad, State: bad, Flags: []string{bad}, Reasons: []string{bad},
		Quote: bad, QuoteBy: bad, LastMove: bad, Ref: bad, Impact: 1,
		Explanation: escalation.Explanation{Headline: bad, Sections: []escalation.Section{{
			Name: bad, Title: bad, Sentences: []string{bad}, Head: []string{bad, bad}, Rows: [][]string{{bad, bad}}, Foot: []string{bad, bad},
		}}},
	})
	for _, path := range []string{"/", "/t/support/1%22%3E%3Ci%3E", "/t/support/%3Cscript%3E%1b", "/?need=%3Cscript%3E"} {
		w := s.get(path)
		silent(t, w, "<script", "javascript:", "\x1b", "\u202e", "\x00", "\xff", "<i>")
	}
	says(t, s.get("/"), http.StatusOK, "␛[31m")
}

func TestPageLoadsNothing(t *testing.T) {
	s := newStage(nil)
	s.swept(t, row(1, "move", 1, 8*24*time.Hour))
	for _, path := range []string{"/", "/desks", "/t/support/1"} {
		w := s.get(path)
		silent(t, w, "<script", "src=", "<link", " style=", "ZgotmplZ")
		policy := w.Header().Get("Content-Security-Policy")
		if !strings.HasPrefix(policy, "default-src 'none'; style-src 'sha256-") {
			t.Errorf("%s: Content-Security-Policy %q", path, policy)
		}
	}
}

// brokenStore is a store that can't be used.
type brokenStore struct{ store.Store }

var errBroken = errors.New("redis: connection refused")

func (brokenStore) Runs(context.Context, string, int) ([][]byte, error) { return nil, errBroken }

func (brokenStore) Records(context.Context, string, []string) (map[string]store.Record, error) {
	return nil, errBroken
}
