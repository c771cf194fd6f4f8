package notes

import (
	"math/bits"
	"slices"
)

// An outline tells where the instances of a family may stand in a sentence. It forgets which end belongs to which beginning, and so finds
// all places in a sentence at once, and a few that are none. Where it finds nothing there is nothing.

// places is a set of the words of a sentence and of its end, a bit each. Those from the 64th on count as one.
type places uint64

const farBehind places = 1 << 63

// place is the place of the word that is so many words into the sentence.
func place(n int) places { return 1 << min(n, 63) }

// next are the places behind those.
func (p places) next() places { return p<<1 | p&farBehind }

// beyond are the places behind the first of those.
func (p places) beyond() places { return -(p&-p)&^(p&-p) | farBehind }

// upTo are the places before the last of those.
func (p places) upTo() places {
	return places(1)<<(63-bits.LeadingZeros64(uint64(p))) - 1 | p&farBehind
}

// outline is where instances of a family may stand.
type outline struct {
	sketch int    // of which it is a part
	words  places // instances of one word
	from   places // where others begin
	behind places // and what is behind those
}

// after are the places behind instances that begin at some places.
func (o *outline) after(at places) places {
	behind := (at & o.words).next()
	if at &= o.from; at != 0 {
		behind |= o.behind & at.beyond()
	}
	return behind
}

// sketch is what the outlines of a sentence are drawn with.
type sketch struct {
	number   int       // of all that were made
	sentence span      // of which it is one
	lit      *signals  // by that
	every    places    // its words
	divided  places    // those that a clause divides from the word before
	heads    places    // those that an order may begin with
	tails    places    // those that a clause ends before
	loose    places    // those that "_" may stand for
	literals []places  // by literal: the words that satisfy it
	families []outline // by family; drawn where somebody asks for it
}

// draw begins the sketch of sentence k.
func (r *reading) draw(k int) {
	s := &r.sketch
	if s.families == nil {
		s.literals, s.families = make([]places, r.g.literals), make([]outline, len(r.g.index))
	}
	s.number++
	s.sentence, s.lit = r.sents[k], &r.lit[k]
	end := place(s.sentence.to - s.sentence.from)
	s.every, s.divided, s.heads, s.tails, s.loose = end.upTo(), 0, 0, end, 0
	for i := s.sentence.from; i < s.sentence.to; i++ {
		here, before, m := place(i-s.sentence.from), r.tokens[i].before, r.meaning(i)
		for _, id := range m.literals {
			s.literals[id] |= here
		}
		if before >= clause {
			s.divided |= here &^ farBehind
		}
		if before >= comma {
			s.heads |= here
			s.tails |= here
		}
		if m.opens {
			s.heads |= here.next()
		}
		if !m.links && before == space {
			s.loose |= here
		}
	}
}

// erase makes room for the next sketch.
func (r *reading) erase() {
	for i := r.sketch.sentence.from; i < r.sketch.sentence.to; i++ {
		for _, id := range r.meaning(i).literals {
			r.sketch.literals[id] = 0
		}
	}
	r.sketch.sentence = span{}
}

// mayStand reports whether the sentence of the sketch may hold a phrase.
func (r *reading) mayStand(p *pattern) bool {
	_, behind := r.trace(p)
	return behind != 0
}

// trace returns where a phrase may begin, and what may be behind it.
func (r *reading) trace(p *pattern) (from, behind places) {
	s := &r.sketch
	if !s.lit.has(p.needs[0]) || !s.lit.has(p.needs[1]) || !s.lit.has(p.needs[2]) {
		return 0, 0
	}
	at, divided := s.every, places(0) // where the next element may stand, and where it may not for what divides it from the last
	for i := range p.elements {
		begins := at
		switch e := &p.elements[i]; e.kind {
		case literal:
			begins &= s.literals[e.id] &^ divided
			at = begins.next()
		case family:
			o := r.outline(e.id)
			begins &= (o.words | o.from) &^ divided
			at = o.after(begins)
		case anyWord:
			begins &= s.loose &^ divided
			at = begins.next()
		case between:
			for range maxBetween {
				at |= at.next()
			}
			divided = 0
		case head:
			at &= s.heads
			continue
		case tail:
			at &= s.tails
			continue
		}
		if at == 0 {
			return 0, 0
		}
		if from == 0 {
			from = begins
		}
		if p.elements[i].kind != between {
			divided = s.divided
		}
	}
	if at == 0 {
		return 0, 0
	}
	return from & at.upTo(), at
}

// outline returns where instances of a family may stand.
func (r *reading) outline(id int) *outline {
	s := &r.sketch
	o := &s.families[id]
	if o.sketch == s.number {
		return o
	}
	*o = outline{sketch: s.number}
	f := &r.g.index[id]
	if !s.lit.has(f.signal) {
		return o
	}
	o.from, o.behind = s.every, ^places(0) // nobody knows where a family stands within itself
	drawn := r.builtInOutline(id)
	for _, word := range f.words {
		drawn.words |= s.literals[word]
	}
	for _, phrases := range [][]pattern{f.plain, f.nested} {
		for i := range phrases {
			from, behind := r.trace(&phrases[i])
			drawn.from |= from
			drawn.behind |= behind
		}
	}
	*o = drawn
	return o
}

// builtInOutline draws the instances that no phrases describe.
func (r *reading) builtInOutline(id int) outline {
	s := &r.sketch
	o := outline{sketch: s.number}
	if !slices.Contains(r.g.builtIn, id) {
		return o
	}
	for i := s.sentence.from; i < s.sentence.to; i++ {
		if end := r.builtIn(i, id); end > 0 {
			o.from |= place(i - s.sentence.from)
			o.behind |= place(end - s.sentence.from)
		}
	}
	return o
}
