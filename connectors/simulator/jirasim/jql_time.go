package jirasim

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

var dateFields = map[string]func(*document) time.Time{
	"updated":     func(d *document) time.Time { return d.updated },
	"updateddate": func(d *document) time.Time { return d.updated },
	"created":     func(d *document) time.Time { return d.created },
	"createddate": func(d *document) time.Time { return d.created },
}

// compileDate compares instants. Quoted dates name a minute or a day in the caller's zone, bare integers a millisecond since 1970, and
// "-15m" an instant before now.
func (c clause) compileDate(s *scope, when func(*document) time.Time) matcher {
	if c.op == "is" || c.op == "is not" {
		return func(*document) bool { return c.op == "is not" }
	}
	if len(c.args) != 1 || strings.HasSuffix(c.op, "in") || strings.HasSuffix(c.op, "~") {
		return s.mistake("The operator '%s' is not supported by the '%s' field.", c.op, c.name.text)
	}
	from, until, ok := s.instant(c.args[0])
	if !ok {
		return s.mistake("Date value '%s' for field '%s' is invalid.", c.args[0].text, c.name.text)
	}
	return func(d *document) bool {
		at := when(d)
		switch c.op {
		case "=":
			return !at.Before(from) && at.Before(until)
		case "!=":
			return at.Before(from) || !at.Before(until)
		}
		return ordered(c.op, at.UnixMilli(), from.UnixMilli())
	}
}

// instant returns the stretch of time that an operand names: a millisecond, a minute or a day.
func (s *scope) instant(o operand) (from, until time.Time, ok bool) {
	if o.function {
		from, ok = s.call(o)
		return from, from.Add(time.Millisecond), ok
	}
	if o.kind == tokenWord {
		if ms, err := strconv.ParseInt(o.text, 10, 64); err == nil {
			from = time.UnixMilli(ms)
			return from, from.Add(time.Millisecond), true
		}
	}
	if span, ok := period(o.text); ok {
		from = s.now.Add(span)
		return from, from.Add(time.Millisecond), true
	}
	text := strings.ReplaceAll(o.text, "/", "-")
	if from, err := time.ParseInLocation("2006-1-2 15:04", text, s.zone); err == nil {
		return from, from.Add(time.Minute), true
	}
	if from, err := time.ParseInLocation("2006-1-2", text, s.zone); err == nil {
		return from, from.AddDate(0, 0, 1), true
	}
	return time.Time{}, time.Time{}, false
}

func (s *scope) call(o operand) (time.Time, bool) {
	shift := time.Duration(0)
	if len(o.params) > 0 {
		var ok bool
		if shift, ok = period(o.params[0]); !ok {
			return time.Time{}, false
		}
	}
	y, m, d := s.now.In(s.zone).Date()
	switch strings.ToLower(o.text) {
	case "now":
		return s.now, true
	case "startofday":
		return time.Date(y, m, d, 0, 0, 0, 0, s.zone).Add(shift), true
	case "endofday":
		return time.Date(y, m, d+1, 0, 0, 0, 0, s.zone).Add(shift - time.Millisecond), true
	}
	return time.Time{}, false
}

var periodForm = regexp.MustCompile(`^([+-]?)((?:\d{1,6}[wdhm]\s*)+)$`)
var periodPart = regexp.MustCompile(`(\d+)([wdhm])`)

var periodUnits = map[string]time.Duration{"w": 7 * 24 * time.Hour, "d": 24 * time.Hour, "h": time.Hour, "m": time.Minute}

// period reads "-15m" or "-1w 2d".
func period(text string) (time.Duration, bool) {
	m := periodForm.FindStringSubmatch(text)
	if m == nil {
		return 0, false
	}
	var span time.Duration
	for _, part := range periodPart.FindAllStringSubmatch(m[2], -1) {
		n, err := strconv.Atoi(part[1])
		if err != nil {
			return 0, false
		}
		span += time.Duration(n) * periodUnits[part[2]]
	}
	if m[1] == "-" {
		span = -span
	}
	return span, true
}
