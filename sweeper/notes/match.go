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
	first   []int    // by token: one more than the index of the last mark that begins there, or 0
	kinds   []uint64 // by token: a bit for the family of each mark, families apart by 64 share one
	counts  []count
	countAt []int     // by token: one more than the index of the count that begins there, or 0
	answers []answer  // lines under quoted ones
	sents   []span    // sentences, as ranges of tokens
	sentOf  []int     // the sentence a token stands in
	states  [][]wrong // by sentence: what is said to be wrong
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

// match finds every phrase. It goes from the last word to the first, so that the families a phrase is made of are known
// when it is tried.
func (r *reading) match() {
	for i := len(r.tokens) - 1; i >= 0; i-- {
		for k := r.first[i]; k > 0; k = r.marks[k-1].next {
			r.extend(i, r.marks[k-1])
		}
		for _, name := range r.tokens[i].names {
			for _, p := range r.g.byWord[name] {
				r.try(p, i)
			}
		}
	}
}

// note records a phrase, and whatever it completes.
func (r *reading) note(at int, m mark) {
	if r.may(at, m.family) {
		for k := r.first[at]; k > 0; k = r.marks[k-1].next {
			if known := &r.marks[k-1]; known.family == m.family && known.end == m.end {
				return
			}
		}
	}
	r.put(at, m)
	r.extend(at, m)
}

func (r *reading) put(at int, m mark) {
	m.next = r.first[at]
	r.marks = append(r.marks, m)
	r.first[at] = len(r.marks)
	r.kinds[at] |= 1 << (m.family & 63)
}

// may reports whether an instance of the family may begin at token i; false is certain.
func (r *reading) may(i, family int) bool { return r.kinds[i]>>(family&63)&1 != 0 }

// extend tries the phrases that begin with the family of m.
func (r *reading) extend(at int, m mark) {
	for _, p := range r.g.byFamily[m.family] {
		r.try(p, at)
	}
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
		if !r.may(i, e.id) {
			return
		}
		for k := r.first[i]; k > 0; k = r.marks[k-1].next {
			if m := r.marks[k-1]; m.family == e.id {
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

// at returns the end of the longest instance of a family at token i, or 0.
func (r *reading) at(i, family int) int {
	if i >= len(r.first) || !r.may(i, family) {
		return 0
	}
	end := 0
	for k := r.first[i]; k > 0; k = r.marks[k-1].next {
		if m := &r.marks[k-1]; m.family == family {
			end = max(end, m.end)
		}
	}
	return end
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
