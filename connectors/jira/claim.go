package jira

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/deskhand/deskhand/connectors/internal/rest"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

const (
	// claimWindow is how long one claim keeps others off at least; with the windows before and after, twice that at most.
	claimWindow = 10 * time.Minute
	// sendWithin is how long after its claim a note may still be sent. Together with the longest time that a request is
	// waited for it stays far below the window.
	sendWithin = time.Minute

	ledgerKey = "deskhand"
	claimKey  = "deskhand.claim."
	// internalKey is the comment property by which Service Management hides a comment from customers.
	internalKey = "sd.public.comment"
)

// ledger is the issue property that names every note we posted on it, deleted ones included.
type ledger struct {
	Refs []string `json:"refs"`
}

func ledgerOf(i issue) ledger {
	var l ledger
	if json.Unmarshal(i.Properties[ledgerKey], &l) != nil {
		return ledger{}
	}
	return l
}

// with returns the ledger with one reference more.
func (l ledger) with(ref string) ledger {
	if slices.Contains(l.Refs, ref) {
		return l
	}
	return ledger{Refs: append(slices.Clone(l.Refs), ref)}
}

// claim is our right to post one note on one issue, for a while.
type claim struct {
	issue, ref string
	window     int64     // which of the desk's ten minutes
	before     time.Time // when it was about to be made, by both of our clocks
}

func (c claim) key(window int64) string { return fmt.Sprintf("%s%s.%d", claimKey, c.ref, window) }

// neighbours are the claims that others may hold at the same time: theirs of the windows before and after.
func (c claim) neighbours() []string { return []string{c.key(c.window - 1), c.key(c.window + 1)} }

// free is the first instant, by our clock, at which this claim keeps nobody off any more.
func (d *desk) free(c claim) time.Time {
	return d.ours(time.Unix((c.window+2)*int64(claimWindow/time.Second), 0))
}

// claim puts the claim of a note. It returns an outcome instead when the note is not ours to post now.
func (d *desk) claim(ctx context.Context, plan helpdesk.Plan) (claim, *helpdesk.Outcome, error) {
	now := d.now()
	c := claim{
		issue: plan.Ticket, ref: plan.Note.Ref, window: now.Unix() / int64(claimWindow/time.Second), before: time.Now(),
	}
	r := d.request("PUT", "/issue/{issueIdOrKey}/properties/{propertyKey}", c.issue, c.key(c.window))
	r.Body = map[string]string{"ref": c.ref, "at": now.UTC().Format(time.RFC3339)}
	a, err := d.write(ctx, r, c.issue)
	switch status := rest.Status(err); {
	case err == nil && a.Status == http.StatusCreated:
		return c, nil, nil
	case err == nil:
		return c, d.later(plan, c, "another run is posting this note, or died doing so"), nil
	case isUnsure(err):
		return c, d.later(plan, c, "the desk did not answer the claim"), nil
	case status == http.StatusForbidden:
		return c, refused(plan, "our account may not edit this issue; give it the Edit Issues permission"), nil
	case status == http.StatusNotFound:
		return c, moved(plan, "it is gone or out of sight"), nil
	case status == http.StatusBadRequest:
		return c, refused(plan, "the desk takes no property on this issue, being archived or locked perhaps"), nil
	}
	var answer *rest.Error
	if errors.As(err, &answer) && answer.Status == http.StatusTooManyRequests {
		o, err := d.limited(plan, answer)
		return c, o, err
	}
	return c, nil, err
}

// later is the outcome of a note that somebody else may be posting: nothing was written, and it is looked at again when
// the claim keeps nobody off any more.
func (d *desk) later(plan helpdesk.Plan, c claim, why string) *helpdesk.Outcome {
	o := moved(plan, why)
	o.Again = d.free(c)
	return o
}

// withdraw takes a claim back that led to no edit. When that fails the claim stands for its time, no longer.
func (d *desk) withdraw(ctx context.Context, c *claim) {
	if c == nil {
		return
	}
	r := d.request("DELETE", "/issue/{issueIdOrKey}/properties/{propertyKey}", c.issue, c.key(c.window))
	if _, err := d.write(ctx, r, c.issue); err != nil {
		d.log.Debug("a claim could not be taken back", "desk", d.name, "issue", c.issue, "error", err)
	}
}

// tooLate reports whether so much time has passed since the claim that its note must not be sent. The monotonic clock does
// not count the time a machine was asleep, the other may have been set: whichever says more counts.
func (c claim) tooLate() bool {
	now := time.Now()
	return now.Sub(c.before) > sendWithin || now.Round(0).Sub(c.before.Round(0)).Abs() > sendWithin
}
