package main

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/deskhand/deskhand/sweeper/helpdesk"
	"github.com/deskhand/deskhand/sweeper/status"
)

const mostNamed = 12 // of a list in a comment

// yaml writes the configuration.
func (s starter) yaml() string {
	var b strings.Builder
	say := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	say("# yaml-language-server: $schema=schema.json")
	say("#")
	say("# A first configuration for %s, %s, made by `deskhand init`. Next:", s.described.Product, s.url)
	say("#")
	say("#   deskhand check -c FILE --online     tries credentials and rights, and tells what to expect")
	say("#   deskhand sweep -c FILE --dry-run    shows what would be written")
	say("#   deskhand schema > schema.json       beside this file, it lets editors complete and check")
	say("")
	say("store: file:deskhand.db      # what was seen so far; or redis://host:6379/0 for several machines")
	say("listen: 127.0.0.1:8080       # status page and metrics")
	say("")
	say("connectors:")
	say("  - name: %s", s.name)
	say("    type: %s", s.kind)
	say("    url: %s", s.url)
	say("    auth: %s", s.auth)
	if s.cloudID != "" {
		say("    cloud_id: %s", s.cloudID)
	}
	for _, setting := range s.described.Settings {
		say("    %s: %s   # %s", setting.Key, setting.Value, oneLine(setting.Why))
	}
	say("    schedule: \"*/5 * * * *\"")
	say("    mode: observe            # nothing is written; then tag, then note")
	say("    limits:")
	say("      rate_share: 50%%        # %s", s.limit())
	say("      writes_per_sweep: 100  # tickets; the others wait, highest impact first")
	b.WriteString(s.remarks())
	b.WriteString(s.policy())
	return b.String()
}

func (s starter) limit() string {
	if s.described.PerMinute == 0 {
		return "of the requests that the desk allows"
	}
	return fmt.Sprintf("of the %d requests a minute that the desk allows", s.described.PerMinute)
}

// remarks tells in comments what else the desk said.
func (s starter) remarks() string {
	var statuses []string
	seen := map[string]bool{}
	for _, st := range s.described.Statuses {
		if !seen[st.Name] {
			seen[st.Name] = true
			statuses = append(statuses, fmt.Sprintf("%s (%s)", oneLine(st.Name), meanings[st.Means]))
		}
	}
	var b strings.Builder
	for _, list := range []struct {
		title string
		items []string
	}{{"Its statuses, as Deskhand takes them", statuses}, {"Its groups or projects", s.described.Groups}} {
		if len(list.items) > 0 {
			fmt.Fprintf(&b, "    # %s: %s.\n", list.title, some(list.items))
		}
	}
	if len(s.described.Unseen) > 0 {
		fmt.Fprintf(&b, "    # These credentials can't see: %s.\n", some(s.described.Unseen))
	}
	return b.String()
}

var meanings = map[helpdesk.Status]string{
	helpdesk.New: "with support", helpdesk.Open: "with support", helpdesk.Pending: "waits for the customer",
	helpdesk.OnHold: "waits for somebody else", helpdesk.Solved: "done", helpdesk.Closed: "done",
}

// What names tell. They are guesses, and the file says so.
var (
	looksLikeBot    = regexp.MustCompile(`(?i)bot\b|\bbot|zap|integration|automat|no-?reply|webhook|\bsync|service account|\bapi\b`)
	looksLikeImpact = regexp.MustCompile(`(?i)impact|severity|affected|criticality|urgency|\busers\b`)
)

// policy writes what the policy should know of this desk, as far as names tell it.
func (s starter) policy() string {
	var leads, bots, others []string
	for _, m := range s.described.Staff {
		switch who := known(m); {
		case m.Role == helpdesk.Bot: // the desk knows
		case looksLikeBot.MatchString(m.Name + " " + m.Email):
			bots = append(bots, who)
		case m.Senior:
			leads = append(leads, who)
		default:
			others = append(others, who)
		}
	}
	var b strings.Builder
	b.WriteString("\npolicy:\n")
	b.WriteString("  stale_after: 7d            # 5bd are five business days, by a calendar\n")
	b.WriteString("  high_impact:\n    affected: 100            # people, as a note says\n    incidents: 5             # linked incidents\n")
	b.WriteString(s.impactFields())
	b.WriteString("  people:                    # guessed from names and rights: look them through\n")
	fmt.Fprintf(&b, "    leads: [%s]   # support leadership: their notes decide escalations\n", strings.Join(leads, ", "))
	fmt.Fprintf(&b, "    bots: [%s]    # what they write is nobody's word\n", strings.Join(bots, ", "))
	b.WriteString("    csms: []                 # speak for the customer\n")
	if len(others) > 0 {
		fmt.Fprintf(&b, "    # Others who work there: %s.\n", some(others))
	}
	return b.String()
}

// impactFields names the fields that may tell of high impact, for the admin to choose from.
func (s starter) impactFields() string {
	var b strings.Builder
	for _, f := range s.described.Fields {
		if !looksLikeImpact.MatchString(f.Name) {
			continue
		}
		if b.Len() == 0 {
			b.WriteString("    # Fields whose values may tell of high impact; list the values that do:\n    # fields:\n")
		}
		fmt.Fprintf(&b, "    #   %q: [%s]   # %s\n", f.ID, some(f.Values), oneLine(f.Name))
	}
	return b.String()
}

// known is what the policy may call somebody by, in quotes.
func known(m helpdesk.Member) string {
	for _, name := range []string{m.Email, m.Login, m.ID} {
		if name != "" {
			return strconv.Quote(name)
		}
	}
	return ""
}

// some lists the first of many, in one line.
func some(items []string) string {
	shown := make([]string, 0, mostNamed)
	for _, item := range items[:min(len(items), mostNamed)] {
		shown = append(shown, oneLine(item))
	}
	text := strings.Join(shown, ", ")
	if more := len(items) - len(shown); more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

// oneLine keeps what a desk says inside the comment it is put in.
func oneLine(text string) string { return cut(status.Visible(text), 80) }
