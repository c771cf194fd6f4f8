package status

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const rowsPerPage = 100

// queue serves the list of what waits for people. What is shown of it lives in the address: the filter; after=CURSOR or
// before=CURSOR for another page; format=csv for all of it as a table.
func (p *Page) queue(w http.ResponseWriter, r *http.Request) {
	states := p.look(r.Context())
	all := p.rows(r.Context(), states)
	q := r.URL.Query()
	f := readFilter(q)
	rows := f.apply(all)
	if q.Get("format") == "csv" {
		p.writeQueue(w, rows)
		return
	}
	part := cut(rows, q.Get("after"), q.Get("before"))
	shown := make([]Row, len(part.rows))
	for i, row := range part.rows {
		shown[i] = row.clean()
	}
	body := map[string]any{
		"Reliable": p.reliable(states), "Cards": count(all), "Rows": shown, "Total": len(rows), "First": part.first + 1, "Last": part.first + len(shown),
		"Filter": f, "Chosen": needNamed(f.Need), "Needs": needs, "Reasons": reasonsOf(all), "Desks": p.Desks,
		"CSV": f.with("format", "csv"), "Previous": "", "Following": "", "Looked": lastLook(states),
	}
	if part.before != "" {
		body["Previous"] = f.with("before", part.before)
	}
	if part.following != "" {
		body["Following"] = f.with("after", part.following)
	}
	p.show(w, states, "queue", view{Title: fmt.Sprintf("%d waiting", len(all)), Here: "/", Body: body})
}

// writeQueue answers with the rows as CSV. Times are UTC.
func (p *Page) writeQueue(w http.ResponseWriter, rows []*Row) {
	table := [][]string{{"desk", "ticket", "url", "needs", "state", "reasons", "quote", "quote_by", "quote_at", "people", "with_support_since",
		"waits_since", "last_move", "moved_at", "tags", "ref", "on_ticket"}}
	for _, row := range rows {
		r := row.clean()
		table = append(table, []string{r.Desk, r.Key, r.URL, r.Needs, r.State, strings.Join(r.Reasons, "; "), r.Quote, r.QuoteBy, stamp(r.QuoteAt),
			r.People(), stamp(r.Since), stamp(r.Waits), r.LastMove, stamp(r.MovedAt), strings.Join(r.Flags, " "), r.Ref, strconv.FormatBool(!r.Pending)})
	}
	p.writeCSV(w, "queue", table)
}

// writeCSV answers with a table. Cells that a spreadsheet would take for a formula are made text.
func (p *Page) writeCSV(w http.ResponseWriter, name string, table [][]string) {
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="deskhand-%s-%s.csv"`, name, p.Now().In(p.Zone).Format("20060102-1504")))
	out := csv.NewWriter(w)
	for _, line := range table {
		for i, cell := range line {
			if strings.IndexAny(cell, "=+-@") == 0 {
				line[i] = "'" + cell
			}
		}
		_ = out.Write(line) // an error means that nobody listens any more
	}
	out.Flush()
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// reliability answers the first question: can I rely on this list?
type reliability struct {
	Yes      bool
	Sentence string
}

func (p *Page) reliable(states []deskState) reliability {
	known, oldest := 0, time.Time{}
	for _, s := range states {
		for _, n := range p.notices(s) {
			if n.Lacks {
				return reliability{Sentence: "What is missing is said above."}
			}
		}
		known += s.Known
		if oldest.IsZero() || s.Looked.Before(oldest) {
			oldest = s.Looked
		}
	}
	data := lastLook(states)
	switch {
	case len(states) == 0:
		return reliability{Sentence: "No desk is configured."}
	case known == 0:
		return reliability{true, fmt.Sprintf("No ticket is open. Data of %s (%s).", p.moment(data), p.ago(data))}
	}
	all := "All " + tickets(known, "", "") + " that are open were"
	if known == 1 {
		all = "The 1 ticket that is open was"
	}
	return reliability{true, fmt.Sprintf("%s looked at in the last %.0f h; the oldest look is %s. Data of %s (%s).",
		all, window.Hours(), p.ago(oldest), p.moment(data), p.ago(data))}
}

// lastLook is when the desk seen longest ago was last seen whole.
func lastLook(states []deskState) time.Time {
	var oldest time.Time
	for _, s := range states {
		if !s.off() && (oldest.IsZero() || s.LastOK.Before(oldest)) {
			oldest = s.LastOK
		}
	}
	return oldest
}
