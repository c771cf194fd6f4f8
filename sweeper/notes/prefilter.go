package notes

import (
	"math/bits"
	"slices"
)

// The prefilter tells whether a note may say anything at all: first from its words alone, then from the phrases that they may make.
//
// Most phrases have a word that is rare in other text. Such words light signals: a phrase is only in sentences that light the
// signals it needs. Findings rest on certain families of phrases, the goals; a sentence reaches the goals whose phrases may
// be in it. And a finding wants certain goals to be reached within a few sentences. Where a want is met, the sentences are sketched, and
// the goals taken back whose phrases stand nowhere in the sketch. Where no want is met then, reading on would find nothing. Within a
// note that is read, only those findings are looked for whose wants are met, and phrases only in the sentences that light their signals
// and have a word that the phrase begins with.

// The signals: of every sentence, of common words, of rare ones, and those that are derived from others, which come last.
const (
	always       = 0
	firstRare    = 1024
	firstDerived = 1792
	signalCount  = 2048
)

// signals is a set of signals. Most words of it are empty, and those that are not are marked as touched.
type signals struct {
	touched uint32
	words   [signalCount / 64]uint64
}

func (s *signals) light(signal uint16) {
	s.touched |= 1 << (signal >> 6)
	s.words[signal>>6] |= 1 << (signal & 63)
}

func (s *signals) has(signal uint16) bool { return s.words[signal>>6]>>(signal&63)&1 != 0 }

// lights are those of a set of signals that one word of it holds.
type lights struct {
	word uint8
	bits uint64
}

func (s *signals) add(more []lights) {
	for _, l := range more {
		s.touched |= 1 << l.word
		s.words[l.word] |= l.bits
	}
}

// reset leaves nothing lit but the signal of every sentence.
func (s *signals) reset() {
	for t := s.touched; t != 0; t &= t - 1 {
		s.words[bits.TrailingZeros32(t)] = 0
	}
	s.touched = 0
	s.light(always)
}

// list returns the signals in s.
func (s *signals) list() []lights {
	var all []lights
	for i, word := range s.words {
		if word != 0 {
			all = append(all, lights{uint8(i), word})
		}
	}
	return all
}

// goals is a set of goals.
type goals [2]uint64

func (g goals) with(h goals) goals { return goals{g[0] | h[0], g[1] | h[1]} }

func (g goals) without(h goals) goals { return goals{g[0] &^ h[0], g[1] &^ h[1]} }

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
	phrases []*pattern // that need just these signals, of families with the goal
}

// hint says that one of the phrases of an anchor may be in a sentence.
type hint struct {
	sentence int
	*anchor
}

// prefilter knows what signals phrases need, and what goals findings.
type prefilter struct {
	figures, endings []lights // lit by numbers, and by words that name people by their ending
	anchored         [signalCount][]anchor
	anchors          signals // those that lead to something
	goalOf           []goals // by family

	request, decision, eta, crowd, everyone []want // what it takes to find that
	wants, ofSupport                        []want // all there are: of anybody, and of support
	wrong, things, people                   goals  // what says that something is wrong, what can go wrong, and for whom
}

// reach works out the goals that sentence k reaches, and lights the signals that are derived from others.
func (r *reading) reach(k int) {
	p, lit, g := &r.g.prefilter, &r.lit[k], goals{}
	for i := range lit.words { // in order, so that what is derived comes last
		if lit.touched>>i&1 == 0 {
			continue
		}
		for bit := 0; bit < 64; bit++ {
			left := lit.words[i] & p.anchors.words[i] >> bit << bit
			if left == 0 {
				break
			}
			bit = bits.TrailingZeros64(left)
			anchored := p.anchored[i<<6|bit]
			for n := range anchored {
				a := &anchored[n]
				if !lit.has(a.also[0]) || !lit.has(a.also[1]) {
					continue
				}
				lit.light(a.derived)
				if a.goal != (goals{}) {
					g = g.with(a.goal)
					r.hints = append(r.hints, hint{k, a})
				}
			}
		}
	}
	r.reached = append(r.reached[:k], g)
}

// nearby is how many sentences away the thing may be named that a sentence says is wrong.
const nearby = 3

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
func (r *reading) meets(wants []want) bool { return slices.ContainsFunc(wants, r.meetsOne) }

func (r *reading) meetsOne(w want) bool { return w.met(r.all) && slices.ContainsFunc(r.near, w.met) }

// confirm looks where the phrases may stand that wants are met by, if they are met at all, and takes back the goals of those that are not there.
// It begins with what is rarer.
func (r *reading) confirm() {
	p := &r.g.prefilter
	var all, any goals
	if r.mayCount() {
		all = p.people
	}
	r.eachMet(func(w want) { all = all.with(w.all) })
	r.confirmGoals(all)
	if r.mayCount() {
		any = p.things.with(p.wrong)
	}
	r.eachMet(func(w want) { any = any.with(w.any) })
	r.confirmGoals(any.without(all))
}

// eachMet visits the wants that are met.
func (r *reading) eachMet(visit func(want)) {
	p := &r.g.prefilter
	for _, w := range p.wants {
		if r.meetsOne(w) {
			visit(w)
		}
	}
	for _, w := range p.ofSupport {
		if r.bySupport() && r.meetsOne(w) {
			visit(w)
		}
	}
}

// confirmGoals takes those of doubtful back from each sentence in which no phrase for them may stand.
func (r *reading) confirmGoals(doubtful goals) {
	for k, g := range r.reached {
		r.reached[k] = g.without(doubtful)
	}
	for _, h := range r.hints {
		g := &r.reached[h.sentence]
		if !doubtful.covers(h.goal) || g.covers(h.goal) {
			continue
		}
		if r.sketch.sentence != r.sents[h.sentence] {
			r.erase()
			r.draw(h.sentence)
		}
		if slices.ContainsFunc(h.phrases, r.mayStand) {
			*g = g.with(h.goal)
		}
	}
	r.erase()
	r.survey()
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
	return r.meets(p.crowd) || r.mayTell() || r.mayHoldTable() || (r.all.meets(p.wrong) || r.mayRequest() || r.bySupport() && r.meets(p.decision)) && slices.ContainsFunc(r.reached, func(g goals) bool {
		return g.meets(p.people)
	})
}

func (r *reading) bySupport() bool { return r.by == Agent || r.by == Lead }
