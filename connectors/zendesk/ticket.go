package zendesk

import (
	"cmp"
	"fmt"

	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

// mostComments is how many comments a ticket takes, per Zendesk's reference on ticket comments.
const mostComments = 5000

// ticketOf puts a ticket together from all that was read of it.
func (d *desk) ticketOf(w whole, self int64, known map[int64]user) helpdesk.Ticket {
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
	out.Requester = person(t.RequesterID, self, known)
	out.Assignee = person(t.AssigneeID, self, known)
	out.Incidents = w.incidents
	out.Created, out.Updated = t.CreatedAt.time(), t.UpdatedAt.time()
	out.Version = w.version
	out.Events = eventsOf(w.audits, self, known)
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
	for name, id := range map[string]int64{
		"group_id": t.GroupID, "organization_id": t.OrganizationID, "brand_id": t.BrandID, "ticket_form_id": t.FormID,
	} {
		if id != 0 {
			all[name] = decimal(id)
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

// everybody returns the ids of all people that the tickets speak of.
func everybody(wholes []whole) []int64 {
	var ids []int64
	for _, w := range wholes {
		ids = append(ids, w.ticket.RequesterID, w.ticket.AssigneeID)
		ids = append(ids, authors(w.audits)...)
	}
	return ids
}
