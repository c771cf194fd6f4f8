package jirasim_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"

	"github.com/deskhand/deskhand/connectors/simulator/jirasim"
)

// contracts returns the folder of the vendor's documents beside the repository, or "" when it is not there.
func contracts() string {
	dir, err := os.Getwd()
	if err != nil {
		return ""
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		shared := filepath.Join(filepath.Dir(dir), "shared", "contracts", "jira")
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			if _, err := os.Stat(shared); err == nil {
				return shared
			}
			return ""
		}
	}
	return ""
}

func needContracts(t *testing.T) string {
	t.Helper()
	dir := contracts()
	if dir == "" {
		t.Skip("the vendor's documents are not beside the repository")
	}
	return dir
}

// spec is a vendor's document ready to check answers.
type spec struct {
	router routers.Router
	err    error
}

func load(file, below string) func() spec {
	return sync.OnceValue(func() spec {
		doc, err := openapi3.NewLoader().LoadFromFile(filepath.Join(contracts(), "openapi", file))
		if err != nil {
			return spec{err: err}
		}
		doc.Servers = nil
		if below != "" {
			doc.Servers = openapi3.Servers{{URL: below}}
		}
		correct(doc)
		router, err := gorillamux.NewRouter(doc)
		return spec{router, err}
	})
}

var (
	cloudSpec   = load("jira-cloud-subset.json", "")
	dcSpec      = load("jira-dc-10.3.openapi.json", "/rest")
	serviceSpec = load("jsm-cloud.ballerina.openapi.json", "")
)

// validated holds every answer that passes against the vendor's documents, where those are there and know the route. It notes the
// routes whose answers it could check.
func validated(t *testing.T, wire http.RoundTripper, deployment jirasim.Deployment, checked *sync.Map) http.RoundTripper {
	if contracts() == "" {
		return wire
	}
	platform := cloudSpec
	if deployment == jirasim.DataCenter {
		platform = dcSpec
	}
	return checker{t, wire, []func() spec{platform, serviceSpec}, checked}
}

type checker struct {
	t     *testing.T
	wire  http.RoundTripper
	specs []func() spec

	checked *sync.Map
}

func (c checker) RoundTrip(r *http.Request) (*http.Response, error) {
	var sent []byte
	if r.Body != nil {
		sent, _ = io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(sent))
	}
	response, err := c.wire.RoundTrip(r)
	if err != nil {
		return response, err
	}
	raw, err := io.ReadAll(response.Body)
	if err != nil {
		return response, err
	}
	response.Body = io.NopCloser(bytes.NewReader(raw))
	c.check(r, response, raw)
	return response, nil
}

func (c checker) check(r *http.Request, response *http.Response, raw []byte) {
	if response.StatusCode >= 300 || response.StatusCode == http.StatusNoContent || len(raw) == 0 {
		return
	}
	for _, load := range c.specs {
		s := load()
		if s.err != nil {
			c.t.Errorf("the vendor's document can't be used: %v", s.err)
			return
		}
		route, params, err := s.router.FindRoute(r)
		if err != nil {
			continue
		}
		input := &openapi3filter.ResponseValidationInput{
			RequestValidationInput: &openapi3filter.RequestValidationInput{Request: r, PathParams: params, Route: route},
			Status:                 response.StatusCode, Header: response.Header, Body: io.NopCloser(bytes.NewReader(raw)),
			Options: &openapi3filter.Options{MultiError: true, IncludeResponseStatus: true},
		}
		if err := openapi3filter.ValidateResponse(context.Background(), input); err != nil {
			c.t.Errorf("%s %s is not as the vendor's document says: %v", r.Method, r.URL.Path, brief(err))
		}
		c.checked.Store(r.Method+" "+route.Path, true)
		return
	}
}

func brief(err error) string {
	text := err.Error()
	if len(text) > 1500 {
		text = text[:1500] + " ..."
	}
	return text
}

// correct mends a document where real answers are known to differ from it: times that are not RFC 3339, nulls in the changelog and in
// fields; on Data Center also fields that are no objects, values of properties that are no strings, and lists that are described by what
// stands in them.
func correct(doc *openapi3.T) {
	for _, path := range []string{"/api/2/project", "/api/2/field", "/api/2/priority", "/api/2/status", "/api/2/user/assignable/search"} {
		if item := doc.Paths.Value(path); item != nil {
			media := item.Get.Responses.Status(http.StatusOK).Value.Content.Get("application/json")
			media.Schema = openapi3.NewArraySchema().WithItems(media.Schema.Value).NewRef()
		}
	}
	seen := map[*openapi3.Schema]bool{}
	for _, s := range doc.Components.Schemas {
		mend(s, seen)
	}
	for _, item := range doc.Paths.Map() {
		for _, op := range item.Operations() {
			if op.RequestBody != nil && op.RequestBody.Value != nil {
				for _, m := range op.RequestBody.Value.Content {
					mend(m.Schema, seen)
				}
			}
			for _, r := range op.Responses.Map() {
				for _, m := range r.Value.Content {
					mend(m.Schema, seen)
				}
			}
		}
	}
}

func mend(ref *openapi3.SchemaRef, seen map[*openapi3.Schema]bool) {
	if ref == nil || ref.Value == nil || seen[ref.Value] {
		return
	}
	s := ref.Value
	seen[s] = true
	if s.Format == "date-time" || s.Format == "uri" || s.Format == "int64" {
		s.Format = ""
	}
	for name, property := range s.Properties {
		mend(property, seen)
		switch name {
		case "from", "fromString", "to", "toString":
			property.Value.Nullable = true
		case "fields", "renderedFields":
			property.Value.AdditionalProperties = openapi3.AdditionalProperties{}
		case "value":
			if strings.HasPrefix(fmt.Sprint(property.Value.Example), "{") {
				property.Value.Type = nil
			}
		}
	}
	mend(s.Items, seen)
	if extra := s.AdditionalProperties.Schema; extra != nil {
		mend(extra, seen)
		extra.Value.Nullable = true
	}
	for _, list := range []openapi3.SchemaRefs{s.AllOf, s.AnyOf, s.OneOf} {
		for _, one := range list {
			mend(one, seen)
		}
	}
}
