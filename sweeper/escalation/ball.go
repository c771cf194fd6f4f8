package escalation

import (
	"slices"
	"strings"
	"time"
)

// told is how long support has had the ball, in whole days or hours of the limit's kind.
func (s speaker) told() amount {
	c := s.Clock
	if c.Business > 0 {
		return amount{int(c.told / c.Business), businessDays}
	}
	return roughly(c.told)
}

// limit says the clock's limit, shortly where its unit is plain from what stands before it.
func (s speaker) limit() string {
	limit := s.Clock.Limit.amount()
	if limit.unit == s.told().unit {
		return s.number(limit.n)
	}
	return s.amount(limit)
}

// whose says whose the ball is and for how long.
func (s speaker) whose() string {
	phrase := s.ball.still
	switch s.Clock.Holder {
	case HeldBySupport:
		phrase = s.ball.held
	case HeldByNobody:
		phrase = s.ball.solved
	}
	return fill(phrase, "holder", s.ball.holders[s.Clock.Holder], "time", s.amount(s.told()), "limit", s.limit())
}

// started says where the clock starts, and by whose move.
func (s speaker) started() string {
	c := s.Clock
	moved := s.ball.notMoved
	if c.LastMove != nil {
		moved = s.ball.lastMove
		if !c.LastMove.By.Role.Support() {
			moved = s.ball.lastActivity
		}
		moved = fill(moved, "move", s.ball.moves[c.Move], "who", s.name(c.LastMove.By), "when", s.when(c.LastMove.At))
	}
	switch {
	case c.Answered && c.LastMove != nil:
		return moved + " " + fill(s.ball.answered, "when", s.when(c.Since))
	case c.Answered:
		return moved + " " + fill(s.ball.wrote, "when", s.when(c.Since))
	case c.LastMove != nil:
		return strings.TrimSuffix(moved, ".") + s.ball.fromThere
	}
	return moved + " " + fill(s.ball.began, "when", s.when(c.Since))
}

// stoodStill says how long since its start the clock did not run; empty when it always did.
func (s speaker) stoodStill() string {
	if s.room > ample || s.Clock.Holder == HeldByNobody {
		return ""
	}
	var still time.Duration
	for _, part := range s.Clock.Stretches {
		if part.Holder != HeldBySupport {
			still += max(0, earlier(part.To, s.asOf()).Sub(later(part.From, s.Clock.Since)))
		}
	}
	if still < time.Hour {
		return ""
	}
	return fill(s.ball.stoodStill, "time", s.amount(roughly(still)))
}

// measured is a stretch to the minute, and what of it counts on the clock.
type measured struct {
	Stretch
	length, counted time.Duration
}

// measure takes the stretches to the minute, so that sums that people work out come out right.
func (s speaker) measure() []measured {
	minute := func(t time.Time) time.Time { return t.Truncate(time.Minute) }
	parts := make([]measured, len(s.Clock.Stretches))
	for i, part := range s.Clock.Stretches {
		m := measured{Stretch: part}
		m.From, m.To = minute(part.From), minute(part.To)
		m.length = m.To.Sub(m.From)
		if part.Holder == HeldBySupport {
			m.counted = s.voice.calendar.measure(s.Clock.Limit, minute(later(part.From, s.Clock.Since)), m.To)
		}
		parts[i] = m
	}
	return parts
}

// arithmetic says how the ticket's life is made up, and what of it counts.
func (s speaker) arithmetic() string {
	sums := map[Holder]time.Duration{}
	var whole, counted time.Duration
	for _, m := range s.measure() {
		sums[m.Holder] += m.length
		whole += m.length
		counted += m.counted
	}
	var parts []string
	for _, holder := range []Holder{HeldBySupport, HeldByCustomer, HeldByThirdParty, HeldByNobody} {
		if sums[holder] > 0 {
			parts = append(parts, exactly(sums[holder])+" "+s.ball.with[holder])
		}
	}
	if len(parts) == 0 {
		return ""
	}
	phrase := s.ball.whole
	if s.Clock.Business > 0 {
		phrase = s.ball.working
	}
	return fill(phrase, "whole", exactly(whole), "parts", strings.Join(parts, " + "), "counted", exactly(counted),
		"day", exactly(s.Clock.Business))
}

// mostStretches is how many rows the clock's table has; what was before is one row.
const mostStretches = 8

// table is the clock's: who had the ball when, and what of it counts. Its last row sums it up.
func (s speaker) table() (rows [][]string, foot []string) {
	parts := s.measure()
	var length, counted time.Duration
	for _, m := range parts {
		length += m.length
		counted += m.counted
	}
	if n := len(parts) - mostStretches; n > 0 {
		before := measured{Stretch: Stretch{From: parts[0].From, To: parts[n].To}}
		for _, m := range parts[:n+1] {
			before.length += m.length
			before.counted += m.counted
		}
		parts = slices.Concat([]measured{before}, parts[n+1:])
	}
	for _, m := range parts {
		holder, known := s.ball.holders[m.Holder]
		if !known {
			holder = s.ball.earlier
		}
		rows = append(rows, []string{holder, s.when(m.From), s.when(m.To), exactly(m.length), exactly(m.counted)})
	}
	return rows, []string{s.ball.sum, "", "", exactly(length), exactly(counted)}
}
