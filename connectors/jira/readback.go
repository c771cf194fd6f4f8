package jira

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/deskhand/deskhand/connectors/internal/rest"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

// readBack finds out what an edit did that the desk called a success: Cloud may drop one in silence.
func (d *desk) readBack(ctx context.Context, e *edit, a rest.Answer) (*helpdesk.Outcome, error) {
	after, shown := returned(a)
	if !shown || e.plan.Note != nil && !d.keepsLedger.Load() {
		var err error
		if after, err = d.look(ctx, e.plan.Ticket, []string{"labels", "comment"}, []string{ledgerKey}); err != nil {
			return d.unsure(*e, "the edit could not be read back"), stopping(ctx, err)
		}
		shown = false
	}
	took := tookPlace(e.plan, after.labels())
	if e.plan.Note == nil {
		if !took {
			return refused(e.plan, "the desk answered success and changed nothing; give our account Edit Issues"), nil
		}
		return e.written(), nil
	}
	posted, err := d.postedNotes(ctx, *e, after)
	if err != nil {
		return d.unsure(*e, "the note could not be read back"), stopping(ctx, err)
	}
	if len(posted) == 0 {
		if !took && len(e.plan.Add)+len(e.plan.Remove) > 0 {
			d.withdraw(ctx, e.claim)
			return refused(e.plan, "the desk answered success and changed nothing; give our account Edit Issues and Add Comments"), nil
		}
		return d.unsure(*e, "the note is not to be seen"), nil
	}
	if kept := slices.Contains(ledgerOf(after).Refs, e.plan.Note.Ref); kept {
		d.keepsLedger.Store(true) // so it will the next time
	} else if !shown {
		d.remember(ctx, *e, ledgerOf(after))
	}
	return d.keepOne(ctx, e, posted)
}

// tookPlace reports whether labels are as the plan wants them.
func tookPlace(plan helpdesk.Plan, labels []string) bool {
	for _, l := range plan.Add {
		if !slices.Contains(labels, l) {
			return false
		}
	}
	return !slices.ContainsFunc(plan.Remove, func(l string) bool { return slices.Contains(labels, l) })
}

// stopping passes on an error that concerns the whole desk, and drops others: their outcome says enough.
func stopping(ctx context.Context, err error) error {
	if fatal(ctx, err) {
		return err
	}
	return nil
}

// postedNotes returns our own comments among the newest that carry the note's reference, oldest first.
func (d *desk) postedNotes(ctx context.Context, e edit, after issue) ([]comment, error) {
	comments, all := d.embedded(dossier{issue: after, project: e.project})
	if !all {
		page, err := d.commentPage(ctx, e.plan.Ticket, 0, "-created")
		if err != nil {
			return nil, err
		}
		comments = page.Comments
	}
	slices.SortStableFunc(comments, func(a, b comment) int { return a.Created.Compare(b.Created.Time) })
	var ours []comment
	for _, c := range comments {
		text, err := adfText(c.Body)
		if err == nil && c.Author.id() == e.self && strings.Contains(text, e.plan.Note.Ref) {
			ours = append(ours, c)
		}
	}
	return ours, nil
}

// keepOne makes sure that one note stands and that it is internal. Of two that say the same the younger is deleted: two
// writers that meet choose alike. A note that customers can see is deleted, and nothing more may be posted.
func (d *desk) keepOne(ctx context.Context, e *edit, posted []comment) (*helpdesk.Outcome, error) {
	for _, twin := range posted[1:] {
		d.log.Error("a note stood twice; the younger is deleted", "desk", d.name, "issue", e.plan.Key, "ref", e.plan.Note.Ref)
		if err := d.deleteComment(ctx, e.plan.Ticket, twin.ID); err != nil {
			d.log.Error("a note stands twice; delete one by hand", "desk", d.name, "issue", e.plan.Key, "error", err)
		}
	}
	if !posted[0].public(e.project.Type == serviceProject) {
		return e.written(), nil
	}
	e.noNote = "it was visible to customers and was deleted"
	if err := d.deleteComment(ctx, e.plan.Ticket, posted[0].ID); err != nil {
		e.noNote = "it is visible to customers and could not be deleted: delete it by hand at once"
		return e.written(), fmt.Errorf("%w: %s: comment %s stands: %w", helpdesk.ErrExposed, e.noNote, posted[0].ID, err)
	}
	return e.written(), fmt.Errorf("%w: %s", helpdesk.ErrExposed, e.noNote)
}

func (d *desk) deleteComment(ctx context.Context, issue, id string) error {
	_, err := d.write(ctx, d.request("DELETE", "/issue/{issueIdOrKey}/comment/{id}", issue, id), issue)
	if rest.Status(err) == http.StatusNotFound {
		return nil
	}
	return err
}

// remember puts the ledger by itself, on a desk that leaves properties out of edits. Losing it costs the memory of a
// note that a person deletes, no more.
func (d *desk) remember(ctx context.Context, e edit, l ledger) {
	r := d.request("PUT", "/issue/{issueIdOrKey}/properties/{propertyKey}", e.plan.Ticket, ledgerKey)
	r.Body = l.with(e.plan.Note.Ref)
	if _, err := d.write(ctx, r, e.plan.Ticket); err != nil {
		d.log.Warn("a posted note could not be entered in the issue's ledger", "desk", d.name, "issue", e.plan.Key, "error", err)
	}
}
