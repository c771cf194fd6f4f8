package rest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// roundTrip is a RoundTripper in the same process.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// stream is a body that gives a byte after each pause, or many where the pause is short, for ever.
type stream struct {
	ctx   context.Context
	pause time.Duration
}

func (s stream) Read(p []byte) (int, error) {
	select {
	case <-s.ctx.Done():
		return 0, s.ctx.Err()
	case <-time.After(s.pause):
		if s.pause < time.Millisecond {
			return len(p), nil
		}
		return 1, nil
	}
}

func (stream) Close() error { return nil }

func streaming(pause time.Duration) roundTrip {
	return func(r *http.Request) (*http.Response, error) {
		return &http.Response{
			StatusCode: 200, Header: http.Header{"Content-Type": {"application/json"}}, Body: stream{r.Context(), pause}, ContentLength: -1,
		}, nil
	}
}

func newTestClient(t *testing.T, transport http.RoundTripper) (*Client, *bytes.Buffer) {
	t.Helper()
	var log bytes.Buffer
	c, err := New(Config{
		Base: "https://acme.example", Transport: transport, Auth: Bearer("hush-hush"),
		Log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	})
	if err != nil {
		t.Fatal(err)
	}
	return c, &log
}

func TestEndlessAnswersAreCut(t *testing.T) {
	tests := map[string]struct {
		pause time.Duration
		write bool
		want  error
		most  time.Duration
	}{
		"a slow body is given up, and asked for again": {pause: time.Second, want: ErrSlow, most: readTries*attemptTimeout + 30*time.Second},
		"a fast body ends at the bound":                {pause: time.Nanosecond, want: ErrTooLong, most: time.Second},
		"a write is unsure":                            {pause: time.Second, write: true, want: ErrUnsure, most: attemptTimeout},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, _ := newTestClient(t, streaming(test.pause))
				send := c.Read
				if test.write {
					send = c.Write
				}
				began := time.Now()
				_, err := send(t.Context(), Request{Route: "/x", Path: "/x", Method: http.MethodPut, Body: "x"}, nil)
				if !errors.Is(err, test.want) {
					t.Errorf("the error is %v, want %v", err, test.want)
				}
				if took := time.Since(began); took > test.most {
					t.Errorf("it took %v", took)
				}
			})
		})
	}
}

func TestSlowReadFailsAtOnceWhereAsked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, _ := newTestClient(t, streaming(time.Second))
		began := time.Now()
		_, err := c.Read(t.Context(), Request{Route: "/x", Path: "/x", FailsWhenSlow: true}, nil)
		if !Slow(err) || time.Since(began) != attemptTimeout {
			t.Errorf("after %v: %v", time.Since(began), err)
		}
	})
}

func TestLogTellsRoutesOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fail := roundTrip(func(r *http.Request) (*http.Response, error) {
			return nil, &url.Error{Op: "Get", URL: r.URL.String(), Err: io.ErrUnexpectedEOF}
		})
		c, log := newTestClient(t, fail)
		_, err := c.Read(t.Context(), Request{Route: "/people/{id}", Path: "/people/ann@acme.example", Query: url.Values{"token": {"query-secret"}}}, nil)
		told := log.String() + err.Error()
		for _, secret := range []string{"hush-hush", "query-secret", "ann@acme.example"} {
			if strings.Contains(told, secret) {
				t.Errorf("%q was told: %s", secret, told)
			}
		}
		if !strings.Contains(told, "/people/{id}") {
			t.Errorf("the route was not told: %s", told)
		}
	})
}
