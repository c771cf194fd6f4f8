package notes

import (
	"math"
	"slices"
	"strings"
)

// crowd is a number of people that the note may say are hit.
type crowd struct {
	at     span
	number int
	more   bool // and some more
	score  int  // how surely they are
}

// affected returns how many people the note says are hit now, and where; its score is 0 when it does not say.
func (r *reading) affected(acted bool) crowd {
	all := r.crowds(acted)
	var best crowd
	for _, c := range all {
		if c.score > best.score || r.partOf(c, best) || r.updates(c, best) || c.number > best.number && r.has(r.clauseOf(c.at), r.g.f.sum) {
			best = c
		}
	}
	return r.total(all, best)
}

// crowds returns all numbers of people that the note says are hit, in the order of the text.
func (r *reading) crowds(acted bool) []crowd {
	var all []crowd
	covered := 0
	for i := range r.tokens {
		end := max(r.people(i), r.bare(i), r.valueOfPeople(i), r.nextEntry(i, all), r.howMany(i), r.spread(i, all), r.cellOfPeople(i))
		if end == 0 || i < covered {
			continue
		}
		covered = end
		c := crowd{at: span{i, end}}
		c.number, c.more = r.headcount(c.at), r.has(c.at, r.g.f.more)
		if k := r.portion(c.at); k > 0 {
			c.at.to, c.number = r.counts[k-1].to, r.counts[k-1].of(c.number)
			covered = c.at.to
		}
		if c.score = r.hit(c.at, acted); r.summed(i) {
			c.score = min(c.score, 1)
		}
		if c.score > 0 && c.number > 0 {
			all = append(all, c)
		}
	}
	return all
}

// marked reports whether one of marks stands before token i.
func (r *reading) marked(i int, marks ...string) bool {
	if i == 0 {
		return false
	}
	between := r.page.text[r.tokens[i-1].end:r.tokens[i].start]
	return slices.ContainsFunc(marks, func(m string) bool { return strings.Contains(between, m) })
}

// portion returns the count, one more than its index, that tells how many of the people at are meant, where they are named as the whole:
// "of our 400 tutors, 60 %"; or 0.
func (r *reading) portion(at span) int {
	if r.at(r.clauseStart(at.from), r.g.f.fromWhole) != at.from {
		return 0
	}
	for i := at.to; i < min(at.to+3, len(r.tokens)) && r.sentOf[i] == r.sentOf[at.from]; i++ {
		if k := r.countAt[i]; k > 0 && (i == at.to || r.counts[k-1].percent) {
			return k
		}
	}
	return 0
}

// of is how many of a whole c are: a share of it, or the number itself.
func (c count) of(whole int) int {
	if c.percent {
		return int(math.Round(c.value / 100 * float64(whole)))
	}
	return int(c.value)
}

// people returns the end of a number of people that are named beside it at token i, or of "three of them" where those are people; or 0.
func (r *reading) people(i int) int {
	end := r.at(i, r.g.f.people)
	if end > 0 && i > 0 && r.tokens[i].before == space && r.at(i-1, r.g.f.status) > 0 {
		return 0 // "error 500 and 740 people"
	}
	for j := i + 1; j < end; j++ {
		if r.countAt[j] > 0 && r.is(j-1, r.g.andWord) && r.tokens[j-1].before == comma {
			return 0 // "we are 85, and 85 people are locked out"
		}
	}
	if end > 0 && end == r.at(i, r.g.f.bodyOf) && end < len(r.tokens) && r.tokens[end].before == space && r.plural(span{end, end + 1}) {
		return 0 // "a federation of 40 clubs"
	}
	if end > 0 && r.has(span{i, end}, r.g.f.these) && !r.meansPeople(span{i, end}) {
		return 0
	}
	return end
}

// bare returns the end of a number at token i that is one of people, as the last that were named were: "it's 185 by now", "all 25 see it";
// or 0.
func (r *reading) bare(i int) int {
	end := r.at(i, r.g.f.bare)
	if end > 0 && r.meansPeople(span{i, end}) && (r.endsClause(end) || r.joins(end) || r.at(end, r.g.f.latest) > 0 || r.at(end-1, r.g.f.number) == 0) {
		return end
	}
	return 0
}

// howMany returns the end of a number at token i that answers the question how many are hit; or 0.
func (r *reading) howMany(i int) int {
	if end := r.at(i, r.g.f.number); end > 0 && r.answers(i, r.g.f.howMany) {
		return end
	}
	return 0
}

// updates reports whether c says of the people of an earlier count how many they are by now: "yesterday 30 were locked out, now it's 145".
func (r *reading) updates(c, earlier crowd) bool {
	near := span{max(0, r.clauseStart(c.at.from)-1), min(c.at.to+1, len(r.tokens))}
	return c.score > 0 && earlier.number > 0 && r.people(c.at.from) == 0 && r.sentOf[c.at.from] <= r.sentOf[earlier.at.from]+1 && r.has(near, r.g.f.latest)
}

// valueOfPeople returns the end of a number at token i that stands alone, behind a name that speaks of people: "Users who can't log
// in: 1,150", "the legal team (26)"; or 0.
func (r *reading) valueOfPeople(i int) int {
	end := r.at(i, r.g.f.number)
	if i == 0 || end == 0 || r.tokens[i].before == sentence && !r.marked(i, "....") || !r.endsClause(end) {
		return 0
	}
	name := span{r.lineStart(i - 1), i}
	before := span{r.clauseStart(i - 1), i}
	all := r.has(before, r.g.f.everyone)
	switch {
	case r.marked(i, "(") && r.has(before, r.g.f.person) && !r.has(before, r.g.f.people) && !r.has(before, r.g.f.status):
		return end // "all Android users in our warehouse (about 75)"
	case r.marked(i, "(", "—", "–", " - ") && (r.at(i-1, r.g.f.body) > 0 || all), r.marked(i, ",") && all:
		return end
	case !r.marked(i, ":", "|", "....", "  "):
		return 0
	case !r.wrongIn(name) && !r.suffers(name) && !r.has(name, r.g.f.sum):
		return 0
	case r.has(name, r.g.f.person) && !r.has(name, r.g.f.people), !r.has(name, r.g.f.people) && r.has(span{0, len(r.tokens)}, r.g.f.person):
		return end
	}
	return 0
}

// lineStart is the first token of the line, or of the sentence, in which token i stands.
func (r *reading) lineStart(i int) int {
	for i > r.sents[r.sentOf[i]].from && !r.marked(i, "\n") {
		i--
	}
	return i
}

// hit tells how surely the people at s are hit by the present issue: 0 not, more is surer. Those of the present are surer than
// those of a moment ago.
func (r *reading) hit(at span, acted bool) int {
	k := r.sentOf[at.from]
	s := r.sents[k]
	switch {
	case !r.fact(at) || r.covered(at.from, s.from, r.g.f.notPeople) && !r.notOne(at):
		return 0
	case r.size(at) && r.everyoneHit:
		return 1 // "it is down for everyone, we are 860"
	case r.size(at):
		return 0
	}
	now := 1
	if here := r.clauseOf(at); r.has(here, r.g.f.was) || r.has(here, r.g.f.past) {
		now = 0
	}
	switch {
	case len(r.wrongs(k)) > 0 || r.howMany(at.from) > 0 || r.cellOfPeople(at.from) > 0:
		return 8 + now
	case r.suffers(s):
		return 6 + now
	case r.has(s, r.g.request.says), r.has(s, r.g.denial.says), r.has(s, r.g.approval.says):
		return 4 + now // "Please escalate, 300 users"
	case k+1 < len(r.sents) && len(r.wrongs(k+1)) > 0, k > 0 && (len(r.wrongs(k-1)) > 0 || r.bare(at.from) > 0 && r.suffers(r.sents[k-1])):
		return 4 + now
	case r.namesAnything(s) && r.anythingWrong():
		return 2 + now
	case (acted || r.anythingWrong()) && !r.calm(at):
		return 1
	}
	return 0
}

// calm reports whether the clause of at says that something works, or is yet to come.
func (r *reading) calm(at span) bool {
	return r.has(r.clauseOf(at), r.g.f.calm)
}

// clauseOf is the clause that at stands in.
func (r *reading) clauseOf(at span) span {
	end := at.to
	for !r.endsClause(end) && !r.joins(end) {
		end++
	}
	return span{r.clauseStart(at.from), end}
}

// size reports whether the people at are said to be there, and nothing is said of what hits them: "we have 6,400 staff".
func (r *reading) size(at span) bool {
	if !r.covered(at.from, r.sents[r.sentOf[at.from]].from, r.g.f.size) || r.has(at, r.g.f.these) && !r.everyoneHit || r.wrongIn(at) || r.suffers(at) {
		return false
	}
	if from := r.clauseStart(at.from); r.marked(from, "(") && r.at(from, r.g.f.thereAre) > 0 {
		return false // "everyone in my team (there are five of us)"
	}
	behind := span{at.to, r.clauseOf(at).to}
	if r.has(span{at.to, min(behind.to+1, len(r.tokens))}, r.g.f.relative) {
		behind.to = r.sents[r.sentOf[at.from]].to
	}
	rest := span{at.to, r.sents[min(r.sentOf[at.from]+1, len(r.sents)-1)].to}
	return !r.wrongIn(behind) && !r.suffers(behind) && !r.has(rest, r.g.f.allOfUs)
}

// wrongIn reports whether something that is wrong begins within a part of a sentence.
func (r *reading) wrongIn(s span) bool {
	return s.from < s.to && slices.ContainsFunc(r.wrongs(r.sentOf[s.from]), func(w wrong) bool { return s.from <= w.from && w.from < s.to })
}

// meansPeople reports whether a number at, beside which no people are named, is one of people: the last that were named before were not
// things.
func (r *reading) meansPeople(at span) bool {
	these := r.has(at, r.g.f.these)
	if !these && r.at(at.from, r.g.f.people) > 0 || r.at(at.from, r.g.f.we) > 0 {
		return true
	}
	if s := r.sentOf[at.from]; !these && r.has(span{r.sents[s].from, at.from}, r.g.f.howMany) {
		return true // "the number of people who can not log in has grown to 210"
	} else if !these && r.has(span{r.sents[max(0, s-1)].from, at.from}, r.g.f.people) {
		return true // a count that goes on: "yesterday 260 guards, now it's 35"
	}
	for j := at.from - 1; j >= 0 && r.sentOf[j] >= r.sentOf[at.from]-2; j-- {
		switch {
		case r.at(j, r.g.f.person) > 0, r.at(j, r.g.f.body) > 0, r.at(j, r.g.f.everyone) > 0:
			return true
		case r.namesAnything(span{j, j + 1}), these && r.countsThings(j):
			return false
		}
	}
	return these
}

// countsThings reports whether a number at token i is one of things: "12 houses".
func (r *reading) countsThings(i int) bool {
	k := r.countAt[i]
	if k == 0 {
		return false
	}
	thing := span{r.counts[k-1].to, min(r.counts[k-1].to+1, len(r.tokens))}
	return r.plural(thing) && r.at(thing.from, r.g.f.unit) == 0
}

// anythingWrong reports whether the note says anywhere that something is wrong.
func (r *reading) anythingWrong() bool {
	for k := range r.sents {
		if len(r.wrongs(k)) > 0 {
			return true
		}
	}
	return false
}

// suffers reports whether s says of people that they are affected.
func (r *reading) suffers(s span) bool {
	for _, at := range r.find(s, r.g.f.affected) {
		if !r.negated(at.from) {
			return true
		}
	}
	return false
}
