package zendesksim

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// highVolume is the account limit from which the add-on's other limits hold too.
const highVolume = 2500

// window counts requests in a stretch of time.
type window struct {
	began time.Time
	span  time.Duration
	total int
	used  int
}

// take spends one of the window, or reports that none is left.
func (w *window) take(now time.Time) bool {
	if now.Sub(w.began) >= w.span || now.Before(w.began) {
		w.began, w.used = now.Truncate(w.span), 0
	}
	if w.used >= w.total {
		return false
	}
	w.used++
	return true
}

func (w *window) left() int { return w.total - w.used }

// resets returns in how many whole seconds the window begins anew, at least one.
func (w *window) resets(now time.Time) int {
	return max(1, int((w.began.Add(w.span).Sub(now) + time.Second - 1).Seconds()))
}

func (s *Sim) window(name string, total int, span time.Duration) *window {
	w := s.limits[name]
	if w == nil {
		w = &window{span: span, total: total}
		s.limits[name] = w
	}
	return w
}

func (s *Sim) highVolume() bool { return s.opts.RateLimit >= highVolume }

// spend takes the request from the account's limit and those of its endpoint. The limits are Zendesk's, from its page on rate
// limits and its ticket reference.
func (s *Sim) spend(c *call, pattern string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	account := s.window("account", s.opts.RateLimit, time.Minute)
	fits := account.take(c.now)
	h := c.w.Header()
	h.Set("X-Rate-Limit", strconv.Itoa(account.total))
	h.Set("X-Rate-Limit-Remaining", strconv.Itoa(account.left()))
	h.Set("Ratelimit-Limit", strconv.Itoa(account.total))
	h.Set("Ratelimit-Remaining", strconv.Itoa(account.left()))
	h.Set("Ratelimit-Reset", strconv.Itoa(account.resets(c.now)))
	if !fits {
		return s.tooOften(account, c.now, &problem{text: "Number of allowed API requests per minute exceeded"})
	}
	return s.spendEndpoint(c, pattern)
}

func (s *Sim) spendEndpoint(c *call, pattern string) error {
	switch {
	case strings.Contains(pattern, "/incremental/"):
		return s.endpoint(c, "zendesk-ratelimit-incremental-exports", "", pick(s.highVolume(), 30, 10), time.Minute,
			"Number of allowed incremental export API requests per minute exceeded")
	case strings.Contains(pattern, "/search/export"):
		return s.endpoint(c, "zendesk-ratelimit-search-export", "", 100, time.Minute, "Number of allowed search export API requests per minute exceeded")
	case strings.Contains(pattern, "/deleted_tickets"):
		return s.endpoint(c, "zendesk-rate-limit-deleted-tickets-index", "", 10, time.Minute, "Number of allowed deleted tickets API requests per minute exceeded")
	case strings.Contains(pattern, "/tickets/{id}/audits"):
		return s.endpoint(c, "zendesk-ratelimit-ticket-audits", pick(s.opts.Quirks.AuditsTogether, "", c.PathValue("id")), 500, time.Minute, "Number of allowed ticket audits API requests per minute exceeded")
	case updatesTicket(pattern):
		if err := s.endpoint(c, "zendesk-rate-limit-tickets-update", "", pick(s.highVolume(), 300, 100), time.Minute,
			"Number of allowed ticket update API requests per minute exceeded"); err != nil {
			return err
		}
		return s.endpoint(c, "zendesk-ratelimit-per-ticket-updates", c.PathValue("id"), 30, 10*time.Minute,
			"Number of allowed updates of one ticket by one user exceeded")
	}
	return nil
}

func updatesTicket(pattern string) bool {
	return strings.HasSuffix(pattern, "/tickets/{id}/tags") && !strings.HasPrefix(pattern, "GET") || pattern == "PUT /api/v2/tickets/{id}"
}

func (s *Sim) endpoint(c *call, name, of string, total int, span time.Duration, refusal string) error {
	w := s.window(name+of, total, span)
	fits := w.take(c.now)
	c.w.Header().Set(name, fmt.Sprintf("total=%d; remaining=%d; resets=%d", w.total, w.left(), w.resets(c.now)))
	if fits {
		return nil
	}
	return s.tooOften(w, c.now, &problem{body: object{"error": "APIRateLimitExceeded", "description": refusal}})
}

func (s *Sim) tooOften(w *window, now time.Time, p *problem) error {
	p.status = http.StatusTooManyRequests
	switch after := s.opts.Quirks.RetryAfter; after {
	case "missing":
	case "":
		p.header = map[string]string{"Retry-After": strconv.Itoa(w.resets(now))}
	default:
		p.header = map[string]string{"Retry-After": after}
	}
	return p
}

func pick[T any](yes bool, a, b T) T {
	if yes {
		return a
	}
	return b
}
