package connectortest

import (
	"strings"

	"golang.org/x/net/html"

	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

// plain returns what a reader sees of a note, its spaces made one each: desks differ in those.
func plain(body string, format helpdesk.Format) string {
	if format == helpdesk.HTML {
		body = textOf(body)
	}
	body = strings.ReplaceAll(body, "\u2060", "") // a connector may use it to keep apart what the desk would read as one
	return strings.Join(strings.Fields(body), " ")
}

// textOf returns the text between the tags, with a space for each tag that breaks a line.
func textOf(source string) string {
	var out strings.Builder
	z := html.NewTokenizer(strings.NewReader(source))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return out.String()
		case html.TextToken:
			out.Write(z.Text())
		default:
			if name, _ := z.TagName(); string(name) == "p" || string(name) == "br" || string(name) == "div" {
				out.WriteByte(' ')
			}
		}
	}
}
