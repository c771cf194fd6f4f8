package jira

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/deskhand/deskhand/connectors"
	"github.com/deskhand/deskhand/connectors/internal/rest"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

// Cloud's limits before its answers tell others, per its rate-limiting reference: each is for one tenant. Data Center's
// are its admin's choice; its answers tell them.
var cloudLimits = map[string]rest.Limit{
	rest.Account: {Count: 100, Per: time.Second},
	putLimit:     {Count: 50, Per: time.Second},
	issueLimit:   {Count: 20, Per: 2 * time.Second},
	issueMinute:  {Count: 100, Per: 30 * time.Second},
}

const (
	putLimit    = "put"
	issueLimit  = "issue"   // writes on one issue
	issueMinute = "issue30" // the same over a longer stretch
)

// client speaks to one Jira: it knows the addresses of both interfaces, the signs of failed logins and the desk's clock.
type client struct {
	rest *rest.Client
	api  string // "/rest/api/3" or "/rest/api/2"
	log  *slog.Logger
	skew atomic.Int64 // what the desk's clock is ahead of ours, in nanoseconds
	me   atomic.Pointer[user]
}

func (c *Config) client(env connectors.Env) (*client, error) {
	base, api, limits := c.URL, "/rest/api/3", cloudLimits
	if c.Deployment == DataCenter {
		api, limits = "/rest/api/2", nil
	}
	if c.CloudID != "" {
		base = strings.TrimRight(c.Gateway, "/") + "/ex/jira/" + c.CloudID
	}
	log := env.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	auth, err := c.Auth.open(c.TokenURL, env)
	if err != nil {
		return nil, err
	}
	r, err := rest.New(rest.Config{
		Base: base,
		Auth: auth,
		Header: map[string]string{
			"X-Atlassian-Token": "no-check", // or some writes are taken for a forged form
			"X-ExperimentalApi": "opt-in",   // some of Service Management's older addresses want it
		},
		Agent:     "deskhand/" + cmp.Or(env.Version, "dev"),
		Transport: env.Transport,
		Log:       log,
		Share:     env.Share,
		Observe:   env.Observe,
		Limits:    limits,
	})
	if err != nil {
		return nil, err
	}
	return &client{rest: r, api: api, log: log}, nil
}

// open makes the credentials of each request.
func (a Auth) open(tokenURL string, env connectors.Env) (rest.Auth, error) {
	switch {
	case a.OAuth != nil:
		return newTokens(*a.OAuth, tokenURL, env)
	case a.Bearer != "":
		return rest.Bearer(a.Bearer), nil
	case a.Username != "":
		return rest.Basic(a.Username, a.Password), nil
	}
	return rest.Basic(a.Email, a.Token), nil
}

// request names what is asked for: the path's template below the interface, and its parts in order.
func (c *client) request(method, template string, parts ...string) rest.Request {
	if !strings.HasPrefix(template, "/rest/") {
		template = c.api + template
	}
	path := template
	for _, part := range parts {
		open, shut := strings.Index(path, "{"), strings.Index(path, "}")
		path = path[:open] + url.PathEscape(part) + path[shut+1:]
	}
	return rest.Request{Route: template, Method: method, Path: path}
}

func (c *client) read(ctx context.Context, r rest.Request, out any) error {
	a, err := c.rest.Read(ctx, r, out)
	return c.heed(a, err)
}

// write sends a change of one issue, once. It counts against the issue's own limits.
func (c *client) write(ctx context.Context, r rest.Request, issue string) (rest.Answer, error) {
	r.Limits = append(r.Limits, issueLimit+"/"+issue, issueMinute+"/"+issue)
	if r.Method == http.MethodPut || r.Method == http.MethodDelete {
		r.Limits = append(r.Limits, putLimit)
	}
	a, err := c.rest.Write(ctx, r, nil)
	return a, c.heed(a, err)
}

// heed keeps the desk's clock, and finds refusals of our credentials that hide behind other answers. Cloud answers a bad
// token as it would a stranger, with nothing but a header to show for it; Data Center asks for a CAPTCHA after some.
func (c *client) heed(a rest.Answer, err error) error {
	if !a.Date.IsZero() {
		c.skew.Store(int64(time.Until(a.Date)))
	}
	reason := a.Header.Get("X-Seraph-LoginReason")
	switch {
	case strings.HasPrefix(a.Header.Get("X-Authentication-Denied-Reason"), "CAPTCHA_CHALLENGE"):
		return fmt.Errorf("%w: it wants a CAPTCHA after failed logins; log in to it once in a browser as this user", helpdesk.ErrAuth)
	case strings.Contains(reason, "AUTHENTICATED_FAILED"), strings.Contains(reason, "AUTHENTICATION_DENIED"):
		return fmt.Errorf("%w: the token or password is wrong or has expired", helpdesk.ErrAuth)
	}
	return err
}

// now is the desk's clock, in whole seconds, or our own before its first answer and where its answers carry none.
func (c *client) now() time.Time { return time.Now().Add(time.Duration(c.skew.Load())) }

// desks turns an instant of our clock into one of the desk's.
func (c *client) desks(t time.Time) time.Time { return t.Add(time.Duration(c.skew.Load())) }

// ours turns an instant of the desk's clock into one of ours.
func (c *client) ours(t time.Time) time.Time { return t.Add(-time.Duration(c.skew.Load())) }

// errNoJira: the address answers, but not as the configured deployment does.
var errNoJira = errors.New("there is no Jira of this deployment at this address; check url, its context path, and deployment")

// whoAmI asks who we are. An answer that does not say is a refusal: strangers see nothing, and nothing looks like no issues.
func (c *client) whoAmI(ctx context.Context) (*user, error) {
	var me user
	err := c.read(ctx, c.request("GET", "/myself"), &me)
	switch status := rest.Status(err); {
	case status == http.StatusForbidden:
		return nil, fmt.Errorf("%w: %w", helpdesk.ErrAuth, err)
	case status == http.StatusNotFound:
		return nil, fmt.Errorf("%w: %w", errNoJira, err)
	case err != nil:
		return nil, err
	case me.id() == "":
		return nil, fmt.Errorf("%w: it does not say who we are", helpdesk.ErrAuth)
	}
	c.me.Store(&me)
	return &me, nil
}

// self returns our own id, asking for it the first time.
func (c *client) self(ctx context.Context) (string, error) {
	if me := c.me.Load(); me != nil {
		return me.id(), nil
	}
	me, err := c.whoAmI(ctx)
	return me.id(), err
}

// fatal reports whether an error concerns the whole desk, not one issue: nothing more should be asked now. A desk that
// can't be reached is such; one that took too long over one answer is not.
func fatal(ctx context.Context, err error) bool {
	var busy *helpdesk.Busy
	var network net.Error
	return ctx.Err() != nil || errors.Is(err, helpdesk.ErrAuth) || errors.As(err, &busy) ||
		errors.As(err, &network) && !errors.Is(err, rest.ErrSlow)
}

// complaint is what an answer's body says is wrong: sentences in the language of our account, and fields.
type complaint struct {
	Messages []string          `json:"errorMessages"`
	Fields   map[string]string `json:"errors"`
}

// complaintOf reads the body of a refusal. A body of another shape, a page for people perhaps, says nothing.
func complaintOf(err error) complaint {
	var c complaint
	var refusal *rest.Error
	if errors.As(err, &refusal) && json.Unmarshal(refusal.Body, &c) != nil {
		return complaint{}
	}
	return c
}

// about reports whether the complaint is about that field.
func (c complaint) about(field string) bool {
	_, ok := c.Fields[field]
	return ok
}

// oneLine gives the sentences of a complaint about a query of the admin's own, for the admin.
func (c complaint) oneLine() string {
	text := strings.TrimRight(strings.Join(strings.Fields(strings.Join(c.Messages, " ")), " "), ".")
	if runes := []rune(text); len(runes) > 200 {
		text = string(runes[:200]) + "..."
	}
	return text
}
