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

func TestAWrongScheduleIsToldByItsField(t *testing.T) {
	for spec, want := range map[string]string{
		"0 0 * * 7":                       `"7" is no weekday of a cron line; weekdays run from 0, Sunday, to 6, or sun to sat`,
		"61 * * * *":                      `"61" is no minute of a cron line; minutes run from 0 to 59: 30, 0-15, 0,30 or */5`,
		"0 9-5 * * *":                     `"9-5" is no hour of a cron line; hours run from 0 to 23: 6, 8-18 or */2`,
		"0 6 * mai *":                     `"mai" is no month of a cron line; months run from 1 to 12, or jan to dec`,
		"CRON_TZ=Europe/Berlin 0 6 0 * *": `"0" is no day of a cron line; days of the month run from 1 to 31: 1, 1-7 or 1,15`,
		"@fortnightly":                    `"@fortnightly" is no schedule; write a cron line, @hourly, @daily, @weekly, @monthly or @every 5m`,
	} {
		if _, err := sweeper.ParseSchedule(spec); err == nil || err.Error() != want {
			t.Errorf("%q: it says %v\nwant %s", spec, err, want)
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
