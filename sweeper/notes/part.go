package notes

import (
	"slices"
	"strings"
)

// Whether a whole thing is wrong, or one of its kind, a part of it, or the thing for a few people only.

// isTheThing reports whether what, in sentence s, is the thing of c: not a name, the people who have it, one of its kind or what belongs to it.
func (r *reading) isTheThing(c concept, s, what span) bool {
	switch {
	case r.title(what), r.at(what.from, r.g.f.theRest) > 0, r.hasNone(what):
		return false
	case c.People == 0 && !r.planned(c) && r.covered(what.from, s.from, r.g.f.people):
		return false
	case !c.Whole:
		return true
	}
	return (!r.oneOfMany(what) || r.allFollows(span{what.to, s.to})) && !r.modifies(what) && !r.ofItsOwn(what)
}

// oneOfMany reports whether what is named is only one of its kind, or some: "one pathway", "a few cards".
func (r *reading) oneOfMany(what span) bool {
	before := span{max(r.clauseStart(what.from), what.from-5), what.from}
	near := before
	for i := r.sents[r.sentOf[what.from]].from; i < what.from; i++ {
		for _, other := range []int{r.g.f.people, r.g.f.past, r.g.f.time} { // "one user", "last night" are not one of the thing
			if end := r.at(i, other); end > before.from && end <= what.from {
				before.from = end
			}
		}
		if r.at(i, r.g.f.toward) > 0 {
			near.from = max(near.from, i) // nor is "an error in Insights"
		}
	}
	return !r.has(span{r.clauseStart(what.from), what.from + 1}, r.g.f.all) &&
		(r.has(before, r.g.f.some) || slices.ContainsFunc(r.find(span{max(before.from, near.from), what.from}, r.g.f.oneOf), r.ownsOne) || r.counted(before) || r.inside(what))
}

// ownsOne reports whether the article at stands for one thing: "my feed", not "my client's feed".
func (r *reading) ownsOne(at span) bool {
	return r.at(at.from, r.g.f.own) == 0 || r.at(at.to, r.g.f.person) == 0 && r.at(at.to, r.g.f.organisation) == 0
}

// inside reports whether something is named that is in the thing: "the heat map in Insights", not "the charts in Insights".
func (r *reading) inside(what span) bool {
	i := r.clauseStart(what.from)
	part := r.at(i, r.g.f.aPart)
	return part > 0 && part < what.from && r.at(i, r.g.f.container) == 0 && !r.wrongIn(span{i, what.from}) && r.at(what.from-1, r.g.f.within) == what.from &&
		r.tokens[what.from-2].before == space && !r.plural(span{what.from - 2, what.from - 1})
}

// modifies reports whether the thing at what only tells of which kind another is, that the policy does not know: "the home page banner
// is missing".
func (r *reading) modifies(what span) bool {
	i := what.to
	return i+1 < len(r.tokens) && r.tokens[i].kind == word && r.tokens[i].meaning == unknown && r.tokens[i].before == space &&
		!strings.HasSuffix(r.text(i, i+1), "ly") && r.tokens[i+1].before == space && r.at(i+1, r.g.f.verb) > 0
}

// counted reports whether a number of things stands in s: "two cards", not "26 hours" and not "a 530 from your FTP".
func (r *reading) counted(s span) bool {
	return slices.ContainsFunc(r.find(s, r.g.f.number), func(number span) bool {
		unit, _ := r.unitAfter(number.to)
		return unit == 0 && !slices.ContainsFunc(r.wrongs(r.sentOf[s.from]), func(w wrong) bool { return number.within(w.span) })
	})
}

// othersWork reports whether the sentence of at, or the next one, says of the others of a kind that they work, so that at speaks of one
// of them: "one video says 'unsupported'. Other videos play."
func (r *reading) othersWork(at span) bool {
	last := r.sentOf[at.to-1]
	s := span{at.from, r.sents[min(last+1, len(r.sents)-1)].to}
	return slices.ContainsFunc(r.find(s, r.g.f.otherOnes), func(others span) bool {
		here := r.clauseOf(others)
		return (r.has(here, r.g.f.fine) || r.has(here, r.g.f.starts)) && !r.negated(here.to-1) && !r.wrongIn(here)
	})
}

// few reports whether the clauses of at speak of a few people, who may have trouble with a thing that works for all others.
func (r *reading) few(at span) bool {
	s := r.clauseOf(at)
	if s.from > 0 && r.joins(s.from-1) {
		s.from-- // "just the training room"
	}
	return slices.ContainsFunc(append(r.find(s, r.g.f.fewPeople), r.find(s, r.g.f.oneItem)...), func(few span) bool {
		return few.from == 0 || r.at(few.from-1, r.g.f.all) < few.from && !r.covered(few.from, s.from, r.g.f.all) &&
			!r.covered(few.from, s.from, r.g.f.notPeople) // "tested with two accounts"
	})
}

// wide reports whether all are concerned, where c asks for it: as the clauses of at say, or what follows in the sentence or
// the next one of those that at names.
func (r *reading) wide(c concept, at span) bool {
	if !c.All {
		return true
	}
	last := r.sentOf[at.to-1]
	for last+1 < len(r.sents) && r.row(last) && r.row(last+1) {
		last++
	}
	end := r.sents[last].to
	if last+1 < len(r.sents) {
		end = r.sents[last+1].to
	}
	if r.has(r.sents[last], r.g.f.others) || r.partCounted(span{r.clauseStart(at.from), end}) {
		return false // "twelve are gone, the others are all there"
	}
	if r.wholeCounted(r.sents[last]) {
		return true
	}
	for _, all := range r.find(span{r.clauseStart(at.from), end}, r.g.f.all) {
		if r.at(all.to, r.g.f.unit) == 0 && r.at(all.from, r.g.f.theRest) == 0 { // "every night" is not every report
			return true
		}
	}
	return false
}

// row reports whether sentence k is a row of a table.
func (r *reading) row(k int) bool {
	for i := r.sents[k].from + 1; i < r.sents[k].to; i++ {
		if r.marked(i, "|") {
			return true
		}
	}
	return false
}

// apart reports whether the thing at what is said to work, and what is wrong at w is something of its own: "Insights loads, one chart
// stays empty", not "Insights loads, but stays empty".
func (r *reading) apart(what, w span) bool {
	from := r.subjectStart(w)
	if from <= what.from {
		return false
	}
	subject := span{from, w.from}
	if from == w.from || r.at(from, r.g.f.pronoun) > 0 || r.has(subject, r.g.f.all) {
		return false
	}
	return r.at(r.clauseStart(w.from), r.g.f.only) > 0 && r.at(from, r.g.f.aPart) > 0 || r.well(what, r.g.f.fine) ||
		(r.well(what, r.g.f.starts) || r.leads(what, subject)) && r.at(from, r.g.f.itself) == 0 && !r.has(subject, r.g.f.person)
}

// leads reports whether the thing is only the place where one other is wrong: "in the feed, the third card is blank".
func (r *reading) leads(what, subject span) bool {
	from := r.clauseStart(what.from)
	return (r.at(from, r.g.f.within) > 0 && what.from-from <= 2 || from == what.from && r.marked(what.to, ":") && r.at(subject.from, r.g.f.aPart) > 0) && (r.endsClause(what.to) || r.at(what.to, r.g.f.aPart) > 0) && !r.plural(span{subject.from, min(subject.to, subject.from+3)})
}

// partCounted reports whether s counts a part of some things: "40 of the 900 courses".
func (r *reading) partCounted(s span) bool {
	return slices.ContainsFunc(r.tallies(s), func(t [2]float64) bool { return 0 < t[0] && t[0] < t[1] })
}

// wholeCounted reports whether s counts as many things wrong as there are: "31 of 31 failed", "31 reports, 31 failed".
func (r *reading) wholeCounted(s span) bool {
	return slices.ContainsFunc(r.tallies(s), func(t [2]float64) bool { return t[0] == t[1] || t[0] == 0 })
}

// tallies are the numbers of which one is said to be so many of the other, and which are no people.
func (r *reading) tallies(s span) [][2]float64 {
	var out [][2]float64
	for i := s.from; i < s.to; i++ {
		end := r.at(i, r.g.f.outOf)
		if end == 0 || r.at(i, r.g.f.people) > 0 || i > 0 && r.at(i-1, r.g.f.all) > 0 { // "not one of the 40"
			continue
		}
		var values []float64
		for j := i; j < end; j++ {
			if k := r.countAt[j]; k > 0 {
				values = append(values, r.counts[k-1].value)
			}
		}
		if len(values) > 1 {
			out = append(out, [2]float64{values[0], values[len(values)-1]})
		}
	}
	return out
}

func (r *reading) plural(s span) bool {
	for i := s.from; i < s.to; i++ {
		if strings.HasSuffix(r.text(i, i+1), "s") {
			return true
		}
	}
	return false
}

// subjectStart is where the subject begins of the clause that says what is wrong. It may be followed by what explains it: "one pathway,
// "Safety basics", gives an error".
func (r *reading) subjectStart(w span) int {
	from := r.clauseStart(w.from)
	for from == w.from && from > 0 && r.tokens[from].before == comma {
		from = r.clauseStart(from - 1)
	}
	for from < w.from && (r.joins(from) || r.at(from, r.g.f.only) == w.from) {
		from++
	}
	return from
}

// well reports whether the clause of the thing at what says with words of a family that it works.
func (r *reading) well(what span, family int) bool {
	what.to = max(what.to, r.at(what.to, r.g.f.asSuch))
	s := r.clauseOf(what)
	if next := s.to; next < len(r.tokens) && (next == what.to && r.endsClause(next) || r.at(next, r.g.f.it) > 0) {
		s.to = r.clauseOf(span{next, next + 1}).to // "Insights? Works.", "they work"
	}
	for _, good := range r.find(s, family) {
		before := good.to <= what.from && what.from-good.to <= 1 // "nothing wrong with Insights"
		after := good.from >= what.to && !r.negated(good.from) && !r.has(span{s.from, good.from}, r.g.f.wanted)
		if (before || after) && r.stated(good) && !r.wrongIn(good) {
			return true
		}
	}
	return false
}

// goesOnWith reports whether the clause of what is wrong at w has no other subject than the one before it: "it loads, but shows nothing".
func (r *reading) goesOnWith(w span) bool {
	from := r.subjectStart(w)
	return (from == w.from || r.at(from, r.g.f.itself) > 0) && !r.hasSubject(w)
}

// allFollows reports whether s says of what was named before that all are meant: "none of them", not "all the others".
func (r *reading) allFollows(s span) bool {
	return slices.ContainsFunc(r.find(s, r.g.f.allOfThem), func(all span) bool {
		return r.at(all.from, r.g.f.theRest) == 0 && (r.joins(all.to) || !r.namesAnything(span{all.to, min(all.to+1, s.to)}))
	})
}
