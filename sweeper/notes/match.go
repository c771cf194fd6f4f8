package notes

// mark says that an instance of a family stands at a token and ends before token end.
type mark struct {
	family int
	end    int
	next   int // the mark before it at the same token, one more than its index, or 0
}

// reading is one note being understood: its words, and all the phrases found among them.
type reading struct {
	g       *Grammar
	page    page
	by      Author
	tokens  []token
	marks   []mark
	first   []int // by token: one more than the index of the last mark that begins there, or 0
	counts  []count
	countAt []int     // by token: one more than the index of the count that begins there, or 0
	answers []answer  // lines under quoted ones
	sents   []span    // sentences, as ranges of tokens
	sentOf  []int     // the sentence a token stands in
	states  [][]wrong // by sentence: what is said to be wrong
	judged  []bool    // by sentence: whether that is known
	crowd   crowd     // the people who are hit
	ended   []span    // says that the trouble is over
}

// wrong is something that is said to be wrong.
type wrong struct {
	span
	state int
}

// span is a range of tokens.
type span struct{ from, to int }

// at returns the end of the longest instance of a family at token i, or 0.
func (r *reading) at(i, family int) int {
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
		if r.marks[k-1].family == family {
			return r.first[i]
		}
	}
	r.note(i, mark{family: family}) // it was looked for; a family that is part of itself ends here
	if end := r.builtIn(i, family); end > 0 {
		r.note(i, mark{family: family, end: end})
	}
	f := &r.g.index[family]
	for _, name := range r.tokens[i].names {
		for _, p := range f.startingWith(name) {
			r.try(p, i)
		}
	}
	for _, p := range f.nested {
		r.try(p, i)
	}
	return r.first[i]
}

// mayBegin reports whether token i is a word with which an instance of the family may begin.
func (r *reading) mayBegin(i, family int) bool {
	f := &r.g.index[family]
	if f.builtIn && r.builtInAt(i) {
		return true
	}
	for _, name := range r.tokens[i].names {
		if f.openers.has(name) {
			return true
		}
	}
	return false
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

func (r *reading) try(p *pattern, at int) {
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
			r.follow(p, elements[1:], at, i+skip)
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
		if !r.links(i) && r.tokens[i].before == space && (i+1 >= len(r.tokens) || r.tokens[i+1].before == space) {
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

// links reports whether token i is a small word between others, which "_" does not stand for.
func (r *reading) links(i int) bool {
	for _, n := range r.tokens[i].names {
		if r.g.links[n] {
			return true
		}
	}
	return false
}

func (r *reading) is(i, name int) bool {
	for _, n := range r.tokens[i].names {
		if n == name {
			return true
		}
	}
	return false
}

// find returns every instance of a family in s, the longest at each place, in order.
func (r *reading) find(s span, family int) []span {
	var out []span
	for i := s.from; i < s.to; i++ {
		if end := r.at(i, family); end > 0 {
			out = append(out, span{i, end})
		}
	}
	return out
}

func (r *reading) has(s span, family int) bool {
	for i := s.from; i < s.to; i++ {
		if r.at(i, family) > 0 {
			return true
		}
	}
	return false
}

// opensClause reports whether a clause begins at token i that may be an order: after a mark that divides, or a word such as
// "please".
func (r *reading) opensClause(i int) bool {
	if r.tokens[i].before >= comma {
		return true
	}
	for _, n := range r.tokens[i-1].names {
		if r.g.openers[n] {
			return true
		}
	}
	return false
}

// joins reports whether token i is a word that begins a clause.
func (r *reading) joins(i int) bool {
	for _, n := range r.tokens[i].names {
		if r.g.joiners[n] {
			return true
		}
	}
	return false
}

// longestSentence is how many words a sentence may have; beyond, text without full stops is cut.
const longestSentence = 80

// split finds the sentences.
func (r *reading) split() {
	r.sentOf = zeroed(r.sentOf, len(r.tokens))
	for i, t := range r.tokens {
		if n := len(r.sents); n > 0 && t.before == comma && i-r.sents[n-1].from <= 4 && r.at(r.sents[n-1].from, r.g.f.greeting) > 0 {
			t.before = sentence // a salutation stands alone
			r.tokens[i].before = sentence
		}
		if n := len(r.sents); n > 0 && i-r.sents[n-1].from >= longestSentence {
			t.before = sentence
			r.tokens[i].before = sentence
		}
		if t.before >= sentence {
			if n := len(r.sents); n > 0 {
				r.sents[n-1].to = i
			}
			r.sents = append(r.sents, span{from: i})
		}
		r.sentOf[i] = len(r.sents) - 1
	}
	if n := len(r.sents); n > 0 {
		r.sents[n-1].to = len(r.tokens)
	}
}
