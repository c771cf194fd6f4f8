package jirasim

import (
	"math"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// limits counts what was asked and refuses what is too much, by Atlassian's page on rate limits. The zero value is ready.
type limits struct {
	mu      sync.Mutex
	windows map[string]*window
	bucket  float64 // Data Center: tokens that are left
	filled  time.Time
}

// window counts requests of one kind in stretches of fixed length.
type window struct {
	start time.Time
	used  int
}

// rule allows so many requests of one kind in a stretch of time.
type rule struct {
	name   string
	most   int
	span   time.Duration
	reason string
}

// admit counts a request. It returns the headers that tell of the limits, and a refusal when one is reached.
func (l *limits) admit(c *call) (map[string]string, *response) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !c.opts.cloud() {
		return l.admitUser(c)
	}
	headers := map[string]string{}
	for _, r := range cloudRules(c) {
		w := l.window(r, c.now)
		if w.used >= r.most {
			return headers, limitAnswer(c, r, w.start.Add(r.span))
		}
		w.used++
		if r.reason != reasonPerIssue {
			left := r.most - w.used
			headers["X-RateLimit-Limit"], headers["X-RateLimit-Remaining"] = strconv.Itoa(r.most), strconv.Itoa(left)
			headers["X-RateLimit-Reset"] = w.start.Add(r.span).UTC().Format(time.RFC3339)
			if left*5 < r.most {
				headers["X-RateLimit-NearLimit"] = "true"
			}
		}
	}
	return headers, nil
}

const (
	reasonGlobal   = "jira-quota-global-based"
	reasonTenant   = "jira-quota-tenant-based"
	reasonBurst    = "jira-burst-based"
	reasonPerIssue = "jira-per-issue-on-write"
)

// cloudRules returns the rules that a request falls under.
func cloudRules(c *call) []rule {
	var rules []rule
	if c.opts.GlobalQuota > 0 {
		rules = append(rules, rule{"hour, all tenants", c.opts.GlobalQuota, time.Hour, reasonGlobal})
	}
	if c.opts.TenantQuota > 0 {
		rules = append(rules, rule{"hour", c.opts.TenantQuota, time.Hour, reasonTenant})
	}
	if c.opts.NoLimits {
		return rules
	}
	rules = append(rules, rule{"burst " + c.Pattern, burst(c), time.Second, reasonBurst})
	if name := c.PathValue("issue"); name != "" && c.Method != http.MethodGet && !strings.HasSuffix(c.Pattern, "/list") {
		id, _ := c.server.ticketID(name)
		issue := itoa(id)
		rules = append(rules,
			rule{"write 2s " + issue, 20, 2 * time.Second, reasonPerIssue},
			rule{"write 30s " + issue, 100, 30 * time.Second, reasonPerIssue})
	}
	return rules
}

// burst returns how often a second the endpoint may be asked.
func burst(c *call) int {
	switch {
	case c.Method == http.MethodPut || c.Method == http.MethodDelete:
		return 50
	case strings.HasSuffix(c.Pattern, "/issue/{issue}"), strings.HasSuffix(c.Pattern, "/approximate-count"):
		return 150
	case strings.HasSuffix(c.Pattern, "/changelog"):
		return 200
	}
	return 100
}

func (l *limits) window(r rule, now time.Time) *window {
	if l.windows == nil || len(l.windows) > 10_000 {
		l.windows = map[string]*window{}
	}
	w := l.windows[r.name]
	if w == nil || now.Sub(w.start) >= r.span || now.Before(w.start) {
		w = &window{start: now.Truncate(min(r.span, time.Hour))}
		if r.reason == reasonPerIssue {
			w.start = now
		}
		l.windows[r.name] = w
	}
	return w
}

func limitAnswer(c *call, r rule, until time.Time) *response {
	wait := strconv.Itoa(int(math.Ceil(until.Sub(c.now).Seconds())))
	answer := &response{status: http.StatusTooManyRequests, headers: map[string]string{
		"Retry-After": wait, "RateLimit-Reason": r.reason,
		"X-RateLimit-Limit": strconv.Itoa(r.most), "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": until.UTC().Format(time.RFC3339),
	}}
	if c.opts.HTMLLimits {
		return htmlAnswer(answer.status, "Too Many Requests", answer.headers)
	}
	plain := failure(answer.status, "The request has been rate-limited. Please try again later.")
	answer.body = with(plain.body.(object), object{"status": answer.status})
	return answer
}

// admitUser is Data Center's token bucket, filled by the second.
func (l *limits) admitUser(c *call) (map[string]string, *response) {
	rate := c.opts.UserRate
	if rate <= 0 {
		return nil, nil
	}
	if l.filled.IsZero() {
		l.bucket, l.filled = float64(rate), c.now
	}
	l.bucket = min(float64(rate), l.bucket+c.now.Sub(l.filled).Seconds()*float64(rate))
	l.filled = c.now
	headers := map[string]string{
		"X-RateLimit-Limit": strconv.Itoa(rate), "X-RateLimit-FillRate": strconv.Itoa(rate), "X-RateLimit-Interval-Seconds": "1",
		"X-RateLimit-Remaining": strconv.Itoa(max(0, int(l.bucket)-1)), "Retry-After": "0",
	}
	if l.bucket < 1 {
		headers["Retry-After"] = "1"
		return headers, htmlAnswer(http.StatusTooManyRequests, "Too Many Requests: Rate limit exceeded.", nil)
	}
	l.bucket--
	return headers, nil
}
