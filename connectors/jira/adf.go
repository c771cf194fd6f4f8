package jira

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// node is any part of an Atlassian Document Format tree, read and written.
type node struct {
	Type    string         `json:"type"`
	Version int            `json:"version,omitempty"`
	Text    string         `json:"text,omitempty"`
	Attrs   map[string]any `json:"attrs,omitempty"`
	Marks   []mark         `json:"marks,omitempty"`
	Content []node         `json:"content,omitempty"`
}

type mark struct {
	Type  string         `json:"type"`
	Attrs map[string]any `json:"attrs,omitempty"`
}

// maxDepth bounds the walk; no editor nests so deep.
const maxDepth = 100

// adfText gives a document as plain text: paragraphs parted by blank lines, quoted lines after "> ", code between fences. Nodes
// it does not know give their text and children. A body that is plain text already (version 2 of the interface) is taken as wiki markup.
func adfText(raw json.RawMessage) (string, error) {
	if len(raw) == 0 || string(raw) == "null" {
		return "", nil
	}
	var wiki string
	if json.Unmarshal(raw, &wiki) == nil {
		return wikiText(wiki), nil
	}
	var doc node
	if err := json.Unmarshal(raw, &doc); err != nil {
		return "", fmt.Errorf("a body that is no document: %w", err)
	}
	return strings.TrimRight(blockText(doc, 0), "\n "), nil
}

// blockText gives a block with a newline at its end.
func blockText(n node, depth int) string {
	if depth > maxDepth {
		return ""
	}
	switch n.Type {
	case "codeBlock":
		return fenced(inlines(n, depth))
	case "blockquote":
		return prefixed(blocks(n, depth), "> ", "> ")
	case "bulletList":
		return listed(n, depth, func(int, node) string { return "- " })
	case "orderedList":
		first := 1
		if order, ok := n.Attrs["order"].(float64); ok && order >= 0 && order < 1e6 {
			first = int(order)
		}
		return listed(n, depth, func(i int, _ node) string { return strconv.Itoa(first+i) + ". " })
	case "taskList":
		return listed(n, depth, taskBox)
	case "decisionList":
		return listed(n, depth, func(int, node) string { return "<> " })
	case "tableRow":
		cells := make([]string, len(n.Content))
		for i, cell := range n.Content {
			cells[i] = strings.Join(strings.Fields(blocks(cell, depth+1)), " ")
		}
		return strings.Join(cells, " | ") + "\n"
	case "expand", "nestedExpand":
		return strings.TrimPrefix(line(attr(n, "title")), "\n") + blocks(n, depth)
	case "rule":
		return "---\n"
	case "mediaSingle", "mediaGroup":
		return line(strings.TrimSpace(inlines(n, depth)))
	}
	return blocks(n, depth)
}

// blocks gives the children of a block: runs of inline children as one line, the others as blocks.
func blocks(n node, depth int) string {
	var b, run strings.Builder
	flush := func() {
		b.WriteString(line(run.String()))
		run.Reset()
	}
	if text := attr(n, "text"); text != "" && len(n.Content) == 0 {
		return line(text)
	}
	prose := false // the last child was a paragraph
	for _, child := range n.Content {
		if isInline(child) {
			run.WriteString(inlineText(child, depth+1))
			continue
		}
		if run.Len() > 0 {
			flush()
		}
		text, follows := blockText(child, depth+1), prose
		prose = child.Type == "paragraph" || child.Type == "heading"
		if follows && prose && text != "" {
			b.WriteByte('\n')
		}
		b.WriteString(text)
	}
	if run.Len() > 0 {
		flush()
	}
	return b.String()
}

// fenced sets code apart by fences, which nothing inside may look like.
func fenced(code string) string {
	return "```\n" + line(strings.ReplaceAll(code, "```", "'''")) + "```\n"
}

// isInline reports whether a node stands within a line. Unknown nodes do when they hold text themselves.
func isInline(n node) bool {
	switch n.Type {
	case "text", "hardBreak", "mention", "emoji", "date", "status", "inlineCard", "mediaInline", "inlineExtension",
		"placeholder", "media":
		return true
	}
	return n.Text != ""
}

func inlines(n node, depth int) string {
	var b strings.Builder
	for _, child := range n.Content {
		b.WriteString(inlineText(child, depth+1))
	}
	return b.String()
}

func inlineText(n node, depth int) string {
	if depth > maxDepth {
		return ""
	}
	switch n.Type {
	case "text":
		return linked(n)
	case "hardBreak":
		return "\n"
	case "mention":
		return first(attr(n, "text"), "@"+attr(n, "id"))
	case "emoji":
		return first(attr(n, "text"), attr(n, "shortName"))
	case "date":
		return dateText(attr(n, "timestamp"))
	case "inlineCard":
		return attr(n, "url")
	case "media", "mediaInline":
		return "[" + strings.TrimSpace("attachment "+attr(n, "alt")) + "]"
	}
	return first(n.Text, attr(n, "text"), strings.TrimRight(blocks(n, depth), "\n"))
}

// linked gives a text with the address behind it, where that says more.
func linked(n node) string {
	for _, m := range n.Marks {
		if href, _ := m.Attrs["href"].(string); m.Type == "link" && href != "" && href != n.Text {
			return n.Text + " (" + href + ")"
		}
	}
	return n.Text
}

// dateText gives a date node's milliseconds as a date.
func dateText(millis string) string {
	ms, err := strconv.ParseInt(millis, 10, 64)
	if err != nil {
		return millis
	}
	return time.UnixMilli(ms).UTC().Format(time.DateOnly)
}

func taskBox(_ int, item node) string {
	if attr(item, "state") == "DONE" {
		return "[x] "
	}
	return "[ ] "
}

// listed gives a list; lines of an item after its first are set in below its text.
func listed(n node, depth int, bullet func(int, node) string) string {
	var b strings.Builder
	for i, item := range n.Content {
		if item.Type == n.Type { // task lists nest as siblings of their items
			b.WriteString(prefixed(blockText(item, depth+1), "  ", "  "))
			continue
		}
		b.WriteString(prefixed(blocks(item, depth+1), bullet(i, item), "  "))
	}
	return b.String()
}

// prefixed sets a prefix before the first line of a text and another before the rest.
func prefixed(text, before, rest string) string {
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	for i := range lines {
		if i == 0 {
			lines[i] = before + lines[i]
		} else {
			lines[i] = rest + lines[i]
		}
	}
	return strings.Join(lines, "\n") + "\n"
}

// line ends a text with one newline.
func line(text string) string {
	return strings.TrimRight(text, "\n") + "\n"
}

// attr gives an attribute that is text or a number.
func attr(n node, name string) string {
	switch v := n.Attrs[name].(type) {
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return ""
}

func first(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

// textADF gives plain text as a document of paragraphs: blank lines part them, single newlines become breaks. Text in
// a text node is never read as markup or mention. A raw newline in a text node is refused by Jira although its schema
// takes it, and so is a text of no characters.
func textADF(text string) node {
	doc := node{Type: "doc", Version: 1}
	for _, para := range paragraphs(text) {
		p := node{Type: "paragraph"}
		for i, l := range para {
			if i > 0 {
				p.Content = append(p.Content, node{Type: "hardBreak"})
			}
			if l != "" {
				p.Content = append(p.Content, node{Type: "text", Text: l})
			}
		}
		doc.Content = append(doc.Content, p)
	}
	if doc.Content == nil {
		doc.Content = []node{{Type: "paragraph"}} // a document without content is none
	}
	return doc
}

// paragraphs cuts a text at its blank lines and drops control characters.
func paragraphs(text string) [][]string {
	var paras [][]string
	var para []string
	for l := range strings.SplitSeq(printable(text)+"\n\n", "\n") {
		l = strings.TrimRight(l, " \t")
		if l != "" {
			para = append(para, l)
			continue
		}
		if para != nil {
			paras, para = append(paras, para), nil
		}
	}
	return paras
}

// printable drops what can't be seen, and bytes that are no text, from a note.
func printable(text string) string {
	text = strings.ReplaceAll(strings.ToValidUTF8(text, ""), "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		if r != '\n' && r != '\t' && (r < ' ' || r == 0x7f || r == '\ufeff') {
			return -1
		}
		return r
	}, text)
}
