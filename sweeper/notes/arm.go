package notes

import (
	"slices"
	"strings"
)

// armourer gives out the signals of the prefilter and decides which sets of them are worth reading a note for.
type armourer struct {
	c       *compiler
	phrases map[int][]*pattern // by family
	words   map[int][]int      // by family: literals of which every phrase has one
	given   int                // signals
}

func (c *compiler) arm() {
	a := &armourer{c: c, phrases: map[int][]*pattern{}, words: map[int][]int{}}
	c.lights = make([]signals, len(c.literals))
	for _, p := range c.patterns {
		a.phrases[p.family] = append(a.phrases[p.family], p)
	}
	g, p := c.g, &c.g.prefilter
	p.digits, p.person = a.signal(), a.of(g.f.person)
	for word := range numerals {
		a.light(c.literals[word], p.digits)
	}
	p.wanted = []signals{a.of(g.request.says, g.request.byCustomer, g.request.offered), a.of(g.withdrawal.says, g.withdrawal.offered), a.of(g.f.silence).with(a.of(c.families["unit"]))}
	p.ofSupport = []signals{a.of(g.approval.says, g.approval.byLead), a.of(g.denial.says, g.denial.byLead), a.of(g.eta.says)}

	hits, everyone := []signals{a.of(g.f.affected)}, a.of(g.f.everyone)
	for i := range c.bad {
		hits = append(hits, a.of(c.bad[i], c.good[i]))
	}
	for _, hit := range hits {
		p.wanted = append(p.wanted, hit.with(p.digits).with(p.person), hit.with(everyone))
	}
	for _, concept := range slices.Concat(g.reasons, g.grounds) {
		what, must := a.of(concept.what), signals{}
		if concept.People > 0 {
			must = p.digits
		}
		p.wanted = append(p.wanted, a.of(concept.says).with(must))
		p.ofSupport = append(p.ofSupport, a.of(concept.bySupport))
		for _, state := range concept.states {
			p.wanted = append(p.wanted, what.with(hits[state]).with(must))
		}
	}
	c.table.lights = c.lights
	c.lightShortForms()
}

// signal gives out a signal.
func (a *armourer) signal() signals {
	var s signals
	s[a.given/64%2] = 1 << (a.given % 64)
	a.given++
	return s
}

// of returns the signal of phrases.
func (a *armourer) of(families ...int) signals {
	s := a.signal()
	for _, f := range families {
		for _, id := range a.wordsOf(f) {
			a.light(id, s)
		}
	}
	return s
}

func (a *armourer) light(literal int, s signals) { a.c.lights[literal] = a.c.lights[literal].with(s) }

// wordsOf returns literals of which one is in every phrase of the family: the rarest of each.
func (a *armourer) wordsOf(id int) []int {
	if words, ok := a.words[id]; ok {
		return words
	}
	a.words[id] = nil // a family that is part of itself adds nothing
	var all []int
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

// lightShortForms lets words that are read as others light what those do: "cant" what "can" and "not" do.
func (c *compiler) lightShortForms() {
	for short, two := range unmarked {
		for _, word := range two {
			if known, ok := c.literals[word]; ok {
				c.table.hints = append(c.table.hints, hint{short, c.lights[known]})
			}
		}
	}
}

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
