package escalation

import "time"

// Rules is what a policy says beside its vocabulary: spans, limits, people, tags, notes. It is written in YAML; the built-in
// rules are in the config folder, and an admin's are laid over them.
type Rules struct {
	StaleAfter Span     `yaml:"stale_after"` // how long the ball may lie with support unmoved
	Calendar   Calendar `yaml:"calendar"`    // counts business days
	Activity   Activity `yaml:"activity"`    // whose events count as a move

	HighImpact HighImpact `yaml:"high_impact"`

	// StaleReason is the reason that holds when the stale clock says so, whatever the notes say. Empty: none does.
	StaleReason string `yaml:"stale_reason"`
	// Holds says, by ground for denial, what beside the words of a note makes it hold, and what ends it.
	Holds map[string]Holding `yaml:"holds"`

	People People `yaml:"people"`
	Tags   Tags   `yaml:"tags"`

	QuietPeriod Span `yaml:"quiet_period"` // after any person's event a ticket is left alone for so long
	ETAWithin   Span `yaml:"eta_within"`   // after an approval a timeline is owed
	UpdateEvery Span `yaml:"update_every"` // after an approval a public update is owed

	Notes Notes `yaml:"notes"`
}

// Activity says whose events stop the stale clock.
type Activity string

const (
	BySupport Activity = "support" // agents' and leads'
	ByAnyone  Activity = "anyone"  // any person's
)

// HighImpact says which tickets matter to many, beside what their notes say. Any one of these is enough.
type HighImpact struct {
	Affected   int                 `yaml:"affected"`   // people hit, as a note says; 0 switches it off
	Incidents  int                 `yaml:"incidents"`  // linked incidents; 0 switches it off
	Priorities []string            `yaml:"priorities"` // the desk's words, in any case
	Tags       []string            `yaml:"tags"`
	Fields     map[string][]string `yaml:"fields"` // by field, the values that tell
	When       string              `yaml:"when"`   // an expression over ticket, true or false
}

// Holding says when a ground for denial holds without a note's words, and for how long a note's words stand. The zero Holding
// lets them stand for good.
type Holding struct {
	MovedWithin Span     `yaml:"support_moved_within"` // holds while support's last move is not older
	Statuses    []string `yaml:"statuses"`             // holds while the ticket has one of these
	SaidWithin  Span     `yaml:"said_within"`          // a note's words stand for so long
	Until       Until    `yaml:"until"`                // what else ends them
}

// Until is what ends the words of a note.
type Until string

const (
	UntilCustomer Until = "customer_writes" // a later message of the customer
	UntilMany     Until = "many_affected"   // a later note that tells of as many people as make high impact
)

// People refines who somebody is. Entries are e-mail addresses, ids or user names, in any case. Who stands in several
// lists is what the first of bots, leads, csms, agents, customers says.
type People struct {
	Leads     []string `yaml:"leads"`
	CSMs      []string `yaml:"csms"`
	Agents    []string `yaml:"agents"`
	Customers []string `yaml:"customers"`
	Bots      []string `yaml:"bots"`
	API       []string `yaml:"api"` // people whose work comes through the API; everybody else's there is a machine's
}

// Tags names the tags. The first group is owned: set and taken away by Deskhand. The second is read only.
type Tags struct {
	Requested     string `yaml:"requested"`
	Recommended   string `yaml:"recommended"`
	Unlikely      string `yaml:"unlikely"`
	NeedsDetails  string `yaml:"needs_details"`
	ReasonPrefix  string `yaml:"reason_prefix"` // followed by the reason's code
	Stale         string `yaml:"stale"`
	HighImpact    string `yaml:"high_impact"`
	ETAMissing    string `yaml:"eta_missing"`
	UpdateOverdue string `yaml:"update_overdue"`

	Approved string `yaml:"approved"`
	Denied   string `yaml:"denied"`
	CSM      string `yaml:"csm"`
	Ignore   string `yaml:"ignore"`
}

// Notes says which internal notes are posted and how they speak.
type Notes struct {
	Triage   bool   `yaml:"triage"`
	Stale    bool   `yaml:"stale"`
	Owed     bool   `yaml:"owed"`
	HelpURL  string `yaml:"help_url"` // named in each note; empty for none
	Language string `yaml:"language"` // en, de or es
	Timezone string `yaml:"timezone"` // of the dates; empty: the calendar's
	Texts    Texts  `yaml:"texts"`    // where one is empty, the note says what is built in

	// Titles are what reasons and grounds for denial are called in a language, by its code and theirs. Where one is missing, the
	// vocabulary's own title stands.
	Titles map[string]map[string]string `yaml:"titles"`
}

// mostNotes is how many notes a ticket may get in its life.
const mostNotes = 3

// maxQuiet bounds the quiet period: a person's event with a date in the future must not silence a ticket for good.
const maxQuiet = 24 * time.Hour
