package jira

import "encoding/json"

// mustMarshal encodes a value of our own making, which can't fail.
func mustMarshal(v any) json.RawMessage {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return raw
}
