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

// voice is what the sentences need of the policy.
type voice struct {
	zone  *time.Location
	tags  Tags
	help  string
	every Span // how often an update is owed
}

// asOf is the hour for which sentences are worded, so that a plan stays the same, byte for byte, within it.
func (v *Verdict) asOf() time.Time { return v.At.Truncate(time.Hour) }

// when says an instant: "Tue 3 Nov 09:12", with the year unless it is this one.
func (v *Verdict) when(t time.Time) string {
	local := t.In(v.voice.zone)
	if local.Year() != v.At.In(v.voice.zone).Year() {
		return local.Format("Mon 2 Jan 2006 15:04")
	}
	return local.Format("Mon 2 Jan 15:04")
}

// day says the date of an instant: "3 Nov".
func (v *Verdict) day(t time.Time) string {
	local := t.In(v.voice.zone)
	if local.Year() != v.At.In(v.voice.zone).Year() {
		return local.Format("2 Jan 2006")
	}
	return local.Format("2 Jan")
}

// side names a role as people do.
func side(r helpdesk.Role) string {
	switch r {
	case helpdesk.EndUser:
		return "customer"
	case helpdesk.CSM:
		return "CSM"
	case helpdesk.Lead:
		return "lead"
	case helpdesk.Agent:
		return "agent"
	}
	return "somebody"
}

// name says who acted; what the desk hides becomes the side he is on.
func name(who helpdesk.Person) string {
	for _, known := range []string{who.Name, who.Login} {
		if n := neutral(known, nameLength); n != "" {
			return n
		}
	}
	switch who.Role {
	case helpdesk.EndUser, helpdesk.CSM, helpdesk.Lead:
		return "a " + side(who.Role)
	case helpdesk.Agent:
		return "an agent"
	case helpdesk.Bot, helpdesk.Automation:
		return "a machine"
	}
	return "somebody"
}

// named says who acted, and for whom: "Priya Nair (customer)".
func named(who helpdesk.Person) string {
	n := name(who)
	if s := side(who.Role); !strings.HasSuffix(n, s) {
		return n + " (" + s + ")"
	}
	return n
}

// asked says who asked for the escalation, when, and in which words.
func (v *Verdict) asked(quote int) string {
	if v.Request == nil {
		return "Nobody has asked for an escalation."
	}
	r := v.Request
	said := fmt.Sprintf("Asked by %s, %s", named(r.By), v.when(r.At))
	switch {
	case r.Tag != "":
		return said + ", with the tag " + r.Tag + "."
	case r.Quote != "" && quote > 0:
		return said + `: "` + shortened(r.Quote, quote) + `".`
	}
	return said + "."
}

// decided says what leadership decided; empty while it has not.
func (v *Verdict) decided() string {
	if v.Decision == nil {
		return ""
	}
	word := "denied"
	if v.Decision.Approved {
		word = "approved"
	}
	return fmt.Sprintf("Escalation %s %s by %s.", word, v.when(v.Decision.At), name(v.Decision.By))
}

// rests says what a reason or ground rests on.
func (v *Verdict) rests(h Held, quote int) string {
	switch {
	case quote == bare:
		return shortened(h.Title, bareTitle)
	case h.Why != "":
		return h.Title + " (" + h.Why + ")"
	case h.Quote != "" && quote > 0:
		return fmt.Sprintf(`%s, from "%s"`, h.Title, shortened(h.Quote, quote))
	}
	return h.Title
}

// source says what a reason rests on without repeating anybody's words.
func (v *Verdict) source(h Held) string {
	if h.Why != "" || h.Event == "" {
		return v.rests(h, 0) + "."
	}
	return fmt.Sprintf("%s, from a note by %s, %s.", h.Title, name(h.By), v.day(h.At))
}

// listed says one of what is held with what it rests on, and another by its title.
func (v *Verdict) listed(thing string, held []Held, quote int) string {
	if len(held) == 0 {
		return ""
	}
	first := leading(held)
	others := slices.DeleteFunc(slices.Clone(held), func(h Held) bool { return h.Code == first.Code })
	said := thing + ": " + v.rests(first, quote)
	switch {
	case len(others) == 0:
		return said + "."
	case quote == bare:
		return fmt.Sprintf("%s; and %d more.", said, len(others))
	case len(others) == 1:
		return fmt.Sprintf("%s; also %s.", said, lowerFirst(others[0].Title))
	}
	return fmt.Sprintf("%s; also %s, and %d more.", said, lowerFirst(others[0].Title), len(others)-1)
}

// leading is the first of what is held that rests on somebody's words, else the first.
func leading(held []Held) Held {
	if i := slices.IndexFunc(held, func(h Held) bool { return h.Quote != "" }); i >= 0 {
		return held[i]
	}
	return held[0]
}

// lowerFirst makes words fit within a sentence; what begins with an acronym or a number stays.
func lowerFirst(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	second, _ := utf8.DecodeRuneInString(s[size:])
	if unicode.IsUpper(first) && !unicode.IsUpper(second) {
		return string(unicode.ToLower(first)) + s[size:]
	}
	return s
}

// affected says how many are hit.
func (v *Verdict) affected() string {
	switch {
	case v.Impact.Everyone && v.Impact.Affected > 1:
		return "Affected: everyone, at least " + people(v.Impact.Affected) + "."
	case v.Impact.Everyone:
		return "Affected: everyone."
	case v.Impact.Affected > 0:
		return "Affected: at least " + people(v.Impact.Affected) + "."
	}
	return "Affected: nobody has said how many."
}

func people(n int) string {
	if n == 1 {
		return "1 person"
	}
	return grouped(n) + " people"
}

// details names what a request lacks, as questions for a person.
var details = map[string]string{
	DetailReason:  "what does not work",
	DetailImpact:  "how many people it affects",
	DetailUrgency: "why it cannot wait",
}

// lacking says what is still open about a request.
func (v *Verdict) lacking() string {
	open := make([]string, len(v.Missing))
	for i, m := range v.Missing {
		open[i] = details[m]
	}
	return "Still open: " + strings.Join(open, "; ") + "."
}

// because says why the ticket has high impact.
func (v *Verdict) because(quote int) string {
	im := v.Impact
	switch {
	case !im.High:
		return "No high impact is known."
	case im.Why != "":
		return "High impact because " + im.Why + "."
	case im.Quote == "" || quote <= 0:
		return fmt.Sprintf("High impact because of a note by %s, %s.", name(im.By), v.day(im.At))
	}
	return fmt.Sprintf(`High impact because of "%s" (%s, %s).`, shortened(im.Quote, quote), side(im.By.Role), v.day(im.At))
}

// held says how long support has had the ball, in whole days or hours of the limit's kind.
func (c Clock) held() string {
	if c.Business > 0 {
		return count(int(c.told/c.Business), "business day")
	}
	return roughly(c.told)
}

// limit says the limit, shortly where its unit is plain from what stands before it.
func (c Clock) limit() string {
	number, unit, _ := strings.Cut(c.Limit.Words(), " ")
	if _, before, _ := strings.Cut(c.held(), " "); strings.TrimSuffix(before, "s") == strings.TrimSuffix(unit, "s") {
		return number
	}
	return c.Limit.Words()
}

// ball says whose the ball is and for how long.
func (v *Verdict) ball() string {
	c := v.Clock
	switch c.Holder {
	case HeldBySupport:
		return fmt.Sprintf("Support has had the ball for %s (limit %s).", c.held(), c.limit())
	case HeldByNobody:
		return "The ticket is solved; the clock stands still."
	}
	return fmt.Sprintf("The ball is with the %s; the clock stands still at %s (limit %s).", c.Holder, c.held(), c.limit())
}

// started says where the clock starts, and by whose move.
func (v *Verdict) started() string {
	c := v.Clock
	moved := "Support has not moved yet."
	if c.LastMove != nil && !c.LastMove.By.Role.Support() {
		moved = fmt.Sprintf("Last activity: %s by %s, %s.", c.Move, name(c.LastMove.By), v.when(c.LastMove.At))
	} else if c.LastMove != nil {
		moved = fmt.Sprintf("Last support move: %s by %s, %s.", c.Move, name(c.LastMove.By), v.when(c.LastMove.At))
	}
	switch {
	case c.Answered && c.LastMove != nil:
		return fmt.Sprintf("%s The customer answered %s; the clock runs from there.", moved, v.when(c.Since))
	case c.Answered:
		return fmt.Sprintf("%s The customer wrote %s; the clock runs from there.", moved, v.when(c.Since))
	case c.LastMove != nil:
		return strings.TrimSuffix(moved, ".") + "; the clock runs from there."
	}
	return fmt.Sprintf("%s The ticket began %s; the clock runs from there.", moved, v.when(c.Since))
}

// stoodStill says how long since its start the clock did not run; empty when it always did.
func (v *Verdict) stoodStill() string {
	if v.Clock.Holder == HeldByNobody {
		return ""
	}
	var still time.Duration
	for _, s := range v.Clock.Stretches {
		if s.Holder != HeldBySupport {
			still += max(0, earlier(s.To, v.asOf()).Sub(later(s.From, v.Clock.Since)))
		}
	}
	if still < time.Hour {
		return ""
	}
	return roughly(still) + " with others since then do not count."
}

// arithmetic says how the ticket's life is made up, to the minute, and what of it counts.
func (v *Verdict) arithmetic() string {
	minute := func(t time.Time) time.Time { return t.Truncate(time.Minute) }
	sums := map[Holder]time.Duration{}
	var whole, counted time.Duration
	for _, s := range v.Clock.Stretches {
		length := minute(s.To).Sub(minute(s.From))
		sums[s.Holder] += length
		whole += length
		if s.Holder == HeldBySupport {
			counted += max(0, minute(s.To).Sub(minute(later(s.From, v.Clock.Since))))
		}
	}
	var parts []string
	for _, side := range []struct {
		holder Holder
		words  string
	}{
		{HeldBySupport, "with support"}, {HeldByCustomer, "with the customer"},
		{HeldByThirdParty, "with a third party"}, {HeldByNobody, "solved"},
	} {
		if sums[side.holder] > 0 {
			parts = append(parts, exactly(sums[side.holder])+" "+side.words)
		}
	}
	if len(parts) == 0 {
		return ""
	}
	said := fmt.Sprintf("In all %s: %s. Since the clock's start: %s with support", exactly(whole), strings.Join(parts, " + "), exactly(counted))
	if v.Clock.Business > 0 {
		return fmt.Sprintf("%s, of it %s of working time (a business day has %s).", said, roughly(v.Clock.Elapsed), roughly(v.Clock.Business))
	}
	return said + "."
}

// debt says one thing that is owed.
func (v *Verdict) debt(d Debt) string {
	what := "A timeline"
	if d.Kind == Update {
		what = "A public update"
	}
	if d.Missing {
		return fmt.Sprintf("%s was due %s and is missing.", what, v.when(d.Due))
	}
	return fmt.Sprintf("%s is due by %s.", what, v.when(d.Due))
}
