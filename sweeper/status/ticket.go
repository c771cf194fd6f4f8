package status

import (
	"bytes"
	"cmp"
	"fmt"
	"net/http"
	"slices"

	"github.com/deskhand/deskhand/sweeper"
)

// ticket serves one ticket's page.
func (p *Page) ticket(w http.ResponseWriter, r *http.Request) {
	desk, id := r.PathValue("desk"), r.PathValue("ticket")
	at := slices.IndexFunc(p.Desks, func(d Desk) bool { return d.Name == desk })
	if at < 0 {
		p.notFound(w, r)
		return
	}
	records, err := p.Store.Records(r.Context(), desk, []string{id})
	if err != nil {
		p.Log.Warn("the status page can't read the store", "desk", desk, "error", err)
		p.message(w, http.StatusServiceUnavailable, "The store can't be read", "Nothing is known of this ticket now. Try again in a minute.")
		return
	}
	raw := records[id].Shown
	line, _, _ := bytes.Cut(raw, []byte("\n"))
	row := decode(desk, id, line)
	if row == nil {
		p.message(w, http.StatusNotFound, "Nothing waits on this ticket",
			fmt.Sprintf("Ticket %s of desk %s is not flagged: nobody needs to do anything about it. To see why, run: deskhand explain -c FILE %s/%s",
				Visible(id), desk, desk, Visible(id)))
		return
	}
	state := p.lookAt(r.Context(), p.Desks[at])
	c := row.clean()
	explanation, err := sweeper.ReadExplanation(raw)
	if err != nil {
		p.Log.Warn("an explanation can't be read; the next look at its ticket writes it anew", "desk", desk, "error", err)
	}
	p.show(w, []deskState{state}, "ticket", view{Title: desk + " " + c.Key, Body: map[string]any{
		"Row": c, "Tags": p.Tags, "Due": records[id].Due, "Written": writtenOn(state, id),
		"Explanation": explanation, "Language": cmp.Or(p.Language, "en"),
	}})
}

// cell is a cell of an explanation's table with what its column is called.
type cell struct{ Label, Text string }

// cells puts the names of the columns beside a row's texts.
func cells(head, row []string) []cell {
	all := make([]cell, len(row))
	for i, text := range row {
		if all[i].Text = text; i < len(head) {
			all[i].Label = Visible(head[i])
		}
	}
	return all
}
