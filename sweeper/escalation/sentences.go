package escalation

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

// voice is what sentences need of the policy.
type voice struct {
	language *language
	texts    Texts // of notes
	zone     *time.Location
	calendar calendar
	tags     Tags
	help     string // the page that notes name; empty for none
	every    Span   // how often an update is owed
}

// speaker words a verdict. All that says something in words speaks through it: notes, terminals, pages, JSON.
type speaker struct {
	*Verdict
	*language
	quote int // runes of the one quote; 0 leaves it out
	room  room
}

// room is how much may be said.
type room int

const (
	ample room = iota
	tight      // what is good to know is left out
	bare       // nothing is said but what must be
)

func (v *Verdict) speak(quote int) speaker { return speaker{v, v.voice.language, quote, ample} }

// asOf is the hour for which sentences are worded, so that a plan stays the same, byte for byte, within it.
func (v *Verdict) asOf() time.Time { return v.At.Truncate(time.Hour) }

// when says an instant in the policy's zone.
func (s speaker) when(t time.Time) string {
	return s.language.when(t.In(s.voice.zone), s.At.In(s.voice.zone))
}

func (s speaker) day(t time.Time) string {
	return s.language.day(t.In(s.voice.zone), s.At.In(s.voice.zone))
}

// Quoted returns what is quoted when the verdict is put into words, nil when nothing is. One quote must do: the words that say
// most of where the ticket stands.
func (v *Verdict) Quoted() *Act {
	said := []*Act{leading(v.Reasons).act(), &v.Impact.Act, v.Request.act()}
	switch {
	case v.State == NeedsDetails:
		said = []*Act{v.Request.act()}
	case v.State == Unlikely:
		said = []*Act{leading(v.Grounds).act()}
	case v.State == None && v.Stale == Met:
		said = []*Act{&v.Impact.Act}
	}
	for _, act := range said {
		if act != nil && act.Quote != "" {
			return act
		}
	}
	return nil
}

func (h *Held) act() *Act {
	if h == nil || h.Why != "" {
		return nil
	}
	return &h.Act
}

func (r *Request) act() *Act {
	if r == nil {
		return nil
	}
	return &r.Act
}

// words are what is quoted of an act; empty when it is not this one that is quoted.
func (s speaker) words(act *Act) string {
	if s.quote <= 0 || act == nil || act != s.Quoted() {
		return ""
	}
	return shortened(act.Quote, s.quote)
}

// of looks a role up where those without words of their own share some.
func of(words map[helpdesk.Role]string, r helpdesk.Role) string {
	if r == helpdesk.Automation {
		r = helpdesk.Bot
	}
	if word, ok := words[r]; ok {
		return word
	}
	return words[""]
}

// name says who acted; whom the desk hides is called by the side he is on.
func (l *language) name(who helpdesk.Person) string {
	for _, known := range []string{who.Name, who.Login} {
		if n := neutral(known, nameLength); n != "" {
			return n
		}
	}
	return of(l.facts.someone, who.Role)
}

// whoActed says who acted, and for whom: "Priya Nair (customer)".
func (s speaker) whoActed(who helpdesk.Person) string {
	n := s.name(who)
	if side := of(s.facts.sides, who.Role); !strings.HasSuffix(n, side) {
		return fill(s.facts.named, "who", n, "side", side)
	}
	return n
}

// asked says who asked for the escalation, when, and in which words.
func (s speaker) asked() string {
	r := s.Request
	if r == nil {
		return s.facts.nobodyAsked
	}
	phrase := s.facts.asked
	quote := s.words(&r.Act)
	switch {
	case r.Tag != "":
		phrase = s.facts.askedByTag
	case quote != "":
		phrase = s.facts.askedSaying
	}
	return fill(phrase, "who", s.whoActed(r.By), "when", s.when(r.At), "tag", r.Tag, "quote", quote)
}

// decided says what leadership decided; empty while it has not.
func (s speaker) decided() string {
	if s.Decision == nil {
		return ""
	}
	phrase := s.facts.decidedNo
	if s.Decision.Approved {
		phrase = s.facts.decidedYes
	}
	return fill(phrase, "when", s.when(s.Decision.At), "who", s.name(s.Decision.By))
}

// rests says what a reason or ground rests on.
func (s speaker) rests(h *Held) string {
	quote := s.words(h.act())
	switch {
	case s.room == bare:
		return shortened(h.Title, briefTitle)
	case h.Why != "":
		return fill(s.facts.heldBecause, "title", h.Title, "why", h.Why)
	case quote != "" && s.Request != nil && s.Request.Event == h.Event:
		return fill(s.facts.heldSaid, "title", h.Title, "quote", quote)
	case quote != "":
		return fill(s.facts.heldSaying, "title", h.Title, "quote", quote, "side", of(s.facts.sides, h.By.Role), "day", s.day(h.At))
	}
	return h.Title
}

// source says what a reason rests on without repeating anybody's words.
func (s speaker) source(h *Held) string {
	if h.Why != "" || h.Event == "" {
		return s.rests(h) + "."
	}
	return fill(s.facts.fromNote, "title", h.Title, "who", s.name(h.By), "day", s.day(h.At))
}

// listed says one of what is held with what it rests on, and another by its title; empty when nothing is.
func (s speaker) listed(thing string, held []Held) string {
	first := leading(held)
	if first == nil {
		return ""
	}
	others := slices.DeleteFunc(slices.Clone(held), func(h Held) bool { return h.Code == first.Code })
	phrase, other, more := s.facts.listOne, "", len(others)
	switch {
	case more == 0:
	case s.room == bare:
		phrase = s.facts.list
	case more == 1:
		phrase, other = s.facts.listTwo, s.within(others[0].Title)
	default:
		phrase, other, more = s.facts.listMore, s.within(others[0].Title), more-1
	}
	return fill(phrase, "thing", thing, "held", s.rests(first), "other", other, "more", s.number(more))
}

func (s speaker) reason() string { return s.listed(s.facts.reason, s.Reasons) }

// ground says which grounds for denial hold. It is told of requests that wait; after a decision none matters.
func (s speaker) ground() string {
	if !s.State.Triaged() {
		return ""
	}
	return s.listed(s.facts.ground, s.Grounds)
}

func (s speaker) noGround() string {
	if s.room > ample || s.State != Recommended || len(s.Grounds) > 0 {
		return ""
	}
	return s.facts.noGround
}

// leading is the first of what is held that rests on somebody's words, else the first; nil when nothing is held.
func leading(held []Held) *Held {
	if i := slices.IndexFunc(held, func(h Held) bool { return h.Why == "" && h.Quote != "" }); i >= 0 {
		return &held[i]
	}
	if len(held) > 0 {
		return &held[0]
	}
	return nil
}

// within makes what begins a sentence fit within one, where the language asks for it; what begins with an acronym or a number stays.
func (l *language) within(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	second, _ := utf8.DecodeRuneInString(s[size:])
	if l.lowers && unicode.IsUpper(first) && !unicode.IsUpper(second) {
		return string(unicode.ToLower(first)) + s[size:]
	}
	return s
}

// affected says how many are hit.
func (s speaker) affected() string {
	phrase := s.facts.nobodyCounted
	switch {
	case s.Impact.Everyone && s.Impact.Affected > 1:
		phrase = s.facts.everyoneOf
	case s.Impact.Everyone:
		phrase = s.facts.everyone
	case s.Impact.Affected > 0:
		phrase = s.facts.atLeast
	}
	return fill(phrase, "people", s.people(s.Impact.Affected))
}

// stillOpen says what a request lacks; empty when it lacks nothing.
func (s speaker) stillOpen() string {
	if len(s.Missing) == 0 {
		return ""
	}
	open := make([]string, len(s.Missing))
	for i, m := range s.Missing {
		open[i] = s.facts.details[m]
	}
	return fill(s.facts.stillOpen, "details", strings.Join(open, "; "))
}

// because says why the ticket has high impact.
func (s speaker) because() string {
	im, quote := s.Impact, s.words(&s.Impact.Act)
	phrase := s.facts.impactSaying
	switch {
	case !im.High:
		phrase = s.facts.noImpact
	case im.Why != "":
		phrase = s.facts.impactBecause
	case quote == "":
		phrase = s.facts.impactByNote
	}
	return fill(phrase, "why", im.Why, "who", s.name(im.By), "side", of(s.facts.sides, im.By.Role), "day", s.day(im.At), "quote", quote)
}

// debt says one thing that is owed.
func (s speaker) debt(d Debt) string {
	phrase := s.facts.timelineDue
	switch {
	case d.Kind == Update && d.Missing:
		phrase = s.facts.updateMissing
	case d.Kind == Update:
		phrase = s.facts.updateDue
	case d.Missing:
		phrase = s.facts.timelineMissing
	}
	return fill(phrase, "when", s.when(d.Due))
}

func (s speaker) staysOff(o Act) string {
	return fill(s.facts.staysOff, "tag", o.Tag, "who", s.name(o.By), "when", s.when(o.At))
}

// exactly says a duration to the minute: 5d 20h 3m.
func exactly(d time.Duration) string {
	const day = 24 * time.Hour
	var parts []string
	for _, u := range []struct {
		unit time.Duration
		name string
	}{{day, "d"}, {time.Hour, "h"}, {time.Minute, "m"}} {
		if n := d / u.unit; n > 0 {
			parts = append(parts, fmt.Sprintf("%d%s", n, u.name))
		}
		d %= u.unit
	}
	if len(parts) == 0 {
		return "0m"
	}
	return strings.Join(parts, " ")
}
