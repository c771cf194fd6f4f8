package rest

import (
	"net/http"
	"testing"
	"time"
)

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	date := func(d time.Duration) string { return now.Add(d).Format(http.TimeFormat) }
	tests := map[string]struct {
		value string
		date  string // the desk's clock
		want  time.Duration
	}{
		"none":                        {},
		"seconds":                     {value: "17", want: 17 * time.Second},
		"seconds with spaces":         {value: " 17 ", want: 17 * time.Second},
		"zero":                        {value: "0"},
		"a fraction":                  {value: "1.5"},
		"negative":                    {value: "-5"},
		"signed":                      {value: "+5"},
		"words":                       {value: "soon"},
		"too long":                    {value: "999999", want: mostHold},
		"more than a number holds":    {value: "99999999999999999999999", want: mostHold},
		"that would overflow to past": {value: "9223372037", want: mostHold},
		"a date":                      {value: date(90 * time.Second), want: 90 * time.Second},
		"a date by the desk's clock":  {value: date(90 * time.Second), date: date(60 * time.Second), want: 30 * time.Second},
		"a date in the past":          {value: date(-time.Hour)},
		"a date in another century":   {value: "Fri, 31 Dec 2099 23:59:59 GMT", want: mostHold},
	}
	for name, test := range tests {
		h := http.Header{}
		h.Set("Retry-After", test.value)
		if test.date != "" {
			h.Set("Date", test.date)
		}
		if got := retryAfter(h, now); got != test.want {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
}

func FuzzRetryAfter(f *testing.F) {
	for _, seed := range []string{"", "0", "1.5", "-1", "9223372037", "Fri, 31 Dec 2099 23:59:59 GMT"} {
		f.Add(seed)
	}
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, value string) {
		if got := retryAfter(http.Header{"Retry-After": {value}}, now); got < 0 || got > mostHold {
			t.Errorf("%q gives %v", value, got)
		}
	})
}

func TestBackoffGrows(t *testing.T) {
	for attempt := range 100 {
		low := firstPause << min(attempt, 6)
		if got := backoff(0, 0, attempt, nil); got < low || got >= 2*low {
			t.Errorf("attempt %d waits %v", attempt, got)
		}
	}
}
