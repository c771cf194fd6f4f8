package sweeper_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/deskhand/deskhand/connectors"
	"github.com/deskhand/deskhand/connectors/jira"
	"github.com/deskhand/deskhand/connectors/simulator"
	"github.com/deskhand/deskhand/connectors/simulator/jirasim"
	"github.com/deskhand/deskhand/sweeper"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

// vendor is a kind of desk with the least that a sweep of it could cost.
type vendor struct {
	name string
	open func(t *testing.T, s *stage) helpdesk.Connector
	idle int                                     // requests of a sweep when nothing happened
	most func(changed, due, written int) float64 // what must be asked for so many tickets beyond that
}

// The floors count what no client of these interfaces can leave out; the package comments of the connectors say why.
var vendors = []vendor{
	{
		name: "zendesk", open: func(_ *testing.T, s *stage) helpdesk.Connector { return s.reader }, idle: 1,
		most: func(changed, due, written int) float64 { return float64(changed + due + written) },
	},
	{
		name: "jira cloud", open: jiraOf(jira.Cloud, jirasim.Cloud), idle: 2,
		most: func(changed, due, written int) float64 {
			return float64(2*(hundreds(changed)+hundreds(due)) + 3*written)
		},
	},
	{
		name: "jira data center", open: jiraOf(jira.DataCenter, jirasim.DataCenter), idle: 2,
		most: func(changed, due, written int) float64 { return float64(2*(changed+due) + 4*written) },
	},
}

func hundreds(n int) int { return (n + 99) / 100 }

func jiraOf(deployment jira.Deployment, simulated jirasim.Deployment) func(*testing.T, *stage) helpdesk.Connector {
	return func(_ *testing.T, s *stage) helpdesk.Connector {
		return s.jira(deployment, jirasim.Options{Deployment: simulated}, func(*http.Request, int) {})
	}
}

// jira is a connector to a service project of the stage's desk, which may spend all that the desk allows. saw is told each request
// and its answer's status.
func (s *stage) jira(deployment jira.Deployment, o jirasim.Options, saw func(*http.Request, int)) helpdesk.Connector {
	s.t.Helper()
	o.ServiceProjects = []string{"OPS"}
	c := &jira.Config{Deployment: deployment, URL: "https://acme.example", ServiceManagement: true, Select: "project = OPS"}
	c.Auth = jira.Auth{Email: simulator.SelfEmail, Token: jirasim.Token}
	if deployment == jira.DataCenter {
		c.Auth = jira.Auth{Bearer: jirasim.Token}
	}
	reader, err := c.Open(connectors.Env{
		Desk: "support", Log: s.logger(), Transport: seen{simulator.Transport(jirasim.New(s.desk, o)), saw}, Share: 1,
		Observe: func(string, int) { s.requests.Add(1) },
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return reader
}

// seen tells of every round trip.
type seen struct {
	http.RoundTripper
	saw func(*http.Request, int)
}

func (s seen) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := s.RoundTripper.RoundTrip(r)
	if err == nil {
		s.saw(r, resp.StatusCode)
	}
	return resp, err
}

// BenchmarkRequests compares the requests of sweeps with the least that could do: 100 tickets that people changed, on 20 of which
// they ask for an escalation, and 100 that fall due because a week has passed; then a sweep that meets nothing but our own
// writes, and one that meets nothing at all.
func BenchmarkRequests(b *testing.B) {
	for _, v := range vendors {
		b.Run(v.name, func(b *testing.B) {
			var busy, own, idle sweeper.Report
			for b.Loop() {
				onBenchStage(b, func(t *testing.T, s *stage) { busy, own, idle = busyWeek(t, s, v) })
			}
			least := float64(v.idle) + v.most(100, 100, busy.Written)
			b.ReportMetric(float64(busy.Requests), "requests")
			b.ReportMetric(least, "floor")
			b.ReportMetric(float64(busy.Requests)/least, "ratio")
			b.ReportMetric(float64(own.Requests), "after-own-writes")
			b.ReportMetric(float64(idle.Requests), "idle")
			if idle.Requests > int64(v.idle) || float64(busy.Requests) > 1.1*least {
				b.Errorf("%d requests where %.0f would do, and %d when nothing had happened", busy.Requests, least, idle.Requests)
			}
		})
	}
}

func busyWeek(t *testing.T, s *stage, v vendor) (busy, own, idle sweeper.Report) {
	s.reader = v.open(t, s)
	s.limits = sweeper.Limits{WritesPerSweep: 1000, AbortAbove: sweeper.AbortAbove{Tickets: 1000, Share: 1}}
	customer, agent := s.customer(), s.agent()
	var quiet, urgent []int64
	for i := range 100 {
		n := simulator.NewTicket{Requester: customer, Assignee: agent, Status: simulator.Open, Subject: "Report", Body: fmt.Sprintf("Report %d looks odd.", i)}
		quiet = append(quiet, s.desk.Create(n).ID)
		n.Priority = "urgent"
		urgent = append(urgent, s.desk.Create(n).ID)
	}
	time.Sleep(time.Hour)
	s.sweep(sweeper.OK)
	time.Sleep(7*24*time.Hour - 90*time.Minute)
	s.sweep(sweeper.OK) // walks over the desk's own list, as once a day
	for i, id := range quiet {
		by, text := agent, "We are on it."
		if i%5 == 0 {
			by, text = customer, "Please escalate this ticket. SSO is down and none of our 2300 users can log in."
		}
		if _, err := s.desk.Reply(id, by, simulator.Web, text); err != nil {
			t.Fatal(err)
		}
	}
	time.Sleep(time.Hour)
	busy = s.sweep(sweeper.OK)
	if busy.Read != 200 || busy.Written != 120 {
		t.Fatalf("the sweep read %d and wrote %d\n%s", busy.Read, busy.Written, s.log)
	}
	s.has(urgent[0], "stale_high_impact")
	time.Sleep(10 * time.Minute)
	own = s.sweep(sweeper.OK)
	time.Sleep(70 * time.Minute)
	s.sweep(sweeper.OK) // Jira's feed looks an hour back: here it meets the last of it
	time.Sleep(70 * time.Minute)
	return busy, own, s.sweep(sweeper.OK)
}
