package jirasim

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/deskhand/deskhand/connectors/simulator"
)

// requestPage is how many values a page of the service desk API holds where no number is given.
const requestPage = 50

// findRequest returns the customer's request that the path names. Other issues are not known to this API.
func (c *call) findRequest() (simulator.Ticket, *response) {
	if !c.known {
		answer := c.mustLogIn()
		return simulator.Ticket{}, &answer
	}
	t, found := c.server.ticket(c.PathValue("issue"))
	p := c.server.key(t.ID).project
	if !found || !p.service || !p.issueType(t.Type).request() {
		answer := deskFailure(http.StatusNotFound, "The request you are trying to view does not exist.", "sd.customerview.error.issueNotFound")
		return t, &answer
	}
	return t, nil
}

func (c *call) getRequest() response {
	t, bad := c.findRequest()
	if bad != nil {
		return *bad
	}
	key := c.server.key(t.ID)
	s := key.project.workflow()[t.Status]
	id := itoa(issueID(t.ID))
	return ok(object{
		"_expands": []string{"participant", "status", "sla", "requestType", "serviceDesk", "attachment", "action", "comment"},
		"issueId":  id, "issueKey": key.String(), "requestTypeId": "9", "serviceDeskId": "2",
		"createdDate": c.deskTime(t.Created), "reporter": c.deskUser(t.Requester),
		"requestFieldValues": []any{
			object{"fieldId": "summary", "label": "Summary", "value": t.Subject},
			object{
				"fieldId": "description", "label": "Description", "value": wikiOf(t.Description()),
				"renderedValue": object{"html": htmlOf(t.Description())},
			},
		},
		"currentStatus": object{"status": s.name, "statusCategory": strings.ToUpper(s.category.key), "statusDate": c.deskTime(t.Updated)},
		"_links": object{
			"jiraRest": c.site + "/rest/api/2/issue/" + id, "self": c.site + "/rest/servicedeskapi/request/" + id,
			"web": c.site + "/servicedesk/customer/portal/2/" + key.String(), "agent": c.site + "/browse/" + key.String(),
		},
	})
}

// deskTime writes an instant as the service desk API does.
func (c *call) deskTime(t time.Time) object {
	local := t.In(c.opts.Zone)
	return object{
		"iso8601": local.Format("2006-01-02T15:04:05-0700"), "jira": c.stamp(t), "epochMillis": t.UnixMilli(),
		"friendly": local.Format("02/Jan/06 3:04 PM"),
	}
}

func (c *call) requestComment(t simulator.Ticket, n simulator.Note) object {
	o := object{
		"_expands": []string{"attachment", "renderedBody"}, "id": itoa(n.ID), "body": c.rich(n.ID, n.Body),
		"public": !internal(c.server.key(t.ID).project, n), "created": c.deskTime(n.At),
		"_links": object{"self": c.site + "/rest/servicedeskapi/request/" + itoa(issueID(t.ID)) + "/comment/" + itoa(n.ID)},
	}
	if author := c.deskUser(n.By); author != nil {
		o["author"] = author
	}
	return o
}

// listRequestComments gives an empty list, not an error, to whoever may not look.
func (c *call) listRequestComments() response {
	if !c.known && c.opts.cloud() {
		return c.deskPage("/comment", nil)
	}
	t, bad := c.findRequest()
	if bad != nil {
		return *bad
	}
	q := c.URL.Query()
	p := c.server.key(t.ID).project
	var shown []any
	for _, n := range comments(t) {
		kind := "public"
		if internal(p, n) {
			kind = "internal"
		}
		if q.Get(kind) != "false" {
			shown = append(shown, c.requestComment(t, n))
		}
	}
	return c.deskPage("/comment", shown)
}

// deskPage cuts a page out of all values.
func (c *call) deskPage(what string, all []any) response {
	start, bad := c.number("start", 0)
	if bad != nil {
		return *bad
	}
	limit, bad := c.number("limit", requestPage)
	if bad != nil {
		return *bad
	}
	start, limit = max(start, 0), min(max(limit, 1), requestPage)
	page := all[min(start, len(all)):]
	page = page[:min(limit, len(page))]
	self := c.site + "/rest/servicedeskapi/request/" + c.PathValue("issue") + what
	links := object{"base": c.site, "context": c.opts.ContextPath, "self": self}
	last := start+len(page) >= len(all)
	if !last {
		links["next"] = self + "?start=" + itoa(int64(start+len(page))) + "&limit=" + itoa(int64(limit))
	}
	return ok(object{
		"_expands": []string{}, "size": len(page), "start": start, "limit": limit, "isLastPage": last, "_links": links,
		"values": append([]any{}, page...),
	})
}

func (c *call) getRequestComment() response {
	t, bad := c.findRequest()
	if bad != nil {
		return *bad
	}
	for _, n := range comments(t) {
		if itoa(n.ID) == c.PathValue("id") {
			return ok(c.requestComment(t, n))
		}
	}
	return deskFailure(http.StatusNotFound, "Comment does not exist.", "sd.request.comment.error.not.found")
}

func (c *call) addRequestComment() response {
	t, bad := c.findRequest()
	if bad != nil {
		return *bad
	}
	var in struct {
		Body   string `json:"body"`
		Public *bool  `json:"public"`
	}
	if bad := c.decode(&in); bad != nil {
		return *bad
	}
	if in.Public == nil || strings.TrimSpace(in.Body) == "" {
		return deskFailure(http.StatusBadRequest, "The fields 'body' and 'public' are needed.", "sd.request.comment.error.missing")
	}
	if bad := c.may("ADD_COMMENTS"); bad != nil {
		return response{status: http.StatusForbidden} // with no body at all
	}
	n := simulator.Note{Body: in.Body, Public: *in.Public}
	if !n.Public {
		n.Properties = withProperty(nil, internalProperty, json.RawMessage(`{"internal":true}`))
	}
	saved, bad := c.save(t.ID, simulator.Edit{Note: &n})
	if bad != nil {
		return *bad
	}
	c.server.keepRich(saved.Note.ID, json.RawMessage(encode(in.Body)))
	return created(c.requestComment(t, *saved.Note))
}

// participants are those who share a request with its reporter: whoever else wrote publicly as a customer, or was added.
func (c *call) participants(t simulator.Ticket) []int64 {
	var ids []int64
	add := func(id int64) {
		if id != t.Requester && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	for _, n := range comments(t) {
		if p, known := c.server.desk.Person(n.By); known && p.Role == simulator.Customer {
			add(p.ID)
		}
	}
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	for _, id := range c.server.shared[t.ID] {
		add(id)
	}
	return ids
}

func (c *call) listParticipants() response {
	t, bad := c.findRequest()
	if bad != nil {
		return *bad
	}
	var all []any
	for _, id := range c.participants(t) {
		all = append(all, c.deskUser(id))
	}
	return c.deskPage("/participant", all)
}

// addParticipants reads account ids on Cloud and user names on Data Center.
func (c *call) addParticipants() response {
	t, bad := c.findRequest()
	if bad != nil {
		return *bad
	}
	var in struct {
		AccountIDs []string `json:"accountIds"`
		Usernames  []string `json:"usernames"`
	}
	if bad := c.decode(&in); bad != nil {
		return *bad
	}
	wanted := append(in.AccountIDs, in.Usernames...)
	for _, p := range c.server.desk.People() {
		if slices.Contains(wanted, accountID(p)) || slices.Contains(wanted, userName(p)) {
			c.server.share(t.ID, p.ID)
		}
	}
	return c.listParticipants()
}

func (s *Server) share(ticket, person int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.shared[ticket] = append(s.shared[ticket], person)
}
