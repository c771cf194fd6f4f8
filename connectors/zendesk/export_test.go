package zendesk

import (
	"encoding/json"
	"strings"
)

// Decode decodes an answer as the connector does, and does nothing else.
func Decode(path string, body []byte) error {
	var out any
	switch {
	case strings.Contains(path, "/incremental/"):
		out = &exportPage{}
	case strings.Contains(path, "/search/"):
		out = &searchPage{}
	case strings.HasSuffix(path, "/audits"):
		out = &auditsPage{}
	case strings.HasSuffix(path, "/show_many"):
		out = &ticketsPage{}
	}
	return json.Unmarshal(body, &out)
}
