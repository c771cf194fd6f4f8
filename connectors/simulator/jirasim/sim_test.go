package jirasim_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/deskhand/deskhand/connectors/simulator"
	"github.com/deskhand/deskhand/connectors/simulator/jirasim"
)

// start is the hour at which the tests' desks begin.
var start = time.Date(2026, 11, 23, 4, 52, 0, 123_000_000, time.UTC)

// sim is a small desk behind a simulated Jira, and somebody who asks it. Every answer is held against the vendor's documents.
type sim struct {
	t                *testing.T
	desk             *simulator.Desk
	server           *jirasim.Server
	wire             http.RoundTripper
	customer, agent  int64
	ops, web, closed int64 // a request in the service project OPS, an issue in the plain project WEB, a closed one
	now              time.Time
	base             string
	auth             func(*http.Request)
	checked          sync.Map // routes whose answers were held against the vendor's documents
}

func newSim(t *testing.T, opts jirasim.Options) *sim {
	t.Helper()
	s := &sim{t: t, desk: simulator.NewDesk(), now: start, base: "http://jira.example"}
	s.desk.Now = func() time.Time { return s.now }
	s.customer = s.desk.AddPerson(simulator.Person{Name: "Carla Customer", Email: "carla@customer.example", Role: simulator.Customer}).ID
	s.agent = s.desk.AddPerson(simulator.Person{Name: "Ann Agent", Email: "ann@acme.example", Role: simulator.Agent}).ID
	week := start.Add(-7 * 24 * time.Hour)
	create := func(subject, status string) int64 {
		return s.desk.Create(simulator.NewTicket{
			Subject: subject, Body: "SSO is down.\n\n> quoted line\n\nPlease help.", Requester: s.customer, Assignee: s.agent, Status: status,
			Priority: "high", Tags: []string{"vip"}, At: week,
		}).ID
	}
	s.ops = create("Nobody can log in", simulator.Open)
	s.closed = create("Old trouble", simulator.Closed)
	create("Reports are late", simulator.Pending)
	s.web = create("Typo on the front page", simulator.New)
	s.server = jirasim.New(s.desk, opts)
	s.wire = validated(t, simulator.Transport(s.server), opts.Deployment, &s.checked)
	s.auth = func(r *http.Request) { r.SetBasicAuth(simulator.SelfEmail, jirasim.Token) }
	if opts.Deployment == jirasim.DataCenter {
		s.auth = func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+jirasim.Token) }
	}
	return s
}

// RoundTrip asks with the credentials that are in force.
func (s *sim) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	if s.auth != nil {
		s.auth(r)
	}
	return s.wire.RoundTrip(r)
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	raw    string
	body   map[string]any
}

// ask sends a request; a body that is not a string is sent as JSON.
func (s *sim) ask(method, path string, body any) answer {
	s.t.Helper()
	var reader io.Reader
	if text, ok := body.(string); ok {
		reader = strings.NewReader(text)
	} else if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			s.t.Fatal(err)
		}
		reader = bytes.NewReader(raw)
	}
	r, err := http.NewRequest(method, s.base+path, reader)
	if err != nil {
		s.t.Fatal(err)
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	return s.send(r)
}

func (s *sim) send(r *http.Request) answer {
	s.t.Helper()
	response, err := s.RoundTrip(r)
	if err != nil {
		s.t.Fatalf("%s %s: %v", r.Method, r.URL, err)
	}
	defer response.Body.Close()
	raw, err := io.ReadAll(response.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	a := answer{status: response.StatusCode, header: response.Header, raw: string(raw)}
	// Lists and pages of HTML have no keys; those tests look at raw.
	_ = json.Unmarshal(raw, &a.body)
	return a
}

// get asks for something that must be there.
func (s *sim) get(path string) map[string]any {
	s.t.Helper()
	a := s.ask("GET", path, nil)
	if a.status != http.StatusOK {
		s.t.Fatalf("GET %s: %d %s", path, a.status, a.raw)
	}
	return a.body
}

// want fails unless the answer has the status.
func (a answer) want(t *testing.T, status int) answer {
	t.Helper()
	if a.status != status {
		t.Fatalf("status %d, want %d: %s", a.status, status, a.raw)
	}
	return a
}

// at walks into a decoded answer: keys of objects and places in lists.
func at(v any, path ...any) any {
	for _, step := range path {
		switch step := step.(type) {
		case string:
			o, _ := v.(map[string]any)
			v = o[step]
		case int:
			l, _ := v.([]any)
			if step >= len(l) {
				return nil
			}
			v = l[step]
		}
	}
	return v
}

func adf(text string) map[string]any {
	return map[string]any{"type": "doc", "version": 1, "content": []any{
		map[string]any{"type": "paragraph", "content": []any{map[string]any{"type": "text", "text": text}}},
	}}
}
