package notes_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/deskhand/deskhand/sweeper/notes"
)

func TestEvidenceIsShownInItsSentence(t *testing.T) {
	const words = "2,300 learners"
	far := strings.Repeat("far away ", 20)
	for _, test := range []struct {
		about, note, want string
		format            notes.Format
	}{
		{"its sentence", "Hello. None of our 2,300 learners can open it! Help", "None of our 2,300 learners can open it", notes.Plain},
		{"its line", "Hello\nour 2,300 learners wait\nBye", "our 2,300 learners wait", notes.Plain},
		{"a version is no end", "On 2.4.1 our 2,300 learners wait. Bye", "On 2.4.1 our 2,300 learners wait", notes.Plain},
		{"what fits of a long one", far + "our 2,300 learners wait. Bye", "…away far away our 2,300 learners wait", notes.Plain},
		{"around the words", far + "our 2,300 learners wait " + far, "…away our 2,300 learners wait far away…", notes.Plain},
		{"as a reader sees markup", "<p>Hi.</p><p>our <b>2,300</b> learners &amp; friends wait.</p>", "our 2,300 learners & friends wait", notes.HTML},
	} {
		at := strings.Index(test.note, words)
		e := notes.Evidence{Start: at, End: at + len(words), Text: words}
		if test.format == notes.HTML {
			e.Start = strings.Index(test.note, "2,300")
			e.End = strings.Index(test.note, "learners") + len("learners")
		}
		if got := notes.Sentence(test.note, test.format, e, 42); got != test.want {
			t.Errorf("%s: %q, want %q", test.about, got, test.want)
		}
	}
}

func FuzzSentence(f *testing.F) {
	f.Add("One. <b>Two</b> &amp; three? Four", 5, 20, 10, true)
	f.Add("Eins.\nZwei drei vier", 6, 9, 4, false)
	f.Fuzz(func(t *testing.T, note string, start, end, most int, html bool) {
		if !utf8.ValidString(note) || most < 1 {
			return
		}
		format := notes.Plain
		if html {
			format = notes.HTML
		}
		got := notes.Sentence(note, format, notes.Evidence{Start: start, End: end}, most)
		if strings.ContainsAny(got, "\n\t") {
			t.Errorf("more than a line: %q", got)
		}
		if n := utf8.RuneCountInString(got); n > max(most, end-start+2) {
			t.Errorf("%d characters of %d: %q", n, most, got)
		}
	})
}
