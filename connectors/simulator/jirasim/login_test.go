package jirasim_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/deskhand/deskhand/connectors/simulator"
	"github.com/deskhand/deskhand/connectors/simulator/jirasim"
)

func basic(name, password string) func(*http.Request) {
	return func(r *http.Request) { r.SetBasicAuth(name, password) }
}

func bearer(token string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+token) }
}

// TestAnExpiredTokenLooksLikeAnEmptySite: on Cloud a wrong token makes the caller a nobody, not an error.
func TestAnExpiredTokenLooksLikeAnEmptySite(t *testing.T) {
	s := newSim(t, jirasim.Options{})
	s.auth = basic(simulator.SelfEmail, "expired")
	empty := s.ask("POST", "/rest/api/3/search/jql", object{"jql": "project = OPS"}).want(t, http.StatusOK)
	if len(empty.body["issues"].([]any)) != 0 || empty.header.Get("X-Seraph-LoginReason") != "AUTHENTICATED_FAILED" {
		t.Errorf("the search: %s %v", empty.raw, empty.header)
	}
	gone := s.ask("POST", "/rest/api/3/issue/bulkfetch", object{"issueIdsOrKeys": []string{"OPS-1"}}).want(t, http.StatusOK)
	if len(gone.body["issues"].([]any)) != 0 {
		t.Errorf("bulkfetch: %s", gone.raw)
	}
	s.ask("GET", "/rest/api/3/issue/OPS-1", nil).want(t, http.StatusNotFound)
	s.ask("PUT", "/rest/api/3/issue/OPS-1", labelEdit("+x")).want(t, http.StatusNotFound)
	me := s.ask("GET", "/rest/api/3/myself", nil).want(t, http.StatusUnauthorized)
	if me.body["status-code"] != 401.0 || !strings.HasPrefix(me.header.Get("WWW-Authenticate"), "OAuth realm=") {
		t.Errorf("myself: %s", me.raw)
	}
	s.ask("GET", "/rest/api/3/serverInfo", nil).want(t, http.StatusOK)
	s.auth = bearer("whatever")
	s.ask("GET", "/rest/api/3/myself", nil).want(t, http.StatusForbidden)
	s.server.Change(func(o *jirasim.Options) { o.Token = "renewed" })
	s.auth = basic(simulator.SelfEmail, "renewed")
	s.ask("GET", "/rest/api/3/myself", nil).want(t, http.StatusOK)
}

func TestDataCenterRefusesWrongLoginsAndThenAsksForACaptcha(t *testing.T) {
	s := newSim(t, jirasim.Options{Deployment: jirasim.DataCenter})
	s.auth = bearer("expired")
	s.ask("GET", "/rest/api/2/myself", nil).want(t, http.StatusUnauthorized)
	s.auth = basic("deskhand", jirasim.Password)
	s.ask("GET", "/rest/api/2/myself", nil).want(t, http.StatusOK)
	s.auth = basic("deskhand", "wrong")
	for range 3 {
		a := s.ask("GET", "/rest/api/2/search?jql=project=OPS", nil).want(t, http.StatusUnauthorized)
		if !strings.HasPrefix(a.header.Get("Content-Type"), "text/html") || !strings.Contains(a.raw, "AUTHENTICATED_FAILED") {
			t.Errorf("a wrong password: %s", a.raw)
		}
	}
	s.auth = basic("deskhand", jirasim.Password)
	a := s.ask("GET", "/rest/api/2/myself", nil).want(t, http.StatusForbidden)
	if !strings.HasPrefix(a.header.Get("X-Authentication-Denied-Reason"), "CAPTCHA_CHALLENGE") {
		t.Errorf("no CAPTCHA: %v", a.header)
	}
	s.auth = nil
	s.ask("GET", "/rest/api/2/issue/OPS-1", nil).want(t, http.StatusUnauthorized)
}

func TestTheGatewayTakesScopedTokens(t *testing.T) {
	s := newSim(t, jirasim.Options{Scopes: []string{"read:jira-work"}})
	s.auth = nil
	id := s.get("/_edge/tenant_info")["cloudId"].(string)
	path := "/ex/jira/" + id + "/rest/api/3"
	s.auth = basic(simulator.SelfEmail, jirasim.ScopedToken)
	s.ask("GET", path+"/issue/OPS-1", nil).want(t, http.StatusOK)
	s.ask("POST", path+"/search/jql", object{"jql": "project = OPS"}).want(t, http.StatusOK)
	a := s.ask("PUT", path+"/issue/OPS-1", labelEdit("+x")).want(t, http.StatusUnauthorized)
	if a.body["message"] != "Unauthorized; scope does not match" || a.body["code"] != 401.0 {
		t.Errorf("a wrong scope: %s", a.raw)
	}
	s.ask("GET", "/rest/api/3/myself", nil).want(t, http.StatusUnauthorized)
	s.auth = basic(simulator.SelfEmail, jirasim.Token)
	s.ask("GET", path+"/issue/OPS-1", nil).want(t, http.StatusUnauthorized)
	s.ask("GET", "/ex/jira/other/rest/api/3/issue/OPS-1", nil).want(t, http.StatusNotFound)
}

func TestOAuthGivesATokenForTheGateway(t *testing.T) {
	s := newSim(t, jirasim.Options{})
	s.auth = nil
	grant := object{"grant_type": "client_credentials", "client_id": jirasim.ClientID, "client_secret": "wrong"}
	s.ask("POST", "/oauth/token", grant).want(t, http.StatusUnauthorized)
	grant["client_secret"] = jirasim.ClientSecret
	token := s.ask("POST", "/oauth/token", grant).want(t, http.StatusOK).body["access_token"].(string)
	s.auth = bearer(token)
	sites := s.ask("GET", "/oauth/token/accessible-resources", nil).want(t, http.StatusOK)
	if !strings.Contains(sites.raw, jirasim.CloudID) {
		t.Errorf("the token is good for %s", sites.raw)
	}
	s.ask("GET", "/ex/jira/"+jirasim.CloudID+"/rest/api/3/myself", nil).want(t, http.StatusOK)
}

func TestDataCenterMayLiveBelowAContextPath(t *testing.T) {
	s := newSim(t, jirasim.Options{Deployment: jirasim.DataCenter, ContextPath: "/jira"})
	issue := s.get("/jira/rest/api/2/issue/OPS-1")
	if issue["self"] != "http://jira.example/jira/rest/api/2/issue/10001" {
		t.Errorf("self is %v", issue["self"])
	}
	s.ask("GET", "/rest/api/2/issue/OPS-1", nil).want(t, http.StatusNotFound)
}

func TestAWriteThatLooksLikeABrowsersIsRefused(t *testing.T) {
	s := newSim(t, jirasim.Options{})
	login := s.auth
	s.auth = func(r *http.Request) { login(r); r.Header.Set("User-Agent", "Mozilla/5.0") }
	s.ask("PUT", "/rest/api/3/issue/OPS-1", labelEdit("+x")).want(t, http.StatusForbidden)
	s.auth = func(r *http.Request) {
		login(r)
		r.Header.Set("User-Agent", "Mozilla/5.0")
		r.Header.Set("X-Atlassian-Token", "no-check")
	}
	s.ask("PUT", "/rest/api/3/issue/OPS-1", labelEdit("+x")).want(t, http.StatusNoContent)
}

func TestPeopleAreToldApart(t *testing.T) {
	s := newSim(t, jirasim.Options{})
	bot := s.desk.AddPerson(simulator.Person{Name: "Zap", Email: "zap@acme.example", Role: simulator.Agent, Bot: true}).ID
	for _, by := range []int64{s.customer, s.agent, bot, simulator.System} {
		if _, err := s.desk.Reply(s.ops, by, simulator.Web, "Hello"); err != nil {
			t.Fatal(err)
		}
	}
	list := s.get("/rest/api/3/issue/OPS-1/comment")
	for i, want := range []any{"customer", "atlassian", "app", nil} {
		if got := at(list, "comments", i, "author", "accountType"); got != want {
			t.Errorf("comment %d is by a %v, want %v", i, got, want)
		}
	}
	if id := at(list, "comments", 0, "author", "accountId").(string); !strings.HasPrefix(id, "qm:") {
		t.Errorf("a portal customer's id is %s", id)
	}
	s.server.Change(func(o *jirasim.Options) { o.HideEmails = true })
	if mail := at(s.get("/rest/api/3/issue/OPS-1"), "fields", "reporter", "emailAddress"); mail != nil {
		t.Errorf("a hidden address is shown: %v", mail)
	}
}

func TestRightsAreTold(t *testing.T) {
	s := newSim(t, jirasim.Options{Lacks: []string{"ADD_COMMENTS"}})
	s.ask("GET", "/rest/api/3/mypermissions", nil).want(t, http.StatusBadRequest)
	rights := s.get("/rest/api/3/mypermissions?permissions=ADD_COMMENTS,EDIT_ISSUES,ADMINISTER")
	for right, want := range map[string]bool{"ADD_COMMENTS": false, "EDIT_ISSUES": true, "ADMINISTER": false} {
		if got := at(rights, "permissions", right, "havePermission"); got != want {
			t.Errorf("%s: %v", right, got)
		}
	}
	s.ask("POST", "/rest/api/3/issue/OPS-1/comment", object{"body": adf("x")}).want(t, http.StatusForbidden)
}
