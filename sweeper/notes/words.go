package notes

import (
	"bytes"
	"maps"
	"slices"
)

// meaning is all that the grammar knows of a word.
type meaning struct {
	literals []int    // those that the word satisfies
	begins   bitset   // families of which an instance may begin with it
	lights   []lights // of the prefilter
	joins    bool     // begins a clause
	opens    bool     // an order may stand after it
	links    bool     // is one of the small words that "_" does not stand for
	counts   bool     // may begin a number in words
	numeral  float64  // what it is worth as a number, or 0
}

// wordTable collects the words and stems that the grammar knows, for a lexicon.
type wordTable struct {
	next  [][letters]int32 // by node: its children; those always come after their parents
	stems [][]int          // by node: literals that are stems of every word passing it
	whole [][]int          // and literals of a word that ends there
	loose []loose
}

// loose is a literal that forgives one slip.
type loose struct {
	text    string
	stem    bool
	meaning int32
}

// lexicon finds the meaning of a word: of itself, of stems it begins with, and of words it misspells by one slip.
type lexicon struct {
	trie       trie
	senses     []sense   // by cell of the trie
	meanings   []meaning // the first is that of a word that nobody knows
	firstShort int32     // the first meaning of words that stand for two; they come last
	loose      []loose
	mayForgive [letters]bool // by first letter: words that forgive a slip begin with it
}

// unknown is the meaning of a word that nobody knows.
const unknown = 0

// sense is what a node of the trie says of words: the meanings of those that pass it and of those that end there.
type sense struct {
	passing, ending int32
	exact           bool // some word ends there, and not only a stem
}

func newWordTable() *wordTable {
	return &wordTable{next: make([][letters]int32, 1), stems: make([][]int, 1), whole: make([][]int, 1)}
}

// add puts one literal into the table.
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

// seal hands the stems down to all the words that begin with them, and works out what words mean.
func (w *wordTable) seal(describe func(literals []int) meaning) *lexicon {
	var short []int32
	for _, word := range slices.Sorted(maps.Keys(unmarked)) {
		short = append(short, w.node(word))
	}
	x := &lexicon{meanings: []meaning{describe(nil)}, loose: w.loose}
	senses := make([]sense, len(w.next))
	for node := range senses {
		s := &senses[node]
		s.passing = x.meaningOf(s.passing, w.stems[node], describe)
		s.ending = x.meaningOf(s.passing, w.whole[node], describe)
		s.exact = len(w.whole[node]) > 0
		for _, child := range w.next[node] {
			if child != 0 {
				senses[child].passing = s.passing
			}
		}
	}
	x.firstShort = int32(len(x.meanings))
	for _, node := range short {
		senses[node].ending = x.addMeaning(x.meanings[senses[node].ending])
	}
	var cells []int32
	x.trie, cells = pack(w.next)
	x.senses = make([]sense, len(x.trie))
	for node, cell := range cells {
		x.senses[cell] = senses[node]
	}
	for i, l := range x.loose {
		x.mayForgive[letterOf[l.text[0]]] = true
		x.loose[i].meaning = x.find([]byte(l.text))
	}
	return x
}

// meaningOf returns a meaning with more literals.
func (x *lexicon) meaningOf(known int32, more []int, describe func([]int) meaning) int32 {
	if len(more) == 0 {
		return known
	}
	return x.addMeaning(describe(slices.Concat(x.meanings[known].literals, more)))
}

func (x *lexicon) addMeaning(m meaning) int32 {
	x.meanings = append(x.meanings, m)
	return int32(len(x.meanings) - 1)
}

// minSlip is how many letters a word must have for a slip in it to be forgiven.
const minSlip = 5

// find returns what word means. A word that is only known by its stem may be a slip of another: escalatd.
func (x *lexicon) find(word []byte) int32 {
	node, whole := x.trie.walk(word)
	switch s := &x.senses[node]; {
	case !whole:
		return x.orSlip(s.passing, word)
	case !s.exact:
		return x.orSlip(s.ending, word)
	default:
		return s.ending
	}
}

// findPlain returns what the letters and digits of s mean.
func (x *lexicon) findPlain(s string) int32 {
	var room [64]byte
	return x.find(appendPlain(room[:0], s))
}

func (x *lexicon) orSlip(found int32, word []byte) int32 {
	if len(word) < minSlip || !x.mayForgive[letterOf[word[0]]] {
		return found
	}
	for _, l := range x.loose {
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
