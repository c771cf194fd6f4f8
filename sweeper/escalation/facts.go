package escalation

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

// reasonsHeld returns the valid reasons that hold, by code, and for each when somebody last said so. A reason whose tag a
// person took off does not hold until somebody says it again; one whose tag a person put on does.
func (p *Policy) reasonsHeld(v *Verdict, h *history) (held []Held, told map[string]time.Time) {
	found, told := map[string]Held{}, map[string]time.Time{}
	for _, a := range slices.Backward(h.said) {
		for _, code := range a.says.Reasons {
			reason, known := p.reasons[code]
			if _, later := found[code]; known && !later {
				found[code] = Held{Code: code, Title: reason.title, Act: a.quoting(code)}
				told[code] = a.At
			}
		}
	}
	if reason, known := p.reasons[p.rules.StaleReason]; known && v.Stale == Met {
		found[p.rules.StaleReason] = Held{Code: p.rules.StaleReason, Title: reason.title, Why: p.voice.language.facts.byClock}
		told[p.rules.StaleReason] = later(told[p.rules.StaleReason], v.Clock.Since)
	}
	for name, tag := range h.tags {
		code, isReason := strings.CutPrefix(name, p.rules.Tags.ReasonPrefix)
		reason, known := p.reasons[code]
		if !isReason || !known {
			continue
		}
		_, said := found[code]
		switch {
		case !said && tag.present && byPerson(tag.added):
			found[code] = Held{Code: code, Title: reason.title, Act: tag.added.byTag(name), Why: p.voice.language.facts.byPersonsTag}
			told[code] = tag.added.At
		case said && p.overridden(v, h, name, told[code]):
			delete(found, code)
		}
	}
	return sortedHeld(found), told
}

func sortedHeld(found map[string]Held) []Held {
	held := slices.Collect(maps.Values(found))
	slices.SortFunc(held, func(a, b Held) int { return strings.Compare(a.Code, b.Code) })
	return held
}

// groundsHeld returns the grounds for denial that hold now, by code, and the next instant at which one of them lapses by
// itself; zero when none does.
func (p *Policy) groundsHeld(h *history, l *life, now time.Time) (held []Held, lapse time.Time) {
	found, say := map[string]Held{}, p.voice.language
	work := p.lastWork(h, l)
	for code, ground := range p.grounds {
		rule := p.rules.Holds[code]
		g := Held{Code: code, Title: ground.title}
		if status := string(h.ticket.Status); slices.Contains(rule.Statuses, status) {
			g.Why = fill(say.facts.byStatus, "status", status)
			found[code] = g
			continue
		}
		ends := time.Time{}
		if work != nil && !rule.MovedWithin.IsZero() {
			if ends = p.calendar.end(rule.MovedWithin, work.At, 0); ends.After(now) {
				g.Act = work.fill()
				g.Why = fill(say.facts.byMove, "move", say.ball.moves[move(*work)], "time", say.amount(rule.MovedWithin.amount()))
				found[code] = g
			}
		}
		if a, until := p.lastSaid(h, code, rule); a != nil && (until.IsZero() || until.After(now)) {
			g.Act, g.Why = a.quoting(code), ""
			found[code] = g
			ends = lasting(ends, until)
		}
		if ends.After(now) {
			lapse = soonest(lapse, ends)
		}
	}
	return sortedHeld(found), lapse
}

// lasting is the later of a move's and a note's end, where a note without an end lasts for good.
func lasting(move, note time.Time) time.Time {
	if note.IsZero() {
		return note
	}
	return later(move, note)
}

// lastWork is support's last move that is more than asking for the escalation.
func (p *Policy) lastWork(h *history, l *life) *act {
	for _, a := range slices.Backward(h.acts) {
		if !a.role.Support() || a.Kind == helpdesk.KindTags {
			continue
		}
		asks := slices.ContainsFunc(l.requests, func(r act) bool { return r.At.Equal(a.At) && r.By.ID == a.By.ID })
		if !asks {
			return &a
		}
	}
	return nil
}

// lastSaid returns the last note whose words make the ground hold and that nothing has ended, and when its words lapse by
// themselves; zero for never.
func (p *Policy) lastSaid(h *history, code string, rule Holding) (said *act, lapse time.Time) {
	for i := range h.said {
		a := &h.said[i]
		switch {
		case slices.Contains(a.says.Grounds, code):
			said = a
		case rule.Until == UntilCustomer && a.role.Customer(), rule.Until == UntilMany && p.tellsOfMany(a):
			said = nil
		}
	}
	if said != nil && !rule.SaidWithin.IsZero() {
		lapse = p.calendar.end(rule.SaidWithin, said.At, 0)
	}
	return said, lapse
}

func (p *Policy) tellsOfMany(a *act) bool {
	_, weight := p.highImpactBy(*a)
	return weight > 1
}

// soonest returns the earlier of two instants, where zero is never.
func soonest(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
