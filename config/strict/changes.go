package strict

import (
	"maps"
	"slices"
	"strconv"
)

// Changes names what differs between two trees, in the order of the names: "listen", "connectors[support].mode". Entries of a list
// that have a name are told by it, others by their number. What stands in one tree only is named as a whole. No value is
// shown, so that it may be logged.
func Changes(before, after *Node) []string { return changesBelow("", before, after) }

func changesBelow(path string, before, after *Node) []string {
	if before.Canonical() == after.Canonical() {
		return nil
	}
	old, now := before.parts(path), after.parts(path)
	if old == nil || now == nil || before.kind != after.kind {
		return []string{path}
	}
	names := maps.Clone(old)
	maps.Copy(names, now)
	var found []string
	for _, name := range slices.Sorted(maps.Keys(names)) {
		found = append(found, changesBelow(name, old[name], now[name])...)
	}
	if found == nil { // the order of a list, or an empty key
		return []string{path}
	}
	return found
}

// parts are the values in a mapping or in a list of mappings by their paths; nil for any other value, which is looked at as a whole.
func (n *Node) parts(path string) map[string]*Node {
	if !n.IsMapping() && !n.IsList() {
		return nil
	}
	parts := map[string]*Node{}
	for _, e := range n.entries {
		if !e.dropped {
			parts[join(path, e.name)] = e.value
		}
	}
	for i, item := range n.items {
		if !item.IsMapping() {
			return nil
		}
		name := strconv.Itoa(i)
		if own := item.Get("name"); own.Set() {
			name = own.text
		}
		parts[path+"["+name+"]"] = item
	}
	return parts
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}
