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
		hasty := roundTrip(func(r *http.Request) (*http.Response, error) {
			if r.Method == http.MethodPut {
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

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
