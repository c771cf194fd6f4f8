package notes

import (
	"fmt"
	"slices"
	"strings"
)

// pattern is one phrase, ready to be matched.
type pattern struct {
	family   int // what it is an instance of
	elements []element
	needs    [3]uint16 // signals that a sentence must light to hold it
}

// opening is the element it begins with; where that must be the head of a clause, the next one.
func (p *pattern) opening() element {
	if p.elements[0].kind == head {
		return p.elements[1]
	}
	return p.elements[0]
}

type element struct {
	kind elementKind
	id   int // of a literal or a family
}

type elementKind uint8

const (
	literal elementKind = iota
	family
	between // up to five words
	anyWord // just one
	head    // a clause begins here
	tail    // one ends here
)

// phraseCompiler turns phrases into patterns and gives literals and families their numbers.
type phraseCompiler struct {
	literals map[string]int
	families map[string]int
	names    []string // of the families
	texts    []string // of the literals
	table    *wordTable
	patterns []*pattern
}

func newPhraseCompiler() *phraseCompiler {
	return &phraseCompiler{literals: map[string]int{}, families: map[string]int{}, table: newWordTable()}
}

func (c *phraseCompiler) familyID(name string) int {
	id, ok := c.families[name]
	if !ok {
		id = len(c.families)
		c.families[name] = id
		c.names = append(c.names, name)
	}
	return id
}

// literalID reads word, stem* or ~word.
func (c *phraseCompiler) literalID(text string) int {
	if id, ok := c.literals[text]; ok {
		return id
	}
	id := len(c.literals)
	c.literals[text] = id
	c.texts = append(c.texts, text)
	bare, stem := strings.CutSuffix(text, "*")
	bare, forgiving := strings.CutPrefix(bare, "~")
	bare = plainWord(bare)
	c.table.add(bare, stem, id)
	if forgiving {
		c.table.loose = append(c.table.loose, loose{text: bare, stem: stem})
	}
	return id
}

// special returns a literal that no word satisfies.
func (c *phraseCompiler) special(text string) int {
	id := len(c.literals)
	c.literals[text] = id
	c.texts = append(c.texts, text)
	return id
}

// add makes phrase an instance of the family.
func (c *phraseCompiler) add(family, phrase string) error {
	return c.addTo(c.familyID(family), phrase)
}

func (c *phraseCompiler) addTo(id int, phrase string) error {
	all, err := c.elements(phrase)
	if err != nil {
		return err
	}
	for _, elements := range all {
		if len(elements) == 0 || len(elements) == 1 && elements[0].kind >= between {
			return fmt.Errorf("%q has no words", phrase)
		}
		c.patterns = append(c.patterns, &pattern{family: id, elements: elements})
	}
	return nil
}

// elements reads a phrase into its forms, one for each choice of the words that may be absent.
func (c *phraseCompiler) elements(phrase string) ([][]element, error) {
	forms := [][]element{nil}
	for rest := strings.TrimSpace(phrase); rest != ""; rest = strings.TrimSpace(rest) {
		var e element
		var piece string
		var err error
		piece, rest, err = cutPiece(rest)
		if err != nil {
			return nil, fmt.Errorf("%q: %w", phrase, err)
		}
		piece, optional := strings.CutSuffix(piece, "?")
		if e, err = c.element(piece); err != nil {
			return nil, fmt.Errorf("%q: %w", phrase, err)
		}
		with := make([][]element, 0, 2*len(forms))
		for _, f := range forms {
			with = append(with, append(append([]element{}, f...), e))
		}
		if optional {
			for _, f := range forms {
				if !slices.ContainsFunc(with, func(other []element) bool { return slices.Equal(f, other) }) {
					with = append(with, f)
				}
			}
		}
		forms = with
	}
	return forms, nil
}

// cutPiece takes the first word or parenthesis off a phrase.
func cutPiece(s string) (piece, rest string, err error) {
	switch s[0] {
	case '<':
		end := strings.IndexByte(s, '>') + 1
		if end == 0 {
			return "", "", fmt.Errorf("a < is not closed")
		}
		piece, rest = cutOptional(s, end)
		return piece, rest, nil
	case '(':
	default:
		piece, rest, _ = strings.Cut(s, " ")
		return piece, rest, nil
	}
	depth := 0
	for i := range len(s) {
		switch s[i] {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				piece, rest = cutOptional(s, i+1)
				return piece, rest, nil
			}
		}
	}
	return "", "", fmt.Errorf("a parenthesis is not closed")
}

// cutOptional cuts s at end, or behind a question mark that stands there.
func cutOptional(s string, end int) (piece, rest string) {
	if end < len(s) && s[end] == '?' {
		end++
	}
	return s[:end], s[end:]
}

func (c *phraseCompiler) element(piece string) (element, error) {
	switch {
	case piece == "..":
		return element{kind: between}, nil
	case piece == "_":
		return element{kind: anyWord}, nil
	case piece == "^":
		return element{kind: head}, nil
	case piece == "$":
		return element{kind: tail}, nil
	case strings.HasPrefix(piece, "<") && strings.HasSuffix(piece, ">"):
		return element{family, c.familyID(piece[1 : len(piece)-1])}, nil
	case strings.HasPrefix(piece, "("):
		id, known := c.families[piece]
		if known {
			return element{family, id}, nil
		}
		id = c.familyID(piece)
		for _, choice := range choices(piece[1 : len(piece)-1]) {
			if err := c.addTo(id, choice); err != nil {
				return element{}, err
			}
		}
		return element{family, id}, nil
	case plainWord(strings.Trim(piece, "~*")) == "" || strings.ContainsAny(piece, "<>()|"):
		return element{}, fmt.Errorf("%q is no word", piece)
	}
	return element{literal, c.literalID(piece)}, nil
}

// choices splits a|b|(c|d) at its own bars.
func choices(s string) []string {
	var out []string
	depth, from := 0, 0
	for i := range len(s) {
		switch {
		case s[i] == '(':
			depth++
		case s[i] == ')':
			depth--
		case s[i] == '|' && depth == 0:
			out = append(out, s[from:i])
			from = i + 1
		}
	}
	return append(out, s[from:])
}
