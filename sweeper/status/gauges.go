package status

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// gauges are read from the store at every scrape, so that all processes that share it say the same. What is not known is absent.
type gauges struct{ metrics *Metrics }

// Describe implements prometheus.Collector.
func (g *gauges) Describe(c chan<- *prometheus.Desc) {
	for _, one := range []contract{configLoaded, lastSuccess, sweepDue, budgetUsed, feedPosition, dueBacklog, coverageOld, coverage,
		escalations, flagsNow, writesHeld, credentialEnds} {
		c <- one.desc()
	}
}

// Collect implements prometheus.Collector.
func (g *gauges) Collect(c chan<- prometheus.Metric) {
	p := g.metrics.page.Load()
	if p == nil {
		return
	}
	set := setter(func(of contract, value float64, labels ...string) {
		c <- prometheus.MustNewConstMetric(of.desc(), prometheus.GaugeValue, value, labels...)
	})
	if p.Config != nil {
		loaded := 1.0
		if !p.Config().Refused.IsZero() {
			loaded = 0
		}
		set(configLoaded, loaded)
	}
	ctx, cancel := context.WithTimeout(context.Background(), scrapeTimeout)
	defer cancel()
	for _, d := range p.look(ctx) {
		set.ofDesk(d)
		set.ofRows(d.Name, p.rowsOf(ctx, &d), p.Tags)
	}
}

// setter sets one gauge.
type setter func(of contract, value float64, labels ...string)

// at sets the time of something that may be unknown.
func (set setter) at(of contract, t time.Time, desk string) {
	if !t.IsZero() {
		set(of, float64(t.Unix()), desk)
	}
}

func (set setter) ofDesk(d deskState) {
	set.at(credentialEnds, d.Ends, d.Name)
	if d.Used != nil {
		set(budgetUsed, d.Used(), d.Name)
	}
	if d.off() {
		return
	}
	set.at(sweepDue, d.Due, d.Name)
	if d.Err != nil {
		return
	}
	set.at(lastSuccess, d.LastOK, d.Name)
	set.at(feedPosition, d.Feed, d.Name)
	set.at(coverageOld, d.Looked, d.Name)
	set(dueBacklog, float64(d.DueNow), d.Name)
	if !d.Looked.IsZero() {
		set(coverage, 1-float64(d.Overdue)/float64(max(1, d.Known)), d.Name)
	}
	for _, cause := range writesHeld.values("cause") {
		set(writesHeld, float64(d.Last().Held[cause]), d.Name, cause)
	}
}

// ofRows counts a desk's rows by state, and by those of their flags that have a name.
func (set setter) ofRows(desk string, rows []*Row, tags Tags) {
	byState, byFlag := map[string]int{}, map[string]int{}
	for _, r := range rows {
		byState[r.State]++
		for _, flag := range r.Flags {
			byFlag[flag]++
		}
	}
	for _, state := range escalations.values("state") {
		set(escalations, float64(byState[state]), desk, state)
	}
	for name, tag := range map[string]string{"stale": tags.Stale, "eta_missing": tags.ETAMissing, "update_overdue": tags.UpdateOverdue} {
		if tag != "" {
			set(flagsNow, float64(byFlag[tag]), desk, name)
		}
	}
}
