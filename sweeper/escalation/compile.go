package escalation

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // an image may have no time zones; a policy must mean the same everywhere

	"github.com/deskhand/deskhand/sweeper/helpdesk"
	"github.com/deskhand/deskhand/sweeper/notes"
)

// Fault is a mistake in a policy or, with Warning set, a remark.
type Fault struct {
	Path    string // of the key below the policy: "high_impact.when"
	Message string // what is wrong
	Mend    string // what to write instead
	Warning bool
}

// Compile makes a policy of its rules and vocabulary. It returns every fault that it finds; with a fault that is no warning
// the policy is nil.
func Compile(r Rules, v notes.Vocabulary) (*Policy, []Fault) {
	var faults []Fault
	grammar, bad := notes.Compile(v)
	for _, f := range bad {
		faults = append(faults, Fault(f))
	}
	p := &Policy{grammar: grammar, reasons: concepts(v.Reasons), grounds: concepts(v.Grounds)}
	if grammar != nil {
		p.read = grammar.ParseAt
	}
	faults = append(faults, p.apply(r)...)
	if slices.ContainsFunc(faults, func(f Fault) bool { return !f.Warning }) {
		return nil, faults
	}
	return p, faults
}

func concepts(from map[string]notes.Concept) map[string]concept {
	found := make(map[string]concept, len(from))
	for code, c := range from {
		found[code] = concept{title: c.Title, highImpact: c.HighImpact}
		if c.Title == "" {
			found[code] = concept{title: strings.ReplaceAll(code, "_", " "), highImpact: c.HighImpact}
		}
	}
	return found
}

// apply checks the rules and makes them ready.
func (p *Policy) apply(r Rules) []Fault {
	p.rules = r
	p.ownTags = map[string]bool{}
	for _, tag := range r.Tags.flags() {
		p.ownTags[tag] = true
	}
	faults := slices.Concat(
		p.checkSpans(), p.checkChoices(), p.checkImpact(), p.checkCodes(),
		checkTags(r.Tags), p.applyPeople(), p.applyCalendar(), p.applyNotes(),
	)
	var fault *Fault
	if p.when, fault = compileWhen(r.HighImpact.When); fault != nil {
		faults = append(faults, *fault)
	}
	return faults
}

func (p *Policy) checkSpans() []Fault {
	r := p.rules
	var faults []Fault
	for _, s := range []struct {
		path string
		span Span
	}{{"stale_after", r.StaleAfter}, {"quiet_period", r.QuietPeriod}, {"eta_within", r.ETAWithin}, {"update_every", r.UpdateEvery}} {
		if s.span.IsZero() {
			faults = append(faults, Fault{Path: s.path, Message: "is missing", Mend: "write a span of time, such as 7d"})
		}
	}
	switch {
	case r.QuietPeriod.BusinessDays > 0 || r.QuietPeriod.Duration > maxQuiet:
		faults = append(faults, Fault{Path: "quiet_period", Message: "is longer than a day", Mend: "write minutes or hours, such as 5m"})
	case !r.StaleAfter.IsZero() && r.StaleAfter.BusinessDays == 0 && r.StaleAfter.Duration < time.Hour:
		faults = append(faults, Fault{Path: "stale_after", Message: "is shorter than an hour", Mend: "write hours, days or business days, such as 7d"})
	}
	return faults
}

func (p *Policy) checkChoices() []Fault {
	r := p.rules
	var faults []Fault
	if r.Activity != BySupport && r.Activity != ByAnyone {
		faults = append(faults, Fault{Path: "activity", Message: fmt.Sprintf("%q is no activity", r.Activity), Mend: "write support or anyone"})
	}
	if url := r.Notes.HelpURL; url != "" && !regexp.MustCompile(`^https?://[^\s"<>]{1,200}$`).MatchString(url) {
		faults = append(faults, Fault{Path: "notes.help_url", Message: "is no address of a page", Mend: "write it with https://"})
	}
	for _, code := range slices.Sorted(maps.Keys(r.Holds)) {
		h, path := r.Holds[code], "holds."+code
		if h.Until != "" && h.Until != UntilCustomer && h.Until != UntilMany {
			faults = append(faults, Fault{Path: path + ".until", Message: fmt.Sprintf("%q ends nothing", h.Until), Mend: "write customer_writes or many_affected"})
		}
		for i, s := range h.Statuses {
			if !helpdesk.Status(s).Live() {
				faults = append(faults, Fault{
					Path: fmt.Sprintf("%s.statuses[%d]", path, i), Message: fmt.Sprintf("%q is no status of an open ticket", s),
					Mend: "write new, open, pending or hold",
				})
			}
		}
	}
	return faults
}

func (p *Policy) checkImpact() []Fault {
	var faults []Fault
	for _, n := range []struct {
		path  string
		value int
	}{{"high_impact.affected", p.rules.HighImpact.Affected}, {"high_impact.incidents", p.rules.HighImpact.Incidents}} {
		if n.value < 0 {
			faults = append(faults, Fault{Path: n.path, Message: "is below zero", Mend: "write a number of at least 1, or 0 to switch it off"})
		}
	}
	return faults
}

// checkCodes looks for reasons and grounds that the vocabulary does not have.
func (p *Policy) checkCodes() []Fault {
	var faults []Fault
	if code := p.rules.StaleReason; code != "" {
		if _, ok := p.reasons[code]; !ok {
			faults = append(faults, Fault{
				Path: "stale_reason", Message: fmt.Sprintf("there is no reason %q", code), Mend: "name one of reasons, or leave it empty", Warning: true,
			})
		}
	}
	for _, code := range slices.Sorted(maps.Keys(p.rules.Holds)) {
		if _, ok := p.grounds[code]; !ok {
			faults = append(faults, Fault{
				Path: "holds." + code, Message: fmt.Sprintf("there is no ground for denial %q", code), Mend: "name one of grounds", Warning: true,
			})
		}
	}
	for _, code := range slices.Sorted(maps.Keys(p.reasons)) {
		if !tagShape.MatchString(p.rules.Tags.ReasonPrefix + code) {
			faults = append(faults, Fault{
				Path: "reasons." + code, Message: "its name can't be part of a tag",
				Mend: "use lower-case letters, digits and underscores, at most 80 with the prefix",
			})
		}
	}
	return faults
}

// tagShape is what every desk takes as a tag and keeps as it is.
var tagShape = regexp.MustCompile(`^[a-z0-9_]{1,80}$`)

// checkTags sees to it that each tag can be written on every desk and means one thing.
func checkTags(t Tags) []Fault {
	var faults []Fault
	seen := map[string]string{}
	for _, tag := range []struct{ key, name string }{
		{"requested", t.Requested}, {"recommended", t.Recommended}, {"unlikely", t.Unlikely}, {"needs_details", t.NeedsDetails},
		{"reason_prefix", t.ReasonPrefix}, {"stale", t.Stale}, {"high_impact", t.HighImpact}, {"eta_missing", t.ETAMissing},
		{"update_overdue", t.UpdateOverdue}, {"approved", t.Approved}, {"denied", t.Denied}, {"csm", t.CSM}, {"ignore", t.Ignore},
	} {
		path := "tags." + tag.key
		other, taken := seen[tag.name]
		switch {
		case !tagShape.MatchString(tag.name):
			faults = append(faults, Fault{Path: path, Message: fmt.Sprintf("%q is no tag that every desk keeps", tag.name), Mend: "use 1 to 80 lower-case letters, digits and underscores"})
		case taken:
			faults = append(faults, Fault{Path: path, Message: fmt.Sprintf("has the same name as tags.%s", other), Mend: "give it a name of its own"})
		case tag.key != "reason_prefix" && t.ReasonPrefix != "" && strings.HasPrefix(tag.name, t.ReasonPrefix):
			faults = append(faults, Fault{Path: path, Message: "begins like the tags of reasons", Mend: "rename it, or change tags.reason_prefix"})
		}
		seen[tag.name] = tag.key
	}
	return faults
}

// applyPeople turns the lists around: from a name to its role. The first list that names somebody wins.
func (p *Policy) applyPeople() []Fault {
	who := p.rules.People
	p.roles, p.api = map[string]helpdesk.Role{}, map[string]bool{}
	var faults []Fault
	firstList := map[string]string{}
	for _, list := range []struct {
		key   string
		role  helpdesk.Role
		names []string
	}{
		{"bots", helpdesk.Bot, who.Bots}, {"leads", helpdesk.Lead, who.Leads}, {"csms", helpdesk.CSM, who.CSMs},
		{"agents", helpdesk.Agent, who.Agents}, {"customers", helpdesk.EndUser, who.Customers}, {"api", "", who.API},
	} {
		for i, name := range list.names {
			name, path := strings.ToLower(strings.TrimSpace(name)), fmt.Sprintf("people.%s[%d]", list.key, i)
			switch other := firstList[name]; {
			case name == "":
				faults = append(faults, Fault{Path: path, Message: "is empty", Mend: "write an e-mail address, an id or a user name"})
			case list.role == "":
				p.api[name] = true
			case other != "" && other != list.key:
				faults = append(faults, Fault{
					Path: path, Message: fmt.Sprintf("%s is listed under people.%s too, which wins", name, other), Mend: "list everybody once", Warning: true,
				})
			default:
				p.roles[name], firstList[name] = list.role, list.key
			}
		}
	}
	return faults
}

func (p *Policy) applyCalendar() []Fault {
	c := p.rules.Calendar
	var faults []Fault
	zone := func(path, name string) *time.Location {
		found, err := time.LoadLocation(name)
		if err != nil || name == "Local" { // which differs from machine to machine
			faults = append(faults, Fault{Path: path, Message: fmt.Sprintf("%q is no time zone", name), Mend: "write an IANA name, such as Europe/Berlin"})
			return time.UTC
		}
		return found
	}
	working := zone("calendar.timezone", c.Timezone)
	p.voice.zone = working
	if own := p.rules.Notes.Timezone; own != "" {
		p.voice.zone = zone("notes.timezone", own)
	}
	if len(c.Days) == 0 {
		faults = append(faults, Fault{Path: "calendar.days", Message: "no day is a working day", Mend: "write [mon, tue, wed, thu, fri]"})
	}
	p.calendar = newCalendar(c, working)
	return faults
}

// applyNotes makes ready how notes speak. The calendar is.
func (p *Policy) applyNotes() []Fault {
	own := p.rules.Notes
	faults := checkTexts(own.Texts)
	language, known := languages[own.Language]
	if !known {
		language = &english
		faults = append(faults, Fault{Path: "notes.language", Message: fmt.Sprintf("no notes in %q", own.Language), Mend: "write en, de or es"})
	}
	p.voice.language, p.voice.texts = language, own.Texts.over(language.letters)
	p.voice.calendar, p.voice.tags = p.calendar, p.rules.Tags
	p.voice.help, p.voice.every = own.HelpURL, p.rules.UpdateEvery
	for _, code := range slices.Sorted(maps.Keys(own.Titles)) {
		if languages[code] == nil {
			faults = append(faults, Fault{
				Path: "notes.titles." + code, Message: fmt.Sprintf("no notes in %q", code), Mend: "write en, de or es", Warning: true,
			})
		}
	}
	for code, title := range own.Titles[own.Language] {
		for _, of := range []map[string]concept{p.reasons, p.grounds} {
			if c, ok := of[code]; ok {
				c.title = title
				of[code] = c
			}
		}
	}
	return faults
}
