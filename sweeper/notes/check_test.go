package notes_test

import (
	"strings"
	"testing"

	"github.com/deskhand/deskhand/sweeper/notes"
)

// TestFaultsOfAVocabulary: each mistake is found at its place.
func TestFaultsOfAVocabulary(t *testing.T) {
	siteDown := notes.Case{What: []string{"site"}, Wrong: []string{"down"}}
	asks := notes.Act{Says: []string{"please escalate"}}
	down := map[string]notes.State{"down": {Bad: []string{"down"}}}
	for name, c := range map[string]struct {
		v    notes.Vocabulary
		path string
		says string
	}{
		"nobody can ask":        {notes.Vocabulary{}, "request.says", "no phrase asks"},
		"an open parenthesis":   {notes.Vocabulary{Request: notes.Act{Says: []string{"(please escalate"}}}, "request.says[0]", "not closed"},
		"a family that is not":  {notes.Vocabulary{Request: notes.Act{Says: []string{"<plea> escalate"}}}, "families.plea", "no phrases"},
		"a state without words": {notes.Vocabulary{Request: asks, States: map[string]notes.State{"down": {}}}, "states.down", "no phrases"},
		"a reason without words": {
			notes.Vocabulary{Request: asks, Reasons: map[string]notes.Concept{"x": {}}}, "reasons.x", "can never hold",
		},
		"a thing with nothing wrong": {
			notes.Vocabulary{Request: asks, Reasons: map[string]notes.Concept{"x": {Case: notes.Case{What: []string{"site"}}}}}, "reasons.x.wrong", "can never hold",
		},
		"a state that is not": {
			notes.Vocabulary{Request: asks, Reasons: map[string]notes.Concept{"x": {Case: notes.Case{What: []string{"site"}, Wrong: []string{"up"}}}}},
			"reasons.x.wrong[0]", "no state",
		},
		"two reasons alike": {
			notes.Vocabulary{Request: asks, States: down, Reasons: map[string]notes.Concept{
				"x": {Case: siteDown}, "y": {Case: siteDown},
			}},
			"reasons.y", "told apart from x",
		},
		"more than at most": {
			notes.Vocabulary{Request: asks, Reasons: map[string]notes.Concept{"x": {Case: notes.Case{Says: []string{"down"}, People: 9, AtMost: 3}}}},
			"reasons.x.at_most", "can never hold",
		},
		"a reason that is not": {
			notes.Vocabulary{Request: asks, Reasons: map[string]notes.Concept{"x": {Case: notes.Case{Says: []string{"down"}}, GivesWayTo: []string{"z"}}}},
			"reasons.x.gives_way_to[0]", "no reason",
		},
	} {
		_, faults := notes.Compile(c.v)
		found := false
		for _, f := range faults {
			found = found || f.Path == c.path && strings.Contains(f.Message, c.says) && f.Mend != ""
		}
		if !found {
			t.Errorf("%s: no fault at %s that says %q in %v", name, c.path, c.says, faults)
		}
	}
}
