package notes

import (
	"slices"
	"time"
)

// mark says that an instance of a family stands at a token and ends before token end.
type mark struct {
	family int
	end    int
	next   int // the mark before it at the same token, one more than its index, or 0
}

// reading is one note being understood: its words, and all the phrases found among them.
type reading struct {
	g           *Grammar
	page        page
	by          Author
	written     time.Time // zero when nobody knows
	html        renderer
	filter      filter
	tokens      []token
	marks       []mark
	first       []int // by token: one more than the index of the last mark that begins there, or 0
	counts      []count
	countAt     []int     // by token: one more than the index of the count that begins there, or 0
	replies     []answer  // lines under quoted ones
	sents       []span    // sentences, as ranges of tokens
	sentOf      []int     // the sentence a token stands in
	lit         []signals // by sentence, and older ones: the signals of its words
	reached     []goals   // by sentence
	hints       []hint    // the phrases that lead there, as far as their words tell
	sketch      sketch    // of the sentence that is searched for phrases
	begins      bitset    // by sentence: the families of which an instance may begin in it
	opened      []bool    // by sentence: whether that is known
	near        []goals   // by sentence: what it reaches with those before it
	all         goals     // what the note reaches
	states      [][]wrong // by sentence: what is said to be wrong
	judged      []bool    // by sentence: whether that is known
	crowd       crowd     // the people who are hit
	everyoneHit bool      // whether all are
	ended       []span    // says that the trouble is over
}

// wrong is something that is said to be wrong.
type wrong struct {
	span
	state int
}

// span is a range of tokens.
type span struct{ from, to int }

// distance is how many tokens stand between a and b.
func (a span) distance(b span) int { return max(0, a.from-b.to, b.from-a.to) }

// at returns the end of the longest instance of a family at token i, or 0.
func (r *reading) at(i, family int) int {
	if i >= len(r.tokens) || !r.reaches(r.sentOf[i], family) {
		return 0
	}
	return r.longest(i, family)
}

// longest is at, whatever the sentence reaches.
func (r *reading) longest(i, family int) int {
	end := 0
	for k := r.instances(i, family); k > 0; k = r.marks[k-1].next {
		if m := &r.marks[k-1]; m.family == family {
			end = max(end, m.end)
		}
	}
	return end
}

// instances finds the instances of a family at token i; they are among the marks from the one returned on. Phrases are looked
// for where somebody asks for them, and once.
func (r *reading) instances(i, family int) int {
	if i >= len(r.tokens) || !r.mayBegin(i, family) {
		return 0
	}
	for k := r.first[i]; k > 0; k = r.marks[k-1].next {
		if m := &r.marks[k-1]; m.family == family && m.end == 0 {
			return r.first[i]
		}
	}
	r.note(i, mark{family: family}) // it was looked for; a family that is part of itself ends here
	if end := r.builtIn(i, family); end > 0 {
		r.note(i, mark{family: family, end: end})
	}
	f := &r.g.index[family]
	for _, name := range r.meaning(i).literals {
		if slices.Contains(f.words, name) {
			r.note(i, mark{family: family, end: i + 1})
		}
		for first := f.startingWith(name); len(first) > 0; first = first[1:] {
			r.try(&first[0], i)
		}
	}
	for k, inner := range f.inner {
		if r.mayBegin(i, inner) {
			r.try(&f.nested[k], i)
		}
	}
	return r.first[i]
}

// meaning is what the grammar knows of token i.
func (r *reading) meaning(i int) *meaning { return &r.g.words.meanings[r.tokens[i].meaning] }

// mayBegin reports whether token i is a word with which an instance of the family may begin.
func (r *reading) mayBegin(i, family int) bool {
	return r.tokens[i].meaning != unknown && r.meaning(i).begins.has(family) || r.builtInAt(i) && r.g.numeric.has(family)
}

// builtInAt reports whether a number, an ordinal, a clock time or a word that names people by its ending stands at token i.
func (r *reading) builtInAt(i int) bool {
	return r.countAt[i] > 0 || r.tokens[i].kind != word || r.tokens[i].people
}

// builtIn returns the end of an instance of a family that no phrases describe, or 0.
func (r *reading) builtIn(i, family int) int {
	switch f := &r.g.f; {
	case family == f.number && r.countAt[i] > 0:
		return r.counts[r.countAt[i]-1].to
	case family == f.ordinal && r.tokens[i].kind == ordinal, family == f.clock && r.tokens[i].kind == moment, family == f.person && r.tokens[i].people:
		return i + 1
	}
	return 0
}

// note records a phrase, once.
func (r *reading) note(at int, m mark) {
	for k := r.first[at]; k > 0; k = r.marks[k-1].next {
		if known := &r.marks[k-1]; known.family == m.family && known.end == m.end {
			return
		}
	}
	m.next = r.first[at]
	r.marks = append(r.marks, m)
	r.first[at] = len(r.marks)
}

// fits reports whether token i may be what an element stands for, or the beginning of it.
func (r *reading) fits(e element, i int) bool {
	switch e.kind {
	case literal:
		return r.is(i, e.id)
	case family:
		return r.mayBegin(i, e.id)
	}
	return true
}

// try looks for a phrase at a token.
func (r *reading) try(p *pattern, at int) {
	if lit := &r.lit[r.sentOf[at]]; !lit.has(p.needs[0]) || !lit.has(p.needs[1]) || !lit.has(p.needs[2]) {
		return
	}
	elements := p.elements
	if elements[0].kind == head {
		if !r.opensClause(at) {
			return
		}
		elements = elements[1:]
	}
	r.follow(p, elements, at, at)
}

// maxBetween is how many words ".." may stand for.
const maxBetween = 5

// follow matches elements from token i on; the phrase began at token at.
func (r *reading) follow(p *pattern, elements []element, at, i int) {
	if len(elements) == 0 {
		r.note(at, mark{family: p.family, end: i})
		return
	}
	divider := clause
	if len(elements) < len(p.elements) && p.elements[len(p.elements)-len(elements)-1].kind == between {
		divider = sentence
	}
	if elements[0].kind == between {
		for skip := 0; skip <= maxBetween && i+skip < len(r.tokens); skip++ {
			if r.tokens[i+skip].before >= sentence {
				return
			}
			if len(elements) == 1 || r.fits(elements[1], i+skip) {
				r.follow(p, elements[1:], at, i+skip)
			}
		}
		return
	}
	if elements[0].kind == tail {
		if i >= len(r.tokens) || r.tokens[i].before >= comma {
			r.follow(p, elements[1:], at, i)
		}
		return
	}
	if i >= len(r.tokens) || i > at && r.tokens[i].before >= divider {
		return
	}
	switch e := elements[0]; e.kind {
	case literal:
		if r.is(i, e.id) {
			r.follow(p, elements[1:], at, i+1)
		}
	case anyWord:
		if !r.meaning(i).links && r.tokens[i].before == space && (i+1 >= len(r.tokens) || r.tokens[i+1].before == space) {
			r.follow(p, elements[1:], at, i+1)
		}
	case head:
		if r.opensClause(i) {
			r.follow(p, elements[1:], at, i)
		}
	case family:
		for k := r.instances(i, e.id); k > 0; k = r.marks[k-1].next {
			if m := r.marks[k-1]; m.family == e.id && m.end > 0 {
				r.follow(p, elements[1:], at, m.end)
			}
		}
	}
}

func (r *reading) is(i, name int) bool {
	return r.tokens[i].meaning != unknown && slices.Contains(r.meaning(i).literals, name)
}

// find returns every instance of a family in s, the longest at each place, in order.
func (r *reading) find(s span, family int) []span {
	var out []span
	for i := r.next(s, family); i < s.to; i = r.next(span{i + 1, s.to}, family) {
		if end := r.longest(i, family); end > 0 {
			out = append(out, span{i, end})
		}
	}
	return out
}

func (r *reading) has(s span, family int) bool {
	for i := r.next(s, family); i < s.to; i = r.next(span{i + 1, s.to}, family) {
		if r.longest(i, family) > 0 {
			return true
		}
	}
	return false
}

// next returns the first token in s that an instance of the family may begin with, or the end of s.
func (r *reading) next(s span, family int) int {
	for i := s.from; i < s.to; {
		k := r.sentOf[i]
		end := r.sents[k].to
		if r.reaches(k, family) {
			for ; i < min(end, s.to); i++ {
				if r.mayBegin(i, family) {
					return i
				}
			}
		}
		i = end
	}
	return s.to
}

// reaches reports whether sentence k may hold an instance of the family.
func (r *reading) reaches(k, family int) bool {
	if goal := r.g.prefilter.goalOf[family]; goal != (goals{}) {
		return r.reached[k].covers(goal)
	}
	return r.begun(k).has(family)
}

// begun returns the families of which an instance may begin in sentence k; it is worked out when somebody asks for it.
func (r *reading) begun(k int) bitset {
	size := len(r.g.numeric)
	all := r.begins[k*size : (k+1)*size]
	if !r.opened[k] {
		r.opened[k] = true
		clear(all)
		for i := r.sents[k].from; i < r.sents[k].to; i++ {
			all.addAll(r.meaning(i).begins)
			if r.builtInAt(i) {
				all.addAll(r.g.numeric)
			}
		}
	}
	return all
}

// opensClause reports whether a clause begins at token i that may be an order: after a mark that divides, or a word such as
// "please".
func (r *reading) opensClause(i int) bool { return r.tokens[i].before >= comma || r.meaning(i-1).opens }

// joins reports whether token i is a word that begins a clause.
func (r *reading) joins(i int) bool { return i < len(r.tokens) && r.meaning(i).joins }
