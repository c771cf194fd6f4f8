package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/deskhand/deskhand/config"
	"github.com/deskhand/deskhand/connectors/simulator"
	"github.com/deskhand/deskhand/sweeper"
	"github.com/deskhand/deskhand/sweeper/status"
)

// demoDesks are the desks that the demo sweeps.
var demoDesks = []struct {
	name, kind string
	tickets    int
	seed       uint64
}{
	{"support", "zendesk", 600, 1},
	{"eng", "jira", 300, 2},
}

func newDemoCommand() *cobra.Command {
	var o struct {
		once   bool
		listen string
	}
	c := &cobra.Command{
		Use:   "demo",
		Short: "Show it at work on simulated desks; no set-up, nothing leaves this machine",
		Long: `Demo starts a simulated Zendesk and a simulated Jira on this machine with a few hundred tickets, and takes you
through it in four steps: the desks, a first sweep with what an agent then sees, a second one that writes nothing
twice, and where to look for yourself. Then it goes on sweeping, and serves the status page until it is interrupted.
With --once it ends after the sweeps.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			folder, err := os.MkdirTemp("", "deskhand-demo-")
			if err != nil {
				return failed(err)
			}
			defer os.RemoveAll(folder)
			d := &demo{
				tour: tour{out: c.OutOrStdout(), paint: newPaint(c.OutOrStdout())}, once: o.once, listen: o.listen,
				folder: folder, log: slog.New(slog.DiscardHandler), desks: map[string]*simulator.Desk{},
			}
			if err := d.run(c.Context()); err != nil {
				return failed(err)
			}
			return nil
		},
	}
	c.Flags().BoolVar(&o.once, "once", false, "end after the first sweeps")
	c.Flags().StringVar(&o.listen, "listen", "127.0.0.1:8080", "where to serve the status page")
	return c
}

// demo is the demonstration under way.
type demo struct {
	tour
	once   bool
	listen string
	folder string // for configuration and store; gone afterwards
	log    *slog.Logger
	desks  map[string]*simulator.Desk
}

func (d *demo) run(ctx context.Context) error {
	d.say("Deskhand demo: a tour in four steps. The desks are simulated; nothing leaves this machine.")
	p, err := d.open(ctx)
	if err != nil {
		return err
	}
	defer p.store.Close()
	page := p.newPage(status.NewMetrics(buildVersion()), func() status.Config {
		return status.Config{Hash: p.config.Hash, Files: p.config.Files}
	})
	if !d.once {
		stop, err := listen(ctx, p.config.Listen, page, d.log)
		if err != nil {
			return err
		}
		defer stop()
	}
	before := d.tags()
	d.step(2, "A first sweep. It reads what is open and writes tags and internal notes:")
	first := d.sweep(ctx, p, page)
	sights := sightsOf(first)
	d.showNote(sights, before, d.tags())
	d.step(3, "A second sweep. Everything stands on the tickets already, so nothing is written:")
	second := d.sweep(ctx, p, page)
	d.showWays(sights, p.config, d.once)
	if err := sweepExit(append(first, second...)); err != nil || d.once || ctx.Err() != nil {
		return err
	}
	return d.stay(ctx, p, page)
}

// sweep sweeps every desk once.
func (d *demo) sweep(ctx context.Context, p *program, page *status.Page) []sweptDesk {
	var swept []sweptDesk
	for _, desk := range p.desks {
		s := p.sweeper(desk, true)
		tell(page, desk, s)
		one := sweepOnce(ctx, s)
		page.Ended(one.report)
		d.say("     " + sweepLine(one.report))
		swept = append(swept, one)
	}
	return swept
}

// open starts the simulated desks and builds Deskhand from a configuration file, as an admin would have it.
func (d *demo) open(ctx context.Context) (*program, error) {
	var entries []string
	d.step(1, "Two helpdesks, set up as an admin would do it:")
	for _, wanted := range demoDesks {
		l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		desk, sim := simulator.NewDesk(), simulations[wanted.kind]
		simulator.Seed(desk, wanted.tickets, wanted.seed, time.Now())
		d.desks[wanted.name] = desk
		go func() { _ = serveUntil(ctx, l, sim.serve(desk, weather{})) }() // a desk that fails shows in its sweep
		url := "http://" + l.Addr().String()
		entries = append(entries, sim.connector(wanted.name, url))
		d.say(fmt.Sprintf("     %-8s %-8s %d tickets; what it is asked and told: %s/_sim/stats", wanted.name, wanted.kind, desk.Len(), url))
	}
	path := filepath.Join(d.folder, "deskhand.yaml")
	text := fmt.Sprintf("store: file:%s\nlisten: %s\n%s", filepath.Join(d.folder, "demo.db"), d.listen, simulatedConfig(entries...))
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		return nil, err
	}
	d.say("     configured by " + path)
	cfg, mistakes := config.Load(path, os.LookupEnv)
	if len(mistakes) > 0 {
		return nil, fmt.Errorf("the demo's own configuration is wrong: %s", mistakes[0].Message)
	}
	p, err := openDesks(cfg, d.log)
	if err != nil {
		return nil, err
	}
	return p, p.openStore(ctx)
}

// tags returns the tags of every ticket, by desk and id.
func (d *demo) tags() map[string][]string {
	all := map[string][]string{}
	for name, desk := range d.desks {
		for _, t := range desk.Tickets() {
			all[fmt.Sprintf("%s/%d", name, t.ID)] = slices.Clone(t.Tags)
		}
	}
	return all
}

// stay sweeps every minute and serves the status page until ctx ends.
func (d *demo) stay(ctx context.Context, p *program, page *status.Page) error {
	everyMinute, err := sweeper.ParseSchedule("* * * * *")
	if err != nil {
		return err
	}
	for _, desk := range p.desks {
		desk.Cron = everyMinute
	}
	return sweeper.Run(ctx, p.jobs(page), drainTime, d.log)
}
