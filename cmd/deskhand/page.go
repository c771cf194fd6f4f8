package main

import (
	"context"
	"time"

	"github.com/deskhand/deskhand/sweeper"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
	"github.com/deskhand/deskhand/sweeper/status"
)

// newPage returns the status page of the program. refused tells when a newer configuration was refused, zero for never.
func (p *program) newPage(refused func() time.Time) *status.Page {
	tags, loaded := p.config.Policy.Tags(), time.Now()
	o := status.Options{
		Store: p.store, Token: p.config.StatusToken.Reveal(), Version: buildVersion(), Log: p.log,
		Tags: status.Tags{
			Approved: tags.Approved, Denied: tags.Denied, Ignore: tags.Ignore,
			Stale: tags.Stale, ETAMissing: tags.ETAMissing, UpdateOverdue: tags.UpdateOverdue, ReasonPrefix: tags.ReasonPrefix,
		},
		Config: func() status.Config {
			return status.Config{Hash: p.config.Hash, Loaded: loaded, Refused: refused()}
		},
	}
	for _, d := range p.desks {
		shown := status.Desk{Name: d.Name, Type: d.Type, Mode: d.Mode, Next: d.Cron.Next}
		if metered, ok := d.connector.(helpdesk.Metered); ok {
			shown.Used = metered.BudgetUsed
		}
		o.Desks = append(o.Desks, shown)
	}
	return status.New(o)
}

// tell makes the page hear of the desk's requests and of the sweeper's writes, and the sweeper of what the page knows.
func tell(page *status.Page, d *desk, s *sweeper.Sweeper) {
	d.observe = func(route string, code int) { page.Requested(d.Name, route, code) }
	s.OnWrite = func(w sweeper.Write) { page.Wrote(d.Name, w.Plan, w.Outcome) }
	s.Remarks = func(ctx context.Context) []string { return page.Remarks(ctx, d.Name) }
}
