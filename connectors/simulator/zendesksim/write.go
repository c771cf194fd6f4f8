package zendesksim

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/deskhand/deskhand/connectors/simulator"
)

// ticketInput is the ticket object of an update. Keys that it doesn't know are dropped, as Zendesk drops them.
type ticketInput struct {
	ID             int64            `json:"id"` // in a batch
	Subject        *string          `json:"subject"`
	Status         *string          `json:"status"`
	Priority       *string          `json:"priority"`
	Type           *string          `json:"type"`
	RequesterID    int64            `json:"requester_id"`
	AssigneeID     optional[int64]  `json:"assignee_id"`
	Tags           *[]string        `json:"tags"`
	AdditionalTags []string         `json:"additional_tags"` // update_many only
	RemoveTags     []string         `json:"remove_tags"`     // update_many only
	CustomFields   []wireField      `json:"custom_fields"`
	Comment        *commentInput    `json:"comment"`
	Description    string           `json:"description"` // of a new ticket; ignored in an update
	Metadata       map[string]any   `json:"metadata"`
	SafeUpdate     *json.RawMessage `json:"safe_update"` // any value switches it on
	UpdatedStamp   string           `json:"updated_stamp"`
}

type commentInput struct {
	Body     string `json:"body"`
	HTMLBody string `json:"html_body"`
	Public   *bool  `json:"public"`
	AuthorID int64  `json:"author_id"`
}

// optional tells a null from a missing key.
type optional[T any] struct {
	given bool
	value T
}

func (o *optional[T]) UnmarshalJSON(text []byte) error {
	o.given = true
	return json.Unmarshal(text, &o.value)
}

var knownKeys = strings.Fields(`subject status priority type requester_id assignee_id group_id tags custom_fields comment metadata safe_update
	updated_stamp description external_id problem_id due_at brand_id ticket_form_id organization_id custom_status_id collaborator_ids email_ccs followers`)

// ticketIn reads the body of an update of one ticket, and warns of keys that are dropped.
func ticketIn(c *call, action string) (ticketInput, error) {
	var in struct{ Ticket json.RawMessage }
	var ticket ticketInput
	var keys map[string]json.RawMessage
	if err := json.NewDecoder(c.Body).Decode(&in); err != nil || len(in.Ticket) == 0 {
		return ticket, errBody
	}
	if json.Unmarshal(in.Ticket, &ticket) != nil || json.Unmarshal(in.Ticket, &keys) != nil {
		return ticket, errBody
	}
	var dropped []string
	for key := range keys {
		if !slices.Contains(knownKeys, key) {
			dropped = append(dropped, fmt.Sprintf("%q", "ticket."+key))
		}
	}
	if slices.Sort(dropped); len(dropped) > 0 {
		c.w.Header().Set("X-Zendesk-Api-Warn", fmt.Sprintf(
			`{:allowed_parameters=>{:controller=>"tickets", :action=>%q, :unpermitted_keys=>[%s], :invalid_values=>[]}}`, action, strings.Join(dropped, ", ")))
	}
	return ticket, nil
}

func (s *Sim) updateTicket(c *call) error {
	before, err := s.find(c)
	if err != nil {
		return err
	}
	in, err := ticketIn(c, "update")
	if err != nil {
		return err
	}
	in.AdditionalTags, in.RemoveTags = nil, nil
	update, err := s.update(c, before.ID, in, s.unlessStale(in))
	if err != nil {
		return err
	}
	t, _ := s.desk.Ticket(before.ID)
	audit := s.audit(t, update)
	if update.ID == 0 {
		audit = s.emptyAudit(c, t)
	}
	return s.ok(c, object{"ticket": s.ticket(c, t), "audit": audit})
}

// emptyAudit is what an update that changed nothing is answered with; the ticket's list of audits has it only where Quirks say so.
func (s *Sim) emptyAudit(c *call, t simulator.Ticket) wireAudit {
	a := s.audit(t, simulator.Update{At: c.now, By: c.by.ID, Via: simulator.API})
	a.ID = t.Updates[len(t.Updates)-1].EventID(99)
	return a
}

// unlessStale refuses the update when safe_update asks so and the ticket has moved: stamps are compared in whole seconds, so
// what happened within the same second passes.
func (s *Sim) unlessStale(in ticketInput) func(simulator.Ticket) error {
	if in.SafeUpdate == nil || s.opts.Quirks.IgnoreSafeUpdate {
		return nil
	}
	return func(t simulator.Ticket) error {
		read, err := time.Parse(time.RFC3339, in.UpdatedStamp)
		if err != nil || !read.Truncate(time.Second).Equal(t.Updated.Truncate(time.Second)) {
			return errConflict
		}
		return nil
	}
}

// update carries out what was asked on one ticket.
func (s *Sim) update(c *call, id int64, in ticketInput, guard func(simulator.Ticket) error) (simulator.Update, error) {
	t, ok := s.desk.Ticket(id)
	if !ok || !t.Live() {
		return simulator.Update{}, errNotFound
	}
	if err := check(in, t); err != nil {
		return simulator.Update{}, err
	}
	e := simulator.Edit{
		By: c.by.ID, Via: simulator.API, Subject: in.Subject, Status: in.Status, Priority: in.Priority, Type: in.Type,
		Tags: in.Tags, Add: in.AdditionalTags, Remove: in.RemoveTags, Meta: in.Metadata, If: guard,
	}
	if in.AssigneeID.given {
		e.Assignee = &in.AssigneeID.value
	}
	for _, v := range in.CustomFields {
		if f, ok := fieldNumbered(v.ID); ok {
			if e.Fields == nil {
				e.Fields = map[string]any{}
			}
			e.Fields[f.Name] = v.Value
		}
	}
	if in.Comment != nil {
		if len(t.Notes()) >= maxComments {
			return simulator.Update{}, invalid("base", "Ticket: the comment limit of 5000 has been reached")
		}
		note := in.Comment.note(t)
		e.Note = &note
	}
	e.EvenClosed, e.Always = tagsOnly(in), s.opts.Quirks.AuditNoChange
	return s.desk.Save(id, e)
}

// tagsOnly reports whether the update does nothing but add and remove tags: closed tickets take that, and nothing else.
func tagsOnly(in ticketInput) bool {
	if len(in.AdditionalTags) == 0 && len(in.RemoveTags) == 0 {
		return false
	}
	return in.Subject == nil && in.Status == nil && in.Priority == nil && in.Type == nil && !in.AssigneeID.given &&
		in.Tags == nil && in.CustomFields == nil && in.Comment == nil
}

func check(in ticketInput, t simulator.Ticket) error {
	if s := in.Status; s != nil {
		if !slices.Contains(statusOrder[:6], *s) {
			return invalid("status", "Status: "+*s+" is not included in the list")
		}
		if *s == simulator.New && t.Status != simulator.New {
			return invalid("status", "Status: cannot be new")
		}
	}
	if p := in.Priority; p != nil {
		if *p == "" && t.Priority != "" {
			return invalid("priority", "Priority: cannot be reset")
		}
		if !slices.Contains([]string{"", "low", "normal", "high", "urgent"}, *p) {
			return invalid("priority", "Priority: "+*p+" is not a valid priority")
		}
	}
	return nil
}

// note returns the note that is kept of a comment. Without public it is as visible as the ticket's first one.
func (in commentInput) note(t simulator.Ticket) simulator.Note {
	n := written(in.Body, in.HTMLBody, t)
	n.By = in.AuthorID
	n.Public = t.Public()
	if in.Public != nil {
		n.Public = *in.Public
	}
	return n
}

func (s *Sim) createTicket(c *call) error {
	in, err := ticketIn(c, "create")
	if err != nil {
		return err
	}
	if in.Comment == nil {
		in.Comment = &commentInput{Body: in.Description}
	}
	if in.Comment.Body == "" && in.Comment.HTMLBody == "" {
		return invalid("base", "Description: cannot be blank")
	}
	note := in.Comment.note(simulator.Ticket{})
	n := simulator.NewTicket{
		Body: note.Body, HTML: note.HTML, Private: !note.Public, Requester: in.RequesterID, By: c.by.ID, Via: simulator.API, Assignee: in.AssigneeID.value,
	}
	for from, to := range map[*string]*string{in.Subject: &n.Subject, in.Status: &n.Status, in.Priority: &n.Priority, in.Type: &n.Type} {
		if from != nil {
			*to = *from
		}
	}
	if in.Tags != nil {
		n.Tags = *in.Tags
	}
	if n.Requester == 0 {
		n.Requester = c.by.ID
	}
	t := s.desk.Create(n)
	c.w.Header().Set("Location", s.ticket(c, t).URL)
	return s.answer(c, http.StatusCreated, object{"ticket": s.ticket(c, t), "audit": s.audit(t, t.Updates[0])})
}

func (s *Sim) deleteTicket(c *call) error {
	t, err := s.find(c)
	if err != nil {
		return err
	}
	if err := s.desk.Delete(t.ID, c.by.ID); err != nil {
		return err
	}
	c.w.WriteHeader(http.StatusNoContent)
	return nil
}

func (s *Sim) restoreTicket(c *call) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	if err := s.desk.Restore(id, c.by.ID); err != nil {
		return err
	}
	return s.ok(c, object{})
}

func (s *Sim) hideComment(c *call) error {
	t, err := s.find(c)
	if err != nil {
		return err
	}
	id, err := pathID(c, "note")
	if err != nil {
		return err
	}
	return s.hide(c, t.ID, id)
}

func (s *Sim) hideAudit(c *call) error {
	t, u, err := s.findAudit(c)
	if err != nil {
		return err
	}
	if u.Note == nil {
		return errNotFound
	}
	return s.hide(c, t.ID, u.Note.ID)
}

func (s *Sim) hide(c *call, ticket, note int64) error {
	if err := s.desk.HideNote(ticket, note, c.by.ID); err != nil {
		return err
	}
	c.w.WriteHeader(http.StatusOK)
	return nil
}
