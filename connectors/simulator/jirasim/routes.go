package jirasim

import (
	"net/http"
	"strings"
)

// platform is what both products answer below /rest/api/VERSION.
var platform = map[string]endpoint{
	"GET /myself":        (*call).myself,
	"GET /serverInfo":    (*call).serverInfo,
	"GET /mypermissions": (*call).myPermissions,
	"GET /project":       (*call).listProjects,
	"GET /project/{key}": (*call).getProject,
	"GET /field":         (*call).listFields,
	"GET /priority":      (*call).listPriorities,
	"GET /status":        (*call).listStatuses,

	"GET /user/assignable/search": (*call).listAssignable,

	"GET /issue/{issue}":          (*call).getIssue,
	"PUT /issue/{issue}":          (*call).editIssue,
	"GET /issue/{issue}/editmeta": (*call).editMeta,

	"GET /issue/{issue}/comment":         (*call).listComments,
	"POST /issue/{issue}/comment":        (*call).addComment,
	"GET /issue/{issue}/comment/{id}":    (*call).getComment,
	"PUT /issue/{issue}/comment/{id}":    (*call).editComment,
	"DELETE /issue/{issue}/comment/{id}": (*call).deleteComment,

	"GET /issue/{issue}/properties":            (*call).listProperties,
	"GET /issue/{issue}/properties/{name}":     (*call).getProperty,
	"PUT /issue/{issue}/properties/{name}":     (*call).putProperty,
	"DELETE /issue/{issue}/properties/{name}":  (*call).deleteProperty,
	"GET /comment/{comment}/properties":        (*call).listProperties,
	"GET /comment/{comment}/properties/{name}": (*call).getProperty,
	"PUT /comment/{comment}/properties/{name}": (*call).putProperty,

	"DELETE /comment/{comment}/properties/{name}": (*call).deleteProperty,
}

var cloudOnly = map[string]endpoint{
	"GET /search/jql":                (*call).searchGet,
	"POST /search/jql":               (*call).searchPost,
	"POST /search/approximate-count": (*call).countIssues,
	"GET /search":                    (*call).searchRemoved,
	"POST /search":                   (*call).searchRemoved,
	"POST /issue/bulkfetch":          (*call).bulkFetch,
	"POST /comment/list":             (*call).commentsByID,
	"GET /issue/{issue}/changelog":   (*call).listChangelog,
	"POST /changelog/bulkfetch":      (*call).bulkChangelog,
	"GET /label":                     (*call).listLabels,

	"POST /issue/{issue}/changelog/list": (*call).changelogByID,
}

var dataCenterOnly = map[string]endpoint{
	"GET /search":  (*call).startAtSearchGet,
	"POST /search": (*call).startAtSearchPost,
}

// serviceDesk is what both products answer below /rest/servicedeskapi.
var serviceDesk = map[string]endpoint{
	"GET /request/{issue}":              (*call).getRequest,
	"GET /request/{issue}/comment":      (*call).listRequestComments,
	"POST /request/{issue}/comment":     (*call).addRequestComment,
	"GET /request/{issue}/comment/{id}": (*call).getRequestComment,
	"GET /request/{issue}/participant":  (*call).listParticipants,
	"POST /request/{issue}/participant": (*call).addParticipants,
}

// routes returns all that is served, below the site's own address or below the gateway's.
func (s *Server) routes(gateway bool) *http.ServeMux {
	mux := http.NewServeMux()
	add := func(below, version string, table map[string]endpoint) {
		for pattern, e := range table {
			method, path, _ := strings.Cut(pattern, " ")
			mux.HandleFunc(method+" "+below+path, s.guarded(version, gateway, e))
		}
	}
	add("/rest/servicedeskapi", "2", serviceDesk)
	add("/rest/api/2", "2", platform)
	if !s.opts.cloud() {
		add("/rest/api/2", "2", dataCenterOnly)
		return mux
	}
	add("/rest/api/2", "2", cloudOnly)
	add("/rest/api/3", "3", platform)
	add("/rest/api/3", "3", cloudOnly)
	if !gateway {
		mux.HandleFunc("GET /_edge/tenant_info", s.tenantInfo)
		mux.HandleFunc("POST /oauth/token", s.oauthToken)
		mux.HandleFunc("GET /oauth/token/accessible-resources", s.accessibleResources)
	}
	return mux
}
