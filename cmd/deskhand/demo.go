package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/deskhand/deskhand/config"
	"github.com/deskhand/deskhand/connectors/simulator"
	"github.com/deskhand/deskhand/sweeper"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
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
		Long: `Demo starts a simulated Zendesk and a simulated Jira on this machine with a few hundred tickets, sweeps them,
shows some tickets before and after, sweeps again to show that nothing is written twice, and then goes on
sweeping and serving the status page until it is interrupted. With --once it ends after the sweeps.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			folder, err := os.MkdirTemp("", "deskhand-demo-")
			if err != nil {
				return failed(err)
			}
			defer os.RemoveAll(folder)
			d := &demo{out: c.OutOrStdout(), folder: folder, log: slog.New(slog.DiscardHandler), desks: map[string]*simulator.Desk{}}
			if err := d.run(c.Context(), o.once, o.listen); err != nil {
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
	out    io.Writer
	folder string // for configuration and store; gone afterwards
	log    *slog.Logger
	desks  map[string]*simulator.Desk
}

func (d *demo) run(ctx context.Context, once bool, listenOn string) error {
	p, err := d.open(ctx, listenOn)
	if err != nil {
		return err
	}
	defer p.store.Close()
	before := d.tags()
	var swept []sweptDesk
	for _, desk := range p.desks {
		swept = append(swept, sweepOnce(ctx, p.sweeper(desk, true)))
	}
	d.showSome(swept, before)
	fmt.Fprintln(d.out, "\nThe first sweeps:")
	d.showLines(swept)
	swept = nil
	for _, desk := range p.desks {
		swept = append(swept, sweepOnce(ctx, p.sweeper(desk, true)))
	}
	fmt.Fprintln(d.out, "\nAnd once more. Everything is on the tickets already, so nothing is written:")
	d.showLines(swept)
	if err := sweepExit(swept); err != nil || once || ctx.Err() != nil {
		return err
	}
	return d.stay(ctx, p)
}

// open starts the simulated desks and builds Deskhand from a configuration file, as an admin would have it.
func (d *demo) open(ctx context.Context, listenOn string) (*program, error) {
	var entries []string
	fmt.Fprintln(d.out, "Deskhand demo. The desks are simulated; nothing leaves this machine.")
	fmt.Fprintln(d.out)
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
		fmt.Fprintf(d.out, "  %-8s %-8s %d tickets at %s (watch it: %s/_sim/stats)\n", wanted.name, wanted.kind, desk.Len(), url, url)
	}
	path := filepath.Join(d.folder, "deskhand.yaml")
	text := fmt.Sprintf("store: file:%s\nlisten: %s\n%s", filepath.Join(d.folder, "demo.db"), listenOn, simulatedConfig(entries...))
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		return nil, err
	}
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

// showSome shows one written ticket of each kind, before and after.
func (d *demo) showSome(swept []sweptDesk, before map[string][]string) {
	p := newPaint(d.out)
	shown := map[string]bool{}
	for _, s := range swept {
		for _, w := range s.writes {
			kind := kindOf(w.Plan)
			if shown[kind] {
				continue
			}
			shown[kind] = true
			tags := before[w.Plan.Desk+"/"+w.Plan.Ticket]
			fmt.Fprintf(d.out, "\n%s\n%s\n", p.dim(strings.Repeat("-", 78)), p.dim(kind))
			writePlan(d.out, p, w.Plan, w.Outcome)
			fmt.Fprintf(d.out, "  tags before: %s\n  tags after:  %s\n", orNone(strings.Join(tags, " ")), strings.Join(d.tagsOf(w.Plan), " "))
		}
	}
}

// kinds are what a write may be about, told by a tag that it sets; the first that fits is the one.
var kinds = []struct{ tag, words string }{
	{"escalation_recommended", "An escalation was asked for, and it fits the policy"},
	{"escalation_unlikely", "An escalation was asked for, and a ground for denial holds"},
	{"escalation_needs_details", "An escalation was asked for, without what is needed to weigh it"},
	{"escalation_eta_missing", "An escalation was approved, and nobody has said when it will be solved"},
	{"escalation_update_overdue", "An escalation was approved, and the customer waits for news"},
	{"stale_high_impact", "Many people are hit, and nobody has moved the ticket for a week"},
}

func kindOf(plan helpdesk.Plan) string {
	for _, k := range kinds {
		if slices.Contains(plan.Add, k.tag) {
			return k.words
		}
	}
	return "A tag was out of date"
}

// tagsOf returns the tags that the ticket has now.
func (d *demo) tagsOf(plan helpdesk.Plan) []string {
	id, err := strconv.ParseInt(plan.Ticket, 10, 64)
	if err != nil {
		return nil
	}
	t, _ := d.desks[plan.Desk].Ticket(id)
	return t.Tags
}

func (d *demo) showLines(swept []sweptDesk) {
	for _, s := range swept {
		fmt.Fprintln(d.out, "  "+sweepLine(s.report))
	}
}

// stay sweeps every minute and serves the status page until ctx ends.
func (d *demo) stay(ctx context.Context, p *program) error {
	everyMinute, err := sweeper.ParseSchedule("* * * * *")
	if err != nil {
		return err
	}
	for _, desk := range p.desks {
		desk.Cron = everyMinute
	}
	page := p.newPage(status.NewMetrics(buildVersion()), func() status.Config { return status.Config{Hash: p.config.Hash} })
	stop, err := listen(ctx, p.config.Listen, page, d.log)
	if err != nil {
		return err
	}
	defer stop()
	fmt.Fprintf(d.out, "\nStatus page: http://%s/  It sweeps every minute now; interrupt to end.\n", p.config.Listen)
	return sweeper.Run(ctx, p.jobs(page), drainTime, d.log)
}
