package jirasim

import (
	"encoding/json"
	"net/http"
	"slices"
	"time"

	"github.com/deskhand/deskhand/connectors/simulator"
)

// editInput is the body of an edit.
type editInput struct {
	Fields     map[string]json.RawMessage              `json:"fields"`
	Update     map[string][]map[string]json.RawMessage `json:"update"`
	Properties []propertyInput                         `json:"properties"`
}

// lastEdit remembers the labels from before an edit, for StaleEdits.
type lastEdit struct {
	at     time.Time
	before []string
}

// editIssue carries out an edit whole or not at all: fields, labels and one comment in one save.
func (c *call) editIssue() response {
	t, bad := c.findIssue()
	if bad != nil {
		return *bad
	}
	var in editInput
	if bad := c.decode(&in); bad != nil {
		return *bad
	}
	if bad := c.may("EDIT_ISSUES"); bad != nil {
		return *bad
	}
	if len(in.Fields)+len(in.Update)+len(in.Properties) == 0 {
		return failure(http.StatusBadRequest, "one of 'fields' or 'update' required")
	}
	if c.URL.Query().Get("notifyUsers") == "false" {
		if !c.opts.cloud() {
			return failure(http.StatusForbidden, "To discard the user notification either admin or project admin permissions are required.")
		}
		if c.opts.QuietWishIgnoresEdit {
			return noContent()
		}
	}
	e, comment, bad := c.readEdit(t, in)
	if bad != nil {
		return *bad
	}
	saved, bad := c.save(t.ID, e)
	if bad != nil {
		return *bad
	}
	if saved.Note != nil {
		c.server.keepRich(saved.Note.ID, comment)
	}
	c.server.remember(t, c.now)
	if c.opts.cloud() && c.URL.Query().Get("returnIssue") == "true" {
		now, _ := c.server.desk.Ticket(t.ID)
		return ok(c.issue(now, view{fields: []string{"*all"}, expand: list(c.URL.Query()["expand"])}))
	}
	return noContent()
}

func (s *Server) remember(before simulator.Ticket, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.edits[before.ID] = lastEdit{now, before.Tags}
}

// readEdit checks an edit and makes it one of the desk's. It also returns the comment's text as it was written.
func (c *call) readEdit(t simulator.Ticket, in editInput) (simulator.Edit, json.RawMessage, *response) {
	var e simulator.Edit
	for field := range in.Update {
		if _, twice := in.Fields[field]; twice {
			answer := fieldFailure(field, "Field '"+field+"' cannot appear in both 'fields' and 'update'")
			return e, nil, &answer
		}
	}
	for field, value := range in.Fields {
		if bad := c.setField(field, value, &e); bad != nil {
			return e, nil, bad
		}
	}
	var comment json.RawMessage
	for field, operations := range in.Update {
		var bad *response
		switch {
		case field == "comment":
			comment, bad = c.commentOperation(t, operations, &e)
		case field == "labels":
			bad = c.labelOperations(t, operations, &e)
		default:
			bad = c.setOperation(field, operations, &e)
		}
		if bad != nil {
			return e, nil, bad
		}
	}
	for _, p := range in.Properties {
		if p.Key == "" || len(p.Value) == 0 {
			answer := badPayload()
			return e, nil, &answer
		}
		e.Properties = withProperty(e.Properties, p.Key, p.Value)
	}
	return e, comment, nil
}

func (c *call) onScreen(field string) *response {
	if !slices.Contains(c.opts.OffScreen, field) {
		return nil
	}
	answer := fieldFailure(field, "Field '"+field+"' cannot be set. It is not on the appropriate screen, or unknown.")
	return &answer
}

func invalidField(field string) *response {
	answer := fieldFailure(field, "Field '"+field+"' is not valid for this operation.")
	return &answer
}

// setField sets a field to a value.
func (c *call) setField(field string, raw json.RawMessage, e *simulator.Edit) *response {
	if bad := c.onScreen(field); bad != nil {
		return bad
	}
	switch field {
	case "labels":
		var all []string
		if json.Unmarshal(raw, &all) != nil {
			answer := fieldFailure("labels", "data was not an array")
			return &answer
		}
		return setLabels(all, e)
	case "summary":
		if json.Unmarshal(raw, &e.Subject) != nil || e.Subject == nil || *e.Subject == "" {
			answer := fieldFailure("summary", "You must specify a summary of the issue.")
			return &answer
		}
	case "priority":
		return setPriority(raw, e)
	case "assignee":
		return c.setAssignee(raw, e)
	default:
		answer := fieldFailure(field, "Field '"+field+"' cannot be set. It is not on the appropriate screen, or unknown.")
		return &answer
	}
	return nil
}

func setLabels(all []string, e *simulator.Edit) *response {
	for _, label := range all {
		if wrong := validLabel(label); wrong != "" {
			answer := fieldFailure("labels", wrong)
			return &answer
		}
	}
	e.Tags = &all
	return nil
}

func setPriority(raw json.RawMessage, e *simulator.Edit) *response {
	var wanted struct{ ID, Name string }
	if json.Unmarshal(raw, &wanted) == nil {
		for _, word := range []string{"low", "normal", "high", "urgent"} {
			if p := priorities[word]; p.name == wanted.Name || p.id == wanted.ID {
				e.Priority = &word
				return nil
			}
		}
	}
	answer := fieldFailure("priority", "The priority selected is invalid.")
	return &answer
}

// setAssignee reads {"accountId"} on Cloud, {"name"} on Data Center, and null for nobody.
func (c *call) setAssignee(raw json.RawMessage, e *simulator.Edit) *response {
	var wanted *struct{ AccountID, Name string }
	nobody := int64(0)
	if json.Unmarshal(raw, &wanted) == nil {
		if wanted == nil {
			e.Assignee = &nobody
			return nil
		}
		for _, p := range c.server.desk.People() {
			if c.opts.cloud() && accountID(p) == wanted.AccountID || !c.opts.cloud() && userName(p) == wanted.Name {
				e.Assignee = &p.ID
				return nil
			}
		}
	}
	answer := fieldFailure("assignee", "User does not exist or you do not have permission to assign issues to them.")
	return &answer
}

func (c *call) setOperation(field string, operations []map[string]json.RawMessage, e *simulator.Edit) *response {
	for _, operation := range operations {
		value, set := operation["set"]
		if !set {
			return invalidField(field)
		}
		if bad := c.setField(field, value, e); bad != nil {
			return bad
		}
	}
	return nil
}

// labelOperations carries out add, remove and set in their order. Labels that nobody named are left as they are, but for StaleEdits:
// then an edit just behind another one puts back what was there before that.
func (c *call) labelOperations(t simulator.Ticket, operations []map[string]json.RawMessage, e *simulator.Edit) *response {
	if bad := c.onScreen("labels"); bad != nil {
		return bad
	}
	seen, stale := c.server.labelsSeen(t, c.now, c.opts.StaleEdits)
	after, replaced := slices.Clone(seen), stale
	for _, operation := range operations {
		for verb, raw := range operation {
			var label string
			var many []string
			switch {
			case verb == "set" && json.Unmarshal(raw, &many) == nil:
				after, replaced = many, true
			case verb == "add" && json.Unmarshal(raw, &label) == nil:
				after = append(after, label)
			case verb == "remove" && json.Unmarshal(raw, &label) == nil:
				after = slices.DeleteFunc(after, func(l string) bool { return l == label })
			default:
				return invalidField("labels")
			}
		}
	}
	if bad := setLabels(after, e); bad != nil || replaced {
		return bad
	}
	e.Tags = nil
	e.Add = slices.DeleteFunc(slices.Clone(after), func(l string) bool { return slices.Contains(seen, l) })
	e.Remove = slices.DeleteFunc(slices.Clone(seen), func(l string) bool { return slices.Contains(after, l) })
	return nil
}

// labelsSeen returns the labels that an edit starts from, and whether they are those from before another edit.
func (s *Server) labelsSeen(t simulator.Ticket, now time.Time, staleFor time.Duration) (labels []string, stale bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	last, known := s.edits[t.ID]
	if known && now.Sub(last.at) < staleFor {
		return last.before, true
	}
	return t.Tags, false
}

// commentOperation reads the one comment that an edit may add.
func (c *call) commentOperation(t simulator.Ticket, operations []map[string]json.RawMessage, e *simulator.Edit) (json.RawMessage, *response) {
	if len(operations) != 1 || operations[0]["add"] == nil {
		return nil, invalidField("comment")
	}
	var in commentInput
	if json.Unmarshal(operations[0]["add"], &in) != nil {
		return nil, invalidField("comment")
	}
	if bad := c.may("ADD_COMMENTS"); bad != nil {
		return nil, bad
	}
	n, bad := c.note(c.server.key(t.ID).project, in)
	if bad != nil {
		return nil, bad
	}
	e.Note = &n
	return in.Body, nil
}

// editMeta tells which fields are on the edit screen.
func (c *call) editMeta() response {
	if _, bad := c.findIssue(); bad != nil {
		return *bad
	}
	return ok(c.editable())
}

func (c *call) editable() object {
	fields := object{}
	add := func(id, kind, items string, operations ...string) {
		if slices.Contains(c.opts.OffScreen, id) {
			return
		}
		schema := object{"type": kind, "system": id}
		if items != "" {
			schema["items"] = items
		}
		fields[id] = object{
			"required": id == "summary", "schema": schema, "name": issueFields[id].name, "key": id, "operations": operations,
		}
	}
	add("summary", "string", "", "set")
	add("labels", "array", "string", "add", "set", "remove")
	add("priority", "priority", "", "set")
	add("assignee", "user", "", "set")
	add("comment", "comments-page", "", "add", "edit", "remove")
	return object{"fields": fields}
}
