package zendesksim

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/deskhand/deskhand/connectors/simulator"
)

func (s *Sim) ticketRoutes() {
	s.handle("GET /api/v2/tickets", s.listTickets)
	s.handle("POST /api/v2/tickets", s.createTicket)
	s.handle("GET /api/v2/tickets/show_many", s.showMany)
	s.handle("PUT /api/v2/tickets/update_many", s.updateMany)
	s.handle("GET /api/v2/tickets/count", s.countTickets)
	s.handle("GET /api/v2/tickets/{id}", s.showTicket)
	s.handle("PUT /api/v2/tickets/{id}", s.updateTicket)
	s.handle("DELETE /api/v2/tickets/{id}", s.deleteTicket)
	s.handle("GET /api/v2/tickets/{id}/comments", s.listComments)
	s.handle("GET /api/v2/tickets/{id}/comments/count", s.countComments)
	s.handle("PUT /api/v2/tickets/{id}/comments/{note}/make_private", s.hideComment)
	s.handle("GET /api/v2/tickets/{id}/audits", s.listAudits)
	s.handle("GET /api/v2/tickets/{id}/audits/{audit}", s.showAudit)
	s.handle("PUT /api/v2/tickets/{id}/audits/{audit}/make_private", s.hideAudit)
	s.handle("GET /api/v2/tickets/{id}/incidents", s.listIncidents)
	s.handle("GET /api/v2/tickets/{id}/tags", s.showTags)
	s.handle("PUT /api/v2/tickets/{id}/tags", s.addTags)
	s.handle("POST /api/v2/tickets/{id}/tags", s.setTags)
	s.handle("DELETE /api/v2/tickets/{id}/tags", s.removeTags)
	s.handle("GET /api/v2/ticket_audits", s.allAudits)
	s.handle("GET /api/v2/problems", s.listProblems)
	s.handle("GET /api/v2/deleted_tickets", s.listDeleted)
	s.handle("PUT /api/v2/deleted_tickets/{id}/restore", s.restoreTicket)
	s.handle("DELETE /api/v2/deleted_tickets/{id}", s.scrubTicket)
	s.handle("GET /api/v2/job_statuses", s.listJobs)
	s.handle("GET /api/v2/job_statuses/show_many", s.showJobs)
	s.handle("GET /api/v2/job_statuses/{job}", s.showJob)
}

// find returns the ticket that the path names; deleted ones are not found.
func (s *Sim) find(c *call) (simulator.Ticket, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return simulator.Ticket{}, err
	}
	t, ok := s.desk.Ticket(id)
	if !ok || !t.Live() {
		return t, errNotFound
	}
	return t, nil
}

func (s *Sim) showTicket(c *call) error {
	t, err := s.find(c)
	if err != nil {
		return err
	}
	out := object{"ticket": s.ticket(c, t)}
	s.sideload(c, out, []simulator.Ticket{t})
	return s.ok(c, out)
}

// listed reports whether lists show the ticket: neither deleted nor archived.
func (c *call) listed(t simulator.Ticket) bool { return t.Live() && !t.Archived(c.now) }

func (s *Sim) listTickets(c *call) error {
	if !byCursor(c) {
		return page(s, c, s.listOf(c, s.where(c.listed), "nice_id", byID))
	}
	switch order := strings.TrimPrefix(c.query.Get("sort"), "-"); order {
	case "", "id":
		if strings.HasPrefix(c.query.Get("sort"), "-") {
			return page(s, c, s.listOf(c, s.where(c.listed), "nice_id", byID))
		}
		return s.nextTickets(c, s.listOf(c, nil, "nice_id", byID), c.listed)
	case "updated_at":
		return page(s, c, s.listOf(c, s.where(c.listed), "updated_at,id", byUpdate))
	case "status":
		return page(s, c, s.listOf(c, s.where(c.listed), "status,id", byStatus))
	}
	return listError("InvalidPaginationParameter", "Invalid sort", "sort must be one of updated_at, id, status")
}

// nextTickets fills a page of a list that is ordered by id from its cursor on, without a walk over all tickets.
func (s *Sim) nextTickets(c *call, l list[simulator.Ticket], keep func(simulator.Ticket) bool) error {
	l.size = max(l.size, maxPage)
	if c.query.Has("page[before]") {
		l.items = s.where(keep)
		return pageByCursor(s, c, l)
	}
	size, err := s.pageSize(c, l.size)
	if err != nil {
		return err
	}
	behind := [2]int64{}
	if cursor := c.query.Get("page[after]"); cursor != "" {
		if behind, err = readCursor(cursor); err != nil {
			return err
		}
	}
	tickets, more := s.desk.After(behind[0], size, keep)
	return answerCursorPage(s, c, l, tickets, more || s.opts.Quirks.EmptyLastPage && len(tickets) == size)
}

func (s *Sim) where(keep func(simulator.Ticket) bool) []simulator.Ticket {
	tickets, _ := s.desk.After(0, s.desk.Len(), keep)
	return tickets
}

func byID(t simulator.Ticket) [2]int64     { return [2]int64{t.ID} }
func byUpdate(t simulator.Ticket) [2]int64 { return [2]int64{t.Updated.Unix(), t.ID} }
func byStatus(t simulator.Ticket) [2]int64 {
	return [2]int64{int64(slices.Index(statusOrder, t.Status)), t.ID}
}

// listOf makes a list of tickets in an order, backwards when sort begins with a dash.
func (s *Sim) listOf(c *call, tickets []simulator.Ticket, order string, place func(simulator.Ticket) [2]int64) list[simulator.Ticket] {
	directed := place
	if strings.HasPrefix(c.query.Get("sort"), "-") {
		directed = func(t simulator.Ticket) [2]int64 {
			p := place(t)
			return [2]int64{-p[0], -p[1]}
		}
	}
	tickets = slices.Clone(tickets)
	slices.SortFunc(tickets, func(a, b simulator.Ticket) int {
		pa, pb := directed(a), directed(b)
		return cmp.Or(cmp.Compare(pa[0], pb[0]), cmp.Compare(pa[1], pb[1]))
	})
	return list[simulator.Ticket]{
		items: tickets, key: "tickets", order: order, place: directed,
		show: func(shown []simulator.Ticket) any { return s.ticketList(c, shown) },
	}
}

func (s *Sim) countTickets(c *call) error {
	return s.ok(c, object{"count": object{"value": len(s.where(c.listed)), "refreshed_at": stamp(c.now)}})
}

// ids reads a list of ids from the query: at most a hundred.
func ids(c *call) ([]int64, error) {
	var all []int64
	for text := range strings.SplitSeq(c.query.Get("ids"), ",") {
		if text = strings.TrimSpace(text); text == "" {
			continue
		}
		id, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return nil, plainError(400, "InvalidValue", "ids must be numbers")
		}
		all = append(all, id)
	}
	if len(all) > 100 {
		return nil, errTooMany
	}
	return all, nil
}

func (s *Sim) showMany(c *call) error {
	wanted, err := ids(c)
	if err != nil {
		return err
	}
	var tickets []simulator.Ticket
	for _, id := range wanted {
		if t, ok := s.desk.Ticket(id); ok && (t.Live() || s.opts.Quirks.ShowDeleted) {
			tickets = append(tickets, t)
		}
	}
	out := object{"tickets": s.ticketList(c, tickets), "next_page": nil, "previous_page": nil, "count": len(tickets)}
	s.sideload(c, out, tickets)
	return s.ok(c, out)
}

func (s *Sim) listComments(c *call) error {
	t, err := s.find(c)
	if err != nil {
		return err
	}
	comments := s.comments(t)
	sort := c.query.Get("sort")
	if !byCursor(c) {
		sort = map[string]string{"desc": "-created_at"}[c.query.Get("sort_order")]
	}
	direction := int64(1)
	if sort == "-created_at" {
		slices.Reverse(comments)
		direction = -1
	}
	place := func(w wireComment) [2]int64 { return [2]int64{direction * w.ID} }
	return page(s, c, list[wireComment]{items: comments, key: "comments", order: "created_at,id", place: place, extra: func(shown []wireComment) object {
		var people []int64
		for _, w := range shown {
			people = append(people, w.AuthorID)
		}
		return s.usersIfAsked(c, people)
	}})
}

func (s *Sim) countComments(c *call) error {
	t, err := s.find(c)
	if err != nil {
		return err
	}
	return s.ok(c, object{"count": object{"value": len(t.Notes()), "refreshed_at": stamp(c.now)}})
}

func (s *Sim) listAudits(c *call) error {
	t, err := s.find(c)
	if err != nil {
		return err
	}
	audits := s.audits(t)
	if t.Archived(c.now) {
		return s.ok(c, object{"audits": audits, "next_page": nil, "previous_page": nil, "count": len(audits)})
	}
	direction := int64(1)
	switch sort := c.query.Get("sort"); {
	case sort == "-created_at" && !s.opts.Quirks.AuditsNewestFirst, sort == "created_at" && s.opts.Quirks.AuditsNewestFirst:
		slices.Reverse(audits)
	}
	if len(audits) > 1 && audits[0].ID > audits[1].ID {
		direction = -1
	}
	return page(s, c, s.auditList(c, audits, direction))
}

func (s *Sim) auditList(c *call, audits []wireAudit, direction int64) list[wireAudit] {
	return list[wireAudit]{
		items: audits, key: "audits", order: "created_at,id", place: func(a wireAudit) [2]int64 { return [2]int64{direction * a.ID} },
		extra: func(shown []wireAudit) object {
			var people []int64
			for _, a := range shown {
				people = append(people, a.AuthorID)
				for _, e := range a.Events {
					if w, ok := e.(wireComment); ok {
						people = append(people, w.AuthorID)
					}
				}
			}
			return s.usersIfAsked(c, people)
		},
	}
}

// findAudit returns the update that the path names, and its ticket.
func (s *Sim) findAudit(c *call) (simulator.Ticket, simulator.Update, error) {
	t, err := s.find(c)
	if err != nil {
		return t, simulator.Update{}, err
	}
	id, err := pathID(c, "audit")
	if err != nil {
		return t, simulator.Update{}, err
	}
	for _, u := range t.Updates {
		if u.ID == id {
			return t, u, nil
		}
	}
	return t, simulator.Update{}, errNotFound
}

func (s *Sim) showAudit(c *call) error {
	t, u, err := s.findAudit(c)
	if err != nil {
		return err
	}
	return s.ok(c, object{"audit": s.audit(t, u)})
}

func (s *Sim) allAudits(c *call) error {
	if s.opts.Role != "admin" {
		return errRole
	}
	var audits []wireAudit
	for _, t := range s.where(c.listed) {
		audits = append(audits, s.audits(t)...)
	}
	slices.SortFunc(audits, func(a, b wireAudit) int { return cmp.Compare(a.ID, b.ID) })
	return page(s, c, s.auditList(c, audits, 1))
}

func (s *Sim) listIncidents(c *call) error {
	t, err := s.find(c)
	if err != nil {
		return err
	}
	linked := s.desk.Incidents(t.ID)
	return page(s, c, s.listOf(c, s.where(func(t simulator.Ticket) bool { return slices.Contains(linked, t.ID) }), "nice_id", byID))
}

func (s *Sim) listProblems(c *call) error {
	problems := s.where(func(t simulator.Ticket) bool { return c.listed(t) && t.Type == "problem" })
	newestFirst := func(t simulator.Ticket) [2]int64 { return [2]int64{-t.Updated.Unix(), t.ID} }
	return page(s, c, s.listOf(c, problems, "-updated_at,id", newestFirst))
}
