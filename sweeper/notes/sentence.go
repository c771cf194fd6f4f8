package notes

import (
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Sentence returns the words around a piece of evidence as a reader of the note sees them: the sentence that it stands in, or
// as much of that as fits into so many characters, cut at words, with an ellipsis wherever something is left out.
func Sentence(note string, format Format, e Evidence, most int) string {
	if e.Start < 0 || e.End > len(note) || e.Start >= e.End {
		return strings.TrimSpace(e.Text)
	}
	shown := page{text: note}
	if format == HTML {
		shown = new(renderer).render(note)
	}
	start, end := shown.shown(e.Start, e.End)
	if start >= end {
		return strings.TrimSpace(e.Text)
	}
	from, to := sentenceStart(shown.text, start), sentenceEnd(shown.text, end)
	return around(shown.text, from, start, end, to, most)
}

// Text returns a note as a reader sees it, without what it quotes when it is HTML.
func Text(note string, format Format) string {
	if format == HTML {
		return new(renderer).render(note).text
	}
	return note
}

// shown returns the stretch of the page that shows source[start:end]; an empty one when nothing does.
func (p page) shown(start, end int) (int, int) {
	if p.runs == nil {
		return start, end
	}
	first := sort.Search(len(p.text), func(i int) bool { _, to := p.source(i, i+1); return to > start })
	last := sort.Search(len(p.text), func(i int) bool { from, _ := p.source(i, i+1); return from >= end })
	return first, last
}

// sentenceStart returns where the sentence begins that goes on at an offset. A line ends a sentence too.
func sentenceStart(text string, at int) int {
	for i := at; i > 0; i-- {
		if text[i-1] == '\n' || i < at && endsSentence(text, i-1) {
			return i
		}
	}
	return 0
}

func sentenceEnd(text string, at int) int {
	for i := at; i < len(text); i++ {
		if text[i] == '\n' || endsSentence(text, i) {
			return i
		}
	}
	return len(text)
}

// endsSentence reports whether the byte is a full stop, a question or an exclamation mark with white space behind it.
func endsSentence(text string, i int) bool {
	if !strings.ContainsRune(".!?", rune(text[i])) {
		return false
	}
	return i+1 == len(text) || text[i+1] == ' ' || text[i+1] == '\n' || text[i+1] == '\t'
}

// around cuts text[from:to], in which text[start:end] must be seen, to so many characters: a word before and a word behind, in
// turn, as long as they fit.
func around(text string, from, start, end, to, most int) string {
	if whole := oneLine(text[from:to]); utf8.RuneCountInString(whole) <= most {
		return whole
	}
	before, core, behind := words(text[from:start]), text[start:end], words(text[end:to])
	room := most - utf8.RuneCountInString(core) - utf8.RuneCountInString("……")
	fits := func(word string) bool { return utf8.RuneCountInString(word) <= room }
	first, last := len(before), 0
	for grows := true; grows; {
		grows = false
		if first > 0 && fits(before[first-1]) {
			first--
			room -= utf8.RuneCountInString(before[first])
			grows = true
		}
		if last < len(behind) && fits(behind[last]) {
			room -= utf8.RuneCountInString(behind[last])
			last++
			grows = true
		}
	}
	cut := oneLine(strings.Join(before[first:], "") + core + strings.Join(behind[:last], ""))
	if first > 0 {
		cut = "…" + cut
	}
	if last < len(behind) {
		cut = strings.TrimRight(cut, ",;:-– ") + "…"
	}
	return cut
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// words takes a text apart into its words, each with the white space beside it: words[0] + words[1] + ... is the text.
func words(text string) []string {
	var found []string
	start, inWord := 0, false
	for i, r := range text {
		space := unicode.IsSpace(r)
		if space && inWord {
			found = append(found, text[start:i])
			start = i
		}
		inWord = !space
	}
	if start < len(text) {
		found = append(found, text[start:])
	}
	return found
}
