// Package jirasim speaks Jira's wire formats over a simulated desk: the platform's REST API of Cloud (version 3, and 2) and of
// Data Center (version 2), and the service desk API of both.
//
// A ticket is an issue, its tags are labels, its first note is the description, its other notes are comments. What is special
// to Jira is kept here: keys of moved issues, rich text as it was written, limits. What Jira does is taken from the vendor's OpenAPI
// documents and from other people's reports of live calls; doubtful facts are switches in Options. The package imports no
// connector and shares no type with one.
package jirasim

import (
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/deskhand/deskhand/connectors/simulator"
)

// Server is a simulated Jira. Below /_sim/ it answers what every simulator does, with tickets named by number or key, and below
// /_sim/jira/ what control.go lists.
type Server struct {
	*simulator.Front
	desk    *simulator.Desk
	site    *http.ServeMux
	gateway *http.ServeMux
	limits  limits

	projects []project // service projects first
	services int       // how many those are

	mu       sync.Mutex
	opts     Options
	searches uint64                    // answered, for Flicker
	moved    map[int64]issueKey        // issues that changed project, by ticket
	written  map[int64]json.RawMessage // texts of notes as they came in, by note
	edits    map[int64]lastEdit        // for StaleEdits, by ticket
	migrated map[int64][]history       // entries of workflow migrations, by ticket
	shared   map[int64][]int64         // participants that were added, by ticket
	failures int                       // of logins in a row, for Data Center's CAPTCHA
}

// New returns a Jira over the desk.
func New(desk *simulator.Desk, opts Options) *Server {
	s := &Server{
		desk: desk, opts: opts.withDefaults(), moved: map[int64]issueKey{}, written: map[int64]json.RawMessage{},
		edits: map[int64]lastEdit{}, migrated: map[int64][]history{}, shared: map[int64][]int64{},
	}
	s.projects, s.services = s.opts.projects(), len(s.opts.ServiceProjects)
	s.site, s.gateway = s.routes(false), s.routes(true)
	s.Front = simulator.NewFront(desk, http.HandlerFunc(s.wire), s.route, opts.Faults)
	return s
}

// Change changes options while the server runs. Deployment and projects can't be changed.
func (s *Server) Change(change func(*Options)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(&s.opts)
	s.opts = s.opts.withDefaults()
}

func (s *Server) options() Options {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.opts
}

func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, "/_sim/jira/") {
		s.control().ServeHTTP(w, r)
		return
	}
	s.Front.ServeHTTP(w, s.byNumber(r))
}

// byNumber lets people name a ticket below /_sim/tickets/ by its issue's key too.
func (s *Server) byNumber(r *http.Request) *http.Request {
	rest, ok := strings.CutPrefix(r.URL.Path, "/_sim/tickets/")
	if !ok || !strings.Contains(rest, "-") {
		return r
	}
	key, act, acting := strings.Cut(rest, "/")
	ticket, known := s.ticketID(key)
	if !known {
		return r
	}
	named := r.Clone(r.Context())
	named.URL.Path = "/_sim/tickets/" + itoa(ticket)
	if acting {
		named.URL.Path += "/" + act
	}
	return named
}

// place returns the routes that a path belongs to and the path among them, or nil for an address where nothing is.
func (s *Server) place(path string) (*http.ServeMux, string) {
	opts := s.options()
	if !opts.cloud() {
		if rest, ok := strings.CutPrefix(path, opts.ContextPath); ok {
			return s.site, rest
		}
		return nil, ""
	}
	if rest, ok := strings.CutPrefix(path, "/ex/jira/"+opts.CloudID); ok {
		return s.gateway, rest
	}
	return s.site, path
}

func (s *Server) wire(w http.ResponseWriter, r *http.Request) {
	routes, path := s.place(r.URL.Path)
	if routes == nil {
		http.NotFound(w, r)
		return
	}
	inner := r.Clone(r.Context())
	inner.URL.Path, inner.URL.RawPath = path, ""
	routes.ServeHTTP(w, inner)
}

// route names the route of a request for the statistics.
func (s *Server) route(r *http.Request) string {
	routes, path := s.place(r.URL.Path)
	if routes == nil {
		return "elsewhere"
	}
	inner := r.Clone(r.Context())
	inner.URL.Path, inner.URL.RawPath = path, ""
	_, pattern := routes.Handler(inner)
	if _, template, ok := strings.Cut(pattern, " "); ok {
		return template
	}
	return "elsewhere"
}

// call is one request being answered.
type call struct {
	*http.Request
	server *Server
	opts   Options
	now    time.Time
	api    string // version of the platform's API: "2" or "3"
	site   string // what links begin with
	known  bool   // the credentials were accepted; else the caller is nobody in particular
}

// endpoint answers one route.
type endpoint func(*call) response

// guarded makes an endpoint a handler: credentials and limits first.
func (s *Server) guarded(api string, gateway bool, e endpoint) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		c := &call{Request: r, server: s, opts: s.options(), now: s.desk.Clock(), api: api}
		c.site = c.base()
		login := s.login(c, gateway)
		c.known = login.known
		budget, answer := s.limits.admit(c)
		if login.refusal != nil {
			answer = login.refusal
		}
		if answer == nil {
			own := e(c)
			answer = &own
		}
		for _, headers := range []map[string]string{login.headers, budget} {
			for name, value := range headers {
				w.Header().Set(name, value)
			}
		}
		w.Header().Set("Date", c.now.Format(http.TimeFormat))
		answer.write(w)
	}
}

func (c *call) base() string {
	if c.opts.BaseURL != "" {
		return strings.TrimSuffix(c.opts.BaseURL, "/") + c.opts.ContextPath
	}
	scheme := "http"
	if c.TLS != nil || c.URL.Scheme == "https" {
		scheme = "https"
	}
	return scheme + "://" + c.Host + c.opts.ContextPath
}

// rest returns a link into the platform's API.
func (c *call) rest(path string) string { return c.site + "/rest/api/" + c.api + path }

// stamp writes an instant as Jira does, in the caller's zone.
func (c *call) stamp(t time.Time) string {
	return t.In(c.opts.Zone).Format("2006-01-02T15:04:05.000-0700")
}
