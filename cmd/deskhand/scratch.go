package main

import (
	"context"
	"fmt"
	"time"

	"github.com/deskhand/deskhand/sweeper/escalation"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

// scratchPatience bounds the waiting for a ticket that was written to a moment ago.
const scratchPatience = 30 * time.Second

// scratchTags are put on the scratch ticket and taken off again; the late one must never get onto it. They are tags that
// Deskhand owns and that stand for no reason: what is left of them by an accident the next sweep takes off.
func scratchTags(policy *escalation.Policy) (tag, late string) {
	prefix := policy.Tags().ReasonPrefix
	return prefix + "check", prefix + "check_late"
}

// tryCollision finds out whether the desk refuses a write that rests on an outdated read, on the one ticket that the admin named for
// it: a tag is written, another write follows on the old version, and the tag is taken off.
func (p *program) tryCollision(ctx context.Context, d *desk, id string) finding {
	scratchTag, lateTag := scratchTags(p.config.Policy)
	ctx, cancel := context.WithTimeout(ctx, scratchPatience)
	defer cancel()
	before, err := writeScratch(ctx, d, id, []string{scratchTag}, nil)
	if err != nil {
		return collisionFailed(d, id, err)
	}
	late := helpdesk.Plan{
		Desk: d.Name, Ticket: before.ID, Key: before.Key, Version: before.Version, Tags: before.Tags, Add: []string{lateTag},
		Why: []string{"to see whether an outdated write is refused"},
	}
	outcome, err := applyOne(ctx, d, late)
	_, cleanErr := writeScratch(ctx, d, id, nil, []string{scratchTag, lateTag})
	switch {
	case err != nil:
		return collisionFailed(d, id, err)
	case cleanErr != nil:
		return finding{
			Group: "collisions", State: toMend, What: fmt.Sprintf("the tag %s was put on %s/%s and could not be taken off: %v", scratchTag, d.Name, id, cleanErr),
			Mend: "take it off by hand",
		}
	case outcome.Result == helpdesk.Conflict:
		return finding{
			Group: "collisions", State: allRight,
			What: fmt.Sprintf("an outdated write is refused; tried on %s/%s, which was given the tag %s and lost it again", d.Name, id, scratchTag),
		}
	}
	return finding{
		Group: "collisions", State: toMend, Fatal: true, What: fmt.Sprintf("an outdated write on %s/%s was not refused: it ended as %s", d.Name, id, outcome.Result),
		Mend: "keep mode: observe on this desk, or other people's changes may be lost",
	}
}

func collisionFailed(d *desk, id string, err error) finding {
	return finding{
		Group: "collisions", State: toMend, What: fmt.Sprintf("%s/%s could not be written to: %v", d.Name, id, err),
		Mend: "name an open ticket that our account may edit",
	}
}

// writeScratch writes tags to the ticket, and returns it as it was before. It waits while the ticket has only just changed.
func writeScratch(ctx context.Context, d *desk, id string, add, remove []string) (helpdesk.Ticket, error) {
	for {
		tickets, err := d.connector.Fetch(ctx, []string{id})
		if err != nil {
			return helpdesk.Ticket{}, err
		}
		if len(tickets) != 1 || tickets[0].Status.Ended() {
			return helpdesk.Ticket{}, fmt.Errorf("there is no such ticket, or it has ended")
		}
		t := tickets[0]
		outcome, err := applyOne(ctx, d, helpdesk.Plan{
			Desk: d.Name, Ticket: t.ID, Key: t.Key, Version: t.Version, Tags: t.Tags, Add: add, Remove: remove,
			Why: []string{"to see whether an outdated write is refused"},
		})
		switch {
		case err != nil:
			return t, err
		case outcome.Result == helpdesk.Written:
			return t, nil
		case outcome.Result != helpdesk.Conflict:
			return t, fmt.Errorf("the write ended as %s: %s", outcome.Result, outcome.Detail)
		}
		pause := max(time.Until(outcome.Again), time.Second)
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return t, fmt.Errorf("it is never quiet for long enough: %s", outcome.Detail)
		}
	}
}

func applyOne(ctx context.Context, d *desk, plan helpdesk.Plan) (helpdesk.Outcome, error) {
	outcomes, err := d.connector.Apply(ctx, []helpdesk.Plan{plan})
	if err != nil {
		return helpdesk.Outcome{}, err
	}
	if len(outcomes) != 1 {
		return helpdesk.Outcome{}, fmt.Errorf("the write has no outcome")
	}
	return outcomes[0], nil
}
