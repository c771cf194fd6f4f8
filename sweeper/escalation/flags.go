package escalation

import (
	"slices"
	"strings"
	"time"

	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

// mostStrips is how often we put a flag back that a machine takes off. Two machines must not fight over a ticket for ever.
const mostStrips = 3

// wish is what the policy wants of one tag.
type wish struct {
	tag    string
	wanted bool
	news   time.Time // when somebody last said what the tag rests on: a person who took it off later has the last word
	over   time.Time // when its cause ended: who put it on before has been answered. Zero: it has not
}

// dismissed reports whether the tag stays off though its cause holds: a person took it off after the last news, or machines
// keep taking it off.
func dismissed(tag *tagLife, news time.Time) bool {
	if tag == nil || tag.present || tag.removed == nil {
		return false
	}
	if tag.stripped >= mostStrips {
		return true
	}
	putBack := tag.added != nil && tag.added.At.After(tag.removed.At)
	return !putBack && byPerson(tag.removed) && !tag.removed.At.Before(news)
}

// overridden is dismissed, and tells of it in the verdict.
func (p *Policy) overridden(v *Verdict, h *history, tag string, news time.Time) bool {
	life := h.tags[tag]
	if !dismissed(life, news) {
		return false
	}
	v.Overrides = append(v.Overrides, life.removed.byTag(tag))
	slices.SortFunc(v.Overrides, func(a, b Act) int { return strings.Compare(a.Tag, b.Tag) })
	return true
}

// bearing reports whether the ticket should bear the tag. What others put on stays until its cause ends.
func (p *Policy) bearing(v *Verdict, h *history, w wish) bool {
	tag := h.tags[w.tag]
	if tag == nil || !tag.present {
		return w.wanted && !p.overridden(v, h, w.tag, w.news)
	}
	ours := tag.added.role == helpdesk.Self
	return w.wanted || !ours && !tag.added.At.Before(w.over)
}

// flags returns the owned tags that the ticket should bear, sorted.
func (p *Policy) flags(v *Verdict, h *history, l *life, told evidence) []string {
	var flags []string
	wishes := slices.Concat(p.requestWishes(v, h, l, told), p.owedWishes(v, h, l), []wish{p.staleWish(v, h)})
	for _, w := range wishes {
		if p.bearing(v, h, w) {
			flags = append(flags, w.tag)
		}
	}
	beside := v.State.Open() || slices.Contains(flags, p.rules.Tags.Stale)
	high := wish{tag: p.rules.Tags.HighImpact, wanted: v.Impact.High && beside, news: told.impact}
	if !v.live() {
		high.over = l.turned
	}
	if p.bearing(v, h, high) {
		flags = append(flags, high.tag)
	}
	flags = append(flags, p.reasonFlags(v, h, l, told)...)
	slices.Sort(flags)
	return flags
}

// requestWishes are the request's own tag and the one of its triage, gone when leadership has decided or the request ended.
func (p *Policy) requestWishes(v *Verdict, h *history, l *life, told evidence) []wish {
	waits := v.State.Triaged()
	wishes := []wish{{tag: p.rules.Tags.Requested, wanted: waits, news: told.request, over: l.turned}}
	triage := p.rules.Tags.triageTag(v.State)
	for _, tag := range p.rules.Tags.triage() {
		if waits && tag != triage && !h.bears(triage) && p.overridden(v, h, tag, told.news) {
			triage = "" // who took one off wants none
		}
	}
	for _, tag := range p.rules.Tags.triage() {
		w := wish{tag: tag, wanted: waits && tag == triage, news: told.news, over: l.turned}
		if waits && tag != triage {
			w.over = told.news
		}
		wishes = append(wishes, w)
	}
	return wishes
}

func (p *Policy) owedWishes(v *Verdict, h *history, l *life) []wish {
	timeline := wish{tag: p.rules.Tags.ETAMissing, over: later(l.turned, lastETA(h))}
	update := wish{tag: p.rules.Tags.UpdateOverdue, over: later(l.turned, lastUpdate(h))}
	for _, d := range v.Owed {
		switch d.Kind {
		case Timeline:
			timeline.wanted, timeline.news = d.Missing, d.Since
		case Update:
			update.wanted, update.news = d.Missing, d.Since
		}
	}
	return []wish{timeline, update}
}

func (p *Policy) staleWish(v *Verdict, h *history) wish {
	w := wish{tag: p.rules.Tags.Stale, wanted: v.Stale == Met, news: later(v.Clock.Since, lastWordOfCustomer(h))}
	if v.Clock.LastMove != nil {
		w.over = v.Clock.LastMove.At
	}
	if v.Clock.Holder != HeldBySupport {
		w.over = later(w.over, v.Clock.turned)
	}
	return w
}

// reasonFlags are the tags of the reasons that hold. After an approval those that are there stay, whatever comes.
func (p *Policy) reasonFlags(v *Verdict, h *history, l *life, told evidence) []string {
	var flags []string
	held := map[string]bool{}
	for _, r := range v.Reasons {
		tag := p.rules.Tags.ReasonPrefix + r.Code
		held[tag] = true
		if h.bears(tag) {
			continue
		}
		wanted := v.State.Triaged() || v.State == Approved && r.Event != "" // not what only the clock says, for it stays
		if p.bearing(v, h, wish{tag: tag, wanted: wanted, news: told.reasons[r.Code]}) {
			flags = append(flags, tag)
		}
	}
	for _, tag := range h.ticket.Tags {
		if !strings.HasPrefix(tag, p.rules.Tags.ReasonPrefix) || !p.Owned(tag) || slices.Contains(flags, tag) {
			continue
		}
		w := wish{tag: tag, wanted: l.wasYes || v.State.Triaged() && held[tag]}
		if !v.State.Open() {
			w.over = l.turned
		}
		if p.bearing(v, h, w) {
			flags = append(flags, tag)
		}
	}
	return flags
}
