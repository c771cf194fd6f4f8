package jira

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

// serviceProject is the type of the projects that have customers and internal comments.
const serviceProject = "service_desk"

// ticketFields are what is read of an issue: all but what is large and of no use here.
var ticketFields = []string{"*all", "comment", "-attachment", "-worklog", "-subtasks", "-votes", "-watches"}

// plainFields are the fields that a Ticket has in places of their own.
var plainFields = []string{"summary", "description", "status", "priority", "labels", "reporter", "assignee", "created",
	"updated", "issuelinks", "comment", "attachment", "worklog", "subtasks", "votes", "watches", "avatarUrls"}

// ticket puts together what was read of one issue.
func (d *desk) ticket(id string, x dossier) helpdesk.Ticket {
	if x.gone {
		return helpdesk.Ticket{Desk: d.name, ID: cmp.Or(x.issue.ID, id), Key: x.issue.Key, Status: helpdesk.Deleted}
	}
	i := x.issue
	t := helpdesk.Ticket{
		Desk: d.name, ID: cmp.Or(i.ID, id), Key: i.Key, URL: d.config.URL + "/browse/" + i.Key,
		Tags: i.labels(), Fields: fieldsOf(i), Incidents: linkedIncidents(i), Version: versionOf(i),
		Marks: ledgerOf(i).Refs, NoNotes: d.noNotes(x.project), Partial: x.partial || versionOf(i) == "",
	}
	var priority named
	var reporter, assignee *user
	var created, updated stamp
	var present issueStatus
	i.read("summary", &t.Subject)
	i.read("priority", &priority)
	i.read("reporter", &reporter)
	i.read("assignee", &assignee)
	i.read("created", &created)
	i.read("updated", &updated)
	i.read("status", &present)
	t.Status = d.statuses.now(present)
	t.Priority = strings.ToLower(priority.Name)
	t.Requester, t.Assignee = x.cast.person(reporter), x.cast.person(assignee)
	t.Created, t.Updated = created.Time, updated.Time
	t.Events, t.Partial = d.events(x, t, present)
	return t
}

// events puts the description, the comments and the history in the order of time, each once. It reports whether
// anything is missing.
func (d *desk) events(x dossier, t helpdesk.Ticket, present issueStatus) (events []helpdesk.Event, partial bool) {
	partial = t.Partial
	body, err := adfText(x.issue.Fields["description"])
	partial = partial || err != nil
	events = append(events, helpdesk.Event{
		ID: "description", At: t.Created, By: t.Requester, Kind: helpdesk.KindNote, Public: true, Body: body, Format: helpdesk.Plain,
	})
	for _, c := range x.comments {
		body, err := adfText(c.Body)
		partial = partial || err != nil || c.Created.IsZero()
		events = append(events, helpdesk.Event{
			ID: "comment-" + c.ID, At: c.Created.Time, By: x.cast.person(c.Author), Kind: helpdesk.KindNote,
			Public: c.public(x.project.Type == serviceProject), Body: body, Format: helpdesk.Plain,
		})
	}
	seen := map[string]bool{}
	for _, h := range x.histories {
		if seen[h.ID] {
			continue
		}
		seen[h.ID] = true
		partial = partial || h.Created.IsZero()
		events = append(events, d.changes(h, x.cast, present)...)
	}
	slices.SortStableFunc(events, func(a, b helpdesk.Event) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID))
	})
	return events, partial
}

// changes gives one save of the issue as events, one for each field that matters.
func (d *desk) changes(h history, c cast, present issueStatus) []helpdesk.Event {
	var events []helpdesk.Event
	for _, it := range h.Items {
		e := helpdesk.Event{ID: fmt.Sprintf("change-%s-%s", h.ID, it.Field), At: h.Created.Time, By: c.person(h.Author)}
		if h.Metadata != nil {
			e.Via = helpdesk.ByRule // integrations and automations say there what they are
		}
		switch it.Field {
		case "status":
			e.Kind = helpdesk.KindStatus
			e.From, e.To = string(d.statuses.was(it.FromString, present)), string(d.statuses.was(it.ToString, present))
		case "priority":
			e.Kind = helpdesk.KindPriority
			e.From, e.To = strings.ToLower(it.FromString), strings.ToLower(it.ToString)
		case "assignee":
			e.Kind = helpdesk.KindAssignee
			e.From, e.To = it.From, it.To
		case "labels":
			e.Kind = helpdesk.KindTags
			before, after := strings.Fields(it.FromString), strings.Fields(it.ToString)
			e.Added, e.Removed = missingFrom(before, after), missingFrom(after, before)
		default:
			continue
		}
		events = append(events, e)
	}
	return events
}

// missingFrom returns what stands in the second list only.
func missingFrom(have, want []string) []string {
	var missing []string
	for _, w := range want {
		if !slices.Contains(have, w) {
			missing = append(missing, w)
		}
	}
	return missing
}

// linkedIncidents counts the links to issues whose type is an incident.
func linkedIncidents(i issue) int {
	type linked struct {
		Fields struct {
			Type named `json:"issuetype"`
		} `json:"fields"`
	}
	var links []struct {
		Inward  linked `json:"inwardIssue"`
		Outward linked `json:"outwardIssue"`
	}
	i.read("issuelinks", &links)
	n := 0
	for _, l := range links {
		if strings.Contains(strings.ToLower(l.Inward.Fields.Type.Name+l.Outward.Fields.Type.Name), "incident") {
			n++
		}
	}
	return n
}

// fieldsOf gives the desk's other fields by id, and by name where the desk tells it: numbers, texts, yes or no, and lists of them.
func fieldsOf(i issue) map[string]any {
	fields := map[string]any{}
	for id, raw := range i.Fields {
		if slices.Contains(plainFields, id) {
			continue
		}
		var v any
		if json.Unmarshal(raw, &v) != nil {
			continue
		}
		if v = plainValue(v); v == nil {
			continue
		}
		fields[id] = v
		if name := i.Names[id]; name != "" {
			fields[name] = v
		}
	}
	return fields
}

// plainValue reduces a field's value to what people see of it; nil when that is nothing.
func plainValue(v any) any {
	switch v := v.(type) {
	case string, float64, bool:
		return v
	case []any:
		var list []any
		for _, part := range v {
			if p := plainValue(part); p != nil {
				list = append(list, p)
			}
		}
		if len(list) == 0 {
			return nil
		}
		return list
	case map[string]any:
		for _, key := range []string{"value", "name", "displayName", "key"} {
			if text, ok := v[key].(string); ok {
				return text
			}
		}
	}
	return nil
}
