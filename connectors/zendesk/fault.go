package zendesk

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode"
)

// fault is what an error body says, for people: one line, bounded.
type fault struct {
	code string
	text string
}

func (f fault) String() string {
	return cut(strings.TrimSpace(strings.Join(strings.FieldsFunc(f.code+" "+f.text, unspeakable), " ")), 200)
}

func unspeakable(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) }

// readFault understands Zendesk's three JSON shapes of an error, which differ by endpoint. Anything else, such as a page
// for people, gives an empty fault.
func readFault(body []byte) fault {
	var shape struct {
		Error       json.RawMessage `json:"error"`
		Description string          `json:"description"`
		Details     map[string][]struct {
			Description string `json:"description"`
		} `json:"details"`
		Errors []struct {
			Code  string `json:"code"`
			Title string `json:"title"`
		} `json:"errors"`
	}
	// A part of another shape is left out, the others are still read.
	_ = json.Unmarshal(body, &shape)
	var code value
	_ = json.Unmarshal(shape.Error, &code)
	f := fault{code: string(code), text: shape.Description}
	var titled struct{ Title, Message string }
	if f.code == "" && json.Unmarshal(shape.Error, &titled) == nil {
		f.code, f.text = titled.Title, titled.Message
	}
	if len(shape.Errors) > 0 {
		f.code, f.text = shape.Errors[0].Code, shape.Errors[0].Title
	}
	for _, field := range sortedKeys(shape.Details) {
		for _, d := range shape.Details[field] {
			f.text += "; " + d.Description
		}
	}
	return f
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
