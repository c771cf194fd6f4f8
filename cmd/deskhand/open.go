package main

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"sync/atomic"
	"time"

	"github.com/deskhand/deskhand/config"
	"github.com/deskhand/deskhand/connectors"
	_ "github.com/deskhand/deskhand/connectors/all"
	"github.com/deskhand/deskhand/sweeper"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
	"github.com/deskhand/deskhand/sweeper/store"
	"github.com/deskhand/deskhand/sweeper/store/boltstore"
	"github.com/deskhand/deskhand/sweeper/store/redisstore"
)

// program is Deskhand built from a configuration: its desks, opened, and its store.
type program struct {
	config *config.Config
	store  store.Store
	desks  []*desk
	log    *slog.Logger
	owner  string
}

// desk is one configured helpdesk with its live connector.
type desk struct {
	config.Desk
	connector helpdesk.Connector
	log       *slog.Logger
	requests  atomic.Int64
	observe   func(route string, code int) // may be nil
}

// loadConfig reads the configuration, and tells people about every mistake in it.
func loadConfig(path string, errs io.Writer) (*config.Config, error) {
	if path == "" {
		return nil, fmt.Errorf("which configuration? Name it with -c FILE")
	}
	cfg, mistakes := config.Load(path, os.LookupEnv)
	if len(mistakes) > 0 {
		writeMistakes(errs, mistakes, "Nothing was started.")
		return nil, &exit{code: exitConfig}
	}
	for _, w := range cfg.Warnings {
		fmt.Fprintln(errs, w)
	}
	return cfg, nil
}

// openDesks opens the connectors of the configuration. Nothing is sent yet.
func openDesks(cfg *config.Config, log *slog.Logger) (*program, error) {
	p := &program{config: cfg, log: log, owner: newOwner()}
	for _, c := range cfg.Desks {
		d := &desk{Desk: c, log: log.With("desk", c.Name)}
		connector, err := c.Connector.Open(connectors.Env{
			Desk: c.Name, Log: log.With("desk", c.Name),
			Share: c.Limits.RateShare, Version: buildVersion(), Observe: d.count,
		})
		if err != nil {
			return nil, failed(fmt.Errorf("desk %s: %w", c.Name, err))
		}
		d.connector = connector
		p.desks = append(p.desks, d)
	}
	return p, nil
}

// openStore opens the store that the configuration names; it must be closed.
func (p *program) openStore(ctx context.Context) error {
	var err error
	if path, ok := strings.CutPrefix(p.config.Store, "file:"); ok {
		p.store, err = boltstore.Open(path, p.log)
	} else {
		p.store, err = redisstore.Open(ctx, p.config.Store, p.log)
	}
	if err != nil {
		return failed(fmt.Errorf("store: %w", err))
	}
	return nil
}

// count is told of every request to the desk.
func (d *desk) count(route string, code int) {
	d.requests.Add(1)
	if d.observe != nil {
		d.observe(route, code)
	}
}

// sweeper returns the desk's sweeper. Without writes it is given no means to write.
func (p *program) sweeper(d *desk, writes bool) *sweeper.Sweeper {
	s := &sweeper.Sweeper{
		Desk: d.Name, Reader: d.connector, Policy: p.config.Policy, Store: p.store,
		Mode: d.Mode, Limits: d.Limits, Owner: p.owner, Log: p.log, Spent: d.requests.Load,
		Digest: digest(p.config.PolicyDigest, string(d.Mode), buildVersion()), Config: p.config.Hash,
	}
	if writes {
		s.Writer = d.connector
	}
	return s
}

// named returns the desk of that name.
func (p *program) named(name string) (*desk, error) {
	var names []string
	for _, d := range p.desks {
		if d.Name == name {
			return d, nil
		}
		names = append(names, d.Name)
	}
	return nil, fmt.Errorf("no desk is named %q; there are: %s", name, strings.Join(names, ", "))
}

// newOwner names this process in leases.
func newOwner() string {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	return fmt.Sprintf("%s-%d-%s", host, os.Getpid(), rand.Text()[:6])
}

func digest(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:6])
}

// drainTime is how long a stopping daemon waits for the writes in hand.
const drainTime = 20 * time.Second
