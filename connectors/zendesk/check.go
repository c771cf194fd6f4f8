package zendesk

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/deskhand/deskhand/connectors/internal/rest"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

// mostSkew is how far our clock may be from the desk's before people should know: due times are ours, stamps are theirs.
const mostSkew = 30 * time.Second

// Check asks who we are, reads the change feed, a ticket and its history, compares clocks, and sends one outdated update that
// must be refused. It changes nothing, so whether tickets may be written shows only in the role and the token's scopes.
func (d *desk) Check(ctx context.Context) ([]helpdesk.Problem, error) {
	asked := time.Now()
	me, answer, err := d.me(ctx)
	if errors.Is(err, helpdesk.ErrAuth) || rest.Status(err) == http.StatusForbidden {
		return []helpdesk.Problem{{
			Group: "credentials", What: err.Error(), Mend: "check auth in the configuration, and that the token or OAuth client is still active", Fatal: true,
		}}, nil
	}
	if err != nil {
		return nil, err
	}
	problems := []helpdesk.Problem{{Group: "credentials", What: fmt.Sprintf("signed in as %s, %s (user %d)", me.Name, me.Role, me.ID)}}
	if d.byMail {
		problems = append(problems, helpdesk.Problem{Group: "credentials", What: tokensEnd, Mend: tokensEndMend})
	}
	problems = append(problems, roleProblems(me)...)
	for _, check := range []func(context.Context, time.Time) (helpdesk.Problem, error){d.checkFeed, d.checkHistory, d.checkScopes, d.checkCollisions} {
		problem, err := check(ctx, answer.Date)
		if err != nil {
			return problems, err
		}
		if problem.What != "" {
			problems = append(problems, problem)
		}
	}
	if limit, ok := d.client.Limit(rest.Account); ok {
		problems = append(problems, helpdesk.Problem{Group: "limits", What: fmt.Sprintf("the account allows %d requests a minute", limit.Count)})
	}
	return append(problems, clockProblem(asked, answer.Date)), nil
}

func roleProblems(me user) []helpdesk.Problem {
	switch me.Role {
	case "admin":
		return []helpdesk.Problem{{Group: "notes", What: "the user is an admin, and may write internal notes on all tickets"}}
	case "agent":
		return []helpdesk.Problem{{Group: "rights", What: "the user is an agent; the change feed is for admins", Mend: "give it the admin role, in an agent seat of its own"}}
	}
	return []helpdesk.Problem{{
		Group: "rights", What: "the user is not an agent and can't write internal notes", Mend: "use the credentials of an admin with an agent seat of its own", Fatal: true,
	}}
}

func (d *desk) checkFeed(ctx context.Context, date time.Time) (helpdesk.Problem, error) {
	if date.IsZero() {
		date = time.Now()
	}
	query := url.Values{"per_page": {"1"}, "start_time": {strconv.FormatInt(date.Add(-24*time.Hour).Unix(), 10)}}
	_, err := d.client.Read(ctx, rest.Request{
		Route: "/api/v2/incremental/tickets/cursor", Path: "/api/v2/incremental/tickets/cursor", Query: query, Limits: []string{exportLimit},
	}, &exportPage{})
	return judged(err, "feed", "the change feed can be read", "the change feed can't be read", "give the user the admin role, and the token the read scope")
}

// checkHistory reads one ticket and its audits, which need the global read scope, not that of tickets alone.
func (d *desk) checkHistory(ctx context.Context, _ time.Time) (helpdesk.Problem, error) {
	const path = "/api/v2/tickets"
	var page ticketsPage
	_, err := d.client.Read(ctx, rest.Request{Route: path, Path: path, Query: url.Values{"page[size]": {"1"}}}, &page)
	if err != nil || len(page.Tickets) == 0 {
		return judged(err, "rights", "tickets can be read; there is none yet", "tickets can't be read", "give the user access to all tickets, and the token the read scope")
	}
	w := whole{id: decimal(page.Tickets[0].ID)}
	if err = d.history(ctx, &w); rest.Status(err) == http.StatusNotFound {
		err = nil // it was deleted just now
	}
	return judged(err, "rights", "tickets and their history can be read", "the history of tickets can't be read",
		"give the token the global read scope; tickets:read is not enough")
}

// checkScopes looks whether an OAuth token may write. API tokens have no scopes, and answer nothing here.
func (d *desk) checkScopes(ctx context.Context, _ time.Time) (helpdesk.Problem, error) {
	if d.byMail {
		return helpdesk.Problem{}, nil
	}
	const path = "/api/v2/oauth/tokens/current"
	var answer struct {
		Token struct {
			Scopes []string `json:"scopes"`
		} `json:"token"`
	}
	_, err := d.client.Read(ctx, rest.Request{Route: path, Path: path}, &answer)
	if err != nil || len(answer.Token.Scopes) == 0 {
		return helpdesk.Problem{}, ctx.Err() // it tells nothing; what the token can't do will show
	}
	for _, scope := range answer.Token.Scopes {
		if scope == "write" || scope == "tickets:write" {
			return helpdesk.Problem{Group: "rights", What: "the token may write tickets"}, nil
		}
	}
	return helpdesk.Problem{Group: "rights", What: "the token may not write tickets", Mend: "give it the write scope, or set mode: observe"}, nil
}

// judged says that all is well, or turns a refusal into a problem. Other errors stay errors.
func judged(err error, group, well, what, mend string) (helpdesk.Problem, error) {
	if err == nil {
		return helpdesk.Problem{Group: group, What: well}, nil
	}
	if s := rest.Status(err); s >= 400 && s < 500 && s != http.StatusTooManyRequests {
		return helpdesk.Problem{Group: group, What: fmt.Sprintf("%s: %v", what, err), Mend: mend, Fatal: true}, nil
	}
	return helpdesk.Problem{}, err
}

func clockProblem(asked, date time.Time) helpdesk.Problem {
	if date.IsZero() {
		return helpdesk.Problem{Group: "clock", What: "the desk does not tell its time"}
	}
	skew := date.Sub(asked).Round(time.Second)
	if skew.Abs() > mostSkew {
		return helpdesk.Problem{Group: "clock", What: fmt.Sprintf("this machine's clock is %v from the desk's", skew), Mend: "let the machine keep its time by NTP"}
	}
	return helpdesk.Problem{Group: "clock", What: fmt.Sprintf("this machine's clock agrees with the desk's within %v", max(skew.Abs(), time.Second))}
}
