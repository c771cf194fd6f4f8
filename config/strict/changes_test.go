package strict_test

import (
	"strings"
	"testing"

	"github.com/deskhand/deskhand/config/strict"
)

func TestChangesAreNamedWithoutTheirValues(t *testing.T) {
	const before = `
listen: a:1
leads: [a, b]
auth: {token: old-secret}
connectors:
  - {name: support, mode: note, auth: {bearer: old-secret}}
  - {name: eng, mode: tag}
`
	for name, c := range map[string]struct{ old, new, want string }{
		"nothing":             {"", "", ""},
		"a value":             {"listen: a:1", "listen: b:2", "listen"},
		"a secret":            {"{token: old-secret}", "{token: new-secret}", "auth.token"},
		"a key more":          {"listen: a:1", "listen: a:1\nstore: x", "store"},
		"a key less":          {"listen: a:1", "", "listen"},
		"a list of values":    {"[a, b]", "[a, c]", "leads"},
		"a value of an entry": {"mode: tag", "mode: note", "connectors[eng].mode"},
		"deep in an entry":    {"{bearer: old-secret}", "{bearer: new-secret}", "connectors[support].auth.bearer"},
		"an entry more":       {"connectors:\n", "connectors:\n  - {name: docs}\n", "connectors[docs]"},
		"an entry renamed":    {"name: eng", "name: dev", "connectors[dev] connectors[eng]"},
		"another kind":        {"{token: old-secret}", "none", "auth"},
		"only the way to say": {"listen: a:1", "listen: 'a:1' # quoted", ""},
		"the order of a list": {"- {name: support, mode: note, auth: {bearer: old-secret}}\n  - {name: eng, mode: tag}", "- {name: eng, mode: tag}\n  - {name: support, mode: note, auth: {bearer: old-secret}}", "connectors"},
		"several":             {"a:1\nleads: [a, b]", "a:2\nleads: [a]", "leads listen"},
	} {
		t.Run(name, func(t *testing.T) {
			after := strings.Replace(before, c.old, c.new, 1)
			changes := strict.Changes(strict.Parse("before", []byte(before)).Root, strict.Parse("after", []byte(after)).Root)
			if got := strings.Join(changes, " "); got != c.want {
				t.Errorf("%s is said to differ, want %s", got, c.want)
			}
		})
	}
}
