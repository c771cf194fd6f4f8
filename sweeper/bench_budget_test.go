package sweeper_test

import (
	"context"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/deskhand/deskhand/connectors/jira"
	"github.com/deskhand/deskhand/connectors/simulator"
	"github.com/deskhand/deskhand/connectors/simulator/jirasim"
	"github.com/deskhand/deskhand/connectors/simulator/zendesksim"
	"github.com/deskhand/deskhand/sweeper"
)

const professional = 400 // requests a minute on Zendesk's Growth and Professional plans

// BenchmarkRateBudget reads a backlog through a Professional plan's limit, alone and beside another integration. It tells how much
// of what is allowed was used while there was work, and how many answers were refusals, to us and to the other.
func BenchmarkRateBudget(b *testing.B) {
	for _, test := range []struct {
		name    string
		share   float64
		others  int // requests a minute of another integration
		allowed int // what that leaves to us
		account zendesksim.Options
	}{
		{name: "alone", share: 1, allowed: 400},
		{name: "half a share", share: 0.5, allowed: 200},
		{name: "half a share, another spends a third", share: 0.5, others: 130, allowed: 200},
		{name: "the whole, another spends a third", share: 1, others: 130, allowed: 270},
		{name: "half a share, another spends two thirds", share: 0.5, others: 270, allowed: 130},
		{
			name: "largest plan, audits limited for all tickets together", share: 1, allowed: 500,
			account: zendesksim.Options{RateLimit: 2500, Quirks: zendesksim.Quirks{AuditsTogether: true}},
		},
	} {
		b.Run(test.name, func(b *testing.B) {
			var ours, others traffic
			for b.Loop() {
				onBenchStage(b, func(t *testing.T, s *stage) {
					if test.account.RateLimit == 0 {
						test.account.RateLimit = professional
					}
					s.sim = zendesksim.New(s.desk, test.account)
					ours, others = traffic{}, traffic{}
					s.reader = s.zendeskAt(s.sim, test.share, ours.saw)
					s.backlog(2000)
					ctx, done := context.WithCancel(t.Context())
					go others.spend(ctx, s.sim, test.others)
					s.sweep(sweeper.OK)
					done()
				})
			}
			used := ours.rate(time.Minute) / float64(test.allowed)
			refused := float64(ours.refused) / float64(len(ours.sent))
			b.ReportMetric(used, "used")
			b.ReportMetric(refused, "429-share")
			b.ReportMetric(float64(others.refused), "429s-of-others")
			if used < 0.95 || refused >= 0.01 || float64(others.refused) > 0.01*float64(len(others.sent)) {
				b.Errorf("used %.3f of what is allowed, refused %.4f, and %d to others", used, refused, others.refused)
			}
		})
	}
}

// BenchmarkRateBudgetOfJira does the same where Jira's limits bite: reading issue by issue on a Data Center that allows ten
// requests a second, and posting notes on Cloud, which takes fifty PUTs a second.
func BenchmarkRateBudgetOfJira(b *testing.B) {
	tests := map[string]struct {
		allowed float64 // a second
		scene   func(s *stage, ours *traffic)
	}{
		"reading on Data Center": {10, func(s *stage, ours *traffic) {
			s.backlog(300)
			o := jirasim.Options{Deployment: jirasim.DataCenter, UserRate: 10}
			s.reader = s.jira(jira.DataCenter, o, func(_ *http.Request, status int) { ours.saw(status) })
		}},
		"posting on Cloud": {50, func(s *stage, ours *traffic) {
			for range 500 {
				s.desk.Create(simulator.NewTicket{Requester: s.customer(), Subject: "Login", Body: "Please escalate. SSO is down for all 2300 users."})
			}
			time.Sleep(time.Hour)
			s.limits = sweeper.Limits{WritesPerSweep: 1000, AbortAbove: sweeper.AbortAbove{Tickets: 1000, Share: 1}}
			s.reader = s.jira(jira.Cloud, jirasim.Options{}, func(r *http.Request, status int) {
				if r.Method == http.MethodPut {
					ours.saw(status)
				}
			})
		}},
	}
	for name, test := range tests {
		b.Run(name, func(b *testing.B) {
			var ours traffic
			for b.Loop() {
				onBenchStage(b, func(_ *testing.T, s *stage) {
					ours = traffic{}
					test.scene(s, &ours)
					s.sweep(sweeper.OK)
				})
			}
			used, refused := ours.rate(time.Second)/test.allowed, float64(ours.refused)/float64(len(ours.sent))
			b.ReportMetric(used, "used")
			b.ReportMetric(refused, "429-share")
			if used < 0.95 || refused >= 0.01 {
				b.Errorf("used %.3f of what is allowed, refused %.4f", used, refused)
			}
		})
	}
}

// backlog puts n open tickets on the desk, of which nobody asks anything.
func (s *stage) backlog(n int) {
	customer, agent := s.customer(), s.agent()
	for range n {
		s.desk.Create(simulator.NewTicket{Requester: customer, Assignee: agent, Status: simulator.Open, Subject: "Colours", Body: "The colours look odd."})
	}
	time.Sleep(time.Hour)
}

// traffic is when somebody's requests were sent, and how many were refused for being too many.
type traffic struct {
	mu      sync.Mutex
	sent    []time.Time
	refused int
}

func (r *traffic) saw(code int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sent = append(r.sent, time.Now())
	if code == http.StatusTooManyRequests {
		r.refused++
	}
}

// rate is how many requests were sent in a stretch, as a mean over the whole stretches that they lasted.
func (r *traffic) rate(stretch time.Duration) float64 {
	first := r.sent[0]
	stretches := r.sent[len(r.sent)-1].Sub(first) / stretch
	n := 0
	for n < len(r.sent) && r.sent[n].Sub(first) < stretches*stretch {
		n++
	}
	return float64(n) / float64(stretches)
}

// spend sends requests evenly until ctx ends, and heeds no limit.
func (r *traffic) spend(ctx context.Context, desk http.Handler, perMinute int) {
	if perMinute == 0 {
		return
	}
	tick := time.NewTicker(time.Minute / time.Duration(perMinute))
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://acme.zendesk.com/api/v2/groups", nil)
		if err != nil {
			return
		}
		req.Header.Set("Authorization", "Bearer "+zendesksim.DefaultBearer)
		if resp, err := simulator.Transport(desk).RoundTrip(req); err == nil {
			r.saw(resp.StatusCode)
		}
	}
}
