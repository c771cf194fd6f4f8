package status

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
)

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
	Waits    time.Time `json:"waits"` // since when it waits for what it needs
	LastMove string    `json:"last_move"`
	MovedAt  time.Time `json:"moved_at"`
	Ref      string    `json:"ref"`
	Impact   int64     `json:"impact"`
	Pending  bool      `json:"pending"` // what is shown is not on the ticket yet
}

// shelf keeps rows as they were last decoded, so that a page of a long queue costs a comparison a row. It is always right: a
// row is decoded anew when its bytes differ. Its zero value is empty and ready.
type shelf struct {
	mu    sync.Mutex
	desks map[string]map[string]kept
}

type kept struct {
	raw string
	row *Row // nil when this version can't read it; never changed
}

// read returns a desk's rows in no order. They are shared: whoever changes one copies it before. A row of another version is
// left out; the next look at its ticket writes it anew.
func (s *shelf) read(desk string, shown map[string][]byte) []*Row {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.desks == nil {
		s.desks = map[string]map[string]kept{}
	}
	if s.desks[desk] == nil {
		s.desks[desk] = make(map[string]kept, len(shown))
	}
	known, rows := s.desks[desk], make([]*Row, 0, len(shown))
	for id, raw := range shown {
		raw, _, _ = bytes.Cut(raw, []byte("\n")) // the explanation behind it is for the ticket's own page
		k, ok := known[id]
		if !ok || k.raw != string(raw) {
			k = kept{raw: string(raw), row: decode(desk, id, raw)}
			known[id] = k
		}
		if k.row != nil {
			rows = append(rows, k.row)
		}
	}
	if len(known) > len(shown) {
		maps.DeleteFunc(known, func(id string, _ kept) bool { return shown[id] == nil })
	}
	return rows
}

func decode(desk, id string, raw []byte) *Row {
	var r Row
	if json.Unmarshal(raw, &r) != nil {
		return nil
	}
	r.Desk, r.Ticket = desk, id
	if r.Waits.IsZero() {
		r.Waits = r.Since
	}
	return &r
}

// rows reads the rows of all desks, most urgent first. A desk whose store can't be read has none, which its state then says.
func (p *Page) rows(ctx context.Context, states []deskState) []*Row {
	var all []*Row
	for i := range states {
		all = append(all, p.rowsOf(ctx, &states[i])...)
	}
	slices.SortFunc(all, byUrgency)
	return all
}

func (p *Page) rowsOf(ctx context.Context, s *deskState) []*Row {
	if s.Err != nil {
		return nil
	}
	shown, err := p.Store.Shown(ctx, s.Name)
	if err != nil {
		p.unreadable(s, err)
		return nil
	}
	return p.shelf.read(s.Name, shown)
}

// byUrgency orders rows by impact, highest first, then by how long support has had the ball.
func byUrgency(a, b *Row) int {
	if a.Impact != b.Impact {
		return cmp.Compare(b.Impact, a.Impact)
	}
	if x, y := longest(a), longest(b); x != y {
		return cmp.Compare(x, y)
	}
	return cmp.Or(cmp.Compare(a.Desk, b.Desk), cmp.Compare(a.Ticket, b.Ticket))
}

// longest puts tickets that don't lie with support behind all that do.
func longest(r *Row) int64 {
	if r.Since.IsZero() {
		return 1 << 40
	}
	return r.Since.Unix()
}

// cursor names the row's place in the queue; it stands in links.
func (r *Row) cursor() string {
	return fmt.Sprintf("%d.%d.%s.%s", r.Impact, longest(r), r.Desk, r.Ticket)
}

// readCursor returns a row at the place that a cursor names; false when it is none.
func readCursor(s string) (*Row, bool) {
	parts := strings.SplitN(s, ".", 4)
	if len(parts) != 4 {
		return nil, false
	}
	var impact, since int64
	if _, err := fmt.Sscanf(parts[0]+" "+parts[1], "%d %d", &impact, &since); err != nil {
		return nil, false
	}
	return &Row{Impact: impact, Since: time.Unix(since, 0), Desk: parts[2], Ticket: parts[3]}, true
}

// clean returns a copy of the row fit to be shown, without an address that is none of a web page.
func (r *Row) clean() Row {
	c := *r
	for _, s := range []*string{&c.Key, &c.Needs, &c.State, &c.Quote, &c.QuoteBy, &c.LastMove, &c.Ref} {
		*s = Visible(*s)
	}
	c.Flags, c.Reasons = visibleAll(c.Flags), visibleAll(c.Reasons)
	if u, err := url.Parse(c.URL); err != nil || (u.Scheme != "https" && u.Scheme != "http") {
		c.URL = ""
	}
	if c.Key == "" {
		c.Key = Visible(c.Ticket)
	}
	return c
}

func visibleAll(list []string) []string {
	shown := make([]string, len(list))
	for i, s := range list {
		shown[i] = Visible(s)
	}
	return shown
}

// Path is the ticket's own page.
func (r Row) Path() string { return ticketPath(r.Desk, r.Ticket) }

// People says how many are affected; empty when nobody said.
func (r Row) People() string {
	switch {
	case r.Everyone && r.Affected > 0:
		return "everyone, at least " + thousands(r.Affected)
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
