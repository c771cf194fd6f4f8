package escalation

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Span is a stretch of time as an admin writes it: "30m", "36h", "7d", "1w", or in business days "5bd". Days and weeks are
// 24 and 168 hours; business days are counted by the policy's calendar.
type Span struct {
	Duration     time.Duration // zero when business days are set
	BusinessDays int
}

var spanUnits = []struct {
	suffix string
	unit   time.Duration
}{{"m", time.Minute}, {"h", time.Hour}, {"d", 24 * time.Hour}, {"w", 7 * 24 * time.Hour}}

// longest is the longest span that makes sense, ten years.
const longest = 10 * 365 * 24 * time.Hour

// UnmarshalText reads a span. Zero, negative and fractional spans are mistakes.
func (s *Span) UnmarshalText(text []byte) error {
	word := strings.TrimSpace(string(text))
	if digits, ok := strings.CutSuffix(word, "bd"); ok {
		n, err := strconv.Atoi(digits)
		if err != nil || n < 1 || n > 2500 {
			return spanError(word)
		}
		*s = Span{BusinessDays: n}
		return nil
	}
	for _, u := range spanUnits {
		digits, ok := strings.CutSuffix(word, u.suffix)
		if !ok {
			continue
		}
		n, err := strconv.Atoi(digits)
		if err != nil || n < 1 || n > int(longest/u.unit) {
			return spanError(word)
		}
		*s = Span{Duration: time.Duration(n) * u.unit}
		return nil
	}
	return spanError(word)
}

func spanError(word string) error {
	return fmt.Errorf("%q is no span of time; write a whole number with m, h, d, w or bd, such as 36h, 7d or 5bd", word)
}

// MarshalText writes the span as an admin would.
func (s Span) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

func (s Span) String() string {
	if s.BusinessDays > 0 {
		return strconv.Itoa(s.BusinessDays) + "bd"
	}
	for i := len(spanUnits) - 2; i > 0; i-- { // weeks are shown as days
		if u := spanUnits[i]; s.Duration%u.unit == 0 {
			return strconv.FormatInt(int64(s.Duration/u.unit), 10) + u.suffix
		}
	}
	return strconv.FormatInt(int64(s.Duration/time.Minute), 10) + "m"
}

// IsZero reports whether no span is set.
func (s Span) IsZero() bool { return s == Span{} }

// Words says the span as people do: "7 days", "1 day", "5 business days", "36 hours".
func (s Span) Words() string {
	if s.BusinessDays > 0 {
		return count(s.BusinessDays, "business day")
	}
	return roughly(s.Duration)
}

// roughly says a duration in whole days, from two days on or where it is even; else in whole hours; below an hour in minutes.
func roughly(d time.Duration) string {
	const day = 24 * time.Hour
	switch {
	case d >= 2*day, d > 0 && d%day == 0:
		return count(int(d/day), "day")
	case d >= time.Hour:
		return count(int(d/time.Hour), "hour")
	}
	return count(int(max(d, 0)/time.Minute), "minute")
}

// exactly says a duration to the minute: 5d 20h 3m.
func exactly(d time.Duration) string {
	const day = 24 * time.Hour
	var parts []string
	for _, u := range []struct {
		unit time.Duration
		name string
	}{{day, "d"}, {time.Hour, "h"}, {time.Minute, "m"}} {
		if n := d / u.unit; n > 0 {
			parts = append(parts, strconv.FormatInt(int64(n), 10)+u.name)
		}
		d %= u.unit
	}
	if len(parts) == 0 {
		return "0m"
	}
	return strings.Join(parts, " ")
}

func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return grouped(n) + " " + thing + "s"
}

// grouped writes a number with its thousands apart: 2,300.
func grouped(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
