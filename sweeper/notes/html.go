package notes

import (
	stdhtml "html"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// page is what a reader sees of a note, with the way back to where it stands in the source.
type page struct {
	text string
	// from and to are, for each byte of text, where in the source the character begins and ends that it belongs to. Both are nil
	// when the page is the source.
	from, to []int32
}

// source returns the stretch of the source that shows as text[start:end].
func (p page) source(start, end int) (int, int) {
	if p.from == nil {
		return start, end
	}
	return int(p.from[start]), int(p.to[end-1])
}

// renderer builds a page from HTML.
type renderer struct {
	page    strings.Builder
	from    []int32
	to      []int32
	offset  int    // in the source
	skipped string // the element whose content is left out, or ""
	depth   int    // of such elements within each other
}

// render shows an HTML note as text. Quotes, scripts, preformatted text and signatures that mail programs mark as such are left out; a
// quote leaves an empty quoted line behind, so that what introduces it is known for what it is.
func render(source string) page {
	z := html.NewTokenizer(strings.NewReader(source))
	r := &renderer{from: make([]int32, 0, len(source)), to: make([]int32, 0, len(source))}
	r.page.Grow(len(source))
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			break
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
	return page{r.page.String(), r.from, r.to}
}

// breaking are character references that stand for no part of a word.
var breaking = []string{"&nbsp;", "&amp;", "&lt;", "&gt;", "&quot;", "&#34;"}

// joinsWords reports whether source may show a word that does not stand in it: one with a tag or a character reference inside.
func joinsWords(source string) bool {
	for i := strings.IndexAny(source, "<&"); i >= 0; {
		if source[i] == '&' {
			if !slices.ContainsFunc(breaking, func(b string) bool { return strings.HasPrefix(source[i:], b) }) {
				return true
			}
		} else if i > 0 && !strings.ContainsRune(apart+">", rune(source[i-1])) && !standsApart(source[i+1:]) {
			return true
		}
		next := strings.IndexAny(source[i+1:], "<&")
		if next < 0 {
			return false
		}
		i += 1 + next
	}
	return false
}

// apart are characters with which no word begins or ends.
const apart = " \n.,;:!?()"

// standsApart reports whether the tag whose < stands before s divides what is around it, or white space or a mark stands behind it.
func standsApart(s string) bool {
	tag, behind, _ := strings.Cut(s, ">")
	name, _, _ := strings.Cut(tag, " ")
	return slices.Contains(blocks, strings.Trim(name, "/")) ||
		!strings.ContainsAny(tag, "!'\"") && behind != "" && strings.ContainsRune(apart, rune(behind[0]))
}

// leftOut are elements whose content nobody wrote into the note.
var leftOut = []string{"blockquote", "script", "style", "head", "title", "pre", "textarea", "template", "svg"}

// quoteMarks are classes and ids by which mail programs mark quotes and signatures.
var quoteMarks = []string{"gmail_quote", "gmail_signature", "yahoo_quoted", "moz-signature", "protonmail_quote", "zmail_extra", "gmail_extra"}

// blocks are elements that begin and end a line.
var blocks = []string{"p", "div", "br", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "blockquote", "pre", "section", "article", "header", "footer", "dd", "dt"}

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
	switch {
	case kind == html.StartTagToken && name == "li":
		r.put("\n- ", r.offset, r.offset)
	case name == "p" || name == "table" || name == "ul" || name == "ol" || name == "tr":
		r.put("\n\n", r.offset, r.offset)
	case slices.Contains(blocks, name):
		r.put("\n", r.offset, r.offset)
	case kind == html.StartTagToken && (name == "td" || name == "th") && !strings.HasSuffix(r.page.String(), "\n"):
		r.put(" | ", r.offset, r.offset)
	}
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
		if k := string(key); k == "class" || k == "id" {
			for _, name := range strings.Fields(string(value)) {
				if slices.Contains(quoteMarks, name) {
					return true
				}
			}
		}
		if !more {
			return false
		}
	}
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
	r.page.WriteString(text)
	for i := range len(text) {
		r.from, r.to = append(r.from, int32(at+i)), append(r.to, int32(at+i+1))
	}
}

// put adds text that stands for source[from:to].
func (r *renderer) put(text string, from, to int) {
	r.page.WriteString(text)
	for range len(text) {
		r.from, r.to = append(r.from, int32(from)), append(r.to, int32(to))
	}
}
