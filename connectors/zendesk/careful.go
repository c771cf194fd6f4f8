package zendesk

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/deskhand/deskhand/connectors/internal/rest"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

// applyCarefully carries out a plan on an account that takes updates of tickets that have changed since. It reads the ticket
// right before, posts the note by itself, and adds and removes tags apart, which leaves those of others alone. Between the
// read and the update a person may still be overridden in what is ours, and two replicas of which one lost its
// lease may post a note twice: without the account's own check nothing rules that out.
func (d *desk) applyCarefully(ctx context.Context, plan helpdesk.Plan, self int64) (outcome helpdesk.Outcome, answer updateAnswer, err error) {
	if outcome, ok := d.tooEarly(plan); ok {
		return outcome, answer, nil
	}
	tickets, err := d.Fetch(ctx, []string{plan.Ticket})
	if err != nil {
		return outcome, answer, err
	}
	now := tickets[0]
	posted := plan.Note != nil && slices.Contains(now.Marks, plan.Note.Ref)
	if now.Version != plan.Version || now.Partial || posted {
		return helpdesk.Outcome{Result: helpdesk.Conflict, Detail: "it has changed since it was read"}, answer, nil
	}
	outcome.Result = helpdesk.Written
	if plan.Note != nil {
		note := plan
		note.Add, note.Remove = nil, nil
		if outcome, _, err = d.put(ctx, note, self); err != nil || outcome.Result != helpdesk.Written {
			return outcome, answer, err
		}
	}
	for _, step := range []struct {
		method string
		tags   []string
	}{{http.MethodPut, plan.Add}, {http.MethodDelete, plan.Remove}} {
		if len(step.tags) == 0 {
			continue
		}
		if _, err := d.writeTags(ctx, step.method, plan.Ticket, map[string]any{"tags": step.tags}); err != nil {
			outcome, err = refusal(err)
			return outcome, answer, err
		}
	}
	return outcome, answer, nil
}

func (d *desk) writeTags(ctx context.Context, method, ticket string, body map[string]any) (rest.Answer, error) {
	return d.client.Write(ctx, rest.Request{
		Route: "/api/v2/tickets/{id}/tags", Method: method, Path: "/api/v2/tickets/" + ticket + "/tags", Body: body,
		Limits: []string{updateLimit, ticketLimit + "/" + ticket},
	}, nil)
}

// checkCollisions tries whether the account refuses an update of a ticket that has changed since. The update would add no
// tag, so that it changes nothing where it is taken.
func (d *desk) checkCollisions(ctx context.Context, _ time.Time) (helpdesk.Problem, error) {
	const path = "/api/v2/tickets"
	var page ticketsPage
	_, err := d.client.Read(ctx, rest.Request{Route: path, Path: path, Query: url.Values{"page[size]": {"1"}}}, &page)
	if err != nil || len(page.Tickets) == 0 {
		return helpdesk.Problem{}, ctx.Err() // that tickets can't be read is told by another check
	}
	stale := map[string]any{"tags": []string{}, "safe_update": true, "updated_stamp": "1990-01-01T00:00:00Z"}
	_, err = d.writeTags(ctx, http.MethodPut, decimal(page.Tickets[0].ID), stale)
	switch {
	case rest.Status(err) == http.StatusConflict:
		return helpdesk.Problem{Group: "collisions", What: "an update of a ticket that changed since is refused, as it must be"}, nil
	case err == nil && !d.careful:
		return helpdesk.Problem{
			Group: "collisions", What: "the account takes updates of tickets that changed since they were read",
			Mend: "write careful_writes: true for this connector, and run one replica: each write then takes some requests more",
		}, nil
	case err == nil:
		return helpdesk.Problem{Group: "collisions", What: "the account takes updates of tickets that changed since they were read; writes are careful"}, nil
	case errors.Is(err, helpdesk.ErrAuth), rest.Status(err) != 0:
		return helpdesk.Problem{}, nil // we may not write: that is told by another check
	}
	return helpdesk.Problem{}, fmt.Errorf("try an outdated update: %w", err)
}
