package escalation

import "slices"

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
	s := v.speak(quoteLength)
	all := []Section{
		{Name: "found", Title: s.rules.found, Sentences: s.found()},
		s.ballSection(),
		s.rulesSection(),
		{Name: "changes", Title: s.rules.changes, Sentences: v.Changes()},
	}
	return Explanation{Headline: s.headline(), Sections: slices.DeleteFunc(all, Section.empty)}
}

func (s Section) empty() bool { return len(s.Sentences) == 0 && len(s.Rows) == 0 }

func (s speaker) ballSection() Section {
	section := Section{Name: "ball", Title: s.rules.ball, Sentences: s.clock()}
	if !s.Partial && len(s.Clock.Stretches) > 0 {
		section.Head = s.ball.columns
		section.Rows, section.Foot = s.table()
	}
	return section
}

func (s speaker) rulesSection() Section {
	section := Section{Name: "rules", Title: s.rules.conditions, Head: s.rules.columns}
	for _, r := range s.Rules {
		section.Rows = append(section.Rows, []string{s.rules.names[r.Name], s.rules.results[r.Result], r.Value, r.Limit})
	}
	return section
}
