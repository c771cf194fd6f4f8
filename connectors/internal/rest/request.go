package rest

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

var (
	// ErrUnsure: a write was sent and no usable answer came. It may have taken place, or may still.
	ErrUnsure = errors.New("the write was not answered")
	// ErrSlow: an attempt was given up because its answer did not come, or did not end, in time.
	ErrSlow = errors.New("the desk took too long to answer")
	// ErrTooLong: an answer was larger than any that is expected.
	ErrTooLong = errors.New("the answer is too long")
	// ErrUnreadable: the answer is JSON of a shape that is not expected, or broken.
	ErrUnreadable = errors.New("the answer can't be understood")
	// ErrNotJSON: the answer is a page for people, such as a login form.
	ErrNotJSON = errors.New("the answer is not JSON; is the URL that of the desk's API?")
)

// Request is one request. Method, Query, Header, Body and Limits may be left out.
type Request struct {
	Route  string // the path's template, by which people know it: "/api/v2/tickets/{id}"
	Method string // GET when empty
	Path   string // below the base, escaped: "/api/v2/tickets/17"
	Query  url.Values
	Header map[string]string
	Body   any      // sent as JSON; json.RawMessage as it is
	Limits []string // what it counts against besides the account; "name/detail" is a limit of its own that starts as "name"

	// FailsWhenSlow makes a read that timed out end with ErrSlow at once: the caller will ask for less.
	FailsWhenSlow bool
}

func (r Request) method() string {
	if r.Method == "" {
		return http.MethodGet
	}
	return r.Method
}

// Answer is what the desk answered.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte    // what Read has decoded is gone
	Date   time.Time // the desk's clock when it answered, in whole seconds; zero when it did not tell

	whole *wholeBody
}

func answerOf(resp *http.Response) Answer {
	defer resp.Body.Close()
	whole := resp.Body.(*wholeBody) // every answer comes from the sender
	a := Answer{Status: resp.StatusCode, Header: resp.Header, Body: whole.Bytes(), whole: whole}
	if date, err := http.ParseTime(resp.Header.Get("Date")); err == nil {
		a.Date = date.UTC()
	}
	return a
}

func (a Answer) decode(route string, out any) error {
	if out == nil {
		return nil
	}
	if !isJSON(a.Header.Get("Content-Type")) {
		return fmt.Errorf("%s: %w", route, ErrNotJSON)
	}
	if err := json.Unmarshal(a.Body, out); err != nil {
		return fmt.Errorf("%s: %w: %w", route, ErrUnreadable, decodeError(err))
	}
	return nil
}

func isJSON(contentType string) bool {
	kind, _, _ := strings.Cut(contentType, ";")
	kind = strings.ToLower(strings.TrimSpace(kind))
	return kind == "application/json" || strings.HasSuffix(kind, "+json")
}

// decodeError keeps the place of a mistake and drops the value found there, which may be text of a ticket.
func decodeError(err error) error {
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) {
		return fmt.Errorf("at %q, byte %d: not a %s", kind.Field, kind.Offset, kind.Type)
	}
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return fmt.Errorf("broken JSON at byte %d", syntax.Offset)
	}
	return errors.New("broken JSON")
}

// Error is an answer other than 2xx. Its text names the route and the status only; Header and Body are for the
// connector, which knows what may be shown.
type Error struct {
	Method string
	Route  string
	Status int
	Header http.Header
	Body   []byte

	cause error
}

// Error names the request's route, the status and what follows from it.
func (e *Error) Error() string {
	text := fmt.Sprintf("%s %s: the desk answered %d %s", e.Method, e.Route, e.Status, http.StatusText(e.Status))
	if e.cause != nil {
		text += ": " + e.cause.Error()
	}
	return text
}

// Unwrap gives helpdesk.ErrAuth for 401 and *helpdesk.Busy for 429.
func (e *Error) Unwrap() error { return e.cause }

// Status returns the status of the answer that the error stands for, or 0.
func Status(err error) int {
	var e *Error
	if errors.As(err, &e) {
		return e.Status
	}
	return 0
}

// Slow reports whether the desk needed too long: the caller may ask for less at once.
func Slow(err error) bool {
	s := Status(err)
	return errors.Is(err, ErrSlow) || s == http.StatusGatewayTimeout || s == http.StatusRequestTimeout
}
