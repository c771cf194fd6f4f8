package escalation

import (
	"html"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/deskhand/deskhand/sweeper/helpdesk"
	"github.com/deskhand/deskhand/sweeper/notes"
)

const (
	quoteLength = 160 // runes of somebody's words that are shown
	nameLength  = 30  // runes of somebody's name
	widest      = 120 // runes of a sentence that is quoted whole
)

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
	plain = strings.NewReplacer("://", ": ", "www.", "www ", refPrefix, "dh1 ").Replace(plain)
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

// sentence widens the words that a finding rests on to the sentence around them, unless that is long. In markup it ends at any
// tag.
func (a act) sentence(e notes.Evidence) string {
	body := a.Body
	if e.Start < 0 || e.End > len(body) || e.Start >= e.End {
		return e.Text
	}
	plain, stops := func(s string) string { return s }, []string{". ", "! ", "? ", "\n"}
	if a.Format == helpdesk.HTML {
		plain, stops = html.UnescapeString, append(stops, ">", "<")
	}
	if plain(body[e.Start:e.End]) != e.Text {
		return e.Text
	}
	start, end := 0, len(body)
	for _, stop := range stops {
		if i := strings.LastIndex(body[:e.Start], stop); i >= 0 {
			start = max(start, i+len(stop))
		}
		if i := strings.Index(body[e.End:end], stop); i >= 0 {
			end = e.End + i
		}
	}
	whole := strings.TrimRight(strings.TrimSpace(plain(body[start:end])), ".!?")
	if utf8.RuneCountInString(whole) > widest {
		return e.Text
	}
	return whole
}
