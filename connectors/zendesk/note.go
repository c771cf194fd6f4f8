package zendesk

import (
	"html"
	"strings"
	"unicode/utf8"
)

// mostBytes is how long a comment may be; Zendesk cuts the rest off without a word, per its reference on ticket comments.
const mostBytes = 64 << 10

// wordJoiner is invisible and takes no room. Between braces it keeps Zendesk from reading a placeholder there.
const wordJoiner = "\u2060"

var placeholders = strings.NewReplacer("{{", "{"+wordJoiner+"{", "{%", "{"+wordJoiner+"%")

// noteHTML writes a plain note as HTML: that form is not read as Markdown, and its line breaks are kept. Nothing in the text
// becomes markup or a placeholder. A note too long for a comment loses the end of what stands before its last
// paragraph, which holds its reference.
func noteHTML(text string) string {
	text = strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
	whole := markup(text)
	if len(whole) <= mostBytes {
		return whole
	}
	body, last := text, ""
	if i := strings.LastIndex(text, "\n\n"); i >= 0 {
		body, last = text[:i], text[i:]
	}
	for len(body) > 0 {
		body = cut(body, len(body)*3/4)
		if shorter := markup(body + " …" + last); len(shorter) <= mostBytes {
			return shorter
		}
	}
	return markup(cut(last, mostBytes/16))
}

// markup makes paragraphs of what blank lines separate. Spaces at a line's begin are kept by making them unbreakable.
func markup(text string) string {
	text = placeholders.Replace(placeholders.Replace(text)) // twice: "{{{" leaves a pair behind
	var out strings.Builder
	for paragraph := range strings.SplitSeq(text, "\n\n") {
		if paragraph = strings.Trim(paragraph, "\n"); paragraph == "" {
			continue
		}
		out.WriteString("<p>")
		for i, line := range strings.Split(paragraph, "\n") {
			if i > 0 {
				out.WriteString("<br>")
			}
			out.WriteString(html.EscapeString(line))
		}
		out.WriteString("</p>")
	}
	return out.String()
}

// cut returns the first n bytes of s, less what would split a character.
func cut(s string, n int) string {
	if n >= len(s) {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
