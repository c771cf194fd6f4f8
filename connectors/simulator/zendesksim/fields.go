package zendesksim

import "strconv"

// field is a ticket field. Custom ones have a name by which the desk knows them.
type field struct {
	ID    int64
	Name  string // of a custom field: its key in simulator.Ticket.Fields
	Type  string
	Title string
}

// fields are those of the account: the system's, then custom ones of every type that the API has.
var fields = numbered([]field{
	{Type: "subject", Title: "Subject"},
	{Type: "description", Title: "Description"},
	{Type: "status", Title: "Status"},
	{Type: "tickettype", Title: "Type"},
	{Type: "priority", Title: "Priority"},
	{Type: "group", Title: "Group"},
	{Type: "assignee", Title: "Assignee"},
	{Name: "product_area", Type: "tagger", Title: "Product area"},
	{Name: "affected_users", Type: "integer", Title: "Affected users"},
	{Name: "contract_share", Type: "decimal", Title: "Share of contract"},
	{Name: "in_beta", Type: "checkbox", Title: "Seen in Beta only"},
	{Name: "regions", Type: "multiselect", Title: "Regions"},
	{Name: "launch_date", Type: "date", Title: "Launch date"},
	{Name: "reference", Type: "text", Title: "Customer's reference"},
})

func numbered(fields []field) []field {
	for i := range fields {
		fields[i].ID = 6130830400000 + int64(i)*idStep
	}
	return fields
}

func fieldNamed(name string) (field, bool) {
	for _, f := range fields {
		if f.Name == name && name != "" {
			return f, true
		}
	}
	return field{}, false
}

func fieldNumbered(id int64) (field, bool) {
	for _, f := range fields {
		if f.ID == id && f.Name != "" {
			return f, true
		}
	}
	return field{}, false
}

func fieldValues(values map[string]any) []wireField {
	all := make([]wireField, 0, len(fields))
	for _, f := range fields {
		if f.Name != "" {
			all = append(all, wireField{ID: f.ID, Value: values[f.Name]})
		}
	}
	return all
}

func (s *Sim) fieldObject(c *call, i int, f field) object {
	system := f.Name == ""
	o := object{
		"url": s.base(c) + "/api/v2/ticket_fields/" + strconv.FormatInt(f.ID, 10) + ".json", "id": f.ID, "type": f.Type,
		"title": f.Title, "raw_title": f.Title, "description": f.Title, "raw_description": f.Title, "position": i, "active": true,
		"required": false, "collapsed_for_agents": false, "regexp_for_validation": nil, "title_in_portal": f.Title,
		"raw_title_in_portal": f.Title, "visible_in_portal": system, "editable_in_portal": system, "required_in_portal": false,
		"tag": nil, "created_at": "2024-02-01T09:00:00Z", "updated_at": "2024-02-01T09:00:00Z", "removable": !system, "agent_description": nil,
	}
	if choices := fieldChoices[f.Type]; choices != nil {
		o["system_field_options"] = choices
	}
	if f.Type == "tagger" || f.Type == "multiselect" {
		o["custom_field_options"] = []object{
			{"id": f.ID + 1, "name": "First", "raw_name": "First", "value": "first", "default": false},
			{"id": f.ID + 2, "name": "Second", "raw_name": "Second", "value": "second", "default": false},
		}
	}
	return o
}

var fieldChoices = map[string][]object{
	"status": {
		{"name": "Open", "value": "open"}, {"name": "Pending", "value": "pending"},
		{"name": "On-hold", "value": "hold"}, {"name": "Solved", "value": "solved"},
	},
	"priority": {
		{"name": "Low", "value": "low"}, {"name": "Normal", "value": "normal"},
		{"name": "High", "value": "high"}, {"name": "Urgent", "value": "urgent"},
	},
	"tickettype": {
		{"name": "Question", "value": "question"}, {"name": "Incident", "value": "incident"},
		{"name": "Problem", "value": "problem"}, {"name": "Task", "value": "task"},
	},
}
