package jirasim

import (
	"net/http"
	"slices"
	"strings"

	"github.com/deskhand/deskhand/connectors/simulator"
)

func (c *call) myself() response {
	if !c.known {
		return c.mustLogIn()
	}
	me, _ := c.user(c.server.desk.Self().ID).(object)
	more := object{
		"locale": "en_GB", "groups": object{"size": 2, "items": []any{}}, "applicationRoles": object{"size": 1, "items": []any{}},
		"expand": "groups,applicationRoles",
	}
	if !c.opts.cloud() {
		more["deleted"] = false
	}
	return ok(with(me, more))
}

// serverInfo may be asked by anybody.
func (c *call) serverInfo() response {
	info := object{
		"baseUrl": c.site, "version": "1001.0.0-SNAPSHOT", "versionNumbers": []int{1001, 0, 0}, "deploymentType": "Cloud", "buildNumber": 100290,
		"buildDate": c.stamp(c.now.AddDate(0, 0, -3)), "serverTime": c.stamp(c.now), "scmInfo": "simulated", "serverTitle": "Simulated Jira",
		"defaultLocale": object{"locale": "en_GB"}, "serverTimeZone": c.opts.Zone.String(), "displayUrl": c.site,
	}
	if !c.opts.cloud() {
		info["version"], info["versionNumbers"], info["deploymentType"], info["buildNumber"] = "10.3.24", []int{10, 3, 24}, "Server", 10030024
		delete(info, "displayUrl")
		delete(info, "defaultLocale")
		delete(info, "serverTimeZone")
	}
	return ok(info)
}

// permissions that the account may have, with their names.
var permissions = map[string]string{
	"BROWSE_PROJECTS": "Browse Projects", "EDIT_ISSUES": "Edit Issues", "ADD_COMMENTS": "Add Comments", "ADMINISTER_PROJECTS": "Administer Projects",
	"ADMINISTER": "Administer Jira", "SERVICEDESK_AGENT": "Service Desk Agent", "DELETE_OWN_COMMENTS": "Delete Own Comments",
	"EDIT_OWN_COMMENTS": "Edit Own Comments", "TRANSITION_ISSUES": "Transition Issues", "BULK_CHANGE": "Make bulk changes",
}

// neverGiven are permissions that a worker's account has no business with.
var neverGiven = []string{"ADMINISTER", "ADMINISTER_PROJECTS", "BULK_CHANGE"}

// myPermissions answers for the permissions that are asked for on Cloud, which must be named there, and for all on Data Center.
func (c *call) myPermissions() response {
	if !c.known && !c.opts.cloud() {
		return c.mustLogIn()
	}
	wanted := list(c.URL.Query()["permissions"])
	switch {
	case !c.opts.cloud():
		wanted = sortedKeys(permissions)
	case len(wanted) == 0:
		return failure(http.StatusBadRequest, "The 'permissions' query parameter is required.")
	}
	answer := object{}
	for _, key := range wanted {
		name, exists := permissions[key]
		if !exists {
			return failure(http.StatusBadRequest, "Unrecognized permission: "+key)
		}
		kind := "PROJECT"
		if key == "ADMINISTER" || key == "BULK_CHANGE" {
			kind = "GLOBAL"
		}
		answer[key] = object{
			"id": itoa(int64(10 + slices.Index(sortedKeys(permissions), key))), "key": key, "name": name, "type": kind, "description": name + ".",
			"havePermission": c.known && !slices.Contains(neverGiven, key) && !slices.Contains(c.opts.Lacks, key),
		}
	}
	return ok(object{"permissions": answer})
}

func (c *call) projectBean(p project) object {
	o := object{
		"self": c.rest("/project/" + p.id), "id": p.id, "key": p.key, "name": p.name, "projectTypeKey": p.typeKey(), "avatarUrls": c.avatars(),
	}
	if c.opts.cloud() {
		o["simplified"] = false
	}
	return o
}

func (c *call) listProjects() response {
	all := []any{}
	if c.known {
		for _, p := range c.server.projects {
			all = append(all, c.projectBean(p))
		}
	}
	return ok(all)
}

func (c *call) getProject() response {
	for _, p := range c.server.projects {
		if c.known && (strings.EqualFold(p.key, c.PathValue("key")) || p.id == c.PathValue("key")) {
			return ok(with(c.projectBean(p), object{"roles": object{teamRole: c.rest("/project/" + p.id + "/role/10001")}}))
		}
	}
	return failure(http.StatusNotFound, "No project could be found with key '"+c.PathValue("key")+"'.")
}

func (c *call) listFields() response {
	all := []any{}
	for _, id := range sortedKeys(issueFields) {
		f := issueFields[id]
		custom := strings.HasPrefix(id, "customfield_")
		all = append(all, object{
			"id": id, "key": id, "name": f.name, "custom": custom, "orderable": true, "navigable": !f.hidden, "searchable": true,
			"clauseNames": []string{id},
		})
	}
	return ok(all)
}

func (c *call) listPriorities() response {
	all := []any{}
	for _, word := range []string{"urgent", "high", "normal", "low"} {
		all = append(all, with(c.priorityBean(priorities[word]), object{"statusColor": "#ffffff", "description": ""}))
	}
	return ok(all)
}

func (c *call) listStatuses() response {
	all, seen := []any{}, map[string]bool{}
	for _, w := range []workflow{serviceWorkflow, plainWorkflow} {
		for _, word := range sortedKeys(w) {
			if s := w[word]; !seen[s.id] {
				seen[s.id] = true
				all = append(all, c.statusBean(s))
			}
		}
	}
	return ok(all)
}

// listLabels is a page of all labels in use.
func (c *call) listLabels() response {
	start, most, bad := c.pageAsked(1000)
	if bad != nil {
		return *bad
	}
	used := map[string]bool{}
	c.server.desk.Each(func(t simulator.Ticket) bool {
		for _, label := range t.Tags {
			used[label] = used[label] || t.Live()
		}
		return true
	})
	all := sortedKeys(used)
	page := all[min(start, len(all)):]
	page = page[:min(max(most, 1), len(page))]
	return ok(object{
		"maxResults": most, "startAt": start, "total": len(all), "isLast": start+len(page) >= len(all), "values": append([]string{}, page...),
	})
}
