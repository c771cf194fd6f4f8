package strict

import (
	"encoding"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Decode fills structs from a mapping by their yaml tags. Several structs share the mapping's keys: each key goes to every
// struct that has it, and a key that none has is a mistake. What the mapping does not set is left as it is, so defaults are
// set before. Fields of type *Node get the tree itself; strings of a type with a Reveal method are secrets.
func (d *Document) Decode(n *Node, into ...any) {
	if !n.Set() {
		return
	}
	values := make([]reflect.Value, len(into))
	for i, target := range into {
		values[i] = reflect.ValueOf(target).Elem()
	}
	d.fields(n, values...)
}

// DecodeLoosely is Decode for a first look: keys that nothing is known of are left for later.
func (d *Document) DecodeLoosely(n *Node, into any) {
	if !n.Set() {
		return
	}
	s := reflect.ValueOf(into).Elem()
	if d.isMapping(n, s) {
		d.repair(n, namesOf(s))
		d.entries(n, s)
	}
}

var (
	nodeType     = reflect.TypeFor[*Node]()
	textType     = reflect.TypeFor[encoding.TextUnmarshaler]()
	durationType = reflect.TypeFor[time.Duration]()
	secretType   = reflect.TypeFor[interface{ Reveal() string }]()
)

// value decodes one value into one place. It leaves the place as it is when the value is nothing or wrong.
func (d *Document) value(n *Node, into reflect.Value) {
	t := into.Type()
	n.public = n.public || n.Set() && !holdsSecret(t)
	switch {
	case t == nodeType:
		into.Set(reflect.ValueOf(n))
	case !n.Set() || n.broken:
	case t.Kind() == reflect.Pointer:
		if into.IsNil() {
			into.Set(reflect.New(t.Elem()))
		}
		d.value(n, into.Elem())
	case reflect.PointerTo(t).Implements(textType):
		d.text(n, into)
	case t.Kind() == reflect.Struct:
		d.fields(n, into)
	case t.Kind() == reflect.Map:
		d.mapOf(n, into)
	case t.Kind() == reflect.Slice:
		d.listOf(n, into)
	case t.Kind() == reflect.Interface:
		into.Set(reflect.ValueOf(d.free(n)))
	default:
		d.scalar(n, into)
	}
}

// fields decodes a mapping into structs that share its keys.
func (d *Document) fields(n *Node, structs ...reflect.Value) {
	if d.isMapping(n, structs...) {
		known := namesOf(structs...)
		d.repair(n, known)
		d.refuse(n, known, structs[0])
		d.entries(n, structs...)
	}
}

func (d *Document) isMapping(n *Node, structs ...reflect.Value) bool {
	if n.kind != mapping && !n.broken {
		d.mistake(n, n.place(), WrongType, fmt.Sprintf("%s wants keys and values below it, this is %s", n.name(), n.What()), listed(namesOf(structs...)))
	}
	return n.kind == mapping
}

func (d *Document) entries(n *Node, structs ...reflect.Value) {
	fields := map[string][]reflect.Value{}
	for _, s := range structs {
		collect(s, fields)
	}
	for _, e := range n.entries {
		if !e.dropped && !e.unknown {
			d.shared(e.value, fields[e.name])
		}
	}
}

// shared decodes one value into every place that its key names. Structs share its keys in turn.
func (d *Document) shared(n *Node, places []reflect.Value) {
	other := func(v reflect.Value) bool {
		return v.Kind() != reflect.Struct || reflect.PointerTo(v.Type()).Implements(textType)
	}
	if len(places) > 1 && n.Set() && !n.broken && !slices.ContainsFunc(places, other) {
		d.fields(n, places...)
		return
	}
	for _, place := range places {
		d.value(n, place)
	}
}

// collect finds the fields of a struct by their yaml names, those of embedded and inline structs included.
func collect(s reflect.Value, into map[string][]reflect.Value) {
	for i := range s.NumField() {
		name, inline := fieldName(s.Type().Field(i))
		if inline {
			collect(s.Field(i), into)
		} else if name != "" {
			into[name] = append(into[name], s.Field(i))
		}
	}
}

// fieldName is the key of a struct's field; "" for a field that YAML does not reach.
func fieldName(f reflect.StructField) (name string, inline bool) {
	tag, options, _ := strings.Cut(f.Tag.Get("yaml"), ",")
	if !f.IsExported() || tag == "-" {
		return "", false
	}
	if options == "inline" || f.Anonymous && tag == "" && f.Type.Kind() == reflect.Struct {
		return "", true
	}
	if tag == "" {
		tag = strings.ToLower(f.Name)
	}
	return tag, false
}

func namesOf(structs ...reflect.Value) []string {
	fields := map[string][]reflect.Value{}
	for _, s := range structs {
		collect(s, fields)
	}
	names := make([]string, 0, len(fields))
	for name := range fields {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// repair tells of keys that are close to one that is known and not there, and renames them to it.
func (d *Document) repair(n *Node, known []string) {
	for _, e := range n.entries {
		if e.dropped || e.unknown || slices.Contains(known, e.name) {
			continue
		}
		if meant := Nearest(e.name, known); meant != "" && n.entry(meant) == nil {
			d.add(e.at, UnknownKey, "unknown key "+quoteKey(e.name), DidYouMean(meant))
			e.name = meant
		}
	}
}

// DidYouMean is the mend of a name that is read as another from here on.
func DidYouMean(meant string) string {
	return fmt.Sprintf("did you mean %s? Read as %s for the rest of this check.", meant, meant)
}

// refuse tells of keys that nothing is known of.
func (d *Document) refuse(n *Node, known []string, s reflect.Value) {
	for _, e := range n.entries {
		if e.dropped || e.unknown || slices.Contains(known, e.name) {
			continue
		}
		mend := listed(known)
		if twin := n.entry(Nearest(e.name, known)); twin != nil {
			mend = fmt.Sprintf("%s stands in line %d; keep one of them", twin.name, twin.at.line)
		} else if home := d.home(e.name, s); home != "" {
			mend = home
		}
		d.add(e.at, UnknownKey, "unknown key "+quoteKey(e.name), mend)
		e.unknown = true
	}
}

// listed names what is known at a place when that is little.
func listed(names []string) string {
	const few = 8
	if len(names) > few {
		return "deskhand schema lists what is known here"
	}
	return "known here: " + strings.Join(names, ", ")
}

// name is the key that the value stands under, for messages.
func (n *Node) name() string {
	if n.key.file == nil {
		return "this place"
	}
	line := []rune(n.key.file.line(n.key.line))
	if n.key.column-1 >= len(line) {
		return "this key"
	}
	return strings.Trim(string(line[n.key.column-1:min(n.key.end-1, len(line))]), `"'`)
}

func (d *Document) mapOf(n *Node, into reflect.Value) {
	if n.kind != mapping {
		d.mistake(n, n.place(), WrongType, fmt.Sprintf("%s wants names with values below it, this is %s", n.name(), n.What()), "")
		return
	}
	if into.IsNil() {
		into.Set(reflect.MakeMap(into.Type()))
	}
	for _, e := range n.entries {
		e.free = true
		if e.dropped || !e.value.Set() {
			continue
		}
		key := reflect.New(into.Type().Key()).Elem()
		d.value(&Node{kind: scalar, at: e.at, key: e.at, text: e.name, written: e.name}, key)
		value := reflect.New(into.Type().Elem()).Elem()
		d.value(e.value, value)
		into.SetMapIndex(key, value)
	}
}

func (d *Document) listOf(n *Node, into reflect.Value) {
	items := n.items
	if n.kind != list {
		mend := "begin each line below it with a dash"
		if n.kind == scalar {
			mend = "write it in brackets: [...]"
			items = []*Node{n}
		}
		d.add(n.place(), WrongType, fmt.Sprintf("%s wants a list, this is %s", n.name(), n.What()), mend)
	}
	all := reflect.MakeSlice(into.Type(), 0, len(items))
	for _, item := range items {
		one := reflect.New(into.Type().Elem()).Elem()
		if one.Type() != nodeType && item.kind == null && !item.broken {
			d.mistake(item, item.at, WrongType, "this entry of a list is empty", "fill it, or take it out")
		}
		d.value(item, one)
		all = reflect.Append(all, one)
	}
	if n.kind != list {
		n.broken = true
	}
	into.Set(all)
}

// free decodes a value whose type is up to the writer.
func (d *Document) free(n *Node) any {
	switch n.kind {
	case mapping:
		all := map[string]any{}
		for _, e := range n.entries {
			if !e.dropped {
				e.free = true
				all[e.name] = d.free(e.value)
			}
		}
		return all
	case list:
		all := []any{}
		for _, item := range n.items {
			all = append(all, d.free(item))
		}
		return all
	case null:
		return ""
	}
	if n.plain {
		if whole, err := strconv.ParseInt(n.text, 10, 64); err == nil {
			return whole
		}
		if number, err := strconv.ParseFloat(n.text, 64); err == nil {
			return number
		}
		if n.text == "true" || n.text == "false" {
			return n.text == "true"
		}
	}
	return n.text
}
