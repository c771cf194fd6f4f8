package jirasim_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/deskhand/deskhand/connectors/simulator"
	"github.com/deskhand/deskhand/connectors/simulator/jirasim"
)

// many is a Jira with n issues of the project OPS, created a minute after one another.
func many(t *testing.T, n int, opts jirasim.Options) *sim {
	t.Helper()
	opts.ServiceProjects = []string{"OPS"}
	s := newSim(t, opts)
	for i := s.desk.Len(); i < n; i++ {
		s.desk.Create(simulator.NewTicket{
			Subject: fmt.Sprintf("Trouble %d", i+1), Body: "It does not work.", Requester: s.customer,
			At: start.Add(time.Duration(i-n) * time.Minute),
		})
	}
	return s
}

func (s *sim) page(body map[string]any) answer {
	s.t.Helper()
	return s.ask("POST", "/rest/api/3/search/jql", body).want(s.t, http.StatusOK)
}

func TestCloudSearchGivesPagesByToken(t *testing.T) {
	s := many(t, 25, jirasim.Options{})
	ask := map[string]any{"jql": "project = OPS ORDER BY created ASC, key ASC", "maxResults": 10}
	var found []string
	for {
		page := s.page(ask)
		for _, key := range []string{"total", "startAt", "maxResults"} {
			if _, there := page.body[key]; there {
				t.Errorf("a page tells %s", key)
			}
		}
		for _, issue := range page.body["issues"].([]any) {
			found = append(found, at(issue, "id").(string))
			if at(issue, "fields") != nil {
				t.Error("an issue of which no field was asked shows fields")
			}
		}
		token, more := page.body["nextPageToken"]
		if last := page.body["isLast"].(bool); last == more {
			t.Fatalf("isLast %v, and a token: %v", last, more)
		}
		if !more {
			break
		}
		ask["nextPageToken"] = token
	}
	if distinct := len(slices.Compact(slices.Sorted(slices.Values(found)))); len(found) != 25 || distinct != 25 {
		t.Errorf("the walk found %d issues, %d different ones", len(found), distinct)
	}
}

func TestPagesAreShorterWhenFieldsAreAsked(t *testing.T) {
	s := many(t, 60, jirasim.Options{PageCap: 20})
	full := s.page(map[string]any{"jql": "project = OPS", "maxResults": 5000})
	short := s.page(map[string]any{"jql": "project = OPS", "maxResults": 5000, "fields": []string{"*all"}})
	if a, b := len(full.body["issues"].([]any)), len(short.body["issues"].([]any)); a != 60 || b != 20 {
		t.Errorf("%d issues by id, %d with fields; want 60 and 20", a, b)
	}
}

func TestTokensBelongToOneSearchAndEnd(t *testing.T) {
	s := many(t, 25, jirasim.Options{})
	ask := map[string]any{"jql": "project = OPS", "maxResults": 10}
	token := s.page(ask).body["nextPageToken"].(string)
	refused := func(what string, ask map[string]any) {
		t.Helper()
		a := s.ask("POST", "/rest/api/3/search/jql", ask)
		if a.status != http.StatusBadRequest {
			t.Errorf("%s: %d, want 400", what, a.status)
		}
	}
	refused("another query", map[string]any{"jql": "project = OPS AND labels = vip", "maxResults": 10, "nextPageToken": token})
	refused("another page size", map[string]any{"jql": "project = OPS", "maxResults": 11, "nextPageToken": token})
	refused("other fields", map[string]any{"jql": "project = OPS", "maxResults": 10, "fields": []string{"labels"}, "nextPageToken": token})
	refused("no token of ours", map[string]any{"jql": "project = OPS", "maxResults": 10, "nextPageToken": "abc"})
	s.now = s.now.Add(8 * 24 * time.Hour)
	refused("an old token", map[string]any{"jql": "project = OPS", "maxResults": 10, "nextPageToken": token})
}

func TestTheTokenIsCheckedFirstThenThePageSizeThenTheQuery(t *testing.T) {
	s := newSim(t, jirasim.Options{})
	for _, c := range []struct {
		ask  map[string]any
		want string
	}{
		{map[string]any{"jql": "", "maxResults": 0, "nextPageToken": "abc"}, "The provided next page token is invalid or has expired."},
		{map[string]any{"jql": "", "maxResults": 0}, "The maxResults parameter must be between 1 and 5000."},
		{map[string]any{"jql": "", "maxResults": 5001}, "The maxResults parameter must be between 1 and 5000."},
		{map[string]any{"jql": "", "maxResults": 5000}, "Unbounded JQL queries are not allowed here. Please add a search restriction to your query."},
		{map[string]any{"jql": "project = OPS", "limit": 5}, "Invalid request payload. Refer to the REST API documentation and try again."},
		{map[string]any{"jql": 7}, "Invalid request payload. Refer to the REST API documentation and try again."},
	} {
		a := s.ask("POST", "/rest/api/3/search/jql", c.ask).want(t, http.StatusBadRequest)
		if got := at(a.body, "errorMessages", 0); got != c.want {
			t.Errorf("%v: %v", c.ask, got)
		}
	}
}

func TestAPostReadsNothingButItsBody(t *testing.T) {
	s := many(t, 25, jirasim.Options{})
	ask := map[string]any{"jql": "project = OPS", "maxResults": 10}
	first := s.page(ask)
	again := s.ask("POST", "/rest/api/3/search/jql?nextPageToken="+first.body["nextPageToken"].(string), ask).want(t, http.StatusOK)
	if diff := cmp.Diff(first.body["issues"], again.body["issues"]); diff != "" {
		t.Errorf("a token in the query moved the page: %s", diff)
	}
	r, _ := http.NewRequest("POST", s.base+"/rest/api/3/search/jql", strings.NewReader(`{"jql":"project = OPS"}`))
	a := s.send(r).want(t, http.StatusUnsupportedMediaType)
	if at(a.body, "detail") != "Content-Type 'null' is not supported." {
		t.Errorf("without a content type: %s", a.raw)
	}
}

func TestSearchesThatAreGone(t *testing.T) {
	cloud, dc := newSim(t, jirasim.Options{}), newSim(t, jirasim.Options{Deployment: jirasim.DataCenter})
	cloud.ask("GET", "/rest/api/3/search?jql=project=OPS", nil).want(t, http.StatusGone)
	cloud.ask("POST", "/rest/api/2/search", map[string]any{"jql": "project = OPS"}).want(t, http.StatusGone)
	dc.ask("GET", "/rest/api/3/myself", nil).want(t, http.StatusNotFound)
	dc.ask("GET", "/rest/api/2/search/jql?jql=project=OPS", nil).want(t, http.StatusNotFound)
}

func TestSearchIsBehindAndIssuesAreNot(t *testing.T) {
	s := newSim(t, jirasim.Options{IndexLag: 10 * time.Minute})
	if _, err := s.desk.Tag(s.ops, s.agent, simulator.Web, "fresh"); err != nil {
		t.Fatal(err)
	}
	labels := func() any { return at(s.get("/rest/api/3/issue/OPS-1"), "fields", "labels") }
	if diff := cmp.Diff([]any{"fresh", "vip"}, labels()); diff != "" {
		t.Errorf("the issue itself: %s", diff)
	}
	if got := s.keys("labels = fresh"); len(got) != 0 {
		t.Errorf("the index knows at once: %v", got)
	}
	named := s.page(map[string]any{"jql": "labels = fresh", "reconcileIssues": []int{10001}})
	if got := len(named.body["issues"].([]any)); got != 1 {
		t.Errorf("an issue named for reconciling is found %d times", got)
	}
	s.now = s.now.Add(10*time.Minute + time.Millisecond)
	if got := s.keys("labels = fresh"); !cmp.Equal(got, []string{"OPS-1"}) {
		t.Errorf("after the lag: %v", got)
	}
}

func TestTheIndexShowsEachFieldAsItWas(t *testing.T) {
	s := newSim(t, jirasim.Options{IndexLag: time.Minute})
	ask := object{"jql": "key = OPS-1", "fields": []string{"*all"}}
	before := s.page(ask)
	subject, priority, status, kind, nobody := "New words", "urgent", simulator.Solved, "problem", int64(0)
	edit := simulator.Edit{
		By: s.agent, Subject: &subject, Priority: &priority, Status: &status, Type: &kind, Assignee: &nobody, Add: []string{"x"},
		Note: &simulator.Note{Body: "Done", Public: true},
	}
	if _, err := s.desk.Save(s.ops, edit); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before.body, s.page(ask).body); diff != "" {
		t.Errorf("the index shows the new state at once: %s", diff)
	}
	s.now = s.now.Add(2 * time.Minute)
	issue := at(s.page(ask).body, "issues", 0, "fields")
	if at(issue, "summary") != "New words" || at(issue, "comment", "total") != 1.0 {
		t.Errorf("after the lag: %v", issue)
	}
}

func TestAGetWalksAsAPostDoes(t *testing.T) {
	s := many(t, 25, jirasim.Options{})
	query := "/rest/api/3/search/jql?maxResults=20&fields=summary,labels&reconcileIssues=10001,10002&jql=" + url.QueryEscape("project = OPS ORDER BY priority, status, summary")
	first := s.get(query)
	rest := s.get(query + "&nextPageToken=" + first["nextPageToken"].(string))
	if a, b := len(first["issues"].([]any)), len(rest["issues"].([]any)); a != 20 || b != 5 {
		t.Errorf("pages of %d and %d", a, b)
	}
	for _, bad := range []string{"&maxResults=x", "&reconcileIssues=x"} {
		s.ask("GET", "/rest/api/3/search/jql?jql=project=OPS"+bad, nil).want(t, http.StatusBadRequest)
	}
}

func TestAFlickeringIndexForgetsAndHeals(t *testing.T) {
	s := newSim(t, jirasim.Options{IndexLag: 10 * time.Minute, Flicker: true, NoLimits: true})
	if _, err := s.desk.Tag(s.ops, s.agent, simulator.Web, "fresh"); err != nil {
		t.Fatal(err)
	}
	s.now = s.now.Add(5 * time.Minute)
	forgot, before := false, false
	for range 40 {
		seen := len(s.keys("labels = fresh")) == 1
		forgot = forgot || before && !seen
		before = before || seen
	}
	if !forgot {
		t.Error("what was seen once was seen always")
	}
	s.now = s.now.Add(6 * time.Minute)
	for range 40 {
		if len(s.keys("labels = fresh")) != 1 {
			t.Fatal("the index forgets still after the lag has passed")
		}
	}
}

func TestARepeatedTokenMakesAWalkEndless(t *testing.T) {
	s := many(t, 25, jirasim.Options{RepeatTokens: true})
	ask := map[string]any{"jql": "project = OPS", "maxResults": 5}
	ask["nextPageToken"] = s.page(ask).body["nextPageToken"]
	if got := s.page(ask).body["nextPageToken"]; got != ask["nextPageToken"] {
		t.Errorf("the second page hands out another token: %v", got)
	}
}

func TestAMovedIssueKeepsItsIDAndItsOldKeyLeadsToIt(t *testing.T) {
	s := newSim(t, jirasim.Options{})
	key, err := s.server.MoveIssue(s.ops, "WEB")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"OPS-1", "10001", key} {
		issue := s.get("/rest/api/3/issue/" + name)
		if issue["key"] != key || issue["id"] != "10001" {
			t.Errorf("%s leads to %v, %v", name, issue["key"], issue["id"])
		}
	}
	if got := s.keys("project = OPS ORDER BY key"); !cmp.Equal(got, []string{"OPS-2", "OPS-3"}) {
		t.Errorf("its old project still has it: %v", got)
	}
}

func TestDataCenterSearchCountsFromAStart(t *testing.T) {
	s := many(t, 25, jirasim.Options{Deployment: jirasim.DataCenter})
	get := func(query string) map[string]any {
		return s.get("/rest/api/2/search?jql=" + url.QueryEscape("project = OPS ORDER BY created") + query)
	}
	page := get("&startAt=20&maxResults=10")
	if page["total"] != 25.0 || page["startAt"] != 20.0 || len(page["issues"].([]any)) != 5 {
		t.Errorf("total %v startAt %v issues %d", page["total"], page["startAt"], len(page["issues"].([]any)))
	}
	if beyond := get("&startAt=100"); len(beyond["issues"].([]any)) != 0 || beyond["startAt"] != 100.0 {
		t.Errorf("past the end: %v", beyond)
	}
	if capped := get("&maxResults=9999"); capped["maxResults"] != 1000.0 {
		t.Errorf("a page of 9999 is said to be %v", capped["maxResults"])
	}
	if at(page, "issues", 0, "fields", "labels") == nil || at(page, "issues", 0, "fields", "comment") != nil {
		t.Error("the navigable fields, and only those, come unasked")
	}
	warned := s.get("/rest/api/2/search?validateQuery=false&jql=" + url.QueryEscape("key = OPS-99"))
	if at(warned, "warningMessages", 0) == nil {
		t.Error("a query that is not validated gives no warning")
	}
	if unbounded := s.get("/rest/api/2/search?maxResults=0"); unbounded["total"] != 25.0 {
		t.Errorf("everything counts %v", unbounded["total"])
	}
}

// TestAnIssueThatLeavesMovesTheOthersUp: with startAt the row behind the page is skipped.
func TestAnIssueThatLeavesMovesTheOthersUp(t *testing.T) {
	s := many(t, 6, jirasim.Options{Deployment: jirasim.DataCenter})
	seen := map[any]bool{}
	read := func(start int) {
		page := s.get(fmt.Sprintf("/rest/api/2/search?startAt=%d&maxResults=3&jql=%s", start, url.QueryEscape("project = OPS ORDER BY key")))
		for _, issue := range page["issues"].([]any) {
			seen[at(issue, "key")] = true
		}
	}
	read(0)
	if err := s.desk.Delete(1, s.agent); err != nil {
		t.Fatal(err)
	}
	read(3)
	if seen["OPS-4"] {
		t.Error("the walk did not skip OPS-4")
	}
}

func TestADeletedIssueIsFoundAndThenGone(t *testing.T) {
	s := newSim(t, jirasim.Options{IndexLag: time.Minute})
	if err := s.desk.Delete(s.ops, s.agent); err != nil {
		t.Fatal(err)
	}
	if got := s.keys("project = OPS ORDER BY key"); !slices.Contains(got, "OPS-1") {
		t.Errorf("the index has forgotten at once: %v", got)
	}
	s.ask("GET", "/rest/api/3/issue/OPS-1", nil).want(t, http.StatusNotFound)
	left := s.ask("POST", "/rest/api/3/issue/bulkfetch", map[string]any{"issueIdsOrKeys": []string{"OPS-1", "OPS-3"}}).want(t, http.StatusOK)
	if got := len(left.body["issues"].([]any)); got != 1 {
		t.Errorf("bulkfetch gives %d issues", got)
	}
}

// TestPollingTheIndexAloneMissesChanges shows the trap that a lagging, flickering index sets: of 200 issues changed within half an hour,
// who asks each minute for the last minute's changes misses many; who asks again after the lag misses none.
func TestPollingTheIndexAloneMissesChanges(t *testing.T) {
	s := many(t, 220, jirasim.Options{IndexLag: 10 * time.Minute, Flicker: true, NoLimits: true, PageCap: 1000})
	seen := map[string]bool{}
	poll := func(since time.Time) {
		for _, key := range s.keys(fmt.Sprintf("project = OPS AND updated >= %d ORDER BY created ASC, key ASC", since.UnixMilli())) {
			seen[key] = true
		}
	}
	begin := s.now
	for i := range 200 {
		if _, err := s.desk.Tag(int64(i+11), s.agent, simulator.Web, "changed"); err != nil {
			t.Fatal(err)
		}
		s.now = s.now.Add(9 * time.Second)
		if i%7 == 6 {
			poll(s.now.Add(-time.Minute))
		}
	}
	if len(seen) >= 200 {
		t.Errorf("the index was up to date: all %d changes were seen", len(seen))
	}
	s.now = s.now.Add(10 * time.Minute)
	for range 3 {
		poll(begin)
	}
	if len(seen) != 200 {
		t.Errorf("after the lag %d of 200 changes are seen", len(seen))
	}
}
