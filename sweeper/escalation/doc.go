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
//	history.go     events, with everybody's role and every note's findings
//	life.go        who asked, withdrew, decided
//	clock.go       whose ball, since when; spans and business days are in span.go and calendar.go
//	impact.go      how many are hit; when.go holds the policy's own expression
//	facts.go       which reasons and grounds hold
//	triage.go      what we make of a request, and what is owed after an approval
//	flags.go       which tags the ticket should bear; what people removed and added is kept
//	notedue.go     which internal note is due, and its name
//	conditions.go  every rule, met or not, for those who ask why
//	assess.go      all of it in one Verdict (verdict.go)
//	plan.go        the difference to the ticket
//
// The words: language.go says what a language must have, english.go, german.go and spanish.go have it. sentences.go and ball.go
// make sentences of a verdict, which all faces share: lines.go strings them together, letter.go puts them into notes,
// explanation.go into sections and tables for terminals and pages. quote.go makes strangers' words harmless. rules.go,
// policy.go and compile.go hold the policy.
package escalation
