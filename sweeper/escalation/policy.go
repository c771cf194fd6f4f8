package escalation

import (
	"iter"
	"strings"
	"time"

	"github.com/expr-lang/expr/vm"

	"github.com/deskhand/deskhand/sweeper/helpdesk"
	"github.com/deskhand/deskhand/sweeper/notes"
)

// Policy is a support policy ready for use. It never changes and may be used by several goroutines.
type Policy struct {
	rules    Rules
	grammar  *notes.Grammar
	read     func(text string, format notes.Format, by notes.Author, written time.Time) notes.Findings
	reasons  map[string]concept
	grounds  map[string]concept
	ownTags  map[string]bool          // the owned tags but those of reasons
	roles    map[string]helpdesk.Role // by lower-case e-mail, id or user name
	api      map[string]bool
	when     *vm.Program // nil when the policy has no expression
	calendar calendar
	voice    voice
}

// concept is what matters here of a reason or ground.
type concept struct {
	title      string
	highImpact bool
}

// Grammar returns the reader of notes that the policy's vocabulary makes.
func (p *Policy) Grammar() *notes.Grammar { return p.grammar }

// Tags returns the names of the tags, as the policy gives them.
func (p *Policy) Tags() Tags { return p.rules.Tags }

// Zone returns the zone of the dates in notes and explanations.
func (p *Policy) Zone() *time.Location { return p.voice.zone }

// Language returns the language of notes and explanations, by its code.
func (p *Policy) Language() string { return p.rules.Notes.Language }

// Owned reports whether the tag is one that Deskhand sets and takes away.
func (p *Policy) Owned(tag string) bool {
	if strings.HasPrefix(tag, p.rules.Tags.ReasonPrefix) {
		return len(tag) > len(p.rules.Tags.ReasonPrefix)
	}
	return p.ownTags[tag]
}

// flags returns the owned tags but those of reasons.
func (t Tags) flags() []string {
	return []string{t.Requested, t.Recommended, t.Unlikely, t.NeedsDetails, t.Stale, t.HighImpact, t.ETAMissing, t.UpdateOverdue}
}

// triageTag names the tag of a triage's result; empty for other states.
func (t Tags) triageTag(s State) string {
	switch s {
	case Recommended:
		return t.Recommended
	case Unlikely:
		return t.Unlikely
	case NeedsDetails:
		return t.NeedsDetails
	}
	return ""
}

// triage returns the tags of which a waiting request bears one.
func (t Tags) triage() []string { return []string{t.Recommended, t.Unlikely, t.NeedsDetails} }

// heeds reports whether the tag matters to a verdict.
func (p *Policy) heeds(tag string) bool {
	t := p.rules.Tags
	return tag == t.Approved || tag == t.Denied || tag == t.CSM || p.Owned(tag)
}

// role says in whose name an event was done, by what the desk knows and what the policy lists.
func (p *Policy) role(e *helpdesk.Event) helpdesk.Role {
	switch {
	case e.By.Role == helpdesk.Self:
		return helpdesk.Self
	case e.Via == helpdesk.ByRule:
		return helpdesk.Automation
	case e.Via == helpdesk.ByAPI && !listed(p.api, e.By):
		return helpdesk.Bot
	}
	return p.personRole(e.By)
}

// personRole refines a person's role by the policy's lists.
func (p *Policy) personRole(who helpdesk.Person) helpdesk.Role {
	for name := range names(who) {
		if role, ok := p.roles[name]; ok {
			return role
		}
	}
	return who.Role
}

// names returns what a person may be listed by.
func names(who helpdesk.Person) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, name := range [...]string{who.Email, who.ID, who.Login} {
			if name != "" && !yield(strings.ToLower(name)) {
				return
			}
		}
	}
}

func listed(list map[string]bool, who helpdesk.Person) bool {
	for name := range names(who) {
		if list[name] {
			return true
		}
	}
	return false
}
