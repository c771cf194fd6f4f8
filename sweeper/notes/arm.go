package notes

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// armourer works out which words a sentence must have to hold a phrase, and which phrases a note must hold to be worth reading.
type armourer struct {
	c                     *compiler
	phrases               map[int][]*pattern // by family
	words                 map[int][]int      // by family: literals of which every phrase has one
	builtIn               map[int][]int      // and instances of it that no phrase describes
	denied                map[int]bool       // families that count only where they are denied
	stage                 stage
	signals               map[string]uint16 // by the literals that light them
	derived               map[int]uint16    // by family: lit where a phrase of it may be
	goals, heavies, rares int               // given out, signals of common words and rare ones among them
}

// stage is whose phrases are being armed.
type stage int

const (
	findings stage = iota // those that findings rest on
	parts                 // families that those are made of
	others                // they make do with the signals there are
)

// Literals that nobody can write: lit by figures, and by words that name people by their ending.
const (
	figures = " figures"
	endings = " endings"
)

func (c *compiler) arm() {
	a := &armourer{
		c: c, phrases: map[int][]*pattern{}, words: map[int][]int{}, builtIn: map[int][]int{}, denied: map[int]bool{},
		signals: map[string]uint16{}, derived: map[int]uint16{},
	}
	for _, p := range c.patterns {
		a.phrases[p.family] = append(a.phrases[p.family], p)
	}
	digit, people := c.special(figures), c.special(endings)
	c.lights, c.g.prefilter.goalOf = make([]signals, len(c.literals)), make([]goals, len(c.names))
	f, p := &c.g.f, &c.g.prefilter
	numbers := []int{digit}
	for _, word := range slices.Sorted(maps.Keys(numerals)) {
		numbers = append(numbers, c.literals[word])
	}
	for family, words := range map[int][]int{f.number: numbers, f.ordinal: numbers[:1], f.clock: numbers[:1], f.person: {people}} {
		a.builtIn[family] = words
	}
	for _, family := range c.good {
		a.denied[family] = true
	}
	a.wants()
	for a.stage = findings; a.stage <= others; a.stage++ {
		for _, p := range c.patterns {
			if a.stageOf(p.family) == a.stage {
				a.arm(p)
			}
		}
	}
	c.derived = a.derived
	p.figures, p.endings = c.lights[digit].list(), c.lights[people].list()
}

func (a *armourer) stageOf(family int) stage {
	switch {
	case a.c.g.prefilter.goalOf[family] != goals{}:
		return findings
	case a.derived[family] != 0:
		return parts
	}
	return others
}

// wants gives the families that findings rest on their goals, and says which of them it takes to find what.
func (a *armourer) wants() {
	g, p := a.c.g, &a.c.g.prefilter
	says := func(f ...int) want { return want{all: a.goal(f...)} }
	request := says(g.request.says)
	approval, denial := says(g.approval.says, g.approval.byLead), says(g.denial.says, g.denial.byLead)
	belated := want{a.goal(g.f.undone).with(a.goal(g.f.doIt)), a.goal(g.f.named)}
	p.request = possible(request, says(g.request.byCustomer, g.request.ofIt), says(g.withdrawal.says, g.withdrawal.ofIt), says(g.f.retold), belated)
	p.decision, p.eta = possible(approval, denial), possible(says(g.eta.says))
	states := make([]goals, len(a.c.bad))
	for i := range states {
		states[i] = a.goal(a.c.bad[i], a.c.good[i])
		p.wrong = p.wrong.with(states[i])
	}
	hit := p.wrong.with(a.goal(g.f.affected))
	p.people = a.goal(g.f.people, g.f.tally, g.f.bare)
	p.crowd = possible(want{p.people, hit.with(request.all).with(approval.all).with(denial.all)})
	p.everyone = possible(want{a.goal(g.f.everyone, g.f.allOfUs), hit})
	absent := a.goal(g.f.noSuch)
	for _, concepts := range [][]concept{g.reasons, g.grounds} {
		for i := range concepts {
			c := &concepts[i]
			what := a.goal(c.what)
			p.things = p.things.with(what)
			var wrong goals
			for _, state := range c.states {
				wrong = wrong.with(states[state-1])
			}
			if c.Whole {
				wrong = wrong.with(absent)
			}
			c.wants = possible(says(c.says, c.byCustomer), want{what, wrong})
			c.ofSupport = possible(says(c.bySupport, c.asked))
			p.wants, p.ofSupport = append(p.wants, c.wants...), append(p.ofSupport, c.ofSupport...)
		}
	}
	p.wants = slices.Concat(p.request, p.crowd, p.everyone, p.wants)
	p.ofSupport = slices.Concat(p.decision, p.eta, p.ofSupport)
	a.goal(g.f.resolved)
	a.goal(g.f.silence)
	a.goal(g.f.draft)
}

// possible are those of wants for which there are phrases.
func possible(wants ...want) []want {
	return slices.DeleteFunc(wants, func(w want) bool { return w.all == (goals{}) })
}

// goal returns a goal that phrases of the families reach; none when there are no phrases.
func (a *armourer) goal(families ...int) goals {
	var g goals
	for _, f := range families {
		if len(a.phrases[f]) > 0 {
			g[a.goals/64%len(g)] = 1 << (a.goals % 64)
		}
	}
	if g != (goals{}) {
		a.goals++
	}
	for _, f := range families {
		a.c.g.prefilter.goalOf[f] = g
	}
	return g
}

// need is what a phrase needs: one of some words, or what is derived from others, and how common that is.
type need struct {
	words   []int
	derived uint16
	weight  int
}

// arm tells a phrase by the rarest of its words, the rarest but one, and a negation where it is good only with that.
func (a *armourer) arm(p *pattern) {
	var needs []need
	for _, e := range p.elements {
		words := []int{e.id}
		if e.kind == family {
			words = a.wordsOf(e.id)
		}
		switch {
		case e.kind == family && a.derive(e.id, p.family):
			needs = append(needs, need{derived: a.derived[e.id]})
		case e.kind <= family && len(words) > 0:
			needs = append(needs, need{words: words, weight: a.weigh(words)})
		}
	}
	if a.stage == parts && len(p.elements) == 1 && len(needs) == 1 && needs[0].derived == 0 {
		a.light(needs[0].words, a.derived[p.family])
		return
	}
	slices.SortStableFunc(needs, func(a, b need) int { return cmp.Or(a.weight-b.weight, int(b.derived)-int(a.derived)) })
	needs = slices.CompactFunc(needs, func(a, b need) bool { return a.derived == b.derived && slices.Equal(a.words, b.words) })
	if a.denied[p.family] {
		needs = slices.Insert(needs, min(2, len(needs)), need{words: a.wordsOf(a.c.g.f.not), weight: heavy})
	}
	for i, n := range needs[:min(len(p.needs), len(needs))] {
		p.needs[i] = a.signal(n)
	}
	if a.stage == others {
		return
	}
	a.anchor(p)
}

// anchor leads from the first signal that a phrase needs to what the phrase leads to.
func (a *armourer) anchor(p *pattern) {
	g := &a.c.g.prefilter
	n := anchor{also: [2]uint16(p.needs[1:]), derived: a.derived[p.family], goal: g.goalOf[p.family]}
	g.anchors.light(p.needs[0])
	anchored := &g.anchored[p.needs[0]]
	i := slices.IndexFunc(*anchored, func(o anchor) bool { return o.also == n.also && o.derived == n.derived && o.goal == n.goal })
	if i < 0 {
		i, *anchored = len(*anchored), append(*anchored, n)
	}
	if n.goal != (goals{}) {
		(*anchored)[i].phrases = append((*anchored)[i].phrases, p)
	}
}

// derive reports whether a signal stands for a family that is part of a phrase of the family whole. A signal that is derived from
// others is a later one than those.
func (a *armourer) derive(id, whole int) bool {
	if a.stage == findings && a.derived[id] == 0 && a.derivable(id) {
		if a.choice(id) {
			a.eachPart(id, func(part int) bool { a.derive(part, id); return false })
		}
		if next := uint16(firstDerived + len(a.derived)); next < signalCount {
			a.derived[id] = next
		}
	}
	own := a.derived[id]
	return own != 0 && (a.stage != parts || own < a.derived[whole])
}

// derivable reports whether a family may have a signal of its own: one with a name, or a choice between such.
func (a *armourer) derivable(id int) bool {
	if a.stageOf(id) == findings || len(a.phrases[id]) < 2 || a.builtIn[id] != nil {
		return false
	}
	return !a.choice(id) || a.eachPart(id, func(part int) bool { return !a.choice(part) && a.derivable(part) })
}

// choice reports whether a family is a choice that is written within a phrase.
func (a *armourer) choice(id int) bool { return strings.HasPrefix(a.c.names[id], "(") }

// eachPart visits the families in the phrases of a family, until one is the one looked for.
func (a *armourer) eachPart(id int, found func(int) bool) bool {
	for _, p := range a.phrases[id] {
		for _, e := range p.elements {
			if e.kind == family && found(e.id) {
				return true
			}
		}
	}
	return false
}

// signal returns the signal of a need. Where signals run out, some share one: that costs needless reading, no finding.
func (a *armourer) signal(n need) uint16 {
	if n.derived != 0 {
		return n.derived
	}
	key := fmt.Sprint(n.words)
	s, ok := a.signals[key]
	switch {
	case ok:
		return s
	case a.stage == others:
		return always
	case n.weight >= heavy && a.heavies < firstRare-1:
		a.heavies++
		s = uint16(a.heavies)
	default:
		s = uint16(firstRare + a.rares%(firstDerived-firstRare))
		a.rares++
	}
	a.signals[key] = s
	a.light(n.words, s)
	return s
}

func (a *armourer) light(literals []int, s uint16) {
	for _, id := range literals {
		a.c.lights[id].light(s)
	}
}

// wordsOf returns literals of which one is in every phrase of the family: the rarest of each.
func (a *armourer) wordsOf(id int) []int {
	if words, ok := a.words[id]; ok {
		return words
	}
	a.words[id] = a.builtIn[id] // a family that is part of itself adds nothing more
	all := slices.Clone(a.builtIn[id])
	for _, p := range a.phrases[id] {
		var best []int
		for _, e := range p.elements {
			words := []int{e.id}
			if e.kind == family {
				words = a.wordsOf(e.id)
			}
			if e.kind <= family && len(words) > 0 && (best == nil || a.weigh(words) < a.weigh(best)) {
				best = words
			}
		}
		all = append(all, best...)
	}
	slices.Sort(all)
	a.words[id] = slices.Compact(all)
	return a.words[id]
}

// heavy is the weight of a common word.
const heavy = 50

// weigh guesses how often one of the words is met.
func (a *armourer) weigh(literals []int) int {
	sum := 0
	for _, id := range literals {
		word := strings.Trim(a.c.texts[id], "~*")
		switch {
		case everywhere[word]:
			sum += 4 * heavy
		case common[word]:
			sum += heavy
		case len(word) <= 3:
			sum += 8
		default:
			sum++
		}
	}
	return sum
}

// everywhere are words that are in most sentences.
var everywhere = wordSet("the a an of to in on it this that is are i you we our your my and for")

// common are words that are in every text.
var common = wordSet(strings.Join(joiners, " "), strings.Join(linking, " "), strings.Join(openers, " "),
	`it this the a an that we you i they our your my us all no any one be been as up out will would could should may might must
	get see does need want like now here there back down off over only more some new time today these those its if ask had did
	make give system customer client service support team user users help take use work working access error issue problem ticket
	case request other two first last about after before still into what how me their them his her he she were well way go going
	good call sent send right let how time back take line lead sure next day still own anything nothing open need needs`)

func wordSet(lists ...string) map[string]bool {
	set := map[string]bool{}
	for _, list := range lists {
		for word := range strings.FieldsSeq(list) {
			set[word] = true
		}
	}
	return set
}
