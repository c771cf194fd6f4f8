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
	unsurePause  = 2 * time.Minute // after an unanswered edit of labels: longer than a server works on a request
	maxLabel     = 255
	maxBody      = 32767 // characters of a comment; of a document, of its JSON, to be safe
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
	plan   helpdesk.Plan
	self   string
	claim  *claim // nil without a note
	before issue  // the issue as read just before
	noNote string // why the note was left out
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
	if e.noNote, err = d.whyNoNote(ctx, *e); err != nil {
		return nil, err
	}
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
func (d *desk) whyNoNote(ctx context.Context, e edit) (string, error) {
	if slices.Contains(ledgerOf(e.before).Refs, e.plan.Note.Ref) {
		return "it was posted before", nil
	}
	var p project
	e.before.read("project", &p)
	if err := d.projectType(ctx, &p); err != nil {
		return "", err
	}
	if why := d.noNotes(p); why != "" {
		return why, nil
	}
	if len([]rune(string(mustMarshal(d.body(e.plan.Note.Body))))) > maxBody {
		return "it is longer than the desk allows", nil
	}
	return "", nil
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
	if e.claim != nil && e.claim.tooLate() {
		d.withdraw(ctx, e.claim)
		return d.later(e.plan, *e.claim, "too much time passed between claim and edit"), nil
	}
	r := d.request("PUT", "/issue/{issueIdOrKey}", e.plan.Ticket)
	r.Body = d.editBody(*e)
	if d.config.Deployment == Cloud && e.claim == nil {
		r.Query = url.Values{"returnIssue": {"true"}}
	}
	a, err := d.write(ctx, r, e.plan.Ticket)
	switch {
	case err == nil:
		return d.readBack(ctx, e, a)
	case isUnsure(err):
		return d.unsure(*e, "the desk did not answer the edit"), nil
	}
	d.withdraw(ctx, e.claim) // a refusal changes nothing
	if why := noteRefused(err); why != "" && e.plan.Note != nil {
		e.noNote = why
		return d.send(ctx, e)
	}
	return d.refusal(*e, err)
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
	var p project
	e.before.read("project", &p)
	note := map[string]any{"body": d.body(e.plan.Note.Body)}
	properties := []map[string]any{{"key": ledgerKey, "value": map[string]string{"ref": e.plan.Note.Ref}}}
	if known, _ := d.types.Load(p.Key); p.Type == serviceProject || known == serviceProject {
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

// refusal turns an answer that refuses an edit into an outcome, or into an error when it concerns the whole desk.
func (d *desk) refusal(e edit, err error) (*helpdesk.Outcome, error) {
	var answer *rest.Error
	if !errors.As(err, &answer) {
		return nil, err
	}
	said := complaintOf(err)
	switch answer.Status {
	case http.StatusTooManyRequests:
		return d.limited(e.plan, answer)
	case http.StatusNotFound:
		return moved(e.plan, "it is gone or out of sight"), nil
	case http.StatusConflict:
		return moved(e.plan, "the desk found a conflicting update"), nil
	case http.StatusForbidden:
		return refused(e.plan, "our account may not edit this issue; give it Edit Issues and Add Comments, unless the issue is archived"), nil
	case http.StatusBadRequest, http.StatusUnprocessableEntity:
		if said.about("labels") {
			return refused(e.plan, "labels can't be set; put the Labels field on the edit screen of its project"), nil
		}
		return refused(e.plan, "the desk refuses the edit; the issue may be archived, or its workflow closed to edits"), nil
	case http.StatusUnauthorized:
		return nil, err
	}
	return refused(e.plan, fmt.Sprintf("the desk answered %d to the edit", answer.Status)), nil
}

// limited tells a desk that wants fewer writes on one issue from one that wants fewer requests.
func (d *desk) limited(plan helpdesk.Plan, answer *rest.Error) (*helpdesk.Outcome, error) {
	if answer.Header.Get("RateLimit-Reason") != "jira-per-issue-on-write" {
		return nil, answer
	}
	o := moved(plan, "the desk wants fewer writes on this issue")
	o.Again = d.rest.FreeAt(issueLimit+"/"+plan.Ticket, issueMinute+"/"+plan.Ticket)
	return o, nil
}

// noteRefused says why a refused edit may succeed without its note, or nothing.
func noteRefused(err error) string {
	switch {
	case rest.Status(err) == http.StatusRequestEntityTooLarge:
		return "the issue has as many comments as the desk allows"
	case rest.Status(err) == http.StatusBadRequest && complaintOf(err).about("comment"):
		return "the desk refuses the comment; our account needs Add Comments, and the role or group of note_visibility must exist"
	}
	return ""
}

// unsure is the outcome of an edit that may have taken place, or may still. Its claim keeps the note from being posted
// meanwhile.
func (d *desk) unsure(e edit, why string) *helpdesk.Outcome {
	again := time.Now().Add(unsurePause)
	if e.claim != nil {
		again = d.free(*e.claim)
	}
	return &helpdesk.Outcome{Ticket: e.plan.Ticket, Result: helpdesk.Unsure, Detail: why, Again: again}
}

func (e edit) written() *helpdesk.Outcome {
	return &helpdesk.Outcome{Ticket: e.plan.Ticket, Result: helpdesk.Written, NoNote: e.noNote}
}

func moved(plan helpdesk.Plan, why string) *helpdesk.Outcome {
	return &helpdesk.Outcome{Ticket: plan.Ticket, Result: helpdesk.Conflict, Detail: why}
}

func refused(plan helpdesk.Plan, why string) *helpdesk.Outcome {
	return &helpdesk.Outcome{Ticket: plan.Ticket, Result: helpdesk.Refused, Detail: why}
}

// isUnsure reports whether a write may have taken place.
func isUnsure(err error) bool { return errors.Is(err, rest.ErrUnsure) }

// unfitLabel says what is wrong with tags that Jira takes for no labels.
func unfitLabel(tags []string) string {
	for _, tag := range tags {
		if strings.ContainsAny(tag, " \t\n") || tag == "" {
			return fmt.Sprintf("%q is no label: labels have no spaces; rename the tag in the policy", tag)
		}
		if len([]rune(tag)) > maxLabel {
			return fmt.Sprintf("a tag is longer than the %d characters of a label; rename it in the policy", maxLabel)
		}
	}
	return ""
}

// look reads some fields and properties of one issue.
func (d *desk) look(ctx context.Context, id string, fields, properties []string) (issue, error) {
	r := d.request("GET", "/issue/{issueIdOrKey}", id)
	r.Query = url.Values{"fields": {strings.Join(fields, ",")}, "properties": {strings.Join(properties, ",")}}
	var i issue
	_, err := d.read(ctx, r, &i)
	return i, err
}

// returned reads the issue that an edit's answer may hold.
func returned(a rest.Answer) (issue, bool) {
	var i issue
	return i, json.Unmarshal(a.Body, &i) == nil && i.Fields["labels"] != nil
}
