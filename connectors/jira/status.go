package jira

import (
	"strings"

	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

// The status names that Service Management's templates and most teams use. The admin's lists are added to them.
var (
	waitingNames = []string{"Waiting for customer", "Waiting on customer", "Awaiting customer", "Waiting for reporter",
		"Waiting for requester", "Awaiting reply", "Pending", "Need info", "Needs info", "Waiting for information"}
	onHoldNames = []string{"On hold", "Hold", "Waiting for third party", "Waiting on third party", "Waiting for vendor",
		"Waiting for supplier", "Waiting for approval", "Blocked"}
	doneNames = []string{"Done", "Closed", "Resolved", "Canceled", "Cancelled", "Declined", "Completed", "Rejected",
		"Won't do", "Duplicate"}
	newNames = []string{"New", "To do", "Backlog", "Selected for development"}
)

// statuses maps Jira's statuses, which every site names for itself, onto the shared ones.
type statuses map[string]helpdesk.Status

// newStatuses knows the usual names and, before them, those the admin lists.
func newStatuses(c StatusNames) statuses {
	s := statuses{}
	for _, usual := range []struct {
		names []string
		means helpdesk.Status
	}{
		{newNames, helpdesk.New}, {doneNames, helpdesk.Solved}, {waitingNames, helpdesk.Pending}, {onHoldNames, helpdesk.OnHold},
		{c.Waiting, helpdesk.Pending}, {c.OnHold, helpdesk.OnHold},
	} {
		for _, name := range usual.names {
			s[strings.ToLower(strings.TrimSpace(name))] = usual.means
		}
	}
	return s
}

// now gives the status an issue is in. The category decides between new, open and solved; the name, where it is
// known, says whom an unfinished issue waits for.
func (s statuses) now(st issueStatus) helpdesk.Status {
	if st.Category.Key == "done" {
		return helpdesk.Solved
	}
	if known := s[strings.ToLower(st.Name)]; known == helpdesk.Pending || known == helpdesk.OnHold {
		return known
	}
	switch st.Category.Key {
	case "new":
		return helpdesk.New
	case "indeterminate":
		return helpdesk.Open
	}
	return s.was(st.Name, issueStatus{})
}

// was gives the status that a changelog names. A changelog has no categories, so a name that is neither known nor the
// issue's present one counts as open.
func (s statuses) was(name string, present issueStatus) helpdesk.Status {
	if present.Name != "" && strings.EqualFold(name, present.Name) {
		return s.now(present)
	}
	if known, ok := s[strings.ToLower(strings.TrimSpace(name))]; ok {
		return known
	}
	return helpdesk.Open
}
