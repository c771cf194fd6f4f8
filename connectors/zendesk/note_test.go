package zendesk

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
)

func TestNoteHTML(t *testing.T) {
	tests := map[string]string{
		"One line.":             "<p>One line.</p>",
		"Two\nlines.":           "<p>Two<br>lines.</p>",
		"Two\r\n\r\nparagraphs": "<p>Two</p><p>paragraphs</p>",
		"a\n\n\n\nb\n":          "<p>a</p><p>b</p>",
		"<b> & \"q\"":           "<p>&lt;b&gt; &amp; &#34;q&#34;</p>",
		"{{ticket.id}}":         "<p>{\u2060{ticket.id}}</p>",
		"{{{x}}} {% y %}":       "<p>{\u2060{\u2060{x}}} {\u2060% y %}</p>",
		"":                      "",
	}
	for text, want := range tests {
		if got := noteHTML(text); got != want {
			t.Errorf("%q gives %q, want %q", text, got, want)
		}
	}
}

func TestLongNotesKeepTheirReference(t *testing.T) {
	for _, filler := range []string{"x", "&", "ü", "word ", "\n\n", "{{"} {
		got := noteHTML(strings.Repeat(filler, 100_000/len(filler)) + "\n\nref dh1-7k2m9q")
		if len(got) > mostBytes || !strings.Contains(got, "<p>ref dh1-7k2m9q</p>") {
			t.Errorf("with %q: %d bytes, ending %q", filler, len(got), got[max(0, len(got)-40):])
		}
	}
}

// FuzzNoteHTML: whatever the text, it fits, holds no markup but paragraphs and breaks, and no placeholder.
func FuzzNoteHTML(f *testing.F) {
	for _, seed := range []string{"plain", "<script>", "{{a}}", "{{{{", "{%", "a\n\nb\nc", "\xff", "&lt;", "&#123;&#123;"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := noteHTML(text)
		if len(got) > mostBytes || strings.Contains(got, "{{") || strings.Contains(got, "{%") {
			t.Fatalf("%q gives %q", text, got)
		}
		z := html.NewTokenizer(strings.NewReader(got))
		for kind := z.Next(); kind != html.ErrorToken; kind = z.Next() {
			if name, attributes := z.TagName(); kind != html.TextToken && (attributes || string(name) != "p" && string(name) != "br") {
				t.Fatalf("%q gives the tag %q", text, name)
			}
		}
	})
}
