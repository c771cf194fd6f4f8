package jirasim

import (
	"fmt"
	"strings"
	"unicode"
)

// token is a word of a JQL query, with its place for error messages.
type token struct {
	kind tokenKind
	text string // quoted: without quotes, escapes resolved
	at   int    // character in the query, from 1
}

type tokenKind int

const (
	tokenEnd tokenKind = iota
	tokenWord
	tokenQuoted
	tokenSymbol // an operator, a parenthesis, a comma
)

// is reports whether the token is the symbol or, in any case of letters, the bare word.
func (t token) is(word string) bool {
	return (t.kind == tokenWord || t.kind == tokenSymbol) && strings.EqualFold(t.text, word)
}

// sentence is a mistake in Jira's own words.
type sentence string

func (s sentence) Error() string { return string(s) }

func syntaxError(at int, format string, args ...any) error {
	return sentence(fmt.Sprintf("Error in the JQL Query: %s (line 1, character %d)", fmt.Sprintf(format, args...), at))
}

var jqlSymbols = []string{"!=", "!~", ">=", "<=", "||", "&&", "=", "~", ">", "<", "!", "(", ")", ","}

// jqlReserved must be quoted, per Jira's JQL reference.
const jqlReserved = "+.;?|*/%^$#@[]{}&\\`"

// lexJQL cuts a query into tokens; the last is tokenEnd.
func lexJQL(text string) ([]token, error) {
	var tokens []token
	runes := []rune(text)
	for i := 0; i < len(runes); {
		switch r := runes[i]; {
		case unicode.IsSpace(r):
			i++
		case r == '"' || r == '\'':
			quoted, next, err := lexQuoted(runes, i)
			if err != nil {
				return nil, err
			}
			tokens = append(tokens, token{tokenQuoted, quoted, i + 1})
			i = next
		default:
			if symbol := symbolAt(runes, i); symbol != "" {
				tokens = append(tokens, token{tokenSymbol, symbol, i + 1})
				i += len(symbol)
				continue
			}
			if strings.ContainsRune(jqlReserved, r) {
				return nil, syntaxError(i+1, "The character '%c' is a reserved JQL character. It must stand in quotes.", r)
			}
			start := i
			for i < len(runes) && isWordRune(runes[i]) {
				i++
			}
			if i == start {
				return nil, syntaxError(i+1, "The character '%c' is not expected here.", r)
			}
			tokens = append(tokens, token{tokenWord, string(runes[start:i]), start + 1})
		}
	}
	return append(tokens, token{kind: tokenEnd, at: len(runes) + 1}), nil
}

// lexQuoted reads the string that opens at start and returns the place behind it.
func lexQuoted(runes []rune, start int) (string, int, error) {
	var b strings.Builder
	for i := start + 1; i < len(runes); i++ {
		switch {
		case runes[i] == runes[start]:
			return b.String(), i + 1, nil
		case runes[i] == '\\' && i+1 < len(runes):
			i++
			b.WriteRune(unescaped(runes[i]))
		default:
			b.WriteRune(runes[i])
		}
	}
	return "", 0, syntaxError(start+1, "The quoted string '%s' has not been completed.", string(runes[start+1:]))
}

func unescaped(r rune) rune {
	switch r {
	case 'n':
		return '\n'
	case 't':
		return '\t'
	case 'r':
		return '\r'
	}
	return r
}

func symbolAt(runes []rune, i int) string {
	for _, symbol := range jqlSymbols {
		if i+len(symbol) <= len(runes) && string(runes[i:i+len(symbol)]) == symbol {
			return symbol
		}
	}
	return ""
}

// isWordRune reports whether r may stand in a bare word once it has begun.
func isWordRune(r rune) bool {
	return !unicode.IsSpace(r) && unicode.IsPrint(r) && !strings.ContainsRune(jqlReserved, r) && !strings.ContainsRune(`!=~<>(),"'`, r)
}
