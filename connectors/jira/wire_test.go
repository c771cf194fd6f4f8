package jira

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

// FuzzIssue: whatever a desk answers, reading it ends, and never in a panic.
func FuzzIssue(f *testing.F) {
	f.Add([]byte(`{"id":"1","key":"A-1","fields":{"updated":"2026-11-23T04:52:00.123+0000","labels":["a"],"issuelinks":[{"inwardIssue":{"fields":{"issuetype":{"name":"Incident"}}}}]}}`),
		[]byte(`[{"id":"5","created":1795409520085,"items":[{"field":"labels","fromString":null,"toString":"a b"},{"field":"status","toString":"Done"}]}]`))
	f.Add([]byte(`{"fields":{"status":{"errorMessage":"x"},"customfield_1":[null,{"value":1},{"name":"n"}]}}`), []byte(`[{"created":""}]`))
	d := &desk{config: Config{Deployment: Cloud}, statuses: newStatuses(StatusNames{})}
	f.Fuzz(func(t *testing.T, rawIssue, rawHistory []byte) {
		x := dossier{cast: cast{customers: map[string]bool{}}}
		if json.Unmarshal(rawIssue, &x.issue) != nil || json.Unmarshal(rawHistory, &x.histories) != nil {
			return
		}
		got := d.ticket("1", x)
		if got.Version == "" && !got.Partial {
			t.Error("without a version it is whole")
		}
		for i := 1; i < len(got.Events); i++ {
			if got.Events[i].At.Before(got.Events[i-1].At) {
				t.Error("the events are out of order")
			}
		}
	})
}

// TestHostileMarkup: time grows with the length of a text and not with its square, whatever is in it.
func TestHostileMarkup(t *testing.T) {
	t.Parallel()
	for _, piece := range []string{"{code}", "{quote}", "{code", "*a ", "[a|", "[[[", "!a", "{{", "_", "\\", "&#", "|", "* ", "-x- ", "[~", "\n{noformat}", "x{color}"} {
		began := time.Now()
		wikiText(strings.Repeat(piece, 300_000/len(piece)))
		if took := time.Since(began); took > 10*time.Second {
			t.Errorf("300,000 bytes of %q took %v", piece, took)
		}
	}
}
