package zendesksim

import (
	"fmt"
	"html"
	"slices"
	"strconv"
	"strings"

	"github.com/deskhand/deskhand/connectors/simulator"
)

type wireComment struct {
	ID          int64    `json:"id"`
	Type        string   `json:"type"`
	AuthorID    int64    `json:"author_id"`
	Body        string   `json:"body"`
	HTMLBody    string   `json:"html_body"`
	PlainBody   string   `json:"plain_body"`
	Public      bool     `json:"public"`
	Attachments []object `json:"attachments"`
	AuditID     int64    `json:"audit_id"`

	// These three are keys of a comment in a list; a comment in an audit has none of them.
	Via       *wireVia `json:"via,omitempty"`
	CreatedAt string   `json:"created_at,omitempty"`
	Metadata  object   `json:"metadata,omitempty"`

	Data          object `json:"data,omitempty"` // of a call
	FormattedFrom string `json:"formatted_from,omitempty"`
}

type wireAudit struct {
	ID        int64   `json:"id"`
	TicketID  int64   `json:"ticket_id"`
	CreatedAt string  `json:"created_at"`
	AuthorID  int64   `json:"author_id"`
	Metadata  object  `json:"metadata"`
	Events    []any   `json:"events"`
	Via       wireVia `json:"via"`
}

// wireChange is a Create or a Change event. Values are strings, ids too; null when unset, a list for tags.
type wireChange struct {
	ID        int64    `json:"id"`
	Type      string   `json:"type"`
	Value     any      `json:"value"`
	FieldName string   `json:"field_name"`
	Previous  any      `json:"previous_value"`
	Via       *wireVia `json:"via,omitempty"`
}

// wireCreate is a Create event: it has no previous value.
type wireCreate struct {
	ID        int64  `json:"id"`
	Type      string `json:"type"`
	Value     any    `json:"value"`
	FieldName string `json:"field_name"`
}

type wireNotice struct {
	ID         int64   `json:"id"`
	Type       string  `json:"type"`
	Via        wireVia `json:"via"`
	Subject    string  `json:"subject"`
	Body       string  `json:"body"`
	Recipients []int64 `json:"recipients"`
}

func (s *Sim) audit(t simulator.Ticket, u simulator.Update) wireAudit {
	via := s.via(u.Via, u.Rule, u.By)
	if u.Via == simulator.Trigger {
		via = s.via(simulator.Automation, u.Rule, u.By)
	}
	a := wireAudit{
		ID: u.ID, TicketID: t.ID, CreatedAt: stamp(u.At), AuthorID: u.By, Metadata: metadata(u), Events: []any{}, Via: via,
	}
	n := 0
	if u.Note != nil {
		a.Events = append(a.Events, s.comment(*u.Note, u))
		n++
	}
	for _, c := range u.Changes {
		a.Events = append(a.Events, s.changeEvent(u, c, n))
		n++
	}
	if u.Created {
		for _, c := range s.firstValues(t) {
			c.ID, c.Type = u.EventID(n), "Create"
			a.Events = append(a.Events, c)
			n++
		}
	}
	for _, notice := range u.Notices {
		a.Events = append(a.Events, wireNotice{
			ID: u.EventID(n), Type: "Notification", Via: s.via(simulator.Trigger, notice.Rule, 0),
			Subject: "[{{ticket.account}}] Re: {{ticket.title}}", Body: "{{ticket.comments_formatted}}", Recipients: []int64{notice.To},
		})
		n++
	}
	if s.opts.Quirks.UnknownEvents {
		a.Events = append(a.Events, object{"id": u.EventID(n), "type": "QuantumForecast", "likelihood": []float64{0.5}})
	}
	return a
}

func (s *Sim) changeEvent(u simulator.Update, c simulator.Change, n int) any {
	e := wireChange{ID: u.EventID(n), Type: "Change", FieldName: fieldName(c.Field), Value: fieldValue(c.Field, c.To), Previous: fieldValue(c.Field, c.From)}
	if u.Created {
		return wireCreate{ID: e.ID, Type: "Create", Value: e.Value, FieldName: e.FieldName}
	}
	if c.Rule != "" {
		via := s.via(simulator.Trigger, c.Rule, 0)
		e.Via = &via
	}
	return e
}

// firstValues are the fields of a new ticket that the desk keeps no change of.
func (s *Sim) firstValues(t simulator.Ticket) []wireCreate {
	digits := func(id int64) string { return strconv.FormatInt(id, 10) }
	all := []wireCreate{
		{FieldName: "requester_id", Value: digits(t.Requester)},
		{FieldName: "brand_id", Value: digits(brandID)},
		{FieldName: "ticket_form_id", Value: digits(formID)},
	}
	if t.Organization != 0 {
		all = append(all, wireCreate{FieldName: "organization_id", Value: digits(t.Organization)})
	}
	return all
}

func fieldName(field string) string {
	switch field {
	case "assignee":
		return "assignee_id"
	case "problem":
		return "problem_id"
	}
	if f, ok := fieldNamed(field); ok {
		return strconv.FormatInt(f.ID, 10)
	}
	return field
}

func fieldValue(field, text string) any {
	switch {
	case field == "tags":
		return append([]string{}, simulator.Tags(text)...)
	case text == "":
		return nil
	}
	return text
}

func metadata(u simulator.Update) object {
	system := object{}
	if u.By != simulator.System {
		system = object{"client": "Deskhand simulator", "ip_address": "192.0.2.10", "location": "Example City", "latitude": 1.5, "longitude": 1.5}
	}
	custom := object{}
	for k, v := range u.Meta {
		custom[k] = v
	}
	return object{"system": system, "custom": custom}
}

// comment returns a note as it stands in an audit.
func (s *Sim) comment(n simulator.Note, u simulator.Update) wireComment {
	w := wireComment{
		ID: n.ID, Type: "Comment", AuthorID: n.By, Body: n.Body, HTMLBody: htmlBody(n), PlainBody: n.Body, Public: n.Public,
		Attachments: []object{}, AuditID: u.ID,
	}
	if n.Voice {
		w.Type, w.FormattedFrom = "VoiceComment", "+1 (555) 010-0199"
		w.Data = object{"from": "+15550100199", "to": "+15550100100", "call_duration": 184, "transcription_text": n.Body, "transcription_status": "completed"}
	}
	return w
}

// comments returns the notes of a ticket as its list of comments has them, oldest first.
func (s *Sim) comments(t simulator.Ticket) []wireComment {
	all := []wireComment{}
	for _, u := range t.Updates {
		if u.Note == nil || u.Note.Removed {
			continue
		}
		w := s.comment(*u.Note, u)
		via := s.via(u.Note.Via, u.Rule, u.Note.By)
		w.Via, w.CreatedAt, w.Metadata = &via, stamp(u.Note.At), metadata(u)
		all = append(all, w)
	}
	return all
}

func (s *Sim) audits(t simulator.Ticket) []wireAudit {
	all := make([]wireAudit, 0, len(t.Updates))
	for _, u := range t.Updates {
		all = append(all, s.audit(t, u))
	}
	if s.opts.Quirks.AuditsNewestFirst {
		slices.Reverse(all)
	}
	return all
}

// htmlBody returns the note as the agents' screen shows it: paragraphs inside one wrapper.
func htmlBody(n simulator.Note) string {
	inner := n.HTML
	if inner == "" {
		var b strings.Builder
		for paragraph := range strings.SplitSeq(n.Body, "\n\n") {
			lines := strings.ReplaceAll(html.EscapeString(paragraph), "\n", "\n<br>")
			fmt.Fprintf(&b, `<p dir="auto">%s</p>`, lines)
		}
		inner = b.String()
	}
	return `<div class="zd-comment" dir="auto">` + inner + `</div>`
}
