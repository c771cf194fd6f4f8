package escalation

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// conditions lists every condition of the policy with what was found and what it asks for, nearest to being met first. Of a
// ticket that was read in part, only what was seen is said.
func (p *Policy) conditions(v *Verdict) []Rule {
	rules := []Rule{v.requestRule(), v.reasonRule(), v.groundRule(), v.unmovedRule(), p.impactRule(v)}
	for _, d := range v.Owed {
		rules = append(rules, v.debtRule(d))
	}
	for i := range rules {
		r := &rules[i]
		if v.Partial && (r.Result == NotMet || r.Name == "unmoved" || r.Name == "no_ground_for_denial") {
			r.Result, r.gap = Unknown, 1
		}
	}
	slices.SortStableFunc(rules, func(a, b Rule) int { return cmp.Compare(a.gap, b.gap) })
	return rules
}

func condition(name string, met bool, gap float64, value, limit string) Rule {
	if met {
		return Rule{Name: name, Result: Met, Value: value, Limit: limit}
	}
	return Rule{Name: name, Result: NotMet, Value: value, Limit: limit, gap: gap}
}

func (v *Verdict) requestRule() Rule {
	value := "nobody asked"
	if v.Request != nil {
		value = fmt.Sprintf("by %s, %s", named(v.Request.By), v.when(v.Request.At))
	}
	return condition("request", v.Request != nil && v.State != Withdrawn && v.State != Dismissed, 1, value,
		"a note that asks, or the tag "+v.voice.tags.CSM)
}

func (v *Verdict) reasonRule() Rule {
	return condition("valid_reason", len(v.Reasons) > 0, 0.9, titles(v.Reasons), "one of the policy's reasons")
}

func (v *Verdict) groundRule() Rule {
	return condition("no_ground_for_denial", len(v.Grounds) == 0, 0.5, titles(v.Grounds), "none")
}

func titles(held []Held) string {
	if len(held) == 0 {
		return "none"
	}
	names := make([]string, len(held))
	for i, h := range held {
		names[i] = h.Title
	}
	return strings.Join(names, ", ")
}

func (v *Verdict) unmovedRule() Rule {
	c := v.Clock
	limit := c.Limit.Words() + " with support"
	if c.Holder != HeldBySupport {
		return condition("unmoved", false, 0.95, "with "+string(c.Holder), limit)
	}
	share := 0.0
	if c.total > 0 {
		share = float64(c.Elapsed) / float64(c.total)
	}
	return condition("unmoved", c.Reached, 1-min(share, 1), c.held(), limit)
}

func (p *Policy) impactRule(v *Verdict) Rule {
	most := p.rules.HighImpact.Affected
	limit := "everyone, " + people(most) + ", or what the policy says of the ticket"
	value, gap := "not known", 0.8
	if n := v.Impact.Affected; n > 0 && most > 0 {
		value, gap = people(n), max(0.1, 1-float64(n)/float64(most))
	}
	if v.Impact.High {
		value = strings.TrimSuffix(strings.TrimPrefix(v.because(quoteLength), "High impact because "), ".")
	}
	r := condition("high_impact", v.Impact.High, gap, value, limit)
	if !v.Impact.High && v.Impact.Unknown != "" {
		r.Result, r.Value = Unknown, "the policy's condition gives no answer: "+v.Impact.Unknown
	}
	return r
}

func (v *Verdict) debtRule(d Debt) Rule {
	name, limit := "timeline_missing", "by "+v.when(d.Due)
	if d.Kind == Update {
		name = "update_overdue"
	}
	return condition(name, d.Missing, 0.5, "none since "+v.when(d.Since), limit)
}
