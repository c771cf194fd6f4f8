// Package connectortest holds the laws that every connector keeps. A connector's test hands over a simulated desk and a way
// to open the connector on it, and calls Run:
//
//	func TestLaws(t *testing.T) { connectortest.Run(t, newHarness) }
//
// Each law is a function with its sentence as a name. It runs in a testing/synctest bubble of its own, so pauses of minutes
// take no time; the desk is called in the same process, without sockets. The package knows no vendor.
package connectortest

import (
	"bytes"
	"log/slog"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/deskhand/deskhand/connectors"
	"github.com/deskhand/deskhand/connectors/simulator"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

// Harness is a connector under test on a desk of its own. Run calls the function that makes one inside a bubble, once a law.
type Harness struct {
	Desk  *simulator.Desk
	Front *simulator.Front // speaks the vendor's wire format over Desk

	// Open makes a connector with credentials that the desk accepts; Refused one with others. Each call makes a new one, as
	// a restart of the program does.
	Open    func(env connectors.Env) (helpdesk.Connector, error)
	Refused func(env connectors.Env) (helpdesk.Connector, error)

	Secrets []string        // what must never be seen: passwords, tokens
	Feed    simulator.Fault // Method and Path of the request that Changes makes
	Edit    simulator.Fault // Method and Path of the request by which Apply changes a ticket
	Lag     time.Duration   // after so long a change is in the feed and in the backlog

	ID func(ticket int64) string // the connector's id of a ticket; nil for the number itself
}

// settle is longer than any connector leaves a ticket alone after its last change.
const settle = 10 * time.Second

// Run tries every law.
func Run(t *testing.T, open func(t *testing.T) Harness) {
	t.Helper()
	for _, law := range laws {
		t.Run(law.sentence, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { law.try(t, newStage(t, open(t))) })
		})
	}
}

type law struct {
	sentence string
	try      func(t *testing.T, s *stage)
}

var laws = []law{
	{"asking twice from one place gives the same tickets", askingTwice},
	{"every change is seen by a later page", everyChangeIsSeen},
	{"a place in the feed survives a restart", placesSurvive},
	{"a feed since an instant leaves out what was before", feedSince},
	{"the backlog lists what has not ended", backlogIsWhole},
	{"a feed and a read agree on the version", versionsAgree},
	{"a read tells the whole history", historyIsWhole},
	{"an unknown ticket is deleted", unknownIsDeleted},

	{"what was applied can be read back", appliedIsRead},
	{"the same plan twice leaves one note", planTwice},
	{"a stale version is a conflict and changes nothing", staleVersion},
	{"tags and notes of others stay", othersStay},
	{"a note on a public conversation stays internal", notesAreInternal},
	{"plain text comes back unharmed", plainTextSurvives},
	{"an ended ticket is refused", endedIsRefused},

	{"a lost answer is unsure and not written again", lostAnswer},
	{"a write that failed behind the desk's door is unsure", failedWrite},
	{"refused credentials are told as such", refusedCredentials},
	{"a pause that the desk asks for is kept", pausesAreKept},
	{"a pause too long is given back to the caller", longPauses},
	{"cancelling returns soon", cancelReturns},
	{"a broken answer is an error and no empty page", brokenAnswers},
	{"a read outlives a desk that fails for a moment", shortFailures},
	{"no secret and no text of a ticket is told", nothingIsTold},
}

// stage is the harness with a few people, and an ear on the log.
type stage struct {
	Harness
	customer, agent simulator.Person
	log             bytes.Buffer // at debug level
}

func newStage(t *testing.T, h Harness) *stage {
	t.Helper()
	s := &stage{Harness: h}
	if s.ID == nil {
		s.ID = func(ticket int64) string { return strconv.FormatInt(ticket, 10) }
	}
	s.customer = h.Desk.AddPerson(simulator.Person{Name: "Cora Customer", Email: "cora@customer.example", Role: simulator.Customer})
	s.agent = h.Desk.AddPerson(simulator.Person{Name: "Abe Agent", Email: "abe@acme.example", Role: simulator.Agent})
	return s
}

func (s *stage) env() connectors.Env {
	return connectors.Env{
		Desk:      "desk",
		Log:       slog.New(slog.NewTextHandler(&s.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Transport: simulator.Transport(s.Front),
		Version:   "test",
	}
}

func (s *stage) open(t *testing.T) helpdesk.Connector {
	t.Helper()
	c, err := s.Open(s.env())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// ticket makes a ticket that began with a public message of the customer.
func (s *stage) ticket(body string, tags ...string) int64 {
	return s.Desk.Create(simulator.NewTicket{
		Subject: "Reports are late", Body: body, Requester: s.customer.ID, Status: simulator.Open, Assignee: s.agent.ID, Tags: tags,
	}).ID
}

// strike makes a fault happen to the requests that at chooses.
func (s *stage) strike(at, fault simulator.Fault) {
	fault.Method, fault.Path = at.Method, at.Path
	s.Front.SetFaults(&simulator.Faults{Rules: []simulator.Fault{fault}})
}

// notes returns how many notes on the desk hold the reference, and whether one of them is public.
func (s *stage) notes(t *testing.T, ticket int64, ref string) (n int, public bool) {
	t.Helper()
	now, ok := s.Desk.Ticket(ticket)
	if !ok {
		t.Fatalf("the desk has no ticket %d", ticket)
	}
	for _, note := range now.Notes() {
		if bytes.Contains([]byte(note.Body+note.HTML), []byte(ref)) {
			n++
			public = public || note.Public
		}
	}
	return n, public
}
