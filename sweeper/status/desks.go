package status

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/deskhand/deskhand/sweeper"
)

// lastRuns is how many sweeps are shown of a desk.
const lastRuns = 12

// deskLine is a desk as the page Desks shows it.
type deskLine struct {
	deskState
	State  Notice
	Recent []sweeper.Report // oldest first
}

// desks serves /desks: how each desk's sweeps go, for whoever is on call.
func (p *Page) desks(w http.ResponseWriter, r *http.Request) {
	states := p.look(r.Context())
	var (
		lines    []deskLine
		sweepers []process
		routes   []routeCount
	)
	parked := false
	for _, s := range states {
		recent := slices.Clone(s.Runs[:min(len(s.Runs), lastRuns)])
		slices.Reverse(recent)
		lines = append(lines, deskLine{s, p.state(s), recent})
		sweepers = append(sweepers, s.Sweepers...)
		routes = append(routes, p.Metrics.routes(s.Name)...)
		parked = parked || len(s.Journal.Parked) > 0
	}
	p.show(w, states, "desks", view{Title: "Desks", Here: "/desks", Body: map[string]any{"Lines": lines, "Parked": parked, "Sweepers": sweepers, "Routes": routes}})
}

// Holds lists what the last sweep planned and did not write, by cause.
func (s deskState) Holds() string {
	held := s.Last().Held
	var parts []string
	for _, cause := range slices.Sorted(maps.Keys(held)) {
		parts = append(parts, fmt.Sprintf("%d %s", held[cause], Visible(cause)))
	}
	return strings.Join(parts, ", ")
}

// Budget says how much of our part of the rate limit is spent now.
func (s deskState) Budget() string {
	if s.Used == nil {
		return ""
	}
	return fmt.Sprintf("%.0f %%", 100*s.Used())
}
