package notes

import "time"

// Vocabulary is everything the parser looks for. It is data: the built-in one is part of the built-in policy, an admin lays
// his own over it.
//
// Phrases are written in a small language, read word by word without regard to case, accents or look-alike letters:
//
//	word        that word; contractions are written out: "can't" is read as "can not"
//	stem*       any word that begins so
//	~word       the same, forgiving one slip of the keyboard (at least six letters)
//	<family>    any phrase of a family; <number>, <people> and <time> are built in
//	(a|b c)     one of these
//	(a|b)?      may be absent; so may any word followed by ?
//	_           any one word but a small one such as "of"
//	..          up to five words between, within the sentence
//	^           at the head: only where a clause begins
//	$           at the end: only where a clause ends
type Vocabulary struct {
	// Families are phrases that mean much the same, to be used in others.
	Families map[string][]string `yaml:"families"`
	// States are ways for a thing to be wrong.
	States map[string]State `yaml:"states"`
	// Reasons are the valid grounds for an escalation, by code.
	Reasons map[string]Concept `yaml:"reasons"`
	// Grounds are the grounds for denying one, by code.
	Grounds map[string]Concept `yaml:"grounds"`

	Request    Act `yaml:"request"`    // asks that the ticket be escalated
	Withdrawal Act `yaml:"withdrawal"` // takes that back
	Approval   Act `yaml:"approval"`   // of an escalation
	Denial     Act `yaml:"denial"`     // of an escalation
	ETA        Act `yaml:"eta"`        // a time for the resolution

	People   People   `yaml:"people"`   // who counts as affected
	Resolved []string `yaml:"resolved"` // says that the trouble is over
	Drafts   []string `yaml:"drafts"`   // says that what follows is an example and not meant
	Silence  []string `yaml:"silence"`  // says that nobody has moved the ticket; how long is found around it
}

// State is one way to be wrong, said outright (bad) or by denying that all is well (good).
type State struct {
	Bad   []string `yaml:"bad"`
	Good  []string `yaml:"good"`
	Ahead bool     `yaml:"ahead"` // it is of the present even where it is said of the days to come: a launch that will not be
}

// Act is something done by saying it.
type Act struct {
	Says []string `yaml:"says"` // phrases that do it
	// OfIt are phrases that do it where an escalation was named before: "I no longer need it".
	OfIt []string `yaml:"of_it"`
	// SaidByCustomer are phrases that do it only in the mouth of a customer or CSM: "I am escalating this".
	SaidByCustomer []string `yaml:"said_by_customer"`
	// SaidByLead are phrases that do it only in the mouth of a lead, who decides: "we will escalate".
	SaidByLead []string `yaml:"said_by_lead"`
	Never      []string `yaml:"never"` // phrases that only look so, and take away what they overlap
	// Offered are phrases of a quoted question whose bare answer does it: a yes that of a request, a no that of a withdrawal.
	Offered []string `yaml:"offered"`
}

// People says how those who are hit are named.
type People struct {
	Nouns    []string `yaml:"nouns"`     // nurses, members
	Endings  []string `yaml:"endings"`   // what ends so names people too: ers, ists
	NoPerson []string `yaml:"no_person"` // and these do not, though they end so
	Everyone []string `yaml:"everyone"`  // the whole population
	Narrowed []string `yaml:"narrowed"`  // what may follow those and leaves only a part
	Affected []string `yaml:"affected"`  // words that tie a number to the issue
	Not      []string `yaml:"not"`       // numbers of people in these phrases are not affected: a company's size
}

// Concept is a reason or a ground. It holds when its case does, or one of the others under `or`.
type Concept struct {
	Title string `yaml:"title"`
	// HighImpact is carried for the policy; the parser has no use for it.
	HighImpact bool `yaml:"high_impact"`
	Case       `yaml:",inline"`
	Or         []Case `yaml:"or"`

	Silent     time.Duration `yaml:"silent"`       // nobody has moved the ticket for so long
	Any        []string      `yaml:"any"`          // reasons from which this one follows, where enough people are hit; with Silent: one of these, or `everyone`, or People
	GivesWayTo []string      `yaml:"gives_way_to"` // reasons that explain the same failure better
	Covers     []string      `yaml:"covers"`       // reasons that are part of this one, wherever the note gives them
}

// Case is one way for a concept to hold: one sentence, or two that follow each other, say as a present fact what is concerned
// and what is wrong with it, and the note says the rest: how far, how many, how long.
type Case struct {
	What  []string `yaml:"what"`  // the thing concerned
	Wrong []string `yaml:"wrong"` // names of states; any of them
	Says  []string `yaml:"says"`  // phrases that say what and wrong at once
	// SaidByCustomer are phrases that say it in a note of a customer or CSM: "you will get the logs tomorrow".
	SaidByCustomer []string `yaml:"said_by_customer"`
	// SaidBySupport are phrases that say it in a note of support. Of support's own doings `says` does not speak where a customer
	// calls them its own: "our engineers are working on it".
	SaidBySupport []string `yaml:"said_by_support"`
	// AskedBySupport are phrases by which support asks for something, so that it holds: "could you send the logs?"
	AskedBySupport []string `yaml:"asked_by_support"`
	// Unless are phrases in the same sentence that make it something else; those of a concept count for all its cases.
	Unless []string `yaml:"unless"`

	All     bool          `yaml:"all"`     // every one of them, not some
	Whole   bool          `yaml:"whole"`   // the thing as such, not one of its items, and not for a few people only
	People  int           `yaml:"people"`  // at least so many are hit
	AtMost  int           `yaml:"at_most"` // at most so many are hit
	Lasting time.Duration `yaml:"lasting"` // at least so long
}
