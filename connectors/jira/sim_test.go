package jira_test

import "strconv"

// issueID is the id that the simulator gives the issue of a ticket.
func issueID(ticket int64) string { return strconv.FormatInt(10000+ticket, 10) }
