// Package rest is the HTTP client that all connectors share: it authenticates, keeps to a budget, repeats reads, sends
// writes once, bounds what it reads and keeps secrets out of errors and logs.
//
// It knows HTTP, JSON and rate limits, and no vendor's resources. A connector names each request by its route, the
// template of its path ("/api/v2/tickets/{id}"): errors, logs and metrics speak of routes, so neither query strings nor ids
// of people get there.
//
// Credentials go to the configured host only: requests are paths below the base, redirects are not followed, and there is no
// way to ask for an address that an answer holds. Connectors take the cursor out of such an address instead.
//
// Reads go through go-retryablehttp. Writes never do: that library repeats a request whose answer was lost, and a note
// would stand on the ticket twice. Both end in the same sender, so both wait for the same budget.
package rest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/hashicorp/go-retryablehttp"

	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

const (
	attemptTimeout = 30 * time.Second // for one attempt, its whole body included
	readDeadline   = 10 * time.Minute // for a read with all its attempts and waits
	patience       = 2 * time.Minute  // the longest wait inside the client; beyond it the caller gets helpdesk.Busy
	readTries      = 4
)

// Config describes the desk to talk to. It is not changed after New.
type Config struct {
	Base      string            // where the API lives: scheme, host and perhaps a context path
	Auth      Auth              // nil sends no credentials
	Header    map[string]string // sent with every request
	Agent     string            // the User-Agent
	Transport http.RoundTripper // nil for the network
	Log       *slog.Logger      // nil for silence
	Share     float64           // of each limit that may be spent, 0 to 1; 0 means all
	Observe   func(route string, code int)

	// Limits are the desk's limits by name, as far as they are known before its first answer; the answers' headers correct
	// them. Account is the one that every request counts against.
	Limits map[string]Limit
}

// Client talks to one desk. Its methods may be called from several goroutines.
type Client struct {
	base   *url.URL
	auth   Auth
	header map[string]string
	agent  string
	sender *sender
	once   *http.Client
	reader *retryablehttp.Client
}

// New makes a client; it sends nothing yet. The error is about the base URL.
func New(c Config) (*Client, error) {
	base, err := ParseBase(c.Base)
	if err != nil {
		return nil, err
	}
	s := newSender(c)
	once := &http.Client{
		Transport:     s,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	reader := &retryablehttp.Client{
		HTTPClient:   once,
		RetryMax:     readTries - 1,
		CheckRetry:   worthAnotherTry,
		Backoff:      backoff,
		ErrorHandler: retryablehttp.PassthroughErrorHandler,
	}
	return &Client{base: base, auth: c.Auth, header: c.Header, agent: c.Agent, sender: s, once: once, reader: reader}, nil
}

// Read asks for something and decodes the JSON answer into out, which may be nil. The request must change nothing on
// the desk, whatever its method: it is sent again after lost connections, 429 and 5xx, a few times, with growing pauses.
//
// Errors: *Error for an answer other than 2xx (it wraps helpdesk.ErrAuth for 401 and *helpdesk.Busy for 429),
// *helpdesk.Busy when the desk or the budget wants a pause longer than two minutes, ErrSlow when no answer came in time,
// ErrNotJSON for a page meant for people. When ctx ends, its error.
func (c *Client) Read(ctx context.Context, r Request, out any) (Answer, error) {
	inTime, cancel := context.WithTimeout(ctx, readDeadline)
	defer cancel()
	answer, err := c.send(inTime, r, false)
	if err == nil {
		err = answer.decode(r.Route, out)
		c.sender.free(&answer)
	}
	switch {
	case err != nil && ctx.Err() != nil:
		err = ctx.Err()
	case err != nil && inTime.Err() != nil:
		err = fmt.Errorf("%s: %w: %v passed", r.Route, ErrSlow, readDeadline)
	}
	return answer, err
}

// Write sends a change exactly once and decodes the answer into out. Three ends are told apart:
//
//   - the desk answered: nil for 2xx, *Error for a refusal; an *Error of status below 500 means that nothing was changed;
//   - ErrUnsure: it was sent and no usable answer came (none at all, 5xx, or something that can't be read), so that the
//     change may have taken place, or may still;
//   - any other error: it never left.
//
// A ctx that ends while the write waits for its turn stops it; once it is sent its answer is waited for.
func (c *Client) Write(ctx context.Context, r Request, out any) (Answer, error) {
	if err := ctx.Err(); err != nil {
		return Answer{}, err
	}
	answer, err := c.send(ctx, r, true)
	var refusal *Error
	switch {
	case errors.As(err, &refusal) && refusal.Status >= 500:
		return answer, fmt.Errorf("%w: %w", ErrUnsure, err)
	case err != nil:
		return answer, err
	}
	if err := answer.decode(r.Route, out); err != nil {
		return answer, fmt.Errorf("%w: %w", ErrUnsure, err)
	}
	return answer, nil
}

// FreeAt returns when a request that counts against these limits, and against the account, may be sent at the earliest;
// it is not after now when that may happen at once.
func (c *Client) FreeAt(limits ...string) time.Time {
	return c.sender.budget.freeAt(time.Now(), limits)
}

// Limit returns what is known of a limit, and false when the desk never told and Config did not either.
func (c *Client) Limit(name string) (Limit, bool) { return c.sender.budget.known(name) }

// URL returns the address of a path below the base, for people to open.
func (c *Client) URL(path string) string { return c.base.String() + path }

// send carries out the request and once more after a renewal of the credentials, when the desk refused them: a refusal
// changes nothing, so this holds for writes too.
func (c *Client) send(ctx context.Context, r Request, write bool) (Answer, error) {
	body, err := r.body()
	if err != nil {
		return Answer{}, fmt.Errorf("%s: %w", r.Route, err)
	}
	for renewed := false; ; renewed = true {
		req, err := c.request(ctx, r, body, write)
		if err != nil {
			return Answer{}, fmt.Errorf("%s: %w", r.Route, err)
		}
		resp, err := c.do(req, body, write)
		if err != nil {
			return Answer{}, fmt.Errorf("%s %s: %w", req.Method, r.Route, withoutURL(err))
		}
		answer := answerOf(resp)
		if answer.Status == http.StatusUnauthorized && !renewed && c.auth != nil {
			again, err := c.auth.Renew(ctx, req.Header.Get("Authorization"))
			if err != nil {
				return answer, fmt.Errorf("renew the credentials: %w", err)
			}
			if again {
				continue
			}
		}
		return answer, c.judge(req.Method, r, answer)
	}
}

func (c *Client) request(ctx context.Context, r Request, body []byte, write bool) (*http.Request, error) {
	if !strings.HasPrefix(r.Path, "/") {
		return nil, errors.New("the path is not valid")
	}
	ctx = withCall(ctx, call{route: r.Route, limits: r.Limits, write: write, failsWhenSlow: r.FailsWhenSlow})
	req, err := http.NewRequestWithContext(ctx, r.method(), c.base.String()+r.Path, nil)
	if err != nil {
		return nil, withoutURL(err)
	}
	req.URL.RawQuery = r.Query.Encode()
	for k, v := range c.header {
		req.Header.Set(k, v)
	}
	for k, v := range r.Header {
		req.Header.Set(k, v)
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", c.agent)
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if c.auth != nil {
		value, err := c.auth.Authorization(ctx)
		if err != nil {
			return nil, err
		}
		req.Header.Set("Authorization", value)
	}
	return req, nil
}

func (c *Client) do(req *http.Request, body []byte, write bool) (*http.Response, error) {
	if !write {
		again, err := retryablehttp.FromRequest(req)
		if err != nil {
			return nil, err
		}
		if body != nil {
			if err := again.SetBody(body); err != nil {
				return nil, err
			}
		}
		return c.reader.Do(again)
	}
	if body != nil { // without a GetBody, so that net/http can't send it again on another connection
		req.Body = io.NopCloser(bytes.NewReader(body))
		req.ContentLength = int64(len(body))
	}
	return c.once.Do(req)
}

// judge turns an answer other than 2xx into an error.
func (c *Client) judge(method string, r Request, a Answer) error {
	if a.Status >= 200 && a.Status < 300 {
		return nil
	}
	e := &Error{Method: method, Route: r.Route, Status: a.Status, Header: a.Header, Body: a.Body}
	switch a.Status {
	case http.StatusUnauthorized:
		e.cause = helpdesk.ErrAuth
	case http.StatusTooManyRequests:
		e.cause = &helpdesk.Busy{Until: c.FreeAt(r.Limits...), Why: "its rate limit is reached"}
	}
	return e
}

func (r Request) body() ([]byte, error) {
	if r.Body == nil {
		return nil, nil
	}
	return json.Marshal(r.Body)
}

// withoutURL drops the address that net/http puts before its errors: it holds the query string.
func withoutURL(err error) error {
	for u := (*url.Error)(nil); errors.As(err, &u); {
		err = u.Err
	}
	return err
}
