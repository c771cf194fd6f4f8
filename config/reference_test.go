package config

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// keySchema is what the reference tells of a key, as far as the schema has it.
type keySchema struct {
	Type        any                  `json:"type"`
	AnyOf       []keySchema          `json:"anyOf"`
	OneOf       []keySchema          `json:"oneOf"`
	Items       *keySchema           `json:"items"`
	Enum        []string             `json:"enum"`
	Pattern     string               `json:"pattern"`
	Const       string               `json:"const"`
	Description string               `json:"description"`
	Properties  map[string]keySchema `json:"properties"`
}

// kind names the type of a value for people.
func (k keySchema) kind() string {
	switch {
	case len(k.Enum) > 0:
		return strings.Join(k.Enum, ", ")
	case strings.Contains(k.Pattern, "bd"):
		return "span: `36h`, `7d`, `5bd`"
	case len(k.AnyOf) == 3:
		return "number, or percent"
	case len(k.AnyOf) == 2:
		return map[any]string{"integer": "whole number", "boolean": "true or false"}[k.AnyOf[0].Type]
	case k.Type == "array":
		return "list"
	case k.Type == "object":
		return "names and values"
	}
	return "text"
}

// keys lists the keys below a schema that have no keys below themselves, by path.
func (k keySchema) keys(path string) map[string]keySchema {
	all := map[string]keySchema{}
	for name, below := range k.Properties {
		at := strings.TrimPrefix(path+"."+name, ".")
		if len(below.Properties) == 0 {
			all[at] = below
			continue
		}
		maps.Copy(all, below.keys(at))
	}
	return all
}

// values are what a configuration holds, by path below a prefix, where the origin fits.
func values(t *testing.T, path, prefix string, origin *regexp.Regexp) map[string]string {
	t.Helper()
	c, mistakes := Load(path, func(string) (string, bool) { return "x", true })
	if c == nil {
		t.Fatal(mistakes)
	}
	all := map[string]string{}
	for _, s := range c.Show().Settings {
		if rest, ok := strings.CutPrefix(s.Path, prefix); ok && origin.MatchString(s.Origin) {
			all[rest] = s.Value
		}
	}
	return all
}

// cell makes text fit into a table; a long list is left to the file it stands in.
func cell(value string) string {
	const widest = 60
	if len(value) > widest {
		return "see the built-in policy"
	}
	if value == "" {
		return ""
	}
	return "`" + strings.ReplaceAll(value, "|", `\|`) + "`"
}

// table is the reference of some keys.
func table(keys map[string]keySchema, defaults, examples map[string]string) string {
	var b strings.Builder
	b.WriteString("| key | type | default | meaning | example |\n|---|---|---|---|---|\n")
	for _, path := range slices.Sorted(maps.Keys(keys)) {
		k := keys[path]
		if k.Const != "" {
			continue
		}
		example := examples[path]
		if k.kind() == "true or false" && defaults[path] == "" {
			defaults[path] = "false"
		}
		if example == defaults[path] || len(example) > 60 {
			example = ""
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s |\n", path, k.kind(), cell(defaults[path]), strings.ReplaceAll(k.Description, "|", `\|`), cell(example))
	}
	return b.String()
}

const minimalOf = "connectors: [{name: a, type: %s, url: 'https://a.example', auth: %s}]\n"

// reference is the generated part of README.md, by section.
func reference(t *testing.T) map[string]string {
	t.Helper()
	var root keySchema
	if err := json.Unmarshal(generate(t), &root); err != nil {
		t.Fatal(err)
	}
	var byDefault, written = regexp.MustCompile(`^(default|built-in)`), regexp.MustCompile(`^example\.yaml`)
	defaults := func(kind, auth, prefix string) map[string]string {
		path := filepath.Join(t.TempDir(), "minimal.yaml")
		if err := os.WriteFile(path, fmt.Appendf(nil, minimalOf, kind, auth), 0o600); err != nil {
			t.Fatal(err)
		}
		return values(t, path, prefix, byDefault)
	}
	desks := map[string]map[string]keySchema{}
	for _, one := range root.Properties["connectors"].Items.OneOf {
		desks[one.Properties["type"].Const] = one.keys("")
	}
	common := map[string]keySchema{"type": {Type: "string", Description: "of helpdesk: " + strings.Join(slices.Sorted(maps.Keys(desks)), ", ")}}
	for path, k := range desks["zendesk"] {
		if _, both := desks["jira"][path]; both && k.Const == "" && !strings.HasPrefix(path, "auth.") {
			common[path] = k
			delete(desks["zendesk"], path)
			delete(desks["jira"], path)
		}
	}
	top := root.keys("")
	maps.DeleteFunc(top, func(path string, _ keySchema) bool { return strings.HasPrefix(path, "policy.") })
	zendesk, jira := values(t, "example.yaml", "connectors[0].", written), values(t, "example.yaml", "connectors[1].", written)
	return map[string]string{
		"top":     table(top, defaults("zendesk", "{bearer: x}", ""), values(t, "example.yaml", "", written)),
		"desk":    table(common, defaults("zendesk", "{bearer: x}", "connectors[0]."), zendesk),
		"zendesk": table(desks["zendesk"], defaults("zendesk", "{bearer: x}", "connectors[0]."), zendesk),
		"jira":    table(desks["jira"], defaults("jira", "{email: x, token: x}, select: project = A", "connectors[0]."), jira),
		"policy":  table(root.Properties["policy"].keys(""), defaults("zendesk", "{bearer: x}", "policy."), values(t, "example.yaml", "policy.", written)),
	}
}

var section = regexp.MustCompile(`(?s)<!-- keys: (\w+) -->\n.*?<!-- end of keys -->`)

// TestTheReferenceIsCurrent holds the tables of README.md to the schema, the defaults and the example.
func TestTheReferenceIsCurrent(t *testing.T) {
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	tables := reference(t)
	current := section.ReplaceAllStringFunc(string(text), func(found string) string {
		name := section.FindStringSubmatch(found)[1]
		made, ok := tables[name]
		if !ok {
			t.Errorf("there are no keys called %s", name)
		}
		delete(tables, name)
		return "<!-- keys: " + name + " -->\n" + made + "<!-- end of keys -->"
	})
	if len(tables) > 0 {
		t.Errorf("these keys are nowhere in README.md: %v", slices.Sorted(maps.Keys(tables)))
	}
	if flag.Lookup("update").Value.String() == "true" {
		if err := os.WriteFile("README.md", []byte(current), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(current, string(text)); diff != "" {
		t.Errorf("README.md is not current; go test ./config -update rewrites it:\n%s", diff)
	}
}

// TestEachKeySaysWhatItMeans: no key is without a word for an admin.
func TestEachKeySaysWhatItMeans(t *testing.T) {
	for name, text := range reference(t) {
		for line := range strings.Lines(text) {
			if cells := strings.Split(line, " | "); len(cells) > 3 && strings.TrimSpace(cells[3]) == "" {
				t.Errorf("%s: %s", name, line)
			}
		}
	}
}
