package zendesk_test

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/deskhand/deskhand/connectors/simulator"
	"github.com/deskhand/deskhand/connectors/simulator/zendesksim"
	"github.com/deskhand/deskhand/connectors/zendesk"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

// TestOwnWritesNeedNoRead: after an update the outcome tells the version that the feed will show, but not when anything else
// happened, were it in the same second.
func TestOwnWritesNeedNoRead(t *testing.T) {
	tests := map[string]struct {
		before func(a *account)           // the update is sent
		after  func(a *account, id int64) // it took place, within the second
		known  bool
	}{
		"nothing else happened":        {known: true},
		"a customer writes at once":    {after: func(a *account, id int64) { a.desk.Reply(id, a.cora.ID, simulator.Email, "Please escalate") }},
		"an agent moves it at once":    {after: func(a *account, id int64) { a.desk.SetStatus(id, a.agent.ID, simulator.Web, simulator.Pending) }},
		"it is deleted at once":        {after: func(a *account, id int64) { a.desk.Delete(id, a.agent.ID) }},
		"it is saved without an audit": {after: redacted},
		"a trigger only sends a mail":  {before: func(a *account) { onFlag(a, simulator.Rule{Notify: a.agent.ID}) }, known: true},
		"a trigger changes the status": {before: func(a *account) { onFlag(a, simulator.Rule{Status: simulator.Pending}) }},
		"a trigger adds a tag":         {before: func(a *account) { onFlag(a, simulator.Rule{Add: []string{"vip"}}) }},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			onAccount(t, zendesksim.Options{}, func(t *testing.T, a *account) {
				id := a.create("x")
				plan := planFor(a.fetch(t, id))
				if test.before != nil {
					test.before(a)
				}
				if test.after != nil {
					time.AfterFunc(100*time.Millisecond, func() { test.after(a, id) })
				}
				outcome, err := a.apply(t, plan)
				if err != nil || outcome.Result != helpdesk.Written {
					t.Fatalf("%+v, %v", outcome, err)
				}
				if known := outcome.Version != ""; known != test.known {
					t.Errorf("its version is %q", outcome.Version)
				}
				if read := a.fetch(t, id); test.known && read.Version != outcome.Version {
					t.Errorf("told was %q, read is %q", outcome.Version, read.Version)
				}
			})
		})
	}
}

// redacted edits the first note a second later, which moves the update time and leaves no audit.
func redacted(a *account, id int64) {
	time.Sleep(time.Second)
	now, _ := a.desk.Ticket(id)
	a.desk.EditNote(id, now.Notes()[0].ID, a.agent.ID, func(n *simulator.Note) { n.Body = "" })
}

func onFlag(a *account, r simulator.Rule) {
	r.Title, r.When = "On a flag", simulator.OnTag("escalation_recommended")
	a.desk.AddRule(r)
}

// TestDeskThatHidesWhatCameLast is asked once, and loses nothing by it.
func TestDeskThatHidesWhatCameLast(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		desk := simulator.NewDesk()
		sim := zendesksim.New(desk, zendesksim.Options{})
		without := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			q := r.URL.Query()
			if q.Get("include") == "last_audits" {
				q.Del("include")
			}
			r.URL.RawQuery = q.Encode()
			sim.ServeHTTP(w, r)
		})
		a := newAccount(t, desk, sim, without, zendesk.Auth{Bearer: zendesksim.DefaultBearer})
		for range 3 {
			plan := planFor(a.fetch(t, a.create("x")))
			if outcome, err := a.apply(t, plan); err != nil || outcome.Result != helpdesk.Written || outcome.Version != "" {
				t.Errorf("%+v, %v", outcome, err)
			}
		}
		if n := a.requests("GET /api/v2/tickets/show_many"); n != 4 {
			t.Errorf("%d lists were asked for: three tickets were read, and what came last once", n)
		}
	})
}
