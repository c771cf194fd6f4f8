package simulator

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"path"
	"strconv"
	"sync"
	"time"

	"github.com/goccy/go-yaml"
)

// Fault is one thing that goes wrong with some requests. When says with which: all conditions that are given must hold.
type Fault struct {
	// Method and Path choose requests; Path is a pattern in which a star stands for one segment: "/api/v2/tickets/*".
	Method string `yaml:"method,omitempty" json:"method,omitempty"`
	Path   string `yaml:"path,omitempty" json:"path,omitempty"`
	// Skip lets that many chosen requests pass first; Times is how often it then strikes, 0 for ever; Chance is how likely it is
	// to strike, 0 for always.
	Skip   int     `yaml:"skip,omitempty" json:"skip,omitempty"`
	Times  int     `yaml:"times,omitempty" json:"times,omitempty"`
	Chance float64 `yaml:"chance,omitempty" json:"chance,omitempty"`

	// Delay holds the request up before it is carried out. With Late it is carried out even if the client has gone by then.
	Delay time.Duration `yaml:"delay,omitempty" json:"delay,omitempty"`
	Late  bool          `yaml:"late,omitempty" json:"late,omitempty"`
	// Status, Headers and Body answer in place of the desk. With After the request is carried out first, and its own answer lost.
	Status  int               `yaml:"status,omitempty" json:"status,omitempty"`
	Headers map[string]string `yaml:"headers,omitempty" json:"headers,omitempty"`
	Body    string            `yaml:"body,omitempty" json:"body,omitempty"`
	After   bool              `yaml:"after,omitempty" json:"after,omitempty"`
	// Drop cuts the connection off: before the request is carried out, or with After when it has been.
	Drop bool `yaml:"drop,omitempty" json:"drop,omitempty"`
	// Truncate cuts the connection off behind that many bytes of the desk's own answer.
	Truncate int `yaml:"truncate,omitempty" json:"truncate,omitempty"`
	// Drip sends the desk's own answer in eight pieces with that pause before each.
	Drip time.Duration `yaml:"drip,omitempty" json:"drip,omitempty"`
}

// Faults is a list of faults; the first that strikes a request is the one. The zero value lets everything pass.
type Faults struct {
	Seed  uint64  `yaml:"seed,omitempty" json:"seed,omitempty"` // of all chances
	Rules []Fault `yaml:"faults" json:"faults"`

	mu     sync.Mutex
	chance *rand.Rand
	chosen []int
	struck []int
}

// LoadFaults reads a list of faults from YAML or JSON. Unknown keys and impossible values are errors that name the place.
func LoadFaults(r io.Reader) (*Faults, error) {
	f := &Faults{}
	if err := yaml.NewDecoder(r, yaml.Strict()).Decode(f); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("faults: %w", err)
	}
	for i, rule := range f.Rules {
		if err := rule.check(); err != nil {
			return nil, fmt.Errorf("faults[%d]: %w", i, err)
		}
	}
	return f, nil
}

func (f Fault) check() error {
	if _, err := path.Match(f.Path, "/"); err != nil {
		return fmt.Errorf("path %q is no pattern; write one like /api/v2/tickets/*", f.Path)
	}
	if f.Status != 0 && (f.Status < 100 || f.Status > 599) {
		return fmt.Errorf("status %d is no HTTP status; write one from 100 to 599", f.Status)
	}
	if f.Chance < 0 || f.Chance > 1 {
		return fmt.Errorf("chance %v is no probability; write a number from 0 to 1", f.Chance)
	}
	if f.Delay == 0 && f.Status == 0 && !f.Drop && f.Truncate == 0 && f.Drip == 0 {
		return fmt.Errorf("it does nothing; give it delay, status, drop, truncate or drip")
	}
	return nil
}

// strike returns the fault that hits the request, or nil.
func (f *Faults) strike(r *http.Request) *Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.chance == nil {
		f.chance = rand.New(rand.NewPCG(f.Seed, 1))
	}
	for len(f.chosen) < len(f.Rules) {
		f.chosen, f.struck = append(f.chosen, 0), append(f.struck, 0)
	}
	for i := range f.Rules {
		rule := &f.Rules[i]
		if !rule.chooses(r) {
			continue
		}
		f.chosen[i]++
		if f.chosen[i] <= rule.Skip || rule.Times > 0 && f.struck[i] >= rule.Times {
			continue
		}
		if rule.Chance > 0 && f.chance.Float64() >= rule.Chance {
			continue
		}
		f.struck[i]++
		hit := *rule
		return &hit
	}
	return nil
}

func (f *Fault) chooses(r *http.Request) bool {
	if f.Method != "" && f.Method != r.Method {
		return false
	}
	if f.Path == "" {
		return true
	}
	ok, err := path.Match(f.Path, r.URL.Path)
	return ok && err == nil
}

// serve lets the fault happen to a request for the handler.
func (f *Fault) serve(h http.Handler, w http.ResponseWriter, r *http.Request) {
	if !f.wait(r, f.Delay) && !f.Late {
		panic(http.ErrAbortHandler)
	}
	switch {
	case f.Drop || f.Status != 0:
		if f.After {
			serve(h, r)
		}
		f.replace(w)
	case f.Truncate > 0 || f.Drip > 0:
		f.mangle(serve(h, r), w, r)
	default:
		h.ServeHTTP(w, r)
	}
}

// wait reports false when the client went before the time was over.
func (f *Fault) wait(r *http.Request, pause time.Duration) bool {
	if pause <= 0 {
		return true
	}
	timer := time.NewTimer(pause)
	defer timer.Stop()
	if f.Late {
		<-timer.C
		return r.Context().Err() == nil
	}
	select {
	case <-timer.C:
		return true
	case <-r.Context().Done():
		return false
	}
}

func (f *Fault) replace(w http.ResponseWriter) {
	if f.Drop {
		panic(http.ErrAbortHandler)
	}
	for k, v := range f.Headers {
		w.Header().Set(k, v)
	}
	w.WriteHeader(f.Status)
	send(w, []byte(f.Body))
}

func (f *Fault) mangle(a *answer, w http.ResponseWriter, r *http.Request) {
	body := a.body.Bytes()
	for k, v := range a.header {
		w.Header()[k] = v
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(a.status)
	if f.Truncate > 0 && f.Truncate < len(body) {
		send(w, body[:f.Truncate])
		flush(w)
		panic(http.ErrAbortHandler)
	}
	piece := len(body)/8 + 1
	for len(body) > 0 {
		if !f.wait(r, f.Drip) {
			panic(http.ErrAbortHandler)
		}
		n := min(piece, len(body))
		send(w, body[:n])
		flush(w)
		body = body[n:]
	}
}

// send writes a body. A client that has gone does not matter: there is nobody left to tell.
func send(w http.ResponseWriter, body []byte) { _, _ = w.Write(body) }

func flush(w http.ResponseWriter) {
	if f, ok := w.(http.Flusher); ok {
		f.Flush()
	}
}
