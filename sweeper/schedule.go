package sweeper

import (
	"fmt"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

// ParseSchedule reads a cron line of five fields (minute hour day month weekday, in UTC unless it begins with
// CRON_TZ=Zone) or an @every, @hourly, @daily, @weekly, @monthly form. It refuses what would panic in the cron library,
// never come due, or silently mean something else.
func ParseSchedule(spec string) (schedule cron.Schedule, err error) {
	spec = strings.TrimSpace(spec)
	fields := spec
	if zone, rest, ok := cutZone(spec); ok {
		fields = rest
		if _, err := time.LoadLocation(zone); err != nil || zone == "" || rest == "" {
			return nil, fmt.Errorf("%q names no time zone with a schedule behind it; write for example CRON_TZ=Europe/Berlin 0 6 * * *", spec)
		}
	} else if !strings.HasPrefix(spec, "@") {
		if n := len(strings.Fields(spec)); n != 5 {
			return nil, fmt.Errorf("a cron line has 5 fields (minute hour day month weekday), this has %d; every five minutes is \"*/5 * * * *\"", n)
		}
		spec = "CRON_TZ=UTC " + spec
	}
	if every, ok := strings.CutPrefix(spec, "@every "); ok {
		d, err := time.ParseDuration(strings.TrimSpace(every))
		if err != nil || d < time.Second {
			return nil, fmt.Errorf("@every wants a time of a second or more, such as @every 5m")
		}
	}
	defer func() {
		if r := recover(); r != nil {
			schedule, err = nil, fmt.Errorf("%q is no cron line", spec)
		}
	}()
	schedule, err = cron.ParseStandard(spec)
	if err != nil {
		return nil, unfit(fields)
	}
	if schedule.Next(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)).IsZero() {
		return nil, fmt.Errorf("this day never comes")
	}
	return schedule, nil
}

// cronFields are the fields of a cron line in order, and what may stand in each.
var cronFields = []struct{ name, mend string }{
	{"minute", "minutes run from 0 to 59: 30, 0-15, 0,30 or */5"},
	{"hour", "hours run from 0 to 23: 6, 8-18 or */2"},
	{"day", "days of the month run from 1 to 31: 1, 1-7 or 1,15"},
	{"month", "months run from 1 to 12, or jan to dec"},
	{"weekday", "weekdays run from 0, Sunday, to 6, or sun to sat"},
}

// unfit says what is wrong with a schedule that the cron library does not take, and how to mend it.
func unfit(spec string) error {
	fields := strings.Fields(spec)
	if strings.HasPrefix(spec, "@") || len(fields) != len(cronFields) {
		return fmt.Errorf("%q is no schedule; write a cron line, @hourly, @daily, @weekly, @monthly or @every 5m", spec)
	}
	for i, f := range cronFields {
		alone := []string{"*", "*", "*", "*", "*"}
		alone[i] = fields[i]
		if _, err := cron.ParseStandard(strings.Join(alone, " ")); err != nil {
			return fmt.Errorf("%q is no %s of a cron line; %s", fields[i], f.name, f.mend)
		}
	}
	return fmt.Errorf("%q is no cron line; write minute hour day month weekday, such as \"*/5 * * * *\"", spec)
}

func cutZone(spec string) (zone, rest string, ok bool) {
	for _, prefix := range []string{"CRON_TZ=", "TZ="} {
		if after, found := strings.CutPrefix(spec, prefix); found {
			zone, rest, _ = strings.Cut(after, " ")
			return zone, strings.TrimSpace(rest), true
		}
	}
	return "", "", false
}
