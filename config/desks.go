package config

import (
	"fmt"
	"net"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/robfig/cron/v3"

	"github.com/deskhand/deskhand/config/strict"
	"github.com/deskhand/deskhand/connectors"
	"github.com/deskhand/deskhand/sweeper"
)

// entry is what every connector entry may say; the rest belongs to its type.
type entry struct {
	Name     string       `yaml:"name"`     // names the desk everywhere: support/4711, --desk, metrics. Lower-case letters, digits, - and _; unique. Renaming a desk makes it a new one
	Type     string       `yaml:"type"`     // of helpdesk
	URL      string       `yaml:"url"`      // https, or http for this machine only
	Schedule schedule     `yaml:"schedule"` // cron: minute hour day month weekday (0 is Sunday), in UTC; CRON_TZ=Europe/Berlin before it for another zone; or @every 5m, @hourly, @daily
	Mode     sweeper.Mode `yaml:"mode"`     // off: not swept. observe: all but writing. tag: writes tags. note: writes tags and internal notes
	Limits   limits       `yaml:"limits"`   // keep it from flooding the desk

	Ping           connectors.Secret `yaml:"ping"`            // URL that is asked after each sweep that saw everything, for a watch that calls when it stops. It is treated as a secret
	CredentialEnds day               `yaml:"credential_ends"` // a date such as 2027-03-12: two weeks before, the page, the log and an alert remind of it. For an API token of Zendesk it is known
}

type limits struct {
	RateShare      float64    `yaml:"rate_share"`       // of the desk's rate limit that may be spent, such as 50%
	WritesPerSweep int        `yaml:"writes_per_sweep"` // tickets; the others wait for the next sweep, highest impact first
	AbortAbove     abortAbove `yaml:"abort_above"`      // a sweep that would write to more tickets than both writes nothing until a person lets it: deskhand sweep --allow-backlog
}

type abortAbove struct {
	Tickets int     `yaml:"tickets"` // the number
	Share   float64 `yaml:"share"`   // the share of the open tickets, such as 10%
}

// schedule is a cron line, and what it means.
type schedule struct {
	spec string
	cron cron.Schedule
}

func (s *schedule) UnmarshalText(text []byte) error {
	parsed, err := sweeper.ParseSchedule(string(text))
	if err != nil {
		return err
	}
	*s = schedule{spec: string(text), cron: parsed}
	return nil
}

// day is a date; zero when none was written.
type day struct{ begin time.Time }

func (d *day) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		return nil
	}
	t, err := time.Parse(time.DateOnly, string(text))
	if err != nil {
		return fmt.Errorf("%q is no date; write it like 2027-03-12", text)
	}
	d.begin = t
	return nil
}

// newEntry has the defaults.
func newEntry() entry {
	l := sweeper.DefaultLimits
	e := entry{Mode: sweeper.Observe, Limits: limits{
		RateShare: l.RateShare, WritesPerSweep: l.WritesPerSweep,
		AbortAbove: abortAbove{Tickets: l.AbortAbove.Tickets, Share: l.AbortAbove.Share},
	}}
	if err := e.Schedule.UnmarshalText([]byte(DefaultSchedule)); err != nil {
		panic("config: the default schedule is no cron line")
	}
	return e
}

func (l limits) limits() sweeper.Limits {
	return sweeper.Limits{
		RateShare: l.RateShare, WritesPerSweep: l.WritesPerSweep,
		AbortAbove: sweeper.AbortAbove{Tickets: l.AbortAbove.Tickets, Share: l.AbortAbove.Share},
	}
}

// desks reads the connectors' entries. What it returns is only good when the document has no mistake.
func desks(doc *strict.Document, list *strict.Node) []Desk {
	if list.Set() && !list.IsList() {
		doc.Complain(list, strict.WrongType, "connectors wants a list, this is "+list.What(), "begin each entry with a dash: - name: support")
		return nil
	}
	if len(list.List()) == 0 {
		doc.Fault(doc.Root, "connectors", "there is no connector", "write at least one: connectors: [{name: ..., type: zendesk, url: ...}]", false)
		return nil
	}
	var all []Desk
	named := map[string]*strict.Node{}
	for _, n := range list.List() {
		d := desk(doc, n)
		if first, taken := named[d.Name]; taken && d.Name != "" {
			doc.Complain(n.Get("name"), strict.Duplicate, fmt.Sprintf("two desks are named %q", d.Name),
				"the first is in "+first.Get("name").Where()+"; a desk's tickets are told apart by its name")
		}
		named[d.Name] = n
		all = append(all, d)
	}
	warnOfTwins(doc, list.List())
	return all
}

// warnOfTwins tells of desks that read the same tickets: each would flag them, and write its own notes.
func warnOfTwins(doc *strict.Document, entries []*strict.Node) {
	own := []string{"name", "auth", "schedule", "mode", "limits", "ping", "credential_ends"}
	seen := map[string]*strict.Node{}
	for _, n := range entries {
		tickets := n.Without(own...).Canonical()
		if first, twin := seen[tickets]; twin {
			doc.Warn(n, "this desk reads the same tickets as the one in "+first.Where(), "keep one of them, or each ticket is flagged and written to twice")
			continue
		}
		seen[tickets] = n
	}
}

// desk reads one entry: the common keys and the type's own stand in one mapping.
func desk(doc *strict.Document, n *strict.Node) Desk {
	e := newEntry()
	if n.Set() && !n.IsMapping() {
		doc.Decode(n, &e)
		return Desk{}
	}
	own, known := connectors.New(typeOf(doc, n))
	if !known {
		doc.DecodeLoosely(n, &e)
		checkName(doc, n, e.Name)
		return Desk{Name: e.Name}
	}
	doc.Decode(n, &e, own)
	checkName(doc, n, e.Name)
	checkURL(doc, n.Get("url"), e.URL)
	checkPing(doc, n.Get("ping"), e.Ping.Reveal())
	checkLimits(doc, n, e.Limits)
	for _, f := range own.Validate() {
		doc.Fault(n, f.Path, about(f.Path, f.Message), f.Mend, f.Warning)
	}
	return Desk{
		Name: e.Name, Type: e.Type, URL: e.URL, Schedule: e.Schedule.spec, Cron: e.Schedule.cron,
		Mode: e.Mode, Limits: e.Limits.limits(), Connector: own, Ping: e.Ping, Ends: ends(e, own),
	}
}

// ends returns when the credential ends: as the entry says, or as its type knows.
func ends(e entry, own connectors.Config) time.Time {
	if known, ok := own.(connectors.Ending); ok && e.CredentialEnds.begin.IsZero() {
		return known.CredentialEnds()
	}
	return e.CredentialEnds.begin
}

// typeOf returns the entry's type; one that is misspelt is told, and read as the one that was meant.
func typeOf(doc *strict.Document, n *strict.Node) string {
	var e struct {
		Type string `yaml:"type"`
	}
	doc.DecodeLoosely(n, &e)
	types := connectors.Types()
	one := "write one of " + strings.Join(types, ", ")
	at := n.Get("type")
	if !at.Set() {
		doc.Fault(n, "type", "the type of the desk is missing", one, false)
		return ""
	}
	if _, known := connectors.New(e.Type); known || at.Broken() {
		return e.Type
	}
	message := fmt.Sprintf("there is no desk type %q", e.Type)
	meant := strict.Nearest(e.Type, types)
	if meant == "" {
		doc.Complain(at, strict.BadValue, message, one)
		return ""
	}
	doc.Complain(at, strict.BadValue, message, strict.DidYouMean(meant))
	return meant
}

// nameShape is what is safe in store keys, metric labels and on the command line.
var nameShape = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,62}$`)

func checkName(doc *strict.Document, n *strict.Node, name string) {
	if name == "" {
		doc.Fault(n, "name", "the desk has no name", "write name: support, or what people call it", false)
	} else if !nameShape.MatchString(name) {
		doc.Complain(n.Get("name"), strict.BadValue, fmt.Sprintf("%q can't name a desk", name), "use lower-case letters, digits, - and _, at most 63")
	}
}

// checkURL keeps credentials off the open network.
func checkURL(doc *strict.Document, at *strict.Node, raw string) {
	if !at.Set() {
		return // the connector says whether it needs one
	}
	const like = "write it like https://acme.zendesk.com"
	u, err := url.Parse(raw)
	switch {
	case err != nil || u.Host == "":
		doc.Complain(at, strict.BadValue, "this is no URL", like)
	case u.User != nil:
		doc.Complain(at, strict.BadValue, "credentials do not belong in the URL", "write them under auth")
	case u.Scheme == "http" && !loopback(u.Hostname()):
		doc.Complain(at, strict.BadValue, "credentials would cross the network in the open", "write https://; http is for this machine only, such as http://127.0.0.1:9001")
	case u.Scheme != "https" && u.Scheme != "http":
		doc.Complain(at, strict.BadValue, "a desk's URL begins with https://", like)
	}
}

// checkPing wants an address that can be asked. It is a secret, so the message does not repeat it, and stars stand for it in a
// configuration that was shown.
func checkPing(doc *strict.Document, at *strict.Node, raw string) {
	if !at.Set() || strings.Trim(raw, "*") == "" {
		return
	}
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || (u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname()))) {
		doc.Complain(at, strict.BadValue, "this is no address that can be asked", "write an https:// URL, such as the one that your watch gave you")
	}
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func checkLimits(doc *strict.Document, n *strict.Node, l limits) {
	n = n.Get("limits")
	share := func(at *strict.Node, value float64) {
		if value <= 0 || value > 1 {
			doc.Complain(at, strict.BadValue, "a share lies above 0% and is at most 100%", "write for example 50%")
		}
	}
	if at := n.Get("rate_share"); at.Set() {
		share(at, l.RateShare)
	}
	above := n.Get("abort_above")
	if at := above.Get("share"); at.Set() {
		share(at, l.AbortAbove.Share)
	}
	if at := above.Get("tickets"); at.Set() && l.AbortAbove.Tickets < 0 {
		doc.Complain(at, strict.BadValue, "a number of tickets can't be below zero", "write 25, or what a person should look at first")
	}
	if at := n.Get("writes_per_sweep"); at.Set() && l.WritesPerSweep < 1 {
		doc.Complain(at, strict.BadValue, "at least one write a sweep is needed", "write 100; to write nothing, say mode: observe")
	}
}

// about puts a fault's path before its message, as a sentence.
func about(path, message string) string {
	switch {
	case path == "":
		return message
	case strings.HasPrefix(message, "is ") || strings.HasPrefix(message, "it is "):
		return path + " " + strings.TrimPrefix(message, "it ")
	}
	return path + ": " + message
}
