package escalation

import (
	"strings"
	"testing"
	"time"
)

func TestSpansAreReadAndSaid(t *testing.T) {
	for _, test := range []struct{ text, again, words string }{
		{"7d", "7d", "7 days"},
		{"1w", "7d", "7 days"},
		{"36h", "36h", "36 hours"},
		{"24h", "1d", "1 day"},
		{"5m", "5m", "5 minutes"},
		{" 5bd ", "5bd", "5 business days"},
		{"1bd", "1bd", "1 business day"},
	} {
		var s Span
		if err := s.UnmarshalText([]byte(test.text)); err != nil {
			t.Errorf("%q: %v", test.text, err)
			continue
		}
		if text, _ := s.MarshalText(); string(text) != test.again || english.amount(s.amount()) != test.words {
			t.Errorf("%q is written %q and said %q; want %q and %q", test.text, text, english.amount(s.amount()), test.again, test.words)
		}
	}
}

func TestWhatIsNoSpanIsRefusedWithTheMend(t *testing.T) {
	for _, text := range []string{"", "7", "d", "0d", "-1d", "1.5d", "7 days", "99999w", "0bd", "xbd", "9999999999999999999d"} {
		var s Span
		err := s.UnmarshalText([]byte(text))
		if err == nil || !strings.Contains(err.Error(), "such as") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func FuzzSpan(f *testing.F) {
	for _, text := range []string{"7d", "5bd", "36h", "-1m"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var s, again Span
		if s.UnmarshalText([]byte(text)) != nil {
			return
		}
		if err := again.UnmarshalText([]byte(s.String())); err != nil || again != s {
			t.Errorf("%q is %v, which reads as %v (%v)", text, s, again, err)
		}
	})
}

func TestBusinessTimeLeavesOutNightsDaysOffAndHolidays(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Skip("this machine has no time zones")
	}
	c := newCalendar(Calendar{
		Days:     []Weekday{Weekday(time.Monday), Weekday(time.Tuesday), Weekday(time.Wednesday), Weekday(time.Thursday), Weekday(time.Friday)},
		Hours:    Hours{From: 9 * time.Hour, To: 17 * time.Hour},
		Holidays: []Date{{2026, time.March, 31}},
	}, berlin)
	at := func(text string) time.Time {
		day, err := time.ParseInLocation("2006-01-02 15:04", text, berlin)
		if err != nil {
			t.Fatal(err)
		}
		return day
	}
	for _, test := range []struct {
		about, from, to string
		want            time.Duration
	}{
		{"within a day", "2026-03-26 10:00", "2026-03-26 12:30", 150 * time.Minute},
		{"overnight", "2026-03-26 16:00", "2026-03-27 10:00", 2 * time.Hour},
		{"a weekend on which the clocks change", "2026-03-27 16:00", "2026-03-30 10:00", 2 * time.Hour},
		{"a holiday", "2026-03-30 16:00", "2026-04-01 10:00", 2 * time.Hour},
		{"nothing but a Sunday", "2026-03-29 08:00", "2026-03-29 20:00", 0},
		{"backwards", "2026-03-27 10:00", "2026-03-26 10:00", 0},
	} {
		from, to := at(test.from), at(test.to)
		if got := c.measure(Span{BusinessDays: 1}, from, to); got != test.want {
			t.Errorf("%s: %s of working time, want %s", test.about, got, test.want)
		}
		if test.want > 0 {
			if end := c.after(from, test.want); !end.Equal(to) {
				t.Errorf("%s: %s after %s is %s, want %s", test.about, test.want, from, end, to)
			}
		}
	}
}

func TestTextsOfTheCalendar(t *testing.T) {
	var day Weekday
	var date Date
	var hours Hours
	for _, test := range []struct {
		into interface {
			UnmarshalText([]byte) error
			MarshalText() ([]byte, error)
		}
		good string
		bad  []string
	}{
		{&day, "wed", []string{"", "wedn", "mittwoch"}},
		{&date, "2026-12-25", []string{"", "25.12.2026", "2026-13-01"}},
		{&hours, "09:00-17:30", []string{"", "9-17", "17:00-09:00", "09:00-24:30", "09:60-17:00", "-9:00-17:00"}},
	} {
		if err := test.into.UnmarshalText([]byte(test.good)); err != nil {
			t.Errorf("%s: %v", test.good, err)
		}
		if text, _ := test.into.MarshalText(); string(text) != test.good {
			t.Errorf("%s is written %s", test.good, text)
		}
		for _, text := range test.bad {
			if err := test.into.UnmarshalText([]byte(text)); err == nil {
				t.Errorf("%q is taken", text)
			}
		}
	}
}
