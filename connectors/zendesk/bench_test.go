//go:build unix

package zendesk_test

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"path/filepath"
	"runtime"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/deskhand/deskhand/config"
	"github.com/deskhand/deskhand/connectors"
	"github.com/deskhand/deskhand/connectors/simulator"
	"github.com/deskhand/deskhand/connectors/simulator/zendesksim"
	"github.com/deskhand/deskhand/connectors/zendesk"
	"github.com/deskhand/deskhand/sweeper"
	"github.com/deskhand/deskhand/sweeper/escalation"
	"github.com/deskhand/deskhand/sweeper/store/boltstore"
)

// BenchmarkCPU compares the processor time of whole first sweeps with what encoding/json needs to decode the same answers: into
// values of any kind, and into the connector's own types, which skip most of them. The answers are recorded before. What else a
// machine does only adds to a figure, so each is the least of many rounds, in which the three take turns.
func BenchmarkCPU(b *testing.B) {
	policy, err := config.BuiltinPolicy()
	if err != nil {
		b.Fatal(err)
	}
	desk := simulator.NewDesk()
	simulator.Seed(desk, 4000, 1, time.Now())
	road := &recorder{next: simulator.Transport(zendesksim.New(desk, zendesksim.Options{RateLimit: 1 << 30})), answers: map[string]*answer{}}
	firstSweep(b, road, policy)
	road.next = nil // or every collection of garbage would look through it
	size := 0
	for _, a := range road.answers {
		size += len(a.body)
	}
	sweep, whole, own := time.Hour, time.Hour, time.Hour
	const rounds = 30
	for round := 0; round < rounds || b.Loop(); round++ {
		sweep = min(sweep, firstSweep(b, road, policy))
		whole = min(whole, cpuOf(func() {
			road.each(b, func(a *answer) error { var v any; return json.Unmarshal(a.body, &v) })
		}))
		own = min(own, cpuOf(func() {
			road.each(b, func(a *answer) error { return zendesk.Decode(a.path, a.body) })
		}))
	}
	b.ReportMetric(sweep.Seconds()*1000, "cpu-ms")
	b.ReportMetric(float64(size)/1e6/sweep.Seconds(), "MB/cpu-s")
	b.ReportMetric(float64(sweep)/float64(whole), "ratio")
	b.ReportMetric(float64(sweep)/float64(own), "ratio-own-types")
}

// firstSweep sweeps the desk into a new store, and returns the processor time of that.
func firstSweep(b *testing.B, road http.RoundTripper, policy *escalation.Policy) time.Duration {
	b.Helper()
	silent := slog.New(slog.DiscardHandler)
	kept, err := boltstore.Open(filepath.Join(b.TempDir(), "deskhand.db"), silent)
	if err != nil {
		b.Fatal(err)
	}
	defer kept.Close()
	c := &zendesk.Config{URL: site, Auth: zendesk.Auth{Bearer: zendesksim.DefaultBearer}}
	reader, err := c.Open(connectors.Env{Desk: "support", Transport: road, Log: silent, Version: "test", Share: 1})
	if err != nil {
		b.Fatal(err)
	}
	s := &sweeper.Sweeper{
		Desk: "support", Reader: reader, Writer: reader, Policy: policy, Store: kept, Mode: sweeper.Observe,
		Limits: sweeper.DefaultLimits, Owner: "bench", Digest: "one", Log: silent,
	}
	var report sweeper.Report
	spent := cpuOf(func() { report = s.Sweep(b.Context()) })
	if report.Read < 900 || report.Result != sweeper.OK {
		b.Fatalf("%d read, %s: %s", report.Read, report.Result, report.Why)
	}
	return spent
}

// recorder gives each request the answer that it got the first time. The times in a feed's first address differ; its path will do.
type recorder struct {
	next    http.RoundTripper
	mu      sync.Mutex
	answers map[string]*answer
}

type answer struct {
	path   string
	status int
	header http.Header
	body   []byte
}

func (r *recorder) RoundTrip(req *http.Request) (*http.Response, error) {
	key := req.URL.String()
	if req.URL.Query().Has("start_time") {
		key = req.URL.Path
	}
	r.mu.Lock()
	a := r.answers[key]
	r.mu.Unlock()
	if a == nil {
		resp, err := r.next.RoundTrip(req)
		if err != nil {
			return nil, err
		}
		body, err := io.ReadAll(resp.Body)
		if err != nil {
			return nil, err
		}
		resp.Header.Set("Zendesk-Ratelimit-Ticket-Audits", "total=1000000; remaining=1000000") // nothing is to wait
		a = &answer{path: req.URL.Path, status: resp.StatusCode, header: resp.Header, body: body}
		r.mu.Lock()
		r.answers[key] = a
		r.mu.Unlock()
	}
	return &http.Response{
		StatusCode: a.status, Header: a.header, Body: io.NopCloser(bytes.NewReader(a.body)), ContentLength: int64(len(a.body)), Request: req,
	}, nil
}

func (r *recorder) each(b *testing.B, f func(*answer) error) {
	for _, a := range r.answers {
		if err := f(a); err != nil {
			b.Fatal(a.path, err)
		}
	}
}

// cpuOf is the processor time that this process spends while f runs. The garbage of what was before is not f's.
func cpuOf(f func()) time.Duration {
	runtime.GC()
	var before, after syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &before)
	f()
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &after)
	return time.Duration(after.Utime.Nano() + after.Stime.Nano() - before.Utime.Nano() - before.Stime.Nano())
}
