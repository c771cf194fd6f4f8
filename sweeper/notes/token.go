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
	start, end int   // in the page
	before     gap   // between the word before and this one
	names      []int // the literals of the grammar that this word satisfies
	capital    bool  // begins with a capital letter
	people     bool  // names people, as its ending tells
	quoted     bool  // stands in quotation marks
	asked      bool  // closes a sentence that ends with a question mark
	number     float64
	kind       kind
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
	g      *Grammar
	text   string
	tokens []token
	buf    []byte
	before gap
	quoted bool
}

func (s *scanner) divide(g gap) { s.before = max(s.before, g) }

// scan reads one stretch, from start to end.
func (s *scanner) scan(start, end int) {
	for i := start; i < end; {
		c := s.text[i]
		if c == ' ' || c == '\t' {
			i++
			continue
		}
		r, size := rune(c), 1
		if c >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(s.text[i:end])
		}
		switch _, letter := plain(r); {
		case '0' <= c && c <= '9':
			i = s.scanNumber(i, end)
		case letter:
			i = s.scanWord(i, end)
		default:
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
		if length := last.end - last.start; length == 1 || shortForms[strings.ToLower(s.text[last.start:last.end])] {
			return space
		}
	}
	return sentence
}

// scanWord reads a word with its apostrophes; contractions give two tokens: can, not.
func (s *scanner) scanWord(i, end int) int {
	start, apostrophe := i, -1
	s.buf = s.buf[:0]
	for i < end {
		r, size := utf8.DecodeRuneInString(s.text[i:end])
		p, letter := plain(r)
		switch {
		case letter:
			s.buf = utf8.AppendRune(s.buf, p)
		case invisible(r):
		case (r == '\'' || r == '’' || r == '`') && apostrophe < 0 && i > start && nextIsLetter(s.text[i+size:end]):
			apostrophe = len(s.buf)
		default:
			s.addWord(start, i, apostrophe)
			return i
		}
		i += size
	}
	s.addWord(start, i, apostrophe)
	return i
}

func nextIsLetter(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r)
}

func (s *scanner) addWord(start, end, apostrophe int) {
	if len(s.buf) == 0 {
		return
	}
	first, second, cut := contraction(s.buf, apostrophe)
	if second == "" {
		s.add(token{start: start, end: end, names: s.g.words.find(first), people: s.g.namesPeople(first)})
		return
	}
	middle := min(start+cut, end-1)
	s.add(token{start: start, end: middle, names: s.g.words.find(first)})
	s.buf = append(s.buf[:0], second...)
	s.add(token{start: middle, end: end, names: s.g.words.find(s.buf)})
}

func (s *scanner) add(t token) {
	r, _ := utf8.DecodeRuneInString(s.text[t.start:t.end])
	t.capital = unicode.IsUpper(r)
	t.before, t.quoted = s.before, s.quoted
	if len(s.tokens) == 0 {
		t.before = para
	}
	if t.before >= sentence && s.before >= para {
		t.quoted, s.quoted = false, false
	}
	s.before = space
	s.tokens = append(s.tokens, t)
}
