package escalation

import (
	"slices"

	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

// Plan is the difference between what the verdict wants and what the ticket says: owned tags to put on and take off, and a
// note. It is empty for a ticket that is to be left alone, that was read in part, or that takes no more writes.
func (p *Policy) Plan(t helpdesk.Ticket, v Verdict) helpdesk.Plan {
	plan := helpdesk.Plan{
		Desk: t.Desk, Ticket: t.ID, Key: t.Key, URL: t.URL, Subject: t.Subject,
		Version: t.Version, Tags: t.Tags, Impact: v.weight(),
	}
	if v.State == Ignored || v.Partial || t.Status.Ended() {
		return plan
	}
	for _, tag := range v.Flags {
		if !slices.Contains(t.Tags, tag) {
			plan.Add = append(plan.Add, tag)
			plan.Why = append(plan.Why, p.whyOn(&v, tag))
		}
	}
	for _, tag := range slices.Compact(slices.Sorted(slices.Values(t.Tags))) {
		if p.Owned(tag) && !slices.Contains(v.Flags, tag) {
			plan.Remove = append(plan.Remove, tag)
			plan.Why = append(plan.Why, p.whyOff(&v, tag))
		}
	}
	if v.Note != nil {
		plan.Note = &helpdesk.Note{Ref: v.Note.Ref, Kind: v.Note.Kind, Body: v.letter()}
		plan.Why = append(plan.Why, v.whyNote())
	}
	return plan
}

// weight orders plans under a cap: how many are hit, then whether leadership waits, then how long the ball has lain with
// support.
func (v *Verdict) weight() int64 {
	const days, open, people = 1, 10_000, 100_000
	weight := int64(min(v.asOf().Sub(v.Clock.Since).Hours()/24, open-1)) * days
	if v.State.Open() {
		weight += open
	}
	switch {
	case v.Impact.Everyone:
		weight += 1_000_000_000 * people
	case v.Impact.High:
		weight += int64(max(min(v.Impact.Affected, 999_999_999), 1)) * people
	}
	return max(weight, 0)
}
