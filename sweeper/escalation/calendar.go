package escalation

import (
	"fmt"
	"strings"
	"time"
)

// Calendar says when support works; business days are counted by it.
type Calendar struct {
	Timezone string    `yaml:"timezone"` // IANA name
	Days     []Weekday `yaml:"days"`     // the days that support works
	Hours    Hours     `yaml:"hours"`    // empty: the whole day counts
	Holidays []Date    `yaml:"holidays"` // days off, by local date
}

// Weekday is a day of the week, written "mon" or "monday".
type Weekday time.Weekday

// UnmarshalText reads the English name of a day, short or long.
func (w *Weekday) UnmarshalText(text []byte) error {
	word := strings.ToLower(string(text))
	for d := time.Sunday; d <= time.Saturday; d++ {
		if name := strings.ToLower(d.String()); word == name || word == name[:3] {
			*w = Weekday(d)
			return nil
		}
	}
	return fmt.Errorf("%q is no day of the week; write mon, tue, wed, thu, fri, sat or sun", word)
}

// MarshalText writes the day's short name.
func (w Weekday) MarshalText() ([]byte, error) {
	return []byte(strings.ToLower(time.Weekday(w).String()[:3])), nil
}

// Date is a day of the calendar, written 2026-12-25.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// UnmarshalText reads a date.
func (d *Date) UnmarshalText(text []byte) error {
	t, err := time.Parse(time.DateOnly, string(text))
	if err != nil {
		return fmt.Errorf("%q is no date; write it as 2026-12-25", text)
	}
	d.Year, d.Month, d.Day = t.Date()
	return nil
}

// MarshalText writes the date.
func (d Date) MarshalText() ([]byte, error) {
	return fmt.Appendf(nil, "%04d-%02d-%02d", d.Year, d.Month, d.Day), nil
}

// Hours is the working part of a day, written "09:00-17:30".
type Hours struct{ From, To time.Duration } // since local midnight

// UnmarshalText reads the hours.
func (h *Hours) UnmarshalText(text []byte) error {
	var fromHour, fromMinute, toHour, toMinute int
	n, err := fmt.Sscanf(string(text), "%2d:%2d-%2d:%2d", &fromHour, &fromMinute, &toHour, &toMinute)
	from := time.Duration(fromHour)*time.Hour + time.Duration(fromMinute)*time.Minute
	to := time.Duration(toHour)*time.Hour + time.Duration(toMinute)*time.Minute
	minutes := fromMinute >= 0 && fromMinute < 60 && toMinute >= 0 && toMinute < 60
	if err != nil || n != 4 || !minutes || from < 0 || to > 24*time.Hour || from >= to {
		return fmt.Errorf("%q is no stretch of a day; write it as 09:00-17:30", text)
	}
	h.From, h.To = from, to
	return nil
}

// MarshalText writes the hours; empty when the whole day counts.
func (h Hours) MarshalText() ([]byte, error) {
	if h == (Hours{}) {
		return nil, nil
	}
	clock := func(d time.Duration) string { return fmt.Sprintf("%02d:%02d", d/time.Hour, d%time.Hour/time.Minute) }
	return []byte(clock(h.From) + "-" + clock(h.To)), nil
}

// calendar is a Calendar made ready for counting.
type calendar struct {
	zone     *time.Location
	works    [7]bool
	hours    Hours
	holidays map[Date]bool
}

func newCalendar(c Calendar, zone *time.Location) calendar {
	ready := calendar{zone: zone, hours: c.Hours, holidays: map[Date]bool{}}
	if ready.hours == (Hours{}) {
		ready.hours.To = 24 * time.Hour
	}
	for _, d := range c.Days {
		ready.works[d] = true
	}
	for _, d := range c.Holidays {
		ready.holidays[d] = true
	}
	return ready
}

// day is how much working time makes a business day.
func (c calendar) day() time.Duration { return c.hours.To - c.hours.From }

// shift gives the working time of the local day that lies days after the one of t: a stretch that is empty on days off.
func (c calendar) shift(t time.Time, days int) (from, to time.Time) {
	y, m, d := t.In(c.zone).Date()
	at := func(since time.Duration) time.Time {
		return time.Date(y, m, d+days, int(since/time.Hour), int(since%time.Hour/time.Minute), 0, 0, c.zone)
	}
	from, to = at(c.hours.From), at(c.hours.To)
	noon := at(12 * time.Hour)
	y2, m2, d2 := noon.Date()
	if !c.works[noon.Weekday()] || c.holidays[Date{y2, m2, d2}] {
		return from, from
	}
	return from, to
}

// between counts the working time from one instant to another.
func (c calendar) between(from, to time.Time) time.Duration {
	var sum time.Duration
	for i := 0; ; i++ {
		start, end := c.shift(from, i)
		if start.After(to) {
			return sum
		}
		sum += max(0, earlier(end, to).Sub(later(start, from)))
	}
}

// after returns the instant at which the working time since from amounts to d. A calendar without working days never gets
// there: zero.
func (c calendar) after(from time.Time, d time.Duration) time.Time {
	for i := range int(longest / (24 * time.Hour)) {
		start, end := c.shift(from, i)
		start = later(start, from)
		if open := end.Sub(start); open > 0 {
			if open >= d {
				return start.Add(d)
			}
			d -= open
		}
	}
	return time.Time{}
}

// measure counts the time from one instant to another in the span's own kind of time.
func (c calendar) measure(s Span, from, to time.Time) time.Duration {
	switch {
	case !to.After(from):
		return 0
	case s.BusinessDays > 0:
		return c.between(from, to)
	}
	return to.Sub(from)
}

// total is the length of the span in its own kind of time.
func (c calendar) total(s Span) time.Duration {
	return s.Duration + time.Duration(s.BusinessDays)*c.day()
}

// end returns when the span, begun at from with some of it used before, is over.
func (c calendar) end(s Span, from time.Time, used time.Duration) time.Time {
	left := c.total(s) - used
	if s.BusinessDays > 0 {
		return c.after(from, left)
	}
	return from.Add(left)
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}
