package notes

import "unicode/utf8"

// trie finds words letter by letter. The child of a node by a letter is the cell at the node's base plus the letter, when that cell
// names the node as its parent. So a trie takes little room, and stays in the memory that is near.
type trie []cell

type cell struct{ base, parent int32 }

// Nodes that are no cells of the trie.
const (
	root     = 0
	nobody   = -1
	noLetter = 0
)

// letters: 26, ten digits, and one for all that is not ASCII; 0 is none.
const (
	letters = 38
	foreign = letters - 1
)

var letterOf = func() (t [256]uint8) {
	for b := range t {
		switch c := byte(b); {
		case isLetter(c):
			t[b] = c | 0x20 - 'a' + 1
		case isDigit(c):
			t[b] = c - '0' + firstDigit
		case c >= utf8.RuneSelf:
			t[b] = foreign
		}
	}
	return t
}()

// firstDigit is the letter of 0.
const firstDigit = 27

// walk follows word as far as the trie knows it, and reports whether that was to its end.
func (t trie) walk(word []byte) (node int32, whole bool) {
	for _, b := range word {
		child := t[node].base + int32(letterOf[b])
		if t[child].parent != node {
			return node, false
		}
		node = child
	}
	return node, true
}

// pack makes a trie of nodes, of which each knows its children by letter; the first is the root. It returns the cell of each node.
func pack(nodes [][letters]int32) (t trie, cells []int32) {
	cells = make([]int32, len(nodes))
	t = trie{{parent: nobody}}
	free := 1
	for queue := []int32{root}; len(queue) > 0; queue = queue[1:] {
		children := &nodes[queue[0]]
		for free < len(t) && t[free].parent != nobody {
			free++
		}
		base := int32(max(0, free-letters))
		for t = t.room(base); !t.fits(base, children); t = t.room(base) {
			base++
		}
		node := cells[queue[0]]
		for letter, child := range children {
			if child != 0 {
				t[node].base = base
				cells[child] = base + int32(letter)
				t[cells[child]].parent = node
				queue = append(queue, child)
			}
		}
	}
	return t, cells
}

// room returns the trie with all the cells that children have from base on, and more.
func (t trie) room(base int32) trie {
	for len(t) < int(base)+2*letters {
		t = append(t, cell{parent: nobody})
	}
	return t
}

// fits reports whether the cells are free that children have from base on.
func (t trie) fits(base int32, children *[letters]int32) bool {
	for letter, child := range children {
		if at := base + int32(letter); child != 0 && (at == root || t[at].parent != nobody) {
			return false
		}
	}
	return true
}
