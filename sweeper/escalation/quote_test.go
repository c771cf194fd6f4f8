package escalation

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/deskhand/deskhand/sweeper/helpdesk"
	"github.com/deskhand/deskhand/sweeper/notes"
)

func TestQuotesAreNeutral(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"plain words, 2,300 of them", "plain words, 2,300 of them"},
		{"two\r\n\tlines", "two lines"},
		{"@dana look", "dana look"},
		{"mail bob@acme.example", "mail bob at acme.example"},
		{"[~dana] see [this|https://evil.example/x] and www.evil.example", "dana see this https: evil.example/x and www evil.example"},
		{"{{ticket.requester.email}} ${x} <b>bold</b> *b* _i_ `c` # h", "ticket.requester.email x b bold /b b i c h"},
		{"he said \"no\" and “yes”", "he said 'no' and 'yes'"},
		{"right\u202eleft\u200b\u0000x", "right left x"},
		{"Rule x, ref dh1-7k2m9q", "Rule x, ref dh1 7k2m9q"},
		{"", ""},
	} {
		if got := neutral(test.text, quoteLength); got != test.want {
			t.Errorf("%q: %q, want %q", test.text, got, test.want)
		}
	}
}

func FuzzNeutral(f *testing.F) {
	f.Add("Hello @all {{x}} ref dh1-aaaaaa", 20)
	f.Add("dh1dh1--abc ://", 160)
	f.Fuzz(func(t *testing.T, text string, length int) {
		length = 2 + (length%200+200)%200
		got := neutral(text, length)
		if n := utf8.RuneCountInString(got); n > length || !utf8.ValidString(got) {
			t.Errorf("%q has %d letters of %d", got, n, length)
		}
		if strings.ContainsAny(got, "@{}[]<>*_`#!|\\\n\"") || strings.Contains(got, refPrefix) || strings.Contains(got, "://") {
			t.Errorf("%q can act", got)
		}
		if strings.ContainsFunc(got, func(r rune) bool { return !unicode.IsPrint(r) }) {
			t.Errorf("%q holds what can't be seen", got)
		}
	})
}

func TestQuotesAreSentences(t *testing.T) {
	for _, test := range []struct {
		about, body, want string
		format            helpdesk.Format
	}{
		{"the sentence around the words", "Hello. None of our 2,300 learners can open it! Help", "None of our 2,300 learners can open it", helpdesk.Plain},
		{
			"what fits of a long one", strings.Repeat("very ", 40) + "many, 2,300 learners, wait",
			"…" + strings.Repeat("very ", 26) + "many, 2,300 learners, wait", helpdesk.Plain,
		},
		{"markup as a reader sees it", "<p>Hi.</p><p>our <b>2,300 learners</b> &amp; friends wait.</p>", "our 2,300 learners & friends wait", helpdesk.HTML},
	} {
		const words = "2,300 learners"
		at := strings.Index(test.body, words)
		a := act{
			Event: &helpdesk.Event{Body: test.body, Format: test.format},
			says:  notes.Findings{Evidence: []notes.Evidence{{Code: "affected", Start: at, End: at + len(words), Text: words}}},
		}
		if got := a.quoting("affected").Quote; got != test.want {
			t.Errorf("%s: %q, want %q", test.about, got, test.want)
		}
	}
}
