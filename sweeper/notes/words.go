package notes

import "bytes"

// wordTable finds the literals that a word satisfies: itself, stems it begins with, and words it misspells by one slip.
type wordTable struct {
	next  [][letters]int32
	stems [][]int // literals that are stems of every word passing this node
	whole [][]int // literals of a word that ends here, stems included
	loose []loose

	lights       []signals // by literal
	hints        []hint
	mayForgive   [letters]bool // by first letter: words that forgive a slip begin with it
	stemSignals  []signals     // of words passing a node
	wholeSignals []signals     // of words ending there
}

// loose is a literal that forgives one slip.
type loose struct {
	text    string
	stem    bool
	literal int
}

// hint lets all words with a stem light signals.
type hint struct {
	stem   string
	lights signals
}

// letters: 26, ten digits, and one for all other bytes; 0 is none.
const letters = 38

var letterOf = func() (t [256]uint8) {
	for b := range t {
		switch c := byte(b); {
		case 'a' <= c && c <= 'z':
			t[b] = c - 'a' + 1
		case '0' <= c && c <= '9':
			t[b] = c - '0' + 27
		default:
			t[b] = letters - 1
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

// seal hands the stems down to all the words that begin with them. Children always come after their parents.
func (w *wordTable) seal() {
	for _, h := range w.hints {
		w.node(h.stem)
	}
	for node := range w.next {
		for _, child := range w.next[node] {
			if child != 0 {
				w.stems[child] = append(append([]int{}, w.stems[node]...), w.stems[child]...)
			}
		}
		w.whole[node] = append(append([]int{}, w.stems[node]...), w.whole[node]...)
	}
	for _, l := range w.loose {
		w.mayForgive[letterOf[l.text[0]]] = true
	}
	w.stemSignals, w.wholeSignals = make([]signals, len(w.next)), make([]signals, len(w.next))
	for _, h := range w.hints {
		node := w.node(h.stem)
		w.stemSignals[node] = w.stemSignals[node].with(h.lights)
	}
	for node := range w.next {
		for _, child := range w.next[node] {
			if child != 0 {
				w.stemSignals[child] = w.stemSignals[child].with(w.stemSignals[node])
			}
		}
		w.wholeSignals[node] = w.stemSignals[node].with(w.lightsOf(w.whole[node]))
		w.stemSignals[node] = w.stemSignals[node].with(w.lightsOf(w.stems[node]))
	}
}

func (w *wordTable) lightsOf(literals []int) signals {
	var s signals
	for _, id := range literals {
		if id < len(w.lights) {
			s = s.with(w.lights[id])
		}
	}
	return s
}

// signals returns the signals of a word.
func (w *wordTable) signals(word []byte) signals {
	node := int32(0)
	for _, b := range word {
		next := w.next[node][letterOf[b]]
		if next == 0 {
			return w.stemSignals[node]
		}
		node = next
	}
	return w.wholeSignals[node]
}

// minSlip is how many letters a word must have for a slip in it to be forgiven.
const minSlip = 5

// find returns the literals that word satisfies.
func (w *wordTable) find(word []byte) []int {
	node := int32(0)
	for _, b := range word {
		child := w.next[node][letterOf[b]]
		if child == 0 {
			return w.orSlip(w.stems[node], word)
		}
		node = child
	}
	return w.orSlip(w.whole[node], word)
}

func (w *wordTable) orSlip(found []int, word []byte) []int {
	if len(found) > 0 || len(word) < minSlip {
		return found
	}
	for _, l := range w.loose {
		if l.text[0] == word[0] && slip(word, l.text, l.stem) {
			return w.find([]byte(l.text))
		}
	}
	return nil
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
		return len(rest) <= 1
	case agrees(rest, left[1:]): // a letter missing
		return true
	case len(rest) == 0:
		return false
	case agrees(rest[1:], left), agrees(rest[1:], left[1:]): // one too many, or another
		return true
	}
	return len(rest) > 1 && len(left) > 1 && rest[0] == left[1] && rest[1] == left[0] && agrees(rest[2:], left[2:])
}
