package status

import (
	"cmp"
	"slices"
	"time"
)

// process is one that has swept a desk lately, as its newest sweep tells.
type process struct {
	Desk    string
	Owner   string // as in leases
	Config  string // hash of the configuration it swept under; empty when it did not say
	Swept   time.Time
	Differs bool // it swept under another configuration than ours, since ours was loaded
}

// processes returns those behind the desk's last sweeps, newest first. What was swept before our configuration was loaded differs
// from nothing: that was before a reload.
func (p *Page) processes(s deskState) []process {
	var ours Config
	if p.Config != nil {
		ours = p.Config()
	}
	var all []process
	for _, r := range s.Runs[:min(len(s.Runs), lastRuns)] {
		if r.Owner == "" || slices.ContainsFunc(all, func(one process) bool { return one.Owner == r.Owner }) {
			continue
		}
		all = append(all, process{
			Desk: s.Name, Owner: r.Owner, Config: r.Config, Swept: ended(r),
			Differs: ours.Hash != "" && r.Config != "" && r.Config != ours.Hash && r.Started.After(ours.Loaded),
		})
	}
	return all
}

// routeCount is how often this process asked a desk one thing.
type routeCount struct {
	Desk     string
	Route    string
	Requests int
}

// routesShown is how many routes are shown of a desk.
const routesShown = 5

// routes returns the routes that the desk was asked most, most first.
func (m *Metrics) routes(desk string) []routeCount {
	m.mu.Lock()
	defer m.mu.Unlock()
	var all []routeCount
	for route, n := range m.asked[desk] {
		all = append(all, routeCount{desk, route, n})
	}
	slices.SortFunc(all, func(a, b routeCount) int { return cmp.Or(b.Requests-a.Requests, cmp.Compare(a.Route, b.Route)) })
	return all[:min(len(all), routesShown)]
}
