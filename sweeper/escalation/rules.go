package escalation

import "time"

// Rules is what a policy says beside its vocabulary: spans, limits, people, tags, notes. It is written in YAML; the built-in
// rules are in the config folder, and an admin's are laid over them.
type Rules struct {
	StaleAfter Span     `yaml:"stale_after"` // how long the ball may lie with support unmoved: 36h, 7d, 1w, or 5bd in business days
	Calendar   Calendar `yaml:"calendar"`    // counts business days
	Activity   Activity `yaml:"activity"`    // whose events count as a move: support or anyone

	HighImpact HighImpact `yaml:"high_impact"` // what makes a ticket matter to many; any one is enough

	// StaleReason is the reason that holds when the stale clock says so, whatever the notes say. Empty: none does.
	StaleReason string `yaml:"stale_reason"`
	// Holds says, by ground for denial, what beside the words of a note makes it hold, and what ends it.
	Holds map[string]Holding `yaml:"holds"`

	People People `yaml:"people"` // who is who, by e-mail address, id or user name, where the desk does not know
	Tags   Tags   `yaml:"tags"`   // the names of tags

	QuietPeriod Span `yaml:"quiet_period"` // after any person's event a ticket is left alone for so long
	ETAWithin   Span `yaml:"eta_within"`   // after an approval a timeline is owed
	UpdateEvery Span `yaml:"update_every"` // after an approval a public update is owed

	Notes Notes `yaml:"notes"` // which internal notes are posted, and how they speak
}

// Activity says whose events stop the stale clock.
type Activity string

// Whose events count.
const (
	BySupport Activity = "support" // agents' and leads'
	ByAnyone  Activity = "anyone"  // any person's
)

// HighImpact says which tickets matter to many, beside what their notes say. Any one of these is enough.
type HighImpact struct {
	Affected   int                 `yaml:"affected"`   // people hit, as a note says; 0 switches it off
	Incidents  int                 `yaml:"incidents"`  // linked incidents; 0 switches it off
	Priorities []string            `yaml:"priorities"` // the desk's words, in any case
	Tags       []string            `yaml:"tags"`       // tickets with one of these
	Fields     map[string][]string `yaml:"fields"`     // by field, the values that tell
	When       string              `yaml:"when"`       // an expression over the ticket, true or false
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

// What may end them.
const (
	UntilCustomer Until = "customer_writes" // a later message of the customer
	UntilMany     Until = "many_affected"   // a later note that tells of as many people as make high impact
)

// People refines who somebody is. Entries are e-mail addresses, ids or user names, in any case. Who stands in several
// lists is what the first of bots, leads, csms, agents, customers says.
type People struct {
	Leads     []string `yaml:"leads"`     // support leadership: their notes decide
	CSMs      []string `yaml:"csms"`      // speak for the customer
	Agents    []string `yaml:"agents"`    // are support
	Customers []string `yaml:"customers"` // are customers, though the desk has them as agents
	Bots      []string `yaml:"bots"`      // what they write is nobody's word
	API       []string `yaml:"api"`       // people whose work comes through the API; everybody else's there is a machine's
}

// Tags names the tags. The first group is owned: set and taken away by Deskhand. The second is read only.
type Tags struct {
	Requested     string `yaml:"requested"`      // somebody asks for an escalation
	Recommended   string `yaml:"recommended"`    // the request fits the policy
	Unlikely      string `yaml:"unlikely"`       // a ground for denial holds
	NeedsDetails  string `yaml:"needs_details"`  // something is missing from the request
	ReasonPrefix  string `yaml:"reason_prefix"`  // followed by the reason's code
	Stale         string `yaml:"stale"`          // high impact, and unmoved for too long
	HighImpact    string `yaml:"high_impact"`    // beside a stale tag or an open escalation
	ETAMissing    string `yaml:"eta_missing"`    // approved, and no timeline yet
	UpdateOverdue string `yaml:"update_overdue"` // approved, and no public update for too long

	Approved string `yaml:"approved"` // read only: leadership has approved
	Denied   string `yaml:"denied"`   // read only: leadership has denied
	CSM      string `yaml:"csm"`      // read only: a CSM asks for an escalation
	Ignore   string `yaml:"ignore"`   // read only: leave the ticket alone
}

// Notes says which internal notes are posted and how they speak.
type Notes struct {
	Triage   bool   `yaml:"triage"`   // post what came of a request
	Stale    bool   `yaml:"stale"`    // post that a ticket is unmoved
	Owed     bool   `yaml:"owed"`     // post that a timeline or an update is owed
	HelpURL  string `yaml:"help_url"` // named in each note; empty for none
	Language string `yaml:"language"` // of the notes
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
