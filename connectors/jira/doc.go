// Package jira connects Deskhand to Jira: Cloud (REST v3), Data Center (REST v2) and Service Management on either.
//
// It owns everything that is Atlassian's: wire types, JQL, document formats, what makes a note internal, and the order of
// requests that keeps a note from being posted twice. It knows no policy. Vendor facts are from Atlassian's REST
// references and, where those are silent, from answers of real sites.
//
// # Reading
//
// Nothing but `updated` says that an issue changed, and the search index behind it lags on Cloud by seconds to minutes and
// is not even steady. So the feed is a walk over everything updated since an hour (Data Center: five minutes) before the
// last walk began, in an order that updates can't disturb, less what a ledger in the cursor has shown; and every few
// hours the walk reaches half a day back. All instants are the desk's own, in milliseconds, so no zone matters. Jira
// never tells of deletions; the daily comparison with Backlog finds those.
//
// Cloud takes an expired token for an anonymous visitor, who sees no issues, with status 200. So every walk begins by asking
// who we are, every answer's login header is read, and an issue counts as gone only when the desk knows us.
//
// # Writing
//
// Jira has no conditional write. A plan with a note is carried out so:
//
//  1. claim: an issue property named by the note's reference and the current ten minutes of the desk's clock is put. Its
//     status says who was first: 201 to one caller only.
//  2. read: the issue as it is now, with our ledger and the claims of the ten minutes before and after. Another version,
//     another claim, or the note in the ledger already: nothing is sent, and the claim is taken back.
//  3. edit: one request with labels, note, and the ledger with the note's reference; not sent when more than a minute has
//     passed since the claim, by the clock on the wall or the one that can't be set.
//  4. read back: the labels, the note and who can see it, the ledger. Cloud shows most of that in its answer to the edit.
//
// A claim stands until its edit is known to have failed. So a process that dies between claim and edit leaves the note
// to whoever comes ten to twenty minutes later, who then reads first; an edit whose answer was lost is looked for likewise.
//
// What this guarantees: of any number of processes, awake and with answers within a minute, one posts the note; a note that
// stands, or that a person deleted, is not posted again, whatever was lost on our side; labels and note come together
// as far as Jira applies an edit whole, which it does not document. What it can't: an edit that leaves in time and reaches
// the desk more than ten minutes later (a network that holds a request that long, a process frozen in the instant
// between its last look at the clock and the send) may add a second note. A writer that reads back two such notes deletes
// the younger. Labels alone need no claim: adding and removing them twice is the same as once; a person's
// change in the fraction of a second between read and edit is overridden only for the labels that are ours.
//
// # What a sweep costs
//
// The least that any client must ask for, with C issues changed, D due and W notes posted, is
//
//	1 request who we are, for a stranger's empty answer looks like an idle desk
//	1 page of the search for each hundred issues, or whatever the desk gives, updated within the walk; one when there are none
//	on Cloud 2 for each hundred of C + D: fields with comments, and changelogs, both in bulk
//	on Data Center 2 for each of C + D in service projects, where only a comment's own address says who can see it, else 1
//	on Cloud 3 for each of W: claim, read, and an edit that shows what it did; on Data Center 4, for there an edit shows nothing
//
// Comments cost one request more for an issue with twenty or more. Our own edits are read again when the feed shows them, in bulk
// on Cloud: an edit's answer does not prove that nobody else's change is in it.
//
// Edits are sent with the desk's usual notifications. Switching them off takes project administration, and where that is missing
// Data Center refuses the edit, and Cloud may drop it in silence; a bot should not need such rights.
package jira
