package people

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/deskhand/deskhand/config"
	"github.com/deskhand/deskhand/connectors"
	"github.com/deskhand/deskhand/connectors/simulator"
	"github.com/deskhand/deskhand/sweeper"
	"github.com/deskhand/deskhand/sweeper/escalation"
	"github.com/deskhand/deskhand/sweeper/proof"
	"github.com/deskhand/deskhand/sweeper/proof/desks"
	"github.com/deskhand/deskhand/sweeper/store/storetest"
)

var laws = []struct {
	sentence string
	try      func(t *testing.T, s *scene)
}{
	{"a tag that a person takes off stays off", removedStaysRemoved},
	{"a tag that a person puts on stays on", addedIsAdopted},
	{"a ticket that people work on is left alone", liveIsLeftAlone},
	{"what a person saves while we write is kept", savesAreKept},
	{"first contact floods nobody", firstContact},
	{"a return after an outage floods nobody", returnAfterOutage},
}

// TestTable tries every law on every kind of desk.
func TestTable(t *testing.T) {
	policy, err := config.BuiltinPolicy()
	if err != nil {
		t.Fatal(err)
	}
	var broken proof.Broken
	tried := 0
	for _, law := range laws {
		for i, kind := range desks.All() {
			tried++
			t.Run(law.sentence+", "+kind.Name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					s := newScene(t, desks.All()[i], policy)
					law.try(t, s)
					w := s.desk.Writes()
					broken = broken.Add(proof.Broken{Twice: len(w.RefsTwice), Lost: w.ForeignLost, Public: w.PublicNotes})
				})
			})
		}
	}
	proof.Print(t, proof.Row{Trial: "people have the last word", Done: fmt.Sprintf("%d laws, %d trials", len(laws), tried), Broken: broken})
}

// scene is a desk with a customer, an agent, and Deskhand.
type scene struct {
	desk            *desks.Desk
	sweeper         *sweeper.Sweeper
	customer, agent int64
	beforeWrite     func() // called once, when the next update of a ticket is on its way
	down            bool
}

func newScene(t *testing.T, desk *desks.Desk, policy *escalation.Policy) *scene {
	s := &scene{desk: desk}
	s.customer = desk.AddPerson(simulator.Person{Name: "Cora", Email: "cora@customer.example", Role: simulator.Customer}).ID
	s.agent = desk.AddPerson(simulator.Person{Name: "Abe", Email: "abe@acme.example", Role: simulator.Agent}).ID
	log := slog.New(slog.DiscardHandler)
	connector, err := desk.Open(connectors.Env{Desk: desk.Name, Log: log, Transport: s, Share: 1, Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	s.sweeper = &sweeper.Sweeper{
		Desk: desk.Name, Reader: connector, Writer: connector, Policy: policy, Store: &storetest.Memory{}, Mode: sweeper.Note,
		Limits: sweeper.DefaultLimits, Owner: "test", Digest: "one", Log: log,
	}
	return s
}

// RoundTrip lets people act in the instant before an update of a ticket reaches the desk.
func (s *scene) RoundTrip(r *http.Request) (*http.Response, error) {
	if s.down {
		return nil, fmt.Errorf("connect: %w", context.DeadlineExceeded)
	}
	if act := s.beforeWrite; act != nil && r.Method == http.MethodPut {
		s.beforeWrite = nil
		act()
	}
	return simulator.Transport(s.desk.Wire).RoundTrip(r)
}

// ask makes a ticket that wants a tag and a note.
func (s *scene) ask() int64 {
	return s.desk.Create(simulator.NewTicket{
		Requester: s.customer, Subject: "Login", Tags: []string{"vip"}, Status: simulator.Open, Assignee: s.agent,
		Body: "Please escalate this ticket. SSO is down and none of our 2300 users can log in.",
	}).ID
}

// sweepFor sweeps every ten minutes for so long.
func (s *scene) sweepFor(span time.Duration) (last sweeper.Report) {
	for range int(span / (10 * time.Minute)) {
		time.Sleep(10 * time.Minute)
		last = s.sweeper.Sweep(context.Background())
	}
	return last
}

func (s *scene) has(t *testing.T, id int64, tag string, want bool) {
	t.Helper()
	if now, _ := s.desk.Ticket(id); now.Has(tag) != want {
		t.Errorf("ticket %d has %v; %s: want %v", id, now.Tags, tag, want)
	}
}

func (s *scene) notes(t *testing.T, id int64, want int) {
	t.Helper()
	n := 0
	ticket, _ := s.desk.Ticket(id)
	for _, note := range ticket.Notes() {
		if note.By == s.desk.Self().ID {
			n++
		}
	}
	if n != want {
		t.Errorf("ticket %d has %d notes of ours, want %d", id, n, want)
	}
}

func done(t *testing.T) func(simulator.Update, error) {
	return func(_ simulator.Update, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
}

const recommended = "escalation_recommended"

func removedStaysRemoved(t *testing.T, s *scene) {
	id := s.ask()
	s.sweepFor(time.Hour)
	s.has(t, id, recommended, true)
	done(t)(s.desk.Untag(id, s.agent, simulator.Web, recommended))
	s.sweepFor(5 * time.Hour)
	s.has(t, id, recommended, false)
	s.notes(t, id, 1)
}

func addedIsAdopted(t *testing.T, s *scene) {
	quiet := s.desk.Create(simulator.NewTicket{Requester: s.customer, Subject: "Badges", Body: "The colours are wrong.", Status: simulator.Open, Assignee: s.agent}).ID
	s.sweepFor(time.Hour)
	done(t)(s.desk.Tag(quiet, s.agent, simulator.Web, "stale_high_impact"))
	s.sweepFor(5 * time.Hour)
	s.has(t, quiet, "stale_high_impact", true)
	s.notes(t, quiet, 0)
}

func liveIsLeftAlone(t *testing.T, s *scene) {
	id := s.ask()
	for i := range 15 { // an agent saves every four minutes, for an hour
		done(t)(s.desk.Tag(id, s.agent, simulator.Web, fmt.Sprintf("topic_%d", i)))
		time.Sleep(4 * time.Minute)
		s.sweeper.Sweep(context.Background())
	}
	s.has(t, id, recommended, false)
	s.notes(t, id, 0)
	s.sweepFor(time.Hour)
	s.has(t, id, recommended, true)
	s.notes(t, id, 1)
}

func savesAreKept(t *testing.T, s *scene) {
	id := s.ask()
	time.Sleep(time.Hour)
	s.beforeWrite = func() {
		done(t)(s.desk.Tag(id, s.agent, simulator.Web, "emea"))
		done(t)(s.desk.Note(id, s.agent, simulator.Web, "I am on it."))
	}
	s.sweepFor(3 * time.Hour)
	if s.beforeWrite != nil {
		t.Fatal("nothing was written")
	}
	s.has(t, id, "emea", true)
	s.has(t, id, "vip", true)
	s.has(t, id, recommended, false)
	s.has(t, id, "escalation_unlikely", true) // decided again: support works on it
	s.notes(t, id, 1)
}

// flood makes many tickets that all want a tag and a note.
func (s *scene) flood() []int64 {
	ids := make([]int64, 40)
	for i := range ids {
		ids[i] = s.ask()
	}
	return ids
}

func (s *scene) letThrough(t *testing.T, ids []int64) {
	t.Helper()
	held := s.sweepFor(6 * time.Hour)
	if w := s.desk.Writes(); w.Updates > 0 || held.Held["guard"]+held.Held["live"] == 0 && held.Planned > 0 {
		t.Fatalf("before anybody's leave: %d updates, the last sweep %+v", w.Updates, held)
	}
	s.sweeper.AllowBacklog = true
	s.sweeper.Sweep(context.Background())
	s.sweeper.AllowBacklog = false
	s.sweepFor(time.Hour)
	for _, id := range ids {
		s.has(t, id, recommended, true)
		s.notes(t, id, 1)
	}
}

func firstContact(t *testing.T, s *scene) { s.letThrough(t, s.flood()) }

func returnAfterOutage(t *testing.T, s *scene) {
	for range 20 {
		s.desk.Create(simulator.NewTicket{Requester: s.customer, Subject: "Badges", Body: "The colours are wrong.", Status: simulator.Pending, Assignee: s.agent})
	}
	s.sweepFor(time.Hour)
	s.down = true
	ids := s.flood()
	s.sweepFor(5 * time.Hour)
	s.down = false
	s.letThrough(t, ids)
}
