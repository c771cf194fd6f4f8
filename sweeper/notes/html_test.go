package notes

import (
	"html"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// markup is pieces of notes, simple and not.
var markup = []string{
	"words", " ", "\n", "\r\n", "\t", "\"", "'", "&", "&amp;", "&#99;", "&nbsp;", "&nGg;", "&unknown;", ";", "é", "\x00", "\xff", "<", ">", "/", "=", "</", "<>", "</>",
	"<p>", "</p>", "<p/>", "<P>", "<p >", "<br>", "<br/>", "<br />", "<b>", "</b>", "<b\n>", "<big>", "<h3>", "<h0>", "<ul><li>", "<li/>", "</li/>", "<table><tr><td>", "<td/>", "</td>",
	`<div class="zd-comment" dir="auto">`, `<a href="https://example.test/?a=1&b=2>" rel="noopener">`, `<img src="a/b"/>`, `<i title="/">`, `<i title=/>`, `<i x="1"y="2">`, `<i x="1`,
	`<i x=="1 y="2>`, `<i ="1>2">`, `<i x="1" x />`, `<p class="a gmail_quote">`, `<div id="yahoo_quoted">`, `<p class="gmail_quote"/>`, `<p class="gmail&#95;quote">`, `<p class="a" class="gmail_quote">`,
	`</p class="gmail_quote">`, "<p class=gmail_quote>", "<blockquote>", "</blockquote>", "<pre>", "</pre>", "<script>", "</script>", "<textarea/>", "<xmp>", "<plaintext>",
	"<!-- ", " -->", "<!doctype html>", "<?x?>", "<![CDATA[",
}

// TestSimpleMarkupShowsAsTheParserShowsIt: what is read without the parser shows the same, from the same stretches of the source.
func TestSimpleMarkupShowsAsTheParserShowsIt(t *testing.T) {
	for _, n := range written(t) {
		for _, text := range []string{n.Text, html.EscapeString(n.Text)} {
			sameAsParsed(t, text)
			sameAsParsed(t, `<div class="zd-comment" dir="auto"><p>`+strings.ReplaceAll(text, "\n", "<br />")+"</p></div>")
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		sameAsParsed(t, strings.Join(rapid.SliceOfN(rapid.SampledFrom(markup), 0, 12).Draw(t, "pieces"), ""))
	})
}

// FuzzRender: the same of any text.
func FuzzRender(f *testing.F) {
	for _, piece := range markup {
		f.Add(piece + "text</p>")
	}
	f.Fuzz(func(t *testing.T, source string) { sameAsParsed(t, source) })
}

func sameAsParsed(t rapid.TB, source string) {
	t.Helper()
	r := new(renderer)
	r.begin()
	r.parse(source)
	parsed, shown := page{string(r.page), r.runs}, new(renderer).render(source)
	if shown.text != parsed.text {
		t.Fatalf("%q shows %q, not %q", source, shown.text, parsed.text)
	}
	for i := range shown.text {
		from, to := shown.source(i, i+1)
		wantFrom, wantTo := parsed.source(i, i+1)
		if from != wantFrom || to != wantTo {
			t.Fatalf("%q: text[%d] stands for source[%d:%d], not [%d:%d]", source, i, from, to, wantFrom, wantTo)
		}
	}
}

// TestMostMarkupIsSimple: notes as Zendesk shows them need no parser.
func TestMostMarkupIsSimple(t *testing.T) {
	source := `<div class="zd-comment" dir="auto"><p dir="auto">Hi,<br>\n<b>1</b> &amp; <a href="https://example.test/?a=1&amp;b=2">2</a><img src="a.png" /></p><ul><li>3</li></ul></div>`
	r := new(renderer)
	if r.simple(source); r.offset < len(source) {
		t.Errorf("the parser is needed from %q on", source[r.offset:])
	}
}
