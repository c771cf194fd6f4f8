package sweeper_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"path/filepath"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/deskhand/deskhand/config"
	"github.com/deskhand/deskhand/connectors"
	"github.com/deskhand/deskhand/connectors/simulator"
	"github.com/deskhand/deskhand/connectors/simulator/zendesksim"
	"github.com/deskhand/deskhand/connectors/zendesk"
	"github.com/deskhand/deskhand/sweeper"
	"github.com/deskhand/deskhand/sweeper/escalation"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
	"github.com/deskhand/deskhand/sweeper/store"
	"github.com/deskhand/deskhand/sweeper/store/boltstore"
)

// stage is a simulated Zendesk desk with everything that sweeps it, inside a synctest bubble.
type stage struct {
	t        *testing.T
	desk     *simulator.Desk
	sim      *zendesksim.Sim
	reader   helpdesk.Connector
	policy   *escalation.Policy
	store    store.Store
	log      *bytes.Buffer
	requests atomic.Int64

	mode   sweeper.Mode
	limits sweeper.Limits
}

// onStage runs a test in a bubble with an empty desk.
func onStage(t *testing.T, test func(t *testing.T, s *stage)) {
	t.Helper()
	policy, err := config.BuiltinPolicy()
	if err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		s := &stage{t: t, policy: policy, log: &bytes.Buffer{}, mode: sweeper.Note, limits: sweeper.DefaultLimits}
		s.desk = simulator.NewDesk()
		s.sim = zendesksim.New(s.desk, zendesksim.Options{})
		s.reader = s.connector()
		s.openStore(filepath.Join(t.TempDir(), "test.db"))
		t.Cleanup(func() { s.store.Close() })
		test(t, s)
		s.keepsTheLaws()
	})
}

func (s *stage) openStore(path string) {
	s.t.Helper()
	kept, err := boltstore.Open(path, s.logger())
	if err != nil {
		s.t.Fatal(err)
	}
	s.store = kept
}

func (s *stage) logger() *slog.Logger { return slog.New(slog.NewTextHandler(s.log, nil)) }

func (s *stage) connector() helpdesk.Connector { return s.zendeskAt(s.sim, 1, func(int) {}) }

// zendeskAt is a connector to what speaks Zendesk's format. It may spend a share of the limits; saw is told each answer's status.
func (s *stage) zendeskAt(desk http.Handler, share float64, saw func(status int)) helpdesk.Connector {
	s.t.Helper()
	c := &zendesk.Config{URL: "https://acme.zendesk.com", Auth: zendesk.Auth{Bearer: zendesksim.DefaultBearer}}
	reader, err := c.Open(connectors.Env{
		Desk: "support", Log: s.logger(), Transport: simulator.Transport(desk), Share: share,
		Observe: func(_ string, status int) { s.requests.Add(1); saw(status) },
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return reader
}

func (s *stage) sweeper() *sweeper.Sweeper {
	return &sweeper.Sweeper{
		Desk: "support", Reader: s.reader, Writer: s.reader, Policy: s.policy, Store: s.store, Mode: s.mode, Limits: s.limits,
		Owner: "test", Digest: "one", Log: s.logger(), Spent: s.requests.Load,
	}
}

// sweep sweeps once and wants a result.
func (s *stage) sweep(want sweeper.Result) sweeper.Report {
	s.t.Helper()
	return s.with(s.sweeper(), want)
}

func (s *stage) with(sw *sweeper.Sweeper, want sweeper.Result) sweeper.Report {
	s.t.Helper()
	report := sw.Sweep(context.Background())
	if report.Result != want {
		s.t.Fatalf("the sweep ended %s (%s), want %s\n%s", report.Result, report.Why, want, s.log)
	}
	return report
}

// person returns the id of a person of the desk, who is made when new.
func (s *stage) person(email string, role simulator.Role) int64 {
	return s.desk.AddPerson(simulator.Person{Name: email, Email: email, Role: role}).ID
}

func (s *stage) customer() int64 { return s.person("ann@customer.example", simulator.Customer) }
func (s *stage) agent() int64    { return s.person("dana@acme.example", simulator.Agent) }

// outage is a ticket that asks for an escalation with a valid reason, an hour old.
func (s *stage) outage() int64 {
	t := s.desk.Create(simulator.NewTicket{
		Requester: s.customer(), Via: simulator.Web, Subject: "Login",
		Body: fmt.Sprintf("Please escalate this ticket. SSO is down and none of our %d users can log in.", 2300),
	})
	time.Sleep(time.Hour)
	return t.ID
}

func (s *stage) ticket(id int64) simulator.Ticket {
	s.t.Helper()
	t, ok := s.desk.Ticket(id)
	if !ok {
		s.t.Fatalf("no ticket %d", id)
	}
	return t
}

// has wants these tags on the ticket.
func (s *stage) has(id int64, tags ...string) {
	s.t.Helper()
	for _, tag := range tags {
		if t := s.ticket(id); !t.Has(tag) {
			s.t.Errorf("ticket %d has no %s; it has %v\n%s", id, tag, t.Tags, s.log)
		}
	}
}

// hasNot wants none of these tags on the ticket.
func (s *stage) hasNot(id int64, tags ...string) {
	s.t.Helper()
	for _, tag := range tags {
		if t := s.ticket(id); t.Has(tag) {
			s.t.Errorf("ticket %d has %s", id, tag)
		}
	}
}

// notes counts our notes on the ticket.
func (s *stage) notes(id int64) int {
	n := 0
	for _, note := range s.ticket(id).Notes() {
		if note.By == s.desk.Self().ID {
			n++
		}
	}
	return n
}

// keepsTheLaws wants what must hold on the desk after any test.
func (s *stage) keepsTheLaws() {
	s.t.Helper()
	w := s.desk.Writes()
	if w.PublicNotes > 0 || len(w.RefsTwice) > 0 || w.ForeignLost > 0 || w.RequesterMails > 0 || w.IgnoredTouched > 0 || w.Other > 0 {
		s.t.Errorf("a law was broken: %d public notes, notes twice %v, tags of others lost %v, %d mails to requesters, %d ignored tickets touched, %d other changes",
			w.PublicNotes, w.RefsTwice, w.LostTags, w.RequesterMails, w.IgnoredTouched, w.Other)
	}
}

func newBuffer() *bytes.Buffer { return &bytes.Buffer{} }

func bytesContain(b []byte, text string) bool { return bytes.Contains(b, []byte(text)) }
