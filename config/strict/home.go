package strict

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// mostHomes is how many places a key may have before naming them helps nobody.
const mostHomes = 3

// Belongs tells the document where keys have their place, so that one that stands elsewhere can be sent there: at says it of
// the keys of the structs themselves, which are given as pointers ("under policy"), below of those of structs in them, with
// %s for their path.
func (d *Document) Belongs(at, below string, structs ...any) {
	for _, s := range structs {
		t := reflect.TypeOf(s).Elem()
		d.places[t] = at
		d.belongs(t, at, below, "")
	}
}

func (d *Document) belongs(t reflect.Type, at, below, path string) {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || t == nodeType.Elem() || reflect.PointerTo(t).Implements(textType) {
		return
	}
	for i := range t.NumField() {
		f := t.Field(i)
		name, inline := fieldName(f)
		switch {
		case inline:
			d.belongs(f.Type, at, below, path)
		case name != "":
			if !slices.Contains(d.homes[name], at) {
				d.homes[name] = append(d.homes[name], at)
			}
			inner := strings.TrimPrefix(path+"."+name, ".")
			d.belongs(f.Type, fmt.Sprintf(below, inner), below, inner)
		}
	}
}

// home says where a key belongs that is not known among the keys of the struct, or nothing.
func (d *Document) home(name string, s reflect.Value) string {
	homes := slices.DeleteFunc(slices.Clone(d.homes[name]), func(home string) bool { return home == d.places[s.Type()] })
	if len(homes) == 0 || len(homes) > mostHomes {
		return ""
	}
	return name + " belongs " + strings.Join(homes, ", or ")
}
