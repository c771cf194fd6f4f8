// Package notes reads what people write on tickets: the text of a note goes in, findings come out, each with the words it
// rests on.
//
// It is pure: no clock, no log, no I/O. What to look for is data, a Vocabulary; the package owns how clauses, negation,
// quantities and time are understood.
//
// A note goes this way, and stops where nothing more can be found:
//
//	page      what a reader sees, with the way back to the source (html.go)
//	fresh     the author's own lines; quotes, signatures, logs and code are left out (fresh.go, quote.go)
//	tokens    words and numbers, what they mean, and how much divides them (token.go, contraction.go,
//	          number.go, words.go, trie.go)
//	prefilter which phrases that findings rest on a sentence may hold, as its words tell; then whether they fit in anywhere. Most notes
//	          end at the one or the other (split.go, prefilter.go, outline.go, arm.go)
//	phrases   looked for in those sentences, where somebody asks for them (phrase.go, index.go, match.go)
//	context   denied, supposed, past, asked, over, or said as a present fact; of the whole, or of a part (context.go, resolved.go,
//	          part.go)
//	findings  requests and decisions (act.go, answer.go), reasons and grounds (concept.go), people (people.go, headcount.go,
//	          tally.go, table.go, everyone.go), spans (quantity.go, since.go)
//
// The prefilter only spares work: with it and without it a note has the same findings.
//
// Sentences are cut at 80 words and notes at 10,000, so that time grows with the length of a note and not faster.
package notes

// Author says who wrote a note, as far as it matters to its reading.
type Author string

const (
	EndUser Author = "end_user"
	CSM     Author = "csm"
	Agent   Author = "agent"
	Lead    Author = "lead"
)

// Format says how a note is written.
type Format string

const (
	Plain Format = "plain"
	HTML  Format = "html"
)

// The decisions of leadership.
const (
	Approved = "approved"
	Denied   = "denied"
)

// Evidence is the stretch of a note that a finding rests on. Start and End are byte offsets into the note as given; Text is
// what a reader sees there (for plain notes exactly note[Start:End]).
type Evidence struct {
	Code  string // a reason, a ground, or: request, withdrawn, approved, denied, eta, affected, everyone
	Start int
	End   int
	Text  string
}

// Findings is what a note says, as present fact, in its author's own fresh words.
type Findings struct {
	Request   bool
	Withdrawn bool
	Decision  string // "", approved or denied
	ETA       bool
	Reasons   []string // sorted codes
	Grounds   []string // sorted codes
	Affected  *int     // people hit, lower bound; nil when not said
	Everyone  bool
	Evidence  []Evidence // in the order of the text
}

// Find returns the first evidence for a code, or false.
func (f Findings) Find(code string) (Evidence, bool) {
	for _, e := range f.Evidence {
		if e.Code == code {
			return e, true
		}
	}
	return Evidence{}, false
}
