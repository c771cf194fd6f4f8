package zendesksim

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/deskhand/deskhand/connectors/simulator"
	"golang.org/x/net/html"
)

// maxBody is where a comment's text is cut off, silently.
const maxBody = 64 << 10

// maxComments is how many comments a ticket takes.
const maxComments = 5000

var (
	placeholder = regexp.MustCompile(`(\\*)\{\{\s*([a-z0-9_.]*)[^}]*\}\}`)
	spaces      = regexp.MustCompile(`[ \t]{2,}`)
	newlines    = regexp.MustCompile(`\n{3,}`)
)

// written returns the note that Zendesk keeps of what was sent as body or html_body: HTML stripped, runs of spaces and
// newlines shortened, placeholders filled in, too long a text cut.
func written(body, htmlBody string, t simulator.Ticket) simulator.Note {
	if htmlBody != "" {
		source := expand(cut(htmlBody), t)
		return simulator.Note{HTML: source, Body: strip(source)}
	}
	text := expand(cut(body), t)
	if strings.Contains(text, "<") {
		text = strip(text)
	}
	text = newlines.ReplaceAllString(spaces.ReplaceAllString(text, " "), "\n\n")
	return simulator.Note{Body: strings.TrimSpace(text)}
}

// cut keeps whole characters.
func cut(text string) string {
	if len(text) <= maxBody {
		return text
	}
	end := maxBody
	for end > 0 && !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end]
}

// expand fills in the placeholders that an agent's text may hold; unknown ones vanish. Behind a backslash one stays as it is.
func expand(text string, t simulator.Ticket) string {
	return placeholder.ReplaceAllStringFunc(text, func(found string) string {
		parts := placeholder.FindStringSubmatch(found)
		if parts[1] != "" {
			return strings.TrimPrefix(found, parts[1])
		}
		switch parts[2] {
		case "ticket.id":
			return fmt.Sprint(t.ID)
		case "ticket.title":
			return t.Subject
		case "ticket.status":
			return t.Status
		}
		return ""
	})
}

// strip returns the text of an HTML fragment. Text that styles hide is kept, as Zendesk keeps it.
func strip(source string) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(source))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return strings.TrimSpace(b.String())
		case html.TextToken:
			b.Write(z.Text())
		case html.StartTagToken, html.SelfClosingTagToken, html.EndTagToken:
			name, _ := z.TagName()
			switch string(name) {
			case "p", "div", "li", "tr", "blockquote", "br":
				b.WriteByte('\n')
			}
		}
	}
}
