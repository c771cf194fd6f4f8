package jirasim

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// sortValue is one value that documents are ordered by.
type sortValue struct {
	N int64  `json:"n,omitempty"`
	S string `json:"s,omitempty"`
}

func (a sortValue) compare(b sortValue) int {
	return cmp.Or(cmp.Compare(a.N, b.N), strings.Compare(a.S, b.S))
}

// ordering puts documents in order. The id comes last, so that no two are equal.
type ordering struct {
	fields []func(*document) sortValue
	desc   []bool
}

var sortFields = map[string]func(*document) sortValue{
	"updated":     func(d *document) sortValue { return sortValue{N: d.updated.UnixMilli()} },
	"updateddate": func(d *document) sortValue { return sortValue{N: d.updated.UnixMilli()} },
	"created":     func(d *document) sortValue { return sortValue{N: d.created.UnixMilli()} },
	"createddate": func(d *document) sortValue { return sortValue{N: d.created.UnixMilli()} },
	"key":         byKey,
	"issuekey":    byKey,
	"issue":       byKey,
	"id":          func(d *document) sortValue { return sortValue{N: d.id} },
	"project":     func(d *document) sortValue { return sortValue{S: d.project} },
	"summary":     func(d *document) sortValue { return sortValue{S: strings.ToLower(d.summary)} },
	"status":      func(d *document) sortValue { return sortValue{S: d.status.name} },
	"priority":    func(d *document) sortValue { return sortValue{N: priorityRank(d.priority)} },
}

// byKey orders by project, then by number.
func byKey(d *document) sortValue { return sortValue{S: fmt.Sprintf("%s-%019d", d.project, d.number)} }

// compileOrder reads an ORDER BY. Without one the newest issues come first.
func (s *scope) compileOrder(keys []sortKey) ordering {
	var o ordering
	if len(keys) == 0 {
		keys = []sortKey{{"created", true}}
	}
	for _, k := range keys {
		field, ok := sortFields[k.field]
		if !ok {
			s.mistake("Not able to sort using field '%s'.", k.field)
			continue
		}
		o.fields, o.desc = append(o.fields, field), append(o.desc, k.desc)
	}
	o.fields, o.desc = append(o.fields, sortFields["id"]), append(o.desc, false)
	return o
}

// place returns the values that say where a document stands in the order.
func (o ordering) place(d *document) []sortValue {
	values := make([]sortValue, len(o.fields))
	for i, field := range o.fields {
		values[i] = field(d)
	}
	return values
}

func (o ordering) compare(a, b *document) int { return o.comparePlaces(o.place(a), o.place(b)) }

func (o ordering) comparePlaces(a, b []sortValue) int {
	for i, desc := range o.desc {
		c := a[i].compare(b[i])
		if desc {
			c = -c
		}
		if c != 0 {
			return c
		}
	}
	return 0
}

// after returns the documents that stand behind a place.
func (o ordering) after(sorted []*document, place []sortValue) []*document {
	if len(place) != len(o.fields) {
		return sorted
	}
	first := slices.IndexFunc(sorted, func(d *document) bool { return o.comparePlaces(o.place(d), place) > 0 })
	if first < 0 {
		return nil
	}
	return sorted[first:]
}
