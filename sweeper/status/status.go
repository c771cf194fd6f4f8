// Package status shows people and machines how Deskhand is doing: the status page, /metrics, /healthz and /readyz.
//
// It is read-only: nothing on it writes to a desk or to the store. What it shows comes from the store, so that every process
// that shares the store shows the same; only what this process alone knows, such as its requests, is told to it. It
// knows no policy: a ticket's row is shown as the sweep left it. All text from tickets is data, escaped and freed of control
// characters.
//
// Nothing that is idle looks fine: whatever keeps a desk from being simply ok is a word above any number, on every page and in
// /readyz?verbose. state.go has these words.
package status

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/deskhand/deskhand/sweeper"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
	"github.com/deskhand/deskhand/sweeper/store"
)

// Options are what a page is made of.
type Options struct {
	Store    store.Store
	Desks    []Desk
	Token    string         // wanted for all but /healthz and /readyz; empty: not asked for, and only this machine is answered
	Base     string         // the path that people see before ours, such as /deskhand; empty for none
	Tags     Tags           // as the policy names them
	Zone     *time.Location // of the times on the page; nil is UTC
	Language string         // in which tickets are explained; empty is English. The page's own words are English
	Version  string
	Metrics  *Metrics         // the counters of this process; nil makes new ones. One may serve one page after the other
	Config   func() Config    // the configuration in force; nil when nobody tells
	Now      func() time.Time // nil is time.Now
	Log      *slog.Logger
}

// Desk is one configured desk.
type Desk struct {
	Name string
	Type string                          // the kind of connector
	Mode sweeper.Mode                    // how far it may go
	Next func(after time.Time) time.Time // its schedule's next tick; not called when the mode is off
	Ends time.Time                       // when its credential ends; zero when nobody knows
	Used func() float64                  // how much of our part of its rate limit is spent, 0 to 1; nil when nobody counts
}

// Tags are the names of the tags that the page speaks of; it is silent on those that are empty.
type Tags struct {
	Approved, Denied, Ignore         string // by which people decide
	Stale, ETAMissing, UpdateOverdue string // which are counted
	ReasonPrefix                     string // before the code of a reason
}

// rule names a tag as a rule of the policy: a reason by its code, any other flag by its tag.
func (t Tags) rule(tag string) string {
	if code, ok := strings.CutPrefix(tag, t.ReasonPrefix); ok && t.ReasonPrefix != "" && code != "" {
		return code
	}
	return tag
}

// Config is the state of the configuration.
type Config struct {
	Hash    string
	Loaded  time.Time
	Files   []string  // that it was read from
	Changed []string  // keys that differ from the one before it; empty when there was none
	Refused time.Time // when a newer one was refused; zero when the newest is in force
	Why     []string  // the mistakes of the refused one
}

// Page serves all that this package shows. It may be told of sweeps while it serves.
type Page struct {
	Options
	started time.Time
	shelf   shelf
	serve   http.Handler

	mu       sync.Mutex
	sweeping map[string]time.Time // desks swept by this process now, since when
}

// New makes a page. Its metrics are of this page from now on.
func New(o Options) *Page {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Zone == nil {
		o.Zone = time.UTC
	}
	if o.Metrics == nil {
		o.Metrics = NewMetrics(o.Version)
	}
	o.Base = strings.TrimSuffix(o.Base, "/")
	p := &Page{Options: o, started: o.Now(), sweeping: map[string]time.Time{}}
	p.Metrics.show(p)

	private := http.NewServeMux()
	private.HandleFunc("GET /{$}", p.queue)
	private.HandleFunc("GET /t/{desk}/{ticket}", p.ticket)
	private.HandleFunc("GET /desks", p.desks)
	private.HandleFunc("GET /written", p.written)
	private.HandleFunc("GET /overrides", p.overrides)
	private.HandleFunc("GET /trends", p.trends)
	private.HandleFunc("GET /config", p.config)
	private.Handle("GET /metrics", p.Metrics.handler())
	private.HandleFunc("/", p.notFound)

	public := http.NewServeMux()
	public.HandleFunc("GET /healthz", p.healthz)
	public.HandleFunc("GET /readyz", p.readyz)
	public.Handle("/", guard(o.Token, p, private))
	p.serve = public
	return p
}

// ServeHTTP implements http.Handler. It answers below the base and without it: some proxies take it away, some don't, and
// probes come past the proxy.
func (p *Page) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", contentSecurity)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-store")
	if p.Base != "" && strings.HasPrefix(r.URL.Path+"/", p.Base+"/") {
		if r.URL.Path == p.Base {
			http.Redirect(w, r, p.Base+"/", http.StatusMovedPermanently)
			return
		}
		http.StripPrefix(p.Base, p.serve).ServeHTTP(w, r)
		return
	}
	p.serve.ServeHTTP(w, r)
}

// Began says that this process begins to sweep the desk.
func (p *Page) Began(desk string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sweeping[desk] = p.Now()
}

// Ended says how the sweep ended. What it changed in the queue is read at once, so that no visitor waits for it.
func (p *Page) Ended(r sweeper.Report) {
	p.mu.Lock()
	delete(p.sweeping, r.Desk)
	p.mu.Unlock()
	p.Metrics.swept(r, p.Tags)
	ctx, cancel := context.WithTimeout(context.Background(), scrapeTimeout)
	defer cancel()
	p.rowsOf(ctx, &deskState{Desk: Desk{Name: r.Desk}})
}

// Requested counts a request to the desk. The route is a template, never a path with ids; code 0 is no answer.
func (p *Page) Requested(desk, route string, code int) { p.Metrics.requested(desk, route, code) }

// Wrote counts the write of one plan.
func (p *Page) Wrote(desk string, plan helpdesk.Plan, o helpdesk.Outcome) {
	p.Metrics.wrote(desk, plan, o, p.Tags)
}

func (p *Page) sweepingSince(desk string) time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.sweeping[desk]
}
