package zendesksim_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/deskhand/deskhand/connectors/simulator"
	"github.com/deskhand/deskhand/connectors/simulator/zendesksim"
)

// account is a simulated account with a clock that a test moves.
type account struct {
	t    *testing.T
	desk *simulator.Desk
	sim  *zendesksim.Sim
	now  time.Time
	http http.RoundTripper
}

func newAccount(t *testing.T, opts zendesksim.Options) *account {
	a := &account{t: t, desk: simulator.NewDesk(), now: time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)}
	a.desk.Now = func() time.Time { return a.now }
	a.sim = zendesksim.New(a.desk, opts)
	a.http = simulator.Transport(a.sim)
	return a
}

func (a *account) customer() simulator.Person {
	return a.desk.AddPerson(simulator.Person{Name: "Ann Reyes", Email: "ann@client.example", Role: simulator.Customer})
}

func (a *account) agent() simulator.Person {
	return a.desk.AddPerson(simulator.Person{Name: "Dana Ito", Email: "dana@acme.example", Role: simulator.Agent})
}

// ticket makes a ticket by a customer.
func (a *account) ticket(subject string) simulator.Ticket {
	return a.desk.Create(simulator.NewTicket{Subject: subject, Body: subject + " does not work", Requester: a.customer().ID})
}

type reply struct {
	status int
	header http.Header
	body   string
	json   map[string]any
}

// ask sends a request as the API's user.
func (a *account) ask(method, path, body string) reply {
	a.t.Helper()
	return a.askWith("Bearer "+zendesksim.DefaultBearer, method, path, body)
}

func (a *account) askWith(auth, method, path, body string) reply {
	a.t.Helper()
	req, err := http.NewRequest(method, "https://acme.zendesk.com"+path, strings.NewReader(body))
	if err != nil {
		a.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	if auth != "" {
		req.Header.Set("Authorization", auth)
	}
	resp, err := a.http.RoundTrip(req)
	if err != nil {
		a.t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		a.t.Fatal(err)
	}
	r := reply{status: resp.StatusCode, header: resp.Header, body: string(text)}
	if strings.HasPrefix(resp.Header.Get("Content-Type"), "application/json") {
		if err := json.Unmarshal(text, &r.json); err != nil {
			a.t.Fatalf("%s %s: %v in %s", method, path, err, text)
		}
	}
	return r
}

// at walks down a JSON value: names for objects, numbers for lists.
func (r reply) at(path ...any) any {
	var v any = r.json
	for _, step := range path {
		switch step := step.(type) {
		case string:
			m, _ := v.(map[string]any)
			v = m[step]
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

// want checks one value of an answer.
func (r reply) want(t *testing.T, want any, path ...any) {
	t.Helper()
	if got := r.at(path...); got != want {
		t.Errorf("%v is %v, want %v\n%s", path, got, want, r.body)
	}
}

func TestBothSpellingsOfAPath(t *testing.T) {
	a := newAccount(t, zendesksim.Options{})
	a.ticket("SSO")
	for _, path := range []string{"/api/v2/tickets/1", "/api/v2/tickets/1.json"} {
		a.ask("GET", path, "").want(t, 1.0, "ticket", "id")
	}
	for _, path := range []string{"/api/v2/tickets.json?page[size]=1", "/api/v2/tickets?page%5Bsize%5D=1"} {
		a.ask("GET", path, "").want(t, false, "meta", "has_more")
	}
}
