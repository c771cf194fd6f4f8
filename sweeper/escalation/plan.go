package escalation

import (
	"slices"

	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

// Pending reports whether the verdict wants something that the ticket does not say: whether Plan is not empty.
func (p *Policy) Pending(t helpdesk.Ticket, v Verdict) bool {
	lacking, excess := p.difference(t, v)
	return v.writable(t) && (len(lacking) > 0 || len(excess) > 0 || v.Note != nil)
}

// Plan is the difference between what the verdict wants and what the ticket says: owned tags to put on and take off, and a
// note. It is empty for a ticket that is to be left alone, that was read in part, or that takes no more writes.
func (p *Policy) Plan(t helpdesk.Ticket, v Verdict) helpdesk.Plan {
	plan := helpdesk.Plan{
		Desk: t.Desk, Ticket: t.ID, Key: t.Key, URL: t.URL, Subject: t.Subject,
		Version: t.Version, Tags: t.Tags, Impact: v.Weight(),
	}
	if !v.writable(t) {
		return plan
	}
	plan.Add, plan.Remove = p.difference(t, v)
	for _, tag := range plan.Add {
		plan.Why = append(plan.Why, p.whyOn(&v, tag))
	}
	for _, tag := range plan.Remove {
		plan.Why = append(plan.Why, p.whyOff(&v, tag))
	}
	if v.Note != nil {
		plan.Note = &helpdesk.Note{Ref: v.Note.Ref, Kind: v.Note.Kind, Body: v.letter()}
		plan.Why = append(plan.Why, v.whyNote())
	}
	return plan
}

// writable reports whether the ticket may be written to.
func (v *Verdict) writable(t helpdesk.Ticket) bool {
	return v.State != Ignored && !v.Partial && !t.Status.Ended()
}

// difference returns the tags that the verdict wants and the ticket lacks, and the owned ones that it bears in excess, sorted.
func (p *Policy) difference(t helpdesk.Ticket, v Verdict) (lacking, excess []string) {
	for _, tag := range v.Flags {
		if !slices.Contains(t.Tags, tag) {
			lacking = append(lacking, tag)
		}
	}
	for _, tag := range t.Tags {
		if p.Owned(tag) && !slices.Contains(v.Flags, tag) {
			excess = append(excess, tag)
		}
	}
	slices.Sort(excess)
	return lacking, slices.Compact(excess)
}

// Weight orders plans under a cap: how many are hit, then whether leadership waits, then how long the ball has lain with
// support.
func (v *Verdict) Weight() int64 {
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
