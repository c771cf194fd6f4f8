package zendesksim

import (
	"encoding/base64"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/deskhand/deskhand/connectors/simulator"
)

const maxExport = 1000

func (s *Sim) exportRoutes() {
	s.handle("GET /api/v2/incremental/tickets/cursor", s.exportByCursor)
	s.handle("GET /api/v2/incremental/tickets", s.exportByTime)
	s.handle("GET /api/v2/incremental/ticket_events", s.exportEvents)
}

// exportPlace reads where an export begins: behind a cursor, or at a time.
func (s *Sim) exportPlace(c *call) (simulator.Place, error) {
	if cursor := c.query.Get("cursor"); cursor != "" {
		place, ok := readPlace(cursor)
		if !ok && !s.opts.Quirks.LenientCursor {
			return place, plainError(http.StatusBadRequest, "InvalidValue", "Invalid cursor")
		}
		return place, nil
	}
	second, err := s.startTime(c)
	return simulator.Place{Second: second}, err
}

func (s *Sim) startTime(c *call) (int64, error) {
	second, err := strconv.ParseInt(c.query.Get("start_time"), 10, 64)
	if err != nil {
		return 0, plainError(http.StatusBadRequest, "InvalidValue", "start_time is required and must be a unix time")
	}
	if limit := s.opts.TooRecent; limit > 0 && second > c.now.Add(-limit).Unix() {
		return 0, plainError(http.StatusBadRequest, "StartTimeTooRecent", "Start time must be earlier than "+stamp(c.now.Add(-limit)))
	}
	return second, nil
}

// The cursor's form is that of recorded ones: base64 of "second.0||ticket|".
func writePlace(p simulator.Place) string {
	return base64.StdEncoding.EncodeToString(fmt.Appendf(nil, "%d.0||%d|", p.Second, p.ID))
}

func readPlace(cursor string) (p simulator.Place, ok bool) {
	text, err := base64.StdEncoding.DecodeString(cursor)
	if err != nil {
		return p, false
	}
	n, err := fmt.Sscanf(string(text), "%d.0||%d|", &p.Second, &p.ID)
	return p, err == nil && n == 2
}

// exported returns the tickets behind a place that the export shows by now. Late ones are left out although the place moves on
// past them, as Quirks has it.
func (s *Sim) exported(c *call, behind simulator.Place, n int) (tickets []simulator.Ticket, last simulator.Place, more bool) {
	until := c.now.Add(-s.opts.Lag)
	tickets, more = s.desk.Changes(behind, until, n)
	last = behind
	if len(tickets) > 0 {
		last = placeOf(tickets[len(tickets)-1])
	}
	q := s.opts.Quirks
	shown := tickets[:0:0]
	for _, t := range tickets {
		late := q.LateEvery > 0 && t.ID%int64(q.LateEvery) == 0 && t.Touched.After(until.Add(-q.LateBy))
		hidden := c.query.Get("exclude_deleted") == "true" && t.Status == simulator.Deleted
		if !late && !hidden {
			shown = append(shown, t)
		}
	}
	return shown, last, more
}

func placeOf(t simulator.Ticket) simulator.Place {
	return simulator.Place{Second: t.Touched.Unix(), ID: t.ID}
}

func (s *Sim) exportByCursor(c *call) error {
	behind, err := s.exportPlace(c)
	if err != nil {
		return err
	}
	tickets, last, more := s.exported(c, behind, min(positive(c.query.Get("per_page"), maxExport), maxExport))
	out := object{
		"tickets": s.ticketList(c, tickets), "before_url": nil, "before_cursor": nil, "end_of_stream": !more,
		"after_cursor": nil, "after_url": nil,
	}
	if len(tickets) > 0 || !s.opts.Quirks.NullEmptyCursor {
		q := url.Values{"cursor": {writePlace(last)}}
		if per := c.query.Get("per_page"); per != "" {
			q.Set("per_page", per)
		}
		if hide := c.query.Get("exclude_deleted"); hide != "" {
			q.Set("exclude_deleted", hide)
		}
		out["after_cursor"], out["after_url"] = writePlace(last), s.address(c, q)
	}
	s.sideload(c, out, tickets)
	return s.ok(c, out)
}

// exportByTime is the older export: a page always holds all tickets of its last second, its end is the next one's start, and there
// is always a next page.
func (s *Sim) exportByTime(c *call) error {
	second, err := s.startTime(c)
	if err != nil {
		return err
	}
	tickets, more := s.wholeSeconds(c, second, min(positive(c.query.Get("per_page"), maxExport), maxExport))
	end := second
	if len(tickets) > 0 {
		end = tickets[len(tickets)-1].Touched.Unix()
	}
	if more {
		end++
	}
	out := object{"tickets": s.ticketList(c, tickets), "count": len(tickets), "end_of_stream": !more}
	s.timePage(c, out, end)
	s.sideload(c, out, tickets)
	return s.ok(c, out)
}

func (s *Sim) wholeSeconds(c *call, second int64, n int) ([]simulator.Ticket, bool) {
	tickets, last, more := s.exported(c, simulator.Place{Second: second}, n)
	for more && len(tickets) > 0 {
		rest, next, further := s.exported(c, last, n)
		for _, t := range rest {
			if t.Touched.Unix() != last.Second {
				return tickets, true
			}
			tickets = append(tickets, t)
		}
		last, more = next, further
	}
	return tickets, more
}

func (s *Sim) timePage(c *call, out object, end int64) {
	q := maps.Clone(c.query)
	q.Set("start_time", strconv.FormatInt(end, 10))
	out["end_time"], out["next_page"] = end, s.address(c, q)
}

// exportEvents tells of updates one by one. No real answer is known; the shape is the reference's.
func (s *Sim) exportEvents(c *call) error {
	second, err := s.startTime(c)
	if err != nil {
		return err
	}
	since, until := time.Unix(second, 0), c.now.Add(-s.opts.Lag)
	n := min(positive(c.query.Get("per_page"), maxExport), maxExport)
	found := s.updatesBetween(since, until)
	more := len(found) > n
	end := second
	if more {
		last := found[n-1].At.Unix()
		for n < len(found) && found[n].At.Unix() == last {
			n++
		}
		found, more = found[:n], n < len(found)
	}
	if len(found) > 0 {
		end = found[len(found)-1].At.Unix()
	}
	if more {
		end++
	}
	events := make([]object, len(found))
	withNotes := strings.Contains(c.query.Get("include"), "comment_events")
	for i, u := range found {
		events[i] = s.ticketEvent(u, withNotes)
	}
	out := object{"ticket_events": events, "count": len(events), "end_of_stream": !more}
	s.timePage(c, out, end)
	return s.ok(c, out)
}
