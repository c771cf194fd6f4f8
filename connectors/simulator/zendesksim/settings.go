package zendesksim

import (
	"slices"
	"strconv"
	"strings"

	"github.com/deskhand/deskhand/connectors/simulator"
)

func (s *Sim) settingsRoutes() {
	s.handle("GET /api/v2/users/me", s.me)
	s.handle("GET /api/v2/users", s.listUsers)
	s.handle("GET /api/v2/users/search", s.searchUsers)
	s.handle("GET /api/v2/users/show_many", s.showUsers)
	s.handle("GET /api/v2/users/{id}", s.showUser)
	s.handle("GET /api/v2/groups", s.listGroups)
	s.handle("GET /api/v2/ticket_fields", s.listFields)
	s.handle("GET /api/v2/custom_statuses", s.listStatuses)
	s.handle("GET /api/v2/triggers", s.listTriggers)
	s.handle("/", func(*call) error { return errEndpoint })
}

// me answers strangers too: with a user that has no id.
func (s *Sim) me(c *call) error {
	if !c.known {
		return s.ok(c, object{"user": object{
			"id": nil, "url": nil, "name": "Anonymous user", "email": "invalid@example.com", "role": "end-user", "verified": false,
			"time_zone": "UTC", "locale": "en-US", "active": true, "tags": []string{}, "organization_id": nil,
		}})
	}
	u := s.user(c, c.by)
	u["role"] = s.opts.Role
	u["authenticity_token"] = "simulated"
	return s.ok(c, object{"user": u})
}

func (s *Sim) user(c *call, p simulator.Person) object {
	role := map[simulator.Role]string{simulator.Customer: "end-user", simulator.Agent: "agent", simulator.Admin: "admin"}[p.Role]
	var group, roleType any
	if p.Role != simulator.Customer {
		group, roleType = int64(groupID), 4
	}
	return object{
		"id": p.ID, "url": s.base(c) + "/api/v2/users/" + strconv.FormatInt(p.ID, 10) + ".json", "name": p.Name, "email": p.Email,
		"created_at": "2024-02-01T09:00:00Z", "updated_at": "2026-01-15T09:00:00Z", "time_zone": "UTC", "iana_time_zone": "Etc/UTC",
		"phone": nil, "shared_phone_number": nil, "photo": nil, "locale_id": 1, "locale": "en-US", "organization_id": orNull(p.Org),
		"role": role, "verified": true, "external_id": nil, "tags": append([]string{}, p.Tags...), "alias": nil, "active": true,
		"shared": false, "shared_agent": false, "last_login_at": "2026-01-15T09:00:00Z", "two_factor_auth_enabled": nil,
		"signature": nil, "details": nil, "notes": nil, "role_type": roleType, "custom_role_id": nil, "moderator": p.Role != simulator.Customer,
		"ticket_restriction": pick[any](p.Role == simulator.Customer, "requested", nil), "only_private_comments": false,
		"restricted_agent": false, "suspended": false, "default_group_id": group, "report_csv": p.Role == simulator.Admin, "user_fields": object{},
	}
}

func (s *Sim) users(c *call, people []simulator.Person) []object {
	all := make([]object, len(people))
	for i, p := range people {
		all[i] = s.user(c, p)
	}
	return all
}

func (s *Sim) listUsers(c *call) error {
	wanted := append(c.query["role[]"], c.query["role"]...)
	people := slices.DeleteFunc(s.users(c, s.desk.People()), func(u object) bool {
		return len(wanted) > 0 && !slices.Contains(wanted, u["role"].(string))
	})
	return page(s, c, list[object]{items: people, key: "users", order: "id", place: func(u object) [2]int64 { return [2]int64{u["id"].(int64)} }})
}

func (s *Sim) searchUsers(c *call) error {
	q := strings.ToLower(strings.TrimPrefix(c.query.Get("query"), "email:"))
	people := slices.DeleteFunc(s.desk.People(), func(p simulator.Person) bool {
		return !strings.Contains(strings.ToLower(p.Name+" "+p.Email), q)
	})
	return s.ok(c, object{"users": s.users(c, people), "next_page": nil, "previous_page": nil, "count": len(people)})
}

func (s *Sim) showUsers(c *call) error {
	wanted, err := ids(c)
	if err != nil {
		return err
	}
	people := s.named(wanted)
	return s.ok(c, object{"users": s.users(c, people), "next_page": nil, "previous_page": nil, "count": len(people)})
}

func (s *Sim) showUser(c *call) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	p, ok := s.desk.Person(id)
	if !ok {
		return errNotFound
	}
	return s.ok(c, object{"user": s.user(c, p)})
}

// named returns the people with these ids, each once, by id; unknown ones are left out.
func (s *Sim) named(ids []int64) []simulator.Person {
	ids = slices.Clone(ids)
	slices.Sort(ids)
	var people []simulator.Person
	for _, id := range slices.Compact(ids) {
		if p, ok := s.desk.Person(id); ok {
			people = append(people, p)
		}
	}
	return people
}

func (c *call) includes(what string) bool {
	return slices.Contains(strings.Split(c.query.Get("include"), ","), what)
}

func (s *Sim) usersIfAsked(c *call, people []int64) object {
	if !c.includes("users") {
		return nil
	}
	return object{"users": s.users(c, s.named(people))}
}

// sideload adds to an answer of tickets what include asks for.
func (s *Sim) sideload(c *call, out object, tickets []simulator.Ticket) {
	if c.includes("users") {
		var people []int64
		for _, t := range tickets {
			people = append(people, t.Requester, t.Assignee)
		}
		out["users"] = s.users(c, s.named(people))
	}
	if c.includes("groups") {
		out["groups"] = []object{s.group(c)}
	}
	if c.includes("last_audits") {
		last := make([]wireAudit, len(tickets))
		for i, t := range tickets {
			last[i] = s.audit(t, t.Updates[len(t.Updates)-1])
		}
		out["last_audits"] = last
	}
	if wires, ok := out["tickets"].([]wireTicket); ok && c.includes("comment_count") {
		for i, t := range tickets {
			n := len(t.Notes())
			wires[i].CommentCount = &n
		}
	}
}

func (s *Sim) group(c *call) object {
	return object{
		"url": s.base(c) + "/api/v2/groups/" + strconv.FormatInt(groupID, 10) + ".json", "id": int64(groupID), "is_public": true, "name": "Support",
		"description": "", "default": true, "deleted": false, "created_at": "2024-02-01T09:00:00Z", "updated_at": "2024-02-01T09:00:00Z",
	}
}

func (s *Sim) listGroups(c *call) error {
	return page(s, c, list[object]{items: []object{s.group(c)}, key: "groups", order: "name,id", place: func(object) [2]int64 { return [2]int64{1} }})
}

func (s *Sim) listFields(c *call) error {
	all := make([]object, len(fields))
	for i, f := range fields {
		all[i] = s.fieldObject(c, i, f)
	}
	if !byCursor(c) {
		return s.ok(c, object{"ticket_fields": all, "next_page": nil, "previous_page": nil, "count": len(all)})
	}
	return page(s, c, list[object]{items: all, key: "ticket_fields", order: "position,id", place: func(o object) [2]int64 { return [2]int64{int64(o["position"].(int))} }})
}

// listStatuses shows one status for each category; closed has none.
func (s *Sim) listStatuses(c *call) error {
	all := []object{}
	for i, label := range []string{"New", "Open", "Pending", "On-hold", "Solved"} {
		all = append(all, object{
			"id": statusID + int64(i)*idStep, "status_category": statusOrder[i], "agent_label": label, "raw_agent_label": label,
			"end_user_label": label, "raw_end_user_label": label, "description": nil, "raw_description": "", "end_user_description": nil,
			"raw_end_user_description": "", "active": true, "default": true, "created_at": "2024-02-01T09:00:00Z", "updated_at": "2024-02-01T09:00:00Z",
		})
	}
	return s.ok(c, object{"custom_statuses": all})
}

// listTriggers shows one trigger, which tags what comes in by mail.
func (s *Sim) listTriggers(c *call) error {
	const id = int64(9100000000001)
	mail := object{
		"url": s.base(c) + "/api/v2/triggers/" + strconv.FormatInt(id, 10) + ".json", "id": id, "title": "Mark what comes by mail",
		"raw_title": "Mark what comes by mail", "description": "", "active": true, "position": 1, "category_id": "9200000000001", "default": false,
		"conditions": object{"all": []object{{"field": "via_id", "operator": "is", "value": "4"}}, "any": []object{}},
		"actions":    []object{{"field": "current_tags", "value": "by_mail"}},
		"created_at": "2024-02-01T09:00:00Z", "updated_at": "2024-02-01T09:00:00Z",
	}
	return page(s, c, list[object]{items: []object{mail}, key: "triggers", order: "position,id", place: func(object) [2]int64 { return [2]int64{1} }})
}
