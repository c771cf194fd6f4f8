package simulator

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
)

// Transport calls a handler in the same process, without a socket, so that it works in a testing/synctest bubble.
//
// A request whose context ends is given up at once; the handler goes on behind it, as a server would. A handler that aborts
// (http.ErrAbortHandler) looks like a connection cut off: before the answer an error of the round trip, in the middle of the
// body an error of reading it.
func Transport(h http.Handler) http.RoundTripper { return transport{h} }

type transport struct{ handler http.Handler }

func (t transport) RoundTrip(req *http.Request) (*http.Response, error) {
	body, err := readBody(req)
	if err != nil {
		return nil, err
	}
	if err := req.Context().Err(); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(req.Context())
	served := req.Clone(ctx)
	served.Body = io.NopCloser(bytes.NewReader(body))
	served.ContentLength = int64(len(body))
	served.RequestURI = req.URL.RequestURI()
	served.RemoteAddr = "192.0.2.1:1234"
	if served.Host == "" {
		served.Host = req.URL.Host
	}
	answered := make(chan *answer, 1)
	go func() {
		defer cancel()
		answered <- serve(t.handler, served)
	}()
	select {
	case a := <-answered:
		return a.response(req)
	case <-ctx.Done():
	}
	select {
	case a := <-answered: // the handler's own end cancels too
		return a.response(req)
	default:
		return nil, req.Context().Err()
	}
}

func readBody(req *http.Request) ([]byte, error) {
	if req.Body == nil {
		return nil, nil
	}
	defer req.Body.Close()
	return io.ReadAll(req.Body)
}

// answer is what a handler wrote.
type answer struct {
	header  http.Header // as it was when the head was written
	live    http.Header // what the handler may still change
	status  int
	body    bytes.Buffer
	aborted bool
}

func serve(h http.Handler, r *http.Request) (a *answer) {
	a = &answer{live: http.Header{}}
	defer func() {
		cause := recover()
		if cause == nil {
			a.WriteHeader(http.StatusOK)
			return
		}
		if err, ok := cause.(error); !ok || !errors.Is(err, http.ErrAbortHandler) {
			panic(cause)
		}
		a.aborted = true
	}()
	h.ServeHTTP(a, r)
	return a
}

func (a *answer) Header() http.Header { return a.live }

func (a *answer) WriteHeader(status int) {
	if a.status == 0 {
		a.status, a.header = status, a.live.Clone()
	}
}

func (a *answer) Write(p []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	return a.body.Write(p)
}

func (a *answer) response(req *http.Request) (*http.Response, error) {
	if err := req.Context().Err(); err != nil && a.aborted { // the handler gave up because the client had
		return nil, err
	}
	if a.aborted && a.status == 0 {
		return nil, fmt.Errorf("connection cut off: %w", io.EOF)
	}
	length := int64(a.body.Len())
	body := io.Reader(&a.body)
	if a.aborted {
		body = io.MultiReader(body, cutOff{})
	}
	if n, err := strconv.ParseInt(a.header.Get("Content-Length"), 10, 64); err == nil {
		length = n
	}
	return &http.Response{
		Status: fmt.Sprintf("%d %s", a.status, http.StatusText(a.status)), StatusCode: a.status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: a.header, Body: io.NopCloser(body), ContentLength: length, Request: req,
	}, nil
}

type cutOff struct{}

func (cutOff) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }
