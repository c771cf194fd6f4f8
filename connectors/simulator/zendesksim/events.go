package zendesksim

import (
	"slices"
	"time"

	"github.com/deskhand/deskhand/connectors/simulator"
)

type ticketUpdate struct {
	simulator.Update
	ticket int64
}

// updatesBetween returns the updates of all tickets in a stretch of time, oldest first.
func (s *Sim) updatesBetween(since, until time.Time) []ticketUpdate {
	var all []ticketUpdate
	s.desk.Each(func(t simulator.Ticket) bool {
		if t.Updated.Before(since) {
			return true
		}
		for _, u := range t.Updates {
			if !u.At.Before(since) && !u.At.After(until) {
				all = append(all, ticketUpdate{u, t.ID})
			}
		}
		return true
	})
	slices.SortFunc(all, func(a, b ticketUpdate) int {
		if d := a.At.Compare(b.At); d != 0 {
			return d
		}
		return int(a.ID - b.ID)
	})
	return all
}

// viaWords are the words for a road that this one export uses where others have an object.
var viaWords = map[simulator.Via]string{
	simulator.Web: "Web form", simulator.Email: "Email", simulator.API: "Web service",
	simulator.Trigger: "Rule", simulator.Automation: "Rule", simulator.Batch: "Batch",
}

func (s *Sim) ticketEvent(u ticketUpdate, withNotes bool) object {
	children := []object{}
	n := 0
	if u.Note != nil {
		children = append(children, s.noteEvent(u.Update, withNotes))
		n++
	}
	for _, change := range u.Changes {
		kind := "Change"
		if u.Created {
			kind = "Create"
		}
		child := object{"id": u.EventID(n), "via": viaWords[u.Via], "via_reference_id": nil, "event_type": kind, "previous_value": fieldValue(change.Field, change.From)}
		name := fieldName(change.Field)
		if _, custom := fieldNamed(change.Field); custom {
			child["custom_ticket_fields"] = object{name: fieldValue(change.Field, change.To)}
		} else {
			child[name] = fieldValue(change.Field, change.To)
		}
		children = append(children, child)
		n++
	}
	return object{
		"id": u.ID, "ticket_id": u.ticket, "timestamp": u.At.Unix(), "created_at": stamp(u.At), "updater_id": u.By,
		"via": viaWords[u.Via], "via_reference_id": nil, "system": metadata(u.Update)["system"], "metadata": object{},
		"event_type": "Audit", "child_events": children,
	}
}

func (s *Sim) noteEvent(u simulator.Update, whole bool) object {
	if !whole {
		return object{
			"id": u.Note.ID, "via": viaWords[u.Via], "via_reference_id": nil, "event_type": "Comment",
			"comment_present": true, "comment_public": u.Note.Public,
		}
	}
	return object{
		"id": u.Note.ID, "via": s.via(u.Note.Via, u.Rule, u.Note.By), "via_reference_id": 0, "type": "Comment", "event_type": "Comment",
		"author_id": u.Note.By, "body": u.Note.Body, "html_body": htmlBody(*u.Note), "public": u.Note.Public,
		"attachments": []object{}, "audit_id": u.ID, "created_at": stamp(u.At),
	}
}
