package notes

import (
	"slices"
	"strings"
)

// Whether the whole population is hit, or a part of it.

// everyone returns where the note says that the whole population is hit.
func (r *reading) everyone() (span, bool) {
	for k, s := range r.sents {
		for _, at := range r.find(s, r.g.f.everyone) {
			if r.meansAll(at) && r.allHit(k, at) {
				return at, true
			}
		}
		for _, at := range r.find(s, r.g.f.allOfUs) {
			if r.fact(at) && !r.narrowed(at) && r.allOfThePopulation(k, at) {
				return at, true
			}
		}
	}
	return span{}, false
}

// shortSentence is how many words a sentence has at most that only adds to another: "For everyone, since Monday."
const shortSentence = 8

// allHit reports whether those at, who are named in sentence k, are hit: as it says itself, as the sentence before says to which it
// adds, or as it answers the question who is.
func (r *reading) allHit(k int, at span) bool {
	s := r.sents[k]
	switch {
	case len(r.wrongs(k)) > 0 || r.suffers(s):
		return r.concerns(at)
	case r.tellsWho(at):
		return r.anythingWrong()
	case k == 0 || len(r.wrongs(k-1)) == 0:
		return false
	}
	if r.happensTo(at) && !r.calm(at) {
		return true
	}
	first := at.from-s.from <= 1 && r.concerns(at) || r.at(s.from, r.g.f.pointer) == at.from
	return first && s.to-s.from <= shortSentence
}

// tellsWho reports whether those at stand under a heading, or answer a question, of who is hit: "Scope: all users".
func (r *reading) tellsWho(at span) bool {
	return r.marked(at.from, ":", "|") && r.has(span{r.lineStart(at.from - 1), at.from}, r.g.f.scope) || r.answers(at.from, r.g.f.scope)
}

// meansAll reports whether the whole population is named at, as a fact and as those that something happens to: not "none of the
// client's files".
func (r *reading) meansAll(at span) bool {
	from := r.sents[r.sentOf[at.from]].from
	if strings.HasSuffix(r.text(at.to-1, at.to), "s") && strings.ContainsAny(r.text(at.to-1, at.to), "'’") {
		return false
	}
	return r.fact(at) && !r.tokens[at.from].quoted && !r.narrowed(at) && !r.notAll(at.from) && (!r.has(at, r.g.f.one) || r.has(at, r.g.f.whose) || r.meansPeople(at)) &&
		!r.has(span{r.clauseStart(at.from), at.from}, r.g.f.confined) && !r.amongThem(at) &&
		!r.covered(at.from, from, r.g.f.silence) && (r.at(at.from, r.g.f.all) > at.from+1 || !r.covered(at.from, from, r.g.f.notPeople))
}

// amongThem reports whether those at only tell of whom some are that were named: "two people in the whole firm".
func (r *reading) amongThem(at span) bool {
	for i := max(0, at.from-maxBetween); i < at.from; i++ {
		if end := r.people(i); end > i && end < at.from && r.at(end, r.g.f.within) >= at.from {
			return true
		}
	}
	return false
}

// narrowed reports whether words follow at that leave only a part: "everyone in the Graz office", "all users assigned to the course".
func (r *reading) narrowed(at span) bool {
	next := at.to
	if next >= len(r.tokens) || r.tokens[next].before != space || r.at(next, r.g.f.when) > 0 || r.at(next+1, r.g.f.all) > 0 {
		return false
	}
	return r.at(next, r.g.f.narrowed) > 0 ||
		strings.HasSuffix(r.text(next, next+1), "ed") && r.at(next+1, r.g.f.toward) > 0 && r.at(next, r.g.f.affected) == 0 && !r.wrongIn(span{next, next + 1})
}

// notAll reports whether all are denied at token i: "not everybody", "it does not hit everybody"; or supposed: "without which nobody can".
func (r *reading) notAll(i int) bool {
	if r.has(span{max(0, r.clauseStart(i)-2), i}, r.g.f.lacking) {
		return true
	}
	return i > 0 && r.tokens[i].before == space && r.at(i, r.g.f.anybody) == 0 &&
		(r.at(i-1, r.g.f.not) == i || r.at(i-1, r.g.f.affected) == i && r.negated(i-1))
}

// concerns reports whether something is wrong for those at: "it fails for everyone" may say so elsewhere, "nobody can" does itself, and
// "anybody" only where nobody is meant.
func (r *reading) concerns(at span) bool {
	if r.happensTo(at) || r.at(at.from, r.g.f.merely) > 0 { // "no matter who"
		return true
	}
	here := r.clauseOf(at)
	itself := r.wrongIn(here) || r.suffers(here)
	able := r.at(at.to, r.g.f.able)
	switch {
	case r.at(at.from, r.g.f.anybody) > 0:
		return here == at || r.at(at.from, r.g.f.any) > 0 && itself && r.negated(at.from) || r.has(span{here.from, at.from}, r.g.f.all)
	case r.at(at.from, r.g.f.not) > 0:
		return itself || able > 0
	case able > 0:
		return itself || r.at(able, r.g.f.not) > 0
	}
	return itself || r.added(at) && !r.calm(at)
}

// added reports whether the clause of those at says no more than who they are, or else a message that they see: "it fails, all over the
// company", "all staff, 900 people, get an error".
func (r *reading) added(at span) bool {
	behind := r.tokens[at.to:r.clauseOf(at).to]
	return len(behind) == 0 || slices.ContainsFunc(behind, func(t token) bool { return t.quoted })
}

// happensTo reports whether at are those for whom something is said to be so, "for everyone", or by whom it can not be done.
func (r *reading) happensTo(at span) bool {
	for i := max(0, at.from-2); i < at.from; i++ {
		if r.at(i, r.g.f.forWord) == at.from || r.at(i, r.g.f.by) == at.from && len(r.wrongs(r.sentOf[i])) > 0 {
			return true
		}
	}
	return false
}

// lastGroup is the population that was counted last before token i, in this sentence or the one before: "we have 90 users".
func (r *reading) lastGroup(i int) span {
	for j := i - 1; j >= 0 && r.sentOf[j] >= r.sentOf[i]-1; j-- {
		if end := r.at(j, r.g.f.group); end > 0 {
			return span{j, end}
		}
		if r.at(j, r.g.f.people) > 0 {
			break
		}
	}
	return span{}
}

// allOfThePopulation reports whether those at, in sentence k, are all of the whole population that was counted last: "we are 90, and none of
// us gets in".
func (r *reading) allOfThePopulation(k int, at span) bool {
	group := r.lastGroup(at.from)
	near := group.to > 0 && (r.sentOf[group.from] == k || at.from-r.sents[k].from <= 1 || r.happensTo(at))
	noneOrAny := r.at(at.from, r.g.f.not) > 0 || r.at(at.from, r.g.f.any) > 0
	return near && (noneOrAny || r.allThereAre(group)) && !r.partial(group)
}

// partial reports whether the population at is a part, or is only counted since it is hit.
func (r *reading) partial(at span) bool {
	return r.narrowed(at) && r.at(at.from, r.g.f.we) == 0 || r.wrongIn(r.clauseOf(at))
}

// allThereAre reports whether the population at is said to be all that there are: "we have 90 users", "our 90 users", "a bank, 90 users".
func (r *reading) allThereAre(at span) bool {
	from := r.sents[r.sentOf[at.from]].from
	return r.has(at, r.g.f.we) || at.from > 0 && r.at(at.from-1, r.g.f.whose) > 0 || r.covered(at.from, from, r.g.f.size) || r.has(span{from, at.from}, r.g.f.organisation)
}
