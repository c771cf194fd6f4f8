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
