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
	if zone, rest, ok := cutZone(spec); ok {
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
		return nil, fmt.Errorf("%w; weekdays run from 0, Sunday, to 6", err)
	}
	if schedule.Next(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)).IsZero() {
		return nil, fmt.Errorf("this day never comes")
	}
	return schedule, nil
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
