package notes_test

import (
	"slices"
	"testing"
	"time"

	"github.com/deskhand/deskhand/sweeper/notes"
)

// TestDaysAreCountedToTheHourOfTheNote: all reports failing is a reason from 24 hours on.
func TestDaysAreCountedToTheHourOfTheNote(t *testing.T) {
	g := builtIn(t)
	wednesday := time.Date(2026, 11, 18, 9, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		note    string
		written time.Time
		want    bool
	}{
		{"All reports have been failing since Monday.", wednesday, true},
		{"All reports have been failing since Tuesday.", wednesday, false}, // nine hours of Wednesday are sure, no more
		{"All reports have been failing since Tuesday 08:30.", wednesday, true},
		{"All reports have been failing since Tuesday 09:30.", wednesday, false},
		{"All reports have been failing since Wednesday.", wednesday, false}, // today
		{"All reports have been failing since last Thursday.", wednesday, true},
		{"All reports have been failing since the 16th.", wednesday, true},
		{"All reports have been failing since the 17th.", wednesday, false},
		{"All reports have been failing since 30 October.", wednesday, true},
		{"All reports have been failing since Tuesday.", wednesday.Add(15 * time.Hour), true},
		{"All reports have been failing since Tuesday.", wednesday.In(time.FixedZone("", 15*3600)), true}, // it is Thursday there
		{"All reports have been failing since Tuesday.", time.Time{}, true},                               // nobody knows when
	} {
		found := g.ParseAt(c.note, notes.Plain, notes.EndUser, c.written)
		if got := slices.Contains(found.Reasons, "reports_failing"); got != c.want {
			t.Errorf("%q written %s: over a day is %t, want %t", c.note, c.written.Format("Mon 2 Jan 15:04"), got, c.want)
		}
	}
}

func TestSilenceIsCountedToTheHourOfTheNote(t *testing.T) {
	g := builtIn(t)
	note := "No answer on this ticket since the 6th, and none of our users can log in."
	for written, want := range map[time.Time]bool{
		time.Date(2026, 11, 13, 9, 0, 0, 0, time.UTC): false,
		time.Date(2026, 11, 14, 0, 0, 0, 0, time.UTC): true,
	} {
		found := g.ParseAt(note, notes.Plain, notes.EndUser, written)
		if got := slices.Contains(found.Reasons, "stale_high_impact"); got != want {
			t.Errorf("written %s: a week of silence is %t, want %t (%v)", written, got, want, found.Reasons)
		}
	}
}
