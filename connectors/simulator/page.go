package simulator

import (
	"fmt"
	"strconv"
	"time"
)

// ticketPage is a ticket as a person reads it.
type ticketPage struct {
	ID        int64        `json:"id"`
	Subject   string       `json:"subject"`
	Status    string       `json:"status"`
	Priority  string       `json:"priority,omitempty"`
	Requester string       `json:"requester"`
	Assignee  string       `json:"assignee,omitempty"`
	Tags      []string     `json:"tags"`
	Created   time.Time    `json:"created"`
	Updated   time.Time    `json:"updated"`
	Incidents int          `json:"incidents,omitempty"`
	History   []updatePage `json:"history"`
}

type updatePage struct {
	At      time.Time      `json:"at"`
	By      string         `json:"by"`
	Via     Via            `json:"via"`
	Note    *notePage      `json:"note,omitempty"`
	Changes []string       `json:"changes,omitempty"`
	Mails   []string       `json:"mails,omitempty"`
	Meta    map[string]any `json:"meta,omitempty"`
}

type notePage struct {
	Public  bool   `json:"public"`
	By      string `json:"by,omitempty"` // where it is not the one who saved it
	Removed bool   `json:"removed,omitempty"`
	Body    string `json:"body"`
	HTML    string `json:"html,omitempty"` // as written, where it was written so
}

func (d *Desk) page(t Ticket) ticketPage {
	p := ticketPage{
		ID: t.ID, Subject: t.Subject, Status: t.Status, Priority: t.Priority, Requester: d.name(t.Requester), Assignee: d.name(t.Assignee),
		Tags: t.Tags, Created: t.Created, Updated: t.Updated, Incidents: len(d.Incidents(t.ID)), History: []updatePage{},
	}
	for _, u := range t.Updates {
		p.History = append(p.History, d.updatePage(u))
	}
	return p
}

func (d *Desk) updatePage(u Update) updatePage {
	p := updatePage{At: u.At, By: d.name(u.By), Via: u.Via, Meta: u.Meta}
	if u.Rule != "" {
		p.By = u.Rule
	}
	if n := u.Note; n != nil {
		p.Note = &notePage{Public: n.Public, Removed: n.Removed, Body: n.Body, HTML: n.HTML}
		if n.By != u.By {
			p.Note.By = d.name(n.By)
		}
	}
	for _, c := range u.Changes {
		from, to := c.From, c.To
		if c.Field == "assignee" {
			from, to = d.nameOfID(from), d.nameOfID(to)
		}
		line := fmt.Sprintf("%s: %s -> %s", c.Field, or(from, "none"), or(to, "none"))
		if c.Rule != "" {
			line += " (" + c.Rule + ")"
		}
		p.Changes = append(p.Changes, line)
	}
	for _, n := range u.Notices {
		p.Mails = append(p.Mails, fmt.Sprintf("%s (%s)", d.name(n.To), n.Rule))
	}
	return p
}

// name returns how people call somebody: empty for nobody.
func (d *Desk) name(id int64) string {
	if id == System {
		return "the desk"
	}
	p, ok := d.Person(id)
	if !ok {
		return ""
	}
	return fmt.Sprintf("%s <%s>", p.Name, p.Email)
}

// nameOfID is name for an id in digits.
func (d *Desk) nameOfID(digits string) string {
	id, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return ""
	}
	return d.name(id)
}
