package status

import (
	"slices"
	"time"
)

// need is a kind of thing that a person must do.
type need struct {
	Name   string   // in links
	Label  string   // of its count
	Leaves string   // how a ticket leaves its list
	of     []string // the sweeper's words for it
}

var needs = []need{
	{"decide", "Decide", "leadership approves or denies it, by tag or note, or the request is withdrawn", []string{"decide"}},
	{"move", "Unmoved too long", "support replies, writes a note, or changes status, priority or assignee", []string{"move"}},
	{"owed", "Approved, news owed", "a note gives an estimated time, and support has written a public reply lately", []string{"timeline", "update"}},
	{"details", "Asked back for details", "a note gives what is missing", []string{"details"}},
}

// verbs say what a person must do about one ticket.
var verbs = map[string]string{
	"decide": "Decide", "move": "Move", "timeline": "Give a timeline", "update": "Give an update", "details": "Ask for details",
}

// needNamed returns the need of that name; one without words when there is none.
func needNamed(name string) need {
	for _, n := range needs {
		if n.Name == name {
			return n
		}
	}
	return need{Name: name}
}

// Verb says what a person must do about the ticket.
func (r Row) Verb() string {
	if verb, ok := verbs[r.Needs]; ok {
		return verb
	}
	return r.Needs
}

// card is one of the counts above the queue.
type card struct {
	need
	Count  int
	Oldest time.Time // since when the longest waiting waits
}

func count(rows []*Row) []card {
	cards := make([]card, len(needs))
	for i, n := range needs {
		cards[i].need = n
		for _, r := range rows {
			if !slices.Contains(n.of, r.Needs) {
				continue
			}
			cards[i].Count++
			if oldest := cards[i].Oldest; !r.Waits.IsZero() && (oldest.IsZero() || r.Waits.Before(oldest)) {
				cards[i].Oldest = r.Waits
			}
		}
	}
	return cards
}
