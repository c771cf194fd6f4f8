package escalation

// Explanation is a verdict in words: the command line prints it, the page shows it, JSON carries it. The sentences are those of
// the notes, in the policy's language and zone. It holds at most one quote of a ticket's text.
type Explanation struct {
	Headline string    `json:"headline"` // where the ticket stands; a note begins with it
	Sections []Section `json:"sections"` // in the order in which people want them; none is empty
}

// Section is one part of an explanation: sentences, a table, or both.
type Section struct {
	Name      string     `json:"name"`  // found, ball, rules, changes: the same in every language
	Title     string     `json:"title"` // for people
	Sentences []string   `json:"sentences,omitempty"`
	Head      []string   `json:"head,omitempty"` // of the table, a word for each column
	Rows      [][]string `json:"rows,omitempty"`
	Foot      []string   `json:"foot,omitempty"` // the row of sums; empty when nothing is summed up
}

// Explain puts the verdict into words.
func (v Verdict) Explain() Explanation {
	lines := v.Lines()
	return Explanation{Headline: lines[0], Sections: []Section{
		{Name: "found", Title: "What was found", Sentences: lines[1:]},
		{Name: "changes", Title: "What would change it", Sentences: v.Changes()},
	}}
}
