package jira

import (
	"html"
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// wikiText gives wiki markup, the form of Data Center's bodies, as plain text: one line a line, quoted ones after "> ",
// code between fences, emphasis dropped, links with their address. Markup it does not know stays as it was written. It takes
// time linear in the length of the text, whatever the text.
func wikiText(markup string) string {
	var out []string
	number := 0
	for _, l := range wikiLines(strings.ReplaceAll(markup, "\r\n", "\n")) {
		text, quoted := string(l.text), l.quoted
		if !l.verbatim {
			if rest, ok := strings.CutPrefix(strings.TrimLeft(text, " \t"), "bq. "); ok {
				text, quoted = rest, true
			}
			text = wikiLine(text, &number)
		}
		if quoted {
			text = "> " + strings.ReplaceAll(text, "\n", "\n> ")
		}
		out = append(out, text)
	}
	return strings.TrimRight(strings.Join(out, "\n"), "\n ")
}

// wikiLineOf is one line of a text, with what the block macros around it say.
type wikiLineOf struct {
	text             []byte
	quoted, verbatim bool
}

var blockMacro = regexp.MustCompile(`\{(quote|code|noformat|panel|color|anchor)(:[^}\n]*)?\}`)

// wikiLines takes the block macros out of a text and marks the lines that stood inside them.
func wikiLines(s string) []wikiLineOf {
	var lines []wikiLineOf
	fresh := true // the next text begins a line
	add := func(text string, quoted, verbatim bool) {
		for i, part := range strings.Split(text, "\n") {
			if i > 0 || fresh {
				lines = append(lines, wikiLineOf{quoted: quoted, verbatim: verbatim})
			}
			fresh = false
			last := &lines[len(lines)-1]
			last.text = append(last.text, part...)
		}
	}
	quoted := false
	for {
		at := blockMacro.FindStringSubmatchIndex(s)
		if at == nil {
			break
		}
		before, macro := s[:at[0]], s[at[2]:at[3]]
		if escapes(before) {
			add(before+s[at[0]:at[1]], quoted, false)
			s = s[at[1]:]
			continue
		}
		s = s[at[1]:]
		switch macro {
		case "color", "anchor":
			if before != "" {
				add(before, quoted, false)
			}
			continue
		case "code", "noformat":
			addBlock(add, &fresh, before, quoted, false)
			inside, rest, _ := strings.Cut(s, "{"+macro+"}")
			addBlock(add, &fresh, fenced(strings.Trim(inside, "\n")), quoted, true)
			s = strings.TrimPrefix(rest, "\n")
			continue
		case "quote":
			addBlock(add, &fresh, before, quoted, false)
			quoted = !quoted
		default:
			addBlock(add, &fresh, before, quoted, false)
		}
		s = strings.TrimPrefix(s, "\n")
	}
	if s != "" {
		add(s, quoted, false)
	}
	return lines
}

// addBlock adds a text that ends where a block macro stands, so that the next one begins a line.
func addBlock(add func(string, bool, bool), fresh *bool, text string, quoted, verbatim bool) {
	if text = strings.TrimSuffix(text, "\n"); text != "" {
		add(text, quoted, verbatim)
	}
	*fresh = true
}

// escapes reports whether a text ends in a backslash that takes the meaning from what follows.
func escapes(before string) bool {
	n := len(before) - len(strings.TrimRight(before, `\`))
	return n%2 == 1
}

var (
	heading   = regexp.MustCompile(`^[ \t]*h[1-6]\.[ \t]+`)
	listItem  = regexp.MustCompile(`^[ \t]*([*#]+|-+)[ \t]+`)
	ruler     = regexp.MustCompile(`^[ \t]*-{4,}[ \t]*$`)
	mentioned = regexp.MustCompile(`\[~(?:accountid:)?([^\]\n|]+)\]`)
	linkedTo  = regexp.MustCompile(`\[([^\[\]|\n]+)\|([^\[\]|\n]+)(?:\|[^\[\]\n]*)?\]`)
	bareLink  = regexp.MustCompile(`\[((?:https?|ftp|mailto|file):[^\[\]|\n]+)\]`)
	attached  = regexp.MustCompile(`!([^!|\s][^!|\n]*\.[A-Za-z0-9]{1,5})(?:\|[^!\n]*)?!`)
	monospace = regexp.MustCompile(`\{\{([^}\n]+)\}\}`)
)

// wikiLine gives one line of markup as text. The number counts the items of a numbered list across lines.
func wikiLine(l string, number *int) string {
	l = hideEscapes(l)
	if ruler.MatchString(l) {
		return "---"
	}
	l = heading.ReplaceAllString(l, "")
	bullet := ""
	if at := listItem.FindStringSubmatchIndex(l); at != nil {
		marker := l[at[2]:at[3]]
		l = l[at[1]:]
		if strings.HasSuffix(marker, "#") {
			*number++
			bullet = strings.Repeat("  ", min(len(marker), 9)-1) + strconv.Itoa(*number) + ". "
		} else {
			*number = 0
			bullet = strings.Repeat("  ", min(len(marker), 9)-1) + "- "
		}
	} else {
		*number = 0
	}
	l = mentioned.ReplaceAllString(l, "@$1")
	l = linkedTo.ReplaceAllStringFunc(l, func(m string) string {
		at := linkedTo.FindStringSubmatch(m)
		if at[1] == at[2] {
			return at[1]
		}
		return at[1] + " (" + at[2] + ")"
	})
	l = bareLink.ReplaceAllString(l, "$1")
	l = attached.ReplaceAllString(l, "[attachment $1]")
	l = monospace.ReplaceAllString(l, "$1")
	if row := strings.TrimSpace(l); strings.HasPrefix(row, "|") {
		l = cells(row)
	}
	return bullet + showEscapes(withoutEmphasis(l))
}

// cells gives a table's row with its cells parted by " | ".
func cells(row string) string {
	row = strings.ReplaceAll(row, "||", "|")
	parts := strings.Split(strings.Trim(row, "|"), "|")
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return strings.Join(parts, " | ")
}

// The emphasis marks of wiki markup: each stands at the two edges of a phrase.
const emphasis = "*_-+^~"

// withoutEmphasis drops the marks around emphasised phrases. A mark opens a phrase where a word begins and closes it where
// one ends; a mark within a word, or without its partner on the line, is text.
func withoutEmphasis(l string) string {
	if !strings.ContainsAny(l, emphasis) {
		return l
	}
	runes := []rune(l)
	drop := make([]bool, len(runes))
	for _, mark := range emphasis {
		for i := 0; i < len(runes); i++ {
			if !opens(runes, i, mark) {
				continue
			}
			end := i + 2
			for end < len(runes) && !closes(runes, end, mark) {
				end++
			}
			if end >= len(runes) {
				break // nothing closes from here on, so no later mark opens either
			}
			drop[i], drop[end] = true, true
			i = end
		}
	}
	var b strings.Builder
	for i, r := range runes {
		if !drop[i] {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func opens(l []rune, i int, mark rune) bool {
	return l[i] == mark && (i == 0 || !wordRune(l[i-1]) && l[i-1] != mark) &&
		i+1 < len(l) && !unicode.IsSpace(l[i+1]) && l[i+1] != mark
}

func closes(l []rune, i int, mark rune) bool {
	return l[i] == mark && !unicode.IsSpace(l[i-1]) && l[i-1] != mark && (i+1 == len(l) || !wordRune(l[i+1]) && l[i+1] != mark)
}

func wordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// hidden is where escaped characters wait, in Unicode's private use area, until the markup around them is read.
const hidden = 0xE000

// hideEscapes takes the characters behind a backslash out of the markup's reach. A doubled backslash breaks the line.
func hideEscapes(l string) string {
	if !strings.Contains(l, `\`) {
		return l
	}
	var b strings.Builder
	for i := 0; i < len(l); i++ {
		if l[i] != '\\' || i+1 == len(l) {
			b.WriteByte(l[i])
			continue
		}
		next := l[i+1]
		switch {
		case next == '\\':
			b.WriteRune('\n')
		case next < 0x80 && (unicode.IsPunct(rune(next)) || unicode.IsSymbol(rune(next))):
			b.WriteRune(hidden + rune(next))
		default:
			b.WriteByte('\\')
			continue
		}
		i++
	}
	return b.String()
}

// showEscapes brings the hidden characters back and reads character references such as "&#123;".
func showEscapes(l string) string {
	l = html.UnescapeString(l)
	return strings.Map(func(r rune) rune {
		if r > hidden && r < hidden+0x80 {
			return r - hidden
		}
		return r
	}, l)
}

var (
	lineOpener = regexp.MustCompile(`(?m)^([ \t]*)(h[1-6]|bq)\.`)
	reference  = regexp.MustCompile(`&([#A-Za-z])`)
	smiley     = regexp.MustCompile(`[:;][()PpD]|\((?:/|x|\*[rgby]?|\+|-|\?|!|i|y|n|on|off)\)`)
)

// textWiki gives plain text as wiki markup that shows exactly that text: every character that could be markup, a macro, a
// mention or a smiley is escaped. wikiText gives the text back.
func textWiki(text string) string {
	text = reference.ReplaceAllString(printable(text), "&amp;$1")
	text = lineOpener.ReplaceAllString(text, "$1$2&#46;")
	text = smiley.ReplaceAllStringFunc(text, func(m string) string {
		return "&#" + strconv.Itoa(int(m[0])) + ";" + m[1:]
	})
	var b strings.Builder
	for i, l := range strings.Split(text, "\n") {
		if i > 0 {
			b.WriteByte('\n')
		}
		escapeLine(&b, []rune(l))
	}
	return b.String()
}

// escapeLine escapes the characters of a line that Jira would read as markup where they stand.
func escapeLine(b *strings.Builder, l []rune) {
	at := func(i int) rune {
		if i < 0 || i >= len(l) {
			return ' '
		}
		return l[i]
	}
	begun := false
	for i, r := range l {
		prev, next := at(i-1), at(i+1)
		switch {
		case r == '\\':
			b.WriteString("&#92;")
		case strings.ContainsRune("{}[]|!^~", r), r == '?' && (prev == '?' || next == '?'),
			!begun && strings.ContainsRune("*#-", r), strings.ContainsRune("*_-+", r) && atEdge(prev, next):
			b.WriteByte('\\')
			b.WriteRune(r)
		default:
			b.WriteRune(r)
		}
		begun = begun || !unicode.IsSpace(r)
	}
}

// atEdge reports whether a mark between these two may open or close a phrase: it stands neither within a word nor alone.
func atEdge(prev, next rune) bool {
	within, alone := wordRune(prev) && wordRune(next), unicode.IsSpace(prev) && unicode.IsSpace(next)
	return !within && !alone
}
