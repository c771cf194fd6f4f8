package notes

import (
	"strings"
)

// Whether the whole population is hit, or a part of it.

// narrowed reports whether words follow at that leave only a part: "everyone in the Graz office".
func (r *reading) narrowed(at span) bool {
	return at.to < len(r.tokens) && r.tokens[at.to].before == space && r.at(at.to, r.g.f.narrowed) > 0 && r.at(at.to, r.g.f.when) == 0 &&
		(at.to+1 == len(r.tokens) || r.at(at.to+1, r.g.f.all) == 0)
}

// shortest is how many words a sentence has at most that adds to the one before: "For everyone, since Monday."
const shortest = 8

// everyone returns where the note says that the whole population is hit.
func (r *reading) everyone() (span, bool) {
	for k, s := range r.sents {
		if !r.reaches(k, r.g.f.everyone) && !r.reaches(k, r.g.f.allOfUs) {
			continue
		}
		adds := len(r.wrongs(k)) == 0 && !r.suffers(s)
		if adds && (k == 0 || s.to-s.from > shortest || len(r.wrongs(k-1)) == 0) {
			continue
		}
		for _, at := range r.find(s, r.g.f.everyone) {
			if (!adds || at.from-s.from <= 1 || r.happensTo(at)) && r.meansAll(at) && r.concerns(at) {
				return at, true
			}
		}
		for _, at := range r.find(s, r.g.f.allOfUs) {
			if group := r.lastGroup(at.from); r.fact(at) && group.to > 0 && (!r.narrowed(group) || r.at(group.from, r.g.f.we) > 0) && !r.wrongIn(r.clauseOf(group)) {
				return at, true
			}
		}
	}
	return span{}, false
}

// meansAll reports whether the whole population is named at, as a fact and as those that something happens to: not "none of the
// client's files".
func (r *reading) meansAll(at span) bool {
	from := r.sents[r.sentOf[at.from]].from
	if strings.HasSuffix(r.text(at.to-1, at.to), "s") && strings.ContainsAny(r.text(at.to-1, at.to), "'’") {
		return false
	}
	return r.fact(at) && !r.tokens[at.from].quoted && !r.narrowed(at) && !r.notAll(at.from) && (!r.has(at, r.g.f.one) || r.meansPeople(at)) &&
		!r.covered(at.from, from, r.g.f.silence) && (r.at(at.from, r.g.f.all) > at.from+1 || !r.covered(at.from, from, r.g.f.notPeople))
}

// notAll reports whether all are denied at token i: "not everybody", "it does not hit everybody".
func (r *reading) notAll(i int) bool {
	return i > 0 && r.tokens[i].before == space && r.at(i, r.g.f.anybody) == 0 &&
		(r.at(i-1, r.g.f.not) == i || r.at(i-1, r.g.f.affected) == i && r.negated(i-1))
}

// concerns reports whether something is wrong for those at: "it fails for everyone" may say so elsewhere, "nobody can" does itself, and
// "anybody" only where nobody is meant.
func (r *reading) concerns(at span) bool {
	if r.happensTo(at) {
		return true
	}
	here := r.clauseOf(at)
	itself := r.wrongIn(here) || r.suffers(here)
	if r.at(at.from, r.g.f.anybody) > 0 {
		return r.at(at.from, r.g.f.any) > 0 && itself && r.negated(at.from) || r.has(span{here.from, at.from}, r.g.f.all)
	}
	nobody, able := r.at(at.from, r.g.f.not) > 0, r.at(at.to, r.g.f.able) > 0
	return itself || nobody == able && (nobody || !r.calm(at))
}

// happensTo reports whether at are those for whom something is said to be so: "for everyone".
func (r *reading) happensTo(at span) bool {
	for i := max(0, at.from-2); i < at.from; i++ {
		if r.at(i, r.g.f.forWord) == at.from {
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
