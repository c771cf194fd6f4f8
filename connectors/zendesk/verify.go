package zendesk

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/deskhand/deskhand/connectors/internal/rest"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

type updateAnswer struct {
	Ticket ticket `json:"ticket"`
	Audit  audit  `json:"audit"`
}

// verify reads in the answer what Zendesk made of an update: it drops keys that it does not know, and answers 200.
func (d *desk) verify(ctx context.Context, plan helpdesk.Plan, sent update, answer updateAnswer, self int64) (helpdesk.Outcome, error) {
	outcome := helpdesk.Outcome{Result: helpdesk.Written, Detail: tagsAmiss(sent, answer.Ticket.Tags)}
	if sent.Comment == nil {
		return outcome, nil
	}
	notes := ownComments(answer.Audit, self)
	if len(notes) == 0 {
		outcome.NoNote = "the desk took the update and dropped the note"
		d.log.Warn("a note was dropped", "ticket", plan.Ticket)
	}
	for _, note := range notes {
		if note.Public {
			outcome.NoNote = "it was visible to customers; it is being hidden"
			return outcome, d.hide(ctx, plan.Ticket, note.ID)
		}
	}
	return outcome, nil
}

// ownComments returns the comments of an audit that we wrote, not a trigger that ran in the same update.
func ownComments(a audit, self int64) []auditEvent {
	var own []auditEvent
	for _, e := range a.Events {
		byUs := e.AuthorID == self || e.AuthorID == 0
		if e.Type == "Comment" && byUs && (e.Via == nil || viaOf(*e.Via, self) != helpdesk.ByRule) {
			own = append(own, e)
		}
	}
	return own
}

// hide makes a comment internal and says that it was not.
func (d *desk) hide(ctx context.Context, ticket string, comment int64) error {
	_, err := d.client.Write(context.WithoutCancel(ctx), rest.Request{
		Route: "/api/v2/tickets/{id}/comments/{id}/make_private", Method: http.MethodPut,
		Path:   fmt.Sprintf("/api/v2/tickets/%s/comments/%d/make_private", ticket, comment),
		Limits: []string{updateLimit},
	}, nil)
	if err != nil {
		return fmt.Errorf("%w, and could not be hidden; make it internal by hand: %w", helpdesk.ErrExposed, err)
	}
	return fmt.Errorf("%w for a moment; it is hidden now", helpdesk.ErrExposed)
}

// tagsAmiss says which tags are not as they were sent; a trigger may have changed them in the same update.
func tagsAmiss(sent update, now []string) string {
	if sent.Tags == nil {
		return ""
	}
	var missing []string
	for _, tag := range *sent.Tags {
		if !slices.Contains(now, tag) {
			missing = append(missing, tag)
		}
	}
	if len(missing) == 0 {
		return ""
	}
	return "the desk did not keep these tags: " + strings.Join(missing, ", ")
}
