package status

import (
	"net/http"
	"runtime"
	"runtime/debug"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/deskhand/deskhand/sweeper"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

// mostRules is how many values the label rule has; the rest is "other".
const mostRules = 64

// Metrics are what this process counts, and what it tells of the page it shows. They outlive a page: after a reload of the
// configuration the next page goes on counting.
type Metrics struct {
	registry  *prometheus.Registry
	sweeps    *prometheus.CounterVec
	durations *prometheus.HistogramVec
	requests  *prometheus.CounterVec
	writes    *prometheus.CounterVec
	raised    *prometheus.CounterVec
	overrides *prometheus.CounterVec

	page atomic.Pointer[Page] // whose desks the gauges are of

	mu    sync.Mutex
	rules map[string]bool
	asked map[string]map[string]int // requests by desk and route
}

// NewMetrics makes metrics of a build.
func NewMetrics(version string) *Metrics {
	m := &Metrics{registry: prometheus.NewRegistry(), rules: map[string]bool{}, asked: map[string]map[string]int{}}
	counter := func(c contract) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Name: c.Name, Help: c.Help}, c.labelNames())
	}
	m.sweeps, m.requests, m.writes = counter(sweepsTotal), counter(requestsTotal), counter(writesTotal)
	m.raised, m.overrides = counter(raisedTotal), counter(overridesTotal)
	m.durations = prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: sweepDuration.Name, Help: sweepDuration.Help, Buckets: []float64{1, 3, 10, 30, 60, 120, 300, 900, 3600},
	}, sweepDuration.labelNames())
	build := prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "deskhand_build_info", Help: "Always 1; its labels say which build this is.",
		ConstLabels: prometheus.Labels{"version": version, "revision": revision(), "goversion": runtime.Version()},
	}, func() float64 { return 1 })
	m.registry.MustRegister(m.sweeps, m.durations, m.requests, m.writes, m.raised, m.overrides, build, &gauges{m},
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func revision() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			return s.Value
		}
	}
	return ""
}

func (m *Metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// show makes the gauges those of the page, and its desks' counters exist before anything happens, so that a first event is
// seen as an increase.
func (m *Metrics) show(p *Page) {
	m.page.Store(p)
	for _, d := range p.Desks {
		for _, result := range sweepsTotal.values("result") {
			m.sweeps.WithLabelValues(d.Name, result)
		}
		m.durations.WithLabelValues(d.Name)
		for _, kind := range writesTotal.values("kind") {
			for _, outcome := range writesTotal.values("outcome") {
				m.writes.WithLabelValues(d.Name, kind, outcome)
			}
		}
	}
}

func (m *Metrics) swept(r sweeper.Report, tags Tags) {
	m.sweeps.WithLabelValues(r.Desk, string(r.Result)).Inc()
	if r.Result != sweeper.Skipped {
		m.durations.WithLabelValues(r.Desk).Observe(r.Took)
	}
	for _, o := range r.Overrides {
		m.overrides.WithLabelValues(r.Desk, m.rule(tags.rule(o.Tag)), string(o.Action)).Inc()
	}
}

func (m *Metrics) requested(desk, route string, code int) {
	text := "none"
	if code > 0 {
		text = strconv.Itoa(code)
	}
	m.requests.WithLabelValues(desk, route, text).Inc()
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.asked[desk] == nil {
		m.asked[desk] = map[string]int{}
	}
	m.asked[desk][route]++
}

func (m *Metrics) wrote(desk string, plan helpdesk.Plan, o helpdesk.Outcome, tags Tags) {
	if len(plan.Add)+len(plan.Remove) > 0 {
		m.writes.WithLabelValues(desk, "tags", string(o.Result)).Inc()
	}
	if plan.Note != nil {
		m.writes.WithLabelValues(desk, "note", string(o.Result)).Inc()
	}
	if o.Result != helpdesk.Written {
		return
	}
	for _, tag := range plan.Add {
		m.raised.WithLabelValues(desk, m.rule(tags.rule(tag))).Inc()
	}
}

// rule lets the name of a rule be a label, as long as there are not too many.
func (m *Metrics) rule(name string) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.rules[name] && len(m.rules) >= mostRules {
		return "other"
	}
	m.rules[name] = true
	return name
}

// scrapeTimeout bounds what a scrape waits for the store.
const scrapeTimeout = 5 * time.Second
