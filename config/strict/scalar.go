package strict

import (
	"encoding"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// scalar decodes a single value. The value is shown in mistakes unless it is a secret.
func (d *Document) scalar(n *Node, into reflect.Value) {
	if n.kind != scalar {
		d.mistake(n, n.place(), WrongType, fmt.Sprintf("%s wants %s, this is %s", n.name(), wanted(into.Type()), n.What()), "")
		return
	}
	if into.Type().Implements(secretType) {
		d.secret(n)
	}
	ok := true
	switch into.Kind() {
	case reflect.String:
		into.SetString(n.text)
	case reflect.Bool:
		ok = n.text == "true" || n.text == "false"
		into.SetBool(n.text == "true")
	case reflect.Float32, reflect.Float64:
		var f float64
		f, ok = number(n.text)
		into.SetFloat(f)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		if into.Type() == durationType {
			d.duration(n, into)
			return
		}
		var i int64
		i, ok = whole(n.text)
		ok = ok && !into.OverflowInt(i)
		into.SetInt(i)
	default:
		panic(fmt.Sprintf("strict: a struct has a field of type %s, which YAML can't fill", into.Type()))
	}
	if !ok {
		d.mistake(n, n.at, WrongType, fmt.Sprintf("%s wants %s, this is %s", n.name(), wanted(into.Type()), quote(n.written)), mendOf(into.Kind()))
	}
}

// wanted names a type for people.
func wanted(t reflect.Type) string {
	switch {
	case t == durationType:
		return "a time such as 5m or 36h"
	case t.Implements(secretType):
		return "one secret text"
	}
	switch t.Kind() {
	case reflect.Bool:
		return "true or false"
	case reflect.Float32, reflect.Float64:
		return "a number"
	case reflect.String:
		return "one text"
	}
	return "a whole number"
}

func mendOf(k reflect.Kind) string {
	switch k {
	case reflect.Bool:
		return "write true or false"
	case reflect.Float32, reflect.Float64:
		return "write for example 0.5 or 50%"
	}
	return "write digits only"
}

// number reads 0.5 and 50%.
func number(text string) (float64, bool) {
	digits, percent := strings.CutSuffix(strings.TrimSpace(text), "%")
	f, err := strconv.ParseFloat(strings.TrimSpace(digits), 64)
	if err != nil || f != f || f > 1e300 || f < -1e300 {
		return 0, false
	}
	if percent {
		f /= 100
	}
	return f, true
}

func whole(text string) (int64, bool) {
	i, err := strconv.ParseInt(strings.TrimSpace(text), 10, 64)
	return i, err == nil
}

func (d *Document) duration(n *Node, into reflect.Value) {
	t, err := time.ParseDuration(strings.TrimSpace(n.text))
	if _, bare := number(n.text); err != nil && bare {
		d.mistake(n, n.at, BadValue, fmt.Sprintf("how long is %s? a unit is missing", n.written), "write for example "+n.written+"m for minutes, or s, h")
		return
	}
	if err != nil {
		d.mistake(n, n.at, BadValue, fmt.Sprintf("%s is no time span", quote(n.written)), "write for example 30s, 5m or 36h")
		return
	}
	into.SetInt(int64(t))
}

// text hands the value to a type that reads itself. What its error says after a semicolon is the mend.
func (d *Document) text(n *Node, into reflect.Value) {
	if n.kind != scalar {
		d.mistake(n, n.place(), WrongType, fmt.Sprintf("%s wants one value, this is %s", n.name(), n.What()), "")
		return
	}
	if into.Type().Implements(secretType) {
		d.secret(n)
	}
	fresh := reflect.New(into.Type())
	if err := fresh.Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(n.text)); err != nil {
		message, mend, _ := strings.Cut(err.Error(), "; ")
		d.mistake(n, n.at, BadValue, message, mend)
		return
	}
	into.Set(fresh.Elem())
}

// secret notes that a value must not be shown, and warns when it stands in a file that everybody can read.
func (d *Document) secret(n *Node) {
	f := n.at.file
	if _, resolved := d.hidden[n.text]; resolved || n.text == "" {
		return
	}
	d.hidden[n.text] = "********"
	if f.open && n.text == n.written && !d.warned[f] {
		d.warned[f] = true
		d.Warn(n, "a secret stands here, in a file that every user of this machine can read",
			"chmod 600 the file, or write ${NAME} or ${file:/path} instead")
	}
}

// holdsSecret reports whether a secret may be decoded into the type, or somewhere into it. A *Node is decoded later.
func holdsSecret(t reflect.Type) bool {
	switch {
	case t == nodeType || t.Implements(secretType):
		return true
	case reflect.PointerTo(t).Implements(textType):
		return false
	}
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		return holdsSecret(t.Elem())
	case reflect.Struct:
		for i := range t.NumField() {
			if t.Field(i).IsExported() && holdsSecret(t.Field(i).Type) {
				return true
			}
		}
	}
	return false
}
