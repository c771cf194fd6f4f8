package notes

import (
	"cmp"
	"iter"
	"math/bits"
	"slices"
)

// index is how the phrases of a family are found at a word.
type index struct {
	words   []int     // literals that are instances by themselves
	plain   []pattern // other phrases that begin with a literal, in the order of that
	opening []int     // the literals that those begin with
	nested  []pattern // those that begin with another family
	inner   []int     // the families that those begin with
	openers bitset    // all the literals that an instance may begin with
	builtIn bool      // an instance may begin with a number or the like
	signal  uint16    // of sentences that may hold an instance
}

// startingWith returns the phrases that begin with a literal.
func (f *index) startingWith(literal int) []pattern {
	from, _ := slices.BinarySearch(f.opening, literal)
	to := from
	for to < len(f.opening) && f.opening[to] == literal {
		to++
	}
	return f.plain[from:to]
}

// bitset is a set of literals or of families.
type bitset []uint64

func newBitset(n int) bitset { return make(bitset, (n+63)/64) }

func (b bitset) has(i int) bool { return b[i>>6]>>(i&63)&1 != 0 }

func (b bitset) add(i int) { b[i>>6] |= 1 << (i & 63) }

// all yields the members.
func (b bitset) all() iter.Seq[int] {
	return func(yield func(int) bool) {
		for i, w := range b {
			for ; w != 0; w &= w - 1 {
				if !yield(i<<6 + bits.TrailingZeros64(w)) {
					return
				}
			}
		}
	}
}

// addAll adds another set.
func (b bitset) addAll(other bitset) {
	b = b[:len(other)]
	for i, w := range other {
		b[i] |= w
	}
}

// covers reports whether all of another set is in b.
func (b bitset) covers(other bitset) bool {
	for i, w := range other {
		if w&^b[i] != 0 {
			return false
		}
	}
	return true
}

// begunBy returns for each literal the families of which an instance may begin with it, and those of which one may begin with a
// number or the like.
func begunBy(families []index, literals int) (by []bitset, numeric bitset) {
	by, numeric = make([]bitset, literals), newBitset(len(families))
	for id := range by {
		by[id] = newBitset(len(families))
	}
	for i, f := range families {
		for id := range f.openers.all() {
			by[id].add(i)
		}
		if f.builtIn {
			numeric.add(i)
		}
	}
	return by, numeric
}

// index sorts the phrases under their families and what they begin with.
func (c *compiler) index() []index {
	families := make([]index, len(c.names))
	for i := range families {
		families[i].openers = newBitset(len(c.literals))
	}
	for _, id := range c.g.builtIn {
		families[id].builtIn = true
	}
	for _, p := range c.patterns {
		of, first := &families[p.family], p.opening()
		switch first.kind {
		case literal:
			of.openers.add(first.id)
			if len(p.elements) == 1 {
				of.words = append(of.words, first.id)
			} else {
				of.plain = append(of.plain, *p)
			}
		case family:
			of.nested, of.inner = append(of.nested, *p), append(of.inner, first.id)
		}
	}
	for changed := true; changed; { // families within families
		changed = false
		for i := range families {
			of := &families[i]
			for _, id := range of.inner {
				inner := &families[id]
				changed = changed || !of.openers.covers(inner.openers) || inner.builtIn && !of.builtIn
				of.openers.addAll(inner.openers)
				of.builtIn = of.builtIn || inner.builtIn
			}
		}
	}
	for i := range families {
		of := &families[i]
		of.signal = c.derived[i]
		slices.SortStableFunc(of.plain, func(a, b pattern) int { return cmp.Compare(a.opening().id, b.opening().id) })
		for k := range of.plain {
			of.opening = append(of.opening, of.plain[k].opening().id)
		}
	}
	return families
}
