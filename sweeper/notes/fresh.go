package notes

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// line is one line of what the author wrote in this note.
type line struct {
	stretch
	before gap     // between the line before and this one
	under  stretch // of lines that somebody else wrote
}

// stretch is a part of the text.
type stretch struct{ start, end int }

// filter finds the author's own prose in a note: without what is quoted or forwarded, signatures, disclaimers, logs and code.
// Answers written between quoted lines are the author's own.
type filter struct {
	text  string
	lines []stretch // of empty lines that follow each other only the first
	next  int
	kept  []line
	gap   gap // since the last line kept
	quote stretch
	code  bool
}

// keepFresh fills kept.
func (f *filter) keepFresh(text string) {
	*f = filter{text: text, lines: splitLines(f.lines[:0], text), kept: f.kept[:0]}
	for f.next < len(f.lines) {
		f.step()
	}
	if len(f.kept) > 0 && f.kept[0].under.end == 0 {
		f.kept[0].under = f.quote
	}
}

func (f *filter) at(i int) string {
	if i >= len(f.lines) {
		return ""
	}
	return f.text[f.lines[i].start:f.lines[i].end]
}

func (f *filter) step() {
	s := f.at(f.next)
	switch {
	case isFence(s):
		f.code = !f.code
		f.drop(1)
	case quoted(s):
		f.cite(1)
	case s == "" || f.code || isLog(s) || isMarkup(s):
		f.drop(1)
	case isDisclaimer(s):
		f.dropParagraph()
	case f.attribution() > 0:
		f.dropQuote(f.attribution())
	case isForward(s) || f.isHeaders():
		f.dropQuote(1)
	case isRule(s) || f.isClosing():
		f.dropSignature()
	default:
		f.keep()
	}
}

func (f *filter) drop(n int) {
	f.next += n
	f.gap = para
}

// cite leaves out n quoted lines. The line under them may answer what they ask, and so may the first of the note.
func (f *filter) cite(n int) {
	end := f.lines[f.next+n-1].end
	if f.quote.end == 0 {
		f.quote.start = f.lines[f.next].start
	}
	f.quote.end = end
	f.drop(n)
}

func (f *filter) keep() {
	l := line{stretch: f.lines[f.next], before: f.gap, under: f.quote}
	f.quote = stretch{}
	if n := len(f.kept); n > 0 && f.gap < para {
		l.before = lineGap(f.text[f.kept[n-1].start:f.kept[n-1].end], f.at(f.next))
	}
	f.kept = append(f.kept, l)
	f.gap = space
	f.next++
}

// dropQuote leaves out n lines that introduce a quote, and the quote: the lines marked as such, or else all that follows.
func (f *filter) dropQuote(n int) {
	f.drop(n)
	for f.next < len(f.lines) && f.at(f.next) == "" {
		f.drop(1)
	}
	if left := len(f.lines) - f.next; left > 0 && !quoted(f.at(f.next)) {
		f.cite(left)
	}
}

func (f *filter) dropParagraph() {
	for f.next < len(f.lines) && f.at(f.next) != "" {
		f.drop(1)
	}
}

// dropSignature leaves out what stands under the closing line, up to a postscript or a quote, between which the author may have
// written more.
func (f *filter) dropSignature() {
	f.drop(1)
	for f.next < len(f.lines) {
		s := f.at(f.next)
		if isPostscript(s) || quoted(s) {
			return
		}
		f.drop(1)
	}
}

// lineGap tells a line that was wrapped from one that ends a thought.
func lineGap(last, next string) gap {
	first, _ := utf8.DecodeRuneInString(next)
	switch {
	case isBullet(next):
		return sentence
	case strings.HasSuffix(last, ","), unicode.IsLower(first):
		return space
	case len(last) >= 50:
		return space
	}
	return sentence
}

func isBullet(s string) bool {
	for _, b := range []string{"- ", "* ", "• ", "+ ", "– ", "· "} {
		if strings.HasPrefix(s, b) {
			return true
		}
	}
	return listNumber(s) > 0
}

// listNumber is the length of the number of an item of a list, with which a line begins: "2. ", or 0.
func listNumber(s string) int {
	n := digitsFrom(s, 0, len(s))
	if n == 0 || n > 2 || len(s) < n+2 || s[n] != '.' && s[n] != ')' || s[n+1] != ' ' {
		return 0
	}
	return n + 1
}

func splitLines(lines []stretch, text string) []stretch {
	empty := false
	for start := 0; start <= len(text); {
		end := strings.IndexByte(text[start:], '\n')
		if end < 0 {
			end = len(text)
		} else {
			end += start
		}
		s := text[start:end]
		trimmed := strings.TrimLeftFunc(s, blank)
		if trimmed != "" || !empty {
			from := start + len(s) - len(trimmed)
			lines = append(lines, stretch{from, from + len(strings.TrimRightFunc(trimmed, blank))})
		}
		empty = trimmed == ""
		start = end + 1
	}
	return lines
}

func blank(r rune) bool { return unicode.IsSpace(r) || invisible(r) }
