// Package escalation decides what a ticket's history means under a support policy: it reads a helpdesk.Ticket at an instant
// and gives a Verdict, and compares the Verdict with what the ticket already says to give a helpdesk.Plan.
//
// It owns the life of an escalation (asked, triaged, decided, owed, ended), the clock that tells how long the ball has lain
// with support, high impact, the tags that Deskhand sets, and the words of its internal notes. It never decides an
// escalation: leadership does, by tag or by note.
//
// It is pure: the same ticket, policy and instant give the same verdict and plan. It reads no clock and does no I/O. What
// counts as a reason or as a ground for denial is data, in the policy; no code names one.
//
// The road of one ticket, each step in a file of its own:
//
//	history.go  events, with everybody's role and every note's findings
//	life.go     who asked, withdrew, decided
//	clock.go    whose ball, since when
//	impact.go   how many are hit
//	facts.go    which reasons and grounds hold
//	triage.go   what we make of a request, and what is owed after an approval
//	flags.go    which tags the ticket should bear; what people removed and added is kept
//	notedue.go  which internal note is due, and its name
//	assess.go   all of it in one Verdict
//	rules of why and why not: conditions.go; the words: sentences.go, letter.go, quote.go
//	plan.go     the difference to the ticket
package escalation
