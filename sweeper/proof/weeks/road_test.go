package weeks

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"sync/atomic"
	"time"

	"github.com/deskhand/deskhand/connectors/simulator"
	"github.com/deskhand/deskhand/sweeper/proof/desks"
)

var (
	errCut  = errors.New("connection reset by peer")
	errDead = errors.New("the process is dead")
)

// One request in so many meets with a fault.
const oneReadIn, oneWriteIn = 10, 3

// road is the way from one replica to one desk.
type road struct {
	next  http.RoundTripper
	dice  *dice
	trace *trace
	calm  *atomic.Bool // no faults any more
	dead  *atomic.Bool // the replica is
	lost  *atomic.Int64
	desk  *desks.Desk
}

// faults are what may become of a request; each is as likely as the others.
var faults = []struct {
	name string
	meet func(r *road, req *http.Request) (*http.Response, error)
}{
	{"lost before", func(*road, *http.Request) (*http.Response, error) { return nil, errCut }},
	{"lost after", (*road).lostAfter},
	{"lost after", (*road).lostAfter},
	{"late", (*road).late},
	{"failed after", (*road).failedAfter},
	{"500", func(_ *road, req *http.Request) (*http.Response, error) { return answer(req, 500, "oops"), nil }},
	{"502", func(_ *road, req *http.Request) (*http.Response, error) {
		return answer(req, 502, "<html>Bad gateway</html>"), nil
	}},
	{"503", func(_ *road, req *http.Request) (*http.Response, error) {
		return answer(req, 503, "", "Retry-After", "20"), nil
	}},
	{"429", func(r *road, req *http.Request) (*http.Response, error) {
		return answer(req, 429, "slow down", "Retry-After", pick(r.dice, []string{"0", "3", "1.5", "-7", "90", "400", "9223372037", "Fri, 31 Dec 2099 23:59:59 GMT", ""})), nil
	}},
	{"cut off", (*road).cutOff},
	{"slow", (*road).slow},
	{"a page", func(_ *road, req *http.Request) (*http.Response, error) {
		return answer(req, 200, "<html>Please sign in</html>", "Content-Type", "text/html"), nil
	}},
}

func (r *road) RoundTrip(req *http.Request) (*http.Response, error) {
	if r.dead.Load() {
		return nil, errDead
	}
	one := oneReadIn
	if req.Method == http.MethodPut {
		one = oneWriteIn
	}
	if r.calm.Load() || r.dice.upTo(one) > 0 {
		return r.carry(req)
	}
	f := pick(r.dice, faults)
	r.trace.tell("fault", "%s %s: %s", req.Method, req.URL.Path, f.name)
	return f.meet(r, req)
}

// carry brings the request to the desk, and its answer to whoever still lives.
func (r *road) carry(req *http.Request) (*http.Response, error) {
	r.rush(req)
	resp, err := r.next.RoundTrip(req)
	if r.dead.Load() {
		return nil, errDead
	}
	return resp, err
}

var ticketPath = regexp.MustCompile(`/(?:tickets|issue)/([0-9]+)`)

// rush has somebody tag the ticket in the instant before a write of ours reaches it, now and then.
func (r *road) rush(req *http.Request) {
	if req.Method != http.MethodPut || r.calm.Load() || r.dice.upTo(3) > 0 {
		return
	}
	named := ticketPath.FindStringSubmatch(req.URL.Path)
	if named == nil {
		return
	}
	for n := int64(r.desk.Len()); n > 0; n-- {
		if r.desk.ID(n) == named[1] {
			ticket, _ := r.desk.Ticket(n)
			_, err := r.desk.Tag(n, ticket.Requester, simulator.Web, fmt.Sprintf("rushed_%d", r.dice.upTo(1000)))
			r.trace.tell("act", "%s/%d: somebody is faster than our write (%v)", r.desk.Name, n, err)
			return
		}
	}
}

func (r *road) lostAfter(req *http.Request) (*http.Response, error) {
	r.unknown(req)
	if resp, err := r.next.RoundTrip(req); err == nil {
		resp.Body.Close()
	}
	return nil, errCut
}

func (r *road) failedAfter(req *http.Request) (*http.Response, error) {
	r.unknown(req)
	if resp, err := r.next.RoundTrip(req); err == nil {
		resp.Body.Close()
	}
	return answer(req, 500, "oops"), nil
}

// late carries the request out when its sender has given up.
func (r *road) late(req *http.Request) (*http.Response, error) {
	r.unknown(req)
	var body []byte
	if req.Body != nil {
		body, _ = io.ReadAll(req.Body)
	}
	later := req.Clone(context.WithoutCancel(req.Context()))
	later.Body = io.NopCloser(bytes.NewReader(body))
	pause := r.dice.between(20*time.Second, 3*time.Minute)
	go func() {
		time.Sleep(pause)
		if resp, err := r.next.RoundTrip(later); err == nil {
			resp.Body.Close()
		}
	}()
	<-req.Context().Done()
	return nil, req.Context().Err()
}

func (r *road) slow(req *http.Request) (*http.Response, error) {
	time.Sleep(r.dice.between(time.Second, 25*time.Second))
	return r.carry(req)
}

func (r *road) cutOff(req *http.Request) (*http.Response, error) {
	r.unknown(req)
	resp, err := r.next.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	whole, _ := io.ReadAll(resp.Body)
	resp.Body.Close()
	resp.Body = io.NopCloser(io.MultiReader(bytes.NewReader(whole[:len(whole)/2]), broken{}))
	return resp, nil
}

// unknown counts a write whose sender won't know what became of it.
func (r *road) unknown(req *http.Request) {
	if req.Method == http.MethodPut {
		r.lost.Add(1)
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func answer(req *http.Request, status int, body string, header ...string) *http.Response {
	h := http.Header{}
	for i := 0; i+1 < len(header); i += 2 {
		h.Set(header[i], header[i+1])
	}
	return &http.Response{
		StatusCode: status, Status: http.StatusText(status), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: h, Body: io.NopCloser(bytes.NewReader([]byte(body))), ContentLength: int64(len(body)), Request: req,
	}
}
