package zendesksim_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/deskhand/deskhand/connectors/simulator"
	"github.com/deskhand/deskhand/connectors/simulator/zendesksim"
)

func TestTheAccountsLimitCountsDown(t *testing.T) {
	a := newAccount(t, zendesksim.Options{RateLimit: 3})
	a.now = a.now.Add(20 * time.Second)
	for left := 2; left >= 0; left-- {
		r := a.ask("GET", "/api/v2/users/me", "")
		want(t, r.header.Get("X-Rate-Limit-Remaining"), string(rune('0'+left)))
		want(t, r.header.Get("Ratelimit-Reset"), "40")
	}
	r := a.ask("GET", "/api/v2/users/me", "")
	want(t, r.status, http.StatusTooManyRequests)
	want(t, r.header.Get("Retry-After"), "40")
	if !strings.HasPrefix(r.body, "Number of allowed API requests per minute exceeded") || r.json != nil {
		t.Errorf("the body is %q, want plain text", r.body)
	}
	a.now = a.now.Add(40 * time.Second)
	want(t, a.ask("GET", "/api/v2/users/me", "").status, http.StatusOK)
}

func TestRetryAfterMayBeMissingOrStrange(t *testing.T) {
	for quirk, header := range map[string]string{"missing": "", "0": "0", "soon": "soon"} {
		a := newAccount(t, zendesksim.Options{RateLimit: 1, Quirks: zendesksim.Quirks{RetryAfter: quirk}})
		a.ask("GET", "/api/v2/users/me", "")
		want(t, a.ask("GET", "/api/v2/users/me", "").header.Get("Retry-After"), header)
	}
}

func TestEndpointsHaveLimitsOfTheirOwn(t *testing.T) {
	a := newAccount(t, zendesksim.Options{RateLimit: 700})
	for i := range 11 {
		r := a.ask("GET", exportStart, "")
		want(t, r.status == http.StatusTooManyRequests, i == 10)
		if i == 10 {
			r.want(t, "APIRateLimitExceeded", "error")
		}
	}
	a.ticket("SSO")
	for i := range 31 {
		r := a.ask("PUT", "/api/v2/tickets/1/tags", `{"tags":["a"]}`)
		want(t, r.status == http.StatusTooManyRequests, i == 30)
		if i == 0 {
			want(t, r.header.Get("zendesk-ratelimit-per-ticket-updates"), "total=30; remaining=29; resets=600")
		}
	}
	a.now = a.now.Add(10 * time.Minute)
	want(t, a.ask("PUT", "/api/v2/tickets/1/tags", `{"tags":["a"]}`).status, http.StatusOK)
}

func TestFaults(t *testing.T) {
	faults, err := simulator.LoadFaults(strings.NewReader(`
faults:
- {method: PUT, path: "/api/v2/tickets/*", times: 1, drop: true, after: true}
- {method: PUT, path: "/api/v2/tickets/*", times: 1, drop: true}
- {method: PUT, path: "/api/v2/tickets/*", times: 1, status: 409, headers: {Content-Type: application/json}, body: '{"error":"DatabaseConflict","description":"Database collision"}'}
- {method: GET, path: "/api/v2/tickets/*", times: 1, status: 502, headers: {Content-Type: text/html}, body: "<html>bad gateway</html>"}
- {method: GET, path: "/api/v2/tickets/*", skip: 1, times: 1, truncate: 20}
`))
	if err != nil {
		t.Fatal(err)
	}
	a := newAccount(t, zendesksim.Options{Faults: faults})
	a.ticket("SSO")
	put := func(tag string) (*http.Response, error) {
		req, err := http.NewRequest("PUT", "https://acme.zendesk.com/api/v2/tickets/1", strings.NewReader(`{"ticket":{"tags":["`+tag+`"]}}`))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+zendesksim.DefaultBearer)
		return a.http.RoundTrip(req)
	}
	for _, step := range []struct{ tag, stands string }{{"first", "first"}, {"second", "first"}} {
		if _, err := put(step.tag); err == nil {
			t.Errorf("the write of %s was answered", step.tag)
		}
		ticket, _ := a.desk.Ticket(1)
		want(t, ticket.Tags, []string{step.stands})
	}
	a.ask("PUT", "/api/v2/tickets/1", `{}`).want(t, "DatabaseConflict", "error")
	want(t, a.ask("GET", "/api/v2/tickets/1", "").status, http.StatusBadGateway)
	want(t, a.ask("GET", "/api/v2/tickets/1", "").status, http.StatusOK)
	want(t, a.sim.Requests()["PUT /api/v2/tickets/{id}"].Statuses["cut off"], 2)
}
