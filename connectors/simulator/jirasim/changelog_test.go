package jirasim_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/deskhand/deskhand/connectors/simulator"
	"github.com/deskhand/deskhand/connectors/simulator/jirasim"
)

// flip changes the status of the issue n times, a minute after one another.
func (s *sim) flip(n int) {
	s.t.Helper()
	for i := range n {
		s.now = s.now.Add(time.Minute)
		status := simulator.Pending
		if i%2 == 1 {
			status = simulator.Open
		}
		if _, err := s.desk.SetStatus(s.ops, s.agent, simulator.Web, status); err != nil {
			s.t.Fatal(err)
		}
	}
}

// moments returns when the entries of a list were made, in its order.
func moments(t *testing.T, entries any) []time.Time {
	t.Helper()
	var all []time.Time
	for _, e := range entries.([]any) {
		when, err := time.Parse("2006-01-02T15:04:05.000-0700", at(e, "created").(string))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, when)
	}
	return all
}

func TestChangelogOrdersAndCaps(t *testing.T) {
	s := newSim(t, jirasim.Options{})
	s.flip(130)
	first := s.get("/rest/api/3/issue/OPS-1/changelog")
	if times := moments(t, first["values"]); len(times) != 100 || !times[0].Before(times[99]) {
		t.Errorf("the first page has %d entries", len(times))
	}
	if first["isLast"] != false || first["nextPage"] == nil || first["total"] != 130.0 {
		t.Errorf("isLast %v nextPage %v total %v", first["isLast"], first["nextPage"], first["total"])
	}
	last := s.get("/rest/api/3/issue/OPS-1/changelog?startAt=100")
	if _, more := last["nextPage"]; last["isLast"] != true || more || len(last["values"].([]any)) != 30 {
		t.Errorf("the last page: isLast %v, %d entries, nextPage %v", last["isLast"], len(last["values"].([]any)), more)
	}
	expanded := at(s.get("/rest/api/3/issue/OPS-1?expand=changelog"), "changelog")
	if times := moments(t, at(expanded, "histories")); len(times) != 100 || !times[0].After(times[99]) || at(expanded, "total") != 130.0 {
		t.Errorf("expanded on one issue: %d entries of %v", len(times), at(expanded, "total"))
	}
	found := s.page(object{"jql": "key = OPS-1", "expand": "changelog"})
	if got := len(at(found.body, "issues", 0, "changelog", "histories").([]any)); got != 40 {
		t.Errorf("expanded in a search: %d entries", got)
	}
	dc := newSim(t, jirasim.Options{Deployment: jirasim.DataCenter})
	dc.flip(130)
	whole := at(dc.get("/rest/api/2/issue/OPS-1?expand=changelog"), "changelog", "histories")
	if times := moments(t, whole); len(times) != 130 || !times[0].Before(times[129]) {
		t.Errorf("Data Center: %d entries", len(times))
	}
	if _, there := at(whole, 0, "items", 0).(object)["fieldId"]; there {
		t.Error("Data Center tells a fieldId")
	}
}

func TestAChangeStandsInTheChangelogJustAfterTheUpdateTime(t *testing.T) {
	s := newSim(t, jirasim.Options{})
	s.flip(1)
	issue := s.get("/rest/api/3/issue/OPS-1?expand=changelog")
	updated := moments(t, []any{object{"created": at(issue, "fields", "updated")}})[0]
	changed := moments(t, at(issue, "changelog", "histories"))[0]
	if late := changed.Sub(updated); late < time.Millisecond || late > 30*time.Millisecond {
		t.Errorf("the entry is %v behind the update time", late)
	}
	dc := newSim(t, jirasim.Options{Deployment: jirasim.DataCenter, WholeSeconds: true})
	dc.flip(1)
	issue = dc.get("/rest/api/2/issue/OPS-1?expand=changelog")
	if got := at(issue, "fields", "updated"); got != "2026-11-23T04:53:00.000+0000" {
		t.Errorf("cut to seconds, the update time is %v", got)
	}
	if got := at(issue, "changelog", "histories", 0, "created"); got != "2026-11-23T04:53:00.123+0000" {
		t.Errorf("the entry keeps its milliseconds: %v", got)
	}
}

func TestHistoryTellsEveryKindOfChange(t *testing.T) {
	for deployment, person := range map[jirasim.Deployment]string{jirasim.Cloud: "5f", jirasim.DataCenter: "JIRAUSER"} {
		s := newSim(t, jirasim.Options{Deployment: deployment})
		subject, priority, status, kind, nobody := "New words", "urgent", simulator.Solved, "problem", int64(0)
		edit := simulator.Edit{
			By: s.agent, Subject: &subject, Priority: &priority, Status: &status, Type: &kind, Assignee: &nobody, Add: []string{"x"},
			Fields: map[string]any{"affected": 7},
		}
		if _, err := s.desk.Save(s.ops, edit); err != nil {
			t.Fatal(err)
		}
		items := map[any]any{}
		for _, item := range at(s.get("/rest/api/2/issue/OPS-1?expand=changelog"), "changelog", "histories", 0, "items").([]any) {
			items[at(item, "field")] = item
		}
		for field, want := range map[string][2]any{
			"summary": {"Nobody can log in", "New words"}, "priority": {"High", "Highest"}, "status": {"Waiting for support", "Resolved"},
			"issuetype": {"Service Request", "Problem"}, "assignee": {"Ann Agent", nil}, "labels": {"vip", "vip x"}, "affected": {"", "7"},
		} {
			if from, to := at(items[field], "fromString"), at(items[field], "toString"); from != want[0] || to != want[1] {
				t.Errorf("%s %s: from %v to %v", deployment, field, from, to)
			}
		}
		if from, _ := at(items["assignee"], "from").(string); !strings.HasPrefix(from, person) {
			t.Errorf("%s: the assignee is written as %q", deployment, from)
		}
	}
}

func TestAMigrationIsAnEntryByNobodyThatMovesNoTime(t *testing.T) {
	s := newSim(t, jirasim.Options{})
	before := at(s.get("/rest/api/3/issue/OPS-1"), "fields", "updated")
	s.server.MigrateWorkflow(s.ops)
	issue := s.get("/rest/api/3/issue/OPS-1?expand=changelog")
	entry := at(issue, "changelog", "histories", 0)
	if at(entry, "items", 0, "field") != "Workflow" || at(entry, "author") != nil || at(entry, "items", 0, "fieldId") != nil {
		t.Errorf("the entry: %v", entry)
	}
	if after := at(issue, "fields", "updated"); after != before {
		t.Errorf("the update time moved from %v to %v", before, after)
	}
}

func TestACommentMovesTheUpdateTimeAndIsNotInTheChangelog(t *testing.T) {
	s := newSim(t, jirasim.Options{})
	s.now = s.now.Add(time.Hour)
	if _, err := s.desk.Reply(s.ops, s.customer, simulator.Web, "Any news?"); err != nil {
		t.Fatal(err)
	}
	issue := s.get("/rest/api/3/issue/OPS-1?expand=changelog")
	if at(issue, "changelog", "total") != 0.0 || at(issue, "fields", "updated") != at(issue, "fields", "comment", "comments", 0, "created") {
		t.Errorf("changelog %v, updated %v", at(issue, "changelog", "total"), at(issue, "fields", "updated"))
	}
}

func TestBulkChangelogPagesRepeatAnEntry(t *testing.T) {
	s := newSim(t, jirasim.Options{})
	s.flip(25)
	if _, err := s.desk.Tag(s.web, s.agent, simulator.Web, "x"); err != nil {
		t.Fatal(err)
	}
	ask := object{"issueIdsOrKeys": []string{"OPS-1", "WEB-4", "OPS-99"}, "maxResults": 10}
	counts, pages := map[any]int{}, 0
	for {
		pages++
		a := s.ask("POST", "/rest/api/3/changelog/bulkfetch", ask).want(t, http.StatusOK)
		for _, log := range a.body["issueChangeLogs"].([]any) {
			for _, h := range at(log, "changeHistories").([]any) {
				counts[at(h, "id")]++
				if ms, ok := at(h, "created").(float64); !ok || ms < 1e12 {
					t.Fatalf("created is %v", at(h, "created"))
				}
			}
		}
		token, more := a.body["nextPageToken"]
		if !more {
			break
		}
		ask["nextPageToken"] = token
	}
	repeated := 0
	for _, n := range counts {
		repeated += n - 1
	}
	if len(counts) != 26 || repeated != pages-1 {
		t.Errorf("%d entries on %d pages, %d repeated", len(counts), pages, repeated)
	}
	only := s.ask("POST", "/rest/api/3/changelog/bulkfetch", object{"issueIdsOrKeys": []string{"OPS-1", "WEB-4"}, "fieldIds": []string{"labels"}})
	if logs := only.body["issueChangeLogs"].([]any); len(logs) != 1 || at(logs[0], "issueId") != strconv.Itoa(10004) {
		t.Errorf("labels alone: %s", only.raw)
	}
}
