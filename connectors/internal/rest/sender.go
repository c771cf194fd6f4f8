package rest

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"
)

// maxAnswer bounds an answer's body: a page of 1000 tickets takes some 4 MB.
const maxAnswer = 64 << 20

// call is what the sender must know of a request beside its HTTP: the road between passes only http.Request.
type call struct {
	route         string
	limits        []string
	write         bool
	failsWhenSlow bool
}

type callKey struct{}

func withCall(ctx context.Context, c call) context.Context {
	return context.WithValue(ctx, callKey{}, c)
}

func callOf(ctx context.Context) call {
	c, _ := ctx.Value(callKey{}).(call)
	return c
}

// sender is the last stretch before the network: each attempt waits for its turn, is sent with a deadline of its own, has
// its answer read whole, and tells the budget what the answer said. It is a RoundTripper.
type sender struct {
	next    http.RoundTripper
	budget  *budget
	log     *slog.Logger
	observe func(route string, code int)
	bodies  sync.Pool // of *wholeBody: answers are many, and some are large
}

func newSender(c Config) *sender {
	s := &sender{next: c.Transport, budget: newBudget(c.Limits, c.Share), log: c.Log, observe: c.Observe}
	if s.next == nil {
		network := http.DefaultTransport.(*http.Transport).Clone()
		network.MaxIdleConnsPerHost = 16
		network.IdleConnTimeout = 30 * time.Second
		s.next = network
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.observe == nil {
		s.observe = func(string, int) {}
	}
	return s
}

// RoundTrip carries out one attempt, in its turn. A write whose answer did not come gives ErrUnsure.
func (s *sender) RoundTrip(req *http.Request) (*http.Response, error) {
	call := callOf(req.Context())
	if err := s.budget.wait(req.Context(), call.limits); err != nil {
		return nil, err
	}
	defer s.budget.landed()
	parent := req.Context()
	if call.write {
		parent = context.WithoutCancel(parent)
	}
	ctx, cancel := context.WithTimeout(parent, attemptTimeout)
	defer cancel()

	began := time.Now()
	resp, err := s.attempt(req.WithContext(ctx))
	took := time.Since(began)
	if err != nil {
		err = withoutURL(err)
		if ctx.Err() != nil && parent.Err() == nil {
			err = fmt.Errorf("%w: %v passed", ErrSlow, attemptTimeout)
		}
		if call.write && !neverLeft(err) {
			err = fmt.Errorf("%w: %w", ErrUnsure, err)
		}
		s.log.Debug("request failed", "method", req.Method, "route", call.route, "took", took, "error", err)
		s.observe(call.route, 0)
		return nil, err
	}
	s.budget.learn(began, time.Now(), call.limits, resp)
	s.log.Debug("request answered", "method", req.Method, "route", call.route, "took", took, "status", resp.StatusCode)
	s.observe(call.route, resp.StatusCode)
	return resp, nil
}

// attempt sends the request and reads the answer to its end, so that a body that stalls or breaks fails the attempt.
func (s *sender) attempt(req *http.Request) (*http.Response, error) {
	resp, err := s.next.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	body, ok := s.bodies.Get().(*wholeBody)
	if !ok {
		body = &wholeBody{}
	}
	body.Reset()
	if n := resp.ContentLength; n > 0 && n <= maxAnswer {
		body.Grow(int(n) + bytes.MinRead)
	}
	n, err := body.ReadFrom(io.LimitReader(resp.Body, maxAnswer+1))
	if err != nil {
		return nil, err
	}
	if n > maxAnswer {
		return nil, ErrTooLong
	}
	resp.Body = body
	return resp, nil
}

// free lets the memory of an answer's body be used again. Nobody may hold it any more.
func (s *sender) free(a *Answer) {
	s.bodies.Put(a.whole)
	a.Body, a.whole = nil, nil
}

// wholeBody is an answer's body that has been read to its end, so that it need not be copied.
type wholeBody struct{ bytes.Buffer }

// Close implements io.Closer; there is nothing left to close.
func (*wholeBody) Close() error { return nil }

// neverLeft reports whether the error proves that not one byte of the request reached the desk.
func neverLeft(err error) bool {
	var dial *net.OpError
	var lookup *net.DNSError
	var certificate *tls.CertificateVerificationError
	return errors.As(err, &dial) && dial.Op == "dial" || errors.As(err, &lookup) || errors.As(err, &certificate)
}
