package jirasim_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/deskhand/deskhand/connectors/simulator"
	"github.com/deskhand/deskhand/connectors/simulator/jirasim"
)

// keys returns the keys of all issues that a query finds, in its order.
func (s *sim) keys(jql string) []string {
	s.t.Helper()
	a := s.ask("POST", "/rest/api/3/search/jql", map[string]any{"jql": jql, "maxResults": 1000, "fields": []string{"updated"}}).want(s.t, http.StatusOK)
	issues, _ := a.body["issues"].([]any)
	found := []string{}
	for _, issue := range issues {
		found = append(found, at(issue, "key").(string))
	}
	return found
}

func TestQueriesFindWhatTheySay(t *testing.T) {
	s := newSim(t, jirasim.Options{})
	if _, err := s.desk.Tag(s.ops, s.agent, simulator.Web, "urgent-fix"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.desk.Untag(s.web, s.agent, simulator.Web, "vip"); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		jql  string
		want string
	}{
		{"project = OPS ORDER BY key", "OPS-1 OPS-2 OPS-3"},
		{"project in (OPS, WEB) order by key desc", "WEB-4 OPS-3 OPS-2 OPS-1"},
		{`project = "ops" AND statusCategory != Done ORDER BY key`, "OPS-1 OPS-3"},
		{`statusCategory = "To Do"`, "WEB-4"},
		{`status = "Waiting for customer" OR status = "To Do" ORDER BY key`, "OPS-3 WEB-4"},
		{`status in ("Waiting for support", Closed) ORDER BY key`, "OPS-1 OPS-2"},
		{"labels = urgent-fix", "OPS-1"},
		{"labels != urgent-fix ORDER BY key", "OPS-2 OPS-3"}, // those without any label are left out
		{"labels is EMPTY", "WEB-4"},
		{"(labels is EMPTY OR labels not in (urgent-fix)) ORDER BY key", "OPS-2 OPS-3 WEB-4"},
		{"NOT project = OPS", "WEB-4"},
		{"key in (OPS-1, WEB-4) ORDER BY key", "OPS-1 WEB-4"},
		{"id = 10003", "OPS-3"},
		{"key > OPS-1 AND project = OPS ORDER BY key ASC", "OPS-2 OPS-3"},
		{"updated >= -1h ORDER BY key", "OPS-1 WEB-4"},
		{"updated >= 1795409520000 ORDER BY key", "OPS-1 WEB-4"},
		{"updated > 1795409520123", ""},
		{`updated >= "2026-11-23 04:52" ORDER BY key`, "OPS-1 WEB-4"},
		{`updated >= "2026-11-23 04:53"`, ""},
		{`created < "2026/11/17" AND created >= -2w ORDER BY id`, "OPS-1 OPS-2 OPS-3 WEB-4"},
		{"assignee = currentUser() OR reporter = currentUser()", ""},
		{`assignee = "ann@acme.example" AND project = WEB`, "WEB-4"},
		{"assignee is not EMPTY AND resolution is EMPTY AND priority = High AND project = WEB", "WEB-4"},
		{"summary ~ 'front page'", "WEB-4"},
		{"text ~ SSO AND project = WEB", "WEB-4"},
		{"updated >= startOfDay() AND updated <= endOfDay() AND created < startOfDay(-5d) ORDER BY key", "OPS-1 WEB-4"},
		{`created = "2026-11-16" AND created != "2026-11-17" AND created is not EMPTY AND key = OPS-2`, "OPS-2"},
		{"updated > now() OR (updated < now() AND key = OPS-2)", "OPS-2"},
		{`summary ~ "\"front\"" AND summary !~ back`, "WEB-4"},
		{"project = OPS ORDER BY status, key", "OPS-2 OPS-3 OPS-1"},
		{"this is not jql", ""},
	} {
		if diff := cmp.Diff(strings.Fields(c.want), s.keys(c.jql)); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", c.jql, diff)
		}
	}
}

func TestBadQueriesAreRefusedInJirasWords(t *testing.T) {
	s := newSim(t, jirasim.Options{})
	for jql, want := range map[string]string{
		"":                                       "Unbounded JQL queries are not allowed here.",
		"ORDER BY created":                       "Unbounded JQL queries are not allowed here.",
		"project = NOPE":                         "The value 'NOPE' does not exist for the field 'project'.",
		"colour = red":                           "Field 'colour' does not exist or you do not have permission to view it.",
		"status = Cooking":                       "The value 'Cooking' does not exist for the field 'status'.",
		"key in (OPS-1, OPS-99)":                 "An issue with key 'OPS-99' does not exist for field 'key'.",
		"id = 99999":                             "A value with ID '99999' does not exist for the field 'id'.",
		"statusCategory = Someday":               "The value 'Someday' does not exist for the field 'statusCategory'.",
		"labels = 'a b'":                         "The label 'a b' can't contain spaces.",
		"project = OPS AND":                      "Error in the JQL Query: ",
		"project = OPS)":                         "Error in the JQL Query: ",
		"updated >= yesterday":                   "Date value 'yesterday' for field 'updated' is invalid.",
		"assignee = a@b.example":                 "Error in the JQL Query: The character '@' is a reserved JQL character.",
		"project = OPS ORDER BY colour":          "Not able to sort using field 'colour'.",
		"project = OPS ORDER BY a,b,c,d,e,f,g,h": "The maximum number of fields to sort by is 7.",
		"status > Open":                          "The operator '>' is not supported by the 'status' field.",
	} {
		a := s.ask("GET", "/rest/api/3/search/jql?jql="+url.QueryEscape(jql), nil).want(t, http.StatusBadRequest)
		if got, _ := at(a.body, "errorMessages", 0).(string); !strings.HasPrefix(got, want) {
			t.Errorf("%q: %q, want %q", jql, got, want)
		}
	}
}

func TestBareDatesAreReadInTheAccountsZone(t *testing.T) {
	santiago, err := time.LoadLocation("America/Santiago")
	if err != nil {
		t.Fatal(err)
	}
	s := newSim(t, jirasim.Options{Zone: santiago})
	if _, err := s.desk.Tag(s.ops, s.agent, simulator.Web, "seen"); err != nil {
		t.Fatal(err)
	}
	if got := at(s.get("/rest/api/3/issue/OPS-1"), "fields", "updated"); got != "2026-11-23T01:52:00.123-0300" {
		t.Errorf("updated is written as %v", got)
	}
	if got := at(s.get("/rest/api/3/myself"), "timeZone"); got != "America/Santiago" {
		t.Errorf("the account's zone is %v", got)
	}
	if got := s.keys(`project = OPS AND updated >= "2026-11-23 01:52"`); !cmp.Equal(got, []string{"OPS-1"}) {
		t.Errorf("at the minute of the change in the account's zone: %v", got)
	}
	s.server.Change(func(o *jirasim.Options) { o.Zone = time.UTC })
	if got := s.keys(`project = OPS AND updated >= "2026-11-23 01:52"`); !cmp.Equal(got, []string{"OPS-1"}) {
		t.Errorf("the same words name an earlier instant in UTC: %v", got)
	}
	if got := s.keys(`project = OPS AND updated >= "2026-11-23 04:53"`); len(got) != 0 {
		t.Errorf("a minute after the change: %v", got)
	}
}

// TestNoQueryBreaksTheServer throws pieces of JQL at the search: it answers 200 or 400, whatever comes.
func TestNoQueryBreaksTheServer(t *testing.T) {
	s := newSim(t, jirasim.Options{NoLimits: true})
	pieces := []string{
		"project", "OPS", "=", "!=", "in", "not", "(", ")", ",", "AND", "or", "updated", ">=", "-1h", "'", `"x`, "\\", "ORDER", "BY", "is", "EMPTY", "1795409520000",
		"currentUser()", "startOfDay(-1d)", "labels", "~", "!", "é", "\x00",
	}
	rapid.Check(t, func(rt *rapid.T) {
		jql := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 12).Draw(rt, "pieces"), " ")
		a := s.ask("GET", "/rest/api/3/search/jql?jql="+url.QueryEscape(jql), nil)
		if a.status != http.StatusOK && a.status != http.StatusBadRequest {
			rt.Fatalf("%q: %d %s", jql, a.status, a.raw)
		}
	})
}
