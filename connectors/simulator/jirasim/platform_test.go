package jirasim_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/deskhand/deskhand/connectors/simulator/jirasim"
)

// TestEveryRouteAnswersAsDocumented asks every route once; the checker in sim holds the answers against the vendor's documents.
func TestEveryRouteAnswersAsDocumented(t *testing.T) {
	for _, deployment := range []jirasim.Deployment{jirasim.Cloud, jirasim.DataCenter} {
		t.Run(string(deployment), func(t *testing.T) {
			t.Parallel()
			s := newSim(t, jirasim.Options{Deployment: deployment})
			api, body := "/rest/api/3", any(adf("Looking into it"))
			if deployment == jirasim.DataCenter {
				api, body = "/rest/api/2", "Looking into it"
			}
			note := s.ask("POST", api+"/issue/OPS-1/comment?expand=properties", map[string]any{
				"body": body, "properties": []any{map[string]any{"key": "sd.public.comment", "value": map[string]any{"internal": true}}},
			}).want(t, http.StatusCreated)
			id := at(note.body, "id").(string)
			s.ask("PUT", api+"/issue/OPS-1", map[string]any{"update": map[string]any{"labels": []any{map[string]string{"add": "triaged"}}}}).want(t, http.StatusNoContent)
			s.ask("PUT", api+"/issue/OPS-1/properties/deskhand", `{"rev":1}`).want(t, http.StatusCreated)
			s.ask("PUT", api+"/issue/OPS-1/properties/deskhand", `{"rev":2}`).want(t, http.StatusOK)
			s.ask("PUT", api+"/comment/"+id+"/properties/mark", `"x"`).want(t, http.StatusCreated)
			for _, path := range []string{
				"/myself", "/serverInfo", "/mypermissions?permissions=EDIT_ISSUES,ADD_COMMENTS", "/project", "/project/OPS", "/field", "/priority", "/status", "/user/assignable/search?project=OPS",
				"/issue/OPS-1", "/issue/OPS-1?expand=changelog,names,renderedFields,editmeta&properties=deskhand", "/issue/10004?fields=labels,updated",
				"/issue/OPS-1/editmeta", "/issue/OPS-1/comment?orderBy=-created&expand=properties,renderedBody", "/issue/OPS-1/comment/" + id,
				"/issue/OPS-1/properties", "/issue/OPS-1/properties/deskhand", "/comment/" + id + "/properties", "/comment/" + id + "/properties/mark",
			} {
				s.ask("GET", api+path, nil).want(t, http.StatusOK)
			}
			if deployment == jirasim.Cloud {
				askCloud(t, s, id)
			} else {
				s.ask("GET", "/rest/api/2/search?jql=project=OPS&expand=changelog,names", nil).want(t, http.StatusOK)
				s.ask("POST", "/rest/api/2/search", map[string]any{"jql": "project = OPS", "expand": []string{"changelog"}, "fields": []string{"*all"}}).want(t, http.StatusOK)
			}
			askServiceDesk(t, s, id)
			s.ask("PUT", api+"/issue/OPS-1/comment/"+id, map[string]any{"body": body}).want(t, http.StatusOK)
			s.ask("DELETE", api+"/comment/"+id+"/properties/mark", nil).want(t, http.StatusNoContent)
			s.ask("DELETE", api+"/issue/OPS-1/comment/"+id, nil).want(t, http.StatusNoContent)
			s.ask("DELETE", api+"/issue/OPS-1/properties/deskhand", nil).want(t, http.StatusNoContent)
			for _, route := range documented[deployment] {
				if _, checked := s.checked.Load(route); !checked && contracts() != "" {
					t.Errorf("no answer of %s was held against the vendor's document", route)
				}
			}
		})
	}
}

// documented are routes that the vendor's documents know, and whose answers must have been held against them.
var documented = map[jirasim.Deployment][]string{
	jirasim.Cloud: {
		"GET /rest/api/3/search/jql", "POST /rest/api/3/search/jql", "POST /rest/api/3/search/approximate-count", "POST /rest/api/3/issue/bulkfetch",
		"GET /rest/api/3/issue/{issueIdOrKey}", "PUT /rest/api/3/issue/{issueIdOrKey}", "GET /rest/api/3/issue/{issueIdOrKey}/comment",
		"POST /rest/api/3/issue/{issueIdOrKey}/comment", "PUT /rest/api/3/issue/{issueIdOrKey}/comment/{id}", "POST /rest/api/3/comment/list",
		"GET /rest/api/3/issue/{issueIdOrKey}/changelog", "POST /rest/api/3/changelog/bulkfetch", "GET /rest/api/3/issue/{issueIdOrKey}/properties",
		"GET /rest/api/3/comment/{commentId}/properties/{propertyKey}", "GET /rest/api/3/myself", "GET /rest/api/3/serverInfo",
		"GET /rest/api/3/mypermissions", "GET /rest/api/3/label", "GET /rest/api/3/issue/{issueIdOrKey}/editmeta",
		"GET /rest/servicedeskapi/request/{issueIdOrKey}", "POST /rest/servicedeskapi/request/{issueIdOrKey}/comment",
		"GET /rest/servicedeskapi/request/{issueIdOrKey}/comment", "GET /rest/servicedeskapi/request/{issueIdOrKey}/participant",
	},
	jirasim.DataCenter: {
		"GET /api/2/search", "POST /api/2/search", "GET /api/2/issue/{issueIdOrKey}", "GET /api/2/issue/{issueIdOrKey}/comment",
		"POST /api/2/issue/{issueIdOrKey}/comment", "GET /api/2/issue/{issueIdOrKey}/properties/{propertyKey}", "GET /api/2/myself",
		"GET /api/2/serverInfo", "GET /api/2/mypermissions", "GET /api/2/project/{projectIdOrKey}", "GET /api/2/issue/{issueIdOrKey}/editmeta",
	},
}

func askCloud(t *testing.T, s *sim, comment string) {
	t.Helper()
	for _, path := range []string{"/search/jql?jql=project=OPS", "/issue/OPS-1/changelog", "/label"} {
		s.ask("GET", "/rest/api/3"+path, nil).want(t, http.StatusOK)
	}
	s.ask("PUT", "/rest/api/3/issue/OPS-1?returnIssue=true", map[string]any{"fields": map[string]any{"summary": "Nobody can log in at all"}}).want(t, http.StatusOK)
	for path, body := range map[string]any{
		"/search/jql":                     map[string]any{"jql": "project in (OPS, WEB) ORDER BY created", "fields": []string{"*all"}, "expand": "changelog,names"},
		"/search/approximate-count":       map[string]any{"jql": "project = OPS"},
		"/issue/bulkfetch":                map[string]any{"issueIdsOrKeys": []string{"OPS-1", "10004", "OPS-999"}, "fields": []string{"*all"}, "expand": []string{"changelog"}},
		"/changelog/bulkfetch":            map[string]any{"issueIdsOrKeys": []string{"OPS-1"}},
		"/comment/list?expand=properties": fmt.Sprintf(`{"ids":[%s]}`, comment),
		"/issue/OPS-1/changelog/list":     map[string]any{"changelogIds": []int{1}},
	} {
		s.ask("POST", "/rest/api/3"+path, body).want(t, http.StatusOK)
	}
}

func askServiceDesk(t *testing.T, s *sim, comment string) {
	t.Helper()
	s.ask("POST", "/rest/servicedeskapi/request/OPS-1/comment", map[string]any{"body": "Checked", "public": false}).want(t, http.StatusCreated)
	for _, path := range []string{"", "/comment", "/comment/" + comment, "/participant"} {
		s.ask("GET", "/rest/servicedeskapi/request/OPS-1"+path, nil).want(t, http.StatusOK)
	}
}
