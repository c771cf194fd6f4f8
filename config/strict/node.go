package strict

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// span is a stretch of one line of a file: columns count characters from 1, end is the column after it.
type span struct {
	file              *file
	line, column, end int
}

type kind int

const (
	null kind = iota
	scalar
	mapping
	list
)

// Node is a value in a file, with its place. The nil Node is an absent value.
type Node struct {
	kind kind
	at   span
	key  span // of the key it stands under; the zero span in lists and at the top

	text    string // scalars: the value, variables resolved
	written string // scalars: as it stands in the file
	plain   bool   // scalars: without quotes, so that true and 5 are no text

	entries []*entry
	items   []*Node
	size    int // values in it, each use of an alias counted

	public   bool // scalars: known to be no secret
	broken   bool // a mistake about it has been reported
	replaces bool // marked !replace
}

type entry struct {
	name    string
	at      span
	value   *Node
	unknown bool // nothing is known by this name, nor by one like it
	dropped bool // the key stood there before
	merged  bool // it came by a << key and gives way to one written out
	free    bool // the name was chosen by the writer: an entry of a map
}

// Get returns the value under a key, nil when there is none.
func (n *Node) Get(name string) *Node {
	if e := n.entry(name); e != nil {
		return e.value
	}
	return nil
}

func (n *Node) entry(name string) *entry {
	if n == nil {
		return nil
	}
	for _, e := range n.entries {
		if e.name == name && !e.dropped {
			return e
		}
	}
	return nil
}

// Without returns a copy of a mapping that lacks some keys.
func (n *Node) Without(names ...string) *Node {
	if n == nil {
		return nil
	}
	copied := *n
	copied.entries = slices.DeleteFunc(slices.Clone(n.entries), func(e *entry) bool { return slices.Contains(names, e.name) })
	return &copied
}

// Set reports whether a value is there and is more than an empty key.
func (n *Node) Set() bool { return n != nil && n.kind != null }

// List returns the values of a list.
func (n *Node) List() []*Node {
	if n == nil {
		return nil
	}
	return n.items
}

// IsList reports whether the value is a list.
func (n *Node) IsList() bool { return n != nil && n.kind == list }

// IsMapping reports whether the value has keys and values below it.
func (n *Node) IsMapping() bool { return n != nil && n.kind == mapping }

// Broken reports whether a mistake about the value has been told.
func (n *Node) Broken() bool { return n != nil && n.broken }

// Where names the value's place: "deskhand.yaml:12".
func (n *Node) Where() string {
	at := n.place()
	return fmt.Sprintf("%s:%d", at.file.name, at.line)
}

// Canonical writes the tree in a form that is the same for trees that say the same, whatever their order of keys,
// quotes and files. It holds secrets.
func (n *Node) Canonical() string {
	if n == nil {
		return "null"
	}
	switch n.kind {
	case scalar:
		return strconv.Quote(n.text)
	case list:
		parts := make([]string, len(n.items))
		for i, item := range n.items {
			parts[i] = item.Canonical()
		}
		return "[" + strings.Join(parts, ",") + "]"
	case mapping:
		var parts []string
		for _, e := range n.entries {
			if !e.dropped {
				parts = append(parts, strconv.Quote(e.name)+":"+e.value.Canonical())
			}
		}
		slices.Sort(parts)
		return "{" + strings.Join(parts, ",") + "}"
	}
	return "null"
}

// place is where to point when speaking of the whole value: a scalar itself, else its key.
func (n *Node) place() span {
	if (n.kind == mapping || n.kind == list || n.kind == null) && n.key.file != nil {
		return n.key
	}
	return n.at
}

// What names the kind of value for people.
func (n *Node) What() string {
	switch n.kind {
	case mapping:
		return "keys and values"
	case list:
		return "a list"
	case null:
		return "nothing"
	}
	if !n.plain {
		return "text"
	}
	if n.text == "true" || n.text == "false" {
		return "true or false"
	}
	if _, err := strconv.ParseFloat(n.text, 64); err == nil {
		return "a number"
	}
	return "text"
}

// mended reports whether something in the value has been complained about already.
func (n *Node) mended() bool {
	if n == nil {
		return false
	}
	if n.broken {
		return true
	}
	for _, e := range n.entries {
		if e.unknown || e.value.mended() {
			return true
		}
	}
	for _, item := range n.items {
		if item.mended() {
			return true
		}
	}
	return false
}

func (n *Node) hasUnknown() bool {
	for _, e := range n.entries {
		if e.unknown {
			return true
		}
	}
	return false
}

// find follows a path such as "reasons.site_outage.words[2]" as far as it goes. It returns the last value on the way,
// what could not be found, and whether a value on the way has been complained about.
func (n *Node) find(path string) (last *Node, rest string, broken bool) {
	last = n
	steps := split(path)
	for i, step := range steps {
		broken = broken || last.broken
		next := last.Get(step)
		if at, err := strconv.Atoi(step); err == nil && last.kind == list && at >= 0 && at < len(last.items) {
			next = last.items[at]
		}
		if next == nil {
			return last, strings.Join(steps[i:], "."), broken
		}
		last = next
	}
	return last, "", broken || last.broken
}

// split takes "a.b[2].c" apart into a, b, 2, c.
func split(path string) []string {
	return strings.FieldsFunc(path, func(r rune) bool { return r == '.' || r == '[' || r == ']' })
}

// Overlay lays one tree over another and returns a third: mappings are merged by key, everything else replaces. An entry
// of a map that is set to nothing is taken away; any other key without a value leaves what was there. A mapping marked
// !replace replaces the one beneath.
func Overlay(base, over *Node) *Node {
	if !over.Set() {
		return base
	}
	if base == nil || base.kind != mapping || over.kind != mapping || over.replaces {
		return over
	}
	merged := *over
	merged.entries = nil
	for _, e := range base.entries {
		if over.entry(e.name) == nil {
			merged.entries = append(merged.entries, e)
		}
	}
	for _, e := range over.entries {
		below := base.Get(e.name)
		if e.dropped || (e.free && !e.value.Set()) {
			continue
		}
		laid := *e
		laid.value = Overlay(below, e.value)
		merged.entries = append(merged.entries, &laid)
	}
	return &merged
}
