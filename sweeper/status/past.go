package status

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/deskhand/deskhand/sweeper"
)

// write is a write that took place, as it is shown.
type write struct {
	Desk string
	sweeper.Written
}

// Path is the ticket's own page.
func (w write) Path() string { return ticketPath(w.Desk, w.Ticket) }

// Reference is that of the note, fit to be shown.
func (w write) Reference() string { return Visible(w.Ref) }

// Changes says which tags were put on and taken off.
func (w write) Changes() string {
	var parts []string
	for _, tag := range w.Add {
		parts = append(parts, "+"+Visible(tag))
	}
	for _, tag := range w.Remove {
		parts = append(parts, "-"+Visible(tag))
	}
	return strings.Join(parts, " ")
}

// writtenOn returns what was written on a ticket lately, newest first.
func writtenOn(s deskState, ticket string) []write {
	var found []write
	for _, w := range s.Journal.Written {
		if w.Ticket == ticket {
			found = append(found, write{s.Name, w})
		}
	}
	return found
}

// written serves /written: the latest writes of all desks. q=WORDS keeps those on a ticket, with a tag or a reference.
func (p *Page) written(w http.ResponseWriter, r *http.Request) {
	states := p.look(r.Context())
	q := r.URL.Query()
	words := strings.TrimPrefix(strings.ToLower(strings.TrimSpace(q.Get("q"))), "ref ")
	var all []write
	for _, s := range states {
		for _, done := range s.Journal.Written {
			one := write{s.Name, done}
			if words == "" || slices.Contains([]string{strings.ToLower(done.Key), done.Ticket, s.Name + "/" + done.Ticket, done.Ref}, words) || strings.Contains(one.Changes(), words) {
				all = append(all, one)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b write) int { return b.At.Compare(a.At) })
	if q.Get("format") == "csv" {
		table := [][]string{{"at", "desk", "ticket", "tags", "note", "ref"}}
		for _, one := range all {
			table = append(table, []string{stamp(one.At), one.Desk, Visible(one.Key), one.Changes(), one.Note, one.Reference()})
		}
		p.writeCSV(w, "written", table)
		return
	}
	p.show(w, states, "written", view{Title: "Written", Here: "/written", Body: map[string]any{
		"Writes": all[:min(len(all), rowsPerPage)], "Total": len(all), "Words": Visible(q.Get("q")),
	}})
}

// correction is a person's, as it is shown.
type correction struct {
	Desk string
	sweeper.Override
}

// Path is the ticket's own page.
func (c correction) Path() string { return ticketPath(c.Desk, c.Ticket) }

// What says what was done.
func (c correction) What() string {
	switch c.Action {
	case sweeper.PutOn:
		return "put on " + Visible(c.Tag)
	case sweeper.Ignores:
		return "told Deskhand to leave it alone, by " + Visible(c.Tag)
	}
	return "took off " + Visible(c.Tag)
}

// trust says how often people correct one rule.
type trust struct {
	Rule            string
	Raised, Removed int
}

// Share is the part of what was raised that people took off.
func (t trust) Share() string {
	if t.Raised == 0 {
		return "none raised"
	}
	return fmt.Sprintf("%.0f %%", 100*float64(t.Removed)/float64(t.Raised))
}

// trusts counts by rule what was raised and what people took off in the days that are remembered; the most corrected come first.
func (p *Page) trusts(states []deskState) []trust {
	byRule := map[string]*trust{}
	at := func(tag string) *trust {
		rule := Visible(p.Tags.rule(tag))
		if byRule[rule] == nil {
			byRule[rule] = &trust{Rule: rule}
		}
		return byRule[rule]
	}
	for _, s := range states {
		for _, d := range s.Journal.Days {
			for tag, n := range d.Raised {
				at(tag).Raised += n
			}
			for tag, n := range d.Removed {
				at(tag).Removed += n
			}
		}
	}
	var all []trust
	for _, rule := range slices.Sorted(maps.Keys(byRule)) {
		all = append(all, *byRule[rule])
	}
	slices.SortStableFunc(all, func(a, b trust) int { return cmp.Compare(b.Removed, a.Removed) })
	return all
}

// overrides serves /overrides: what people took off, put on and told Deskhand to leave alone, and how that compares with what each
// rule raised.
func (p *Page) overrides(w http.ResponseWriter, r *http.Request) {
	states := p.look(r.Context())
	var all []correction
	for _, s := range states {
		for _, o := range s.Journal.Overrides {
			all = append(all, correction{s.Name, o})
		}
	}
	slices.SortStableFunc(all, func(a, b correction) int { return b.At.Compare(a.At) })
	if r.URL.Query().Get("format") == "csv" {
		table := [][]string{{"at", "desk", "ticket", "action", "tag", "by"}}
		for _, c := range all {
			table = append(table, []string{stamp(c.At), c.Desk, Visible(c.Key), string(c.Action), Visible(c.Tag), Visible(c.By)})
		}
		p.writeCSV(w, "overrides", table)
		return
	}
	p.show(w, states, "overrides", view{Title: "Overrides", Here: "/overrides", Body: map[string]any{
		"Rules": p.trusts(states), "Corrections": all[:min(len(all), rowsPerPage)], "Total": len(all),
	}})
}
