package zendesk_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/deskhand/deskhand/connectors"
	"github.com/deskhand/deskhand/connectors/connectortest"
	"github.com/deskhand/deskhand/connectors/simulator"
	"github.com/deskhand/deskhand/connectors/simulator/zendesksim"
	"github.com/deskhand/deskhand/connectors/zendesk"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

// careless is an account that takes outdated updates.
var careless = zendesksim.Options{Quirks: zendesksim.Quirks{IgnoreSafeUpdate: true}}

func careful(env connectors.Env) (helpdesk.Connector, error) {
	return (&zendesk.Config{URL: site, Auth: zendesk.Auth{Bearer: zendesksim.DefaultBearer}, CarefulWrites: true}).Open(env)
}

// TestLawsOnACarelessAccount: careful writes keep every law where the account itself refuses nothing.
func TestLawsOnACarelessAccount(t *testing.T) {
	t.Parallel()
	connectortest.Run(t, func(*testing.T) connectortest.Harness {
		desk := simulator.NewDesk()
		return connectortest.Harness{
			Desk: desk, Front: zendesksim.New(desk, careless).Front, Open: careful, Refused: opener(zendesk.Auth{Bearer: "wrong-bearer"}),
			Secrets: []string{zendesksim.DefaultBearer, "wrong-bearer"},
			Feed:    simulator.Fault{Method: "GET", Path: "/api/v2/incremental/tickets/cursor"},
			Edit:    simulator.Fault{Method: "PUT", Path: "/api/v2/tickets/*"},
			Lag:     time.Minute,
		}
	})
}

// TestCarelessAccountIsNoticed: check tells of it, changes nothing, and is content once writes are careful.
func TestCarelessAccountIsNoticed(t *testing.T) {
	for name, test := range map[string]struct {
		options zendesksim.Options
		careful bool
		mend    bool
	}{"careless": {careless, false, true}, "careless, known": {careless, true, false}, "as it should be": {zendesksim.Options{}, false, false}} {
		synctest.Test(t, func(t *testing.T) {
			desk := simulator.NewDesk()
			sim := zendesksim.New(desk, test.options)
			a := newAccount(t, desk, sim, sim, zendesk.Auth{Bearer: zendesksim.DefaultBearer})
			if test.careful {
				var err error
				if a.Connector, err = careful(connectors.Env{Desk: "support", Transport: simulator.Transport(sim)}); err != nil {
					t.Fatal(err)
				}
			}
			before := desk.Ticket
			id := a.create("x", "vip")
			was, _ := before(id)
			problems, err := a.Check(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			told := slices.IndexFunc(problems, func(p helpdesk.Problem) bool { return strings.Contains(p.What, "changed since") })
			if told < 0 || (problems[told].Mend != "") != test.mend {
				t.Errorf("%s: %+v", name, problems)
			}
			if now, _ := desk.Ticket(id); now.Version != was.Version {
				t.Errorf("%s: the check changed a ticket", name)
			}
		})
	}
}

// TestCarefulWritesLeaveOthersTagsAlone: a tag that a person adds between our read and our write stays.
func TestCarefulWritesLeaveOthersTagsAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		desk := simulator.NewDesk()
		sim := zendesksim.New(desk, careless)
		a := newAccount(t, desk, sim, sim, zendesk.Auth{Bearer: zendesksim.DefaultBearer})
		id := a.create("x", "vip")
		added := false
		hasty := roundTrip(func(r *http.Request) (*http.Response, error) {
			if r.Method == http.MethodPut && !added {
				added = true
				if _, err := desk.Tag(id, a.agent.ID, simulator.Web, "emea"); err != nil {
					t.Error(err)
				}
			}
			return simulator.Transport(sim).RoundTrip(r)
		})
		plan := planFor(a.fetch(t, id))
		var err error
		if a.Connector, err = careful(connectors.Env{Desk: "support", Transport: hasty}); err != nil {
			t.Fatal(err)
		}
		if outcome, err := a.apply(t, plan); err != nil || outcome.Result != helpdesk.Written {
			t.Fatalf("%+v, %v", outcome, err)
		}
		if now, _ := desk.Ticket(id); !now.Has("emea") || !now.Has("vip") || !now.Has("escalation_recommended") {
			t.Errorf("the tags are %v", now.Tags)
		}
	})
}

// TestCarefulWritesHoldBack: what the read right before a write shows is reason enough to write nothing.
func TestCarefulWritesHoldBack(t *testing.T) {
	unread := simulator.Fault{Method: "GET", Path: "/api/v2/tickets/*/audits", Status: 500}
	for name, plan := range map[string]func(*testing.T, *account, int64) helpdesk.Plan{
		"its history can't be read": func(t *testing.T, a *account, id int64) helpdesk.Plan {
			plan := planFor(a.fetch(t, id))
			a.fault(unread)
			return plan
		},
		"the note stands": func(t *testing.T, a *account, id int64) helpdesk.Plan {
			if _, err := a.apply(t, planFor(a.fetch(t, id))); err != nil {
				t.Fatal(err)
			}
			return planFor(a.fetch(t, id))
		},
		"it changed this second": func(t *testing.T, a *account, id int64) helpdesk.Plan {
			if _, err := a.desk.Tag(id, a.agent.ID, simulator.Web, "emea"); err != nil {
				t.Fatal(err)
			}
			tickets, err := a.Fetch(t.Context(), []string{number(id)})
			if err != nil {
				t.Fatal(err)
			}
			return planFor(tickets[0])
		},
	} {
		synctest.Test(t, func(t *testing.T) {
			desk := simulator.NewDesk()
			sim := zendesksim.New(desk, careless)
			a := newAccount(t, desk, sim, sim, zendesk.Auth{Bearer: zendesksim.DefaultBearer})
			var err error
			if a.Connector, err = careful(connectors.Env{Desk: "support", Transport: simulator.Transport(sim)}); err != nil {
				t.Fatal(err)
			}
			p := plan(t, a, a.create("x"))
			before := desk.Writes().Updates
			outcome, err := a.apply(t, p)
			if err != nil || outcome.Result != helpdesk.Conflict || desk.Writes().Updates != before {
				t.Errorf("%s: %+v, %v; %d updates, then %d", name, outcome, err, before, desk.Writes().Updates)
			}
		})
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
