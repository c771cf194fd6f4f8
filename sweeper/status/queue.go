package status

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

const rowsPerPage = 100

// Row is one flagged ticket, as a sweep left it in the store. The names are those of the sweeper's JSON.
type Row struct {
	Desk     string    `json:"desk"`
	Ticket   string    `json:"ticket"`
	Key      string    `json:"key"`
	URL      string    `json:"url"`
	Needs    string    `json:"needs"`
	State    string    `json:"state"`
	Flags    []string  `json:"flags"`
	Reasons  []string  `json:"reasons"`
	Quote    string    `json:"quote"`
	QuoteBy  string    `json:"quote_by"`
	QuoteAt  time.Time `json:"quote_at"`
	Affected int       `json:"affected"`
	Everyone bool      `json:"everyone"`
	Since    time.Time `json:"since"` // since when the ball lies with support; zero when it does not
	LastMove string    `json:"last_move"`
	MovedAt  time.Time `json:"moved_at"`
	Ref      string    `json:"ref"`
	Impact   int64     `json:"impact"`
	Pending  bool      `json:"pending"` // what is shown is not on the ticket yet
}

// rows reads the rows of a desk; none when the store can't be read, which the state then says.
func (p *Page) rows(ctx context.Context, s *deskState) []Row {
	if s.Err != nil {
		return nil
	}
	shown, err := p.Store.Shown(ctx, s.Name)
	if err != nil {
		p.unreadable(s, err)
		return nil
	}
	return readRows(s.Name, shown)
}

// readRows reads a desk's rows, in no order and not yet fit to be shown. A row of another version is left out; the
// next look at its ticket writes it anew.
func readRows(desk string, shown map[string][]byte) []Row {
	rows := make([]Row, 0, len(shown))
	for id, raw := range shown {
		var r Row
		if json.Unmarshal(raw, &r) != nil {
			continue
		}
		r.Desk, r.Ticket = desk, id
		rows = append(rows, r)
	}
	return rows
}

// byUrgency orders rows by impact, highest first, then by how long support has had the ball.
func byUrgency(a, b Row) int {
	return cmp.Or(cmp.Compare(b.Impact, a.Impact), longest(a.Since).Compare(longest(b.Since)),
		cmp.Compare(a.Desk, b.Desk), cmp.Compare(a.Ticket, b.Ticket))
}

// longest puts tickets that don't lie with support behind all that do.
func longest(since time.Time) time.Time {
	if since.IsZero() {
		return time.Unix(1<<40, 0)
	}
	return since
}

// clean makes all text of the row fit to be shown, and drops an address that is none of a web page.
func (r *Row) clean() {
	for _, s := range []*string{&r.Key, &r.Needs, &r.State, &r.Quote, &r.QuoteBy, &r.LastMove, &r.Ref} {
		*s = visible(*s)
	}
	for _, list := range [][]string{r.Flags, r.Reasons} {
		for i := range list {
			list[i] = visible(list[i])
		}
	}
	if u, err := url.Parse(r.URL); err != nil || (u.Scheme != "https" && u.Scheme != "http") {
		r.URL = ""
	}
	if r.Key == "" {
		r.Key = visible(r.Ticket)
	}
}

// Path is the ticket's own page.
func (r Row) Path() string { return "/t/" + url.PathEscape(r.Desk) + "/" + url.PathEscape(r.Ticket) }

// People says how many are affected; empty when nobody said.
func (r Row) People() string {
	switch {
	case r.Everyone:
		return "everyone"
	case r.Affected > 0:
		return thousands(r.Affected)
	}
	return ""
}

// verdict says in words what was found: the state of the escalation, and what else stands on the ticket.
func (p *Page) verdict(r Row) string {
	words := []string{}
	if r.State != "none" && r.State != "" {
		words = append(words, strings.ReplaceAll(r.State, "_", " "))
	}
	for _, flag := range r.Flags {
		switch flag {
		case "":
		case p.Tags.Stale:
			words = append(words, "stale and of high impact")
		case p.Tags.ETAMissing:
			words = append(words, "no timeline")
		case p.Tags.UpdateOverdue:
			words = append(words, "update overdue")
		}
	}
	return strings.Join(words, ", ")
}

// need is something that a person must do.
type need struct{ Name, Verb, Label, Leaves string }

var needsInOrder = []need{
	{"decide", "Decide", "Decide", "leadership approves or denies it, by tag or note, or the request is withdrawn"},
	{"move", "Move", "Unmoved too long", "support replies, writes a note, or changes status, priority or assignee"},
	{"timeline", "Give a timeline", "Approved, no timeline", "a note gives an estimated time"},
	{"update", "Give an update", "Approved, update overdue", "support writes a public reply"},
	{"details", "Ask for details", "Asked back for details", "a note gives what is missing"},
}

func needOf(name string) need {
	for _, n := range needsInOrder {
		if n.Name == name {
			return n
		}
	}
	return need{Name: name, Verb: name, Label: name}
}

// Verb says what a person must do about the ticket.
func (r Row) Verb() string { return needOf(r.Needs).Verb }

// card is one of the counts above the queue.
type card struct {
	need
	Count  int
	Oldest time.Time // since when the longest waiting lies with support
}

func count(rows []Row) []card {
	cards := make([]card, len(needsInOrder))
	for i, n := range needsInOrder {
		cards[i].need = n
		for _, r := range rows {
			if r.Needs != n.Name {
				continue
			}
			cards[i].Count++
			if oldest := cards[i].Oldest; !r.Since.IsZero() && (oldest.IsZero() || r.Since.Before(oldest)) {
				cards[i].Oldest = r.Since
			}
		}
	}
	return cards
}

// queue serves the list of what waits for people: ?need=NAME shows one kind, ?from=N goes on after N rows.
func (p *Page) queue(w http.ResponseWriter, r *http.Request) {
	states := p.look(r.Context())
	var all []Row
	for i := range states {
		all = append(all, p.rows(r.Context(), &states[i])...)
	}
	slices.SortFunc(all, byUrgency)
	rows, chosen := all, r.FormValue("need")
	if chosen != "" {
		rows = slices.DeleteFunc(slices.Clone(all), func(r Row) bool { return r.Needs != chosen })
	}
	from, _ := strconv.Atoi(r.FormValue("from"))
	from = min(max(from, 0), len(rows))
	to := min(from+rowsPerPage, len(rows))
	for i := from; i < to; i++ {
		rows[i].clean()
	}

	link := func(from int) string {
		q := url.Values{}
		if chosen != "" {
			q.Set("need", chosen)
		}
		if from > 0 {
			q.Set("from", strconv.Itoa(from))
		}
		return "/?" + q.Encode()
	}
	body := map[string]any{
		"Reliable": p.reliable(states), "Cards": count(all), "Rows": rows[from:to], "Total": len(rows), "First": from + 1, "Last": to,
		"Chosen": needOf(chosen), "Previous": "", "Following": "",
	}
	if from > 0 {
		body["Previous"] = link(from - min(from, rowsPerPage))
	}
	if to < len(rows) {
		body["Following"] = link(to)
	}
	title := fmt.Sprintf("%d waiting", len(all))
	p.render(w, http.StatusOK, "queue", view{Title: title, Here: "/", Body: body})
}

// reliability answers the first question: can I rely on this list?
type reliability struct {
	Yes      bool
	Sentence string
	Troubles []deskWord // why not
	Idle     []deskWord // desks that write nothing, or not all
}

type deskWord struct{ Desk, What string }

func (p *Page) reliable(states []deskState) reliability {
	var r reliability
	known, oldest := 0, time.Time{}
	for _, s := range states {
		if what := p.trouble(s); what != "" {
			r.Troubles = append(r.Troubles, deskWord{s.Name, what})
		}
		if what := s.idle(); what != "" {
			r.Idle = append(r.Idle, deskWord{s.Name, what})
		}
		known += s.Known
		if oldest.IsZero() || s.LastOK.Before(oldest) {
			oldest = s.LastOK
		}
	}
	r.Yes = len(r.Troubles) == 0 && len(states) > 0
	if r.Yes {
		r.Sentence = fmt.Sprintf("%s watched. The desk seen longest ago was seen whole %s.", tickets(known, "is", "are"), p.ago(oldest))
	}
	return r
}

// ticket serves one ticket's page.
func (p *Page) ticket(w http.ResponseWriter, r *http.Request) {
	desk, id := r.PathValue("desk"), r.PathValue("ticket")
	if !slices.ContainsFunc(p.Desks, func(d Desk) bool { return d.Name == desk }) {
		p.notFound(w, r)
		return
	}
	records, err := p.Store.Records(r.Context(), desk, []string{id})
	if err != nil {
		p.Log.Warn("the status page can't read the store", "desk", desk, "error", err)
		p.message(w, http.StatusServiceUnavailable, "The store can't be read", "Nothing is known of this ticket now. Try again in a minute.")
		return
	}
	rows := readRows(desk, map[string][]byte{id: records[id].Shown})
	if len(rows) == 0 {
		p.message(w, http.StatusNotFound, "Nothing waits on this ticket",
			fmt.Sprintf("Ticket %s of desk %s is not flagged: nobody needs to do anything about it. To see why, run: deskhand explain -c FILE %s/%s",
				visible(id), desk, desk, visible(id)))
		return
	}
	rows[0].clean()
	p.render(w, http.StatusOK, "ticket", view{Title: desk + " " + rows[0].Key, Here: "", Body: map[string]any{
		"Row": rows[0], "Need": needOf(rows[0].Needs), "Tags": p.Tags, "Due": records[id].Due,
	}})
}
