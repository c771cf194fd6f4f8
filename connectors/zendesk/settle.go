package zendesk

import (
	"context"
	"net/url"
	"slices"
	"time"

	"github.com/deskhand/deskhand/connectors/internal/rest"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

// settle gives its Version to the outcome of every update after which nothing else has happened, so that the feed's showing
// it costs no read of its history.
//
// The answer's stamp alone does not prove that: somebody may act in the same second. What came last on each ticket does, asked
// for when that second is over, with one request for a hundred tickets; Zendesk's guide to side-loading names it, and nobody
// has recorded its shape. Where it does not show our own update, nothing is concluded, and a desk that shows none at all is not asked
// again. Careful writes bring no answers to settle: there something may have happened before ours.
func (d *desk) settle(ctx context.Context, outcomes []helpdesk.Outcome, answers []updateAnswer) {
	var ids []int64
	place := map[int64]int{}
	for i, a := range answers {
		if o := outcomes[i]; o.Result == helpdesk.Written && o.NoNote == "" && o.Detail == "" && a.Audit.ID != 0 && undisturbed(a.Audit) {
			place[a.Audit.ID] = i
			ids = append(ids, a.Ticket.ID)
		}
	}
	if len(ids) == 0 || d.hidesLast.Load() {
		return
	}
	select {
	case <-ctx.Done():
		return
	case <-time.After(settled):
	}
	for some := range slices.Chunk(ids, mostIDs) {
		page, err := d.lastAudits(ctx, some)
		if err != nil {
			d.log.Debug("what came last on the tickets was not to be had; they are read again", "error", err)
			return
		}
		if len(page.LastAudits) == 0 {
			d.hidesLast.Store(true)
			return
		}
		stamps := map[int64]stamp{}
		for _, t := range page.Tickets {
			stamps[t.ID] = t.UpdatedAt
		}
		for _, last := range page.LastAudits {
			i, ours := place[last.ID]
			if after := answers[i].Ticket; ours && stamps[after.ID] == after.UpdatedAt {
				outcomes[i].Version = string(after.UpdatedAt)
			}
		}
	}
}

func (d *desk) lastAudits(ctx context.Context, ids []int64) (ticketsPage, error) {
	var page ticketsPage
	_, err := d.client.Read(ctx, rest.Request{
		Route: "/api/v2/tickets/show_many", Path: "/api/v2/tickets/show_many",
		Query: url.Values{"ids": {joined(ids)}, "include": {"last_audits"}},
	}, &page)
	return page, err
}

// undisturbed reports whether no trigger changed anything within the update.
func undisturbed(a audit) bool {
	return !slices.ContainsFunc(a.Events, func(e auditEvent) bool {
		changes := e.Type == "Change" || e.Type == "Create" || e.Type == "Comment"
		return changes && e.Via != nil && viaOf(*e.Via, a.AuthorID) == helpdesk.ByRule
	})
}
