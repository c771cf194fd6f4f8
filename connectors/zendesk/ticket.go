package zendesk

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

// mostComments is how many comments a ticket takes, per Zendesk's reference on ticket comments.
const mostComments = 5000

// ticketOf puts a ticket together from all that was read of it.
func (d *desk) ticketOf(w whole, self int64, persons map[int64]helpdesk.Person) helpdesk.Ticket {
	out := helpdesk.Ticket{Desk: d.name, ID: w.id, Key: w.id}
	if w.gone {
		out.Status = helpdesk.Deleted
		return out
	}
	t := w.ticket
	out.URL = d.client.URL("/agent/tickets/" + w.id)
	out.Subject = cmp.Or(t.RawSubject, t.Subject)
	out.Status = status(t.Status)
	out.Priority = t.Priority
	out.Tags = t.Tags
	out.Fields = fields(t)
	out.Requester, out.Assignee = persons[t.RequesterID], persons[t.AssigneeID]
	out.Incidents = w.incidents
	out.Created, out.Updated = t.CreatedAt.time(), t.UpdatedAt.time()
	out.Version = w.version
	out.Events = eventsOf(w.audits, persons)
	out.Marks = marksOf(w.audits, self)
	out.Partial = w.partial
	if n := comments(out.Events); n >= mostComments {
		out.NoNotes = fmt.Sprintf("it has %d comments, and Zendesk takes no more than %d", n, mostComments)
	}
	return out
}

// fields are what an admin's expressions may ask for: custom fields by their id, and some that Zendesk has of its own.
func fields(t ticket) map[string]any {
	all := map[string]any{"channel": t.Via.Channel}
	for _, f := range [...]struct {
		name string
		id   int64
	}{{"group_id", t.GroupID}, {"organization_id", t.OrganizationID}, {"brand_id", t.BrandID}, {"ticket_form_id", t.FormID}} {
		if f.id != 0 {
			all[f.name] = decimal(f.id)
		}
	}
	if t.Type != "" {
		all["type"] = t.Type
	}
	for _, f := range t.CustomFields {
		if f.Value != nil {
			all[decimal(f.ID)] = f.Value
		}
	}
	return all
}

func comments(events []helpdesk.Event) int {
	n := 0
	for _, e := range events {
		if e.Kind == helpdesk.KindNote {
			n++
		}
	}
	return n
}

// everybody returns the ids of all people that the tickets speak of, each once.
func everybody(wholes []whole) []int64 {
	var ids []int64
	for _, w := range wholes {
		ids = append(ids, w.ticket.RequesterID, w.ticket.AssigneeID)
		for _, a := range w.audits {
			ids = append(ids, a.AuthorID)
			for _, e := range a.Events {
				ids = append(ids, e.AuthorID)
			}
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}
