package escalation

import (
	"strconv"
	"strings"
	"time"

	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

// language is how Deskhand speaks: phrases with placeholders in braces, and the forms of dates, numbers and spans of time. Every
// language says the same, phrase by phrase; a test holds them together.
type language struct {
	weekdays  [7]string // from Sunday on
	months    [12]string
	moment    string // an instant
	date      string
	withYear  string // a date of another year
	thousands string // between groups of three digits
	units     [4][2]string
	person    [2]string // one, and several
	lowers    bool      // what begins a sentence begins with a small letter after a colon
	noteWords int       // how many a note may have
	headlines headlines
	facts     facts
	ball      ballPhrases
	changes   changePhrases
	rules     rulePhrases
	letters   Texts
	about     string // names the page that help_url gives
}

// headlines say where a ticket stands. Each begins a note, so it stands alone.
type headlines struct {
	fits, unlikely, lacks   string
	missing                 [3]string // one, two, three details
	adopted                 string
	triages                 map[State]string
	approved, denied        string
	noTimeline              string
	noTimelineBy            string // where the name is short enough
	noUpdate                string
	withdrawn, dismissed    string
	settled, ignored        string
	unclear, stale, nothing string
}

// facts say what was found.
type facts struct {
	sides   map[helpdesk.Role]string // "customer"
	someone map[helpdesk.Role]string // "a customer"
	named   string

	nobodyAsked, asked, askedByTag, askedSaying string

	reason, ground                   string
	listOne, listTwo, listMore, list string // one held; another named; several more; several, briefly
	heldBecause, heldSaying          string
	heldSaid                         string // by the note that asked
	fromNote                         string
	noGround                         string
	stillOpen                        string
	details                          map[string]string

	decidedYes, decidedNo, ended string

	everyone, everyoneOf, atLeast, nobodyCounted string

	noImpact, impactBecause, impactByNote, impactSaying string

	byTag, byPriority, byIncidents, byTagOfPolicy, byField, byCondition string // what high impact rests on
	byClock, byPersonsTag, byStatus, byMove                             string // what a reason or ground rests on

	timelineMissing, timelineDue, updateMissing, updateDue string
	noTimelineEither, noReply, lastReply                   string
	searchedNone, searchedOne, searched                    string

	staysOff string
}

// ballPhrases say whose the ball is, and how the clock adds up.
type ballPhrases struct {
	held, still, solved               string
	holders                           map[Holder]string // "the customer"
	moves                             map[string]string // by Clock.Move
	notMoved, lastMove, lastActivity  string
	answered, wrote, began, fromThere string
	stoodStill                        string
	whole, working                    string
	with                              map[Holder]string // "with the customer"
	columns                           []string
	earlier, sum                      string
}

// changePhrases say what would change a verdict, and why tags are set.
type changePhrases struct {
	unignore, decide, answers, begin, move, impact, time, live string
	off, note                                                  string
}

// rulePhrases tell of the policy's conditions, and name the parts of an explanation.
type rulePhrases struct {
	names   map[string]string
	results map[Result]string
	columns []string

	nobodyAsked, by, ask, reasons, none string
	unmoved, with, unknown, impact      string
	noAnswer, due, noneSince            string

	found, ball, conditions, changes string // titles
}

// Units of time, as indexes into language.units.
const (
	minutes = iota
	hours
	days
	businessDays
)

// languages are those in which notes can be written, by their code.
var languages = map[string]*language{"en": &english, "de": &german, "es": &spanish}

// fill puts values into the placeholders of a phrase: fill("{who} left", "who", "Ann").
func fill(phrase string, values ...string) string {
	var b strings.Builder
	for {
		before, rest, open := strings.Cut(phrase, "{")
		b.WriteString(before)
		if !open {
			return b.String()
		}
		name, after, _ := strings.Cut(rest, "}")
		if value, known := valueOf(name, values); known {
			b.WriteString(value)
			phrase = after
		} else {
			b.WriteString("{")
			phrase = rest
		}
	}
}

// valueOf finds a name's value in a list of names, each followed by its value.
func valueOf(name string, values []string) (string, bool) {
	for i := 0; i+1 < len(values); i += 2 {
		if values[i] == name {
			return values[i+1], true
		}
	}
	return "", false
}

// number writes a number with its thousands apart: 2,300.
func (l *language) number(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + l.thousands + s[i:]
	}
	return s
}

// amount is a number of units of time.
type amount struct{ n, unit int }

func (l *language) amount(a amount) string { return l.counted(a.n, l.units[a.unit]) }

func (l *language) people(n int) string { return l.counted(n, l.person) }

func (l *language) counted(n int, forms [2]string) string {
	if n == 1 {
		return "1 " + forms[0]
	}
	return l.number(n) + " " + forms[1]
}

// roughly says a duration in whole days, from two days on or where it is even; else in whole hours; below an hour in minutes.
func roughly(d time.Duration) amount {
	const day = 24 * time.Hour
	switch {
	case d >= 2*day, d > 0 && d%day == 0:
		return amount{int(d / day), days}
	case d >= time.Hour:
		return amount{int(d / time.Hour), hours}
	}
	return amount{int(max(d, 0) / time.Minute), minutes}
}

// amount is the span in the unit that people would choose.
func (s Span) amount() amount {
	if s.BusinessDays > 0 {
		return amount{s.BusinessDays, businessDays}
	}
	return roughly(s.Duration)
}

// when says an instant: "Tue 3 Nov 09:12". The year is said unless it is that of now.
func (l *language) when(t, now time.Time) string {
	return fill(l.moment, "weekday", l.weekdays[t.Weekday()], "date", l.day(t, now), "time", t.Format("15:04"))
}

// day says the date of an instant: "3 Nov".
func (l *language) day(t, now time.Time) string {
	date := fill(l.date, "day", strconv.Itoa(t.Day()), "month", l.months[t.Month()-1])
	if t.Year() != now.Year() {
		return fill(l.withYear, "date", date, "year", strconv.Itoa(t.Year()))
	}
	return date
}
