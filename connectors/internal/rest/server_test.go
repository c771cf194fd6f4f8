package rest_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/deskhand/deskhand/connectors/internal/rest"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

// These tests use sockets: what net/http itself repeats shows on real connections only.

func newClient(t *testing.T, server *httptest.Server) *rest.Client {
	t.Helper()
	c, err := rest.New(rest.Config{Base: server.URL, Auth: rest.Bearer("hush")})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func write(path string) rest.Request {
	return rest.Request{Route: path, Method: http.MethodPut, Path: path, Body: map[string]string{"note": "hello"}}
}

func cutOff(http.ResponseWriter) { panic(http.ErrAbortHandler) }

// status answers with a status and some headers.
func status(code int, header ...string) func(http.ResponseWriter) {
	return func(w http.ResponseWriter) {
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(code)
		fmt.Fprint(w, `{"done":true}`)
	}
}

var jsonType = []string{"Content-Type", "application/json"}

func TestWriteIsSentOnce(t *testing.T) {
	tests := map[string]struct {
		answer func(http.ResponseWriter)
		unsure bool
		status int // of the *Error, 0 for none
	}{
		"answered":            {answer: status(200, jsonType...)},
		"cut off":             {answer: cutOff, unsure: true},
		"not JSON":            {answer: status(200, "Content-Type", "text/html"), unsure: true},
		"server error":        {answer: status(500, jsonType...), unsure: true, status: 500},
		"bad gateway":         {answer: status(502), unsure: true, status: 502},
		"maintenance":         {answer: status(503, "Retry-After", "1"), unsure: true, status: 503},
		"conflict":            {answer: status(409, jsonType...), status: 409},
		"refused":             {answer: status(422, jsonType...), status: 422},
		"too many":            {answer: status(429, "Retry-After", "1"), status: 429},
		"moved elsewhere":     {answer: status(307, "Location", "/elsewhere"), status: 307},
		"wrong credentials":   {answer: status(401), status: 401},
		"moved to a stranger": {answer: status(308, "Location", "https://evil.example/"), status: 308},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var writes atomic.Int32
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Header.Get("Idempotency-Key") != "" {
					t.Error("an idempotency key makes net/http repeat writes")
				}
				if r.Method == http.MethodPut {
					writes.Add(1)
					test.answer(w)
					return
				}
				w.Header().Set("Content-Type", "application/json")
				fmt.Fprint(w, `{}`)
			}))
			defer server.Close()
			c := newClient(t, server)
			// The connection is used before, so that the write finds one that may be dead.
			if _, err := c.Read(t.Context(), rest.Request{Route: "/ok", Path: "/ok"}, nil); err != nil {
				t.Fatal(err)
			}
			var out struct{ Done bool }
			_, err := c.Write(t.Context(), write("/note"), &out)
			if got := errors.Is(err, rest.ErrUnsure); got != test.unsure {
				t.Errorf("unsure is %v, want %v: %v", got, test.unsure, err)
			}
			if got := rest.Status(err); got != test.status {
				t.Errorf("the status is %d, want %d: %v", got, test.status, err)
			}
			if n := writes.Load(); n != 1 {
				t.Errorf("the write was sent %d times", n)
			}
		})
	}
}

func TestWriteThatNeverLeft(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	c := newClient(t, server)
	server.Close()
	if _, err := c.Write(t.Context(), write("/note"), nil); err == nil || errors.Is(err, rest.ErrUnsure) {
		t.Errorf("nobody listened, and the error is %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.Write(ctx, write("/note"), nil); !errors.Is(err, context.Canceled) {
		t.Errorf("the write was called off before, and the error is %v", err)
	}
}

func TestWriteIsFinishedAfterCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		cancel()
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, `{"done":true}`)
	}))
	defer server.Close()
	var out struct{ Done bool }
	if _, err := newClient(t, server).Write(ctx, write("/note"), &out); err != nil || !out.Done {
		t.Errorf("the answer of a write in hand was not waited for: %v", err)
	}
}

func TestReadIsRepeated(t *testing.T) {
	t.Parallel()
	var n atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch n.Add(1) {
		case 1:
			panic(http.ErrAbortHandler)
		case 2:
			http.Error(w, "bad gateway", http.StatusBadGateway)
		default:
			w.Header().Set("Content-Type", "application/json; charset=utf-8")
			fmt.Fprint(w, `{"found":"it"}`)
		}
	}))
	defer server.Close()
	var out struct{ Found string }
	if _, err := newClient(t, server).Read(t.Context(), rest.Request{Route: "/find", Method: http.MethodPost, Path: "/find", Body: "q"}, &out); err != nil {
		t.Fatal(err)
	}
	if out.Found != "it" || n.Load() != 3 {
		t.Errorf("found %q after %d attempts", out.Found, n.Load())
	}
}

func TestCredentialsStayHome(t *testing.T) {
	var asked atomic.Int32
	stranger := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	defer stranger.Close()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, stranger.URL+"/steal", http.StatusFound)
	}))
	defer server.Close()
	_, err := newClient(t, server).Read(t.Context(), rest.Request{Route: "/find", Path: "/find"}, nil)
	if rest.Status(err) != http.StatusFound || asked.Load() != 0 {
		t.Errorf("a redirect gave %v and %d requests to a stranger", err, asked.Load())
	}
}

func TestErrorsNameTheRouteOnly(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/404":
			http.Error(w, "customer text", http.StatusNotFound)
		case "/text":
			fmt.Fprint(w, "customer text")
		case "/number":
			w.Header().Set("Content-Type", "application/json")
			fmt.Fprint(w, `{"id":4111111111111111111111}`) // encoding/json tells the number
		default:
			w.Header().Set("Content-Type", "application/json")
			fmt.Fprint(w, `{"id":"customer text"}`)
		}
	}))
	defer server.Close()
	c := newClient(t, server)
	for _, path := range []string{"/404", "/text", "/number", "/shape"} {
		var out struct{ ID int64 }
		_, err := c.Read(t.Context(), rest.Request{Route: "/{what}", Path: path, Query: url.Values{"q": {"customer text"}}}, &out)
		if err == nil || strings.Contains(err.Error(), "customer") || strings.Contains(err.Error(), "4111") || strings.Contains(err.Error(), "q=") || !strings.Contains(err.Error(), "/{what}") {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// renewing is an Auth whose first token is stale.
type renewing struct{ token, renewals atomic.Int32 }

func (r *renewing) Authorization(context.Context) (string, error) {
	return fmt.Sprintf("Bearer %d", r.token.Load()), nil
}

func (r *renewing) Renew(_ context.Context, refused string) (bool, error) {
	r.renewals.Add(1)
	r.token.Add(1)
	return true, nil
}

func TestCredentialsAreRenewedOnce(t *testing.T) {
	for _, good := range []string{"Bearer 1", "Bearer 7"} {
		var requests atomic.Int32
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			requests.Add(1)
			w.Header().Set("Content-Type", "application/json")
			if r.Header.Get("Authorization") != good {
				w.WriteHeader(http.StatusUnauthorized)
			}
			fmt.Fprint(w, `{}`)
		}))
		auth := &renewing{}
		c, err := rest.New(rest.Config{Base: server.URL, Auth: auth})
		if err != nil {
			t.Fatal(err)
		}
		_, err = c.Write(t.Context(), write("/note"), nil)
		if good == "Bearer 1" && err != nil || good == "Bearer 7" && !errors.Is(err, helpdesk.ErrAuth) {
			t.Errorf("with %s: %v", good, err)
		}
		if auth.renewals.Load() != 1 || requests.Load() != 2 {
			t.Errorf("with %s: %d renewals, %d requests", good, auth.renewals.Load(), requests.Load())
		}
		server.Close()
	}
}

// The memory of answers is used again, in which a large one may leave more behind than the next one overwrites.
func TestAnswersDoNotMix(t *testing.T) {
	text := func(path string) string {
		n := 0
		fmt.Sscanf(path, "/%d", &n)
		return strings.Repeat(path[1:]+" ", 1+n%7*n)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, "%q", text(r.URL.Path))
	}))
	t.Cleanup(server.Close)
	c := newClient(t, server)
	var readers sync.WaitGroup
	for first := range 8 {
		readers.Go(func() {
			for n := first; n < 400; n += 8 {
				path, got := fmt.Sprint("/", n), ""
				if _, err := c.Read(t.Context(), rest.Request{Route: "/{n}", Path: path}, &got); err != nil || got != text(path) {
					t.Errorf("%s: %d bytes of another answer, or %v", path, len(got), err)
				}
			}
		})
	}
	readers.Wait()
}
