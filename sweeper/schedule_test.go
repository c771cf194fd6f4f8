package sweeper_test

import (
	"testing"
	"time"

	"github.com/deskhand/deskhand/sweeper"
)

func TestParseSchedule(t *testing.T) {
	for _, spec := range []string{"*/5 * * * *", "0 6 * * 1-5", "@hourly", "@every 30s", "CRON_TZ=Europe/Berlin 0 6 * * *", "TZ=UTC 0 6 * * *"} {
		if _, err := sweeper.ParseSchedule(spec); err != nil {
			t.Errorf("%q: %v", spec, err)
		}
	}
	for _, spec := range []string{
		"", "* * * *", "* * * * * *", "0 0 * * 7", "0 0 30 2 *", "@every 1ms", "@every -5m", "@every", "@never",
		"CRON_TZ=", "TZ=UTC", "TZ=0", "CRON_TZ=Nowhere/Land * * * * *", "61 * * * *",
	} {
		if _, err := sweeper.ParseSchedule(spec); err == nil {
			t.Errorf("%q was taken", spec)
		}
	}
}

func TestSchedulesAreInUTC(t *testing.T) {
	schedule, err := sweeper.ParseSchedule("0 6 * * *")
	if err != nil {
		t.Fatal(err)
	}
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	next := schedule.Next(time.Date(2026, 7, 1, 0, 0, 0, 0, berlin))
	if want := time.Date(2026, 7, 1, 6, 0, 0, 0, time.UTC); !next.Equal(want) {
		t.Errorf("next is %s, want %s", next, want)
	}
}

func FuzzParseSchedule(f *testing.F) {
	for _, spec := range []string{"*/5 * * * *", "CRON_TZ=UTC", "@every 1h", "TZ=0"} {
		f.Add(spec)
	}
	f.Fuzz(func(t *testing.T, spec string) {
		if schedule, err := sweeper.ParseSchedule(spec); err == nil {
			schedule.Next(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
		}
	})
}
