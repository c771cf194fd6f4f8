package escalation

import (
	"slices"
	"time"

	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

// State says where a ticket stands in the life of an escalation.
type State string

// The states.
const (
	None         State = "none"          // nobody asked
	Recommended  State = "recommended"   // asked; a valid reason holds and no ground for denial
	Unlikely     State = "unlikely"      // asked; a ground for denial holds
	NeedsDetails State = "needs_details" // asked; no valid reason is known
	Approved     State = "approved"      // by leadership
	Denied       State = "denied"        // by leadership
	Withdrawn    State = "withdrawn"     // whoever asked took it back
	Dismissed    State = "dismissed"     // a person took the request's tag away
	Settled      State = "settled"       // the ticket is solved or closed; it had an escalation
	Ignored      State = "ignored"       // the ticket bears the tag that keeps Deskhand off
	Unclear      State = "unclear"       // some history could not be read
)

// Triaged reports whether a request waits for leadership.
func (s State) Triaged() bool { return s == Recommended || s == Unlikely || s == NeedsDetails }

// Open reports whether an escalation is under way: a request waits, or was approved.
func (s State) Open() bool { return s.Triaged() || s == Approved }

// Verdict is all that Deskhand makes of one ticket at one instant. The note, the command line and the status page speak
// from it alone.
type Verdict struct {
	At      time.Time `json:"at"` // the instant it was made for
	State   State     `json:"state"`
	Partial bool      `json:"partial,omitempty"` // history is missing; nothing is concluded from its absence

	Request  *Request  `json:"request,omitempty"`
	Decision *Decision `json:"decision,omitempty"` // nil until leadership has spoken
	Ended    *Act      `json:"ended,omitempty"`    // what took the request back

	Reasons []Held   `json:"reasons,omitempty"` // valid reasons that hold, by code
	Grounds []Held   `json:"grounds,omitempty"` // grounds for denial that hold, by code
	Missing []string `json:"missing,omitempty"` // of a request that needs details: reason, impact, urgency

	Impact Impact `json:"impact"`
	Clock  Clock  `json:"clock"`
	Stale  Result `json:"stale"` // unmoved for too long, with high impact
	Owed   []Debt `json:"owed,omitempty"`

	Overrides []Act     `json:"overrides,omitempty"` // owned tags that stay off because a person, or machines again and again, took them off
	Flags     []string  `json:"flags,omitempty"`     // the owned tags that the ticket should bear, sorted
	Note      *NoteDue  `json:"note,omitempty"`      // the note that it should get; nil when there is none or it stands there
	Ref       string    `json:"ref,omitempty"`       // of the note that belongs to this verdict, posted or not
	Rules     []Rule    `json:"rules"`               // every condition, nearest to being met first
	Next      time.Time `json:"next,omitzero"`       // when time alone can change verdict or plan; zero: never. Whole seconds
	// LiveUntil is when the ticket has been quiet for long enough; until then nothing may be written. Zero when it is quiet.
	LiveUntil time.Time `json:"live_until,omitzero"`

	adopted bool // a person made the triage
	voice   voice
}

// Unmoved reports whether the ticket waits for support to move: it is flagged stale, and no person has waved that off.
func (v Verdict) Unmoved() bool {
	return v.State != Ignored && slices.Contains(v.Flags, v.voice.tags.Stale)
}

// Act is what somebody did at some time.
type Act struct {
	Event string          `json:"event"`
	By    helpdesk.Person `json:"by"` // with the role that the policy gives
	At    time.Time       `json:"at"`
	Tag   string          `json:"tag,omitempty"`   // when it was done by a tag
	Quote string          `json:"quote,omitempty"` // when it was done by a note: its words, neutralised
}

// Request is who asked for the escalation; the first who did so names the episode.
type Request struct{ Act }

// Decision is leadership's.
type Decision struct {
	Act
	Approved bool      `json:"approved"`
	Since    time.Time `json:"since"` // what is owed counts from here: the decision, or a later reopening
}

// Held is a reason or a ground that holds.
type Held struct {
	Code  string `json:"code"`
	Title string `json:"title"`
	Act          // what it rests on; zero for the clock
	Why   string `json:"why,omitempty"` // when it does not rest on somebody's words: what it rests on
}

// Impact says how many are hit.
type Impact struct {
	High     bool   `json:"high"`
	Affected int    `json:"affected,omitempty"` // people, at least; 0 when nobody said
	Everyone bool   `json:"everyone,omitempty"`
	Why      string `json:"why,omitempty"` // when it does not rest on somebody's words: what it rests on
	Act             // the note or tag it rests on
	Unknown  string `json:"unknown,omitempty"` // why the policy's expression gave no answer
}

// Holder is who has the ball.
type Holder string

// Who may have it.
const (
	HeldBySupport    Holder = "support"
	HeldByCustomer   Holder = "customer"
	HeldByThirdParty Holder = "third party"
	HeldByNobody     Holder = "nobody" // solved
)

// Stretch is a time during which the ball lay with one side.
type Stretch struct {
	Holder Holder    `json:"holder"`
	From   time.Time `json:"from"`
	To     time.Time `json:"to"`
}

// Clock tells how long the ball has lain with support, unmoved.
type Clock struct {
	Holder   Holder    `json:"holder"`
	Since    time.Time `json:"since"`          // where the clock starts
	Episode  string    `json:"episode"`        // the event that started it
	Answered bool      `json:"answered"`       // it starts with a message of the customer, not with support's move
	Starter  Act       `json:"starter"`        // the message or move it starts with; zero: the ticket's creation
	LastMove *Act      `json:"last_move"`      // support's; nil when there was none
	Move     string    `json:"move,omitempty"` // its kind: reply, note, status, priority, assignee

	Elapsed  time.Duration `json:"elapsed"` // with support since then, in the limit's kind of time
	Limit    Span          `json:"limit"`
	Reached  bool          `json:"reached"`
	Business time.Duration `json:"business,omitempty"` // the length of a business day, when the limit counts those

	Stretches []Stretch `json:"stretches"` // from the ticket's beginning to now, without gaps

	turned time.Time     // when the ball came to Holder
	told   time.Duration // Elapsed as sentences say it: as of the full hour
	total  time.Duration // the limit in its own kind of time
}

// Debt is something owed to the customer of an approved escalation.
type Debt struct {
	Kind    string    `json:"kind"` // timeline or update
	Episode string    `json:"episode"`
	Since   time.Time `json:"since"`
	Due     time.Time `json:"due"`
	Missing bool      `json:"missing"`          // due and not given
	Looked  int       `json:"looked,omitempty"` // for a timeline: notes and replies that were searched
}

// Kinds of debts.
const (
	Timeline = "timeline"
	Update   = "update"
)

// NoteDue names a note that the ticket should get.
type NoteDue struct {
	Kind string `json:"kind"` // triage, stale or owed
	Ref  string `json:"ref"`
}

// Kinds of notes.
const (
	KindTriage = "triage"
	KindStale  = "stale"
	KindOwed   = "owed"
)

// Result says how a condition ended.
type Result string

// The results.
const (
	Met     Result = "met"
	NotMet  Result = "not met"
	Unknown Result = "unknown" // history is missing
)

// Rule is one condition of the policy, for those who ask why, or why not.
type Rule struct {
	Name   string  `json:"name"`
	Result Result  `json:"result"`
	Value  string  `json:"value"`
	Limit  string  `json:"limit"`
	gap    float64 // 0 met, up to 1 far
}
