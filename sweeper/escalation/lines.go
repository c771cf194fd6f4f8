package escalation

import (
	"fmt"
	"strings"
)

// Lines says the verdict in sentences for a person at a terminal or a page; notes use the same ones.
func (v Verdict) Lines() []string {
	said := []string{v.headline()}
	add := func(s string) {
		if s != "" {
			said = append(said, s)
		}
	}
	if v.Request != nil {
		add(v.asked(quoteLength))
	}
	add(v.listed("Reason", v.Reasons, quoteLength))
	if v.State.Triaged() {
		add(v.listed("Ground for denial", v.Grounds, quoteLength))
	}
	if len(v.Missing) > 0 {
		add(v.lacking())
	}
	add(v.decided())
	if v.Ended != nil {
		add(fmt.Sprintf("Ended %s by %s.", v.when(v.Ended.At), name(v.Ended.By)))
	}
	add(v.affected())
	add(v.because(quoteLength))
	if !v.Partial {
		add(v.ball())
		add(v.started())
		add(v.stoodStill())
		add(v.arithmetic())
	}
	for _, o := range v.Overrides {
		add(fmt.Sprintf("The tag %s stays off: %s took it off %s.", o.Tag, name(o.By), v.when(o.At)))
	}
	for _, d := range v.Owed {
		add(v.debt(d))
	}
	return said
}

// headline says where the ticket stands.
func (v *Verdict) headline() string {
	if v.adopted {
		return "Escalation request: a person set its triage to " + strings.ReplaceAll(string(v.State), "_", " ") + "."
	}
	switch v.State {
	case Recommended:
		return "Escalation request: it fits the policy and waits for support leadership."
	case Unlikely:
		return "Escalation request: a ground for denial holds, so approval is unlikely."
	case NeedsDetails:
		return "Escalation request: details are missing before anyone can weigh it."
	case Approved:
		return "Escalation approved by support leadership."
	case Denied:
		return "Escalation denied by support leadership."
	case Withdrawn:
		return "The escalation request was withdrawn."
	case Dismissed:
		return "A person took the escalation request's tag away."
	case Settled:
		return "The ticket was solved, which ended its escalation."
	case Ignored:
		return "The ticket bears the tag " + v.voice.tags.Ignore + " and is left alone."
	case Unclear:
		return "Some history could not be read; nothing is concluded from what is missing."
	}
	if v.Stale == Met {
		return "High-impact ticket, unmoved for too long."
	}
	return "No escalation, and not stale with high impact."
}

// Changes says what would change the verdict, and when.
func (v Verdict) Changes() []string {
	var said []string
	add := func(format string, args ...any) { said = append(said, fmt.Sprintf(format, args...)) }
	switch {
	case v.State == Ignored:
		add("Removing the tag %s lets Deskhand look after the ticket again.", v.voice.tags.Ignore)
	case v.State.Triaged():
		add("Leadership decides: the tag %s or %s, or a lead's note.", v.voice.tags.Approved, v.voice.tags.Denied)
		if len(v.Missing) > 0 {
			add("A note that tells what is still open is read by itself.")
		}
	case v.State == None && v.live():
		add("A note that asks for an escalation, or the tag %s, begins one.", v.voice.tags.CSM)
	}
	switch {
	case v.Stale == Met && v.State != Ignored:
		add("Any support reply, note, reassignment, priority or status change stops the clock.")
	case v.Stale == NotMet && v.Clock.Reached:
		add("A note that tells of high impact makes it stale.")
	}
	if !v.Next.IsZero() {
		add("Time alone changes it at %s at the earliest.", v.when(v.Next))
	}
	if !v.LiveUntil.IsZero() {
		add("People are at work on it; nothing is written before %s.", v.when(v.LiveUntil))
	}
	return said
}

// whyOn says why a tag is put on. It repeats nobody's words: it stands in logs.
func (p *Policy) whyOn(v *Verdict, tag string) string {
	tags := p.rules.Tags
	because := ""
	switch tag {
	case tags.Requested:
		because = v.asked(0)
	case tags.Recommended, tags.Unlikely, tags.NeedsDetails:
		because = strings.TrimPrefix(v.headline(), "Escalation request: ")
	case tags.Stale:
		because = v.ball() + " " + v.because(0)
	case tags.HighImpact:
		because = v.because(0)
	case tags.ETAMissing, tags.UpdateOverdue:
		for _, d := range v.Owed {
			if p.debtTag(d.Kind) == tag {
				because = v.debt(d)
			}
		}
	}
	for _, r := range v.Reasons {
		if tag == tags.ReasonPrefix+r.Code {
			because = v.source(r)
		}
	}
	return tag + ": " + lowerFirst(because)
}

// whyOff says why a tag is taken off.
func (p *Policy) whyOff(v *Verdict, tag string) string {
	if tag == p.rules.Tags.Stale || tag == p.rules.Tags.HighImpact && !v.State.Open() {
		return tag + " off: " + lowerFirst(v.ball())
	}
	return tag + " off: " + lowerFirst(v.headline())
}
