package jirasim

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/deskhand/deskhand/connectors/simulator"
)

// view is how much of an issue an answer shows.
type view struct {
	fields     []string // names, "*all", "*navigable", "-name"
	expand     []string
	properties []string
	shortened  bool // in an answer to Cloud's search, expansions hold less
}

func (c *call) getIssue() response {
	t, bad := c.findIssue()
	if bad != nil {
		return *bad
	}
	q := c.URL.Query()
	fields := list(q["fields"])
	if len(fields) == 0 {
		fields = []string{"*all"}
	}
	return ok(c.issue(t, view{fields: fields, expand: list(q["expand"]), properties: list(q["properties"])}))
}

// findIssue returns the issue that the path names. A nobody sees none.
func (c *call) findIssue() (simulator.Ticket, *response) {
	t, found := c.server.ticket(c.PathValue("issue"))
	switch {
	case !c.known && !c.opts.cloud():
		answer := c.mustLogIn()
		return t, &answer
	case !c.known, !found:
		answer := c.noIssue()
		return t, &answer
	}
	return t, nil
}

// mostFetched is how many issues a bulkfetch may name.
const mostFetched = 100

// bulkFetch leaves out what is not there, and what the caller may not see: to a nobody, everything. Whether it shortens comments and
// changelogs as search does is not documented; here it does, and whoever copes with that copes with the other.
func (c *call) bulkFetch() response {
	var in struct {
		IssueIDsOrKeys []string `json:"issueIdsOrKeys"`
		Fields         []string `json:"fields"`
		Expand         []string `json:"expand"`
		Properties     []string `json:"properties"`
		FieldsByKeys   bool     `json:"fieldsByKeys"`
	}
	if bad := c.decodeStrict(&in); bad != nil {
		return *bad
	}
	if len(in.IssueIDsOrKeys) == 0 || len(in.IssueIDsOrKeys) > mostFetched {
		return failure(http.StatusBadRequest, "The number of issues must be between 1 and 100.")
	}
	if len(in.Fields) == 0 {
		in.Fields = []string{"*navigable"}
	}
	issues, seen := []any{}, map[int64]bool{}
	for _, name := range in.IssueIDsOrKeys {
		if t, found := c.server.ticket(name); found && c.known && !seen[t.ID] {
			seen[t.ID] = true
			issues = append(issues, c.issue(t, view{in.Fields, in.Expand, in.Properties, true}))
		}
	}
	return ok(object{"issues": issues, "issueErrors": []any{}})
}

// issue renders an issue.
func (c *call) issue(t simulator.Ticket, v view) object {
	o := object{
		"expand": "operations,versionedRepresentations,editmeta,changelog,renderedFields",
		"id":     itoa(issueID(t.ID)), "key": c.server.key(t.ID).String(), "self": c.rest("/issue/" + itoa(issueID(t.ID))),
	}
	if fields := c.fields(t, v); len(fields) > 0 {
		o["fields"] = fields
	}
	if len(v.properties) > 0 {
		o["properties"] = properties(t.Properties, v.properties)
	}
	for _, name := range v.expand {
		switch name {
		case "names":
			o["names"] = fieldNames()
		case "changelog":
			o["changelog"] = c.expandedChangelog(t, v.shortened)
		case "renderedFields":
			o["renderedFields"] = object{"description": htmlOf(t.Description())}
		case "editmeta":
			o["editmeta"] = c.editable()
		}
	}
	return o
}

// fields renders the chosen fields. An issue of which only the id was asked has none.
func (c *call) fields(t simulator.Ticket, v view) object {
	chosen := map[string]bool{}
	for _, name := range v.fields {
		switch {
		case name == "*all" || name == "*navigable":
			for own, f := range issueFields {
				chosen[own] = chosen[own] || name == "*all" || !f.hidden
			}
		case strings.HasPrefix(name, "-"):
			delete(chosen, name[1:])
		default:
			chosen[name] = true
		}
	}
	fields := object{}
	for name := range chosen {
		if f, known := issueFields[name]; known && chosen[name] {
			fields[name] = f.render(c, t, v)
		}
	}
	return fields
}

// issueField is a field of an issue.
type issueField struct {
	name   string // for people
	hidden bool   // not among the navigable ones
	render func(*call, simulator.Ticket, view) any
}

// issueFields are all fields by id. They are filled in init, since to render links is to render issues.
var issueFields map[string]issueField

func init() {
	issueFields = map[string]issueField{
		"summary":        {"Summary", false, func(_ *call, t simulator.Ticket, _ view) any { return t.Subject }},
		"description":    {"Description", false, (*call).description},
		"status":         {"Status", false, (*call).status},
		"priority":       {"Priority", false, (*call).priority},
		"labels":         {"Labels", false, func(_ *call, t simulator.Ticket, _ view) any { return labels(t) }},
		"created":        {"Created", false, func(c *call, t simulator.Ticket, _ view) any { return c.stamp(t.Created) }},
		"updated":        {"Updated", false, func(c *call, t simulator.Ticket, _ view) any { return c.stamp(c.updated(t)) }},
		"resolution":     {"Resolution", false, (*call).resolution},
		"resolutiondate": {"Resolved", false, (*call).resolved},
		"assignee":       {"Assignee", false, func(c *call, t simulator.Ticket, _ view) any { return c.user(t.Assignee) }},
		"reporter":       {"Reporter", false, func(c *call, t simulator.Ticket, _ view) any { return c.user(t.Requester) }},
		"creator":        {"Creator", false, func(c *call, t simulator.Ticket, _ view) any { return c.user(creator(t)) }},
		"project":        {"Project", false, func(c *call, t simulator.Ticket, _ view) any { return c.projectBean(c.server.key(t.ID).project) }},
		"issuetype":      {"Issue Type", false, (*call).issueTypeBean},
		"issuelinks":     {"Linked Issues", false, (*call).issueLinks},
		"components":     {"Components", false, func(*call, simulator.Ticket, view) any { return []any{} }},
		"environment":    {"Environment", false, func(*call, simulator.Ticket, view) any { return nil }},
		"comment":        {"Comment", true, (*call).commentField},
		// What was once seen where a service desk was gone: an error as the value of a field.
		"customfield_14706": {"Request participants", true, func(*call, simulator.Ticket, view) any {
			return deskFailure(0, "The Service Desk you are trying to view does not exist.", "sd.agent.servicedesk.error.servicedesk.missing").body
		}},
		"customfield_10210": {"Form answers", false, func(_ *call, t simulator.Ticket, _ view) any {
			if len(t.Fields) == 0 {
				return nil
			}
			return t.Fields
		}},
	}
}

// fieldNames returns the names of all fields by id.
func fieldNames() map[string]string {
	names := map[string]string{}
	for id, f := range issueFields {
		names[id] = f.name
	}
	return names
}

func labels(t simulator.Ticket) []string {
	if t.Tags == nil {
		return []string{}
	}
	return t.Tags
}

func creator(t simulator.Ticket) int64 {
	if len(t.Updates) == 0 {
		return t.Requester
	}
	return t.Updates[0].By
}

func (c *call) description(t simulator.Ticket, _ view) any {
	return c.rich(firstNote(t), t.Description())
}

func firstNote(t simulator.Ticket) int64 {
	if len(t.Updates) == 0 || t.Updates[0].Note == nil {
		return 0
	}
	return t.Updates[0].Note.ID
}

func (c *call) status(t simulator.Ticket, _ view) any {
	s := c.server.key(t.ID).project.workflow()[t.Status]
	return c.statusBean(s)
}

func (c *call) statusBean(s status) object {
	return object{
		"self": c.rest("/status/" + s.id), "description": "", "iconUrl": c.site + "/", "name": s.name, "id": s.id,
		"statusCategory": object{
			"self": c.rest("/statuscategory/" + itoa(int64(s.category.id))), "id": s.category.id, "key": s.category.key,
			"colorName": s.category.color, "name": s.category.name,
		},
	}
}

func (c *call) priority(t simulator.Ticket, _ view) any {
	return c.priorityBean(priorities[t.Priority])
}

func (c *call) priorityBean(p priority) object {
	return object{
		"self": c.rest("/priority/" + p.id), "iconUrl": c.site + "/images/icons/priorities/" + strings.ToLower(p.name) + ".svg",
		"name": p.name, "id": p.id,
	}
}

func (c *call) resolution(t simulator.Ticket, _ view) any {
	if t.Status != simulator.Solved && t.Status != simulator.Closed {
		return nil
	}
	return object{"self": c.rest("/resolution/10000"), "id": "10000", "description": "Work has been completed on this issue.", "name": "Done"}
}

func (c *call) resolved(t simulator.Ticket, _ view) any {
	if t.Status != simulator.Solved && t.Status != simulator.Closed {
		return nil
	}
	at := t.Updated
	for _, u := range slices.Backward(t.Updates) {
		if slices.ContainsFunc(u.Changes, func(ch simulator.Change) bool { return ch.Field == "status" && ch.To == simulator.Solved }) {
			at = u.At
			break
		}
	}
	return c.stamp(at.Truncate(time.Millisecond))
}

func (c *call) issueTypeBean(t simulator.Ticket, _ view) any {
	kind := c.server.key(t.ID).project.issueType(t.Type)
	o := object{
		"self": c.rest("/issuetype/" + kind.id), "id": kind.id, "description": "", "iconUrl": c.site + "/images/icons/issuetype.svg",
		"name": kind.name, "subtask": false, "avatarId": 10300,
	}
	if c.opts.cloud() {
		o["hierarchyLevel"] = 0
	}
	return o
}

// issueLinks shows the problem that an incident belongs to, and the incidents of a problem.
func (c *call) issueLinks(t simulator.Ticket, _ view) any {
	links := []any{}
	kind := object{"id": "10003", "name": "Problem/Incident", "inward": "is caused by", "outward": "causes", "self": c.rest("/issueLinkType/10003")}
	add := func(side string, other int64, incident int64) {
		linked, ok := c.server.desk.Ticket(other)
		if !ok || !linked.Live() {
			return
		}
		id := itoa(issueID(incident))
		links = append(links, object{
			"id": id, "self": c.rest("/issueLink/" + id), "type": kind,
			side: c.issue(linked, view{fields: []string{"summary", "status", "priority", "issuetype"}}),
		})
	}
	if t.Problem != 0 {
		add("inwardIssue", t.Problem, t.ID)
	}
	for _, incident := range c.server.desk.Incidents(t.ID) {
		add("outwardIssue", incident, incident)
	}
	return links
}

// properties returns the wanted properties that there are.
func properties[V any](all map[string]V, wanted []string) map[string]V {
	some := map[string]V{}
	for key, v := range all {
		if slices.Contains(wanted, key) || slices.Contains(wanted, "*all") {
			some[key] = v
		}
	}
	return some
}
