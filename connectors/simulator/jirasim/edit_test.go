package jirasim_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/deskhand/deskhand/connectors/simulator"
	"github.com/deskhand/deskhand/connectors/simulator/jirasim"
)

type object = map[string]any

// internalComment is a comment that asks to be kept from customers.
// labelEdit is an edit of labels: "+a" adds, "-a" removes, in this order.
func labelEdit(changes ...string) object {
	var operations []any
	for _, c := range changes {
		verb := map[byte]string{'+': "add", '-': "remove"}[c[0]]
		operations = append(operations, object{verb: c[1:]})
	}
	return object{"update": object{"labels": operations}}
}

func (s *sim) labels(issue string) any {
	return at(s.get("/rest/api/3/issue/"+issue+"?fields=labels"), "fields", "labels")
}

func TestOneEditHoldsLabelsCommentAndProperty(t *testing.T) {
	s := newSim(t, jirasim.Options{})
	edit := labelEdit("+triaged", "-vip", "+a", "-a")
	edit["update"].(object)["comment"] = []any{object{"add": internalComment("Found two reasons. ref dh1-7k2m9q")}}
	edit["properties"] = []any{object{"key": "deskhand", "value": object{"refs": []string{"dh1-7k2m9q"}}}}
	s.now = s.now.Add(time.Hour)
	s.ask("PUT", "/rest/api/3/issue/OPS-1", edit).want(t, http.StatusNoContent)

	issue := s.get("/rest/api/3/issue/OPS-1?expand=changelog&properties=deskhand")
	if diff := cmp.Diff([]any{"triaged"}, at(issue, "fields", "labels")); diff != "" {
		t.Error(diff)
	}
	comment := at(issue, "fields", "comment", "comments", 0)
	if at(comment, "jsdPublic") != false || at(comment, "created") != at(issue, "fields", "updated") {
		t.Errorf("the comment: %v; updated: %v", comment, at(issue, "fields", "updated"))
	}
	if total := at(issue, "changelog", "total"); total != 1.0 {
		t.Errorf("one edit gives %v entries", total)
	}
	item := at(issue, "changelog", "histories", 0, "items", 0)
	want := object{"field": "labels", "fieldId": "labels", "fieldtype": "jira", "from": nil, "fromString": "vip", "to": nil, "toString": "triaged"}
	if diff := cmp.Diff(want, item); diff != "" {
		t.Error(diff)
	}
	if at(issue, "properties", "deskhand", "refs", 0) != "dh1-7k2m9q" {
		t.Errorf("properties: %v", issue["properties"])
	}
	if w := s.desk.Writes(); w.Updates != 1 || w.PublicNotes != 0 || w.Refs != 1 || w.RequesterMails != 0 {
		t.Errorf("the ledger: %+v", w)
	}
}

func TestAnEditThatChangesNothingLeavesNoTrace(t *testing.T) {
	s := newSim(t, jirasim.Options{})
	before := s.get("/rest/api/3/issue/OPS-1?expand=changelog")
	s.ask("PUT", "/rest/api/3/issue/OPS-1", labelEdit("+vip", "-absent")).want(t, http.StatusNoContent)
	if diff := cmp.Diff(before, s.get("/rest/api/3/issue/OPS-1?expand=changelog")); diff != "" {
		t.Error(diff)
	}
}

func TestFieldsReplaceLabels(t *testing.T) {
	s := newSim(t, jirasim.Options{})
	s.ask("PUT", "/rest/api/3/issue/OPS-1", object{"fields": object{"labels": []string{"one", "two"}}}).want(t, http.StatusNoContent)
	if diff := cmp.Diff([]any{"one", "two"}, s.labels("OPS-1")); diff != "" {
		t.Error(diff)
	}
}

func TestOtherFieldsCanBeSet(t *testing.T) {
	for deployment, who := range map[jirasim.Deployment]object{jirasim.Cloud: {"accountId": nil}, jirasim.DataCenter: {"name": "deskhand"}} {
		s := newSim(t, jirasim.Options{Deployment: deployment})
		if deployment == jirasim.Cloud {
			who["accountId"] = at(s.get("/rest/api/2/myself"), "accountId")
		}
		s.ask("PUT", "/rest/api/2/issue/OPS-1", object{
			"fields": object{"summary": "New words", "assignee": who},
			"update": object{"priority": []any{object{"set": object{"name": "Highest"}}}},
		}).want(t, http.StatusNoContent)
		fields := at(s.get("/rest/api/2/issue/OPS-1"), "fields")
		if at(fields, "summary") != "New words" || at(fields, "priority", "id") != "1" || at(fields, "assignee", "displayName") != "Deskhand" {
			t.Errorf("%s: %v %v %v", deployment, at(fields, "summary"), at(fields, "priority"), at(fields, "assignee"))
		}
		s.ask("PUT", "/rest/api/2/issue/OPS-1", object{"fields": object{"assignee": nil}}).want(t, http.StatusNoContent)
		if left := at(s.get("/rest/api/2/issue/OPS-1"), "fields", "assignee"); left != nil {
			t.Errorf("%s: still assigned to %v", deployment, left)
		}
		for field, value := range map[string]any{"assignee": object{"name": "no.one"}, "priority": object{"name": "Cosmic"}, "labels": "one", "colour": "red"} {
			a := s.ask("PUT", "/rest/api/2/issue/OPS-1", object{"fields": object{field: value}}).want(t, http.StatusBadRequest)
			if at(a.body, "errors", field) == nil {
				t.Errorf("%s %s: %s", deployment, field, a.raw)
			}
		}
	}
}

func TestBadEditsAreRefusedWhole(t *testing.T) {
	s := newSim(t, jirasim.Options{OffScreen: []string{"priority"}, NoLimits: true})
	long := strings.Repeat("x", 256)
	for _, c := range []struct {
		name  string
		edit  any
		field string
		want  string
	}{
		{"empty", object{}, "", "one of 'fields' or 'update' required"},
		{"space in a label", labelEdit("+fine", "+a b"), "labels", "The label 'a b' contains spaces which is invalid."},
		{"long label", labelEdit("+" + long), "labels", "The label '" + long + "' exceeds the maximum length for a single label of 255 characters."},
		{"unknown field", object{"update": object{"invalid": []any{object{"add": "x"}}}}, "invalid", "Field 'invalid' is not valid for this operation."},
		{"unknown verb", object{"update": object{"labels": []any{object{"push": "x"}}}}, "labels", "Field 'labels' is not valid for this operation."},
		{"not on the screen", object{"fields": object{"priority": object{"name": "Low"}}}, "priority", "Field 'priority' cannot be set. It is not on the appropriate screen, or unknown."},
		{"comment is a string", object{"update": object{"comment": []any{object{"add": object{"body": "text"}}}}}, "comment", "Comment body is not valid!"},
	} {
		a := s.ask("PUT", "/rest/api/3/issue/OPS-1", c.edit).want(t, http.StatusBadRequest)
		got := at(a.body, "errorMessages", 0)
		if c.field != "" {
			got = at(a.body, "errors", c.field)
		}
		if got != c.want {
			t.Errorf("%s: %s", c.name, a.raw)
		}
	}
	if diff := cmp.Diff([]any{"vip"}, s.labels("OPS-1")); diff != "" {
		t.Error(diff)
	}
}

func TestAWishForQuietNeedsAnAdmin(t *testing.T) {
	cloud := newSim(t, jirasim.Options{})
	cloud.ask("PUT", "/rest/api/3/issue/OPS-1?notifyUsers=false", labelEdit("+done")).want(t, http.StatusNoContent)
	if diff := cmp.Diff([]any{"done", "vip"}, cloud.labels("OPS-1")); diff != "" {
		t.Errorf("the edit was not done: %s", diff)
	}
	deaf := newSim(t, jirasim.Options{QuietWishIgnoresEdit: true})
	deaf.ask("PUT", "/rest/api/3/issue/OPS-1?notifyUsers=false", labelEdit("+done")).want(t, http.StatusNoContent)
	if diff := cmp.Diff([]any{"vip"}, deaf.labels("OPS-1")); diff != "" {
		t.Errorf("the edit was done: %s", diff)
	}
	dc := newSim(t, jirasim.Options{Deployment: jirasim.DataCenter})
	dc.ask("PUT", "/rest/api/2/issue/OPS-1?notifyUsers=false", labelEdit("+done")).want(t, http.StatusForbidden)
}

func TestASecondEditMayWorkOnStaleLabels(t *testing.T) {
	s := newSim(t, jirasim.Options{StaleEdits: time.Second})
	s.ask("PUT", "/rest/api/3/issue/OPS-1", labelEdit("+first")).want(t, http.StatusNoContent)
	s.ask("PUT", "/rest/api/3/issue/OPS-1", labelEdit("+second")).want(t, http.StatusNoContent)
	if diff := cmp.Diff([]any{"second", "vip"}, s.labels("OPS-1")); diff != "" {
		t.Errorf("the first label was not lost: %s", diff)
	}
	s.now = s.now.Add(2 * time.Second)
	s.ask("PUT", "/rest/api/3/issue/OPS-1", labelEdit("+third")).want(t, http.StatusNoContent)
	if diff := cmp.Diff([]any{"second", "third", "vip"}, s.labels("OPS-1")); diff != "" {
		t.Error(diff)
	}
}

func TestAClaimIsCreatedOnce(t *testing.T) {
	s := newSim(t, jirasim.Options{})
	path := "/rest/api/3/issue/OPS-1/properties/deskhand.claim"
	s.ask("GET", path, nil).want(t, http.StatusNotFound)
	s.ask("PUT", path, `{"by":"a"}`).want(t, http.StatusCreated)
	s.ask("PUT", path, `{"by":"b"}`).want(t, http.StatusOK)
	if got := at(s.get(path), "value", "by"); got != "b" {
		t.Errorf("the property holds %v", got)
	}
	s.ask("PUT", path, `no json`).want(t, http.StatusBadRequest)
	s.ask("PUT", path, `"`+strings.Repeat("x", 32767)+`"`).want(t, http.StatusBadRequest)
	s.ask("DELETE", path, nil).want(t, http.StatusNoContent)
	s.ask("PUT", path, `{"by":"a"}`).want(t, http.StatusCreated)
	if updated := at(s.get("/rest/api/3/issue/OPS-1"), "fields", "updated"); updated != "2026-11-16T04:52:00.123+0000" {
		t.Errorf("a property moved the update time: %v", updated)
	}
}

func TestTheServiceDeskKnowsRequestsOnly(t *testing.T) {
	s := newSim(t, jirasim.Options{})
	problem := "problem"
	if _, err := s.desk.Save(s.closed, simulator.Edit{Type: &problem, EvenClosed: true}); err != nil {
		t.Fatal(err)
	}
	body := object{"body": "Checked by triage", "public": false}
	for _, issue := range []string{"WEB-4", "OPS-2", "OPS-99"} {
		a := s.ask("POST", "/rest/servicedeskapi/request/"+issue+"/comment", body).want(t, http.StatusNotFound)
		if a.body["errorMessage"] == nil {
			t.Errorf("%s: %s", issue, a.raw)
		}
	}
	a := s.ask("POST", "/rest/servicedeskapi/request/OPS-1/comment", body).want(t, http.StatusCreated)
	if a.body["public"] != false || a.body["body"] != "Checked by triage" {
		t.Errorf("the comment: %s", a.raw)
	}
	s.ask("POST", "/rest/servicedeskapi/request/OPS-1/comment", object{"body": "x"}).want(t, http.StatusBadRequest)
	if _, err := s.desk.Reply(s.ops, s.customer, simulator.Web, "Any news?"); err != nil {
		t.Fatal(err)
	}
	list := s.get("/rest/servicedeskapi/request/OPS-1/comment?internal=false")
	if list["size"] != 1.0 || at(list, "values", 0, "public") != true {
		t.Errorf("public comments alone: %v", list)
	}
	s.auth = nil
	if empty := s.get("/rest/servicedeskapi/request/OPS-1/comment"); empty["size"] != 0.0 {
		t.Errorf("a nobody sees %v", empty)
	}
	s.auth = func(r *http.Request) { r.SetBasicAuth(simulator.SelfEmail, jirasim.Token) }
	s.server.Change(func(o *jirasim.Options) { o.Lacks = []string{"ADD_COMMENTS"} })
	if a := s.ask("POST", "/rest/servicedeskapi/request/OPS-1/comment", body).want(t, http.StatusForbidden); a.raw != "" {
		t.Errorf("the refusal of an unlicensed account has a body: %s", a.raw)
	}
}

func TestParticipantsShareARequest(t *testing.T) {
	s := newSim(t, jirasim.Options{})
	friend := s.desk.AddPerson(simulator.Person{Name: "Fred", Email: "fred@customer.example", Role: simulator.Customer})
	if _, err := s.desk.Reply(s.ops, friend.ID, simulator.Email, "Same here"); err != nil {
		t.Fatal(err)
	}
	path := "/rest/servicedeskapi/request/OPS-1/participant"
	list := s.get(path)
	if list["size"] != 1.0 || at(list, "values", 0, "emailAddress") != "fred@customer.example" {
		t.Errorf("who wrote: %v", list)
	}
	added := s.ask("POST", path, object{"accountIds": []any{at(s.get("/rest/api/3/myself"), "accountId")}}).want(t, http.StatusOK)
	if added.body["size"] != 2.0 {
		t.Errorf("after one was added: %s", added.raw)
	}
	if second := s.get(path + "?start=1&limit=1"); second["isLastPage"] != true || second["size"] != 1.0 {
		t.Errorf("the second page: %v", second)
	}
	if first := s.get(path + "?limit=1"); at(first, "_links", "next") == nil {
		t.Errorf("the first page: %v", first)
	}
}

func TestIncidentsAreLinkedToTheirProblem(t *testing.T) {
	s := newSim(t, jirasim.Options{})
	for i := range 2 {
		s.desk.Create(simulator.NewTicket{Subject: fmt.Sprintf("Incident %d", i), Body: "It broke.", Requester: s.customer, Problem: s.ops, Type: "incident"})
	}
	links := at(s.get("/rest/api/3/issue/OPS-1"), "fields", "issuelinks")
	if len(links.([]any)) != 2 || at(links, 0, "outwardIssue", "key") != "OPS-5" || at(links, 0, "type", "name") != "Problem/Incident" {
		t.Errorf("the problem: %v", links)
	}
	if back := at(s.get("/rest/api/3/issue/OPS-5"), "fields", "issuelinks", 0, "inwardIssue", "key"); back != "OPS-1" {
		t.Errorf("the incident is caused by %v", back)
	}
}

func TestEditsAtOnceLoseNoLabel(t *testing.T) {
	s := newSim(t, jirasim.Options{NoLimits: true})
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			if a := s.ask("PUT", "/rest/api/3/issue/OPS-1", labelEdit(fmt.Sprintf("+label-%02d", i))); a.status != http.StatusNoContent {
				t.Errorf("edit %d: %s", i, a.raw)
			}
		})
	}
	all.Wait()
	if got := s.labels("OPS-1").([]any); len(got) != 21 {
		t.Errorf("%d labels are left: %v", len(got), got)
	}
}
