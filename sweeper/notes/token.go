package notes

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// gap is what stands between two words, by how much it divides.
type gap uint8

const (
	space    gap = iota // nothing that divides
	comma               // , and quotation marks of a clause
	clause              // ; : ( ) - as dashes
	sentence            // . ! ? and line ends that end a thought
	para                // a blank line or text that was set apart
)

// longestQuotation is how many bytes may stand between two quotation marks of a pair.
const longestQuotation = 300

// token is a word or a number of the fresh text.
type token struct {
	number     float64
	start, end int32 // in the page
	meaning    int32 // what the grammar knows of it
	before     gap   // between the word before and this one
	kind       kind
	people     bool // names people, as its ending tells
	quoted     bool // stands in quotation marks, or in a table
	asked      bool // closes a sentence that ends with a question mark
}

type kind uint8

const (
	word    kind = iota
	figure       // digits with a value
	ordinal      // 15th, 3rd
	moment       // 17:00, 2025-09-02: digits that count nothing
)

// scanner cuts stretches of a page into tokens.
type scanner struct {
	g       *Grammar
	text    string
	tokens  []token
	before  gap
	quoted  bool
	inTable bool
}

func (s *scanner) divide(g gap) { s.before = max(s.before, g) }

// scan reads one stretch, from start to end or as far as notes are read. What stands in a row of a table is a fact at most: nobody asks for anything there.
func (s *scanner) scan(start, end int) {
	s.inTable = isTableRow(s.text[start:end])
	for i := start + listNumber(s.text[start:end]); i < end && len(s.tokens) <= longestNote; {
		switch letter := letterOf[s.text[i]]; {
		case letter == noLetter:
			if s.text[i] != ' ' {
				s.punctuate(rune(s.text[i]), i, start, end)
			}
			i++
		case letter < firstDigit:
			i = s.scanWord(i, end)
		case letter < foreign && s.numbersItem(i, start, end):
			i = strings.IndexByte(s.text[i:end], ')') + i
		case letter < foreign:
			i = s.scanNumber(i, end)
		default:
			r, size := utf8.DecodeRuneInString(s.text[i:end])
			if _, ok := plain(r); ok {
				i = s.scanWord(i, end)
				continue
			}
			s.punctuate(r, i, start, end)
			i += size
		}
	}
}

// punctuate notes what the mark r at i does to the words around it.
func (s *scanner) punctuate(r rune, i, start, end int) {
	switch r {
	case '.', '!', '?', '…', '¿':
		s.divide(s.strength(r, i, end))
		if r == '?' && len(s.tokens) > 0 && s.before == sentence {
			s.tokens[len(s.tokens)-1].asked = true
		}
	case ',', '/', '|':
		s.divide(comma)
	case ';', ':', '(', ')', '[', ']', '—', '–', '=', '→', '•':
		s.divide(clause)
	case '-':
		if i == start || s.text[i-1] == ' ' || s.text[i-1] == '-' {
			s.divide(clause)
		}
	case '"', '“', '”', '„', '«', '»':
		s.quoted = !s.quoted && r != '”' && r != '»' && closes(s.text[i+utf8.RuneLen(r):end])
	}
}

// closes reports whether a quotation that begins here ends soon: one that does not is no quotation.
func closes(rest string) bool {
	return strings.ContainsAny(rest[:min(len(rest), longestQuotation)], "\"”“»«")
}

// strength tells a full stop from one inside a word or after a short form.
func (s *scanner) strength(r rune, i, end int) gap {
	if r != '.' && r != '…' {
		return sentence
	}
	if i+1 < end && s.text[i+1] != ' ' && s.text[i+1] != '"' && s.text[i+1] != ')' && s.text[i+1] != '.' {
		return space
	}
	if n := len(s.tokens); n > 0 {
		last := s.tokens[n-1]
		if length := last.end - last.start; length == 1 && last.kind == word || length <= longestShortForm && isShortForm(s.text[last.start:last.end]) {
			return space
		}
	}
	return sentence
}

// longestShortForm is the length of the longest word that is written with a full stop.
const longestShortForm = 6

func isShortForm(word string) bool {
	var room [longestShortForm]byte
	return shortForms[string(appendPlain(room[:0], word))]
}

// scanWord reads a word with its apostrophes; contractions give two tokens: can, not.
func (s *scanner) scanWord(i, end int) int {
	w := s.g.wordAt(s.text, i, end)
	switch {
	case w.nothing:
	case w.cut == 0:
		s.add(i, w.end, w.first).people = w.people
	default:
		middle := min(i+w.cut, w.end-1)
		s.add(i, middle, w.first)
		s.add(middle, w.end, w.second)
	}
	return w.end
}

// add adds the word in text[start:end], and returns it.
func (s *scanner) add(start, end int, meaning int32) *token {
	n := len(s.tokens)
	if s.before >= para {
		s.quoted = false
	}
	if n == 0 {
		s.before = para
	}
	s.tokens = append(s.tokens, token{start: int32(start), end: int32(end), meaning: meaning, before: s.before, quoted: s.quoted || s.inTable})
	s.before = space
	return &s.tokens[n]
}

// spelling is a word as it is written.
type spelling struct {
	end     int   // where it ends
	first   int32 // what it means
	second  int32 // and what its second word does, when it is a short form of two
	cut     int   // the length of the first of two as written; 0 when it is one
	people  bool  // names people, as its ending tells
	nothing bool  // is made of marks that nobody sees
}

// wordAt reads the word at i. Most are of plain letters, and known or not; what else there is to a word is for slowWordAt.
func (g *Grammar) wordAt(text string, i, end int) spelling {
	w, start, node, known := g.words, i, int32(root), true
	for ; i < end; i++ {
		letter := letterOf[text[i]]
		if letter == noLetter || letter == foreign {
			break
		}
		if known {
			child := w.trie[node].base + int32(letter)
			if known = w.trie[child].parent == node; known {
				node = child
			}
		}
	}
	if i < end && (text[i] >= utf8.RuneSelf || text[i] == '\'' || text[i] == '`') {
		return g.slowWordAt(text, start, end)
	}
	s := spelling{end: i, first: w.senses[node].passing}
	if known {
		s.first, known = w.senses[node].ending, w.senses[node].exact
	}
	if s.first >= w.firstShort {
		return g.slowWordAt(text, start, end)
	}
	if i-start < minSlip {
		return s
	}
	if slipped := !known && w.mayForgive[letterOf[text[start]]]; slipped || text[i-1]|0x20 == 's' && g.namers[letterOf[text[i-2]]] {
		var room [64]byte
		word := appendPlain(room[:0], text[start:i])
		if slipped {
			s.first = w.orSlip(s.first, word)
		}
		s.people = g.namesPeople(word)
	}
	return s
}

// slowWordAt reads a word with apostrophes, with letters that are not plain ones, or one that stands for two.
func (g *Grammar) slowWordAt(text string, i, end int) spelling {
	var room [64]byte
	word, start, apostrophe := room[:0], i, -1
	for i < end {
		r, size := utf8.DecodeRuneInString(text[i:end])
		if p, letter := plain(r); letter {
			word = utf8.AppendRune(word, p)
		} else if (r == '\'' || r == '’' || r == '`') && apostrophe < 0 && i > start && nextIsLetter(text[i+size:end]) {
			apostrophe = len(word)
		} else if !invisible(r) {
			break
		}
		i += size
	}
	if len(word) == 0 {
		return spelling{end: i, nothing: true}
	}
	first, second, cut := contraction(word, apostrophe)
	if second == "" {
		return spelling{end: i, first: g.words.find(first), people: g.namesPeople(first)}
	}
	s := spelling{end: i, first: g.words.find(first), cut: cut}
	s.second = g.words.find(append(word[:0], second...))
	return s
}

func nextIsLetter(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r)
}
