// Package zendesksim speaks Zendesk's wire format over a simulator.Desk: ticket exports, audits, comments, lists, updates,
// tags, jobs, search, sign-in and rate limits, as Zendesk's references and recorded answers have them.
//
// It owns the shape of every answer and the behaviour of the vendor's API; what happens to tickets is the desk's. It was
// written from the vendor's documentation alone and shares no code with the connector that it tests. Where the documentation is
// silent or sources disagree, the behaviour is a switch in Quirks.
package zendesksim

import (
	"encoding/json"
	"fmt"
	"hash/crc32"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/deskhand/deskhand/connectors/simulator"
)

// The credentials that are accepted when Options names no others.
const (
	DefaultToken        = "simulated-api-token" // with simulator.SelfEmail
	DefaultBearer       = "simulated-bearer"
	DefaultClientID     = "deskhand"
	DefaultClientSecret = "simulated-secret"
	DefaultRefresh      = "simulated-refresh-token"
)

// Options say what sort of account is simulated. The zero value is an account of the largest plan.
type Options struct {
	URL string // what returned addresses begin with; empty for the address that was called

	Token, Bearer, ClientID, ClientSecret string // credentials; defaults above

	Scope string // of the tokens given out; "read write" when empty
	Role  string // of the API's user: admin, or agent; admin when empty

	RateLimit int           // requests a minute; 2500 when 0, as with the High Volume add-on. Less than that is a smaller plan
	Lag       time.Duration // how old a change is before the exports show it; a minute when 0, none when negative
	TooRecent time.Duration // how old a start_time must be; a minute when 0, none when negative

	Quirks Quirks
	Faults *simulator.Faults
}

// Quirks are behaviours that are rare, or that the vendor's documents leave open. The zero value is what is most likely.
type Quirks struct {
	EmptyLastPage     bool          // a list that ends on a full page says there is more, and then gives an empty page
	CapPageSize       bool          // a page[size] above 100 is taken as 100 instead of refused
	LenientCursor     bool          // an export cursor that can't be read begins at the start instead of being refused
	NullEmptyCursor   bool          // an empty page of the export has no cursor
	LateEvery         int           // each ticket whose id this divides shows up in the exports only LateBy after its place
	LateBy            time.Duration //
	AuditsTogether    bool          // the limit on reading audits is one for all tickets, not one for each
	AuditNoChange     bool          // an update that changes nothing makes an audit all the same
	AuditsNewestFirst bool          // audits of a ticket come newest first unless sort says otherwise
	DeleteTagsBody    bool          // taking tags away answers 200 with the tags instead of 204
	UnsortedTags      bool          // tags come in no order
	ShowDeleted       bool          // show_many gives deleted tickets too
	IgnoreSafeUpdate  bool          // stale stamps are accepted
	IgnoreBatchTags   bool          // update_many takes additional_tags only in its bulk form
	ExtraKeys         bool          // objects carry keys that no document knows
	UnknownEvents     bool          // audits carry an event of a type that no document knows
	FailInJobs        []int64       // these tickets' items of a job fail
	SearchLag         time.Duration // how long a change stays out of the search index
	RetryAfter        string        // of a 429: empty for the right number, or "missing", or the header's text
	TokenLife         time.Duration // of tokens given out; 48 hours when 0
	JobStart          time.Duration // how long a job is queued; a second when 0
	JobItem           time.Duration // how long a job works on one ticket; 80 ms when 0
}

// Sim is a simulated Zendesk account. It is an http.Handler; simulator.Transport calls it without a socket.
type Sim struct {
	*simulator.Front
	desk *simulator.Desk
	opts Options
	mux  *http.ServeMux

	mu     sync.Mutex
	limits map[string]*window
	tokens tokens
	jobs   jobs
	views  map[string]bool // counts that were asked for once
}

// New returns an account over the desk.
func New(d *simulator.Desk, opts Options) *Sim {
	s := &Sim{desk: d, opts: withDefaults(opts), mux: http.NewServeMux(), limits: map[string]*window{}, views: map[string]bool{}}
	s.tokens = tokens{bearers: map[string]grant{}, refresh: map[string]bool{DefaultRefresh: true}}
	s.jobs = jobs{byID: map[string]*job{}}
	d.Spell = strings.ToLower
	s.routes()
	s.Front = simulator.NewFront(d, http.HandlerFunc(s.serve), s.route, opts.Faults)
	return s
}

func withDefaults(o Options) Options {
	text := func(v *string, otherwise string) {
		if *v == "" {
			*v = otherwise
		}
	}
	span := func(v *time.Duration, otherwise time.Duration) {
		if *v == 0 {
			*v = otherwise
		}
		*v = max(*v, 0)
	}
	text(&o.Token, DefaultToken)
	text(&o.Bearer, DefaultBearer)
	text(&o.ClientID, DefaultClientID)
	text(&o.ClientSecret, DefaultClientSecret)
	text(&o.Scope, "read write")
	text(&o.Role, "admin")
	span(&o.Lag, time.Minute)
	span(&o.TooRecent, time.Minute)
	span(&o.Quirks.TokenLife, 48*time.Hour)
	span(&o.Quirks.JobStart, time.Second)
	span(&o.Quirks.JobItem, 80*time.Millisecond)
	if o.RateLimit == 0 {
		o.RateLimit = highVolume
	}
	return o
}

// call is one request, with who asks.
type call struct {
	*http.Request
	w     http.ResponseWriter
	now   time.Time
	query url.Values
	by    simulator.Person // the API's user
	scope string
	known bool // somebody: false for a stranger
}

type handler func(*call) error

// routes names every path of the account, without ".json".
func (s *Sim) routes() {
	s.handle("POST /oauth/tokens", s.giveToken)
	s.handle("GET /api/v2/oauth/tokens/current", s.currentToken)
	s.exportRoutes()
	s.ticketRoutes()
	s.listRoutes()
	s.settingsRoutes()
}

func (s *Sim) handle(pattern string, h handler) {
	s.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		c := &call{Request: r, w: w, now: s.desk.Clock(), query: r.URL.Query()}
		if err := s.admit(c, pattern); err != nil {
			s.fail(c, err)
			return
		}
		if err := h(c); err != nil {
			s.fail(c, err)
		}
	})
}

func (s *Sim) serve(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("X-Zendesk-Api-Version", "v2")
	w.Header().Set("Cache-Control", "max-age=0, private, must-revalidate")
	w.Header().Set("X-Request-Id", strconv.FormatInt(s.desk.Clock().UnixNano(), 36))
	w.Header().Set("Date", s.desk.Clock().Format(http.TimeFormat))
	s.mux.ServeHTTP(w, withoutSuffix(r))
}

// withoutSuffix returns the request with the path's ".json" taken off: each path works with and without.
func withoutSuffix(r *http.Request) *http.Request {
	path, ok := strings.CutSuffix(r.URL.Path, ".json")
	if !ok {
		return r
	}
	bare := r.Clone(r.Context())
	bare.URL.Path, bare.URL.RawPath = path, ""
	return bare
}

func (s *Sim) route(r *http.Request) string {
	_, pattern := s.mux.Handler(withoutSuffix(r))
	if _, path, ok := strings.Cut(pattern, " "); ok {
		return path
	}
	return pattern
}

// base returns what addresses in an answer begin with.
func (s *Sim) base(c *call) string {
	if s.opts.URL != "" {
		return s.opts.URL
	}
	scheme := "http"
	if c.TLS != nil || c.URL.Scheme == "https" {
		scheme = "https"
	}
	return scheme + "://" + c.Host
}

func (s *Sim) answer(c *call, status int, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return err
	}
	h := c.w.Header()
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("Etag", fmt.Sprintf(`W/"%032x"`, crc32.ChecksumIEEE(body)))
	h.Set("Content-Length", strconv.Itoa(len(body)))
	c.w.WriteHeader(status)
	_, _ = c.w.Write(body) // a client that has gone does not matter
	return nil
}

func (s *Sim) ok(c *call, v any) error { return s.answer(c, http.StatusOK, v) }

// object is a JSON object whose keys are few or made up as we go.
type object = map[string]any

func pathID(c *call, name string) (int64, error) {
	id, err := strconv.ParseInt(c.PathValue(name), 10, 64)
	if err != nil {
		return 0, errNotFound
	}
	return id, nil
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }
