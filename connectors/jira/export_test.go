package jira

import (
	"context"
	"errors"
	"time"

	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

// TextADF is what a note becomes on Cloud.
var TextADF = textADF

// SendTooLate sends a plan's edit under a claim made at the instant, and reports whether it was too late for that.
func SendTooLate(ctx context.Context, c helpdesk.Connector, plan helpdesk.Plan, claimed time.Time) (bool, error) {
	_, err := c.(*desk).sendInTime(ctx, edit{plan: plan, claim: &claim{before: claimed}})
	if errors.Is(err, errTooLate) {
		return true, nil
	}
	return false, err
}

// WhyNoNote says why a note must not be posted in a project of that type.
func WhyNoNote(c helpdesk.Connector, projectType string) string {
	return c.(*desk).whyNoNote(edit{plan: helpdesk.Plan{Note: &helpdesk.Note{}}, project: project{Type: projectType}})
}
