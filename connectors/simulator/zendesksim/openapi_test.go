package zendesksim_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"

	"github.com/deskhand/deskhand/connectors/simulator"
	"github.com/deskhand/deskhand/connectors/simulator/zendesksim"
)

// contracts returns a file of the vendor's material that lies beside the repository, or skips the test.
func contracts(t *testing.T, name string) []byte {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		text, err := os.ReadFile(filepath.Join(dir, "shared", "contracts", "zendesk", filepath.FromSlash(name)))
		if err == nil {
			return text
		}
	}
	t.Skipf("the vendor's material (%s) is not beside the repository", name)
	return nil
}

// vendor is Zendesk's own description of its API, mended where recorded answers show it to be wrong.
type vendor struct {
	doc    *openapi3.T
	router routers.Router
}

func newVendor(t *testing.T) *vendor {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromData(contracts(t, "openapi.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	doc.Servers = openapi3.Servers{{URL: "https://acme.zendesk.com"}}
	mend(doc)
	router, err := gorillamux.NewRouter(doc)
	if err != nil {
		t.Fatal(err)
	}
	return &vendor{doc, router}
}

// mend allows exactly what recorded answers hold and the description forbids.
func mend(doc *openapi3.T) {
	schema := func(name string) openapi3.Schemas { return doc.Components.Schemas[name].Value.Properties }
	nullable := func(props openapi3.Schemas, names ...string) {
		for _, name := range names {
			if p := props[name]; p != nil && p.Value != nil {
				p.Value.Nullable = true
				if len(p.Value.Enum) > 0 {
					p.Value.Enum = append(p.Value.Enum, nil)
				}
			}
		}
	}
	ticket := schema("TicketObject")
	nullable(ticket, "assignee_id", "external_id", "forum_topic_id", "group_id", "organization_id", "priority", "problem_id", "recipient",
		"satisfaction_rating", "type", "due_at")
	ticket["status"].Value.Enum = append(ticket["status"].Value.Enum, "deleted")
	for _, user := range []string{"UserForEndUser", "UserForAdmin"} {
		nullable(schema(user), "alias", "details", "notes", "phone", "photo", "shared_phone_number", "signature")
	}
	user := doc.Components.Schemas["UserObject"].Value // its kinds overlap
	user.OneOf, user.AnyOf = nil, user.OneOf
	nullable(schema("AttachmentBaseObject"), "width", "height")
	nullable(schema("TicketFieldObject"), "agent_description")
	nullable(schema("CustomStatusObject"), "description", "end_user_description")
	restored := doc.Paths.Find("/api/v2/deleted_tickets/{ticket_id}/restore").Put.Responses.Value("200").Value
	restored.Content["application/json"].Schema = openapi3.NewObjectSchema().NewRef()
}

// check validates an answer against the description, and reports whether the description knows the route at all.
func (v *vendor) check(t *testing.T, method, path string, status int, body []byte) bool {
	t.Helper()
	req, err := http.NewRequest(method, "https://acme.zendesk.com"+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	route, params, err := v.router.FindRoute(req)
	if err != nil {
		return false
	}
	in := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: req, PathParams: params, Route: route},
		Status:                 status, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(bytes.NewReader(body)),
		Options: &openapi3filter.Options{MultiError: true},
	}
	if err := openapi3filter.ValidateResponse(t.Context(), in); err != nil {
		t.Errorf("%s %s: %v", method, path, err)
	}
	return true
}

// recording is a real exchange.
type recording struct {
	Request struct {
		Method string
		URI    string
	}
	Response struct {
		Status int
		Body   json.RawMessage
	}
}

func recordings(t *testing.T, file string) []recording {
	t.Helper()
	var in struct{ Interactions []recording }
	if err := json.Unmarshal(contracts(t, "recorded/"+file), &in); err != nil {
		t.Fatal(err)
	}
	return in.Interactions
}

var recordedFiles = []string{
	"deleted_and_restored.json", "incremental_tickets_cursor_end_of_stream.json", "incremental_tickets_cursor_per_page_1.json",
	"job_update_many_100.json", "ticket_audits_all_cbp.json", "ticket_comments_cbp.json", "ticket_update_200.json", "users_me.json",
}

func barePath(uri string) string {
	_, path, _ := strings.Cut(strings.TrimPrefix(uri, "https://"), "/")
	path, _, _ = strings.Cut(path, "?")
	return "/" + strings.TrimSuffix(path, ".json")
}

func TestTheMendedDescriptionAllowsRealAnswers(t *testing.T) {
	v := newVendor(t)
	for _, file := range recordedFiles {
		for _, r := range recordings(t, file) {
			if r.Response.Status == http.StatusOK {
				v.check(t, r.Request.Method, barePath(r.Request.URI), r.Response.Status, r.Response.Body)
			}
		}
	}
}

// busyAccount has tickets with everything that an answer may hold.
func busyAccount(t *testing.T, opts zendesksim.Options) *account {
	a := newAccount(t, opts)
	simulator.Seed(a.desk, 400, 3, a.now)
	agent, problem := a.agent(), a.ticket("Everything")
	kind := "problem"
	if _, err := a.desk.Save(problem.ID, simulator.Edit{By: agent.ID, Type: &kind, Fields: map[string]any{
		"product_area": "first", "reference": "A-1", "launch_date": "2026-12-01",
	}}); err != nil {
		t.Fatal(err)
	}
	a.desk.Create(simulator.NewTicket{Subject: "Me too", Body: "same here", Requester: a.customer().ID, Type: "incident", Problem: problem.ID})
	a.now = a.now.Add(5 * time.Minute)
	return a
}

func TestAnswersFitTheVendorsDescription(t *testing.T) {
	v := newVendor(t)
	a := busyAccount(t, zendesksim.Options{})
	job, _ := a.ask("PUT", "/api/v2/tickets/update_many?ids=401", `{"ticket":{"additional_tags":["x"]}}`).at("job_status", "id").(string)
	requests := []struct{ method, path, body string }{
		{"GET", "/api/v2/users/me", ""},
		{"GET", "/api/v2/incremental/tickets/cursor?start_time=0", ""},
		{"GET", "/api/v2/incremental/tickets?start_time=0&per_page=100", ""},
		{"GET", "/api/v2/tickets?page[size]=100", ""},
		{"GET", "/api/v2/tickets", ""},
		{"GET", "/api/v2/tickets/401", ""},
		{"GET", "/api/v2/tickets/show_many?ids=1,2,401", ""},
		{"GET", "/api/v2/tickets/401/comments?page[size]=10", ""},
		{"GET", "/api/v2/tickets/401/audits?page[size]=10", ""},
		{"GET", "/api/v2/tickets/401/incidents", ""},
		{"GET", "/api/v2/tickets/401/tags", ""},
		{"GET", "/api/v2/ticket_audits?page[size]=100", ""},
		{"GET", "/api/v2/problems", ""},
		{"GET", "/api/v2/deleted_tickets", ""},
		{"GET", "/api/v2/search/count?query=type:ticket", ""},
		{"GET", "/api/v2/search/export?query=status<solved&filter[type]=ticket&page[size]=1000", ""},
		{"GET", "/api/v2/ticket_fields", ""},
		{"GET", "/api/v2/custom_statuses", ""},
		{"GET", "/api/v2/groups", ""},
		{"GET", "/api/v2/triggers", ""},
		{"GET", "/api/v2/users?role[]=agent&role[]=admin&page[size]=100", ""},
		{"GET", "/api/v2/views/5/count", ""},
		{"GET", "/api/v2/job_statuses/" + job, ""},
		{"PUT", "/api/v2/tickets/401", `{"ticket":{"comment":{"body":"hi","public":false},"tags":["a","b"],"status":"open"}}`},
		{"PUT", "/api/v2/tickets/401/tags", `{"tags":["c"]}`},
		{"POST", "/api/v2/tickets/401/tags", `{"tags":["c"]}`},
		{"POST", "/api/v2/tickets", `{"ticket":{"subject":"s","comment":{"body":"b"}}}`},
	}
	for _, r := range requests {
		path, query, _ := strings.Cut(r.path, "?")
		got := a.ask(r.method, r.path, r.body)
		if got.status >= 300 {
			t.Errorf("%s %s gave %d: %.200s", r.method, r.path, got.status, got.body)
			continue
		}
		if !v.check(t, r.method, path, got.status, []byte(got.body)) {
			t.Logf("%s %s (%s) is not described", r.method, path, query)
		}
	}
}
