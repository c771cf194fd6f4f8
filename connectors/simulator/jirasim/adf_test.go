package jirasim_test

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v5"
	"pgregory.net/rapid"

	"github.com/deskhand/deskhand/connectors/simulator/jirasim"
)

// takes reports whether the simulator takes the document as the body of a comment.
func (s *sim) takes(doc any) bool {
	s.t.Helper()
	return s.ask("POST", "/rest/api/3/issue/OPS-1/comment", object{"body": doc}).status == http.StatusCreated
}

func adfSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(needContracts(t), "adf", "full.json"))
	if err != nil {
		t.Skip("the schema of rich text is not beside the repository")
	}
	compiler := jsonschema.NewCompiler()
	compiler.Draft = jsonschema.Draft4
	if err := compiler.AddResource("adf.json", strings.NewReader(string(raw))); err != nil {
		t.Fatal(err)
	}
	return compiler.MustCompile("adf.json")
}

// node makes a node with text or nodes inside.
func node(kind string, attrs object, inside ...any) object {
	n := object{"type": kind}
	if attrs != nil {
		n["attrs"] = attrs
	}
	var content []any
	for _, child := range inside {
		if text, ok := child.(string); ok {
			child = object{"type": "text", "text": text}
		}
		content = append(content, child)
	}
	if content != nil {
		n["content"] = content
	}
	return n
}

func doc(inside ...any) object {
	d := node("doc", nil, inside...)
	d["version"] = 1
	return d
}

func marked(text string, marks ...any) object {
	return object{"type": "text", "text": text, "marks": marks}
}

func mark(kind string) object { return object{"type": kind} }

func TestRichTextIsTakenAsTheSchemaSays(t *testing.T) {
	p := func(inside ...any) object { return node("paragraph", nil, inside...) }
	link := object{"type": "link", "attrs": object{"href": "https://example.org"}}
	for _, c := range []struct {
		name string
		good bool
		doc  any
	}{
		{"a paragraph", true, doc(p("Hello"))},
		{"an empty paragraph", true, doc(p())},
		{"a quote", true, doc(node("blockquote", nil, p("They said")))},
		{"an empty quote", false, doc(node("blockquote", nil))},
		{"a quote in a quote", false, doc(node("blockquote", nil, node("blockquote", nil, p("x"))))},
		{"an empty text", false, doc(p(""))},
		{"no version", false, node("doc", nil, p("x"))},
		{"an extra key", false, object{"type": "doc", "version": 1, "content": []any{}, "extra": 1}},
		{"a string", false, "text"},
		{"text at the root", false, doc("x")},
		{"a line break in a text", false, doc(p("one\ntwo"))},
		{"a line break in code", true, doc(node("codeBlock", object{"language": "go"}, "one\ntwo"))},
		{"a hard break", true, doc(p("one", node("hardBreak", nil), "two"))},
		{"a list", true, doc(node("bulletList", nil, node("listItem", nil, p("x"))))},
		{"a heading in a list", false, doc(node("bulletList", nil, node("listItem", nil, node("heading", object{"level": 1}, "x"))))},
		{"a heading without a level", false, doc(node("heading", nil, "x"))},
		{"a mention", true, doc(p(node("mention", object{"id": "abc"})))},
		{"a mention with a foreign attribute", false, doc(p(node("mention", object{"id": "abc", "colour": "red"})))},
		{"code with a link", true, doc(p(marked("x", mark("code"), link)))},
		{"code in bold", false, doc(p(marked("x", mark("code"), mark("strong"))))},
		{"bold", true, doc(p(marked("x", mark("strong"), mark("em"))))},
		{"an unknown mark", false, doc(p(marked("x", mark("blink"))))},
		{"an unknown node", false, doc(node("marquee", nil, p("x")))},
		{"a panel", true, doc(node("panel", object{"panelType": "info"}, p("x")))},
		{"a panel in a panel", false, doc(node("panel", object{"panelType": "info"}, node("panel", object{"panelType": "info"}, p("x"))))},
		{"a task", true, doc(node("taskList", object{"localId": "a"}, node("taskItem", object{"localId": "b", "state": "TODO"}, "x")))},
		{"a task without an id", false, doc(node("taskList", nil, node("taskItem", object{"localId": "b", "state": "TODO"}, "x")))},
		{"a table", true, doc(node("table", nil, node("tableRow", nil, node("tableCell", nil, p("x")))))},
		{"a table in a table", false, doc(node("table", nil, node("tableRow", nil, node("tableCell", nil, node("table", nil)))))},
		{"a status", true, doc(p(node("status", object{"text": "late", "color": "red"})))},
		{"a date", true, doc(p(node("date", object{"timestamp": "1795409520000"})))},
		{"a card", true, doc(p(node("inlineCard", object{"url": "https://example.org"})))},
		{"an expand with a table", true, doc(node("expand", object{"title": "More"}, node("table", nil, node("tableRow", nil, node("tableCell", nil, p("x"))))))},
		{"a file", true, doc(node("mediaSingle", object{"layout": "center"}, node("media", object{"type": "file", "id": "a", "collection": "c"})))},
	} {
		s := newSim(t, jirasim.Options{NoLimits: true})
		if got := s.takes(c.doc); got != c.good {
			t.Errorf("%s: taken: %v", c.name, got)
		}
	}
}

// TestRichTextOfAnyShape makes documents at random, and holds each verdict against the vendor's schema. Line breaks inside a text are
// the one thing that Jira refuses and the schema does not.
func TestRichTextOfAnyShape(t *testing.T) {
	schema := adfSchema(t)
	s := newSim(t, jirasim.Options{NoLimits: true})
	good := 0
	rapid.Check(t, func(rt *rapid.T) {
		var d any
		raw, err := json.Marshal(randomDoc(rt))
		if err != nil {
			rt.Fatal(err)
		}
		if err := json.Unmarshal(raw, &d); err != nil {
			rt.Fatal(err)
		}
		invalid := schema.Validate(d)
		if invalid == nil {
			good++
		}
		if taken := s.takes(d); taken != (invalid == nil) {
			rt.Fatalf("taken: %v\n%s\n%v", taken, raw, invalid)
		}
	})
	t.Logf("%d documents were good ones", good)
}

var blockKinds = []string{"paragraph", "blockquote", "codeBlock", "bulletList", "orderedList", "listItem", "panel", "rule", "heading", "table", "tableRow", "tableCell", "expand"}

// fitting are children that often fit, so that good documents are not too rare.
var fitting = map[string][]string{
	"bulletList": {"listItem"}, "orderedList": {"listItem"}, "table": {"tableRow"}, "tableRow": {"tableCell"}, "blockquote": {"paragraph"},
}

func randomDoc(rt *rapid.T) object {
	d := object{"type": "doc", "version": 1, "content": []any{}}
	for range rapid.IntRange(0, 2).Draw(rt, "blocks") {
		d["content"] = append(d["content"].([]any), randomBlock(rt, rapid.SampledFrom(blockKinds).Draw(rt, "kind"), 3))
	}
	return d
}

func randomBlock(rt *rapid.T, kind string, depth int) object {
	attrs := map[string]object{"heading": {"level": 2}, "panel": {"panelType": "note"}}[kind]
	inline := slices.Contains([]string{"paragraph", "heading", "codeBlock"}, kind)
	n := node(kind, attrs)
	if kind == "rule" {
		return n
	}
	content := []any{}
	for range rapid.IntRange(0, 2).Draw(rt, "children") {
		switch {
		case inline:
			content = append(content, randomInline(rt))
		case depth > 0:
			kinds := fitting[kind]
			if kinds == nil || rapid.IntRange(0, 4).Draw(rt, "odd") == 0 {
				kinds = blockKinds
			}
			content = append(content, randomBlock(rt, rapid.SampledFrom(kinds).Draw(rt, "kind"), depth-1))
		}
	}
	n["content"] = content
	return n
}

func randomInline(rt *rapid.T) any {
	switch rapid.IntRange(0, 4).Draw(rt, "inline") {
	case 0:
		return node("hardBreak", nil)
	case 1:
		return marked("x", mark(rapid.SampledFrom([]string{"strong", "code", "em", "blink"}).Draw(rt, "mark")))
	case 2:
		return node("mention", object{"id": "a"})
	case 3:
		return object{"type": "text", "text": rapid.SampledFrom([]string{"", "word"}).Draw(rt, "text")}
	}
	return object{"type": "text", "text": "word"}
}

func TestSeededTextsAreGoodRichText(t *testing.T) {
	schema := adfSchema(t)
	s := newSim(t, jirasim.Options{})
	body := at(s.get("/rest/api/3/issue/OPS-1"), "fields", "description")
	if err := schema.Validate(body); err != nil {
		t.Error(err)
	}
	if at(body, "content", 1, "type") != "blockquote" {
		t.Errorf("a quoted line is no quote: %v", body)
	}
	if wiki := at(s.get("/rest/api/2/issue/OPS-1"), "fields", "description"); wiki != "SSO is down.\r\n\r\n{quote}quoted line{quote}\r\n\r\nPlease help." {
		t.Errorf("as wiki markup: %q", wiki)
	}
}

func TestRichTextComesBackAsItWasWritten(t *testing.T) {
	s := newSim(t, jirasim.Options{})
	written := doc(node("panel", object{"panelType": "info"}, node("paragraph", nil, marked("Bold", mark("strong")))))
	a := s.ask("POST", "/rest/api/3/issue/OPS-1/comment", object{"body": written}).want(t, http.StatusCreated)
	again := s.get("/rest/api/3/issue/OPS-1/comment/" + at(a.body, "id").(string))
	if at(again, "body", "content", 0, "attrs", "panelType") != "info" {
		t.Errorf("the panel is lost: %v", again["body"])
	}
	ticket, _ := s.desk.Ticket(s.ops)
	notes := ticket.Notes()
	if got := notes[len(notes)-1].Body; got != "Bold" {
		t.Errorf("as plain text: %q", got)
	}
}

func TestWikiMarkupComesBackAsItWasWritten(t *testing.T) {
	s := newSim(t, jirasim.Options{Deployment: jirasim.DataCenter})
	written := "*Bold*\n\n\n> no quote\nref dh1-7k2m9q"
	a := s.ask("POST", "/rest/api/2/issue/OPS-1/comment", object{"body": written}).want(t, http.StatusCreated)
	id := at(a.body, "id").(string)
	for _, path := range []string{"/rest/api/2/issue/OPS-1/comment/" + id, "/rest/servicedeskapi/request/OPS-1/comment/" + id} {
		if got := at(s.get(path), "body"); got != written {
			t.Errorf("%s: %q", path, got)
		}
	}
}
