package zendesksim_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/deskhand/deskhand/connectors/simulator"
	"github.com/deskhand/deskhand/connectors/simulator/zendesksim"
)

// Whatever is asked, the account answers, and never with a failure of its own.
func FuzzNoRequestBreaksIt(f *testing.F) {
	f.Add("PUT", "tickets/1", "", `{"ticket":{"comment":{"body":"{{x}}","public":false},"tags":["a b"],"custom_fields":[{"id":6130830400896,"value":[1]}]}}`)
	f.Add("PUT", "tickets/update_many", "ids=1,2", `{"ticket":{"additional_tags":["x"]}}`)
	f.Add("GET", "incremental/tickets/cursor", "cursor=MTc5MzYxMDAwMC4wfHwzfA==&per_page=0", "")
	f.Add("GET", "tickets/1/audits", "page[size]=1&page[after]=eyJvIjoieCIsInYiOiIxLjIifQ==&sort=-created_at", "")
	f.Add("GET", "search/export", "filter[type]=ticket&query=-status>=open updated<2026-01-01 tags:", "")
	f.Add("DELETE", "tickets/1/tags", "", `{"tags":["x"],"safe_update":null}`)
	f.Add("GET", "users", "role[]=agent&page=-1", "")
	f.Fuzz(func(t *testing.T, method, path, query, body string) {
		u := url.URL{Scheme: "https", Host: "acme.zendesk.com", Path: "/api/v2/" + path, RawQuery: query}
		req, err := http.NewRequest(method, u.String(), strings.NewReader(body))
		if err != nil {
			t.Skip("no request at all")
		}
		a := newAccount(t, zendesksim.Options{Quirks: quick})
		a.ticket("SSO")
		a.desk.Create(simulator.NewTicket{Requester: a.customer().ID, Problem: 1})
		req.Header.Set("Authorization", "Bearer "+zendesksim.DefaultBearer)
		resp, err := a.http.RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		if resp.StatusCode >= 500 {
			t.Errorf("%s %s gave %d", method, u.String(), resp.StatusCode)
		}
	})
}
