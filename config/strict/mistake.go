package strict

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Kind sorts mistakes for machines.
type Kind string

const (
	Unreadable Kind = "unreadable" // a file can't be read or is not for us
	Syntax     Kind = "syntax"     // not YAML
	UnknownKey Kind = "unknown_key"
	Duplicate  Kind = "duplicate"
	WrongType  Kind = "wrong_type"
	Missing    Kind = "missing"  // a key that must be there
	Variable   Kind = "variable" // ${...} that can't be resolved
	BadValue   Kind = "bad_value"
)

// Mistake is something wrong in a file, with its place and its mend. Line and columns count from 1, columns in
// characters; EndColumn is the column after the stretch. Line 0 means the file as a whole.
type Mistake struct {
	File      string `json:"file"`
	Line      int    `json:"line"`
	Column    int    `json:"column"`
	EndColumn int    `json:"end_column"`
	Kind      Kind   `json:"kind"`
	Message   string `json:"message"`
	Mend      string `json:"suggestion"`
	Source    string `json:"source,omitempty"` // the line, values that may be secret starred
	Warning   bool   `json:"warning,omitempty"`
}

// shownWidth is how much of a long line is drawn.
const shownWidth = 110

// String draws the mistake for people: its place and message, the line, a pointer and the mend.
func (m Mistake) String() string {
	var b strings.Builder
	b.WriteString(m.File)
	if m.Line > 0 {
		fmt.Fprintf(&b, ":%d:%d", m.Line, m.Column)
	}
	b.WriteString("  ")
	if m.Warning {
		b.WriteString("warning: ")
	}
	b.WriteString(m.Message)
	if m.Line == 0 {
		if m.Mend != "" {
			b.WriteString("; " + m.Mend)
		}
		return b.String()
	}
	number := fmt.Sprintf("%4d", m.Line)
	line, start, end := window([]rune(printable(m.Source)), m.Column-1, m.EndColumn-1)
	fmt.Fprintf(&b, "\n%s | %s\n%s | ", number, line, strings.Repeat(" ", len(number)))
	b.WriteString(strings.Repeat(" ", start))
	b.WriteString(strings.Repeat("^", max(1, end-start)))
	if m.Mend != "" {
		b.WriteString(" " + m.Mend)
	}
	return b.String()
}

// window cuts a long line down to what surrounds the stretch, and returns the stretch's place in what is left.
func window(line []rune, start, end int) (string, int, int) {
	start = min(max(start, 0), len(line))
	end = min(max(end, start), len(line))
	if len(line) <= shownWidth {
		return string(line), start, end
	}
	from := max(0, min(start-shownWidth/4, len(line)-shownWidth))
	to := min(len(line), from+shownWidth)
	end = min(end, to)
	before, after := "", ""
	if from > 0 {
		before = "…"
	}
	if to < len(line) {
		after = "…"
	}
	shift := from - utf8.RuneCountInString(before)
	return before + string(line[from:to]) + after, start - shift, end - shift
}

// printable puts a blank for each character that a terminal would not show as one column.
func printable(line string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, line)
}

// ordered sorts mistakes by place and drops those said twice.
func ordered(mistakes []Mistake) []Mistake {
	slices.SortStableFunc(mistakes, func(a, b Mistake) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return slices.CompactFunc(mistakes, func(a, b Mistake) bool {
		return a.File == b.File && a.Line == b.Line && a.Column == b.Column && a.Message == b.Message
	})
}
