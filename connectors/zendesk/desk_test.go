package zendesk_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/deskhand/deskhand/connectors"
	"github.com/deskhand/deskhand/connectors/simulator"
	"github.com/deskhand/deskhand/connectors/simulator/zendesksim"
	"github.com/deskhand/deskhand/connectors/zendesk"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

// account is a simulated Zendesk account with a connector on it.
type account struct {
	helpdesk.Connector
	desk        *simulator.Desk
	sim         *zendesksim.Sim
	agent, cora simulator.Person
	log         *bytes.Buffer
}

// onAccount runs a test in a bubble, on an account of its own.
func onAccount(t *testing.T, options zendesksim.Options, try func(t *testing.T, a *account)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		desk := simulator.NewDesk()
		sim := zendesksim.New(desk, options)
		try(t, newAccount(t, desk, sim, sim, zendesk.Auth{Bearer: zendesksim.DefaultBearer}))
	})
}

func newAccount(t *testing.T, desk *simulator.Desk, sim *zendesksim.Sim, served http.Handler, auth zendesk.Auth) *account {
	t.Helper()
	a := &account{desk: desk, sim: sim, log: &bytes.Buffer{}}
	a.agent = desk.AddPerson(simulator.Person{Name: "Abe Agent", Email: "abe@acme.example", Role: simulator.Agent})
	a.cora = desk.AddPerson(simulator.Person{Name: "Cora Customer", Email: "cora@customer.example", Role: simulator.Customer})
	config := zendesk.Config{URL: site, Auth: auth}
	var err error
	a.Connector, err = config.Open(connectors.Env{
		Desk: "support", Transport: simulator.Transport(served), Log: slog.New(slog.NewTextHandler(a.log, nil)), Version: "test",
	})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func (a *account) create(subject string, tags ...string) int64 {
	return a.desk.Create(simulator.NewTicket{Subject: subject, Body: subject, Requester: a.cora.ID, Assignee: a.agent.ID, Status: simulator.Open, Tags: tags}).ID
}

func (a *account) fault(fault simulator.Fault) {
	a.sim.SetFaults(&simulator.Faults{Rules: []simulator.Fault{fault}})
}

// fetch reads a ticket some seconds after its last change.
func (a *account) fetch(t *testing.T, id int64) helpdesk.Ticket {
	t.Helper()
	time.Sleep(5 * time.Second)
	tickets, err := a.Fetch(t.Context(), []string{number(id)})
	if err != nil || len(tickets) != 1 {
		t.Fatalf("fetch %d: %d tickets, %v", id, len(tickets), err)
	}
	return tickets[0]
}

func (a *account) apply(t *testing.T, p helpdesk.Plan) (helpdesk.Outcome, error) {
	t.Helper()
	outcomes, err := a.Apply(t.Context(), []helpdesk.Plan{p})
	if len(outcomes) == 0 {
		return helpdesk.Outcome{}, err
	}
	return outcomes[0], err
}

// planFor is a plan that adds a tag and a note to a ticket as it was read.
func planFor(read helpdesk.Ticket) helpdesk.Plan {
	return helpdesk.Plan{
		Ticket: read.ID, Version: read.Version, Tags: read.Tags, Add: []string{"escalation_recommended"},
		Note: &helpdesk.Note{Ref: "dh1-7k2m9q", Kind: "triage", Body: "Escalation recommended.\n\nref dh1-7k2m9q"},
	}
}

func number(id int64) string { return strconv.FormatInt(id, 10) }

func (a *account) requests(route string) int { return a.sim.Requests()[route].Requests }
