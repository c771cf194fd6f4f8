package zendesk_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/deskhand/deskhand/connectors"
	"github.com/deskhand/deskhand/connectors/simulator"
	"github.com/deskhand/deskhand/connectors/simulator/zendesksim"
	"github.com/deskhand/deskhand/connectors/zendesk"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

func TestFetchCostsOneRequestATicket(t *testing.T) {
	onAccount(t, zendesksim.Options{}, func(t *testing.T, a *account) {
		var ids []string
		for i := range 250 {
			ids = append(ids, number(a.create(fmt.Sprint("ticket ", i))))
		}
		time.Sleep(time.Hour)
		tickets, err := a.Fetch(t.Context(), append(ids, ids[:10]...))
		if err != nil || len(tickets) != 250 {
			t.Fatalf("%d tickets, %v", len(tickets), err)
		}
		if n := a.sim.Total(); n != 1+3+250 { // who we are, three lists, the audits
			t.Errorf("%d requests: %v", n, a.sim.Requests())
		}
		for _, ticket := range tickets {
			if ticket.Partial || ticket.Requester.Email != a.cora.Email || ticket.Assignee.Role != helpdesk.Agent || len(ticket.Events) == 0 {
				t.Fatalf("a ticket lacks something: %+v", ticket)
			}
		}
	})
}

// TestFetchWithstands reads one ticket with a long history under all that Zendesk may do otherwise.
func TestFetchWithstands(t *testing.T) {
	quirks := map[string]zendesksim.Quirks{
		"nothing odd":            {},
		"an empty last page":     {EmptyLastPage: true},
		"audits newest first":    {AuditsNewestFirst: true},
		"unknown keys":           {ExtraKeys: true},
		"unknown events":         {UnknownEvents: true},
		"tags in no order":       {UnsortedTags: true},
		"a sluggish search":      {SearchLag: time.Hour},
		"lists of deleted, too":  {ShowDeleted: true},
		"audits without changes": {AuditNoChange: true},
	}
	var first []string
	for _, name := range append([]string{"nothing odd"}, keysOf(quirks)...) {
		onAccount(t, zendesksim.Options{Quirks: quirks[name], URL: "https://elsewhere.example"}, func(t *testing.T, a *account) {
			id := a.create("Long story", "vip")
			gone := a.create("Gone")
			for i := range 299 {
				time.Sleep(time.Minute)
				if _, err := a.desk.Reply(id, a.agent.ID, simulator.Web, fmt.Sprint("reply ", i)); err != nil {
					t.Fatal(err)
				}
			}
			if err := a.desk.Delete(gone, a.agent.ID); err != nil {
				t.Fatal(err)
			}
			read := a.fetch(t, id)
			var story []string
			for _, e := range read.Events {
				story = append(story, fmt.Sprintf("%s %s %v %s %v", e.At.Format(time.RFC3339), e.Kind, e.Public, e.Body, e.Added))
			}
			if first == nil {
				first = story
			}
			if diff := cmp.Diff(first, story); diff != "" || read.Partial || len(story) < 300 {
				t.Errorf("%s: partial %v, %d events, (-plain +%s)\n%s", name, read.Partial, len(story), name, diff)
			}
			if got := a.fetch(t, gone); got.Status != helpdesk.Deleted {
				t.Errorf("%s: a deleted ticket is %s", name, got.Status)
			}
		})
	}
}

func keysOf[V any](m map[string]V) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	return keys
}

func TestFetchOfAnArchivedTicket(t *testing.T) {
	onAccount(t, zendesksim.Options{}, func(t *testing.T, a *account) {
		id := a.create("Long over")
		for range 120 {
			if _, err := a.desk.Note(id, a.agent.ID, simulator.Web, "x"); err != nil {
				t.Fatal(err)
			}
		}
		if err := errOf(a.desk.Close(id)); err != nil {
			t.Fatal(err)
		}
		time.Sleep(150 * 24 * time.Hour)
		if read := a.fetch(t, id); read.Status != helpdesk.Closed || read.Partial || len(read.Events) < 121 {
			t.Errorf("%s, partial %v, %d events", read.Status, read.Partial, len(read.Events))
		}
	})
}

func TestWhatCannotBeReadIsPartial(t *testing.T) {
	audits := simulator.Fault{Method: "GET", Path: "/api/v2/tickets/*/audits"}
	jsonType := map[string]string{"Content-Type": "application/json"}
	for name, fault := range map[string]simulator.Fault{
		"server error": {Status: 500},
		"denied":       {Status: 403},
		"odd shape":    {Status: 200, Body: `{"audits":{"id":"x"}}`, Headers: jsonType},
		"no end":       {Status: 200, Body: `{"audits":[],"meta":{"has_more":true,"after_cursor":"same"}}`, Headers: jsonType},
		"no cursor":    {Status: 200, Body: `{"audits":[],"meta":{"has_more":true,"after_cursor":null}}`, Headers: jsonType},
	} {
		onAccount(t, zendesksim.Options{}, func(t *testing.T, a *account) {
			id := a.create("Which history?")
			fault.Method, fault.Path = audits.Method, audits.Path
			a.fault(fault)
			if read := a.fetch(t, id); !read.Partial || read.Status != helpdesk.Open {
				t.Errorf("%s: partial %v, %s", name, read.Partial, read.Status)
			}
		})
	}
	// What concerns the whole desk is no matter of one ticket.
	onAccount(t, zendesksim.Options{}, func(t *testing.T, a *account) {
		id := a.create("Busy")
		a.fault(simulator.Fault{Method: audits.Method, Path: audits.Path, Status: 429, Headers: map[string]string{"Retry-After": "1800"}})
		var busy *helpdesk.Busy
		if _, err := a.Fetch(t.Context(), []string{number(id)}); !errors.As(err, &busy) {
			t.Errorf("a busy desk gave %v", err)
		}
	})
}

func TestOneBadTicketDoesNotHoldUpTheRest(t *testing.T) {
	onAccount(t, zendesksim.Options{}, func(t *testing.T, a *account) {
		good := a.create("Good")
		a.fault(simulator.Fault{Method: "GET", Path: "/api/v2/tickets/show_many", Status: http.StatusOK,
			Body: `{"tickets":[{"id":"not a number"}]}`, Headers: map[string]string{"Content-Type": "application/json"}})
		if read := a.fetch(t, good); read.Status != helpdesk.Open || read.Partial || read.Subject != "Good" {
			t.Errorf("%+v", read)
		}
		tickets, err := a.Fetch(t.Context(), []string{"no-number", "-1"})
		if err != nil || len(tickets) != 2 || tickets[0].Status != helpdesk.Deleted || tickets[1].Status != helpdesk.Deleted {
			t.Errorf("ids that never were: %+v, %v", tickets, err)
		}
	})
}

func TestIncidentsAreCounted(t *testing.T) {
	onAccount(t, zendesksim.Options{}, func(t *testing.T, a *account) {
		problem := a.desk.Create(simulator.NewTicket{Subject: "Outage", Body: "x", Requester: a.cora.ID, Type: "problem", Status: simulator.Open})
		for range 7 {
			a.desk.Create(simulator.NewTicket{Subject: "Down", Body: "x", Requester: a.cora.ID, Type: "incident", Problem: problem.ID})
		}
		if got := a.fetch(t, problem.ID).Incidents; got != 7 {
			t.Errorf("%d incidents, want 7", got)
		}
	})
}

// TestYoungVersions: a state read in the second of its change may change again under the same stamp.
func TestYoungVersions(t *testing.T) {
	onAccount(t, zendesksim.Options{}, func(t *testing.T, a *account) {
		id := a.create("Just now")
		tickets, err := a.Fetch(t.Context(), []string{number(id)})
		if err != nil {
			t.Fatal(err)
		}
		young := tickets[0]
		if !strings.HasSuffix(young.Version, "+") {
			t.Fatalf("the version of a state this young is %q", young.Version)
		}
		if _, err := a.desk.Tag(id, a.agent.ID, simulator.Web, "deskhand_ignore"); err != nil { // within the same second
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		outcome, err := a.apply(t, planFor(young))
		if err != nil || outcome.Result != helpdesk.Conflict || !outcome.Again.After(time.Now()) {
			t.Errorf("%+v, %v", outcome, err)
		}
		if w := a.desk.Writes(); w.Updates != 0 {
			t.Errorf("%d updates on a version that may be stale", w.Updates)
		}
		if settled := a.fetch(t, id); strings.HasSuffix(settled.Version, "+") {
			t.Errorf("the version stays young: %q", settled.Version)
		}
	})
}

// TestFetchUsesItsShare: while there is work, nearly all of the share is spent, and not one request is refused.
func TestFetchUsesItsShare(t *testing.T) {
	const perMinute, share, tickets = 400, 0.5, 2000
	synctest.Test(t, func(t *testing.T) {
		desk := simulator.NewDesk()
		sim := zendesksim.New(desk, zendesksim.Options{RateLimit: perMinute})
		a := newAccount(t, desk, sim, sim, zendesk.Auth{Bearer: zendesksim.DefaultBearer})
		config := zendesk.Config{URL: site, Auth: zendesk.Auth{Bearer: zendesksim.DefaultBearer}}
		c, err := config.Open(connectors.Env{Desk: "support", Transport: simulator.Transport(sim), Share: share})
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		for range tickets {
			ids = append(ids, number(a.create("x")))
		}
		time.Sleep(time.Hour)
		began := time.Now()
		if _, err := c.Fetch(t.Context(), ids); err != nil {
			t.Fatal(err)
		}
		// The first minute's requests leave at once, each minute lets as many follow.
		least := time.Duration((sim.Total()-1)/(perMinute*share)) * time.Minute
		if took := time.Since(began); took < least || took > least*100/95 {
			t.Errorf("%d requests took %v, the share allows them in %v", sim.Total(), took, least)
		}
		for route, count := range sim.Requests() {
			if count.Statuses["429"] > 0 {
				t.Errorf("%s was refused %d times", route, count.Statuses["429"])
			}
		}
	})
}
