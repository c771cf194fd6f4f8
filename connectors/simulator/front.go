package simulator

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
)

// Front stands before a wire format: it counts the requests by route, lets faults happen, and answers below /_sim/ for the
// people and tests that watch and move the desk. What is asked below /_sim/ is neither counted nor struck.
type Front struct {
	desk  *Desk
	wire  http.Handler
	route func(*http.Request) string
	sim   http.Handler

	mu     sync.Mutex
	faults *Faults
	counts map[string]*Count
}

// Count is how often a route was asked.
type Count struct {
	Requests int            `json:"requests"`
	Statuses map[string]int `json:"statuses"` // by status; "cut off" where there was none
}

// NewFront puts a front before wire. route names the route of a request, like "/api/v2/tickets/{id}"; nil takes the path itself.
// faults may be nil.
func NewFront(d *Desk, wire http.Handler, route func(*http.Request) string, faults *Faults) *Front {
	if route == nil {
		route = func(r *http.Request) string { return r.URL.Path }
	}
	if faults == nil {
		faults = &Faults{}
	}
	f := &Front{desk: d, wire: wire, route: route, faults: faults, counts: map[string]*Count{}}
	f.sim = f.controls()
	return f
}

// SetFaults puts these faults in the place of those before.
func (f *Front) SetFaults(faults *Faults) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.faults = faults
}

// Requests returns how often each route was asked, by "METHOD route".
func (f *Front) Requests() map[string]Count {
	f.mu.Lock()
	defer f.mu.Unlock()
	all := make(map[string]Count, len(f.counts))
	for name, c := range f.counts {
		all[name] = Count{Requests: c.Requests, Statuses: merged(c.Statuses, nil)}
	}
	return all
}

// Total returns how many requests there were.
func (f *Front) Total() int {
	n := 0
	for _, c := range f.Requests() {
		n += c.Requests
	}
	return n
}

// Forget sets all counts of requests back to nothing.
func (f *Front) Forget() {
	f.mu.Lock()
	defer f.mu.Unlock()
	clear(f.counts)
}

func (f *Front) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, "/_sim/") {
		f.sim.ServeHTTP(w, r)
		return
	}
	f.mu.Lock()
	faults := f.faults
	f.mu.Unlock()
	seen := &statusSeen{ResponseWriter: w}
	defer func() { f.count(r.Method+" "+f.route(r), seen.status) }()
	if fault := faults.strike(r); fault != nil {
		fault.serve(f.wire, seen, r)
		return
	}
	f.wire.ServeHTTP(seen, r)
	seen.WriteHeader(http.StatusOK)
}

func (f *Front) count(name string, status int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	c := f.counts[name]
	if c == nil {
		c = &Count{Statuses: map[string]int{}}
		f.counts[name] = c
	}
	c.Requests++
	if status == 0 {
		c.Statuses["cut off"]++
		return
	}
	c.Statuses[fmt.Sprint(status)]++
}

type statusSeen struct {
	http.ResponseWriter
	status int
}

func (s *statusSeen) WriteHeader(status int) {
	if s.status == 0 {
		s.status = status
		s.ResponseWriter.WriteHeader(status)
	}
}

func (s *statusSeen) Write(p []byte) (int, error) {
	s.WriteHeader(http.StatusOK)
	return s.ResponseWriter.Write(p)
}

func (s *statusSeen) Flush() { flush(s.ResponseWriter) }
