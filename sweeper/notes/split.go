package notes

import "slices"

// longestSentence is how many words a sentence may have; beyond, text without full stops is cut.
const longestSentence = 80

// split finds the sentences, and the goals that they reach.
func (r *reading) split() {
	r.sents, r.sentOf = r.sents[:0], zeroed(r.sentOf, len(r.tokens))
	for i := range r.tokens {
		t := &r.tokens[i]
		if n := len(r.sents); n > 0 {
			from := r.sents[n-1].from
			if i-from >= longestSentence || t.before == comma && i-from <= 4 && r.longest(from, r.g.f.greeting) > 0 {
				t.before = sentence // a salutation stands alone
			}
		}
		if t.before >= sentence {
			r.begin(len(r.sents))
			r.sents = append(r.sents, span{from: i})
		}
		k := len(r.sents) - 1
		r.sents[k].to, r.sentOf[i] = i+1, k
		r.light(&r.lit[k], t)
	}
	r.reached, r.hints = r.reached[:0], r.hints[:0]
	for k := range r.sents {
		r.reach(k)
	}
	r.opened = zeroed(r.opened, len(r.sents))
	r.begins = slices.Grow(r.begins[:0], len(r.sents)*len(r.g.numeric))[:len(r.sents)*len(r.g.numeric)]
	r.survey()
}

// begin puts out the signals for sentence k.
func (r *reading) begin(k int) {
	if k == len(r.lit) {
		r.lit = append(r.lit, signals{})
	}
	r.lit[k].reset()
}

// light lights the signals of a word.
func (r *reading) light(lit *signals, t *token) {
	lit.add(r.g.words.meanings[t.meaning].lights)
	if t.kind != word {
		lit.add(r.g.prefilter.figures)
	}
	if t.people {
		lit.add(r.g.prefilter.endings)
	}
}
