package strict_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/deskhand/deskhand/config/strict"
)

func TestOverlay(t *testing.T) {
	const base = "store: a\nleads: [x]\nauth: {email: e, token: t}\nfields: {one: [a], two: [b]}\n"
	for name, c := range map[string]struct{ over, want string }{
		"nothing":          {"# nothing\n", base},
		"a value":          {"store: b\n", "store: b\nleads: [x]\nauth: {email: e, token: t}\nfields: {one: [a], two: [b]}\n"},
		"a list":           {"leads: [y, z]\n", "store: a\nleads: [y, z]\nauth: {email: e, token: t}\nfields: {one: [a], two: [b]}\n"},
		"below":            {"auth: {email: f}\n", "store: a\nleads: [x]\nauth: {email: f, token: t}\nfields: {one: [a], two: [b]}\n"},
		"an entry more":    {"fields: {three: [c]}\n", "store: a\nleads: [x]\nauth: {email: e, token: t}\nfields: {one: [a], two: [b], three: [c]}\n"},
		"an entry less":    {"fields: {one: null, four: null}\n", "store: a\nleads: [x]\nauth: {email: e, token: t}\nfields: {two: [b]}\n"},
		"an empty key":     {"store:\nauth: {token: }\nfields:\n", base},
		"replaced":         {"fields: !replace {three: [c]}\n", "store: a\nleads: [x]\nauth: {email: e, token: t}\nfields: {three: [c]}\n"},
		"a misspelt entry": {"feilds: {one: null}\n", "store: a\nleads: [x]\nauth: {email: e, token: t}\nfields: {two: [b]}\n"},
	} {
		t.Run(name, func(t *testing.T) {
			over := strict.Parse("over", []byte(c.over))
			over.Decode(over.Root, &sample{})
			laid := strict.Overlay(strict.Parse("base", []byte(base)).Root, over.Root)
			want := strict.Parse("want", []byte(c.want)).Root
			if diff := cmp.Diff(want.Canonical(), laid.Canonical()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestCanonicalIsTheSameForTheSame(t *testing.T) {
	one := strict.Parse("a", []byte("store: x\nleads: [a, b]\n")).Root.Canonical()
	same := strict.Parse("b", []byte("# said otherwise\nleads:\n- 'a'\n- b\nstore: \"x\"\n")).Root.Canonical()
	other := strict.Parse("c", []byte("store: x\nleads: [b, a]\n")).Root.Canonical()
	if one != same || one == other {
		t.Errorf("%s\n%s\n%s", one, same, other)
	}
}
