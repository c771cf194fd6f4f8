package zendesk_test

import (
	"errors"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/deskhand/deskhand/connectors"
	"github.com/deskhand/deskhand/connectors/simulator"
	"github.com/deskhand/deskhand/connectors/simulator/zendesksim"
	"github.com/deskhand/deskhand/connectors/zendesk"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

const tokenRoute = "POST /oauth/tokens"

func onOAuthAccount(t *testing.T, options zendesksim.Options, try func(*testing.T, *account)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		desk := simulator.NewDesk()
		sim := zendesksim.New(desk, options)
		try(t, newAccount(t, desk, sim, sim, zendesk.Auth{
			OAuth: &zendesk.OAuth{ClientID: zendesksim.DefaultClientID, ClientSecret: zendesksim.DefaultClientSecret},
		}))
	})
}

func TestTokensAreRenewedInTime(t *testing.T) {
	onOAuthAccount(t, zendesksim.Options{Quirks: zendesksim.Quirks{TokenLife: time.Hour}}, func(t *testing.T, a *account) {
		for range 48 {
			if _, err := a.Changes(t.Context(), ""); err != nil {
				t.Fatal(err)
			}
			time.Sleep(10 * time.Minute)
		}
		if n := a.requests(tokenRoute); n < 8 || n > 10 {
			t.Errorf("in eight hours %d tokens of an hour were got", n)
		}
		if refused := a.sim.Requests()[export].Statuses["401"]; refused > 0 {
			t.Errorf("%d requests were sent with a dead token", refused)
		}
	})
}

func TestTokensAreRenewedWhenRefused(t *testing.T) {
	onOAuthAccount(t, zendesksim.Options{}, func(t *testing.T, a *account) {
		plan := planFor(a.fetch(t, a.create("x")))
		a.sim.Revoke()
		outcome, err := a.apply(t, plan)
		if err != nil || outcome.Result != helpdesk.Written {
			t.Errorf("%+v, %v", outcome, err)
		}
		if n := a.requests(tokenRoute); n != 2 {
			t.Errorf("%d tokens were got", n)
		}
	})
}

// TestOneRenewalForAll: requests that are refused together share the new token of the first.
func TestOneRenewalForAll(t *testing.T) {
	onOAuthAccount(t, zendesksim.Options{}, func(t *testing.T, a *account) {
		var ids []string
		for range 50 {
			ids = append(ids, number(a.create("x")))
		}
		if _, err := a.Fetch(t.Context(), ids); err != nil {
			t.Fatal(err)
		}
		a.fault(simulator.Fault{Path: "/oauth/tokens", Delay: time.Second})
		var all sync.WaitGroup
		for i := range 10 {
			all.Go(func() {
				time.Sleep(time.Duration(i) * time.Millisecond)
				if i == 0 {
					a.sim.Revoke()
				}
				if _, err := a.Fetch(t.Context(), ids[i:i+1]); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if n := a.requests(tokenRoute); n != 2 {
			t.Errorf("%d tokens were got", n)
		}
	})
}

func TestOneTokenForAll(t *testing.T) {
	onOAuthAccount(t, zendesksim.Options{}, func(t *testing.T, a *account) {
		a.create("x")
		a.fault(simulator.Fault{Path: "/oauth/tokens", Delay: time.Second})
		var all sync.WaitGroup
		for range 10 {
			all.Go(func() {
				if _, err := a.Backlog(t.Context(), ""); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if n := a.requests(tokenRoute); n != 1 {
			t.Errorf("%d tokens were got", n)
		}
	})
}

func TestCheck(t *testing.T) {
	tests := map[string]struct {
		options zendesksim.Options
		ahead   time.Duration // of the desk's clock
		want    string        // part of a problem with a mend; empty for none
		fatal   bool
	}{
		"all is well":     {},
		"only an agent":   {options: zendesksim.Options{Role: "agent"}, want: "change feed", fatal: true},
		"no read scope":   {options: zendesksim.Options{Scope: "write"}, want: "can't be read", fatal: true},
		"tickets only":    {options: zendesksim.Options{Scope: "tickets:read write"}, want: "history of tickets", fatal: true},
		"no write scope":  {options: zendesksim.Options{Scope: "read"}, want: "may not write"},
		"clocks disagree": {ahead: 10 * time.Minute, want: "clock is 10m0s from"},
	}
	for name, test := range tests {
		onOAuthAccount(t, test.options, func(t *testing.T, a *account) {
			a.create("x")
			time.Sleep(time.Hour)
			a.desk.Advance(test.ahead)
			problems, err := a.Check(t.Context())
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			found, fatal := test.want == "", false
			for _, p := range problems {
				if p.Mend == "" {
					continue
				}
				fatal = fatal || p.Fatal
				found = found && test.want != "" || strings.Contains(p.What, test.want) && test.want != ""
			}
			if !found || fatal != test.fatal {
				t.Errorf("%s: %+v", name, problems)
			}
			if w := a.desk.Writes(); w.Updates > 0 {
				t.Errorf("%s: a check wrote to the desk", name)
			}
		})
	}
}

func TestCheckWarnsOfTokens(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		desk := simulator.NewDesk()
		sim := zendesksim.New(desk, zendesksim.Options{})
		a := newAccount(t, desk, sim, sim, zendesk.Auth{Email: simulator.SelfEmail, Token: zendesksim.DefaultToken})
		problems, err := a.Check(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range problems {
			if strings.Contains(p.What, "2027-04-30") && p.Mend != "" && !p.Fatal {
				return
			}
		}
		t.Errorf("nobody is told that API tokens end: %+v", problems)
	})
}

// TestOverASocket: one whole round over real connections.
func TestOverASocket(t *testing.T) {
	desk := simulator.NewDesk()
	desk.Advance(-time.Hour)
	sim := zendesksim.New(desk, zendesksim.Options{Lag: -1, TooRecent: -1})
	server := httptest.NewServer(sim)
	defer server.Close()
	cora := desk.AddPerson(simulator.Person{Name: "Cora", Email: "cora@customer.example", Role: simulator.Customer})
	desk.Create(simulator.NewTicket{Subject: "Over the wire", Body: "x", Requester: cora.ID, Status: simulator.Open})
	desk.Advance(time.Hour)
	config := zendesk.Config{URL: server.URL, Auth: zendesk.Auth{Bearer: zendesksim.DefaultBearer}}
	c, err := config.Open(connectors.Env{Desk: "support", Share: 0.5})
	if err != nil {
		t.Fatal(err)
	}
	page, err := c.Changes(t.Context(), "")
	if err != nil || len(page.Changes) != 1 {
		t.Fatalf("%+v, %v", page, err)
	}
	tickets, err := c.Fetch(t.Context(), []string{page.Changes[0].ID})
	if err != nil || len(tickets) != 1 {
		t.Fatalf("%+v, %v", tickets, err)
	}
	outcomes, err := c.Apply(t.Context(), []helpdesk.Plan{planFor(tickets[0])})
	if err != nil || len(outcomes) != 1 || outcomes[0].Result != helpdesk.Written {
		t.Errorf("%+v, %v", outcomes, err)
	}
}

func TestUnreachableDesk(t *testing.T) {
	onAccount(t, zendesksim.Options{}, func(t *testing.T, a *account) {
		a.fault(simulator.Fault{Drop: true})
		if _, err := a.Check(t.Context()); err == nil || errors.Is(err, helpdesk.ErrAuth) {
			t.Errorf("a desk that can't be reached gave %v", err)
		}
	})
}
