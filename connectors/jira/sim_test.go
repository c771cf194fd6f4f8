package jira_test

import (
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/deskhand/deskhand/connectors"
	"github.com/deskhand/deskhand/connectors/simulator"
	"github.com/deskhand/deskhand/connectors/simulator/jirasim"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

// issueID is the id that the simulator gives the issue of a ticket.
func issueID(ticket int64) string { return strconv.FormatInt(10000+ticket, 10) }

// site is a simulated Jira with a customer and an agent, reached by one of the faces.
type site struct {
	face
	desk            *simulator.Desk
	sim             *jirasim.Server
	customer, agent simulator.Person
}

func newSite(f face) *site {
	s := &site{face: f, desk: simulator.NewDesk()}
	s.sim = jirasim.New(s.desk, f.sim)
	s.customer = s.desk.AddPerson(simulator.Person{Name: "Cora", Email: "cora@customer.example", Role: simulator.Customer})
	s.agent = s.desk.AddPerson(simulator.Person{Name: "Abe", Email: "abe@acme.example", Role: simulator.Agent})
	return s
}

// ticket makes one that a customer wrote; each fourth one is in a plain project.
func (s *site) ticket(tags ...string) int64 {
	return s.desk.Create(simulator.NewTicket{
		Subject: "Reports are late", Body: "No report arrives", Requester: s.customer.ID, Assignee: s.agent.ID,
		Status: simulator.Open, Tags: tags,
	}).ID
}

// through opens the connector with something between it and the desk; nil is nothing.
func (s *site) through(t *testing.T, between func(http.RoundTripper) http.RoundTripper) helpdesk.Connector {
	t.Helper()
	road := simulator.Transport(s.sim)
	if between != nil {
		road = between(road)
	}
	c, err := s.open(connectors.Env{Desk: "eng", Transport: road, Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func (s *site) connector(t *testing.T) helpdesk.Connector { return s.through(t, nil) }

// roundTripper is a function that carries a request.
type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

const ref = "dh1-7k2m9q"

// noteOn is a plan with a note and a tag for a ticket as it is now.
func noteOn(t *testing.T, c helpdesk.Connector, id string) helpdesk.Plan {
	t.Helper()
	read := fetch(t, c, id)
	return helpdesk.Plan{
		Desk: read.Desk, Ticket: read.ID, Key: read.Key, Version: read.Version, Tags: read.Tags,
		Add:  []string{"escalation_recommended"},
		Note: &helpdesk.Note{Ref: ref, Kind: "triage", Body: "It fits the policy.\n\nRule sso, ref " + ref},
	}
}

func fetch(t *testing.T, c helpdesk.Connector, id string) helpdesk.Ticket {
	t.Helper()
	tickets, err := c.Fetch(t.Context(), []string{id})
	if err != nil {
		t.Fatal(err)
	}
	return tickets[0]
}

// apply carries out one plan and returns its outcome, which is empty when an error stopped it before.
func apply(t *testing.T, c helpdesk.Connector, p helpdesk.Plan) (helpdesk.Outcome, error) {
	t.Helper()
	outcomes, err := c.Apply(t.Context(), []helpdesk.Plan{p})
	if len(outcomes) == 0 {
		return helpdesk.Outcome{}, err
	}
	return outcomes[0], err
}

// walk reads a feed or list to its end for now.
func walk(t *testing.T, read func(helpdesk.Cursor) (helpdesk.Page, error), from helpdesk.Cursor) ([]helpdesk.Change, helpdesk.Cursor) {
	t.Helper()
	var all []helpdesk.Change
	for range 1000 {
		page, err := read(from)
		if err != nil {
			t.Fatal(err)
		}
		all, from = append(all, page.Changes...), page.Next
		if !page.More {
			return all, from
		}
	}
	t.Fatal("the walk does not end")
	return nil, ""
}

func feedOf(t *testing.T, c helpdesk.Connector) func(helpdesk.Cursor) (helpdesk.Page, error) {
	return func(from helpdesk.Cursor) (helpdesk.Page, error) { return c.Changes(t.Context(), from) }
}

// standing counts the notes of ours on a ticket, and whether customers see one.
func (s *site) standing(ticket int64) (n int, public bool) {
	now, _ := s.desk.Ticket(ticket)
	for _, note := range now.Notes() {
		if note.By == s.desk.Self().ID {
			n++
			public = public || note.Public
		}
	}
	return n, public
}

// posted counts the notes of ours that were ever on a ticket, deleted ones too.
func (s *site) posted(ticket int64) int {
	now, _ := s.desk.Ticket(ticket)
	n := 0
	for _, u := range now.Updates {
		if u.Note != nil && u.Note.By == s.desk.Self().ID {
			n++
		}
	}
	return n
}

const pause = 30 * time.Minute // longer than a claim stands

// replaced is a request with part of its body changed on the way.
func replaced(r *http.Request, old, with string) *http.Request {
	if r.Body == nil {
		return r
	}
	raw, _ := io.ReadAll(r.Body)
	r.Body.Close()
	changed := r.Clone(r.Context())
	body := strings.ReplaceAll(string(raw), old, with)
	changed.Body, changed.ContentLength = io.NopCloser(strings.NewReader(body)), int64(len(body))
	return changed
}
