package notes

import (
	"strings"
	"time"
)

// since is how long ago, at the least, the day was that is named at token i: "since Monday", "since Tue 17:00", "since the 4th".
// It ends where it began when no day is named, or nobody knows when the note was written. A day whose hour is not told counts
// from its end, today from its beginning.
func (r *reading) since(i int) (time.Duration, int) {
	end := 0
	if !r.written.IsZero() {
		end = r.at(i, r.g.f.sinceDay)
	}
	if end == 0 {
		return 0, i
	}
	back, ok := r.daysBack(span{i, end})
	if !ok {
		return 0, i
	}
	year, month, today := r.written.Date()
	clock, told := r.clockAt(end)
	switch {
	case told:
		end++
	case back > 0:
		clock = day
	}
	from := time.Date(year, month, today-back, 0, 0, 0, 0, r.written.Location()).Add(clock)
	return max(0, r.written.Sub(from)), end
}

// daysBack is how many days before the note the day was that s names: the last one of that name or number.
func (r *reading) daysBack(s span) (int, bool) {
	for i := s.from; i < s.to; i++ {
		if r.at(i, r.g.f.weekday) > 0 {
			return (int(r.written.Weekday()) - r.dayOfWeek(span{i, i + 1}) + 7) % 7, true
		}
	}
	if number := r.dayOfMonth(s); number > 0 {
		for back := range 31 {
			if r.written.AddDate(0, 0, -back).Day() == number {
				return back, true
			}
		}
	}
	return 0, false
}

// clockAt is the hour that is told at token i: 17:00.
func (r *reading) clockAt(i int) (time.Duration, bool) {
	if i >= len(r.tokens) || r.tokens[i].kind != moment || r.tokens[i].before >= comma {
		return 0, false
	}
	t, err := time.Parse("15:04", r.text(i, i+1))
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute, err == nil
}

// weekdays is the time between two days of the week in s, of which one is said to be today, or that head the lines of a list:
// "stopped on Tuesday, it is Friday now".
func (r *reading) weekdays(s span) (time.Duration, span) {
	var named, heads []span
	now := span{}
	for i := s.from; i < s.to; i++ {
		end, isNow := r.at(i, r.g.f.weekday), r.at(i, r.g.f.weekdayNow)
		switch {
		case isNow > 0:
			now = span{i, isNow}
			i = isNow - 1
		case end > 0:
			named = append(named, span{i, end})
			if r.tokens[i].before >= sentence || r.marked(i, "|") {
				heads = append(heads, span{i, end})
			}
		}
	}
	switch {
	case now.to > 0 && len(named) > 0:
		return r.daysBetween(named[0], now), now
	case len(heads) > 2:
		return r.daysBetween(heads[0], heads[len(heads)-1]), heads[0]
	}
	return 0, span{}
}

// daysBetween is the time from one day of the week to another, at the most a week.
func (r *reading) daysBetween(from, to span) time.Duration {
	return time.Duration((r.dayOfWeek(to)-r.dayOfWeek(from)+7)%7) * day
}

// dayOfWeek is the number of the day of the week that s names.
func (r *reading) dayOfWeek(s span) int {
	for i := s.from; i < s.to; i++ {
		if r.at(i, r.g.f.weekday) == 0 {
			continue
		}
		for d := time.Sunday; d <= time.Saturday; d++ {
			if strings.EqualFold(d.String()[:3], r.text(i, i+1)[:3]) {
				return int(d)
			}
		}
	}
	return 0
}
