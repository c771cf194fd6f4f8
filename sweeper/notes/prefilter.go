package notes

import (
	"math/bits"
	"slices"
)

// The prefilter tells, from the words of a note alone, whether it may say anything at all.
//
// Most phrases have a word that is rare in other text. Such words light signals: a phrase is only in sentences that light the
// signals it needs. Findings rest on certain families of phrases, the goals; a sentence reaches the goals whose phrases may
// be in it. And a finding wants certain goals to be reached within a few sentences. Where none of that is met, reading on would
// find nothing. Within a note that is read, only those findings are looked for whose wants are met, and phrases only in the
// sentences that light their signals and have a word that the phrase begins with.

// The signals: of every sentence, of common words, of rare ones, and those that are derived from others, which come last.
const (
	always       = 0
	firstRare    = 1024
	firstDerived = 1792
	signalCount  = 2048
)

// signals is a set of signals.
type signals [signalCount / 64]uint64

func (s *signals) light(signal uint16) { s[signal>>6] |= 1 << (signal & 63) }

func (s *signals) has(signal uint16) bool { return s[signal>>6]>>(signal&63)&1 != 0 }

func (s *signals) add(few sparse) {
	for _, l := range few {
		s[l.place] |= l.bits
	}
}

// sparse returns s in little room.
func (s *signals) sparse() sparse {
	var few sparse
	for i, bits := range s {
		if bits != 0 {
			few = append(few, lamp{i, bits})
		}
	}
	return few
}

// sparse is a set of few signals.
type sparse []lamp

// lamp is some signals that stand next to each other in signals.
type lamp struct {
	place int
	bits  uint64
}

// goals is a set of goals.
type goals [2]uint64

func (g goals) with(h goals) goals { return goals{g[0] | h[0], g[1] | h[1]} }

// covers reports whether all of h is in g.
func (g goals) covers(h goals) bool { return h[0]&^g[0] == 0 && h[1]&^g[1] == 0 }

// meets reports whether any of h is in g.
func (g goals) meets(h goals) bool { return g[0]&h[0]|g[1]&h[1] != 0 }

// want is what it takes to find something: all of some goals, and one of others if there are such.
type want struct{ all, any goals }

func (w want) met(g goals) bool { return g.covers(w.all) && (w.any == goals{} || g.meets(w.any)) }

// anchor is what a signal leads to where others are lit too.
type anchor struct {
	also    [2]uint16
	derived uint16 // a signal, or always
	goal    goals
}

// prefilter knows what signals phrases need, and what goals findings.
type prefilter struct {
	figures, endings sparse // lit by numbers, and by words that name people by their ending
	anchored         [signalCount][]anchor
	anchors          signals // those that lead to something
	goalOf           []goals // by family

	request, decision, eta, crowd, everyone []want // what it takes to find that
	offered                                 []want // and to quote a question whose answer does something
	wrong, things, people                   goals  // what says that something is wrong, what can go wrong, and for whom
}

// reached returns the goals that a sentence reaches, and lights the signals that are derived from others.
func (p *prefilter) reached(lit *signals) goals {
	var g goals
	for i := range lit {
		for word := lit[i] & p.anchors[i]; word != 0; word &= word - 1 {
			for _, a := range p.anchored[i<<6|bits.TrailingZeros64(word)] {
				if lit.has(a.also[0]) && lit.has(a.also[1]) {
					g = g.with(a.goal)
					lit.light(a.derived)
				}
			}
		}
	}
	return g
}

// nearby is how many sentences back the thing may be named that a sentence says is wrong.
const nearby = 2

// survey tells what the sentences reach: all of them, and each with those before it.
func (r *reading) survey() {
	r.all, r.near = goals{}, r.near[:0]
	for k := range r.sents {
		var g goals
		for back := max(0, k-nearby); back <= k; back++ {
			g = g.with(r.reached[back])
		}
		r.all, r.near = r.all.with(g), append(r.near, g)
	}
}

// meets reports whether sentences near each other meet one of wants.
func (r *reading) meets(wants []want) bool {
	for _, w := range wants {
		if w.met(r.all) && slices.ContainsFunc(r.near, w.met) {
			return true
		}
	}
	return false
}

// worthReading reports whether the note may say something.
func (r *reading) worthReading() bool {
	p := &r.g.prefilter
	return r.mayRequest() || r.bySupport() && (r.meets(p.decision) || r.meets(p.eta)) || r.mayCount() || r.meets(p.everyone) ||
		slices.ContainsFunc(r.g.reasons, r.mayHold) || slices.ContainsFunc(r.g.grounds, r.mayHold)
}

func (r *reading) mayRequest() bool { return r.meets(r.g.prefilter.request) || r.mayAnswer() }

func (r *reading) mayHold(c concept) bool {
	return r.meets(c.wants) || r.bySupport() && r.meets(c.ofSupport)
}

// mayCount reports whether the note may say how many people are hit. What hits them may be said far from where they are counted,
// beside something that can go wrong.
func (r *reading) mayCount() bool {
	p := &r.g.prefilter
	return r.meets(p.crowd) || r.all.meets(p.wrong) && slices.ContainsFunc(r.reached, func(g goals) bool {
		return g.meets(p.people) && g.meets(p.things)
	})
}

// longestRaw is the length of the longest HTML note that is looked at before it is rendered.
const longestRaw = 1 << 16

// silent reports whether the words of an HTML note say nothing, its tags and what it quotes included, as if they were one sentence.
func (r *reading) silent(source string) bool {
	if len(source) > longestRaw || joinsWords(source) {
		return false
	}
	s := scanner{g: r.g, text: source, tokens: r.tokens[:0]}
	s.scan(0, len(source))
	r.tokens = s.tokens
	lit := signals{1 << always}
	for i := range r.tokens {
		r.light(&lit, &r.tokens[i])
	}
	r.all = r.g.prefilter.reached(&lit)
	r.reached, r.near, r.answers = append(r.reached[:0], r.all), append(r.near[:0], r.all), r.answers[:0]
	return !r.meets(r.g.prefilter.offered) && !r.worthReading()
}

func (r *reading) bySupport() bool { return r.by == Agent || r.by == Lead }
