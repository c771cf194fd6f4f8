package jirasim_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/deskhand/deskhand/connectors/simulator"
	"github.com/deskhand/deskhand/connectors/simulator/jirasim"
)

func internalComment(text string) object {
	return object{"body": adf(text), "properties": []any{object{"key": "sd.public.comment", "value": object{"internal": true}}}}
}

func TestInternalCommentsAreForServiceProjectsOnly(t *testing.T) {
	s := newSim(t, jirasim.Options{})
	for issue, public := range map[string]bool{"OPS-1": false, "WEB-4": true} {
		a := s.ask("POST", "/rest/api/3/issue/"+issue+"/comment?expand=properties", internalComment("For us")).want(t, http.StatusCreated)
		if a.body["jsdPublic"] != public || at(a.body, "properties", 0, "key") != "sd.public.comment" {
			t.Errorf("%s: %s", issue, a.raw)
		}
	}
	if n := s.desk.Writes().PublicNotes; n != 1 {
		t.Errorf("the ledger has %d public notes, want the one of WEB-4", n)
	}
	restricted := object{"body": adf("For us"), "visibility": object{"type": "role", "value": "Service Desk Team"}}
	a := s.ask("POST", "/rest/api/3/issue/WEB-4/comment", restricted).want(t, http.StatusCreated)
	if at(a.body, "visibility", "value") != "Service Desk Team" || s.desk.Writes().PublicNotes != 1 {
		t.Errorf("a restricted comment: %s", a.raw)
	}
}

func TestCommentPages(t *testing.T) {
	s := newSim(t, jirasim.Options{})
	for i := range 130 {
		s.now = s.now.Add(time.Minute)
		if _, err := s.desk.Reply(s.ops, s.customer, simulator.Web, fmt.Sprintf("Message %d", i)); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		query       string
		start, most float64
		comments    int
	}{
		{"", 0, 100, 100}, {"?maxResults=500", 0, 100, 100}, {"?maxResults=0", 0, 1, 1}, {"?startAt=-5&maxResults=3", 0, 3, 3},
		{"?startAt=120", 120, 100, 10}, {"?startAt=500", 500, 100, 0},
	} {
		page := s.get("/rest/api/3/issue/OPS-1/comment" + c.query)
		if page["startAt"] != c.start || page["maxResults"] != c.most || page["total"] != 130.0 || len(page["comments"].([]any)) != c.comments {
			t.Errorf("%q: startAt %v maxResults %v total %v, %d comments", c.query, page["startAt"], page["maxResults"], page["total"], len(page["comments"].([]any)))
		}
	}
	newest := s.get("/rest/api/3/issue/OPS-1/comment?orderBy=-CREATED&maxResults=1")
	if got := at(newest, "comments", 0, "body", "content", 0, "content", 0, "text"); got != "Message 129" {
		t.Errorf("the newest is %v", got)
	}
	a := s.ask("GET", "/rest/api/3/issue/OPS-1/comment?startAt=x", nil).want(t, http.StatusBadRequest)
	if !strings.HasPrefix(a.header.Get("Content-Type"), "application/problem+json") {
		t.Errorf("a start that is no number: %s", a.header.Get("Content-Type"))
	}
	found := s.page(object{"jql": "key = OPS-1", "fields": []string{"comment"}})
	field := at(found.body, "issues", 0, "fields", "comment")
	if at(field, "total") != 130.0 || len(at(field, "comments").([]any)) != 20 {
		t.Errorf("a search shows %d of %v comments", len(at(field, "comments").([]any)), at(field, "total"))
	}
	fetched := s.ask("POST", "/rest/api/3/issue/bulkfetch", object{"issueIdsOrKeys": []string{"OPS-1"}, "fields": []string{"comment"}}).want(t, http.StatusOK)
	if got := len(at(fetched.body, "issues", 0, "fields", "comment", "comments").([]any)); got != 20 {
		t.Errorf("a bulkfetch shows %d comments", got)
	}
	dc := newSim(t, jirasim.Options{Deployment: jirasim.DataCenter})
	for range 130 {
		if _, err := dc.desk.Reply(dc.ops, dc.customer, simulator.Web, "Again"); err != nil {
			t.Fatal(err)
		}
	}
	if all := dc.get("/rest/api/2/issue/OPS-1/comment"); len(all["comments"].([]any)) != 130 {
		t.Errorf("Data Center gives %d comments where no number is asked for", len(all["comments"].([]any)))
	}
}

func TestEditingACommentKeepsWhatIsNotSent(t *testing.T) {
	s := newSim(t, jirasim.Options{})
	id := at(s.ask("POST", "/rest/api/3/issue/OPS-1/comment", internalComment("First words")).want(t, http.StatusCreated).body, "id").(string)
	s.now = s.now.Add(time.Hour)
	a := s.ask("PUT", "/rest/api/3/issue/OPS-1/comment/"+id, object{"body": adf("Second words")}).want(t, http.StatusOK)
	if a.body["jsdPublic"] != false || a.body["created"] == a.body["updated"] {
		t.Errorf("after the edit: %s", a.raw)
	}
	if got := at(s.get("/rest/api/3/comment/"+id+"/properties/sd.public.comment"), "value", "internal"); got != true {
		t.Errorf("the property is %v", got)
	}
}

func TestPropertiesOfACommentMayComeLate(t *testing.T) {
	s := newSim(t, jirasim.Options{PropertyLag: 5 * time.Second})
	a := s.ask("POST", "/rest/api/3/issue/OPS-1/comment?expand=properties", internalComment("For us")).want(t, http.StatusCreated)
	if got := len(a.body["properties"].([]any)); got != 0 {
		t.Errorf("%d properties at once", got)
	}
	s.now = s.now.Add(5 * time.Second)
	list := s.get("/rest/api/3/issue/OPS-1/comment?expand=properties")
	if got := at(list, "comments", 0, "properties", 0, "value", "internal"); got != true {
		t.Errorf("later the property is %v", got)
	}
}

func TestLongCommentsAreRefused(t *testing.T) {
	cloud, dc := newSim(t, jirasim.Options{}), newSim(t, jirasim.Options{Deployment: jirasim.DataCenter})
	long := strings.Repeat("a", 32768)
	a := cloud.ask("POST", "/rest/api/3/issue/OPS-1/comment", object{"body": adf(long)}).want(t, http.StatusBadRequest)
	b := dc.ask("POST", "/rest/api/2/issue/OPS-1/comment", object{"body": long}).want(t, http.StatusBadRequest)
	if at(a.body, "errors", "comment") == at(b.body, "errors", "comment") {
		t.Errorf("both say %v", at(a.body, "errors", "comment"))
	}
	dc.ask("POST", "/rest/api/2/issue/OPS-1/comment", object{"body": long[:32767]}).want(t, http.StatusCreated)
}
