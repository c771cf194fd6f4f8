package notes

import (
	"bytes"
	"slices"
	"unicode/utf8"
)

// meaning is all that the grammar knows of a word.
type meaning struct {
	literals []int   // those that the word satisfies
	begins   bitset  // families of which an instance may begin with it
	lights   sparse  // of the prefilter
	short    bool    // stands for two words: cant
	joins    bool    // begins a clause
	opens    bool    // an order may stand after it
	links    bool    // is one of the small words that "_" does not stand for
	numeral  float64 // what it is worth as a number, or 0
}

// wordTable finds the meaning of a word: of itself, of stems it begins with, and of words it misspells by one slip.
type wordTable struct {
	next  [][letters]int32
	stems [][]int // literals that are stems of every word passing this node
	whole [][]int // literals of a word that ends here
	loose []loose
	short []int32 // nodes of words that stand for two

	meanings   []meaning     // the first is that of a word that nobody knows
	passing    []int32       // by node: the meaning of words that pass it
	ending     []int32       // and of those that end there
	mayForgive [letters]bool // by first letter: words that forgive a slip begin with it
}

// loose is a literal that forgives one slip.
type loose struct {
	text    string
	stem    bool
	meaning int32
}

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
			t[b] = c - '0' + 27
		case c >= utf8.RuneSelf:
			t[b] = foreign
		}
	}
	return t
}()

func newWordTable() *wordTable {
	return &wordTable{next: make([][letters]int32, 1), stems: make([][]int, 1), whole: make([][]int, 1)}
}

// add puts one literal into the table; call seal when all are in.
func (w *wordTable) add(text string, stem bool, literal int) {
	node := w.node(text)
	if stem {
		w.stems[node] = append(w.stems[node], literal)
	} else {
		w.whole[node] = append(w.whole[node], literal)
	}
}

// node returns the node of text, made where there was none.
func (w *wordTable) node(text string) int32 {
	node := int32(0)
	for i := range len(text) {
		c := letterOf[text[i]]
		if w.next[node][c] == 0 {
			w.next = append(w.next, [letters]int32{})
			w.stems, w.whole = append(w.stems, nil), append(w.whole, nil)
			w.next[node][c] = int32(len(w.next) - 1)
		}
		node = w.next[node][c]
	}
	return node
}

// seal hands the stems down to all the words that begin with them, and works out what words mean. Children always come after
// their parents.
func (w *wordTable) seal(describe func(literals []int) meaning) {
	for short := range unmarked {
		w.short = append(w.short, w.node(short))
	}
	for _, l := range w.loose {
		w.mayForgive[letterOf[l.text[0]]] = true
	}
	w.passing, w.ending = make([]int32, len(w.next)), make([]int32, len(w.next))
	w.meanings = []meaning{describe(nil)}
	for node := range w.next {
		w.passing[node] = w.meaningOf(w.passing[node], w.stems[node], describe)
		w.ending[node] = w.meaningOf(w.passing[node], w.whole[node], describe)
		for _, child := range w.next[node] {
			if child != 0 {
				w.passing[child] = w.passing[node]
			}
		}
	}
	for _, node := range w.short {
		m := w.meanings[w.ending[node]]
		m.short = true
		w.ending[node] = w.addMeaning(m)
	}
	for i, l := range w.loose {
		w.loose[i].meaning = w.find([]byte(l.text))
	}
}

// meaningOf returns a meaning with more literals.
func (w *wordTable) meaningOf(known int32, more []int, describe func([]int) meaning) int32 {
	if len(more) == 0 {
		return known
	}
	return w.addMeaning(describe(slices.Concat(w.meanings[known].literals, more)))
}

func (w *wordTable) addMeaning(m meaning) int32 {
	w.meanings = append(w.meanings, m)
	return int32(len(w.meanings) - 1)
}

// minSlip is how many letters a word must have for a slip in it to be forgiven.
const minSlip = 5

// find returns what word means. A word that is only known by its stem may be a slip of another: escalatd.
func (w *wordTable) find(word []byte) int32 {
	node := int32(0)
	for _, b := range word {
		child := w.next[node][letterOf[b]]
		if child == 0 {
			return w.orSlip(w.passing[node], word)
		}
		node = child
	}
	if len(w.whole[node]) > 0 {
		return w.ending[node]
	}
	return w.orSlip(w.ending[node], word)
}

// findPlain returns what the letters and digits of s mean.
func (w *wordTable) findPlain(s string) int32 {
	var room [64]byte
	return w.find(appendPlain(room[:0], s))
}

func (w *wordTable) orSlip(found int32, word []byte) int32 {
	if len(word) < minSlip || !w.mayForgive[letterOf[word[0]]] {
		return found
	}
	for _, l := range w.loose {
		if l.text[0] == word[0] && slip(word, l.text, l.stem) {
			return l.meaning
		}
	}
	return found
}

// slip reports whether word is want with one letter missing, doubled, swapped with its neighbour or mistyped. For a stem
// only the beginning of the word counts.
func slip(word []byte, want string, stem bool) bool {
	i := 0
	for i < len(word) && i < len(want) && word[i] == want[i] {
		i++
	}
	rest, left := word[i:], want[i:]
	agrees := func(a []byte, b string) bool {
		if stem {
			return bytes.HasPrefix(a, []byte(b))
		}
		return string(a) == b
	}
	switch {
	case left == "":
		return len(rest) == 0 || len(rest) == 1 && (stem || rest[0] != 's') // escalates is another form
	case agrees(rest, left[1:]): // a letter missing
		return true
	case len(rest) == 0:
		return false
	case agrees(rest[1:], left), agrees(rest[1:], left[1:]): // one too many, or another
		return true
	}
	return len(rest) > 1 && len(left) > 1 && rest[0] == left[1] && rest[1] == left[0] && agrees(rest[2:], left[2:])
}
