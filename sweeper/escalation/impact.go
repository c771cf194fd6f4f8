package escalation

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

// impact says how many are hit: by the words of any note, or by what the ticket itself says. told is when somebody last
// said so.
func (p *Policy) impact(h *history) (im Impact, told time.Time) {
	say := p.voice.language
	strongest, words := 0, ""
	var said act
	for _, a := range h.said {
		if a.says.Affected != nil {
			im.Affected = max(im.Affected, *a.says.Affected)
		}
		im.Everyone = im.Everyone || a.says.Everyone
		code, weight := p.highImpactBy(a)
		if weight == 0 {
			continue
		}
		told = a.At
		if weight >= strongest {
			strongest, said, words = weight, a, code
		}
	}
	if strongest > 0 {
		im.High, im.Act = true, said.quoting(words)
		return im, told
	}
	if tag := h.tags[p.rules.Tags.HighImpact]; tag != nil && tag.present && byPerson(tag.added) {
		im.High, im.Act = true, tag.added.byTag(p.rules.Tags.HighImpact)
		im.Why = fill(say.facts.byTag, "who", say.name(tag.added.fill().By), "tag", p.rules.Tags.HighImpact)
		return im, tag.added.At
	}
	im.Why, im.Unknown = p.ticketImpact(h.ticket)
	im.High = im.Why != ""
	return im, told
}

// highImpactBy returns the code of the words that make a note tell of high impact, and how much they weigh; 0 when none do.
func (p *Policy) highImpactBy(a act) (code string, weight int) {
	if a.says.Everyone {
		return "everyone", 3
	}
	if limit := p.rules.HighImpact.Affected; limit > 0 && a.says.Affected != nil && *a.says.Affected >= limit {
		return "affected", 2
	}
	for _, code := range a.says.Reasons {
		if p.reasons[code].highImpact {
			return code, 1
		}
	}
	return "", 0
}

// ticketImpact returns what of the ticket itself makes high impact; empty when nothing does. Why the policy's expression gave
// no answer comes second.
func (p *Policy) ticketImpact(t *helpdesk.Ticket) (why, unknown string) {
	limits, say := p.rules.HighImpact, p.voice.language
	if slices.ContainsFunc(limits.Priorities, func(s string) bool { return t.Priority != "" && strings.EqualFold(s, t.Priority) }) {
		return fill(say.facts.byPriority, "priority", neutral(t.Priority, nameLength)), ""
	}
	if limits.Incidents > 0 && t.Incidents >= limits.Incidents {
		return fill(say.facts.byIncidents, "number", say.number(t.Incidents)), ""
	}
	for _, tag := range limits.Tags {
		if slices.Contains(t.Tags, tag) {
			return fill(say.facts.byTagOfPolicy, "tag", tag), ""
		}
	}
	for _, name := range slices.Sorted(maps.Keys(limits.Fields)) {
		if value, set := t.Fields[name]; set && fieldHas(value, limits.Fields[name]) {
			return fill(say.facts.byField, "field", neutral(name, nameLength)), ""
		}
	}
	holds, unknown := p.whenHolds(t)
	if holds {
		return say.facts.byCondition, ""
	}
	return "", unknown
}

// fieldHas reports whether a field, or one of the values of a field with several, is one of those.
func fieldHas(value any, wanted []string) bool {
	switch v := value.(type) {
	case nil:
		return false
	case []string:
		return slices.ContainsFunc(v, func(s string) bool { return fieldHas(s, wanted) })
	case []any:
		return slices.ContainsFunc(v, func(one any) bool { return fieldHas(one, wanted) })
	}
	return slices.ContainsFunc(wanted, func(s string) bool { return strings.EqualFold(s, fmt.Sprint(value)) })
}
