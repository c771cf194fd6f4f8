package strict

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// parse turns a file into a tree. It returns nil, and a mistake, when the file is no YAML of ours.
func (d *Document) parse(f *file, data []byte) (root *Node) {
	text := strings.NewReplacer("\ufeff", "", "\r\n", "\n", "\r", "\n").Replace(string(data))
	if !d.bounded(f, text) {
		return nil
	}
	defer func() {
		if r := recover(); r != nil { // the parser meets something it was not written for
			d.lost(f.name, Syntax, "this is not understood as YAML", "")
			root = nil
		}
	}()
	parsed, err := parser.ParseBytes([]byte(text), 0, parser.AllowDuplicateMapKey())
	if err != nil {
		d.syntax(f, err)
		return nil
	}
	r := &reader{doc: d, file: f, anchors: map[string]*Node{}}
	for _, doc := range parsed.Docs {
		if doc.Body == nil || doc.Body.Type() == ast.CommentType {
			continue
		}
		if root != nil {
			d.add(r.node(doc.Body, span{}).place(), Syntax, "a second document begins here", "remove the line --- before it")
			break
		}
		root = r.node(doc.Body, span{})
	}
	if root != nil && root.size > maxValues {
		d.lost(f.name, Unreadable, fmt.Sprintf("its aliases unfold to more than %d values", maxValues), "")
		return nil
	}
	return root
}

// syntax puts the parser's complaint into words for people.
func (d *Document) syntax(f *file, err error) {
	var at *yaml.SyntaxError
	if !errors.As(err, &at) || at.Token == nil {
		d.lost(f.name, Syntax, "this is not understood as YAML", "")
		return
	}
	place := (&reader{doc: d, file: f}).token(at.Token)
	for len(f.line(place.line)) == 0 && place.line > 1 && place.line > len(f.lines) {
		place.line--
	}
	if begin := unquoted.FindStringSubmatchIndex(f.line(place.line)); begin != nil {
		head := f.line(place.line)[:begin[2]]
		place.column = utf8.RuneCountInString(head) + 1
		place.end = place.column + 1
		d.add(place, Syntax, "no text may begin with this character", "put the text in quotes")
		return
	}
	for _, known := range complaints {
		if strings.Contains(at.Message, known.of) {
			d.add(place, Syntax, known.message, known.mend)
			return
		}
	}
	what, _, _ := strings.Cut(at.Message, ": ") // what follows may be the text itself
	d.add(place, Syntax, "this is not understood as YAML: "+what, "")
}

// unquoted is a line whose value begins with a character that means something else in YAML, such as a cron line's star.
var unquoted = regexp.MustCompile("^[\\s-]*[A-Za-z_]+\\s*:\\s+([@%`]|\\*\\S*[^\\w\\s]|\\*\\S*\\s+[^#\\s])")

// complaints are the parser's, and ours for them.
var complaints = []struct{ of, message, mend string }{
	{"'\t'", "a tab stands here", "indent with spaces"},
	{"double-quoted", `a " is not closed`, `end the text with "`},
	{"single-quoted", "a ' is not closed", "end the text with '"},
	{"',' or ']'", "a [ before this is not closed", "end the list with ]"},
	{"end token ']'", "this [ is not closed", "end the list with ]"},
	{"end token '}'", "this { is not closed", "end it with }"},
	{"',' or '}'", "a { before this is not closed", "end it with }"},
	{"reserved character", "no text may begin with this character", `put the text in quotes`},
	{"directive", "no text may begin with %", "put the text in quotes"},
	{"mapping value is not allowed", "a second key: value on one line, or an indent that fits no key above", "quote a text that holds a colon, or align the line"},
	{"pre-defined", "something stands behind a closed quote", "write a quote inside single quotes twice, or use the other kind of quotes"},
	{"unexpected key name", "a key without its colon and value", "write it as key: value"},
	{"value is not allowed", "this fits nothing above it", "align it with the lines it belongs to"},
}

// reader turns the parser's tree of one file into ours.
type reader struct {
	doc     *Document
	file    *file
	anchors map[string]*Node
}

// node copies a value. key is the place of the key above it.
func (r *reader) node(from ast.Node, key span) *Node {
	n := r.value(from, key)
	n.size = 1
	for _, e := range n.entries {
		n.size = min(n.size+e.value.size, 2*maxValues)
	}
	for _, item := range n.items {
		n.size = min(n.size+item.size, 2*maxValues)
	}
	return n
}

func (r *reader) value(from ast.Node, key span) *Node {
	switch from := from.(type) {
	case *ast.MappingNode:
		n := &Node{kind: mapping, at: r.token(from.Start), key: key}
		for _, e := range from.Values {
			r.add(n, e)
		}
		if len(n.entries) > 0 && !from.IsFlowStyle {
			n.at = n.entries[0].at
		}
		return n
	case *ast.MappingValueNode:
		n := &Node{kind: mapping, key: key}
		n.at = r.token(from.Key.GetToken())
		r.add(n, from)
		return n
	case *ast.SequenceNode:
		n := &Node{kind: list, at: r.token(from.Start), key: key}
		for _, item := range from.Values {
			n.items = append(n.items, r.node(item, span{}))
		}
		return n
	case *ast.AnchorNode:
		n := r.node(from.Value, key)
		r.anchors[from.Name.GetToken().Value] = n
		return n
	case *ast.AliasNode:
		return r.alias(from, key)
	case *ast.TagNode:
		return r.tagged(from, key)
	case *ast.LiteralNode:
		return r.scalar(from.Start, from.Value.Value, false, key)
	case *ast.StringNode:
		return r.scalar(from.Token, from.Value, from.Token.Type == token.StringType, key)
	case ast.ScalarNode:
		if from.Type() != ast.NullType {
			return r.scalar(from.GetToken(), from.GetToken().Value, true, key)
		}
	}
	at := key
	if from != nil && from.GetToken() != nil {
		at = r.token(from.GetToken())
	}
	return &Node{kind: null, at: at, key: key}
}

func (r *reader) scalar(t *token.Token, text string, plain bool, key span) *Node {
	n := &Node{kind: scalar, at: r.token(t), key: key, text: text, written: text, plain: plain}
	r.doc.parts = append(r.doc.parts, part{n.at, n})
	r.doc.resolve(n)
	return n
}

// add copies an entry into a mapping.
func (r *reader) add(n *Node, from *ast.MappingValueNode) {
	if _, merges := from.Key.(*ast.MergeKeyNode); merges {
		r.merge(n, r.node(from.Value, span{}))
		return
	}
	written := ast.Node(from.Key)
	if explicit, ok := written.(*ast.MappingKeyNode); ok {
		written = explicit.Value
	}
	t := written.GetToken()
	at := r.token(t)
	name := t.Value
	if _, ok := written.(ast.ScalarNode); !ok {
		r.doc.add(at, Syntax, "a key must be plain text", "")
		return
	}
	key := at
	if first, rest, _ := strings.Cut(name, " "); rest != "" {
		key.end = key.column + utf8.RuneCountInString(first)
	}
	r.doc.parts = append(r.doc.parts, part{at: key})
	e := &entry{name: name, at: at, value: r.node(from.Value, at)}
	if before := n.entry(name); before != nil && before.merged {
		*before = *e
		return
	} else if before != nil {
		e.dropped = true
		r.doc.mistake(e.value, at, Duplicate, fmt.Sprintf("%s stands here twice", quoteKey(name)), fmt.Sprintf("it is set in line %d; keep one of them", before.at.line))
	}
	n.entries = append(n.entries, e)
}

// merge adds what a << key names to a mapping, where nothing has that name.
func (r *reader) merge(n, from *Node) {
	if from.kind == list {
		for _, item := range from.items {
			r.merge(n, item)
		}
		return
	}
	for _, e := range from.entries {
		if n.entry(e.name) == nil {
			merged := *e
			merged.merged = true
			n.entries = append(n.entries, &merged)
		}
	}
}

func (r *reader) alias(from *ast.AliasNode, key span) *Node {
	t := from.Value.GetToken()
	if known, ok := r.anchors[t.Value]; ok {
		return known
	}
	n := &Node{kind: null, at: r.token(t), key: key}
	r.doc.mistake(n, n.at, Syntax, "no anchor above has this name", "put the anchor before its first use, or quote a text that begins with *")
	return n
}

// tagged reads YAML's own tags, and !replace.
func (r *reader) tagged(from *ast.TagNode, key span) *Node {
	n := r.node(from.Value, key)
	switch tag := from.Start.Value; {
	case tag == "!replace" && n.kind == mapping:
		n.replaces = true
	case tag == "!!str":
		n.plain = false
	case !strings.HasPrefix(tag, "!!"):
		r.doc.mistake(n, r.token(from.Start), Syntax, "this tag is not known", "quote a text that begins with !")
	}
	return n
}

// token gives the place of a token: its characters on its first line, quotes included.
func (r *reader) token(t *token.Token) span {
	at := span{file: r.file, line: max(1, t.Position.Line), column: max(1, t.Position.Column)}
	at.end = at.column + 1
	line := []rune(r.file.line(at.line))
	if at.column > len(line) {
		return at
	}
	rest, length := string(line[at.column-1:]), 1
	switch value := strings.TrimSpace(t.Value); {
	case t.Type == token.SingleQuoteType || t.Type == token.DoubleQuoteType:
		length = quoted(rest)
	case strings.HasPrefix(rest, value):
		length = utf8.RuneCountInString(value)
	case t.Type == token.StringType:
		length = utf8.RuneCountInString(strings.TrimRight(rest, " \t\r"))
	}
	at.end = at.column + max(1, length)
	return at
}

// quoted counts the characters of the quoted text that begins here, or all when it ends on another line.
func quoted(text string) int {
	runes := []rune(text)
	for i := 1; i < len(runes); i++ {
		switch {
		case runes[0] == '"' && runes[i] == '\\':
			i++
		case runes[i] == runes[0]:
			if runes[0] == '\'' && i+1 < len(runes) && runes[i+1] == '\'' {
				i++
				continue
			}
			return i + 1
		}
	}
	return len(runes)
}
