package notes

import (
	"cmp"
	"slices"
)

// index is how the phrases of a family are found at a word.
type index struct {
	plain   []*pattern // those that begin with a literal, in the order of that
	nested  []*pattern // those that begin with another family
	openers literalSet // all the literals that an instance may begin with
	builtIn bool       // an instance may begin with a number or the like
	goal    goals      // what a sentence reaches that may hold an instance
}

// startingWith returns the phrases that begin with a literal.
func (f *index) startingWith(literal int) []*pattern {
	byLiteral := func(p *pattern, id int) int { return cmp.Compare(p.opening().id, id) }
	from, _ := slices.BinarySearchFunc(f.plain, literal, byLiteral)
	to := from
	for to < len(f.plain) && f.plain[to].opening().id == literal {
		to++
	}
	return f.plain[from:to]
}

// literalSet is a set of literals.
type literalSet []uint64

func (b literalSet) has(i int) bool { return b[i>>6]>>(i&63)&1 != 0 }

func (b literalSet) add(i int) { b[i>>6] |= 1 << (i & 63) }

// addAll adds another set and reports whether that changed anything.
func (b literalSet) addAll(other literalSet) bool {
	changed := false
	for i, w := range other {
		changed = changed || w&^b[i] != 0
		b[i] |= w
	}
	return changed
}

// index sorts the phrases under their families and what they begin with.
func (c *compiler) index() []index {
	families := make([]index, len(c.names))
	for i := range families {
		families[i].openers = make(literalSet, (len(c.literals)+63)/64)
		families[i].goal = c.g.prefilter.goalOf[i]
	}
	f := &c.g.f
	for _, id := range []int{f.number, f.ordinal, f.clock, f.person} {
		families[id].builtIn = true
	}
	for _, p := range c.patterns {
		of, first := &families[p.family], p.opening()
		switch first.kind {
		case literal:
			of.plain = append(of.plain, p)
			of.openers.add(first.id)
		case family:
			of.nested = append(of.nested, p)
		}
	}
	for changed := true; changed; { // families within families
		changed = false
		for i := range families {
			of := &families[i]
			for _, p := range of.nested {
				inner := &families[p.opening().id]
				changed = of.openers.addAll(inner.openers) || inner.builtIn && !of.builtIn || changed
				of.builtIn = of.builtIn || inner.builtIn
			}
		}
	}
	for i := range families {
		slices.SortStableFunc(families[i].plain, func(a, b *pattern) int { return cmp.Compare(a.opening().id, b.opening().id) })
	}
	return families
}
