package zendesksim

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/deskhand/deskhand/connectors/simulator"
)

func (s *Sim) listRoutes() {
	s.handle("GET /api/v2/search", s.search)
	s.handle("GET /api/v2/search/count", s.searchCount)
	s.handle("GET /api/v2/search/export", s.searchExport)
	s.handle("GET /api/v2/views/{view}/tickets", s.viewTickets)
	s.handle("GET /api/v2/views/{view}/count", s.viewCount)
	s.handle("GET /api/v2/tags", s.listTags)
}

const (
	maxResults   = 1000
	exportCursor = time.Hour // how long a cursor of a search lives
)

// condition is one word of a search: a field, how it is compared, and with what.
type condition struct {
	field, op, value string
	not              bool
}

func parseQuery(query string) []condition {
	var all []condition
	for _, word := range strings.Fields(query) {
		not := strings.HasPrefix(word, "-")
		word = strings.TrimPrefix(word, "-")
		at := strings.IndexAny(word, ":<>")
		if at < 0 {
			all = append(all, condition{field: "text", op: ":", value: strings.ToLower(word), not: not})
			continue
		}
		op, value := word[at:at+1], word[at+1:]
		if strings.HasPrefix(value, "=") {
			op, value = op+"=", value[1:]
		}
		all = append(all, condition{field: word[:at], op: op, value: strings.Trim(value, `"`), not: not})
	}
	return all
}

func (q condition) holds(t simulator.Ticket) bool {
	ok := true
	switch q.field {
	case "type":
		ok = q.value == "ticket" || t.Type == q.value
	case "status":
		ok = compares(slices.Index(statusOrder, t.Status), slices.Index(statusOrder, q.value), q.op)
	case "priority":
		order := []string{"", "low", "normal", "high", "urgent"}
		ok = compares(slices.Index(order, t.Priority), slices.Index(order, q.value), q.op)
	case "tags":
		ok = t.Has(q.value)
	case "updated":
		ok = comparesTime(t.Updated, q.value, q.op)
	case "created":
		ok = comparesTime(t.Created, q.value, q.op)
	case "text":
		ok = strings.Contains(strings.ToLower(t.Subject+" "+t.Description()), q.value)
	}
	return ok != q.not
}

func compares(a, b int, op string) bool {
	switch op {
	case "<":
		return a < b
	case "<=":
		return a <= b
	case ">":
		return a > b
	case ">=":
		return a >= b
	}
	return a == b
}

func comparesTime(t time.Time, value, op string) bool {
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if at, err := time.Parse(layout, value); err == nil {
			return compares(t.Compare(at), 0, op)
		}
	}
	return false
}

// found tells which tickets a search finds: its index lags, and holds no deleted ones.
func (s *Sim) found(c *call) func(simulator.Ticket) bool {
	conditions := parseQuery(c.query.Get("query"))
	indexed := c.now.Add(-s.opts.Quirks.SearchLag)
	return func(t simulator.Ticket) bool {
		if !t.Live() || t.Created.After(indexed) {
			return false
		}
		return !slices.ContainsFunc(conditions, func(q condition) bool { return !q.holds(t) })
	}
}

// results is a list of what a search finds. Ids are given in the order of creation, so that order is theirs.
func (s *Sim) results(c *call, tickets []simulator.Ticket) list[simulator.Ticket] {
	l := s.listOf(c, tickets, "created_at,id", byID)
	l.key = "results"
	l.show = func(shown []simulator.Ticket) any {
		all := s.ticketList(c, shown)
		for i := range all {
			all[i].ResultType = "ticket"
		}
		return all
	}
	l.extra = func([]simulator.Ticket) object { return object{"facets": nil} }
	return l
}

func (s *Sim) search(c *call) error {
	number, size := positive(c.query.Get("page"), 1), min(positive(c.query.Get("per_page"), defaultPage), maxPage)
	if number*size > maxResults {
		return plainError(http.StatusUnprocessableEntity, "SearchResultLimit", "Invalid search: Requested response size was greater than Search Response Limits")
	}
	return pageByNumber(s, c, s.results(c, s.where(s.found(c))))
}

func (s *Sim) searchCount(c *call) error {
	return s.ok(c, object{"count": len(s.where(s.found(c)))})
}

func (s *Sim) searchExport(c *call) error {
	if c.query.Get("filter[type]") != "ticket" {
		return listError("InvalidParameter", "Invalid filter", "filter[type] is required")
	}
	if born, ok := s.cursorBorn(c); ok && c.now.Sub(born) > exportCursor {
		return listError("InvalidPaginationParameter", "Invalid cursor", "The cursor has expired")
	}
	l := s.results(c, nil)
	l.size, l.strict, l.order = maxExport, true, "created_at,id@"+strconv.FormatInt(c.now.Unix(), 10)
	return s.nextTickets(c, l, s.found(c))
}

// cursorBorn tells when the cursor of a search was made.
func (s *Sim) cursorBorn(c *call) (time.Time, bool) {
	_, second, ok := strings.Cut(cursorOrder(c.query.Get("page[after]")), "@")
	unix, err := strconv.ParseInt(second, 10, 64)
	return time.Unix(unix, 0), ok && err == nil
}

// viewTickets shows the unsolved tickets: the account has that view under every id.
func (s *Sim) viewTickets(c *call) error {
	l := s.listOf(c, s.where(c.unsolved), "nice_id", byID)
	l.strict = true
	return page(s, c, l)
}

func (c *call) unsolved(t simulator.Ticket) bool {
	return c.listed(t) && t.Status != simulator.Solved && t.Status != simulator.Closed
}

// viewCount has no number when first asked.
func (s *Sim) viewCount(c *call) error {
	view := c.PathValue("view")
	s.mu.Lock()
	known := s.views[view]
	s.views[view] = true
	s.mu.Unlock()
	id, err := pathID(c, "view")
	if err != nil {
		return err
	}
	count := object{"url": s.base(c) + "/api/v2/views/" + view + "/count.json", "view_id": id, "value": nil, "pretty": "...", "fresh": false}
	if known {
		n := len(s.where(c.unsolved))
		count["value"], count["pretty"], count["fresh"] = n, fmt.Sprint(n), true
	}
	return s.ok(c, object{"view_count": count})
}

type tagCount struct {
	Name  string `json:"name"`
	Count int    `json:"count"`
}

func (s *Sim) listTags(c *call) error {
	counts := map[string]int{}
	s.desk.Each(func(t simulator.Ticket) bool {
		for _, tag := range t.Tags {
			counts[tag]++
		}
		return true
	})
	all := make([]tagCount, 0, len(counts))
	for name, n := range counts {
		all = append(all, tagCount{name, n})
	}
	slices.SortFunc(all, func(a, b tagCount) int { return cmp.Or(b.Count-a.Count, strings.Compare(a.Name, b.Name)) })
	rank := make(map[string]int64, len(all))
	for i, t := range all {
		rank[t.Name] = int64(i + 1)
	}
	return page(s, c, list[tagCount]{items: all, key: "tags", order: "-score,id", place: func(t tagCount) [2]int64 { return [2]int64{rank[t.Name]} }})
}

type deletedTicket struct {
	ID       int64  `json:"id"`
	Subject  string `json:"subject"`
	Actor    object `json:"actor"`
	Deleted  string `json:"deleted_at"`
	Previous string `json:"previous_state"`
}

func (s *Sim) listDeleted(c *call) error {
	all := []deletedTicket{}
	for _, t := range s.where(func(t simulator.Ticket) bool { return t.Status == simulator.Deleted && !t.Scrubbed }) {
		last := t.Updates[len(t.Updates)-1]
		actor, _ := s.desk.Person(last.By)
		previous := ""
		for _, change := range last.Changes {
			if change.Field == "status" {
				previous = change.From
			}
		}
		all = append(all, deletedTicket{t.ID, t.Subject, object{"id": last.By, "name": actor.Name}, stamp(t.Updated), previous})
	}
	return page(s, c, list[deletedTicket]{items: all, key: "deleted_tickets", order: "id", place: func(t deletedTicket) [2]int64 { return [2]int64{t.ID} }})
}
