package helpdesk

import "context"

// Describer is a desk that can tell what it is like, so that its first configuration can be written from that and its set-up
// be looked at. A connector may do without.
type Describer interface {
	// Describe asks the desk, within a few dozen requests, and changes nothing. What our account may not see, or the desk has not
	// got, is left out and named in Unseen. An error means that the desk can't be asked at all.
	Describe(ctx context.Context) (Description, error)
}

// Description is what a desk says of itself. Lists are as the desk orders them, and may be cut short.
type Description struct {
	Product   string    // "Jira Cloud"
	Self      Person    // whom the desk takes us for
	Settings  []Setting // of the connector's own configuration, that follow from what the desk says
	Statuses  []StatusName
	Groups    []string
	Fields    []Field
	Staff     []Member // without ourselves
	PerMinute int      // requests that the account's plan allows; 0 when the desk does not tell
	TagUses   []TagUse
	Unseen    []string // what could not be looked at: "triggers"
}

// Setting is a key of a connector's configuration with its value in YAML.
type Setting struct{ Key, Value, Why string }

// StatusName is a status by the desk's own name.
type StatusName struct {
	Name  string
	Means Status
}

// Field is a field of tickets, of the desk's own making. Values are those to choose from, where it has such.
type Field struct {
	ID, Name string
	Values   []string
}

// Member is somebody who works at the desk.
type Member struct {
	Person
	Senior bool // has more rights there than most
}

// TagUse says who else puts a tag on tickets, or takes it off.
type TagUse struct {
	Tag string
	By  string // "the trigger Notify leadership"
}
