package simulator

import (
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// The statuses of a ticket.
const (
	New     = "new"
	Open    = "open"
	Pending = "pending"
	Hold    = "hold"
	Solved  = "solved"
	Closed  = "closed"
	Deleted = "deleted"
)

// Via says by which road an update came.
type Via string

// The roads of updates.
const (
	Web        Via = "web"
	Email      Via = "email"
	API        Via = "api"
	Trigger    Via = "trigger"    // a rule that runs inside other people's updates
	Automation Via = "automation" // a rule that runs by the hour, in nobody's name
	Batch      Via = "batch"      // the desk's own bulk jobs
)

// Ticket is a ticket at one moment, with its history.
type Ticket struct {
	ID           int64
	Subject      string
	Status       string
	Priority     string // low, normal, high, urgent, or empty
	Type         string // problem, incident, question, task, or empty
	Via          Via    // how it was made
	Requester    int64
	Assignee     int64 // 0 for nobody
	Organization int64 // 0 for none
	Problem      int64 // the problem ticket that this incident is linked to; 0 for none
	Tags         []string
	Fields       map[string]any             // custom fields by name
	Properties   map[string]json.RawMessage // what integrations attached, by key

	Created time.Time
	Updated time.Time // moved by every update
	Touched time.Time // moved by every update and by Touch: the order of the feed
	Version int       // counts updates
	Updates []Update  // oldest first; the first one made the ticket

	Scrubbed bool // deleted for good: the text is gone
}

// Live reports whether the ticket can still be read by id.
func (t Ticket) Live() bool { return t.Status != Deleted }

// Has reports whether the ticket carries the tag.
func (t Ticket) Has(tag string) bool { return slices.Contains(t.Tags, tag) }

// Notes returns the notes that are there, oldest first.
func (t Ticket) Notes() []Note {
	var all []Note
	for _, u := range t.Updates {
		if u.Note != nil && !u.Note.Removed {
			all = append(all, *u.Note)
		}
	}
	return all
}

// Description returns the text the ticket began with.
func (t Ticket) Description() string {
	if len(t.Updates) == 0 || t.Updates[0].Note == nil {
		return ""
	}
	return t.Updates[0].Note.Body
}

// Public reports whether the ticket began with a public note.
func (t Ticket) Public() bool {
	return len(t.Updates) == 0 || t.Updates[0].Note == nil || t.Updates[0].Note.Public
}

// Archived reports whether the desk has put the ticket away: closed for 120 days, per Zendesk's article on archiving.
func (t Ticket) Archived(now time.Time) bool {
	return t.Status == Closed && now.Sub(t.Updated) > 120*24*time.Hour
}

// Update is one save: all that one actor changed at one instant.
type Update struct {
	ID      int64
	At      time.Time
	By      int64 // a person, or System
	Via     Via
	Rule    string // the automation that did it
	Note    *Note
	Changes []Change // in order; those of triggers last
	Notices []Notice
	Meta    map[string]any // what the writer attached where people can't edit it
	Created bool           // it made the ticket: Changes say what its fields began as
}

// EventID returns the id of the n-th event of the update: first the note if there is one, then changes, then notices.
func (u Update) EventID(n int) int64 { return u.ID + idStep*int64(n+1) }

// Change is one field's change. Tags are written as one line with spaces between, sorted; people as their id in digits, empty
// for nobody.
type Change struct {
	Field string // subject, status, priority, type, assignee, tags, problem, or a custom field's name
	From  string
	To    string
	Rule  string // the trigger that did it; empty for the actor
}

// Tags reads a side of a tags change.
func Tags(line string) []string { return strings.Fields(line) }

// Note is a text on a ticket.
type Note struct {
	ID         int64
	At         time.Time
	By         int64
	Via        Via
	Body       string // plain text
	HTML       string // as written, where it was written so; empty otherwise
	Public     bool
	Voice      bool                       // a recorded call
	Properties map[string]json.RawMessage // what integrations attached, by key
	Restricted string                     // the only role or group that may read it; empty for all who may see the ticket
	Edited     time.Time                  // zero when never
	EditedBy   int64
	Removed    bool // deleted by a person
}

// Notice is a message that a rule sends out.
type Notice struct {
	Rule   string
	To     int64
	Public bool // its recipient is a customer
}

func joinTags(tags []string) string { return strings.Join(tags, " ") }
