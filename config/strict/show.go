package strict

import (
	"bytes"
	"encoding"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Setting is one value as it holds, and where it comes from.
type Setting struct {
	Path   string `json:"path"` // "connectors[0].limits.rate_share"
	Value  string `json:"value"`
	Origin string `json:"origin"` // "default", "built-in", or the place and the variables in it: "deskhand.yaml:4, env TOKEN"
}

// Show tells what holds, as YAML with the origin of each value beside it: what a tree says and, where it says nothing, the
// defaults. Variables stay as they are written; other secrets are starred. What is empty and set nowhere is left
// out. Read takes what it writes and gives the same values, but for the starred ones.
type Show struct {
	Settings []Setting // lists in one
	lines    []shownLine
}

type shownLine struct{ text, origin string }

// Struct adds the keys of structs that share one mapping, at a path and so many steps in. The structs are given as pointers; what
// they hold counts where the tree says nothing. Fields of type *Node are left to their owner. dash makes it an entry of a list.
func (s *Show) Struct(n *Node, path string, steps int, dash bool, structs ...any) {
	values := make([]reflect.Value, len(structs))
	for i, each := range structs {
		values[i] = reflect.ValueOf(each).Elem()
	}
	first := len(s.lines)
	s.fields(n, path, steps, values)
	if dash {
		s.dash(first, steps)
	}
}

// dash makes what was added from a line on, so many steps in, an entry of a list.
func (s *Show) dash(first, steps int) {
	if len(s.lines) > first {
		text := s.lines[first].text
		s.lines[first].text = text[:2*steps-2] + "- " + text[2*steps:]
	}
}

// Key adds a key whose value follows.
func (s *Show) Key(name string, steps int) { s.line(steps, name+":", "") }

// Write writes the YAML.
func (s *Show) Write(w io.Writer) error {
	const widest = 60
	column := 0
	for _, l := range s.lines {
		if wide := utf8.RuneCountInString(l.text); l.origin != "" && wide <= widest {
			column = max(column, wide)
		}
	}
	for _, l := range s.lines {
		text := l.text
		if l.origin != "" {
			text += strings.Repeat(" ", max(0, column-utf8.RuneCountInString(text))) + "  # " + l.origin
		}
		if _, err := fmt.Fprintln(w, text); err != nil {
			return err
		}
	}
	return nil
}

func (s *Show) line(steps int, text, origin string) {
	s.lines = append(s.lines, shownLine{strings.Repeat("  ", steps) + text, origin})
}

// fields adds the keys of structs in the order of their fields.
func (s *Show) fields(n *Node, path string, steps int, structs []reflect.Value) {
	places := map[string][]reflect.Value{}
	var names []string
	for _, v := range structs {
		collect(v, places)
		names = append(names, namesInOrder(v.Type())...)
	}
	shown := map[string]bool{}
	for _, name := range names {
		if !shown[name] {
			s.field(n.Get(name), below(path, name), name, steps, places[name])
		}
		shown[name] = true
	}
}

// namesInOrder are the yaml names of a struct's fields.
func namesInOrder(t reflect.Type) []string {
	var names []string
	for i := range t.NumField() {
		name, inline := fieldName(t.Field(i))
		if inline {
			names = append(names, namesInOrder(t.Field(i).Type)...)
		} else if name != "" {
			names = append(names, name)
		}
	}
	return names
}

func below(path, name string) string { return strings.TrimPrefix(path+"."+name, ".") }

// field adds one key.
func (s *Show) field(n *Node, path, name string, steps int, places []reflect.Value) {
	t := places[0].Type()
	unset := !slices.ContainsFunc(places, func(v reflect.Value) bool { return !v.IsZero() })
	switch {
	case t == nodeType, !n.Set() && unset:
	case isStruct(t):
		s.Key(name, steps)
		s.fields(n, path, steps+1, filled(places))
	case n.Set() && t.Kind() == reflect.Map:
		s.node(n, path, name+": !replace", steps, false) // all of it is here: nothing beneath may come through
	case n.Set():
		s.node(n, path, name+":", steps, t.Implements(secretType))
	default:
		value := textOf(places[0])
		s.Settings = append(s.Settings, Setting{path, value, "default"})
		s.line(steps, name+": "+scalarYAML(value), "default")
	}
}

func isStruct(t reflect.Type) bool {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t.Kind() == reflect.Struct && !reflect.PointerTo(t).Implements(textType)
}

// filled follows pointers to their structs; one that is nil has a struct without defaults.
func filled(places []reflect.Value) []reflect.Value {
	all := slices.Clone(places)
	for i, v := range all {
		if v.Kind() == reflect.Pointer {
			if v.IsNil() {
				v = reflect.New(v.Type().Elem())
			}
			all[i] = v.Elem()
		}
	}
	return all
}

// textOf writes a default as an admin would.
func textOf(v reflect.Value) string {
	switch each := v.Interface().(type) {
	case fmt.Stringer:
		return each.String()
	case encoding.TextMarshaler:
		if text, err := each.MarshalText(); err == nil {
			return string(text)
		}
	case float64:
		return strconv.FormatFloat(each, 'g', -1, 64)
	}
	return fmt.Sprint(v.Interface())
}

// node adds what the tree says under a key, or behind the dash of a list.
func (s *Show) node(n *Node, path, head string, steps int, secret bool) {
	switch {
	case n.kind == mapping && len(n.entries) == 0:
		s.line(steps, head+" {}", n.origin())
	case n.kind == mapping:
		s.line(steps, head, "")
		s.entries(n, path, steps+1, secret)
	case n.kind == list && len(n.items) > 0 && n.items[0].kind == mapping:
		s.line(steps, head, "")
		for i, item := range n.items {
			first := len(s.lines)
			s.entries(item, fmt.Sprintf("%s[%d]", path, i), steps+2, secret)
			s.dash(first, steps+2)
		}
	case n.kind == list:
		s.list(n, path, head, steps, secret)
	default:
		value := n.showable(secret)
		s.Settings = append(s.Settings, Setting{path, value, n.origin()})
		s.line(steps, head+" "+scalarYAML(value), n.origin())
	}
}

// entries adds what a mapping says.
func (s *Show) entries(n *Node, path string, steps int, secret bool) {
	for _, e := range n.entries {
		if !e.dropped && e.value.Set() {
			s.node(e.value, below(path, e.name), scalarYAML(e.name)+":", steps, secret)
		}
	}
}

// list adds a list of single values: in one line if it is short.
func (s *Show) list(n *Node, path, head string, steps int, secret bool) {
	const widest = 100
	texts := make([]string, len(n.items))
	for i, item := range n.items {
		texts[i] = scalarYAML(item.showable(secret))
	}
	value := "[" + strings.Join(texts, ", ") + "]"
	s.Settings = append(s.Settings, Setting{path, value, n.origin()})
	if len(value) <= widest {
		s.line(steps, head+" "+value, n.origin())
		return
	}
	s.line(steps, head, n.origin())
	for _, text := range texts {
		s.line(steps+1, "- "+text, "")
	}
}

// showable is a scalar as it is written, without what must not be seen.
func (n *Node) showable(secret bool) string {
	if secret && n.text != "" && !reference.MatchString(n.written) {
		return "********"
	}
	return withoutLogin(n.written)
}

// origin says where a value comes from.
func (n *Node) origin() string {
	at := n.place()
	if at.file.built {
		return "built-in"
	}
	parts := []string{fmt.Sprintf("%s:%d", at.file.name, at.line)}
	for _, leaf := range append([]*Node{n}, n.items...) {
		for _, found := range variable.FindAllString(leaf.written, -1) {
			name := strings.TrimSuffix(strings.TrimPrefix(found, "${"), "}")
			if path, isFile := strings.CutPrefix(name, "file:"); isFile {
				parts = append(parts, "file "+path)
			} else if !strings.HasPrefix(found, "$$") {
				parts = append(parts, "env "+name)
			}
		}
	}
	return strings.Join(parts, ", ")
}

var (
	bare    = regexp.MustCompile(`^[\w/.][\w/.@%+-]*(:[\w/.@%+-]+)*( [\w/.@%+-]+(:[\w/.@%+-]+)*)*$`)
	nothing = regexp.MustCompile(`^(?i:null|~|)$`)
)

// scalarYAML writes a text so that YAML reads it back as one.
func scalarYAML(text string) string {
	if bare.MatchString(text) && !nothing.MatchString(text) {
		return text
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(text); err != nil {
		panic(err) // a string is always encoded
	}
	return strings.TrimSuffix(b.String(), "\n")
}
