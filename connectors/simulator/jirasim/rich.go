package jirasim

import (
	"encoding/json"
	"fmt"
	"html"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// longestText is how many characters a comment may have. For rich text the JSON is counted, which is the careful reading.
const longestText = 32767

// rich renders a note's text in the form of the API's version: rich text in version 3, wiki markup in version 2. What came in in
// that form goes out as it came.
func (c *call) rich(note int64, plain string) any {
	c.server.mu.Lock()
	raw := c.server.written[note]
	c.server.mu.Unlock()
	wiki := c.api == "2"
	switch {
	case len(raw) > 0 && wiki == (raw[0] == '"'):
		return raw
	case wiki:
		return wikiOf(plain)
	}
	return adfOf(plain)
}

// keepRich remembers a text as it was written.
func (s *Server) keepRich(note int64, raw json.RawMessage) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.written[note] = slices.Clone(raw)
}

// readRich checks a text as clients write it, and returns it as plain text.
func (c *call) readRich(raw json.RawMessage, field string) (string, *response) {
	invalid := fieldFailure(field, "Comment body is not valid!")
	if utf8.RuneCount(raw) > longestText+2 {
		tooLong := fieldFailure(field, "The entered text is too long. It exceeds the allowed limit of 32767 characters.")
		if c.opts.cloud() {
			tooLong = fieldFailure(field, "The entered text is too long. It exceeds the allowed limit of 32,767 characters.")
		}
		return "", &tooLong
	}
	var v any
	if len(raw) == 0 || json.Unmarshal(raw, &v) != nil {
		return "", &invalid
	}
	if c.api == "2" {
		text, ok := v.(string)
		if !ok || strings.TrimSpace(text) == "" {
			return "", &invalid
		}
		return text, nil
	}
	if err := checkADF(v); err != nil {
		return "", &invalid
	}
	return strings.TrimSpace(plainOf(v.(object))), nil
}

// adfOf writes plain text as a document: paragraphs between empty lines, quotes where lines begin with ">".
func adfOf(plain string) object {
	content := []any{}
	for _, block := range blocks(plain) {
		paragraph := object{"type": "paragraph", "content": inline(block.lines)}
		if block.quoted {
			content = append(content, object{"type": "blockquote", "content": []any{paragraph}})
		} else {
			content = append(content, paragraph)
		}
	}
	return object{"type": "doc", "version": 1, "content": content}
}

func inline(lines []string) []any {
	nodes := []any{}
	for i, line := range lines {
		if i > 0 {
			nodes = append(nodes, object{"type": "hardBreak"})
		}
		if line != "" {
			nodes = append(nodes, object{"type": "text", "text": line})
		}
	}
	return nodes
}

// wikiOf writes plain text as wiki markup: quoted lines between {quote} marks.
func wikiOf(plain string) string {
	var parts []string
	for _, block := range blocks(plain) {
		text := strings.Join(block.lines, "\r\n")
		if block.quoted {
			text = "{quote}" + text + "{quote}"
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, "\r\n\r\n")
}

// htmlOf writes plain text as Jira renders it.
func htmlOf(plain string) string {
	var b strings.Builder
	for _, block := range blocks(plain) {
		text := "<p>" + strings.Join(strings.Split(html.EscapeString(strings.Join(block.lines, "\n")), "\n"), "<br/>\n") + "</p>"
		if block.quoted {
			text = "<blockquote>" + text + "</blockquote>"
		}
		b.WriteString(text + "\n")
	}
	return b.String()
}

// block is a paragraph of plain text.
type block struct {
	quoted bool
	lines  []string
}

func blocks(plain string) []block {
	var all []block
	open := false
	for _, line := range strings.Split(strings.ReplaceAll(plain, "\r\n", "\n"), "\n") {
		text, quoted := strings.CutPrefix(line, ">")
		if quoted {
			text = strings.TrimPrefix(text, " ")
		}
		if strings.TrimSpace(text) == "" {
			open = false
			continue
		}
		if !open || all[len(all)-1].quoted != quoted {
			all = append(all, block{quoted: quoted})
		}
		open = true
		last := &all[len(all)-1]
		last.lines = append(last.lines, text)
	}
	return all
}

// plainOf reads the text of a document's node.
func plainOf(node object) string {
	var b strings.Builder
	switch node["type"] {
	case "text":
		text, _ := node["text"].(string)
		return text
	case "hardBreak":
		return "\n"
	case "mention", "emoji", "status", "placeholder":
		attrs, _ := node["attrs"].(object)
		text, _ := attrs["text"].(string)
		return text
	}
	children, _ := node["content"].([]any)
	for _, child := range children {
		if child, ok := child.(object); ok {
			b.WriteString(plainOf(child))
		}
	}
	switch node["type"] {
	case "blockquote":
		return "> " + strings.ReplaceAll(strings.TrimSpace(b.String()), "\n", "\n> ") + "\n\n"
	case "listItem":
		return "- " + strings.TrimSpace(b.String()) + "\n"
	case "paragraph", "heading", "codeBlock", "bulletList", "orderedList":
		return b.String() + "\n\n"
	}
	return b.String()
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

func withProperty(all map[string]json.RawMessage, key string, value json.RawMessage) map[string]json.RawMessage {
	more := maps.Clone(all)
	if more == nil {
		more = map[string]json.RawMessage{}
	}
	more[key] = slices.Clone(value)
	return more
}

// validLabel reports what is wrong with a label, in Jira's words; empty when it is good.
func validLabel(label string) string {
	switch {
	case strings.ContainsAny(label, " \t\n"):
		return fmt.Sprintf("The label '%s' contains spaces which is invalid.", label)
	case utf8.RuneCountInString(label) > 255:
		return fmt.Sprintf("The label '%s' exceeds the maximum length for a single label of 255 characters.", label)
	}
	return ""
}
