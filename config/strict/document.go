// Package strict reads YAML that people write, and tells them everything that is wrong with it in one run.
//
// It owns the way from files to Go structs: reading with bounds, ${...} variables, merging of several files, decoding by
// yaml tags, and the Mistakes found on that way, each with its file, line, columns and mend. A misspelt key is read as its
// nearest name, so that what lies beneath is checked too; what only follows from a mistake already told is not told.
//
// It knows nothing of what the values mean: the caller adds mistakes of its own by Complain and Fault. A value shows
// in a Mistake only when it was decoded into something that is no secret; all others are starred.
package strict

import (
	"fmt"
	"reflect"
	"slices"
)

// Document is what was read, and the mistakes found in it so far. It belongs to one goroutine.
type Document struct {
	Root  *Node    // nil when nothing could be read
	Paths []string // of every file that was read, those that variables name included

	env      func(string) (string, bool)
	mistakes []Mistake
	parts    []part                  // of all lines, those that were dropped included
	hidden   map[string]string       // values that must not be shown, and what stands for them
	warned   map[*file]bool          // of secrets that others can read
	homes    map[string][]string     // by key, where it belongs
	places   map[reflect.Type]string // the same of all keys of a struct
	clean    map[string]bool         // files, by name, whose lines hold no secret: parts of the program
}

// part is a key or a value in its line.
type part struct {
	at    span
	value *Node // nil for a key
}

func newDocument(env func(string) (string, bool)) *Document {
	return &Document{env: env, hidden: map[string]string{}, warned: map[*file]bool{}, clean: map[string]bool{}, homes: map[string][]string{},
		places: map[reflect.Type]string{}}
}

// Complain adds a mistake about a value. It is kept to itself when something in the value is wrong already.
func (d *Document) Complain(n *Node, kind Kind, message, mend string) {
	if n.mended() {
		return
	}
	d.mistake(n, n.place(), kind, message, mend)
}

// mistake adds a mistake at a place and notes that the value has one.
func (d *Document) mistake(n *Node, at span, kind Kind, message, mend string) {
	n.broken = true
	d.add(at, kind, message, mend)
}

// Warn adds a remark about a value, which stays usable.
func (d *Document) Warn(n *Node, message, mend string) {
	d.add(n.place(), BadValue, message, mend)
	d.mistakes[len(d.mistakes)-1].Warning = true
}

func (d *Document) add(at span, kind Kind, message, mend string) {
	m := Mistake{Line: at.line, Column: at.column, EndColumn: at.end, Kind: kind, Message: message, Mend: mend}
	if at.file != nil {
		m.File, m.Source = at.file.name, at.file.line(at.line)
		d.clean[m.File] = at.file.built
	}
	d.mistakes = append(d.mistakes, m)
}

// Fault adds what a part of the program says of the value at a path below base. It is kept to itself when it only follows
// from a mistake already told: about that value, about something in it, or, for a key that is not there, about
// an unknown key beside it.
func (d *Document) Fault(base *Node, path, message, mend string, warning bool) {
	n, rest, broken := base.find(path)
	if broken || rest == "" && path != "" && n.mended() || rest != "" && n.hasUnknown() {
		return
	}
	if warning {
		d.Warn(n, message, mend)
		return
	}
	kind := BadValue
	if rest != "" || !n.Set() {
		kind = Missing
	}
	if n == d.Root && n.Set() {
		d.lost(n.at.file.name, kind, message, mend)
		return
	}
	d.add(n.place(), kind, message, mend)
}

// Add adds a mistake of another document, which has starred its line.
func (d *Document) Add(m Mistake) {
	d.clean[m.File] = true
	d.mistakes = append(d.mistakes, m)
}

// lost says that a whole file could not be used.
func (d *Document) lost(name string, kind Kind, message, mend string) {
	d.mistakes = append(d.mistakes, Mistake{File: name, Kind: kind, Message: message, Mend: mend})
}

// Broken reports whether anything is wrong so far.
func (d *Document) Broken() bool {
	return slices.ContainsFunc(d.mistakes, func(m Mistake) bool { return !m.Warning })
}

// Mistakes returns what is wrong and what is worth a warning, in the order of the files, each once, with everything
// that may be secret starred.
func (d *Document) Mistakes() (mistakes, warnings []Mistake) {
	conceal := d.concealer()
	for _, m := range ordered(slices.Clone(d.mistakes)) {
		m.Message, m.Mend = conceal.Replace(m.Message), conceal.Replace(m.Mend)
		m.Source = d.starred(m)
		if m.Warning {
			warnings = append(warnings, m)
		} else {
			mistakes = append(mistakes, m)
		}
	}
	return mistakes, warnings
}

func quote(text string) string {
	const most = 60
	if r := []rune(text); len(r) > most {
		text = string(r[:most]) + "…"
	}
	return fmt.Sprintf("%q", text)
}
