package rest

import (
	"context"
	"maps"
	"net/http"
	"sort"
	"strings"
	"sync"
	"time"

	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

// Account is the name of the limit that every request counts against.
const Account = ""

// Limit is so many requests in any stretch of time.
type Limit struct {
	Count int
	Per   time.Duration
}

// budget keeps this program's requests under its share of the desk's limits, and leaves the rest to others. Waiting
// goroutines are let through as slots come free. All instants are this machine's.
//
// Others come first: what the answers' counts show that they spend is expected of them until the limit resets, and of that
// nothing is taken. So that it shows before the share is spent, a shared limit is used a quarter at a time, and so is the
// account's after a pause, in which nobody has seen what others spend.
type budget struct {
	share float64

	mu      sync.Mutex
	limits  map[string]Limit
	windows map[string]*window
	flying  int // requests under way, which the desk may not have counted yet
}

// window is the recent past of one limit.
type window struct {
	sent   []time.Time // our requests of the last Per, oldest first
	hold   time.Time   // the desk wants none before
	shared time.Time   // when others were last seen to spend
	awake  time.Time   // when the first of sent left after a pause
}

const (
	sharedFor  = 10 * time.Minute // how long others are expected to come back
	leastParts = 40               // a share below this is too small for quarters
)

func newBudget(limits map[string]Limit, share float64) *budget {
	if share <= 0 || share > 1 {
		share = 1
	}
	known := maps.Clone(limits)
	if known == nil {
		known = map[string]Limit{}
	}
	return &budget{share: share, limits: known, windows: map[string]*window{}}
}

// wait returns when the request may be sent, and counts it. It gives *helpdesk.Busy when that is too far off.
func (b *budget) wait(ctx context.Context, names []string) error {
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		now := time.Now()
		at := b.take(now, names)
		if !at.After(now) {
			return nil
		}
		if at.Sub(now) > patience {
			return &helpdesk.Busy{Until: at, Why: "the share of its rate limit is spent"}
		}
		select {
		case <-ctx.Done():
		case <-time.After(at.Sub(now)):
		}
	}
}

// take counts a request against all its limits when every one has room, else it returns when to ask again.
func (b *budget) take(now time.Time, names []string) time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	at := b.free(now, names)
	if at.After(now) {
		return at
	}
	b.flying++
	b.window(Account).add(now)
	for _, name := range names {
		b.window(name).add(now)
	}
	return at
}

// landed says that a request that wait let through is over.
func (b *budget) landed() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.flying--
}

func (b *budget) freeAt(now time.Time, names []string) time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.free(now, names)
}

// free returns the earliest instant at which every limit has room.
func (b *budget) free(now time.Time, names []string) time.Time {
	at := b.freeOf(now, Account)
	for _, name := range names {
		if t := b.freeOf(now, name); t.After(at) {
			at = t
		}
	}
	return at
}

func (b *budget) freeOf(now time.Time, name string) time.Time {
	w, at := b.window(name), now
	if w.hold.After(at) {
		at = w.hold
	}
	limit, ok := b.limitOf(name)
	if !ok {
		return at
	}
	// A little more than the limit's stretch: a request may have been longer on its way than the one that follows it.
	per := limit.Per + limit.Per/60
	w.forget(now.Add(-per))
	share := b.part(limit.Count)
	at = w.room(at, share, per)
	unseen := name == Account && now.Sub(w.awake) < per/4
	if share >= leastParts && (unseen || now.Sub(w.shared) < sharedFor) {
		at = w.room(at, (share+3)/4, per/4)
	}
	return at
}

// part is our share of a number of requests, at least one.
func (b *budget) part(count int) int { return max(1, int(float64(count)*b.share)) }

// limitOf returns the limit of that name; "name/detail" has the one of "name" until an answer told its own.
func (b *budget) limitOf(name string) (Limit, bool) {
	if limit, ok := b.limits[name]; ok {
		return limit, true
	}
	base, _, _ := strings.Cut(name, "/")
	limit, ok := b.limits[base]
	return limit, ok
}

func (b *budget) known(name string) (Limit, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.limitOf(name)
}

func (b *budget) window(name string) *window {
	w, ok := b.windows[name]
	if !ok {
		b.forgetIdle()
		w = &window{}
		b.windows[name] = w
	}
	return w
}

// forgetIdle drops windows of single tickets that have nothing left to remember, now and then.
func (b *budget) forgetIdle() {
	if len(b.windows) < 1000 {
		return
	}
	now := time.Now()
	for name, w := range b.windows {
		limit, _ := b.limitOf(name)
		w.forget(now.Add(-2 * limit.Per))
		if strings.Contains(name, "/") && len(w.sent) == 0 && !w.hold.After(now) {
			delete(b.windows, name)
		}
	}
}

// learn takes in what an answer says of the limits that its request, sent at that instant, counted against.
func (b *budget) learn(sent, now time.Time, names []string, resp *http.Response) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, name := range append([]string{Account}, names...) {
		if t, ok := readLimit(resp.Header, name, now); ok {
			b.apply(sent, now, name, t)
		}
	}
	if until, ok := pause(resp, now); ok {
		for _, name := range held(resp, now, names) {
			b.window(name).holdUntil(until)
		}
	}
}

func (b *budget) apply(sent, now time.Time, name string, t told) {
	if limit, ok := b.limitOf(name); t.limit > 0 && (t.per > 0 || ok && name != Account) {
		limit.Count = t.limit
		if t.per > 0 {
			limit.Per = t.per
		}
		base, _, _ := strings.Cut(name, "/")
		b.limits[base] = limit
	}
	if t.limit == 0 || !t.counted {
		return
	}
	if limit, _ := b.limitOf(name); name != Account && t.reset > 0 {
		b.window(name).believe(t.limit-t.remaining+b.flying, now.Add(t.reset-limit.Per), sent)
	}
	if t.remaining == 0 || b.neededByOthers(now, name, t) {
		reset := t.reset
		if reset <= 0 {
			reset = leastHold
		}
		b.window(name).holdUntil(now.Add(min(reset, mostHold)))
	}
}

// neededByOthers reports whether others will need what is left of a limit until it resets, if they go on as they did since its
// stretch began. Where the desk does not tell that, they may need all that is not our share.
func (b *budget) neededByOthers(now time.Time, name string, t told) bool {
	w, limit := b.window(name), b.limits[name]
	kept := t.limit - b.part(t.limit)
	if limit.Count != t.limit || t.reset <= 0 || t.reset > limit.Per { // one of several limits, or no stretch is told
		return t.remaining < kept
	}
	elapsed := limit.Per - t.reset
	began := now.Add(-elapsed - time.Second) // resets are told in whole seconds
	others := t.limit - t.remaining - w.since(began)
	if others <= 0 {
		return false
	}
	w.shared = now
	expected := float64(others) * t.reset.Seconds() / max(elapsed, limit.Per/12).Seconds()
	return float64(t.remaining-b.flying) <= expected
}

// room returns the first instant, not before at, when fewer than most of our requests lie within per.
func (w *window) room(at time.Time, most int, per time.Duration) time.Time {
	if over := len(w.sent) - most; over >= 0 {
		if t := w.sent[over].Add(per); t.After(at) {
			return t
		}
	}
	return at
}

// since counts our requests after an instant.
func (w *window) since(t time.Time) int {
	n := sort.Search(len(w.sent), func(i int) bool { return w.sent[i].After(t) })
	return len(w.sent) - n
}

func (w *window) add(now time.Time) {
	if len(w.sent) == 0 {
		w.awake = now
	}
	w.sent = append(w.sent, now)
}

func (w *window) forget(before time.Time) {
	n := 0
	for n < len(w.sent) && !w.sent[n].After(before) {
		n++
	}
	w.sent = w.sent[n:]
}

// believe forgets what a desk does not count that counts for each ticket apart. An answer that was long on its way knows nothing
// of what was sent after its request, and a small difference says nothing.
func (w *window) believe(counted int, began, sent time.Time) {
	if ours := w.since(began) - w.since(sent.Add(-1)); ours > 2*counted {
		w.sent = w.sent[len(w.sent)-counted:]
	}
}

func (w *window) holdUntil(t time.Time) {
	if t.After(w.hold) {
		w.hold = t
	}
}
