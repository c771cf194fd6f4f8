package status

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
)

// dayLine is one day over all desks.
type dayLine struct {
	Date                            string
	Waiting                         []int // by need, in the order of needs
	Counted                         bool  // Waiting is known
	Written, Notes, Raised, Removed int
}

// Total is how many tickets waited.
func (d dayLine) Total() int {
	total := 0
	for _, n := range d.Waiting {
		total += n
	}
	return total
}

// days adds up what the desks remember of each day, newest first.
func days(states []deskState) []dayLine {
	byDate := map[string]*dayLine{}
	for _, s := range states {
		for _, d := range s.Journal.Days {
			line := byDate[d.Date]
			if line == nil {
				line = &dayLine{Date: Visible(d.Date), Waiting: make([]int, len(needs))}
				byDate[d.Date] = line
			}
			line.Written += d.Written
			line.Notes += d.Notes
			line.Raised += sumOf(d.Raised)
			line.Removed += sumOf(d.Removed)
			line.Counted = line.Counted || d.Waiting != nil
			for i, n := range needs {
				for _, word := range n.of {
					line.Waiting[i] += d.Waiting[word]
				}
			}
		}
	}
	var all []dayLine
	for _, date := range slices.Sorted(maps.Keys(byDate)) {
		all = append(all, *byDate[date])
	}
	slices.Reverse(all)
	return all
}

func sumOf(m map[string]int) int {
	total := 0
	for _, n := range m {
		total += n
	}
	return total
}

// chart is a line through the days, drawn in a box of chartWidth by chartHeight.
type chart struct {
	Points      string // of an SVG polyline
	Dots        []dot
	Most        int
	First, Last string // dates
}

type dot struct{ X, Y int }

const (
	chartWidth  = 700
	chartHeight = 160
)

// draw draws how many tickets waited on each day; days are placed by their date, so that days without a sweep leave a gap.
func draw(lines []dayLine) chart {
	var c chart
	lines = slices.DeleteFunc(slices.Clone(lines), func(d dayLine) bool { return !d.Counted || dayNumber(d.Date) == 0 })
	if len(lines) < 2 { // one day is no trend
		return c
	}
	slices.Reverse(lines)
	c.First, c.Last = lines[0].Date, lines[len(lines)-1].Date
	for _, d := range lines {
		c.Most = max(c.Most, d.Total())
	}
	begin := dayNumber(c.First)
	length := max(1, dayNumber(c.Last)-begin)
	var points []string
	for _, d := range lines {
		at := dot{X: (dayNumber(d.Date) - begin) * chartWidth / length, Y: chartHeight - d.Total()*chartHeight/max(1, c.Most)}
		c.Dots = append(c.Dots, at)
		points = append(points, fmt.Sprintf("%d,%d", at.X, at.Y))
	}
	c.Points = strings.Join(points, " ")
	return c
}

// dayNumber counts days; 0 for what is no date.
func dayNumber(date string) int {
	t, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return 0
	}
	return int(t.Unix() / (24 * 60 * 60))
}

// trends serves /trends: day by day what waited, what was written and what people corrected.
func (p *Page) trends(w http.ResponseWriter, r *http.Request) {
	states := p.look(r.Context())
	lines := days(states)
	p.show(w, states, "trends", view{Title: "Trends", Here: "/trends", Body: map[string]any{"Days": lines, "Chart": draw(lines), "Needs": needs}})
}

// config serves /config: which configuration runs, and why a newer one does not.
func (p *Page) config(w http.ResponseWriter, r *http.Request) {
	var c Config
	if p.Config != nil {
		c = p.Config()
	}
	c.Changed, c.Files, c.Why = visibleAll(c.Changed), visibleAll(c.Files), visibleAll(c.Why)
	p.show(w, p.look(r.Context()), "config", view{Title: "Config", Here: "/config", Body: map[string]any{"Config": c, "Version": p.Version, "Started": p.started}})
}
