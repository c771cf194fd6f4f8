package config

import (
	"fmt"
	"time"

	"github.com/deskhand/deskhand/config/strict"
	"github.com/deskhand/deskhand/sweeper/escalation"
	"github.com/deskhand/deskhand/sweeper/notes"
)

// Setting is one value of a configuration as it holds, and where it comes from.
type Setting = strict.Setting

// Show returns all that holds, with the origin of each value and without secrets: what was written, the defaults, and the
// built-in policy. It is a configuration itself.
func (c *Config) Show() *strict.Show {
	s := &strict.Show{}
	s.Struct(c.root, "", 0, false, &layout{Store: c.Store, Listen: c.Listen, BasePath: c.BasePath})
	s.Key("connectors", 0)
	for i, n := range c.root.Get("connectors").List() {
		d := c.Desks[i]
		own := entry{
			Name: d.Name, Type: d.Type, URL: d.URL, Schedule: schedule{d.Schedule, d.Cron}, Mode: d.Mode,
			Limits: limits{
				RateShare: d.Limits.RateShare, WritesPerSweep: d.Limits.WritesPerSweep,
				AbortAbove: abortAbove{Tickets: d.Limits.AbortAbove.Tickets, Share: d.Limits.AbortAbove.Share},
			},
			Ping: d.Ping, CredentialEnds: day{d.Ends},
		}
		s.Struct(n, fmt.Sprintf("connectors[%d]", i), 2, true, &own, d.Connector)
	}
	s.Key("policy", 0)
	s.Struct(c.whole, "policy", 1, false, &escalation.Rules{}, &notes.Vocabulary{})
	return s
}

// String is the date, empty when there is none.
func (d day) String() string {
	if d.begin.IsZero() {
		return ""
	}
	return d.begin.Format(time.DateOnly)
}

// String is the line as it was written.
func (s schedule) String() string { return s.spec }
