package jirasim_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/deskhand/deskhand/connectors/simulator"
	"github.com/deskhand/deskhand/connectors/simulator/jirasim"
)

// refused asks until the server has had enough, and returns that answer and how many were let through.
func (s *sim) refused(ask func() answer) (answer, int) {
	s.t.Helper()
	for n := range 1000 {
		if a := ask(); a.status == http.StatusTooManyRequests {
			return a, n
		}
	}
	s.t.Fatal("nothing was refused")
	return answer{}, 0
}

func TestEachLimitHasItsReason(t *testing.T) {
	read := func(s *sim) answer { return s.ask("GET", "/rest/api/3/myself", nil) }
	write := func(s *sim) answer { return s.ask("PUT", "/rest/api/3/issue/OPS-1/properties/x", `1`) }
	for _, c := range []struct {
		reason string
		opts   jirasim.Options
		ask    func(*sim) answer
		passed int
		wait   string
	}{
		{"jira-burst-based", jirasim.Options{}, read, 100, "1"},
		{"jira-per-issue-on-write", jirasim.Options{}, write, 20, "2"},
		{"jira-quota-tenant-based", jirasim.Options{TenantQuota: 30}, read, 30, "480"}, // the next full hour
		{"jira-quota-global-based", jirasim.Options{GlobalQuota: 30}, read, 30, "480"},
	} {
		t.Run(c.reason, func(t *testing.T) {
			s := newSim(t, c.opts)
			a, passed := s.refused(func() answer { return c.ask(s) })
			if passed != c.passed || a.header.Get("RateLimit-Reason") != c.reason || a.header.Get("Retry-After") != c.wait {
				t.Errorf("%d passed, reason %q, Retry-After %q", passed, a.header.Get("RateLimit-Reason"), a.header.Get("Retry-After"))
			}
			if a.body["status"] != 429.0 || a.header.Get("X-RateLimit-Remaining") != "0" {
				t.Errorf("the refusal: %s", a.raw)
			}
			wait, err := time.ParseDuration(c.wait + "s")
			if err != nil {
				t.Fatal(err)
			}
			s.now = s.now.Add(wait)
			if again := c.ask(s); again.status == http.StatusTooManyRequests {
				t.Errorf("refused again after Retry-After has passed: %v", again.header)
			}
		})
	}
}

func TestANearLimitIsTold(t *testing.T) {
	s := newSim(t, jirasim.Options{})
	for n := range 90 {
		a := s.ask("GET", "/rest/api/3/myself", nil).want(t, http.StatusOK)
		if near := a.header.Get("X-RateLimit-NearLimit") == "true"; near != (n >= 80) {
			t.Fatalf("request %d: near the limit: %v", n+1, near)
		}
	}
}

func TestALimitMayAnswerWithAPage(t *testing.T) {
	s := newSim(t, jirasim.Options{HTMLLimits: true})
	a, _ := s.refused(func() answer { return s.ask("GET", "/rest/api/3/myself", nil) })
	if !strings.HasPrefix(a.header.Get("Content-Type"), "text/html") || a.header.Get("Retry-After") == "" {
		t.Errorf("%v %s", a.header, a.raw)
	}
}

func TestDataCenterFillsABucket(t *testing.T) {
	s := newSim(t, jirasim.Options{Deployment: jirasim.DataCenter, UserRate: 5})
	a, passed := s.refused(func() answer { return s.ask("GET", "/rest/api/2/myself", nil) })
	if passed != 5 || a.header.Get("X-RateLimit-FillRate") != "5" || a.header.Get("X-RateLimit-Interval-Seconds") != "1" || a.header.Get("Retry-After") != "1" {
		t.Errorf("%d passed: %v", passed, a.header)
	}
	s.now = s.now.Add(time.Second)
	s.ask("GET", "/rest/api/2/myself", nil).want(t, http.StatusOK)
}

func TestFaultsStrikeAndTheStatisticsCount(t *testing.T) {
	faults := &simulator.Faults{Rules: []simulator.Fault{
		{Method: "PUT", Path: "/rest/api/3/issue/*", Times: 1, After: true, Drop: true},
		{Method: "PUT", Path: "/rest/api/3/issue/*", Times: 1, Status: http.StatusConflict, Body: `{"errorMessages":["conflict"],"errors":{}}`},
		{Path: "/rest/api/3/myself", Times: 1, Status: http.StatusServiceUnavailable, Headers: map[string]string{"Retry-After": "7"}},
	}}
	s := newSim(t, jirasim.Options{Faults: faults})
	r, _ := http.NewRequest("PUT", s.base+"/rest/api/3/issue/OPS-1", strings.NewReader(`{"update":{"labels":[{"add":"once"}]}}`))
	r.Header.Set("Content-Type", "application/json")
	if _, err := s.RoundTrip(r); err == nil {
		t.Error("the connection was not cut off")
	}
	s.ask("PUT", "/rest/api/3/issue/OPS-1", labelEdit("+twice")).want(t, http.StatusConflict)
	if a := s.ask("GET", "/rest/api/3/myself", nil).want(t, http.StatusServiceUnavailable); a.header.Get("Retry-After") != "7" {
		t.Errorf("%v", a.header)
	}
	ticket, _ := s.desk.Ticket(s.ops)
	if !ticket.Has("once") || ticket.Has("twice") {
		t.Errorf("the first edit took place and the second did not: %v", ticket.Tags)
	}
	if n := s.server.Requests()["PUT /rest/api/3/issue/{issue}"].Requests; n != 2 {
		t.Errorf("the statistics count %d edits", n)
	}
}

func TestOptionsCanBeChangedFromOutside(t *testing.T) {
	s := newSim(t, jirasim.Options{})
	s.ask("PATCH", "/_sim/jira/options", object{"index_lag": "10m", "flicker": true, "zone": "America/Santiago"}).want(t, http.StatusOK)
	if o := s.get("/_sim/jira/options"); o["index_lag"] != "10m0s" || o["flicker"] != true || o["zone"] != "America/Santiago" {
		t.Errorf("%v", o)
	}
	s.ask("PATCH", "/_sim/jira/options", object{"zone": "Nowhere"}).want(t, http.StatusBadRequest)
	if moved := s.ask("POST", "/_sim/jira/move/1?project=WEB", nil).want(t, http.StatusOK); !strings.HasPrefix(moved.body["key"].(string), "WEB-") {
		t.Errorf("%s", moved.raw)
	}
	if ticket := s.get("/_sim/tickets/OPS-2"); ticket["id"] != 2.0 {
		t.Errorf("the ticket behind OPS-2: %v", ticket["id"])
	}
	s.ask("POST", "/_sim/tickets/WEB-4/tag", object{"by": "ann@acme.example", "tags": []string{"seen"}}).want(t, http.StatusOK)
	s.ask("POST", "/_sim/jira/migrate/99", nil).want(t, http.StatusNotFound)
	s.ask("POST", "/_sim/jira/migrate/1", nil).want(t, http.StatusOK)
	if stats := s.get("/_sim/stats"); at(stats, "writes", "notes") != 0.0 {
		t.Errorf("%v", stats)
	}
}
