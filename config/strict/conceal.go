package strict

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// concealer puts what stands in the file, or stars, in place of values that must not be shown, be they quoted or not.
func (d *Document) concealer() *strings.Replacer {
	const least = 3 // letters; shorter values stand in every message by chance
	shown := map[string]string{}
	for value, written := range d.hidden {
		escaped := strconv.Quote(value)
		shown[value], shown[escaped[1:len(escaped)-1]] = written, written
	}
	values := slices.SortedFunc(maps.Keys(shown), func(a, b string) int { return cmp.Or(len(b)-len(a), cmp.Compare(a, b)) })
	var pairs []string
	for _, value := range values {
		if len(value) >= least {
			pairs = append(pairs, value, shown[value])
		}
	}
	return strings.NewReplacer(pairs...)
}

var (
	userinfo = regexp.MustCompile(`(:/*)([^\s"']*)@`)
	firstKey = regexp.MustCompile(`^[\s-]*["']?[A-Za-z_]+["']?\s*:`)
	word     = regexp.MustCompile(`[^\s{}\[\],:"'#&*!|>$]{4,}`)
)

// starred is the mistake's line without its comment, all words starred but keys and values known to be no secret. In a file
// that is no YAML it is not known where those are: there a key at the head of the line is left, and what is too short for
// a secret.
func (d *Document) starred(m Mistake) string {
	if d.clean[m.File] {
		return m.Source
	}
	if m.Kind == Syntax {
		head := firstKey.FindString(m.Source)
		return head + word.ReplaceAllStringFunc(m.Source[len(head):], stars)
	}
	line := []rune(m.Source)
	shown, last := d.shown(m, len(line))
	for i := range line {
		switch {
		case !shown[i] && i >= last && line[i] == '#':
			return withoutLogin(strings.TrimRight(string(line[:i]), " \t"))
		case !shown[i] && !strings.ContainsRune(punctuation, line[i]):
			line[i] = '*'
		}
	}
	return withoutLogin(string(line))
}

// punctuation gives a line its shape.
const punctuation = " \t{}[],:\"'#&*!|>$-"

// shown finds which characters of the mistake's line may be seen, and where its last key or value ends.
func (d *Document) shown(m Mistake, length int) (shown []bool, last int) {
	shown = make([]bool, length)
	for _, p := range d.parts {
		if p.at.line != m.Line || p.at.file.name != m.File {
			continue
		}
		end := min(p.at.end-1, length)
		last = max(last, end)
		for i := p.at.column - 1; i < end; i++ {
			shown[i] = p.value == nil || p.value.public
		}
	}
	return shown, last
}

// withoutLogin stars the user and password of a URL.
func withoutLogin(line string) string {
	return userinfo.ReplaceAllStringFunc(line, func(found string) string {
		parts := userinfo.FindStringSubmatch(found)
		if reference.MatchString(parts[2]) {
			return found
		}
		return parts[1] + stars(parts[2]) + "@"
	})
}

func stars(text string) string { return strings.Repeat("*", utf8.RuneCountInString(text)) }

// quoteKey quotes a key for a message, no more than its first word: what follows may be a value whose colon was forgotten.
func quoteKey(name string) string {
	first, rest, _ := strings.Cut(name, " ")
	if rest != "" {
		return quote(first + " …")
	}
	return quote(name)
}
