// Package helpdesk holds the words spoken at the border between Deskhand and a helpdesk: Ticket, Event, Person,
// Change, Plan, Outcome, and the Connector that reads and writes them.
//
// It owns the vocabulary and the contract of a connector; it knows no vendor, no policy and no storage, and imports the
// standard library only. All times are instants; connectors hand them over in UTC.
package helpdesk

import "time"

// Status says where a ticket stands in its life. Desks with statuses of their own map them onto these.
type Status string

const (
	New     Status = "new"
	Open    Status = "open"    // the ball lies with support
	Pending Status = "pending" // support waits for the customer
	OnHold  Status = "hold"    // support waits for a third party
	Solved  Status = "solved"  // may be reopened
	Closed  Status = "closed"  // final; the desk refuses most writes
	Deleted Status = "deleted" // gone; nothing of it may be kept
)

// Live reports whether anybody still works or waits on a ticket of this status.
func (s Status) Live() bool { return s == New || s == Open || s == Pending || s == OnHold }

// Ended reports whether the ticket is final: Deskhand forgets it.
func (s Status) Ended() bool { return s == Closed || s == Deleted }

// Role says in whose name somebody acts.
type Role string

const (
	EndUser    Role = "end_user"
	CSM        Role = "csm" // speaks for the customer
	Agent      Role = "agent"
	Lead       Role = "lead" // support leadership: an agent whose word decides escalations
	Bot        Role = "bot"
	Automation Role = "automation" // triggers, automations, the desk itself
	Self       Role = "self"       // Deskhand's own user on this desk
)

// Customer reports whether the role speaks for the customer.
func (r Role) Customer() bool { return r == EndUser || r == CSM }

// Support reports whether the role is a person of the support team.
func (r Role) Support() bool { return r == Agent || r == Lead }

// Person reports whether a human acts.
func (r Role) Person() bool { return r.Customer() || r.Support() }

// Person is somebody, or something, that acts on tickets.
//
// Role is what the desk itself knows (EndUser, Agent, Bot, Automation, Self); the policy's lists refine it.
// Fields the desk hides are empty; the zero Person is somebody unknown.
type Person struct {
	ID    string `json:"id,omitempty"`    // the desk's id: a number on Zendesk, an account id or user key on Jira
	Login string `json:"login,omitempty"` // the desk's user name, where it has such
	Name  string `json:"name,omitempty"`
	Email string `json:"email,omitempty"`
	Role  Role   `json:"role,omitempty"`
}

// Via says by which road an event came, as far as that tells people from machines.
type Via string

const (
	ByHand Via = ""     // a person at a screen, a mail, a phone
	ByAPI  Via = "api"  // an integration, unless the policy lists its user
	ByRule Via = "rule" // the desk's own triggers, automations and system jobs, whoever set them off
)

// Kind is the kind of an event.
type Kind string

const (
	KindNote     Kind = "note"     // text: a public reply or an internal note; a ticket's description is its first note
	KindStatus   Kind = "status"   // From, To hold the Status values
	KindPriority Kind = "priority" // From, To hold the desk's words
	KindAssignee Kind = "assignee" // From, To hold person ids, empty for nobody
	KindTags     Kind = "tags"     // Added, Removed
)

// Format says how to read an event's body.
type Format string

const (
	Plain Format = "plain" // quoted lines begin with ">"
	HTML  Format = "html"
)

// Event is one thing that happened to a ticket. One save on the desk may give several events of the same instant.
type Event struct {
	ID       string // unique on the ticket, the same on every read; it names episodes, so it must never be made up anew
	At       time.Time
	By       Person
	Via      Via
	Kind     Kind
	Public   bool     // notes: customers can read it
	Body     string   // notes: as the desk has it; Format says how to read it
	Format   Format   // notes
	From, To string   // status, priority, assignee
	Added    []string // tags
	Removed  []string // tags
}

// Ticket is what every desk can say of a ticket, with its history.
type Ticket struct {
	Desk     string // the configured desk's name
	ID       string // never changes, even when Key does
	Key      string // what people call it: "4711", "OPS-12"
	URL      string // where an agent opens it
	Subject  string
	Status   Status
	Priority string // the desk's own word, lower case
	Tags     []string
	Fields   map[string]any // the desk's fields by name or id, for an admin's expressions

	Requester, Assignee Person // zero when unset

	Incidents        int // linked incidents, where the desk counts them
	Created, Updated time.Time
	Version          string // opaque; what a conditional write is conditional on

	Events []Event  // oldest first, from the description on
	Marks  []string // references of our own notes that the desk keeps where people can't edit them, deleted notes' included

	// NoNotes says why no internal note can be guaranteed on this ticket; empty where one can.
	NoNotes string

	// Partial says that some of the history could not be read: nothing may be concluded from its absence.
	Partial bool
}

// Change is what a feed says of a ticket, without its history.
type Change struct {
	ID      string
	Key     string
	Status  Status
	Tags    []string
	Updated time.Time
	Version string // equals Ticket.Version of the same state
}

// Cursor is a place in a feed or a list. Only the connector that made it can read it. It survives restarts.
type Cursor string

// Page is a stretch of a feed.
type Page struct {
	Changes []Change
	Next    Cursor    // where to go on; equal to the place asked for when there was nothing
	More    bool      // there is more to read now
	Until   time.Time // all changes before this instant have been given; zero when the desk can't tell
}

// Note is an internal note to be posted: never visible to customers.
type Note struct {
	Ref  string // "dh1-7k2m9q"; the same whoever computes it; the body ends with it
	Kind string // triage, stale or owed
	Body string // plain text, paragraphs separated by blank lines, neutral on every desk
}

// Plan is all that shall change on one ticket, in one write. It holds only while the ticket is at Version.
type Plan struct {
	Desk, Ticket, Key, URL, Subject string

	Version string
	Tags    []string // the ticket's tags as read at Version, for desks that can only replace them all
	Add     []string
	Remove  []string
	Note    *Note    // nil for none
	Why     []string // one sentence for each part: what it rests on

	Impact int64 // orders plans under a cap: highest first
}

// Empty reports whether the ticket already says what it should.
func (p Plan) Empty() bool { return len(p.Add) == 0 && len(p.Remove) == 0 && p.Note == nil }

// Result is how a write ended.
type Result string

const (
	Written  Result = "written"  // it took place, and was read back
	Conflict Result = "conflict" // the ticket has moved since it was read, nothing was written: look again
	Refused  Result = "refused"  // the desk will not take it, nothing was written; trying the same again is useless
	Unsure   Result = "unsure"   // no answer: it may have taken place, or may still; look at the ticket by id before anything else
)

// Outcome is how the write of one plan ended.
type Outcome struct {
	Ticket string
	Result Result
	Detail string    // for people, one line, no secrets; why it was refused or is unsure
	Again  time.Time // do not touch the ticket before this instant; zero: whenever it is due
	NoNote string    // Written, but without its note: why. The tags stand

	// Version is the ticket's after the write, when the desk shows that nothing but this write has happened since it was read: the
	// ticket need not be read again for it. Empty where the desk can't show that.
	Version string
}

// Problem is something Check found. An empty Mend means that nothing is wrong: the line only informs.
type Problem struct {
	Group string // credentials, rights, feed, notes, fields, collisions, limits, clock
	What  string
	Mend  string
	Fatal bool // the desk can't be swept like this
}
