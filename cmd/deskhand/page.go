package main

import (
	"context"

	"github.com/deskhand/deskhand/sweeper"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
	"github.com/deskhand/deskhand/sweeper/status"
)

// newPage returns the status page of the program, which goes on counting in the metrics. state tells of the configuration in force.
func (p *program) newPage(metrics *status.Metrics, state func() status.Config) *status.Page {
	tags := p.config.Policy.Tags()
	o := status.Options{
		Store: p.store, Token: p.config.StatusToken.Reveal(), Base: p.config.BasePath, Version: buildVersion(),
		Metrics: metrics, Log: p.log, Zone: p.config.Policy.Zone(), Language: p.config.Policy.Language(),
		Tags: status.Tags{
			Approved: tags.Approved, Denied: tags.Denied, Ignore: tags.Ignore,
			Stale: tags.Stale, ETAMissing: tags.ETAMissing, UpdateOverdue: tags.UpdateOverdue, ReasonPrefix: tags.ReasonPrefix,
		},
		Config: state,
	}
	for _, d := range p.desks {
		shown := status.Desk{Name: d.Name, Type: d.Type, Mode: d.Mode, Next: d.Cron.Next, Ends: d.Ends}
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
