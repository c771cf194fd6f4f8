package tunnel

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/deskhand/deskhand/connectors/simulator"
	"github.com/deskhand/deskhand/connectors/simulator/jirasim"
	"github.com/deskhand/deskhand/connectors/simulator/zendesksim"
	"github.com/deskhand/deskhand/sweeper/proof"
)

// kind is a vendor's wire format, and the connector entry that fits it.
type kind struct {
	name  string
	serve func(*simulator.Desk) http.Handler
	entry string
}

var (
	zendesk = kind{
		"zendesk", func(d *simulator.Desk) http.Handler { return zendesksim.New(d, zendesksim.Options{}) },
		"type: zendesk, auth: {bearer: " + zendesksim.DefaultBearer + "}",
	}
	jira = kind{
		"jira", func(d *simulator.Desk) http.Handler { return jirasim.New(d, jirasim.Options{}) },
		"type: jira, service_management: true, select: project in (OPS), auth: {email: " + simulator.SelfEmail + ", token: " + jirasim.Token + "}",
	}
	jiraDC = kind{
		"jira-dc", func(d *simulator.Desk) http.Handler {
			return jirasim.New(d, jirasim.Options{Deployment: jirasim.DataCenter})
		},
		"type: jira, deployment: datacenter, service_management: true, select: project in (OPS), auth: {bearer: " + jirasim.Token + "}",
	}
	kinds = []kind{zendesk, jira, jiraDC}
)

// site is one desk behind a socket, with a gate before it, and the configuration of a program that sweeps it.
type site struct {
	desk        *simulator.Desk
	gate        *gate
	url         string
	config      string      // a file
	loading     atomic.Bool // its Redis says that it is loading
	forgetLease func()      // takes the lease of whoever died out of the store; a file's ends with its program
}

// storeOf makes a store for a site and returns its address, as in a configuration.
type storeOf func(t testing.TB, s *site) string

// inFile is the embedded store.
func inFile(t testing.TB, _ *site) string { return "file:" + filepath.Join(t.TempDir(), "store.db") }

// newSite serves a desk with the tickets of that moment.
func newSite(t testing.TB, k kind, moment time.Time, store storeOf) *site {
	t.Helper()
	s := &site{desk: simulator.NewDesk(), gate: &gate{}, forgetLease: func() {}}
	fill(s.desk, moment)
	server := httptest.NewServer(s.gate.before(k.serve(s.desk)))
	t.Cleanup(server.Close)
	s.url = server.URL
	folder := t.TempDir()
	s.config = filepath.Join(folder, "deskhand.yaml")
	text := fmt.Sprintf("store: %s\nlisten: \"\"\nconnectors:\n  - {name: support, url: %q, mode: note, %s}\npolicy:\n  people: {leads: [%s], csms: [%s]}\n",
		store(t, s), s.url, k.entry, simulator.Leads[0], simulator.CSMs[0])
	if err := os.WriteFile(s.config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return s
}

// fill puts tickets on the desk of which each kind of write has something to do: a triage, a stale ticket, a timeline that is owed,
// tags to take away; and two to be left alone.
func fill(d *simulator.Desk, moment time.Time) {
	user := d.AddPerson(simulator.Person{Name: "Ann", Email: "ann@customer.example", Role: simulator.Customer}).ID
	agent := d.AddPerson(simulator.Person{Name: "Dana", Email: "dana@acme.example", Role: simulator.Agent}).ID
	lead := d.AddPerson(simulator.Person{Name: "Lee", Email: simulator.Leads[0], Role: simulator.Admin}).ID
	ago := func(days float64) time.Time { return moment.Add(-time.Duration(days * 24 * float64(time.Hour))) }
	open := func(days float64, body string, tags ...string) int64 {
		id := d.Create(simulator.NewTicket{At: ago(days), Requester: user, Via: simulator.Email, Subject: "Login", Body: body, Tags: append(tags, "vip")}).ID
		save(d, id, simulator.Edit{At: ago(days - 0.2), By: agent, Assignee: &agent, Note: &simulator.Note{Body: "Thanks, I am looking into it.", Public: true}})
		return id
	}
	ask := func(id int64, days float64) {
		save(d, id, simulator.Edit{At: ago(days), By: user, Via: simulator.Email, Note: &simulator.Note{
			Body: "Please escalate this ticket. SSO is down and none of our 2300 users can log in.", Public: true,
		}})
	}
	ask(open(3, "SSO answers with an error."), 1.2)
	open(12, "SSO is down, none of our 2300 users can log in.")
	owed := open(9, "FTP access is denied, the server blocks our login.")
	ask(owed, 5)
	save(d, owed, simulator.Edit{At: ago(3), By: lead, Add: []string{"escalation_approved"}})
	denied := open(6, "SSO answers with an error.")
	ask(denied, 4)
	save(d, denied, simulator.Edit{At: ago(3.5), By: agent, Add: []string{"escalation_requested"}})
	save(d, denied, simulator.Edit{At: ago(2), By: lead, Add: []string{"escalation_denied"}})
	open(1, "The badge colours are wrong on our page.")
	ask(open(4, "SSO answers with an error.", "deskhand_ignore"), 2)
}

func save(d *simulator.Desk, id int64, e simulator.Edit) {
	if _, err := d.Save(id, e); err != nil {
		panic(err)
	}
}

// said is what stands on a desk's tickets: tags and references of our notes, by ticket.
type said map[int64][]string

var reference = regexp.MustCompile(`\bref (dh1-[0-9a-z]+)`)

func (s *site) said() said {
	all := said{}
	s.desk.Each(func(t simulator.Ticket) bool {
		words := slices.Clone(t.Tags)
		for _, note := range t.Notes() {
			for _, m := range reference.FindAllStringSubmatch(note.Body, -1) {
				words = append(words, m[0])
			}
		}
		slices.Sort(words)
		all[t.ID] = words
		return true
	})
	return all
}

// judge counts how the desk differs from one that nothing happened to.
func (s *site) judge(t testing.TB, trial string, want said) proof.Broken {
	w, got := s.desk.Writes(), s.said()
	broken := proof.Broken{Twice: len(w.RefsTwice), Public: w.PublicNotes + w.RequesterMails, Lost: w.ForeignLost}
	if broken != (proof.Broken{}) {
		t.Errorf("%s: notes twice %v, public %d, mails %d, tags lost %v", trial, w.RefsTwice, w.PublicNotes, w.RequesterMails, w.LostTags)
	}
	for id, words := range want {
		for _, word := range words {
			if !slices.Contains(got[id], word) {
				broken.Lost++
			}
		}
	}
	if diff := cmp.Diff(want, got); diff != "" || w.ForeignAdded+w.Other+w.IgnoredTouched > 0 {
		t.Errorf("%s: the desk is not as it should be (-want +got), %d tags of others added, %d other changes, %d ignored tickets touched:\n%s",
			trial, w.ForeignAdded, w.Other, w.IgnoredTouched, diff)
	}
	return broken
}

// hasWork fails the test when nothing is ever written, which would make every trial pass.
func (want said) hasWork(t testing.TB) {
	t.Helper()
	refs := strings.Count(fmt.Sprint(want), "ref dh1-")
	if refs < 3 {
		t.Fatalf("an undisturbed sweep writes %d notes, want 3 or more: %v", refs, want)
	}
}
