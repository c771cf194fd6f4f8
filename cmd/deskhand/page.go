package main

import (
	"time"

	"github.com/deskhand/deskhand/sweeper"
	"github.com/deskhand/deskhand/sweeper/status"
)

// newPage returns the status page of the program. refused tells when a newer configuration was refused, zero for never.
func (p *program) newPage(refused func() time.Time) *status.Page {
	tags, loaded := p.config.Policy.Tags(), time.Now()
	o := status.Options{
		Store: p.store, Token: p.config.StatusToken.Reveal(), Version: buildVersion(), Log: p.log,
		Tags: status.Tags{
			Approved: tags.Approved, Denied: tags.Denied, Ignore: tags.Ignore,
			Stale: tags.Stale, ETAMissing: tags.ETAMissing, UpdateOverdue: tags.UpdateOverdue,
		},
		Config: func() status.Config {
			return status.Config{Hash: p.config.Hash, Loaded: loaded, Refused: refused()}
		},
	}
	for _, d := range p.desks {
		o.Desks = append(o.Desks, status.Desk{Name: d.Name, Type: d.Type, Mode: string(d.Mode), Next: d.Cron.Next})
	}
	return status.New(o)
}

// tell makes the page hear of the desk's requests and of the sweeper's writes.
func tell(page *status.Page, d *desk, s *sweeper.Sweeper) {
	d.observe = func(route string, code int) { page.Requested(d.Name, route, code) }
	s.OnWrite = func(w sweeper.Write) { page.Wrote(d.Name, w.Plan, w.Outcome) }
}
