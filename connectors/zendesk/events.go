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
func eventsOf(audits []audit, self int64, known map[int64]user) []helpdesk.Event {
	slices.SortStableFunc(audits, func(a, b audit) int {
		return cmp.Or(a.CreatedAt.time().Compare(b.CreatedAt.time()), cmp.Compare(a.ID, b.ID))
	})
	var events []helpdesk.Event
	for _, a := range audits {
		for _, e := range a.Events {
			if event, ok := eventOf(a, e); ok {
				event.By = person(cmp.Or(e.AuthorID, a.AuthorID), self, known)
				events = append(events, event)
			}
		}
	}
	return events
}

// eventOf returns the event without its author, or false where there is none for us.
func eventOf(a audit, e auditEvent) (helpdesk.Event, bool) {
	road := a.Via
	if e.Via != nil {
		road = *e.Via
	}
	event := helpdesk.Event{ID: decimal(e.ID), At: a.CreatedAt.time(), Via: viaOf(road, a.AuthorID)}
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
			event.Kind, event.Added = helpdesk.KindTags, words(e.Value)
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
		before, after := words(e.PreviousValue), words(e.Value)
		event.Added, event.Removed = without(after, before), without(before, after)
		return event, len(event.Added)+len(event.Removed) > 0
	case "status":
		event.Kind = helpdesk.KindStatus
		event.From, event.To = string(status(text(e.PreviousValue))), string(status(text(e.Value)))
	case "priority":
		event.Kind = helpdesk.KindPriority
		event.From, event.To = strings.ToLower(text(e.PreviousValue)), strings.ToLower(text(e.Value))
	case "assignee_id":
		event.Kind = helpdesk.KindAssignee
		event.From, event.To = text(e.PreviousValue), text(e.Value)
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
		var custom map[string]json.RawMessage
		if json.Unmarshal(a.Metadata.Custom, &custom) != nil {
			continue
		}
		if ref := text(custom[refKey]); ref != "" {
			marks = append(marks, ref)
		}
	}
	return marks
}

// authors returns everybody whose name the audits need.
func authors(audits []audit) []int64 {
	var ids []int64
	for _, a := range audits {
		ids = append(ids, a.AuthorID)
		for _, e := range a.Events {
			ids = append(ids, e.AuthorID)
		}
	}
	return ids
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
