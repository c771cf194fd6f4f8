package zendesk

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

// refKey is the key of our note's reference in the metadata of the audit that posted it. Agents can't edit or delete it.
const refKey = "deskhand_ref"

// eventsOf turns a ticket's audits into events, oldest first. Types and fields that say nothing of who moved the ticket are
// left out: notifications, pushes and the like are consequences.
func eventsOf(audits []audit, persons map[int64]helpdesk.Person) []helpdesk.Event {
	slices.SortStableFunc(audits, func(a, b audit) int {
		return cmp.Or(a.CreatedAt.time().Compare(b.CreatedAt.time()), cmp.Compare(a.ID, b.ID))
	})
	var events []helpdesk.Event
	for _, a := range audits {
		at := a.CreatedAt.time()
		for _, e := range a.Events {
			if event, ok := eventOf(a, e); ok {
				event.At, event.By = at, persons[cmp.Or(e.AuthorID, a.AuthorID)]
				events = append(events, event)
			}
		}
	}
	return events
}

// eventOf returns the event without its author and time, or false where there is none for us.
func eventOf(a audit, e auditEvent) (helpdesk.Event, bool) {
	road := a.Via
	if e.Via != nil {
		road = *e.Via
	}
	event := helpdesk.Event{ID: decimal(e.ID), Via: viaOf(road, a.AuthorID)}
	switch e.Type {
	case "Comment", "VoiceComment": // a call is a reply
		event.Kind, event.Public = helpdesk.KindNote, e.Public
		event.Body, event.Format = e.Body, helpdesk.Plain
		if e.HTMLBody != "" { // where quotes are still marked as such
			event.Body, event.Format = e.HTMLBody, helpdesk.HTML
		}
		return event, true
	case "Create":
		// The first values of other fields were moved by nobody.
		if e.FieldName == "tags" {
			event.Kind, event.Added = helpdesk.KindTags, e.Value.words()
			return event, len(event.Added) > 0
		}
	case "Change":
		return changeOf(event, e)
	}
	return helpdesk.Event{}, false
}

func changeOf(event helpdesk.Event, e auditEvent) (helpdesk.Event, bool) {
	switch e.FieldName {
	case "tags":
		event.Kind = helpdesk.KindTags
		before, after := e.PreviousValue.words(), e.Value.words()
		event.Added, event.Removed = without(after, before), without(before, after)
		return event, len(event.Added)+len(event.Removed) > 0
	case "status":
		event.Kind = helpdesk.KindStatus
		event.From, event.To = string(status(string(e.PreviousValue))), string(status(string(e.Value)))
	case "priority":
		event.Kind = helpdesk.KindPriority
		event.From, event.To = strings.ToLower(string(e.PreviousValue)), strings.ToLower(string(e.Value))
	case "assignee_id":
		event.Kind = helpdesk.KindAssignee
		event.From, event.To = string(e.PreviousValue), string(e.Value)
	default:
		return helpdesk.Event{}, false
	}
	return event, event.From != event.To
}

// viaOf tells people from machines by the channel, per Zendesk's reference on via types. Older answers hold its number.
func viaOf(v via, author int64) helpdesk.Via {
	if author < 0 || v.Rel == "merge" {
		return helpdesk.ByRule
	}
	switch v.Channel {
	case "api", "web_service", "5":
		return helpdesk.ByAPI
	case "rule", "system", "batch", "merge", "linked_problem", "user_change", "group_change", "closed_ticket", "ticket_sharing",
		"8", "9", "10", "11", "12", "13", "19", "20", "27", "31":
		return helpdesk.ByRule
	}
	if strings.HasSuffix(v.Channel, "_deletion") {
		return helpdesk.ByRule
	}
	return helpdesk.ByHand
}

// marksOf returns the references that our own audits carry.
func marksOf(audits []audit, self int64) []string {
	var marks []string
	for _, a := range audits {
		if a.AuthorID != self {
			continue
		}
		var custom map[string]value
		if json.Unmarshal(a.Metadata.Custom, &custom) == nil && custom[refKey] != "" {
			marks = append(marks, string(custom[refKey]))
		}
	}
	return marks
}

func without(list, other []string) []string {
	var rest []string
	for _, s := range list {
		if !slices.Contains(other, s) {
			rest = append(rest, s)
		}
	}
	return rest
}
