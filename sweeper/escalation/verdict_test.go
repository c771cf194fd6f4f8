package escalation

import (
	"testing"
	"time"

	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

func TestWhatWaitsForSupportToMove(t *testing.T) {
	p := compiled(t, rulesWith(t, ""))
	began := time.Date(2026, time.November, 2, 9, 0, 0, 0, time.UTC)
	stale := helpdesk.Ticket{Desk: "support", ID: "1", Status: helpdesk.Open, Priority: "urgent", Created: began}
	ignored, wavedOff, partial := stale, tagged(stale, began.Add(7*24*time.Hour), "", p.rules.Tags.Stale), stale
	ignored.Tags = []string{p.rules.Tags.Ignore, p.rules.Tags.Stale}
	partial.Partial = true
	for _, test := range []struct {
		about  string
		ticket helpdesk.Ticket
		after  time.Duration
		want   bool
	}{
		{"after a week", stale, 7 * 24 * time.Hour, true},
		{"before", stale, 7*24*time.Hour - time.Second, false},
		{"left alone by its tag", ignored, 8 * 24 * time.Hour, false},
		{"waved off by a person", wavedOff, 8 * 24 * time.Hour, false},
		{"read in part", partial, 8 * 24 * time.Hour, false},
	} {
		if got := p.Assess(test.ticket, began.Add(test.after)).Unmoved(); got != test.want {
			t.Errorf("%s: unmoved is %v", test.about, got)
		}
	}
}

func TestPlansOfHigherImpactComeFirst(t *testing.T) {
	now := time.Date(2026, time.November, 24, 9, 0, 0, 0, time.UTC)
	days := func(n int) Clock { return Clock{Since: now.Add(-time.Duration(n) * 24 * time.Hour)} }
	falling := []Verdict{
		{At: now, Impact: Impact{High: true, Everyone: true}, Clock: days(8)},
		{At: now, Impact: Impact{High: true, Affected: 5000}, Clock: days(8)},
		{At: now, Impact: Impact{High: true, Affected: 300}, State: Recommended, Clock: days(90)},
		{At: now, Impact: Impact{High: true, Affected: 300}, Clock: days(90)},
		{At: now, Impact: Impact{High: true, Affected: 300}, Clock: days(8)},
		{At: now, State: NeedsDetails, Clock: days(40)},
		{At: now, Clock: days(40)},
		{At: now, Clock: days(-1)},
	}
	for i := 1; i < len(falling); i++ {
		if falling[i-1].Weight() <= falling[i].Weight() {
			t.Errorf("number %d weighs %d, the next %d", i, falling[i-1].Weight(), falling[i].Weight())
		}
	}
}
