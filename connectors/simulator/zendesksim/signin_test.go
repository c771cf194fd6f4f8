package zendesksim_test

import (
	"encoding/base64"
	"net/http"
	"testing"
	"time"

	"github.com/deskhand/deskhand/connectors/simulator"
	"github.com/deskhand/deskhand/connectors/simulator/zendesksim"
)

func basic(user, password string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+password))
}

func TestWhoIsLetIn(t *testing.T) {
	a := newAccount(t, zendesksim.Options{})
	a.ticket("SSO")
	tests := []struct {
		name, auth     string
		me, ticket     int
		stranger, user bool
	}{
		{"nobody", "", 200, 401, true, false},
		{"a password", basic(simulator.SelfEmail, "secret"), 200, 401, true, false},
		{"a wrong API token", basic(simulator.SelfEmail+"/token", "wrong"), 401, 401, false, false},
		{"the API token", basic(simulator.SelfEmail+"/token", zendesksim.DefaultToken), 200, 200, false, true},
		{"a wrong bearer", "Bearer wrong", 401, 401, false, false},
		{"the bearer", "Bearer " + zendesksim.DefaultBearer, 200, 200, false, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			me := a.askWith(test.auth, "GET", "/api/v2/users/me", "")
			want(t, me.status, test.me)
			if test.stranger {
				me.want(t, nil, "user", "id")
				me.want(t, "Anonymous user", "user", "name")
			}
			if test.user {
				me.want(t, "admin", "user", "role")
				me.want(t, float64(a.desk.Self().ID), "user", "id")
			}
			want(t, a.askWith(test.auth, "GET", "/api/v2/tickets/1", "").status, test.ticket)
		})
	}
}

func TestRightsAreNeeded(t *testing.T) {
	agent := newAccount(t, zendesksim.Options{Role: "agent"})
	agent.ticket("SSO")
	r := agent.ask("GET", exportStart, "")
	want(t, r.status, http.StatusForbidden)
	r.want(t, "Forbidden", "error", "title")
	want(t, agent.ask("GET", "/api/v2/tickets/1/audits", "").status, http.StatusOK)

	narrow := newAccount(t, zendesksim.Options{Scope: "tickets:read"})
	narrow.ticket("SSO")
	want(t, narrow.ask("GET", "/api/v2/tickets/1", "").status, http.StatusOK)
	narrow.ask("GET", "/api/v2/tickets/1/audits", "").want(t, "You are missing the following required scopes: read", "description")
	want(t, narrow.ask("PUT", "/api/v2/tickets/1", `{"ticket":{}}`).status, http.StatusForbidden)
}

func TestTokensEndAndRefreshTokensRotate(t *testing.T) {
	a := newAccount(t, zendesksim.Options{})
	grant := func(kind string) reply {
		return a.askWith("", "POST", "/oauth/tokens", `{"client_id":"deskhand","client_secret":"simulated-secret","expires_in":600,`+kind+`}`)
	}
	r := grant(`"grant_type":"client_credentials"`)
	want(t, r.status, http.StatusOK)
	r.want(t, nil, "refresh_token")
	bearer := "Bearer " + r.at("access_token").(string)
	want(t, a.askWith(bearer, "GET", "/api/v2/tickets", "").status, http.StatusOK)
	a.now = a.now.Add(10 * time.Minute)
	r = a.askWith(bearer, "GET", "/api/v2/tickets", "")
	want(t, r.status, http.StatusUnauthorized)
	r.want(t, "invalid_token", "error")

	first := grant(`"grant_type":"refresh_token","refresh_token":"` + zendesksim.DefaultRefresh + `"`)
	want(t, first.status, http.StatusOK)
	want(t, grant(`"grant_type":"refresh_token","refresh_token":"`+zendesksim.DefaultRefresh+`"`).status, http.StatusBadRequest)
	want(t, grant(`"grant_type":"refresh_token","refresh_token":"`+first.at("refresh_token").(string)+`"`).status, http.StatusOK)
	want(t, a.askWith("", "POST", "/oauth/tokens", `{"grant_type":"client_credentials","client_id":"deskhand","client_secret":"no"}`).status, http.StatusUnauthorized)
	a.sim.Revoke()
}

func TestAnUnknownPathIsNoEndpoint(t *testing.T) {
	a := newAccount(t, zendesksim.Options{})
	a.ask("GET", "/api/v2/ticketz", "").want(t, "InvalidEndpoint", "error")
}
