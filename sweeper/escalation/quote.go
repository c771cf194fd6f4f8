package escalation

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	quoteLength = 160 // runes of somebody's words that are shown
	nameLength  = 30  // runes of somebody's name
)

// disarming breaks links, and names of our notes.
var disarming = strings.NewReplacer("://", ": ", "www.", "www ", refPrefix, "dh1 ")

// neutral makes a stranger's words safe to repeat in a note on any desk: one line, no mentions, no markup, no placeholders,
// no links, no name of one of our notes, nothing invisible; at most so many runes.
func neutral(text string, length int) string {
	var b strings.Builder
	for _, r := range text {
		switch {
		case unicode.IsSpace(r):
			b.WriteByte(' ')
		case !unicode.IsPrint(r), strings.ContainsRune("*_`~#[]{}<>|\\^!$", r):
			b.WriteByte(' ')
		case r == '"', r == '“', r == '”', r == '„':
			b.WriteByte('\'')
		case r == '@':
			b.WriteString(" at ")
		default:
			b.WriteRune(r)
		}
	}
	plain := strings.Join(strings.Fields(b.String()), " ")
	plain = disarming.Replace(plain)
	plain = strings.TrimPrefix(plain, "at ")
	return shortened(plain, length)
}

// shortened cuts at a word where it can, and shows that it did.
func shortened(text string, length int) string {
	if utf8.RuneCountInString(text) <= length {
		return text
	}
	runes := []rune(text)[:length-1]
	cut := string(runes)
	if space := strings.LastIndexByte(cut, ' '); space > len(cut)/2 {
		cut = cut[:space]
	}
	return strings.TrimRight(cut, " ,.;:-") + "…"
}
