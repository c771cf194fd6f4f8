package jira

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/deskhand/deskhand/connectors/internal/rest"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

const (
	planDeadline = 3 * time.Minute // for all requests of one plan
	maxBody      = 32767           // characters of a comment; of a document, of its JSON, to be safe
)

// Apply carries the plans out one by one. The plan in hand is finished when ctx ends.
func (d *desk) Apply(ctx context.Context, plans []helpdesk.Plan) ([]helpdesk.Outcome, error) {
	self, err := d.self(ctx)
	if err != nil {
		return nil, err
	}
	var outcomes []helpdesk.Outcome
	for _, plan := range plans {
		if err := ctx.Err(); err != nil {
			return outcomes, err
		}
		inHand, cancel := context.WithTimeout(context.WithoutCancel(ctx), planDeadline)
		o, err := d.carryOut(inHand, plan, self)
		cancel()
		if o != nil {
			outcomes = append(outcomes, *o)
		}
		if err != nil {
			return outcomes, fmt.Errorf("%s: %w", plan.Key, err)
		}
	}
	return outcomes, nil
}

// edit is one plan on its way.
type edit struct {
	plan    helpdesk.Plan
	self    string
	claim   *claim  // nil without a note
	before  issue   // the issue as read just before
	project project // with its type when there is a note
	noNote  string  // why the note was left out
}

// carryOut claims, reads, edits and reads back. An outcome may come with an error, when what it found stops all others.
func (d *desk) carryOut(ctx context.Context, plan helpdesk.Plan, self string) (*helpdesk.Outcome, error) {
	if bad := unfitLabel(plan.Add); bad != "" {
		return refused(plan, bad), nil
	}
	e := edit{plan: plan, self: self}
	if plan.Note != nil {
		c, o, err := d.claim(ctx, plan)
		if o != nil || err != nil {
			return o, err
		}
		e.claim = &c
	}
	o, err := d.verify(ctx, &e)
	if o != nil || err != nil {
		d.withdraw(ctx, e.claim)
		return o, err
	}
	return d.send(ctx, &e)
}

// verify reads the issue afresh and says why the plan can't be carried out on it, if so. It drops a note that must not be
// posted and keeps the labels.
func (d *desk) verify(ctx context.Context, e *edit) (*helpdesk.Outcome, error) {
	properties := []string{ledgerKey}
	if e.claim != nil {
		properties = append(properties, e.claim.neighbours()...)
	}
	found, err := d.look(ctx, e.plan.Ticket, append([]string{"project"}, changeFields...), properties)
	if rest.Status(err) == http.StatusNotFound {
		return moved(e.plan, "it is gone or out of sight"), nil
	}
	if err != nil {
		return nil, err
	}
	e.before = found
	found.read("project", &e.project)
	same, err := d.unchanged(ctx, *e)
	if err != nil {
		return nil, err
	}
	if !same {
		return moved(e.plan, "it has changed since it was read"), nil
	}
	if e.claim == nil {
		return nil, nil
	}
	for _, key := range e.claim.neighbours() {
		if _, held := found.Properties[key]; held {
			return d.later(e.plan, *e.claim, "another run may still be posting this note"), nil
		}
	}
	if err := d.projectType(ctx, &e.project); err != nil {
		return nil, err
	}
	e.noNote = d.whyNoNote(*e)
	return nil, nil
}

// unchanged reports whether the issue is at the plan's version. On desks where our own claim moves the update time, that
// alone does not count, as long as nothing has happened since.
func (d *desk) unchanged(ctx context.Context, e edit) (bool, error) {
	now := versionOf(e.before)
	if now == e.plan.Version {
		return now != "", nil
	}
	planned, digest := splitVersion(e.plan.Version)
	updated, digestNow := splitVersion(now)
	if e.claim == nil || digest != digestNow || updated.Before(d.desks(e.claim.before).Add(-2*time.Second)) {
		return false, nil
	}
	tickets, err := d.Fetch(ctx, []string{e.plan.Ticket})
	if err != nil {
		return false, err
	}
	// The history's times lie some milliseconds after the update time of the same save.
	quiet := !slices.ContainsFunc(tickets[0].Events, func(ev helpdesk.Event) bool {
		return ev.At.After(planned.Add(time.Second))
	})
	return quiet && !tickets[0].Partial && tickets[0].Version == now, nil
}

// whyNoNote says why the plan's note must not be posted now, or nothing.
func (d *desk) whyNoNote(e edit) string {
	if slices.Contains(ledgerOf(e.before).Refs, e.plan.Note.Ref) {
		return "it was posted before"
	}
	if why := d.noNotes(e.project); why != "" {
		return why
	}
	if len([]rune(string(mustMarshal(d.body(e.plan.Note.Body))))) > maxBody {
		return "it is longer than the desk allows"
	}
	return ""
}

// noNotes says why no note can be kept from customers in a project, or nothing where one can.
func (d *desk) noNotes(p project) string {
	switch {
	case p.Type == serviceProject, p.Type != "" && d.config.NoteVisibility != nil:
		return ""
	case p.Type == "":
		return "the desk does not say whether this is a service project, so no note can be kept from customers"
	}
	return "this is no service project, where everybody reads every comment; set note_visibility to allow notes"
}

// send sends the edit, once, and reads back what it did. A note that the desk refuses leaves the labels to a second edit.
func (d *desk) send(ctx context.Context, e *edit) (*helpdesk.Outcome, error) {
	if e.noNote != "" {
		d.withdraw(ctx, e.claim)
		e.claim, e.plan.Note = nil, nil
	}
	if e.plan.Empty() {
		return e.written(), nil
	}
	a, err := d.sendInTime(ctx, *e)
	switch {
	case err == nil:
		return d.readBack(ctx, e, a)
	case isUnsure(err):
		return d.unsure(*e, "the desk did not answer the edit"), nil
	}
	d.withdraw(ctx, e.claim) // nothing was changed
	if errors.Is(err, errTooLate) {
		return d.later(e.plan, *e.claim, err.Error()), nil
	}
	if why := noteRefused(err); why != "" && e.plan.Note != nil {
		e.noNote = why
		return d.send(ctx, e)
	}
	return d.refusal(*e, err)
}

// errTooLate: the edit was not sent, because its claim may soon keep nobody off any more.
var errTooLate = errors.New("too much time passed between claim and edit")

// sendInTime sends the edit, unless too much time passes before its turn comes. On Cloud the answer shows the issue.
func (d *desk) sendInTime(ctx context.Context, e edit) (rest.Answer, error) {
	r := d.request("PUT", "/issue/{issueIdOrKey}", e.plan.Ticket)
	r.Body = d.editBody(e)
	if d.config.Deployment == Cloud {
		r.Query = url.Values{"returnIssue": {"true"}}
	}
	if e.claim == nil {
		return d.write(ctx, r, e.plan.Ticket)
	}
	if e.claim.tooLate() {
		return rest.Answer{}, errTooLate
	}
	inTime, cancel := context.WithDeadline(ctx, e.claim.before.Add(sendWithin))
	defer cancel()
	a, err := d.write(inTime, r, e.plan.Ticket)
	if errors.Is(err, context.DeadlineExceeded) && !isUnsure(err) {
		err = errTooLate
	}
	return a, err
}

// editBody is the one edit: labels, the note, and the ledger that remembers it.
func (d *desk) editBody(e edit) map[string]any {
	update := map[string]any{}
	var labels []map[string]string
	for _, l := range e.plan.Add {
		labels = append(labels, map[string]string{"add": l})
	}
	for _, l := range e.plan.Remove {
		labels = append(labels, map[string]string{"remove": l})
	}
	if labels != nil {
		update["labels"] = labels
	}
	body := map[string]any{"update": update}
	if e.plan.Note != nil {
		update["comment"] = []map[string]any{{"add": d.comment(e)}}
		body["properties"] = []map[string]any{{"key": ledgerKey, "value": ledgerOf(e.before).with(e.plan.Note.Ref)}}
	}
	return body
}

// comment is the note as the desk takes it: marked as ours, and hidden from customers.
func (d *desk) comment(e edit) map[string]any {
	note := map[string]any{"body": d.body(e.plan.Note.Body)}
	properties := []map[string]any{{"key": ledgerKey, "value": map[string]string{"ref": e.plan.Note.Ref}}}
	if e.project.Type == serviceProject {
		properties = append(properties, map[string]any{"key": internalKey, "value": map[string]bool{"internal": true}})
	} else {
		note["visibility"] = d.config.NoteVisibility.wire()
	}
	note["properties"] = properties
	return note
}

// body is a note's text in the desk's form.
func (d *desk) body(text string) any {
	if d.config.Deployment == Cloud {
		return textADF(text)
	}
	return textWiki(text)
}

// look reads some fields and properties of one issue.
func (d *desk) look(ctx context.Context, id string, fields, properties []string) (issue, error) {
	r := d.request("GET", "/issue/{issueIdOrKey}", id)
	r.Query = url.Values{"fields": {strings.Join(fields, ",")}, "properties": {strings.Join(properties, ",")}}
	var i issue
	err := d.read(ctx, r, &i)
	return i, err
}

// returned reads the issue that an edit's answer may hold.
func returned(a rest.Answer) (issue, bool) {
	var i issue
	return i, json.Unmarshal(a.Body, &i) == nil && i.Fields["labels"] != nil
}
