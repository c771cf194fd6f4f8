package status_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/deskhand/deskhand/sweeper"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
	"github.com/deskhand/deskhand/sweeper/status"
)

func TestMetrics(t *testing.T) {
	refused := time.Time{}
	s := newStage(func(o *status.Options) { o.Config = func() status.Config { return status.Config{Refused: refused} } })
	says(t, s.get("/metrics"), http.StatusOK,
		`deskhand_sweeps_total{desk="support",result="failed"} 0`,
		`deskhand_writes_total{desk="eng",kind="note",outcome="unsure"} 0`,
		`deskhand_config_last_reload_successful 1`,
		`deskhand_build_info{goversion="go`)
	silent(t, s.get("/metrics"), "deskhand_sweep_last_success_timestamp_seconds{")

	s.swept(t, row(1, "decide", 1, time.Hour), row(2, "move", 1, time.Hour))
	s.page.Began("support")
	s.page.Requested("support", "/api/v2/tickets/{id}.json", 200)
	s.page.Requested("support", "/api/v2/tickets/{id}.json", 0)
	plan := helpdesk.Plan{Ticket: "1", Add: []string{"stale_high_impact"}, Note: &helpdesk.Note{Kind: "stale"}}
	s.page.Wrote("support", plan, helpdesk.Outcome{Result: helpdesk.Written})
	s.page.Wrote("support", plan, helpdesk.Outcome{Result: helpdesk.Conflict})
	s.page.Ended(sweeper.Report{Desk: "support", Result: sweeper.OK, Took: 2, Overrides: []sweeper.Override{{Tag: "stale_high_impact", Action: sweeper.TookOff}}})
	s.page.Ended(sweeper.Report{Desk: "eng", Result: sweeper.Skipped})
	s.now = s.now.Add(time.Second)
	s.keep(t, "support", sweeper.Report{Started: s.now, Result: sweeper.OK, Held: map[string]int{"guard": 40}})
	refused = s.now
	says(t, s.get("/metrics"), http.StatusOK,
		`deskhand_sweeps_total{desk="support",result="ok"} 1`,
		`deskhand_sweep_duration_seconds_count{desk="support"} 1`,
		`deskhand_sweep_duration_seconds_count{desk="eng"} 0`,
		`deskhand_desk_requests_total{code="200",desk="support",route="/api/v2/tickets/{id}.json"} 1`,
		`deskhand_desk_requests_total{code="none",desk="support",route="/api/v2/tickets/{id}.json"} 1`,
		`deskhand_writes_total{desk="support",kind="tags",outcome="conflict"} 1`,
		`deskhand_writes_total{desk="support",kind="note",outcome="written"} 1`,
		`deskhand_flags_raised_total{desk="support",rule="stale_high_impact"} 1`,
		`deskhand_escalations{desk="support",state="recommended"} 2`,
		`deskhand_flags{desk="support",flag="stale"} 2`,
		`deskhand_writes_held{cause="guard",desk="support"} 40`,
		`deskhand_sweep_last_success_timestamp_seconds{desk="eng"}`,
		`deskhand_config_last_reload_successful 0`)
	silent(t, s.get("/metrics"), "Pathways", "Dana", "acme")
}

func TestRulesAreCapped(t *testing.T) {
	s := newStage(nil)
	for n := range 100 {
		plan := helpdesk.Plan{Add: []string{strings.Repeat("x", n+1)}}
		s.page.Wrote("support", plan, helpdesk.Outcome{Result: helpdesk.Written})
	}
	body := s.get("/metrics").Body.String()
	if n := strings.Count(body, "deskhand_flags_raised_total{"); n != 65 {
		t.Errorf("%d rules are told, want 64 and the rest", n)
	}
	if !strings.Contains(body, `deskhand_flags_raised_total{desk="support",rule="other"} 36`) {
		t.Error("the rest is not counted")
	}
}

func TestReadyIsRedWhenADeskIsLate(t *testing.T) {
	s := newStage(nil)
	says(t, s.get("/readyz"), http.StatusOK, "ok") // it has just started
	s.now = s.now.Add(20 * time.Minute)
	says(t, s.get("/readyz?verbose"), http.StatusServiceUnavailable, "desk support is late since Tue 24 Nov 2026 12:15 UTC", "desk eng: not swept yet")
	s.keep(t, "support", sweeper.Report{Started: s.now, Result: sweeper.OK})
	says(t, s.get("/readyz"), http.StatusOK, "ok")
	says(t, s.get("/readyz?verbose"), http.StatusOK, "desk support: ok")

	s.now = s.now.Add(14 * time.Minute)
	s.keep(t, "support", sweeper.Report{Started: s.now, Result: sweeper.Failed, Why: "secret detail"})
	says(t, s.get("/readyz"), http.StatusOK)
	s.now = s.now.Add(2 * time.Minute)
	w := s.get("/readyz?verbose")
	says(t, w, http.StatusServiceUnavailable, "desk support is late")
	silent(t, w, "secret detail")
	says(t, s.get("/healthz"), http.StatusOK)
}
