// Package status shows people and machines how Deskhand is doing: the status page, /metrics, /healthz and /readyz.
//
// It is read-only: nothing on it writes to a desk or to the store. What it shows comes from the store, so that every process
// that shares the store shows the same; only what this process alone knows, such as its requests, is told to it. It
// knows no policy: a ticket's row is shown as the sweep left it. All text from tickets is data, escaped and freed of control
// characters.
package status

import (
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/deskhand/deskhand/sweeper/helpdesk"
	"github.com/deskhand/deskhand/sweeper/store"
)

// Options are what a page is made of.
type Options struct {
	Store   store.Store
	Desks   []Desk
	Token   string         // wanted for all but /healthz and /readyz; empty: not asked for, and only this machine is answered
	Tags    Tags           // as the policy names them
	Zone    *time.Location // of the times on the page; nil is UTC
	Version string
	Config  func() Config    // the configuration in force; nil when nobody tells
	Now     func() time.Time // nil is time.Now
	Log     *slog.Logger
}

// Desk is one configured desk.
type Desk struct {
	Name string
	Type string                          // the kind of connector
	Mode string                          // off, observe, tag or note
	Next func(after time.Time) time.Time // its schedule's next tick; not called when the mode is off
}

// Tags are the names of the tags that the page speaks of; it is silent on those that are empty.
type Tags struct {
	Approved, Denied, Ignore         string // by which people decide
	Stale, ETAMissing, UpdateOverdue string // which are counted
}

// Config is the state of the configuration.
type Config struct {
	Hash    string
	Loaded  time.Time
	Refused time.Time // when a newer one was refused; zero when the newest is in force
}

// Page serves all that this package shows. It may be told of sweeps while it serves.
type Page struct {
	Options
	started time.Time
	metrics *metrics
	serve   http.Handler

	mu       sync.Mutex
	sweeping map[string]time.Time // desks swept by this process now, since when
}

// New makes a page.
func New(o Options) *Page {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Zone == nil {
		o.Zone = time.UTC
	}
	p := &Page{Options: o, started: o.Now(), sweeping: map[string]time.Time{}}
	p.metrics = newMetrics(p)

	private := http.NewServeMux()
	private.HandleFunc("GET /{$}", p.queue)
	private.HandleFunc("GET /desks", p.desks)
	private.HandleFunc("GET /t/{desk}/{ticket}", p.ticket)
	private.Handle("GET /metrics", promhttp.HandlerFor(p.metrics.registry, promhttp.HandlerOpts{}))
	private.HandleFunc("/", p.notFound)

	public := http.NewServeMux()
	public.HandleFunc("GET /healthz", p.healthz)
	public.HandleFunc("GET /readyz", p.readyz)
	public.Handle("/", guard(o.Token, p, private))
	p.serve = public
	return p
}

// ServeHTTP implements http.Handler.
func (p *Page) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", contentSecurity)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-store")
	p.serve.ServeHTTP(w, r)
}

// Began says that this process begins to sweep the desk.
func (p *Page) Began(desk string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sweeping[desk] = p.Now()
}

// Ended says how the sweep ended: ok, partial, failed or skipped.
func (p *Page) Ended(desk, result string, took time.Duration) {
	p.mu.Lock()
	delete(p.sweeping, desk)
	p.mu.Unlock()
	p.metrics.swept(desk, result, took)
}

// Requested counts a request to the desk. The route is a template, never a path with ids; code 0 is no answer.
func (p *Page) Requested(desk, route string, code int) { p.metrics.requested(desk, route, code) }

// Wrote counts the write of one plan.
func (p *Page) Wrote(desk string, plan helpdesk.Plan, o helpdesk.Outcome) {
	p.metrics.wrote(desk, plan, o)
}

func (p *Page) sweepingSince(desk string) time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.sweeping[desk]
}
