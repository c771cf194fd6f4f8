package jira_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/deskhand/deskhand/connectors/simulator"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

// TestRequestsAreValid: every request of a whole day's work is valid by the vendor's documents, and so is every document in
// Atlassian Document Format by its schema.
func TestRequestsAreValid(t *testing.T) {
	adf := adfSchema(t)
	documents := map[string][]routers.Router{
		"cloud":       {document(t, "openapi/jira-cloud-subset.json", ""), document(t, "openapi/jsm-cloud.ballerina.openapi.json", "")},
		"data center": {document(t, "openapi/jira-dc-10.3.openapi.json", "/rest"), document(t, "openapi/jsm-cloud.ballerina.openapi.json", "")},
	}
	for name, known := range documents {
		t.Run(name, func(t *testing.T) {
			var seen sync.Map
			check := func(next http.RoundTripper) http.RoundTripper {
				return roundTripper(func(r *http.Request) (*http.Response, error) {
					var body []byte
					if r.Body != nil {
						body, _ = io.ReadAll(r.Body)
					}
					r.Body = io.NopCloser(bytes.NewReader(body))
					route, err := valid(r, known)
					if err != nil {
						t.Errorf("%s %s: %v", r.Method, r.URL.Path, err)
					}
					seen.Store(route, true)
					checkADF(t, adf, body)
					r.Body = io.NopCloser(bytes.NewReader(body))
					return next.RoundTrip(r)
				})
			}
			synctest.Test(t, func(t *testing.T) { dayOfWork(t, faces()[name], check) })
			for _, route := range []string{"GET myself", "GET serverInfo", "GET mypermissions", "GET editmeta", "PUT {issueIdOrKey}", "GET comment",
				"PUT {propertyKey}", "DELETE {propertyKey}", "GET participant"} {
				if _, asked := seen.Load(route); !asked {
					t.Errorf("%s was never asked", route)
				}
			}
		})
	}
}

// dayOfWork uses everything the connector can do.
func dayOfWork(t *testing.T, f face, between func(http.RoundTripper) http.RoundTripper) {
	s := newSite(f)
	var ids []string
	for range 130 {
		ids = append(ids, issueID(s.ticket("vip")))
	}
	if _, err := s.desk.Reply(1, s.agent.ID, simulator.Web, "We look"); err != nil {
		t.Fatal(err)
	}
	for range 25 { // more than come with the issue
		if _, err := s.desk.Reply(2, s.customer.ID, simulator.Web, "Any news?"); err != nil {
			t.Fatal(err)
		}
	}
	other := s.desk.AddPerson(simulator.Person{Name: "Otto", Email: "otto@customer.example", Role: simulator.Agent})
	if _, err := s.desk.Reply(1, other.ID, simulator.Web, "Me too"); err != nil {
		t.Fatal(err)
	}
	c := s.through(t, between)
	if _, err := c.Check(t.Context()); err != nil {
		t.Error(err)
	}
	walk(t, feedOf(t, c), "")
	walk(t, func(at helpdesk.Cursor) (helpdesk.Page, error) { return c.Backlog(t.Context(), at) }, "")
	if _, err := c.Fetch(t.Context(), append(ids, "99999")); err != nil {
		t.Error(err)
	}
	var plans []helpdesk.Plan
	for _, id := range ids[:8] { // two of them in the plain project
		plans = append(plans, noteOn(t, c, id))
	}
	plans[1].Note, plans[1].Remove = nil, []string{"vip"}
	plans[2].Version = "1-0"
	time.Sleep(time.Minute)
	outcomes, err := c.Apply(t.Context(), plans)
	if err != nil || len(outcomes) != len(plans) || outcomes[2].Result != helpdesk.Conflict {
		t.Errorf("%+v, %v", outcomes, err)
	}
}

// document loads one of the vendor's documents, corrected where it is known to be wrong: a property's value is any JSON.
func document(t *testing.T, name, below string) routers.Router {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromFile(shared(t, name))
	if err != nil {
		t.Fatal(err)
	}
	doc.Servers = nil
	if below != "" {
		doc.Servers = openapi3.Servers{{URL: below}}
	}
	if bean := doc.Components.Schemas["EntityPropertyBean"]; bean != nil {
		bean.Value.Properties["value"] = openapi3.NewSchemaRef("", openapi3.NewSchema())
	}
	if p := doc.Paths.Find("/api/2/issue/{issueIdOrKey}/properties/{propertyKey}"); p != nil {
		p.Put.RequestBody.Value.Content["application/json"].Schema = openapi3.NewSchemaRef("", openapi3.NewSchema())
	}
	router, err := gorillamux.NewRouter(doc)
	if err != nil {
		t.Fatal(err)
	}
	return router
}

// valid checks a request against the first document that knows its route, and names the route by its last part.
func valid(r *http.Request, known []routers.Router) (string, error) {
	for _, router := range known {
		route, params, err := router.FindRoute(r)
		if err != nil {
			continue
		}
		err = openapi3filter.ValidateRequest(r.Context(), &openapi3filter.RequestValidationInput{
			Request: r, PathParams: params, Route: route,
			Options: &openapi3filter.Options{AuthenticationFunc: openapi3filter.NoopAuthenticationFunc},
		})
		if err == nil {
			err = onlyKnown(r, route)
		}
		return r.Method + " " + route.Path[strings.LastIndex(route.Path, "/")+1:], err
	}
	return "", fmt.Errorf("no document knows this address")
}

// onlyKnown reports query parameters that the document does not name.
func onlyKnown(r *http.Request, route *routers.Route) error {
	for name := range r.URL.Query() {
		known := false
		for _, p := range append(route.Operation.Parameters, route.PathItem.Parameters...) {
			known = known || p.Value.Name == name
		}
		if !known {
			return fmt.Errorf("the query parameter %s is not known", name)
		}
	}
	return nil
}

func adfSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	compiler := jsonschema.NewCompiler()
	compiler.Draft = jsonschema.Draft4
	file, err := os.Open(shared(t, "adf/full.json"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := compiler.AddResource("adf.json", file); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("adf.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// checkADF validates every document in a request's body, and the rule that the schema leaves out: no newline in a text.
func checkADF(t interface{ Errorf(string, ...any) }, schema *jsonschema.Schema, body []byte) {
	var v any
	if json.Unmarshal(body, &v) != nil {
		return
	}
	eachDocument(v, func(doc map[string]any) {
		if err := schema.Validate(doc); err != nil {
			t.Errorf("%v: %v", doc, err)
		}
		if raw, _ := json.Marshal(doc); bytes.Contains(raw, []byte(`\n`)) {
			t.Errorf("%s: a text holds a newline", raw)
		}
	})
}

func eachDocument(v any, do func(map[string]any)) {
	switch v := v.(type) {
	case []any:
		for _, part := range v {
			eachDocument(part, do)
		}
	case map[string]any:
		if v["type"] == "doc" {
			do(v)
			return
		}
		for _, part := range v {
			eachDocument(part, do)
		}
	}
}
