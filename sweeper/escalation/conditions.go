package escalation

import (
	"cmp"
	"slices"
	"strings"
)

// conditions lists every condition of the policy with what was found and what it asks for, nearest to being met first. Of a
// ticket that was read in part, only what was seen is said.
func (p *Policy) conditions(v *Verdict) []Rule {
	s := v.speak(0)
	rules := []Rule{s.requestRule(), s.reasonRule(), s.groundRule(), s.unmovedRule(), s.impactRule(p.rules.HighImpact.Affected)}
	for _, d := range v.Owed {
		rules = append(rules, s.debtRule(d))
	}
	for i := range rules {
		r := &rules[i]
		if v.Partial && (r.Result == NotMet || r.Name == ruleUnmoved || r.Name == ruleGround) {
			r.Result, r.gap = Unknown, 1
		}
	}
	slices.SortStableFunc(rules, func(a, b Rule) int { return cmp.Compare(a.gap, b.gap) })
	return rules
}

// The conditions, by name.
const (
	ruleRequest  = "request"
	ruleReason   = "valid_reason"
	ruleGround   = "no_ground_for_denial"
	ruleUnmoved  = "unmoved"
	ruleImpact   = "high_impact"
	ruleTimeline = "timeline_missing"
	ruleUpdate   = "update_overdue"
)

func condition(name string, met bool, gap float64, value, limit string) Rule {
	if met {
		return Rule{Name: name, Result: Met, Value: value, Limit: limit}
	}
	return Rule{Name: name, Result: NotMet, Value: value, Limit: limit, gap: gap}
}

func (s speaker) requestRule() Rule {
	value := s.rules.nobodyAsked
	if s.Request != nil {
		value = fill(s.rules.by, "who", s.whoActed(s.Request.By), "when", s.when(s.Request.At))
	}
	return condition(ruleRequest, s.Request != nil && s.State != Withdrawn && s.State != Dismissed, 1, value,
		fill(s.rules.ask, "tag", s.voice.tags.CSM))
}

func (s speaker) reasonRule() Rule {
	return condition(ruleReason, len(s.Reasons) > 0, 0.9, s.titles(s.Reasons), s.rules.reasons)
}

func (s speaker) groundRule() Rule {
	return condition(ruleGround, len(s.Grounds) == 0, 0.5, s.titles(s.Grounds), s.rules.none)
}

func (s speaker) titles(held []Held) string {
	if len(held) == 0 {
		return s.rules.none
	}
	names := make([]string, len(held))
	for i, h := range held {
		names[i] = h.Title
	}
	return strings.Join(names, ", ")
}

func (s speaker) unmovedRule() Rule {
	c := s.Clock
	limit := fill(s.rules.unmoved, "time", s.amount(c.Limit.amount()))
	if c.Holder != HeldBySupport {
		return condition(ruleUnmoved, false, 0.95, fill(s.rules.with, "holder", s.ball.holders[c.Holder]), limit)
	}
	share := 0.0
	if c.total > 0 {
		share = float64(c.Elapsed) / float64(c.total)
	}
	return condition(ruleUnmoved, c.Reached, 1-min(share, 1), s.amount(s.told()), limit)
}

// impactRule measures high impact by the number of people that the policy asks for, 0 for none.
func (s speaker) impactRule(most int) Rule {
	limit := fill(s.rules.impact, "people", s.people(most))
	value, gap := s.rules.unknown, 0.8
	if n := s.Impact.Affected; n > 0 && most > 0 {
		value, gap = s.people(n), max(0.1, 1-float64(n)/float64(most))
	}
	if s.Impact.High {
		value = s.because()
	}
	r := condition(ruleImpact, s.Impact.High, gap, value, limit)
	if !s.Impact.High && s.Impact.Unknown != "" {
		r.Result, r.Value = Unknown, fill(s.rules.noAnswer, "error", s.Impact.Unknown)
	}
	return r
}

func (s speaker) debtRule(d Debt) Rule {
	name := ruleTimeline
	if d.Kind == Update {
		name = ruleUpdate
	}
	return condition(name, d.Missing, 0.5, fill(s.rules.noneSince, "when", s.when(d.Since)), fill(s.rules.due, "when", s.when(d.Due)))
}
