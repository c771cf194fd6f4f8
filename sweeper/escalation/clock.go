package escalation

import (
	"time"

	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

// holder says who has the ball at a status.
func holder(s helpdesk.Status) Holder {
	switch s {
	case helpdesk.Pending:
		return HeldByCustomer
	case helpdesk.OnHold:
		return HeldByThirdParty
	case helpdesk.Solved, helpdesk.Closed, helpdesk.Deleted:
		return HeldByNobody
	}
	return HeldBySupport
}

// moves reports whether the act stops the stale clock.
func (p *Policy) moves(a act) bool {
	if p.rules.Activity == ByAnyone {
		return a.role.Person()
	}
	return a.role.Support() && a.Kind != helpdesk.KindTags
}

// clock tells how long the ball has lain with support, unmoved.
func (p *Policy) clock(h *history, now time.Time) Clock {
	c := Clock{Limit: p.rules.StaleAfter, Since: h.began(), Episode: created}
	c.Stretches, c.turned = stretches(h, now)
	if c.Limit.BusinessDays > 0 {
		c.Business = p.calendar.day()
	}
	for _, a := range h.acts {
		switch {
		case p.moves(a) && c.sameSave(a): // the note of a save says more than what it changed
		case p.moves(a):
			told := a.fill()
			c.LastMove, c.Move = &told, move(a)
			c.Starter, c.Answered = told, false
			c.Since, c.Episode = a.At, a.ID
		case !c.Answered && a.Kind == helpdesk.KindNote && a.role.Customer():
			c.Starter, c.Answered = a.fill(), true
			c.Since, c.Episode = a.At, a.ID
		}
	}
	c.Holder = holder(h.ticket.Status)
	c.Elapsed = p.withSupport(c, now)
	c.told, c.total = p.withSupport(c, now.Truncate(time.Hour)), p.calendar.total(c.Limit)
	if c.Elapsed >= c.total {
		c.told = max(c.told, c.total)
	}
	c.Reached = c.Holder == HeldBySupport && c.Elapsed >= c.total
	return c
}

// sameSave reports whether the act came with the note that was support's last move.
func (c Clock) sameSave(a act) bool {
	return c.LastMove != nil && a.Kind != helpdesk.KindNote && a.At.Equal(c.LastMove.At) && a.By.ID == c.LastMove.By.ID
}

// withSupport counts the time since the clock's start during which support had the ball, up to an instant.
func (p *Policy) withSupport(c Clock, until time.Time) time.Duration {
	var sum time.Duration
	for _, s := range c.Stretches {
		if s.Holder == HeldBySupport {
			sum += p.calendar.measure(c.Limit, later(s.From, c.Since), earlier(s.To, until))
		}
	}
	return sum
}

// Kinds of moves, as Clock.Move gives them.
const (
	moveReply    = "reply"
	moveNote     = "note"
	moveStatus   = "status change"
	movePriority = "priority change"
	moveAssignee = "change of assignee"
	moveTags     = "change of tags"
)

// move names the kind of a move.
func move(a act) string {
	switch {
	case a.Kind == helpdesk.KindNote && a.Public:
		return moveReply
	case a.Kind == helpdesk.KindNote:
		return moveNote
	case a.Kind == helpdesk.KindStatus:
		return moveStatus
	case a.Kind == helpdesk.KindPriority:
		return movePriority
	case a.Kind == helpdesk.KindAssignee:
		return moveAssignee
	}
	return moveTags
}

// stretches says who had the ball when, from the ticket's beginning to now, without gaps. Where the history does not lead to
// the ticket's status, that status holds since the last event. turned is when the ball came to who has it.
func stretches(h *history, now time.Time) (all []Stretch, turned time.Time) {
	var found []Stretch
	from, has := h.began(), HeldBySupport
	turn := func(at time.Time, to Holder) {
		if to == has {
			return
		}
		if at = earlier(at, now); at.After(from) {
			found = append(found, Stretch{Holder: has, From: from, To: at})
			from = at
		}
		has = to
	}
	last, known := from, false
	for _, a := range h.acts {
		last = a.At
		if a.Kind != helpdesk.KindStatus {
			continue
		}
		if !known && a.From != "" {
			has = holder(helpdesk.Status(a.From))
		}
		known = true
		turn(a.At, holder(helpdesk.Status(a.To)))
	}
	if !known {
		has = holder(h.ticket.Status)
	}
	turn(last, holder(h.ticket.Status))
	if now.After(from) {
		found = append(found, Stretch{Holder: has, From: from, To: now})
	}
	return merged(found), from
}

// merged joins neighbours of the same holder.
func merged(parts []Stretch) []Stretch {
	kept := parts[:0]
	for _, s := range parts {
		if n := len(kept); n > 0 && kept[n-1].Holder == s.Holder {
			kept[n-1].To = s.To
			continue
		}
		kept = append(kept, s)
	}
	return kept
}
