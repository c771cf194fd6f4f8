package escalation

import (
	"slices"
	"strconv"
	"strings"
)

// Lines says the verdict in sentences; notes, pages and JSON use the same ones. The first says where the ticket stands.
func (v Verdict) Lines() []string {
	s := v.speak(quoteLength)
	return slices.Concat([]string{s.headline()}, s.found(), s.clock())
}

// found says who asked, for what reasons, what leadership decided, and how many are hit.
func (s speaker) found() []string {
	var asked string
	if s.Request != nil {
		asked = s.asked()
	}
	said := []string{asked, s.reason(), s.ground(), s.stillOpen()}
	if decided := s.decided(); decided != s.headline() {
		said = append(said, decided)
	}
	if s.Ended != nil {
		said = append(said, fill(s.facts.ended, "when", s.when(s.Ended.At), "who", s.name(s.Ended.By)))
	}
	said = append(said, s.affected(), s.noGround(), s.because())
	for _, o := range s.Overrides {
		said = append(said, s.staysOff(o))
	}
	for _, d := range s.Owed {
		said = append(said, s.debt(d))
	}
	if s.newestDebt() != nil {
		said = append(said, s.lastReply(), s.noTimelineEither())
	}
	return filled(said)
}

// clock says whose the ball is, since when, and how that adds up. Of a ticket that was read in part it says nothing.
func (s speaker) clock() []string {
	if s.Partial {
		return nil
	}
	said := []string{s.started(), s.stoodStill(), s.arithmetic()}
	if whose := s.whose(); !strings.HasSuffix(s.headline(), s.within(whose)) {
		said = append([]string{whose}, said...)
	}
	return filled(said)
}

// filled leaves out what is empty.
func filled(said []string) []string {
	return slices.DeleteFunc(said, func(s string) bool { return s == "" })
}

// headline says where the ticket stands. A note begins with it.
func (s speaker) headline() string {
	h := s.headlines
	switch {
	case s.adopted:
		return fill(h.adopted, "triage", h.triages[s.State])
	case s.State == Approved:
		return s.approved()
	case s.State == None && s.Stale == Met:
		return fill(h.stale, "ball", s.within(s.whose()))
	case s.State == NeedsDetails:
		return fill(h.lacks, "missing", h.missing[len(s.Missing)-1])
	}
	phrase := map[State]string{
		None: h.nothing, Recommended: h.fits, Unlikely: h.unlikely, Denied: h.denied, Withdrawn: h.withdrawn, Dismissed: h.dismissed,
		Settled: h.settled, Ignored: h.ignored, Unclear: h.unclear,
	}[s.State]
	return fill(phrase, "tag", s.voice.tags.Ignore)
}

// approved says that an escalation is approved, and what the customer waits for longest.
func (s speaker) approved() string {
	h, debt := s.headlines, s.newestDebt()
	switch {
	case debt == nil:
		return h.approved
	case debt.Kind == Update:
		waits := max(s.asOf().Sub(debt.Since), debt.Due.Sub(debt.Since))
		return fill(h.noUpdate, "time", s.amount(roughly(waits)))
	}
	when, who := s.when(s.Decision.At), s.name(s.Decision.By)
	if said := fill(h.noTimelineBy, "when", when, "who", who); len([]rune(said)) <= openingRunes {
		return said
	}
	return fill(h.noTimeline, "when", when)
}

// lastReply says when support last wrote to the customer of an approved escalation; empty while no update is missing.
func (s speaker) lastReply() string {
	for _, d := range s.Owed {
		switch {
		case d.Kind != Update || !d.Missing:
		case d.Episode == s.Decision.Event:
			return s.facts.noReply
		default:
			return fill(s.facts.lastReply, "when", s.when(d.Since))
		}
	}
	return ""
}

func (s speaker) noTimelineEither() string {
	debt := s.newestDebt()
	missing := slices.ContainsFunc(s.Owed, func(d Debt) bool { return d.Kind == Timeline && d.Missing })
	if !missing || debt == nil || debt.Kind == Timeline {
		return ""
	}
	return s.facts.noTimelineEither
}

// searched says where a timeline was looked for.
func (s speaker) searched() string {
	looked := 0
	for _, d := range s.Owed {
		looked = max(looked, d.Looked)
	}
	switch looked {
	case 0:
		return s.facts.searchedNone
	case 1:
		return s.facts.searchedOne
	}
	return fill(s.facts.searched, "number", strconv.Itoa(looked))
}

// Changes says what would change the verdict, and when.
func (v Verdict) Changes() []string {
	s, tags := v.speak(0), v.voice.tags
	var said []string
	add := func(phrase string, values ...string) { said = append(said, fill(phrase, values...)) }
	switch {
	case v.State == Ignored:
		add(s.changes.unignore, "tag", tags.Ignore)
	case v.State.Triaged():
		add(s.changes.decide, "approved", tags.Approved, "denied", tags.Denied)
		if len(v.Missing) > 0 {
			add(s.changes.answers)
		}
	case v.State == None && v.live():
		add(s.changes.begin, "tag", tags.CSM)
	}
	switch {
	case v.Stale == Met && v.State != Ignored:
		add(s.changes.move)
	case v.Stale == NotMet && v.Clock.Reached:
		add(s.changes.impact)
	}
	if !v.Next.IsZero() {
		add(s.changes.time, "when", s.when(v.Next))
	}
	if !v.LiveUntil.IsZero() {
		add(s.changes.live, "when", s.when(v.LiveUntil))
	}
	return said
}

// whyOn says why a tag is put on. It repeats nobody's words: it stands in logs.
func (p *Policy) whyOn(v *Verdict, tag string) string {
	tags, s := p.rules.Tags, v.speak(0)
	because := ""
	switch tag {
	case tags.Requested:
		because = s.asked()
	case tags.Recommended, tags.Unlikely, tags.NeedsDetails:
		because = s.headline()
	case tags.Stale:
		because = s.whose() + " " + s.because()
	case tags.HighImpact:
		because = s.because()
	case tags.ETAMissing, tags.UpdateOverdue:
		for _, d := range v.Owed {
			if p.debtTag(d.Kind) == tag {
				because = s.debt(d)
			}
		}
	}
	for i := range v.Reasons {
		if tag == tags.ReasonPrefix+v.Reasons[i].Code {
			because = s.source(&v.Reasons[i])
		}
	}
	return tag + ": " + s.within(because)
}

// whyOff says why a tag is taken off.
func (p *Policy) whyOff(v *Verdict, tag string) string {
	s := v.speak(0)
	why := s.headline()
	if tag == p.rules.Tags.Stale || tag == p.rules.Tags.HighImpact && !v.State.Open() {
		why = s.whose()
	}
	return fill(s.changes.off, "tag", tag, "why", s.within(why))
}

// whyNote says why a note is posted.
func (v *Verdict) whyNote() string {
	return fill(v.voice.language.changes.note, "ref", v.Note.Ref, "kind", v.Note.Kind)
}
