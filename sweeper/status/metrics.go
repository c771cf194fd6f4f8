package status

import (
	"context"
	"runtime"
	"strconv"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

// Closed values of labels. No label ever holds anything of a ticket or a person.
var (
	results      = []string{"ok", "partial", "failed", "skipped"}
	outcomes     = []helpdesk.Result{helpdesk.Written, helpdesk.Conflict, helpdesk.Refused, helpdesk.Unsure}
	kindsOfWrite = []string{"tags", "note"}
	states       = []string{"recommended", "unlikely", "needs_details", "approved", "denied"}
	causes       = []string{"guard", "cap", "observe", "live", "parked"}
)

const (
	mostRules     = 64 // values of the label rule; the rest is "other"
	scrapeTimeout = 5 * time.Second
)

// metrics counts what this process does, and reads the rest from the store when it is scraped.
type metrics struct {
	registry  *prometheus.Registry
	sweeps    *prometheus.CounterVec
	durations *prometheus.HistogramVec
	requests  *prometheus.CounterVec
	writes    *prometheus.CounterVec
	raised    *prometheus.CounterVec

	mu    sync.Mutex
	rules map[string]bool
}

func newMetrics(p *Page) *metrics {
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Name: "deskhand_" + name, Help: help}, labels)
	}
	m := &metrics{
		registry: prometheus.NewRegistry(),
		rules:    map[string]bool{},
		sweeps:   counter("sweeps_total", "Sweeps ended, by result.", "desk", "result"),
		durations: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "deskhand_sweep_duration_seconds", Help: "How long sweeps took.", Buckets: []float64{1, 3, 10, 30, 60, 120, 300, 900, 3600},
		}, []string{"desk"}),
		requests: counter("desk_requests_total", "Requests sent to the desk, by route and status code.", "desk", "route", "code"),
		writes:   counter("writes_total", "Writes of tickets, by kind and outcome.", "desk", "kind", "outcome"),
		raised:   counter("flags_raised_total", "Tags set on tickets, by rule.", "desk", "rule"),
	}
	build := prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "deskhand_build_info", Help: "Always 1; its labels say which build this is.",
		ConstLabels: prometheus.Labels{"version": p.Version, "goversion": runtime.Version()},
	}, func() float64 { return 1 })
	m.registry.MustRegister(m.sweeps, m.durations, m.requests, m.writes, m.raised, build, &storeMetrics{p},
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	for _, d := range p.Desks {
		m.startAtZero(d.Name)
	}
	return m
}

// startAtZero makes a desk's counters exist before anything happens, so that a first event is seen as an increase.
func (m *metrics) startAtZero(desk string) {
	for _, result := range results {
		m.sweeps.WithLabelValues(desk, result)
	}
	m.durations.WithLabelValues(desk)
	for _, kind := range kindsOfWrite {
		for _, outcome := range outcomes {
			m.writes.WithLabelValues(desk, kind, string(outcome))
		}
	}
}

func (m *metrics) swept(desk, result string, took time.Duration) {
	m.sweeps.WithLabelValues(desk, result).Inc()
	if result != "skipped" {
		m.durations.WithLabelValues(desk).Observe(took.Seconds())
	}
}

func (m *metrics) requested(desk, route string, code int) {
	text := "none"
	if code > 0 {
		text = strconv.Itoa(code)
	}
	m.requests.WithLabelValues(desk, route, text).Inc()
}

func (m *metrics) wrote(desk string, plan helpdesk.Plan, o helpdesk.Outcome) {
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
		m.raised.WithLabelValues(desk, m.rule(tag)).Inc()
	}
}

// rule names a tag as a rule, as long as there are not too many.
func (m *metrics) rule(tag string) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.rules[tag] && len(m.rules) >= mostRules {
		return "other"
	}
	m.rules[tag] = true
	return tag
}

// storeMetrics are the gauges read from the store at every scrape, so that all processes that share it say the same.
// Timestamps not known yet are absent.
type storeMetrics struct{ page *Page }

func gauge(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc("deskhand_"+name, help, labels, nil)
}

var (
	lastSuccess  = gauge("sweep_last_success_timestamp_seconds", "When the last sweep that saw everything ended.", "desk")
	sweepDue     = gauge("sweep_due_timestamp_seconds", "When the desk is late unless a sweep that sees everything ends before.", "desk")
	dueBacklog   = gauge("due_backlog_tickets", "Tickets that are due and not yet looked at, at most 1000.", "desk")
	escalations  = gauge("escalations", "Flagged tickets by the state of their escalation.", "desk", "state")
	flagsNow     = gauge("flags", "Flags standing now.", "desk", "flag")
	writesHeld   = gauge("writes_held", "What the last sweep planned and did not write, by cause.", "desk", "cause")
	configLoaded = gauge("config_last_reload_successful", "1 when the newest configuration is in force, 0 when it was refused.")
)

// Describe implements prometheus.Collector.
func (s *storeMetrics) Describe(c chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{lastSuccess, sweepDue, dueBacklog, escalations, flagsNow, writesHeld, configLoaded} {
		c <- d
	}
}

// Collect implements prometheus.Collector.
func (s *storeMetrics) Collect(c chan<- prometheus.Metric) {
	set := func(d *prometheus.Desc, value float64, labels ...string) {
		c <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, labels...)
	}
	if s.page.Config != nil {
		loaded := 1.0
		if !s.page.Config().Refused.IsZero() {
			loaded = 0
		}
		set(configLoaded, loaded)
	}
	tags := s.page.Tags
	ctx, cancel := context.WithTimeout(context.Background(), scrapeTimeout)
	defer cancel()
	for _, d := range s.page.look(ctx) {
		if !d.off() {
			set(sweepDue, float64(d.Due.Unix()), d.Name)
		}
		if d.Err != nil {
			continue
		}
		if !d.LastOK.IsZero() {
			set(lastSuccess, float64(d.LastOK.Unix()), d.Name)
		}
		set(dueBacklog, float64(d.DueNow), d.Name)
		for _, cause := range causes {
			set(writesHeld, float64(d.latest().Held[cause]), d.Name, cause)
		}
		setByRow(set, d.Name, s.page.rows(ctx, &d), map[string]string{tags.Stale: "stale", tags.ETAMissing: "eta_missing", tags.UpdateOverdue: "update_overdue"})
	}
}

// setByRow counts a desk's rows by state, and by those of their flags that have a name.
func setByRow(set func(*prometheus.Desc, float64, ...string), desk string, rows []Row, names map[string]string) {
	byState, byFlag := map[string]int{}, map[string]int{}
	for _, r := range rows {
		byState[r.State]++
		for _, flag := range r.Flags {
			byFlag[flag]++
		}
	}
	for _, state := range states {
		set(escalations, float64(byState[state]), desk, state)
	}
	for flag, name := range names {
		if flag != "" {
			set(flagsNow, float64(byFlag[flag]), desk, name)
		}
	}
}
