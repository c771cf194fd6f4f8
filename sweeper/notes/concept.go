package notes

import (
	"slices"
	"strings"
)

// reach is how many words may stand between a thing and what is wrong with it.
const reach = 24

// wrongs returns all that sentence k says is wrong as a present fact: something bad that is not denied, or something good that
// is. It is worked out when somebody asks for it.
func (r *reading) wrongs(k int) []wrong {
	if !r.judged[k] {
		r.judged[k] = true
		r.states[k] = r.states[k][:0]
		for state := range r.g.bad {
			for _, at := range r.find(r.sents[k], r.g.bad[state]) {
				if !r.negated(at.from) && !r.ofNothing(at.to) && r.fact(at) && // "it stops nothing"
					r.at(at.from, r.g.f.people) == 0 && (r.g.ahead[state] || !r.willBe(at)) { // "500 users" is no error 500
					r.states[k] = append(r.states[k], wrong{at, state + 1})
				}
			}
			for _, at := range r.find(r.sents[k], r.g.good[state]) {
				if (r.denied(at) && !r.isNoun(at) || r.saysNo(at.to)) && r.fact(at) && (r.g.ahead[state] || !r.ahead(at)) {
					r.states[k] = append(r.states[k], wrong{at, state + 1})
				}
			}
		}
		slices.SortStableFunc(r.states[k], func(a, b wrong) int { return a.from - b.from })
	}
	return r.states[k]
}

// isNoun reports whether what looks like a verb that is denied at is a thing that never came: "without an answer".
func (r *reading) isNoun(at span) bool {
	from := r.sents[r.sentOf[at.from]].from
	return r.covered(at.from, from, r.g.f.silence) && slices.ContainsFunc(r.find(span{max(from, at.from-3), at.from}, r.g.f.noSuch), func(none span) bool {
		return none.to == at.from
	})
}

// ofNothing reports whether what is said before token i concerns nothing.
func (r *reading) ofNothing(i int) bool {
	return r.at(i, r.g.f.nothing) > 0 && r.tokens[i].before == space
}

// saysNo reports whether no, none or nothing stands at token i, as a value under its name: "Works: nothing".
func (r *reading) saysNo(i int) bool {
	return i < len(r.tokens) && r.tokens[i].before == clause && r.at(i, r.g.f.not) > 0 && r.endsClause(r.at(i, r.g.f.not))
}

func (r *reading) endsClause(i int) bool { return i >= len(r.tokens) || r.tokens[i].before >= comma }

// broken returns what sentence k says is wrong in one of the ways that c knows.
func (r *reading) broken(c concept, k int) []span {
	var out []span
	for _, w := range r.wrongs(k) {
		if slices.Contains(c.states, w.state) {
			out = append(out, w.span)
		}
	}
	return out
}

// evidence returns where the note says that c holds, as a present fact; how many people and how long aside.
func (r *reading) evidence(c concept) (span, bool) {
	for k, s := range r.sents {
		if at, ok := r.says(c, s); ok && r.wide(c, at) {
			return at, true
		}
		if !r.namedNear(k, c.what) {
			continue
		}
		if at, ok := r.absent(c, s); ok {
			return at, true
		}
		wrong := r.broken(c, k)
		if len(wrong) == 0 {
			continue
		}
		if k+1 < len(r.sents) && r.at(r.sents[k+1].from, r.g.f.pointer) > 0 {
			if at, ok := r.join(c, r.sents[k+1], wrong); ok && r.wide(c, at) {
				return at, true // "The import fails. That is every file we have."
			}
		}
		if at, ok := r.listed(c, k, wrong); ok {
			return at, true
		}
		for back := k; back >= max(0, k-nearby); back-- {
			if at, ok := r.join(c, r.sents[back], wrong); ok && r.wide(c, at) {
				return at, true
			}
			if back == k {
				wrong = slices.DeleteFunc(wrong, func(w span) bool { return r.hasSubject(w) || len(c.betters) > 0 && !r.speaksOfIt(w) })
			}
			if len(wrong) == 0 || back < k && !r.planned(c) && r.namesAnything(r.sents[back]) {
				break
			}
		}
	}
	return span{}, false
}

// listed finds the thing in the list that sentence k heads by saying what is wrong: "Not working: - Pathways - Plans".
func (r *reading) listed(c concept, k int, wrong []span) (span, bool) {
	if !r.heads(k) {
		return span{}, false
	}
	for n := k + 1; n <= k+nearby && n < len(r.sents) && !r.heads(n) && r.sents[n].to-r.sents[n].from <= shortSentence; n++ {
		if at, ok := r.join(c, r.sents[n], wrong); ok && r.wide(c, at) {
			return at, true
		}
	}
	return span{}, false
}

// heads reports whether a colon ends sentence k.
func (r *reading) heads(k int) bool {
	return k+1 < len(r.sents) && r.marked(r.sents[k+1].from, ":")
}

// planned reports whether c is about what is to come. That is told first, what is broken next, and last that it comes to nothing: "We
// open to all sites on Monday. The import fails. So we can't open."
func (r *reading) planned(c concept) bool {
	return slices.ContainsFunc(c.states, func(state int) bool { return r.g.ahead[state-1] })
}

// namedNear reports whether a sentence around sentence k may name the thing.
func (r *reading) namedNear(k, what int) bool {
	for near := max(0, k-nearby); near <= min(k+nearby, len(r.sents)-1); near++ {
		if r.reaches(near, what) {
			return true
		}
	}
	return false
}

// says finds a phrase in s that says it all.
func (r *reading) says(c concept, s span) (span, bool) {
	if r.has(s, c.unless) {
		return span{}, false
	}
	for _, at := range r.find(s, c.says) {
		if r.held(c, at) && !r.bettered(c, at, at) && !r.ofOthers(c, at) && (r.bySupport() || len(c.ofSupport) == 0 || !r.owned(at)) {
			return at, true
		}
	}
	theirs := c.byCustomer
	if r.bySupport() {
		theirs = c.bySupport
	}
	for _, at := range r.find(s, theirs) {
		if r.held(c, at) {
			return at, true
		}
	}
	if !r.bySupport() {
		return span{}, false
	}
	for _, at := range r.find(s, c.asked) {
		if around := r.around(at); !r.negated(at.from) && !r.conditional(span{around.from, at.from}) && !r.conditional(span{at.to, around.to}) {
			return at, true
		}
	}
	return span{}, false
}

// held reports whether a phrase that says it all is said as a fact.
func (r *reading) held(c concept, at span) bool {
	return !r.negated(at.from) && (r.fact(at) || c.ground && r.stated(at))
}

// owned reports whether the author calls what the words at speak of its own: "our engineers", "our own web team".
func (r *reading) owned(at span) bool {
	for i := at.from - 1; i >= max(0, at.from-3) && !r.meaning(i).links; i-- {
		if r.at(i, r.g.f.own) > 0 {
			return true
		}
	}
	return false
}

// ofOthers reports whether c is about a few people, and those at are not the ones who are hit: the note counts more, they only do
// something, or nothing is said to happen to them.
func (r *reading) ofOthers(c concept, at span) bool {
	k := r.sentOf[at.from]
	s := r.sents[k]
	return c.AtMost > 0 && (r.crowd.number > c.AtMost || r.covered(at.from, s.from, r.g.f.notPeople) ||
		s.to-s.from > shortSentence && len(r.wrongs(k)) == 0 && !r.suffers(s) && !r.has(s, r.g.f.only))
}

// absent finds in s that for some time, or for everyone, there has been no such thing at all: "no report since Tuesday".
func (r *reading) absent(c concept, s span) (span, bool) {
	if len(c.states) == 0 || !c.Whole || r.has(s, c.unless) {
		return span{}, false
	}
	for _, what := range r.find(s, c.what) {
		for i := max(s.from, what.from-3); i < what.from; i++ {
			if here := r.clauseOf(what); r.at(i, r.g.f.noSuch) == what.from && r.fact(what) && (r.goesOn(c, here) || r.has(here, r.g.f.everyone) || r.has(here, r.g.f.anyMore)) {
				return span{i, what.to}, true
			}
		}
	}
	return span{}, false
}

// goesOn reports whether s says since when, or for how long, and nothing else of what it names.
func (r *reading) goesOn(c concept, s span) bool {
	for _, state := range c.states {
		if r.has(s, r.g.good[state-1]) {
			return false
		}
	}
	d, _ := r.lasted(span{s.from, r.sents[r.sentOf[s.from]].to})
	return d > 0
}

// speaksOfIt reports whether the clause of what is wrong has a pronoun for its subject.
func (r *reading) speaksOfIt(wrong span) bool {
	return r.has(span{r.clauseStart(wrong.from), wrong.from}, r.g.f.pronoun)
}

// place reports whether the thing at what is only where something else is wrong: "has disappeared from the platform".
func (r *reading) place(what, wrong span) bool {
	if r.has(what, r.g.f.all) || r.tokens[what.from].before != space {
		return false // "an error on every page"
	}
	for i := max(0, what.from-2); i < what.from; i++ {
		if r.at(i, r.g.f.place) == what.from && (i < wrong.from || i >= wrong.to) {
			return i == 0 || r.at(i-1, r.g.f.all) == 0 // "none of the courses"
		}
	}
	return false
}

// join finds the thing in s and ties it to the nearest of what is wrong.
func (r *reading) join(c concept, s span, wrong []span) (span, bool) {
	if r.has(s, c.unless) || r.has(r.sents[r.sentOf[wrong[0].from]], c.unless) {
		return span{}, false
	}
	for _, what := range r.find(s, c.what) {
		if !r.isTheThing(c, s, what) {
			continue
		}
		for _, w := range nearest(wrong, what) {
			if of := r.sentOf[what.from]; c.Whole && !c.All && of != r.sentOf[w.from] && r.row(of) && r.row(r.sentOf[w.from]) {
				continue // the row has a name of its own
			}
			at := span{min(what.from, w.from), max(what.to, w.to)}
			between := span{min(what.to, w.to), max(what.from, w.from)}
			if !r.planned(c) && r.has(between, r.g.f.contrast) && !r.has(span{between.from, w.to}, r.g.f.allOfThem) && (r.has(between, r.g.f.except) || !r.goesOnWith(w)) {
				continue // "SSO is fine, but the site is down"
			}
			if r.bettered(c, what, at) || len(c.betters) > 0 && r.place(what, w) {
				continue // "Pathways are down in the app"
			}
			if c.Whole && (r.few(at) || r.apart(what, w) || r.othersWork(at)) {
				continue // "for two trainees", "Insights loads, one chart does not"
			}
			if at.to-at.from <= reach || r.planned(c) || r.sentOf[what.from] != r.sentOf[w.from] {
				return at, true
			}
		}
	}
	return span{}, false
}

// nearest returns what is wrong in the order of how near it stands to the thing at what.
func nearest(wrong []span, what span) []span {
	if len(wrong) < 2 {
		return wrong
	}
	return slices.SortedStableFunc(slices.Values(wrong), func(a, b span) int { return a.distance(what) - b.distance(what) })
}

// bettered reports whether the words at name, beside the thing of c, one by which another reason explains the failure better. One
// that is only joined to it is another failure: "all content and all completions are missing".
func (r *reading) bettered(c concept, what, at span) bool {
	if len(c.betters) == 0 {
		return false
	}
	for i := r.clauseStart(at.from); i <= at.to && i < len(r.tokens); i++ {
		if i == at.to && r.tokens[i].before > space {
			break
		}
		for _, better := range c.betters {
			if end := r.at(i, better); end > 0 && r.at(i, c.what) < end && r.at(end, r.g.f.that) == 0 && (i < what.from && end >= what.to || end <= what.from && !r.another(c, end) || i >= what.to && !r.another(c, what.to)) {
				return true
			}
		}
	}
	return false
}

// ofItsOwn reports whether the thing at what only owns what is named next: "the site's footer".
func (r *reading) ofItsOwn(what span) bool {
	return !r.endsClause(what.to) && !r.wrongIn(span{what.to, what.to + 1}) && r.at(what.to, r.g.f.isSo) == 0 && strings.HasSuffix(r.text(what.to-1, what.to), "s") && strings.ContainsAny(r.text(what.to-1, what.to), "'’")
}

// hasNone reports whether the thing at what is one that somebody does not have: "they have no SSO".
func (r *reading) hasNone(what span) bool {
	return what.from > 1 && r.at(what.from-2, r.g.f.hasNone) == what.from
}

// another reports whether a joiner at token i adds all of another thing: "and all completions", "nor the completions" of a provider.
func (r *reading) another(c concept, i int) bool {
	if i >= len(r.tokens) || !r.joins(i) {
		return false
	}
	return c.All && r.at(i, r.g.f.not) > 0 || i+1 < len(r.tokens) && r.at(i+1, r.g.f.all) > 0
}

// hasSubject reports whether the clause that says what is wrong names something that can go wrong, too.
func (r *reading) hasSubject(wrong span) bool {
	if r.at(wrong.to, r.g.f.pronoun) > 0 {
		return false // "we had to stop it"
	}
	end := wrong.to
	for end < len(r.tokens) && r.tokens[end].before < comma && !r.joins(end-1) {
		end++
	}
	from := r.clauseStart(wrong.from)
	if from > 0 && r.tokens[from].before == clause {
		from = r.clauseStart(from - 1) // "Insights: down"
	}
	return r.namesAnything(span{from, wrong.from}) || r.namesAnything(span{wrong.to, end})
}

// namesAnything reports whether s names something that can go wrong.
func (r *reading) namesAnything(s span) bool {
	for _, f := range r.g.whats {
		if r.has(s, f) {
			return true
		}
	}
	return false
}
