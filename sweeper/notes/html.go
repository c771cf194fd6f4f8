package notes

import (
	"bytes"
	stdhtml "html"
	"slices"
	"sort"
	"strings"

	"golang.org/x/net/html"
)

// page is what a reader sees of a note, with the way back to where it stands in the source.
type page struct {
	text string
	runs []run // in the order of text; nil when the page is the source
}

// run is a piece of a page, up to where the next one begins: source[from:to] as it stands there, or else what is shown for that.
type run struct {
	at       int32 // where it begins in the page
	from, to int32
	same     bool
}

// source returns the stretch of the source that shows as text[start:end].
func (p page) source(start, end int) (int, int) {
	if p.runs == nil {
		return start, end
	}
	first, last := p.runOf(start), p.runOf(end-1)
	from, to := int(first.from), int(last.to)
	if first.same {
		from += start - int(first.at)
	}
	if last.same {
		to = int(last.from) + end - int(last.at)
	}
	return from, to
}

// runOf returns the run that text[i] belongs to.
func (p page) runOf(i int) run {
	next := sort.Search(len(p.runs), func(n int) bool { return int(p.runs[n].at) > i })
	return p.runs[next-1]
}

// renderer builds pages from HTML, each in the room of the one before.
type renderer struct {
	page    []byte
	runs    []run
	offset  int    // in the source
	skipped string // the element whose content is left out, or ""
	depth   int    // of such elements within each other
}

// render shows an HTML note as text. Quotes, scripts, preformatted text and signatures that mail programs mark as such are left out; a
// quote leaves an empty quoted line behind, so that what introduces it is known for what it is. The way back to the source is lost
// with the next note.
func (r *renderer) render(source string) page {
	r.begin()
	if r.simple(source); r.offset < len(source) {
		r.parse(source[r.offset:])
	}
	return page{string(r.page), r.runs}
}

func (r *renderer) begin() {
	*r = renderer{page: r.page[:0], runs: append(r.runs[:0], run{same: true})}
}

// simple shows the beginning of a note that is text and simple tags, which is mostly all of it. It saves the parser, which is slow.
func (r *renderer) simple(source string) {
	for left := source; left != ""; left = source[r.offset:] {
		text, _, tagged := strings.Cut(left, "<")
		t, ok := readSimpleTag(left[len(text):])
		if tagged && !ok {
			return
		}
		r.text(text)
		r.offset += len(text)
		r.show(t.kind, t.name)
		r.offset += t.size
	}
}

// simpleTag is a tag as most are written, of an element that is not left out.
type simpleTag struct {
	kind html.TokenType
	name string
	size int
}

// readSimpleTag reads the tag with which s begins, or returns false when it is not simple.
func readSimpleTag(s string) (simpleTag, bool) {
	t := simpleTag{kind: html.StartTagToken}
	left, ends := strings.CutPrefix(strings.TrimPrefix(s, "<"), "/")
	name := left[:nameLength(left)]
	if _, block := blocks[name]; !block && !slices.Contains(inline, name) || slices.Contains(leftOut, name) {
		return t, false
	}
	left = left[len(name):]
	if ends {
		t.kind = html.EndTagToken
	} else {
		attributes, ok := simpleAttributes(left)
		if !ok {
			return t, false
		}
		left = left[attributes:]
		if closed := strings.TrimPrefix(left, " "); strings.HasPrefix(closed, "/") {
			t.kind, left = html.SelfClosingTagToken, closed[len("/"):]
		}
	}
	t.name, t.size = name, len(s)-len(left)+len(">")
	return t, strings.HasPrefix(left, ">")
}

// nameLength returns how many bytes of s may belong to the name of a tag or an attribute.
func nameLength(s string) int {
	for i := range len(s) {
		if c := s[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			return i
		}
	}
	return len(s)
}

// simpleAttributes returns the length of the attributes with which s begins, written as in ` class="news" dir="auto"`, or false when
// they are not closed or may mark a quote.
func simpleAttributes(s string) (int, bool) {
	n := 0
	for strings.HasPrefix(s[n:], " ") {
		name := s[n+1:][:nameLength(s[n+1:])]
		quoted, assigned := strings.CutPrefix(s[n+1+len(name):], `="`)
		if name == "" || !assigned {
			break
		}
		value, _, closed := strings.Cut(quoted, `"`)
		if !closed || (name == "class" || name == "id") && (strings.Contains(value, "&") || namesQuote(value)) {
			return 0, false
		}
		n += len(` `) + len(name) + len(`="`) + len(value) + len(`"`)
	}
	return n, true
}

// parse shows what is left of a note.
func (r *renderer) parse(source string) {
	z := html.NewTokenizer(strings.NewReader(source))
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			return
		}
		raw := z.Raw()
		if kind == html.TextToken {
			if r.skipped == "" {
				r.text(string(raw))
			}
		} else {
			r.tag(kind, z)
		}
		r.offset += len(raw)
	}
}

// leftOut are elements whose content nobody wrote into the note.
var leftOut = []string{"blockquote", "script", "style", "head", "title", "pre", "textarea", "template", "svg"}

// quoteMarks are classes and ids by which mail programs mark quotes and signatures.
var quoteMarks = []string{"gmail_quote", "gmail_signature", "yahoo_quoted", "moz-signature", "protonmail_quote", "zmail_extra", "gmail_extra"}

// blocks are elements that begin and end a line, with what is shown for their tags.
var blocks = map[string]string{
	"p": "\n\n", "table": "\n\n", "ul": "\n\n", "ol": "\n\n", "tr": "\n\n",
	"div": "\n", "br": "\n", "li": "\n", "h1": "\n", "h2": "\n", "h3": "\n", "h4": "\n", "h5": "\n", "h6": "\n", "hr": "\n", "blockquote": "\n",
	"pre": "\n", "section": "\n", "article": "\n", "header": "\n", "footer": "\n", "dd": "\n", "dt": "\n",
}

// inline are common elements that stand within a line.
var inline = []string{"a", "b", "i", "u", "s", "em", "strong", "span", "font", "small", "code", "img", "tbody", "thead", "td", "th"}

// empty are elements without content.
var empty = []string{"br", "hr", "img", "input", "meta", "link", "col", "area", "base", "wbr"}

func (r *renderer) tag(kind html.TokenType, z *html.Tokenizer) {
	nameBytes, more := z.TagName()
	name := string(nameBytes)
	if r.skipped != "" {
		r.skip(kind, name)
		return
	}
	if kind == html.StartTagToken && (slices.Contains(leftOut, name) || more && marksQuote(z)) && !slices.Contains(empty, name) {
		r.skipped, r.depth = name, 1
		r.put("\n> \n", r.offset, r.offset)
		return
	}
	r.show(kind, name)
}

// show adds what is shown for a tag.
func (r *renderer) show(kind html.TokenType, name string) {
	shown := blocks[name]
	switch {
	case kind == html.StartTagToken && name == "li":
		shown = "\n- "
	case kind == html.StartTagToken && (name == "td" || name == "th") && !bytes.HasSuffix(r.page, []byte("\n")):
		shown = " | "
	}
	r.put(shown, r.offset, r.offset)
}

// skip follows the content of an element that is left out, to its end.
func (r *renderer) skip(kind html.TokenType, name string) {
	if name != r.skipped {
		return
	}
	switch kind {
	case html.StartTagToken:
		r.depth++
	case html.EndTagToken:
		if r.depth--; r.depth == 0 {
			r.skipped = ""
		}
	}
}

func marksQuote(z *html.Tokenizer) bool {
	for {
		key, value, more := z.TagAttr()
		if k := string(key); (k == "class" || k == "id") && namesQuote(string(value)) {
			return true
		}
		if !more {
			return false
		}
	}
}

// namesQuote reports whether one of the names is a mark of quotes.
func namesQuote(names string) bool {
	for name := range strings.FieldsSeq(names) {
		if slices.Contains(quoteMarks, name) {
			return true
		}
	}
	return false
}

// longestEntity is the length of the longest character reference that is looked for.
const longestEntity = 32

// text adds raw text, its character references resolved and its white space as one.
func (r *renderer) text(raw string) {
	for i := 0; i < len(raw); {
		size := strings.IndexAny(raw[i:], "&\n\r\t")
		if size < 0 {
			size = len(raw) - i
		}
		if size > 0 {
			r.copy(raw[i:i+size], r.offset+i)
			i += size
			continue
		}
		size = 1
		shown := " "
		if raw[i] == '&' {
			shown = "&"
			if semi := strings.IndexByte(raw[i:min(len(raw), i+longestEntity)], ';'); semi > 0 {
				size = semi + 1
				shown = strings.ReplaceAll(stdhtml.UnescapeString(raw[i:i+size]), "\u00a0", " ")
			}
		}
		r.put(shown, r.offset+i, r.offset+i+size)
		i += size
	}
}

// copy adds text that stands so in the source from an offset on.
func (r *renderer) copy(text string, at int) {
	r.runs = append(r.runs, run{at: int32(len(r.page)), from: int32(at), to: int32(at + len(text)), same: true})
	r.page = append(r.page, text...)
}

// put adds text that stands for source[from:to].
func (r *renderer) put(text string, from, to int) {
	r.runs = append(r.runs, run{at: int32(len(r.page)), from: int32(from), to: int32(to)})
	r.page = append(r.page, text...)
}
