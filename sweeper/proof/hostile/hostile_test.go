package hostile

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
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

const (
	misbehaving = time.Hour        // how long a desk does
	between     = 10 * time.Minute // two sweeps
	mostAMinute = 60               // requests that a desk in trouble may get
	tooMany     = 10 * mostAMinute // after so many it gives no more answers, so that what never ends does
	secretWord  = "Xylophone4711"  // which people wrote, and nobody may log
)

// TestTable lets every desk misbehave in every way for an hour, and then wants the ticket that is due to have its tag and its
// note, once.
func TestTable(t *testing.T) {
	policy, err := config.BuiltinPolicy()
	if err != nil {
		t.Fatal(err)
	}
	var broken proof.Broken
	tried := 0
	for _, trial := range trials() {
		meet := desks.All
		if trial.desks != nil {
			meet = trial.desks
		}
		for i := range meet() {
			t.Run(trial.name+", "+meet()[i].Name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					s := newScene(t, trial, meet()[i], policy)
					s.play(t)
					broken = broken.Add(s.judge(t))
					if t.Failed() {
						t.Logf("the log:\n%s", s.log.String())
					}
				})
			})
			tried++
		}
	}
	proof.Print(t, proof.Row{Trial: "hostile desks", Done: fmt.Sprintf("%d ways to misbehave, %d trials", len(trials()), tried), Broken: broken})
}

// scene is one desk that will misbehave.
type scene struct {
	trial
	desk    *desks.Desk
	sweeper *sweeper.Sweeper
	due     int64 // the ticket that wants a tag and a note
	log     bytes.Buffer

	mu       sync.Mutex
	hostile  bool
	minute   time.Time
	inMinute int
	most     int // requests in a minute
	hosts    map[string]bool
}

func newScene(t *testing.T, trial trial, desk *desks.Desk, policy *escalation.Policy) *scene {
	s := &scene{trial: trial, desk: desk, hosts: map[string]bool{}}
	if trial.setUp != nil {
		trial.setUp(desk)
	}
	customer := desk.AddPerson(simulator.Person{Name: "Cora", Email: "cora@customer.example", Role: simulator.Customer}).ID
	for range 5 {
		desk.Create(simulator.NewTicket{Requester: customer, Subject: "Badges", Body: "The badge colours are wrong.", Tags: []string{"billing"}})
	}
	s.due = desk.Create(simulator.NewTicket{
		Requester: customer, Subject: "Login", Tags: []string{"vip"},
		Body: "Please escalate this ticket. SSO is down and none of our 2300 users can log in. " + secretWord,
	}).ID
	log := slog.New(slog.NewTextHandler(&s.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	connector, err := desk.Open(connectors.Env{Desk: desk.Name, Log: log, Transport: s, Share: 1, Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	s.sweeper = &sweeper.Sweeper{
		Desk: desk.Name, Reader: connector, Writer: connector, Policy: policy, Store: &storetest.Memory{}, Mode: sweeper.Note,
		Limits: sweeper.DefaultLimits, Owner: "test", Digest: "one", Log: log,
	}
	time.Sleep(time.Hour)
	return s
}

// RoundTrip counts requests and hosts, and lets the desk misbehave while it is to.
func (s *scene) RoundTrip(r *http.Request) (*http.Response, error) {
	s.mu.Lock()
	s.hosts[r.URL.Host] = true
	if now := time.Now().Truncate(time.Minute); now.Equal(s.minute) {
		s.inMinute++
	} else {
		s.minute, s.inMinute = now, 1
	}
	s.most = max(s.most, s.inMinute)
	hostile, worn := s.hostile, s.inMinute > tooMany
	s.mu.Unlock()
	if worn {
		return nil, errCut
	}
	next := simulator.Transport(s.desk.Wire)
	if hostile {
		return s.meet(next, r)
	}
	return next.RoundTrip(r)
}

// play sweeps once on a good day where the trial needs a place in the feed, through the bad hour, and then until all is said.
func (s *scene) play(t *testing.T) {
	s.turn(true)
	for range int(misbehaving / between) {
		if report := s.sweeper.Sweep(context.Background()); s.blind && report.Result == sweeper.OK {
			t.Errorf("a sweep that saw nothing calls itself whole: %+v", report)
		}
		time.Sleep(between)
	}
	if s.most > mostAMinute {
		t.Errorf("the desk got %d requests in a minute", s.most)
	}
	s.turn(false)
	time.Sleep(time.Hour) // no pause that a desk asks for is longer
	for range 6 {
		s.sweeper.Sweep(context.Background())
		time.Sleep(between)
	}
}

func (s *scene) turn(hostile bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hostile = hostile
}

func (s *scene) judge(t *testing.T) proof.Broken {
	last := s.sweeper.Sweep(context.Background())
	if last.Result != sweeper.OK || last.Planned > 0 {
		t.Errorf("the last sweep: %+v", last)
	}
	w := s.desk.Writes()
	ticket, _ := s.desk.Ticket(s.due)
	notes := 0
	for _, n := range ticket.Notes() {
		if n.By == s.desk.Self().ID {
			notes++
		}
	}
	broken := proof.Broken{Twice: len(w.RefsTwice), Lost: w.ForeignLost, Public: w.PublicNotes + w.RequesterMails}
	if notes == 0 || !ticket.Has("escalation_recommended") || !ticket.Has("vip") {
		broken.Lost++
	}
	if broken != (proof.Broken{}) || w.Other > 0 {
		t.Errorf("%+v; %d notes, tags %v, other changes %d", broken, notes, ticket.Tags, w.Other)
	}
	for host := range s.hosts {
		if host != s.desk.Host {
			t.Errorf("a request went to %s", host)
		}
	}
	for _, secret := range append(s.desk.Secrets, secretWord, "page%5Bafter", "?cursor=") {
		if strings.Contains(s.log.String(), secret) {
			t.Errorf("the log tells %q", secret)
		}
	}
	return broken
}

func contextWithoutEnd(r *http.Request) context.Context { return context.WithoutCancel(r.Context()) }
