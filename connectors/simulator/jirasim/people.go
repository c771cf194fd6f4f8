package jirasim

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/deskhand/deskhand/connectors/simulator"
)

// accountID returns the id of a person on Cloud. Customers of the portal have ids of a form of their own.
func accountID(p simulator.Person) string {
	switch {
	case p.Role == simulator.Customer:
		return fmt.Sprintf("qm:4f1c9a52-7d0e-4f6b-9c55-0a61d8a6b1e3:%012x", p.ID)
	case p.Bot:
		return fmt.Sprintf("557058:%08x-6c1d-4b1a-8e2f-%012x", uint32(p.ID), p.ID)
	}
	return fmt.Sprintf("5f%022x", p.ID)
}

// accountType tells people, customers and apps apart. The API's own user is an ordinary licensed one.
func (s *Server) accountType(p simulator.Person) string {
	switch {
	case p.Role == simulator.Customer:
		return "customer"
	case p.Bot && p.ID != s.desk.Self().ID:
		return "app"
	}
	return "atlassian"
}

// userName returns the login of a person on Data Center: a customer's is the whole address.
func userName(p simulator.Person) string {
	if p.Role == simulator.Customer {
		return p.Email
	}
	name, _, _ := strings.Cut(p.Email, "@")
	if name == "" {
		return userKey(p)
	}
	return name
}

func userKey(p simulator.Person) string {
	return "JIRAUSER" + strconv.FormatInt(p.ID%1_000_000_000, 10)
}

// names are all words that JQL takes for a person.
func (s *Server) names(id int64) []string {
	p, ok := s.desk.Person(id)
	if !ok {
		return nil
	}
	if !s.options().cloud() {
		return []string{userName(p), userKey(p), p.Email, p.Name}
	}
	return []string{accountID(p), p.Email, p.Name}
}

// user renders a person as the platform's API does; nil for nobody and for the desk itself.
func (c *call) user(id int64) any {
	p, ok := c.server.desk.Person(id)
	if !ok {
		return nil
	}
	u := object{"displayName": p.Name, "active": true, "timeZone": c.opts.Zone.String(), "avatarUrls": c.avatars()}
	if !c.opts.cloud() {
		u["name"], u["key"], u["emailAddress"] = userName(p), userKey(p), p.Email
		u["self"] = c.rest("/user?username=" + url.QueryEscape(userName(p)))
		return u
	}
	u["accountId"], u["accountType"] = accountID(p), c.server.accountType(p)
	u["self"] = c.rest("/user?accountId=" + url.QueryEscape(accountID(p)))
	if !c.opts.HideEmails {
		u["emailAddress"] = p.Email
	}
	return u
}

// listAssignable is everybody an issue may be given to: all who have a licence.
func (c *call) listAssignable() response {
	if !c.known {
		return c.mustLogIn()
	}
	start, most, bad := c.pageAsked(50)
	if bad != nil {
		return *bad
	}
	all := []any{}
	for _, p := range c.server.desk.People() {
		if p.Role != simulator.Customer {
			all = append(all, c.user(p.ID))
		}
	}
	page := all[min(start, len(all)):]
	return ok(page[:min(max(most, 0), len(page))])
}

// deskUser renders a person as the service desk API does.
func (c *call) deskUser(id int64) any {
	p, ok := c.server.desk.Person(id)
	if !ok {
		return nil
	}
	self := c.site + "/rest/api/2/user?accountId=" + url.QueryEscape(accountID(p))
	u := object{"displayName": p.Name, "active": true, "timeZone": c.opts.Zone.String(), "emailAddress": p.Email}
	if !c.opts.cloud() {
		self = c.site + "/rest/api/2/user?username=" + url.QueryEscape(userName(p))
		u["name"], u["key"] = userName(p), userKey(p)
	} else {
		u["accountId"] = accountID(p)
		if c.opts.HideEmails {
			delete(u, "emailAddress")
		}
	}
	u["_links"] = object{"jiraRest": self, "avatarUrls": c.avatars(), "self": self}
	return u
}

func (c *call) avatars() object {
	sizes := object{}
	for _, size := range []string{"16x16", "24x24", "32x32", "48x48"} {
		sizes[size] = c.site + "/avatar/" + size + ".png"
	}
	return sizes
}
