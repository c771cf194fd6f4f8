package config

import _ "embed"

//go:embed schema.json
var schema []byte

// Schema is the JSON Schema of a configuration, for editors. It is made of the structs that YAML is decoded into and of the
// comments on their fields; a test holds it current.
func Schema() []byte { return schema }
