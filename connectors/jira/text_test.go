package jira

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestWikiText(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, markup, want string }{
		{"plain", "SSO is down.\r\nSince 8.", "SSO is down.\nSince 8."},
		{"emphasis", "*bold* and _it_ -gone- +new+ x ^2^", "bold and it gone new x 2"},
		{"marks within words stay", "stale_high_impact 2026-11-23 a*b*c", "stale_high_impact 2026-11-23 a*b*c"},
		{"quote block", "I agree.\n{quote}please escalate\nnow{quote}\nok", "I agree.\n> please escalate\n> now\nok"},
		{"bq", "bq. please escalate", "> please escalate"},
		{"code is verbatim", "see {code:java}a *b* {c}{code} end", "see \n```\na *b* {c}\n```\n end"},
		{"unclosed code", "{noformat}a\n```b", "```\na\n'''b\n```"},
		{"panel and colour", "{panel:title=x}{color:red}hot{color}{panel}", "hot"},
		{"links", "[docs|https://a.example/x] [https://b.example] [~ann] [~accountid:5b:1]", "docs (https://a.example/x) https://b.example @ann @5b:1"},
		{"lists", "* one\n** two\n# a\n# b\n- dash", "- one\n  - two\n1. a\n2. b\n- dash"},
		{"table", "||user||count||\n|ann|3|", "user | count\nann | 3"},
		{"image", "!shot.png|thumbnail! wow!", "[attachment shot.png] wow!"},
		{"heading and rule", "h2. Impact\n----\nall", "Impact\n---\nall"},
		{"escapes", `\{quote} \*a\* C:\temp a\\b &#92;`, "{quote} *a* C:\\temp a\nb \\"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := wikiText(tt.markup); got != tt.want {
				t.Errorf("wikiText(%q)\n got %q\nwant %q", tt.markup, got, tt.want)
			}
		})
	}
}

func TestADFText(t *testing.T) {
	t.Parallel()
	para := func(s string) string { return `{"type":"paragraph","content":[{"type":"text","text":"` + s + `"}]}` }
	for _, tt := range []struct{ name, doc, want string }{
		{"paragraphs", para("a") + "," + para("b"), "a\n\nb"},
		{"empty paragraph parts", para("a") + `,{"type":"paragraph"},` + para("b"), "a\n\nb"},
		{"quote", para("yes") + `,{"type":"blockquote","content":[` + para("escalate") + "," + para("now") + `]}`, "yes\n> escalate\n> \n> now"},
		{"break", `{"type":"paragraph","content":[{"type":"text","text":"a"},{"type":"hardBreak"},{"type":"text","text":"b"}]}`, "a\nb"},
		{"code", `{"type":"codeBlock","attrs":{"language":"go"},"content":[{"type":"text","text":"x := 1\ny"}]}`, "```\nx := 1\ny\n```"},
		{"panel", `{"type":"panel","attrs":{"panelType":"info"},"content":[` + para("careful") + `]}`, "careful"},
		{"lists", `{"type":"bulletList","content":[{"type":"listItem","content":[` + para("a") + `,{"type":"orderedList","attrs":{"order":3},"content":[{"type":"listItem","content":[` + para("b") + `]}]}]}]}`, "- a\n  3. b"},
		{"tasks", `{"type":"taskList","attrs":{"localId":"l"},"content":[{"type":"taskItem","attrs":{"localId":"i","state":"DONE"},"content":[{"type":"text","text":"ship"}]},{"type":"taskItem","attrs":{"localId":"j","state":"TODO"},"content":[{"type":"text","text":"tell"}]}]}`, "[x] ship\n[ ] tell"},
		{"table", `{"type":"table","content":[{"type":"tableRow","content":[{"type":"tableHeader","content":[` + para("user") + `]},{"type":"tableCell","content":[` + para("ann") + `]}]}]}`, "user | ann"},
		{"expand", `{"type":"expand","attrs":{"title":"More"},"content":[` + para("inside") + `]}`, "More\ninside"},
		{"inline", `{"type":"paragraph","content":[{"type":"mention","attrs":{"id":"5b"}},{"type":"text","text":" "},{"type":"mention","attrs":{"id":"5c","text":"@Ann"}},{"type":"emoji","attrs":{"shortName":":smile:"}},{"type":"date","attrs":{"timestamp":"1795409520000"}},{"type":"status","attrs":{"text":"Late","color":"red"}},{"type":"inlineCard","attrs":{"url":"https://a.example"}}]}`, "@5b @Ann:smile:2026-11-23Latehttps://a.example"},
		{"link", `{"type":"paragraph","content":[{"type":"text","text":"here","marks":[{"type":"link","attrs":{"href":"https://a.example"}}]}]}`, "here (https://a.example)"},
		{"media", `{"type":"mediaSingle","content":[{"type":"media","attrs":{"type":"file","id":"1","collection":"c","alt":"shot.png"}}]}`, "[attachment shot.png]"},
		{"unknown nodes", `{"type":"hologram","content":[` + para("still read") + `]},{"type":"paragraph","content":[{"type":"glyph","text":"x"}]}`, "still read\nx"},
		{"extension", `{"type":"extension","attrs":{"extensionType":"t","extensionKey":"k","text":"shown"}}`, "shown"},
		{"rule", para("a") + `,{"type":"rule"},` + para("b"), "a\n---\nb"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := adfText([]byte(`{"type":"doc","version":1,"content":[` + tt.doc + `]}`))
			if err != nil || got != tt.want {
				t.Errorf("got %q, %v\nwant %q", got, err, tt.want)
			}
		})
	}
}

// TestNotesGoRoundUnharmed: what is posted on either product is read back as it was written.
func TestNotesGoRoundUnharmed(t *testing.T) {
	t.Parallel()
	chars := rapid.SampledFrom([]rune("ab Z09 \n{}[]()|!*_-+^~?#\\&;:.,/@<>\"'=h1bq%$éß漢"))
	rapid.Check(t, func(t *rapid.T) {
		text := normal(string(rapid.SliceOfN(chars, 0, 60).Draw(t, "text")))
		if got := normal(wikiText(textWiki(text))); got != text {
			t.Errorf("by wiki markup %q:\n got %q\nwant %q", textWiki(text), got, text)
		}
		doc := mustMarshal(textADF(text))
		got, err := adfText(doc)
		if err != nil {
			t.Fatal(err)
		}
		if normal(got) != text {
			t.Errorf("by ADF:\n got %q\nwant %q", got, text)
		}
	})
}

// normal is a text as notes are: no white space at the ends of lines, single blank lines.
func normal(text string) string {
	var paras []string
	for _, p := range paragraphs(text) {
		paras = append(paras, strings.Join(p, "\n"))
	}
	return strings.Join(paras, "\n\n")
}

func FuzzADFText(f *testing.F) {
	f.Add([]byte(`{"type":"doc","version":1,"content":[{"type":"blockquote","content":[{"type":"paragraph","content":[{"type":"text","text":"a"}]}]}]}`))
	f.Add([]byte(`"*a*"`))
	f.Add([]byte(`{"content":[{"type":"orderedList","attrs":{"order":-1},"content":[{},{"type":"orderedList"}]}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		_, _ = adfText(raw)
	})
}

func FuzzWikiText(f *testing.F) {
	f.Add("{quote}a{quote}\n* b\n||c||\n{code}d{code}")
	f.Add(`\{code} *a* _b_ [c|d] !e.png! \\ &#92;`)
	f.Fuzz(func(t *testing.T, markup string) {
		got := wikiText(markup)
		if len(got) > 8*len(markup)+64 {
			t.Errorf("%d bytes became %d", len(markup), len(got))
		}
	})
}
