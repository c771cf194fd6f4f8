package rest

import (
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// told is what an answer's headers say of one limit.
type told struct {
	limit     int           // 0 when not told
	per       time.Duration // 0 when not told
	remaining int
	counted   bool // whether remaining was told
	reset     time.Duration
}

// endpointHeaders begin Zendesk's headers of single endpoints, in the two spellings that they come in.
var endpointHeaders = []string{"Zendesk-Ratelimit-", "Zendesk-Rate-Limit-"}

// readLimit reads the headers by which Zendesk ("X-Rate-Limit", "rate-limit-reset", "zendesk-ratelimit-<endpoint>") and
// Jira ("X-RateLimit-Limit" with a reset date on Cloud, a fill rate on Data Center) tell of a limit.
func readLimit(h http.Header, name string, now time.Time) (told, bool) {
	if name == Account {
		return accountLimit(h, now)
	}
	endpoint, _, _ := strings.Cut(name, "/")
	for _, prefix := range endpointHeaders {
		if value := h.Get(prefix + endpoint); value != "" {
			return parseEndpoint(value), true
		}
	}
	return told{}, false
}

func accountLimit(h http.Header, now time.Time) (told, bool) {
	var t told
	if limit, ok := number(h, "X-Rate-Limit"); ok { // Zendesk
		t.limit, t.per = limit, time.Minute
		t.remaining, t.counted = number(h, "X-Rate-Limit-Remaining")
		if s, ok := number(h, "Rate-Limit-Reset"); ok {
			t.reset = time.Duration(s) * time.Second
		} else if s, ok := number(h, "Ratelimit-Reset"); ok {
			t.reset = time.Duration(s) * time.Second
		}
		return t, true
	}
	limit, ok := number(h, "X-RateLimit-Limit")
	if !ok {
		return t, false
	}
	t.remaining, t.counted = number(h, "X-RateLimit-Remaining")
	if fill, ok := number(h, "X-RateLimit-FillRate"); ok { // Jira Data Center
		seconds, _ := number(h, "X-RateLimit-Interval-Seconds")
		t.limit, t.per = fill, time.Duration(max(1, seconds))*time.Second
		t.reset = t.per
		t.counted = t.counted && t.remaining == 0
		return t, true
	}
	// Jira Cloud: the limit is one of several, over a stretch that is not told; only its end matters.
	if at, err := time.Parse(time.RFC3339, h.Get("X-RateLimit-Reset")); err == nil {
		t.limit, t.reset = limit, at.Sub(now)
		return t, true
	}
	return t, false
}

// parseEndpoint reads "total=30; remaining=29; resets=468".
func parseEndpoint(value string) told {
	var t told
	for part := range strings.SplitSeq(value, ";") {
		key, digits, _ := strings.Cut(strings.TrimSpace(part), "=")
		n, err := strconv.Atoi(digits)
		if err != nil || n < 0 {
			continue
		}
		switch key {
		case "total":
			t.limit = n
		case "remaining":
			t.remaining, t.counted = n, true
		case "resets":
			t.reset = time.Duration(n) * time.Second
		}
	}
	return t
}

func number(h http.Header, name string) (int, bool) {
	n, err := strconv.Atoi(h.Get(name))
	return n, err == nil && n >= 0
}

// pause returns until when an answer asks for silence: 429 always, 503 when it names a time.
func pause(resp *http.Response, now time.Time) (time.Time, bool) {
	asked := retryAfter(resp.Header, now)
	switch {
	case resp.StatusCode == http.StatusTooManyRequests:
		wait := max(asked, leastHold)
		return now.Add(wait + rand.N(max(wait/10, time.Millisecond))), true
	case resp.StatusCode == http.StatusServiceUnavailable && asked > 0:
		return now.Add(asked), true
	}
	return time.Time{}, false
}

// held returns the limits that a pause is about. A 429 means the request's own ones where the answer shows that the account
// has room, and of those the ones said to be spent; or the one ticket that Jira says was written to too often.
func held(resp *http.Response, now time.Time, names []string) []string {
	account, _ := accountLimit(resp.Header, now)
	room := account.counted && account.remaining > 0 || resp.Header.Get("RateLimit-Reason") == "jira-per-issue-on-write"
	if resp.StatusCode != http.StatusTooManyRequests || len(names) == 0 || !room {
		return []string{Account}
	}
	var spent []string
	for _, name := range names {
		if t, _ := readLimit(resp.Header, name, now); t.counted && t.remaining == 0 {
			spent = append(spent, name)
		}
	}
	if len(spent) == 0 {
		return names
	}
	return spent
}
