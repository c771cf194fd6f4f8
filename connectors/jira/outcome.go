package jira

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/deskhand/deskhand/connectors/internal/rest"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

const (
	unsurePause = 2 * time.Minute // after an unanswered edit of labels: longer than a server works on a request
	maxLabel    = 255
)

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
