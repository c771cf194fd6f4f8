package rest

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

// TestBudgetKeepsItsShare sends as fast as it may: no stretch of the limit's length holds more than the share, and hardly less.
func TestBudgetKeepsItsShare(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		limit := Limit{Count: rapid.IntRange(1, 60).Draw(r, "count"), Per: time.Minute}
		share := rapid.Float64Range(0.05, 1).Draw(r, "share")
		workers := rapid.IntRange(1, 6).Draw(r, "workers")
		synctest.Test(t, func(t *testing.T) {
			b := newBudget(map[string]Limit{Account: limit}, share)
			sent := hammer(b, workers, 5*time.Minute)
			allowed := max(1, int(float64(limit.Count)*share))
			for i := range sent {
				if j := i + allowed; j < len(sent) && sent[j].Sub(sent[i]) <= limit.Per {
					r.Fatalf("%d requests within %v", allowed+1, sent[j].Sub(sent[i]))
				}
			}
			if least := allowed * 49 / 10; len(sent) < least {
				r.Errorf("%d requests in five minutes, %d would be allowed", len(sent), 5*allowed)
			}
		})
	})
}

// hammer sends from several goroutines for some time and returns when each request left.
func hammer(b *budget, workers int, during time.Duration) []time.Time {
	ctx, cancel := context.WithTimeout(context.Background(), during)
	defer cancel()
	var mu sync.Mutex
	var sent []time.Time
	var all sync.WaitGroup
	for range workers {
		all.Go(func() {
			for b.wait(ctx, nil) == nil {
				mu.Lock()
				sent = append(sent, time.Now())
				mu.Unlock()
			}
		})
	}
	all.Wait()
	return sent
}

func answered(code int, header ...string) *http.Response {
	h := http.Header{}
	for i := 0; i+1 < len(header); i += 2 {
		h.Set(header[i], header[i+1])
	}
	return &http.Response{StatusCode: code, Header: h}
}

var lessons = map[string]struct {
	names  []string
	answer *http.Response
	asks   []string      // the next request's limits
	wait   time.Duration // before it
	jitter time.Duration
}{
	"room for all": {answer: answered(200, "X-Rate-Limit", "100", "X-Rate-Limit-Remaining", "99", "rate-limit-reset", "40")},
	"others spend, and leave more than they will need": {
		answer: answered(200, "X-Rate-Limit", "100", "X-Rate-Limit-Remaining", "70", "rate-limit-reset", "40"),
	},
	"others will need what is left, though our share is not spent": {
		answer: answered(200, "X-Rate-Limit", "100", "X-Rate-Limit-Remaining", "60", "rate-limit-reset", "40"), wait: 40 * time.Second,
	},
	"others have spent our reserve": {
		answer: answered(200, "X-Rate-Limit", "100", "X-Rate-Limit-Remaining", "49", "rate-limit-reset", "40"), wait: 40 * time.Second,
	},
	"nothing left and no reset told": {answer: answered(200, "X-Rate-Limit", "100", "X-Rate-Limit-Remaining", "0"), wait: leastHold},
	"newer header names": {
		answer: answered(200, "X-Rate-Limit", "100", "X-Rate-Limit-Remaining", "0", "ratelimit-reset", "7"), wait: 7 * time.Second,
	},
	"an endpoint is spent": {
		names: []string{"exports"}, answer: answered(200, "zendesk-ratelimit-exports", "total=10; remaining=0; resets=42"),
		asks: []string{"exports"}, wait: 42 * time.Second,
	},
	"an endpoint is spent, others are not": {
		names: []string{"exports"}, answer: answered(200, "zendesk-rate-limit-exports", "total=10; remaining=0; resets=42"),
	},
	"an endpoint that was not asked for": {answer: answered(200, "zendesk-ratelimit-exports", "total=10; remaining=0; resets=42"), asks: []string{"exports"}},
	"429 of the account":                 {answer: answered(429, "Retry-After", "20"), wait: 20 * time.Second, jitter: 2 * time.Second},
	"429 without a time":                 {answer: answered(429), wait: leastHold, jitter: time.Second},
	"429 of one ticket": {
		names: []string{"updates", "ticket/1"}, asks: []string{"updates", "ticket/1"}, wait: 60 * time.Second, jitter: 6 * time.Second,
		answer: answered(429, "Retry-After", "60", "X-Rate-Limit", "100", "X-Rate-Limit-Remaining", "90",
			"zendesk-ratelimit-updates", "total=100; remaining=90; resets=9", "zendesk-ratelimit-ticket", "total=30; remaining=0; resets=60"),
	},
	"429 of another ticket": {
		names: []string{"updates", "ticket/1"}, asks: []string{"updates", "ticket/2"},
		answer: answered(429, "Retry-After", "60", "X-Rate-Limit", "100", "X-Rate-Limit-Remaining", "90",
			"zendesk-ratelimit-updates", "total=100; remaining=90; resets=9", "zendesk-ratelimit-ticket", "total=30; remaining=0; resets=60"),
	},
	"429 of one issue":     {names: []string{"issue/A-1"}, answer: answered(429, "Retry-After", "60", "RateLimit-Reason", "jira-per-issue-on-write")},
	"503 with a time":      {names: []string{"exports"}, answer: answered(503, "Retry-After", "30"), wait: 30 * time.Second},
	"503 without a time":   {answer: answered(503)},
	"a quota with its end": {answer: answered(200, "X-RateLimit-Limit", "65000", "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", "2000-01-01T00:01:30Z"), wait: 90 * time.Second},
	"a bucket that fills": {
		answer: answered(200, "X-RateLimit-Limit", "5", "X-RateLimit-Remaining", "0", "X-RateLimit-FillRate", "5", "X-RateLimit-Interval-Seconds", "3"), wait: 3 * time.Second,
	},
	"nonsense": {answer: answered(200, "X-Rate-Limit", "-5", "X-Rate-Limit-Remaining", "x", "zendesk-ratelimit-exports", "total=;remaining;=")},
}

func TestBudgetLearns(t *testing.T) {
	const minute = time.Minute
	for name, test := range lessons {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBudget(map[string]Limit{Account: {200, minute}, "exports": {10, minute}, "updates": {100, minute}, "ticket": {30, 10 * minute}}, 0.5)
				if err := b.wait(t.Context(), test.names); err != nil {
					t.Fatal(err)
				}
				now := time.Now()
				b.learn(now, now, test.names, test.answer)
				if got := b.freeAt(now, test.asks).Sub(now); got < test.wait || got > test.wait+test.jitter {
					t.Errorf("the next request waits %v, want %v", got, test.wait)
				}
			})
		})
	}
}

func TestBudgetGivesLongWaitsBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBudget(map[string]Limit{Account: {1000, time.Minute}}, 1)
		b.learn(time.Now(), time.Now(), nil, answered(429, "Retry-After", "1800"))
		var busy *helpdesk.Busy
		if err := b.wait(t.Context(), nil); !errors.As(err, &busy) {
			t.Fatalf("the error is %v", err)
		}
		if wait := time.Until(busy.Until); wait < 30*time.Minute || wait > 33*time.Minute {
			t.Errorf("busy for %v", wait)
		}
	})
}

func TestBudgetForgetsTickets(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBudget(map[string]Limit{Account: {1e6, time.Minute}, "ticket": {30, 10 * time.Minute}}, 1)
		for i := range 5000 {
			time.Sleep(time.Second)
			if err := b.wait(t.Context(), []string{"ticket/" + string(rune('a'+i%26)) + time.Duration(i).String()}); err != nil {
				t.Fatal(err)
			}
		}
		if n := len(b.windows); n > 2500 {
			t.Errorf("%d tickets are remembered", n)
		}
	})
}

// spare is how many requests may leave at once.
func spare(b *budget, names ...string) (n int) {
	for now := time.Now(); !b.take(now, names).After(now); n++ {
		defer b.landed()
	}
	return n
}

func TestBudgetWakesWithAQuarter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBudget(map[string]Limit{Account: {400, time.Minute}}, 1)
		time.Sleep(time.Hour)
		for range 2 {
			if n := spare(b); n != 100 {
				t.Errorf("%d leave at once, before anybody has seen what others spend", n)
			}
			time.Sleep(20 * time.Second)
			if n := spare(b); n != 300 {
				t.Errorf("then %d, with nobody else seen", n)
			}
			time.Sleep(5 * time.Minute)
		}
	})
}

func TestBudgetKeepsRoomForWhatIsUnderWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBudget(map[string]Limit{Account: {100, time.Minute}}, 0.5)
		if n := spare(b); n != 13 {
			t.Fatal(n)
		}
		for range 10 {
			b.flying++
		}
		// Others' 27 in 20 seconds will be 54 more. Of the 60 that are left, ten under way have taken their part.
		time.Sleep(20 * time.Second)
		b.learn(time.Now(), time.Now(), nil, answered(200, "X-Rate-Limit", "100", "X-Rate-Limit-Remaining", "60", "rate-limit-reset", "40"))
		if wait := time.Until(b.freeAt(time.Now(), nil)); wait != 40*time.Second {
			t.Errorf("the next leaves in %v", wait)
		}
	})
}

// The reference does not say whose limit it is; the desk's own count does.
func TestBudgetBelievesTheDesksCount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBudget(map[string]Limit{Account: {10_000, time.Minute}, "audits": {30, time.Minute}}, 1)
		if n := spare(b, "audits"); n != 30 {
			t.Fatal(n)
		}
		time.Sleep(time.Second)
		for _, test := range []struct {
			remaining string
			spare     int
		}{{"10", 0}, {"0", 0}, {"29", 29}} {
			b.window("audits").hold = time.Time{}
			b.learn(time.Now(), time.Now(), []string{"audits"}, answered(200, "zendesk-ratelimit-audits", "total=30; remaining="+test.remaining+"; resets=30"))
			if n := spare(b, "audits"); n != test.spare {
				t.Errorf("%s remain by the desk's count: %d leave at once, want %d", test.remaining, n, test.spare)
			}
		}
	})
}
