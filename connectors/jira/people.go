package jira

import (
	"strings"

	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

// portalPrefix begins the account ids of customers who have none but in a portal.
const portalPrefix = "qm:"

// cast tells the people on one issue apart: who is the customer, who is support.
type cast struct {
	self      string          // our own id
	customers map[string]bool // the reporter and the request's participants
}

// person is what the desk knows of a user. Atlassian marks apps and portal customers by account type on Cloud only; the
// reporter and the participants of a request are customers, every other user has a licence and counts as an agent.
// A user who is gone is somebody unknown.
func (c cast) person(u *user) helpdesk.Person {
	if u.id() == "" {
		return helpdesk.Person{}
	}
	return helpdesk.Person{ID: u.id(), Login: u.Name, Name: u.DisplayName, Email: u.Email, Role: c.role(u)}
}

func (c cast) role(u *user) helpdesk.Role {
	switch {
	case u.id() == c.self:
		return helpdesk.Self
	case u.AccountType == "app":
		return helpdesk.Bot
	case u.AccountType == "customer", strings.HasPrefix(u.AccountID, portalPrefix), c.customers[u.id()]:
		return helpdesk.EndUser
	}
	return helpdesk.Agent
}

// undecided reports whether the notes on a request have an author who is an agent or a participant of the request, and only the
// list of participants can tell which. Who wrote internally, or was given the issue, is support.
func (c cast) undecided(notes []comment, assignees map[string]bool) bool {
	support := map[string]bool{}
	for _, n := range notes {
		if !n.public(true) {
			support[n.Author.id()] = true
		}
	}
	for _, n := range notes {
		id := n.Author.id()
		if id != "" && !support[id] && !assignees[id] && c.role(n.Author) == helpdesk.Agent {
			return true
		}
	}
	return false
}
