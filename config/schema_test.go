package config

import (
	"bytes"
	"encoding"
	"encoding/json"
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
	"github.com/invopop/jsonschema"
	validator "github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/deskhand/deskhand/config/strict"
	"github.com/deskhand/deskhand/connectors"
	_ "github.com/deskhand/deskhand/connectors/all"
	"github.com/deskhand/deskhand/sweeper"
	"github.com/deskhand/deskhand/sweeper/escalation"
	"github.com/deskhand/deskhand/sweeper/notes"
)

const module = "github.com/deskhand/deskhand/"

// described are the folders whose comments on fields become descriptions.
var described = []string{"config", "connectors/zendesk", "connectors/jira", "sweeper/escalation", "sweeper/notes"}

// comments finds what the code says of each field: by package, type and field.
func comments(t *testing.T) map[string]string {
	t.Helper()
	found := map[string]string{}
	for _, folder := range described {
		paths, err := filepath.Glob(filepath.Join("..", filepath.FromSlash(folder), "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(file, func(n ast.Node) bool {
				spec, ok := n.(*ast.TypeSpec)
				if !ok {
					return true
				}
				if s, ok := spec.Type.(*ast.StructType); ok {
					for _, f := range s.Fields.List {
						for _, name := range f.Names {
							said := strings.TrimSpace(f.Doc.Text() + f.Comment.Text())
							for _, verb := range []string{" is ", " are ", " "} { // an admin knows the key, not the field
								said = strings.TrimPrefix(said, name.Name+verb)
							}
							found[module+folder+"."+spec.Name.Name+"."+name.Name] = said
						}
					}
				}
				return false
			})
		}
	}
	return found
}

// reflector turns the structs that YAML is decoded into into schemas.
func reflector(t *testing.T) *jsonschema.Reflector {
	said := comments(t)
	r := &jsonschema.Reflector{
		FieldNameTag: "yaml", DoNotReference: true, Anonymous: true, ExpandedStruct: true, RequiredFromJSONSchemaTags: true,
		LookupComment: func(t reflect.Type, field string) string {
			return strings.Join(strings.Fields(said[t.PkgPath()+"."+t.Name()+"."+field]), " ")
		},
	}
	r.Mapper = func(t reflect.Type) *jsonschema.Schema {
		if t.Kind() != reflect.Map {
			return special(t)
		}
		value := r.ReflectFromType(t.Elem()) // or null, which takes the built-in entry away
		value.Version = ""
		return &jsonschema.Schema{Type: "object", AdditionalProperties: &jsonschema.Schema{AnyOf: []*jsonschema.Schema{value, {Type: "null"}}}}
	}
	return r
}

// special are the schemas of types that are written as one value.
func special(t reflect.Type) *jsonschema.Schema {
	text := func(pattern string) *jsonschema.Schema { return &jsonschema.Schema{Type: "string", Pattern: pattern} }
	variable := text(`\$\{.+\}`)
	switch t {
	case reflect.TypeFor[*strict.Node]():
		return &jsonschema.Schema{}
	case reflect.TypeFor[connectors.Secret]():
		return text("")
	case reflect.TypeFor[sweeper.Mode]():
		s := text("")
		for _, m := range sweeper.Modes {
			s.Enum = append(s.Enum, m)
		}
		return s
	case reflect.TypeFor[escalation.Span]():
		return text(`^([0-9]+(m|h|d|w|bd)|\$\{.+\})$`)
	case reflect.TypeFor[time.Duration]():
		return text(`^(([0-9.]+(ns|us|ms|s|m|h))+|\$\{.+\})$`)
	}
	if reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]()) {
		return text("")
	}
	switch t.Kind() {
	case reflect.Float64:
		return &jsonschema.Schema{AnyOf: []*jsonschema.Schema{{Type: "number"}, text(`^[0-9.]+ *%$`), variable}}
	case reflect.Int:
		return &jsonschema.Schema{AnyOf: []*jsonschema.Schema{{Type: "integer"}, variable}}
	case reflect.Bool:
		return &jsonschema.Schema{AnyOf: []*jsonschema.Schema{{Type: "boolean"}, variable}}
	case reflect.String:
		return &jsonschema.Schema{Extras: map[string]any{"type": []string{"string", "number", "boolean"}}}
	}
	return nil
}

// together is the schema of a mapping that is decoded into several structs.
func together(schemas ...*jsonschema.Schema) *jsonschema.Schema {
	all := schemas[0]
	for _, s := range schemas[1:] {
		for p := s.Properties.Oldest(); p != nil; p = p.Next() {
			if before, ok := all.Properties.Get(p.Key); ok && before.Properties.Len() > 0 && p.Value.Properties.Len() > 0 {
				together(before, p.Value)
			} else if !ok {
				all.Properties.Set(p.Key, p.Value)
			}
		}
	}
	return all
}

func generate(t *testing.T) []byte {
	t.Helper()
	r := reflector(t)
	var entries []*jsonschema.Schema
	for _, name := range connectors.Types() {
		own, _ := connectors.New(name)
		one := together(r.Reflect(entry{}), r.Reflect(own))
		one.Properties.Set("type", &jsonschema.Schema{Const: name})
		one.Required = []string{"name", "type"}
		one.Version = ""
		entries = append(entries, one)
	}
	policy := together(r.Reflect(escalation.Rules{}), r.Reflect(notes.Vocabulary{}))
	policy.Version = ""
	root := r.Reflect(layout{})
	root.Title = "Deskhand's configuration"
	root.Properties.Set("connectors", &jsonschema.Schema{Type: "array", Items: &jsonschema.Schema{OneOf: entries}, MinItems: new(uint64), Description: "one entry a desk"})
	root.Properties.Set("policy", policy)
	text, err := json.MarshalIndent(root, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return append(text, '\n')
}

func TestTheSchemaIsCurrent(t *testing.T) {
	want := generate(t)
	if flag.Lookup("update").Value.String() == "true" {
		if err := os.WriteFile("schema.json", want, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(string(want), string(Schema())); diff != "" {
		t.Errorf("schema.json is not current; go test ./config -update rewrites it:\n%s", diff)
	}
}

func TestTheSchemaTakesTheExample(t *testing.T) {
	schema, err := validator.CompileString("schema.json", string(Schema()))
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("example.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for text, right := range map[string]bool{
		string(text): true,
		"connectors: [{name: a, type: zendesk, url: 'https://x', mode: note, auth: {bearer: x}, limits: {rate_share: 50%}}]": true,
		"connectors: [{name: a, type: zendesk, selct: x}]":                                                                   false,
		"connectors: [{name: a, type: jira, mode: write}]":                                                                   false,
		"policy: {stale_after: 5bd, people: {leads: [a], nouns: [nurses]}}":                                                  true,
		"policy: {stale_after: 7}":      false,
		"policy: {people: {lead: [a]}}": false,
		"policy: {reasons: {site_outage: null, mine: {title: Mine, high_impact: true}}}": true,
		"colour: blue": false,
	} {
		var value any
		if err := yaml.NewDecoder(bytes.NewReader([]byte(text))).Decode(&value); err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(value); (err == nil) != right {
			t.Errorf("taken: %v, %v\n%s", err == nil, err, text)
		}
	}
}
