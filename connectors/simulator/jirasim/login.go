package jirasim

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/deskhand/deskhand/connectors/simulator"
)

// login is what came of a request's credentials.
type login struct {
	known   bool
	headers map[string]string
	refusal *response // where the products do not even let the request through
}

// captchaAfter is how many failed logins in a row bring Data Center to ask for a CAPTCHA, Jira's default.
const captchaAfter = 3

func (s *Server) login(c *call, gateway bool) login {
	switch {
	case c.forgeable():
		return login{refusal: &response{status: http.StatusForbidden, kind: "text/plain", body: "XSRF check failed"}}
	case gateway:
		return c.gatewayLogin()
	case c.opts.cloud():
		return c.siteLogin()
	}
	return s.dataCenterLogin(c)
}

// forgeable reports whether a write looks as if a browser was tricked into it.
func (c *call) forgeable() bool {
	return c.Method != http.MethodGet && strings.Contains(c.UserAgent(), "Mozilla") && c.Header.Get("X-Atlassian-Token") != "no-check"
}

// siteLogin knows an API token on the site's own address. Failed basic authentication makes the caller a nobody, whose requests are
// answered as far as nobody may see: the trap that an expired token sets.
func (c *call) siteLogin() login {
	if strings.HasPrefix(c.Header.Get("Authorization"), "Bearer ") {
		return login{refusal: &response{status: http.StatusForbidden, body: object{"error": "Failed to parse Connect Session Auth Token"}}}
	}
	email, token, given := c.BasicAuth()
	switch {
	case !given:
		return login{}
	case email == simulator.SelfEmail && token == c.opts.Token:
		return login{known: true, headers: map[string]string{"X-Seraph-LoginReason": "OK"}}
	}
	return login{headers: map[string]string{"X-Seraph-LoginReason": "AUTHENTICATED_FAILED"}}
}

// gatewayLogin knows scoped tokens and what OAuth gives out.
func (c *call) gatewayLogin() login {
	_, token, given := c.BasicAuth()
	if !given {
		token = strings.TrimPrefix(c.Header.Get("Authorization"), "Bearer ")
	}
	if token != c.opts.ScopedToken && token != accessToken(c.opts) {
		return login{refusal: gatewayRefusal("Unauthorized")}
	}
	if need := c.scope(); c.opts.Scopes != nil && !slices.Contains(c.opts.Scopes, need) {
		return login{refusal: gatewayRefusal("Unauthorized; scope does not match")}
	}
	return login{known: true}
}

func gatewayRefusal(message string) *response {
	return &response{status: http.StatusUnauthorized, kind: plainJSON, body: object{"code": http.StatusUnauthorized, "message": message}}
}

// scope returns the classic OAuth scope that the request needs, per the vendor's OpenAPI document.
func (c *call) scope() string {
	reading := c.Method == http.MethodGet || strings.HasSuffix(c.URL.Path, "fetch") || strings.Contains(c.URL.Path, "/search/") ||
		strings.HasSuffix(c.URL.Path, "/list")
	switch {
	case strings.HasPrefix(c.URL.Path, "/rest/servicedeskapi") && reading:
		return "read:servicedesk-request"
	case strings.HasPrefix(c.URL.Path, "/rest/servicedeskapi"):
		return "write:servicedesk-request"
	case strings.HasSuffix(c.URL.Path, "/myself"):
		return "read:jira-user"
	case reading:
		return "read:jira-work"
	}
	return "write:jira-work"
}

// dataCenterLogin knows a personal access token, and the account's name with its password.
func (s *Server) dataCenterLogin(c *call) login {
	if token, given := strings.CutPrefix(c.Header.Get("Authorization"), "Bearer "); given {
		if token == c.opts.Token {
			return login{known: true, headers: map[string]string{"X-Seraph-LoginReason": "OK"}}
		}
		return login{refusal: htmlAnswer(http.StatusUnauthorized, "Unauthorized", nil)}
	}
	name, password, given := c.BasicAuth()
	if !given {
		return login{}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.failures >= captchaAfter:
		return login{refusal: htmlAnswer(http.StatusForbidden, "Basic Authentication Failure - Reason : AUTHENTICATION_DENIED", map[string]string{
			"X-Authentication-Denied-Reason": "CAPTCHA_CHALLENGE; login-url=" + c.site + "/login.jsp",
			"X-Seraph-LoginReason":           "AUTHENTICATION_DENIED",
		})}
	case name == userName(s.desk.Self()) && password == c.opts.Password:
		s.failures = 0
		return login{known: true, headers: map[string]string{"X-Seraph-LoginReason": "OK"}}
	}
	s.failures++
	return login{refusal: htmlAnswer(http.StatusUnauthorized, "Basic Authentication Failure - Reason : AUTHENTICATED_FAILED", map[string]string{
		"X-Seraph-LoginReason": "AUTHENTICATED_FAILED", "WWW-Authenticate": c.realm(),
	})}
}

// realm is what the product asks for in WWW-Authenticate.
func (c *call) realm() string { return `OAuth realm="` + url.QueryEscape(c.site) + `"` }

// htmlAnswer is a page for browsers, which the products send where clients expect JSON.
func htmlAnswer(status int, title string, headers map[string]string) *response {
	page := fmt.Sprintf("<!DOCTYPE html><html><head><title>%s</title></head><body><h1>HTTP Status %d</h1><p>%[1]s</p></body></html>", title, status)
	return &response{status: status, kind: kindHTML, headers: headers, body: page}
}

// mustLogIn is the answer to a nobody where nobody may look.
func (c *call) mustLogIn() response {
	if c.opts.cloud() {
		return response{
			status: http.StatusUnauthorized, kind: plainJSON, headers: map[string]string{"WWW-Authenticate": c.realm()},
			body: object{"message": "Client must be authenticated to access this resource.", "status-code": http.StatusUnauthorized},
		}
	}
	return failure(http.StatusUnauthorized, "You are not authenticated. Authentication required to perform this operation.")
}

// accessToken is what the OAuth server gives out.
func accessToken(o Options) string { return "access-" + o.ClientID }

// oauthToken is the client credentials grant of the vendor's authorization server.
func (s *Server) oauthToken(w http.ResponseWriter, r *http.Request) {
	opts := s.options()
	var in struct {
		GrantType    string `json:"grant_type"`
		ClientID     string `json:"client_id"`
		ClientSecret string `json:"client_secret"`
	}
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		// What can't be read leaves the fields empty, which is refused below.
		_ = json.NewDecoder(r.Body).Decode(&in)
	} else {
		in.GrantType, in.ClientID, in.ClientSecret = r.FormValue("grant_type"), r.FormValue("client_id"), r.FormValue("client_secret")
	}
	if id, secret, given := r.BasicAuth(); given {
		in.ClientID, in.ClientSecret = id, secret
	}
	if in.GrantType != "client_credentials" || in.ClientID != opts.ClientID || in.ClientSecret != opts.ClientSecret {
		response{status: http.StatusUnauthorized, body: object{"error": "access_denied", "error_description": "Unauthorized"}}.write(w)
		return
	}
	ok(object{"access_token": accessToken(opts), "expires_in": 3600, "token_type": "Bearer", "scope": strings.Join(opts.Scopes, " ")}).write(w)
}

// accessibleResources tells the holder of an OAuth token which sites it is good for.
func (s *Server) accessibleResources(w http.ResponseWriter, r *http.Request) {
	opts := s.options()
	if r.Header.Get("Authorization") != "Bearer "+accessToken(opts) {
		gatewayRefusal("Unauthorized").write(w)
		return
	}
	site := "http://" + r.Host
	ok([]object{{"id": opts.CloudID, "name": "acme", "url": site, "scopes": opts.Scopes, "avatarUrl": site + "/avatar.png"}}).write(w)
}

// tenantInfo tells the id of the site to anybody.
func (s *Server) tenantInfo(w http.ResponseWriter, _ *http.Request) {
	ok(object{"cloudId": s.options().CloudID}).write(w)
}
