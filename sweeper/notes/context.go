package notes

import "slices"

// How a phrase stands in its sentence: denied, supposed, past, asked, or said as a present fact.

// clauseStart returns the first token of the clause that token i stands in.
func (r *reading) clauseStart(i int) int {
	for j := i; j > 0; j-- {
		switch {
		case r.tokens[j].before >= comma:
			return j
		case r.joins(j-1) && r.at(j-1, r.g.f.not) > 0:
			return j - 1 // nor denies the clause that it begins
		case r.joins(j - 1):
			return j
		}
	}
	return 0
}

// negated reports whether what begins at token i is denied by its clause: an odd number of negations before it.
func (r *reading) negated(i int) bool { return r.negatedFrom(r.negationStart(i), i) }

// negatedFrom is negated for the words from token j on.
func (r *reading) negatedFrom(j, i int) bool {
	negations := 0
	for j < i {
		if end := r.at(j, r.g.f.merely); end > 0 {
			j = max(j+1, end)
			continue
		}
		if end := r.at(j, r.g.f.not); end > 0 && end <= i {
			if r.at(j, r.g.f.lacking) == 0 || i-end < lackReach {
				negations++
			}
			j = end
			continue
		}
		j++
	}
	return negations%2 == 1
}

// lackReach is how many words after "without" are denied.
const lackReach = 3

// negationStart is where words begin that can deny what stands at i. A clause that begins with its verb shares the subject
// of the one before: "nobody, not even admins, can log in".
func (r *reading) negationStart(i int) int {
	from := r.clauseStart(i)
	for from > 0 && r.tokens[from].before == comma && r.at(from, r.g.f.verb) > 0 && r.at(from, r.g.f.inverted) == 0 {
		from = r.clauseStart(from - 1)
	}
	return from
}

// supposed reports whether a condition stands before token i in its sentence, so that what follows is no fact. What is given as a
// cause is one: "I can not say whether it works, since we have no answer".
func (r *reading) supposed(i int) bool {
	s := r.sents[r.sentOf[i]]
	from := i
	for from > s.from && r.tokens[from].before < clause && r.at(from, r.g.f.cause) == 0 {
		from--
	}
	return r.conditional(span{s.from, i + 1}) || r.has(span{from, i + 1}, r.g.f.maybe)
}

// conditional reports whether s has a condition that is more than a courtesy.
func (r *reading) conditional(s span) bool {
	for j := s.from; j < s.to; j++ {
		if r.at(j, r.g.f.condition) > 0 && !r.courteous(j, s.from) {
			return true
		}
	}
	return false
}

// courteous reports whether the condition at token i is a mere courtesy, said after token from: "if you can", not "if you can not".
func (r *reading) courteous(i, from int) bool {
	if end := r.at(i, r.g.f.courtesy); end > 0 && r.at(end, r.g.f.not) > 0 {
		return false
	}
	return r.covered(i, from, r.g.f.courtesy)
}

// covered reports whether token i lies in an instance of the family that begins at from or later.
func (r *reading) covered(i, from, family int) bool {
	for j := max(from, i-maxBetween-2); j <= i; j++ {
		if r.at(j, family) > i {
			return true
		}
	}
	return false
}

// past reports whether the sentence of token i tells an old story: in the past tense, with a time that is over, and nothing
// that leads to the present. What was deleted yesterday is gone today, and whose account was made yesterday may be stuck today.
func (r *reading) past(i int) bool {
	s := r.sents[r.sentOf[i]]
	if r.at(i, r.g.f.lasting) > 0 || r.has(s, r.g.f.still) {
		return false
	}
	for j := r.clauseStart(i); j < i; j++ {
		if r.at(j, r.g.f.relative) > 0 {
			s = span{j, r.clauseOf(span{i, i + 1}).to} // "the 200 people who could not get in yesterday"
		}
	}
	for j := i + 1; j < s.to; j++ {
		if r.at(j, r.g.f.relative) > 0 {
			s.to = j
		}
	}
	here := r.clauseOf(span{i, i + 1})
	return r.timeIsOver(s) && r.has(s, r.g.f.was) && (r.has(here, r.g.f.was) || !r.has(here, r.g.f.verb)) || r.has(span{r.clauseStart(i), i}, r.g.f.longPast)
}

// timeIsOver reports whether s names a time that is over, other than of the last move: "the last reply was 13 days ago".
func (r *reading) timeIsOver(s span) bool {
	return slices.ContainsFunc(r.find(s, r.g.f.past), func(at span) bool { return !r.has(r.clauseOf(at), r.g.f.silence) })
}

// willBe reports whether something bad at m is only to come: "SSO will be down", not "whatever we try will fail".
func (r *reading) willBe(m span) bool {
	before := span{r.clauseStart(m.from), m.from}
	return r.has(before, r.g.f.will) && !r.has(before, r.g.f.all)
}

// ahead reports whether something good is denied at m for a time to come only: "will not work on Saturday", not "will not open".
func (r *reading) ahead(m span) bool {
	here := r.clauseOf(m)
	if last := r.sents[r.sentOf[m.from]].to; here.to < last && r.at(here.to, r.g.f.ahead) > 0 {
		here.to = last // "until Sunday"
	}
	return r.has(span{here.from, m.from}, r.g.f.will) && r.has(here, r.g.f.ahead)
}

// asked reports whether token i stands in a question that is open: "Is SSO down?", not "Why is SSO down?".
func (r *reading) asked(i int) bool {
	s := r.sents[r.sentOf[i]]
	if !r.tokens[s.to-1].asked {
		return false
	}
	for j := r.clauseStart(i); ; j = r.clauseStart(j - 1) {
		if r.at(j, r.g.f.asks) > 0 {
			return true
		}
		if j <= s.from || r.at(j-1, r.g.f.because) > 0 {
			return false
		}
	}
}

// wonders reports whether the clause of token i tells or asks about what stands there, and does not do it: "did you escalate",
// "they know how to escalate".
func (r *reading) wonders(i int) bool {
	from := r.clauseStart(i)
	if from > 0 && r.joins(from-1) {
		from-- // "when you escalate"
	}
	return slices.ContainsFunc(r.find(span{from, i}, r.g.f.wonders), func(at span) bool {
		return !r.covered(at.from, from, r.g.f.tells)
	})
}

// title reports whether m is the name of something: in quotation marks, next to a word such as "course".
func (r *reading) title(m span) bool {
	from, to := m.from, m.to
	if !r.tokens[from].quoted || !r.tokens[to-1].quoted {
		return false
	}
	for from > 0 && r.tokens[from-1].quoted {
		from--
	}
	for to < len(r.tokens) && r.tokens[to].quoted {
		to++
	}
	return to < len(r.tokens) && r.at(to, r.g.f.titles) > 0 || from > 0 && r.at(from-1, r.g.f.titles) > 0
}

// fact reports whether m is said as a present fact, negation aside.
func (r *reading) fact(m span) bool { return r.stated(m) && !r.over(m.from) }

// stated is fact, whether or not the trouble is over by now.
func (r *reading) stated(m span) bool {
	return !r.supposed(m.from) && !r.past(m.from) && !r.asked(m.from) && !r.title(m)
}
