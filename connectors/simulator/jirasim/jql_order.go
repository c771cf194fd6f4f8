package jirasim

import (
	"cmp"
	"slices"
	"strings"
)

// sortValue is one value that documents are ordered by: its text first, then its number.
type sortValue struct {
	S string `json:"s,omitempty"`
	N int64  `json:"n,omitempty"`
}

func (a sortValue) compare(b sortValue) int {
	if c := strings.Compare(a.S, b.S); c != 0 {
		return c
	}
	return cmp.Compare(a.N, b.N)
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
	"id":          func(d *document) sortValue { return sortValue{N: d.id()} },
	"project":     func(d *document) sortValue { return sortValue{S: d.key.project.key} },
	"summary":     func(d *document) sortValue { return sortValue{S: strings.ToLower(d.ticket.Subject)} },
	"status":      func(d *document) sortValue { return sortValue{S: d.status.name} },
	"priority":    func(d *document) sortValue { return sortValue{N: priorityRank(priorities[d.ticket.Priority].name)} },
}

// byKey orders by project, then by number.
func byKey(d *document) sortValue { return sortValue{d.key.project.key, d.key.number} }

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

// sorted returns the documents in order: all, or those behind a place.
func (o ordering) sorted(documents []*document, behind []sortValue) []*document {
	type placed struct {
		place    []sortValue
		document *document
	}
	all := make([]placed, 0, len(documents))
	for _, d := range documents {
		if place := o.place(d); len(behind) != len(place) || o.compare(place, behind) > 0 {
			all = append(all, placed{place, d})
		}
	}
	slices.SortFunc(all, func(a, b placed) int { return o.compare(a.place, b.place) })
	sorted := make([]*document, len(all))
	for i, p := range all {
		sorted[i] = p.document
	}
	return sorted
}

func (o ordering) compare(a, b []sortValue) int {
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
