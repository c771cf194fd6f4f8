package notes_test

import (
	"html"
	"strings"
	"testing"

	"github.com/deskhand/deskhand/sweeper/notes"
)

// realText is the text of real tickets, mails and posts.
func realText(tb testing.TB) []string {
	var out []string
	for _, n := range readLines[struct{ Text string }](tb, "../../../shared/notes/real500.jsonl") {
		out = append(out, n.Text)
	}
	return out
}

// BenchmarkRealText reads public tickets, mails and posts, of which one in five has to do with escalation in some sense.
func BenchmarkRealText(b *testing.B) { parseAll(b, realText(b), notes.Plain) }

// BenchmarkRealHTML reads the same as HTML.
func BenchmarkRealHTML(b *testing.B) {
	texts := realText(b)
	for i, t := range texts {
		texts[i] = "<p>" + strings.ReplaceAll(html.EscapeString(t), "\n", "<br>") + "</p>"
	}
	parseAll(b, texts, notes.HTML)
}

func parseAll(b *testing.B, texts []string, format notes.Format) {
	g := builtIn(b)
	size := 0
	for _, t := range texts {
		size += len(t)
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		for _, t := range texts {
			g.Parse(t, format, notes.EndUser)
		}
	}
}

// hostile are texts made to be slow to read.
var hostile = map[string]string{
	"orders":     "please escalate ",
	"conditions": "if you could please escalate unless not ",
	"quotes":     "> ",
	"numbers":    "1,000 two hundred and fifty users of our 400 users ",
	"all":        "all reports fail all uploads fail since monday ",
	"attributed": "On Monday Ann wrote:\n",
	"marks":      "\"'<>&;.,!?",
	"one word":   "escalat",
	"newlines":   "\n\n",
}

const mebibyte = 1 << 20

func BenchmarkHostileText(b *testing.B) {
	for name, piece := range hostile {
		b.Run(strings.ReplaceAll(name, " ", "_"), func(b *testing.B) {
			parseAll(b, []string{strings.Repeat(piece, mebibyte/len(piece))}, notes.Plain)
		})
	}
}
