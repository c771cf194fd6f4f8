package zendesk

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/deskhand/deskhand/connectors"
	"github.com/deskhand/deskhand/connectors/internal/rest"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

// Names of the limits that single endpoints have beside the account's, as Zendesk's answer headers call them.
const (
	exportLimit       = "incremental-exports"
	auditsLimit       = "ticket-audits"
	updateLimit       = "tickets-update"
	ticketLimit       = "per-ticket-updates"
	searchExportLimit = "search-export"
)

// limits are those of the smallest plan, per Zendesk's reference on rate limits; answers tell the true ones. The reference leaves
// open whether the audits' is the account's or each ticket's: until an answer shows the latter, it is taken for the former.
var limits = map[string]rest.Limit{
	rest.Account:      {Count: 200, Per: time.Minute},
	exportLimit:       {Count: 10, Per: time.Minute},
	auditsLimit:       {Count: 500, Per: time.Minute},
	updateLimit:       {Count: 100, Per: time.Minute},
	ticketLimit:       {Count: 30, Per: 10 * time.Minute},
	searchExportLimit: {Count: 100, Per: time.Minute},
}

// desk is the connector. Its methods may be called from several goroutines.
type desk struct {
	name    string
	byMail  bool // by e-mail and API token, which end
	careful bool // the account does not refuse outdated updates
	client  *rest.Client
	people  *people
	log     *slog.Logger

	hidesLast atomic.Bool // it does not say what came last on its tickets

	mu       sync.Mutex
	self     int64 // our own user; 0 until it was asked for
	pageSize int   // of the export; smaller after it was slow
}

var _ helpdesk.Connector = (*desk)(nil)

func open(c Config, env connectors.Env) (*desk, error) {
	log := env.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	common := rest.Config{
		Base:      c.URL,
		Agent:     "deskhand/" + env.Version,
		Transport: env.Transport,
		Log:       log,
		Share:     env.Share,
		Observe:   env.Observe,
		Limits:    limits,
	}
	tokens, err := rest.New(common)
	if err != nil {
		return nil, fmt.Errorf("url: %w", err)
	}
	common.Auth = c.Auth.auth(tokens)
	client, err := rest.New(common)
	if err != nil {
		return nil, fmt.Errorf("url: %w", err)
	}
	return &desk{
		name:     env.Desk,
		byMail:   c.Auth.Email != "",
		careful:  c.CarefulWrites,
		client:   client,
		people:   newPeople(client),
		log:      log,
		pageSize: largestPage,
	}, nil
}

type meAnswer struct {
	User user `json:"user"`
}

// whoAmI returns the id of our own user. Zendesk answers strangers with 200 and a user without id.
func (d *desk) whoAmI(ctx context.Context) (int64, error) {
	d.mu.Lock()
	self := d.self
	d.mu.Unlock()
	if self != 0 {
		return self, nil
	}
	me, _, err := d.me(ctx)
	return me.ID, err
}

func (d *desk) me(ctx context.Context) (user, rest.Answer, error) {
	const path = "/api/v2/users/me"
	var me meAnswer
	answer, err := d.client.Read(ctx, rest.Request{Route: path, Path: path}, &me)
	if err != nil {
		return user{}, answer, err
	}
	if me.User.ID == 0 {
		return user{}, answer, fmt.Errorf("%w: it takes us for an anonymous visitor", helpdesk.ErrAuth)
	}
	d.mu.Lock()
	d.self = me.User.ID
	d.mu.Unlock()
	return me.User, answer, nil
}

// status maps Zendesk's status categories. What is not known is taken for open: such a ticket is still somebody's work.
func status(word string) helpdesk.Status {
	switch s := helpdesk.Status(word); s {
	case helpdesk.New, helpdesk.Open, helpdesk.Pending, helpdesk.OnHold, helpdesk.Solved, helpdesk.Closed, helpdesk.Deleted:
		return s
	}
	return helpdesk.Open
}

// BudgetUsed implements helpdesk.Metered.
func (d *desk) BudgetUsed() float64 { return d.client.Used() }
