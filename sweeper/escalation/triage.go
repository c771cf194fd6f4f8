package escalation

import "time"

// Details that a request may lack.
const (
	DetailReason  = "reason"
	DetailImpact  = "impact"
	DetailUrgency = "urgency"
)

// triage says what we make of a request that waits. What a person made of it stands until somebody brings something new.
func (p *Policy) triage(v *Verdict, h *history, news time.Time) State {
	for _, s := range []State{Recommended, Unlikely, NeedsDetails} {
		tag := h.tags[p.rules.Tags.triageTag(s)]
		if tag != nil && tag.present && byPerson(tag.added) && !tag.added.At.Before(news) {
			v.adopted = true
			return s
		}
	}
	switch {
	case len(v.Grounds) > 0:
		return Unlikely
	case len(v.Reasons) > 0:
		return Recommended
	}
	return NeedsDetails
}

// missing lists what a request without a valid reason lacks.
func missing(v *Verdict) []string {
	lacks := []string{DetailReason}
	if v.Impact.Affected == 0 && !v.Impact.Everyone {
		lacks = append(lacks, DetailImpact)
	}
	if !v.Impact.High {
		lacks = append(lacks, DetailUrgency)
	}
	return lacks
}

// lastNews is when somebody last brought something that bears on the triage: a request, a reason, a ground, a number.
func lastNews(h *history, l *life) time.Time {
	var last time.Time
	for _, a := range l.requests {
		last = later(last, a.At)
	}
	for _, a := range h.said {
		f := a.says
		if f.Request || len(f.Reasons) > 0 || len(f.Grounds) > 0 || f.Affected != nil || f.Everyone {
			last = later(last, a.At)
		}
	}
	return last
}

// owed says what the customer of an approved escalation is owed: a timeline once, and public updates again and again. A person
// who takes the tag of one off says that it was given elsewhere.
func (p *Policy) owed(v *Verdict, h *history) []Debt {
	d := v.Decision
	timeline := Debt{Kind: Timeline, Episode: d.Event, Since: d.Since}
	update := Debt{Kind: Update, Episode: d.Event, Since: d.Since}
	given := false
	for _, a := range h.said {
		if a.At.Before(d.At) {
			continue
		}
		timeline.Looked++
		if !a.role.Support() {
			continue
		}
		given = given || a.says.ETA
		if a.Public && a.At.After(d.At) {
			update.Episode, update.Since = a.ID, later(d.Since, a.At)
		}
	}
	timeline.Due = p.calendar.end(p.rules.ETAWithin, timeline.Since, 0)
	update.Due = p.calendar.end(p.rules.UpdateEvery, update.Since, 0)
	timeline.Missing, update.Missing = !v.At.Before(timeline.Due), !v.At.Before(update.Due)
	var debts []Debt
	if !given && !p.overridden(v, h, p.rules.Tags.ETAMissing, timeline.Since) {
		debts = append(debts, timeline)
	}
	if !p.overridden(v, h, p.rules.Tags.UpdateOverdue, update.Since) {
		debts = append(debts, update)
	}
	return debts
}

// lastETA is when support last gave a timeline; zero when it never did.
func lastETA(h *history) time.Time {
	var last time.Time
	for _, a := range h.said {
		if a.says.ETA && a.role.Support() {
			last = a.At
		}
	}
	return last
}

// lastUpdate is when support last wrote to the customer; zero when it never did.
func lastUpdate(h *history) time.Time {
	var last time.Time
	for _, a := range h.said {
		if a.Public && a.role.Support() {
			last = a.At
		}
	}
	return last
}

// lastWordOfCustomer is when somebody who speaks for the customer last wrote.
func lastWordOfCustomer(h *history) time.Time {
	var last time.Time
	for _, a := range h.said {
		if a.role.Customer() {
			last = a.At
		}
	}
	return last
}

// silent reports whether a person, at or after the instant, took off one of the tags.
func (h *history) silent(since time.Time, tags ...string) bool {
	for _, tag := range tags {
		if life := h.tags[tag]; life != nil && life.dismissed != nil && !life.dismissed.At.Before(since) {
			return true
		}
	}
	return false
}
