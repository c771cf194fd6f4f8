package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/deskhand/deskhand/connectors/simulator"
	"github.com/deskhand/deskhand/connectors/simulator/jirasim"
	"github.com/deskhand/deskhand/connectors/simulator/zendesksim"
)

// simulation is a kind of simulated desk: its wire format, and the configuration that fits it.
type simulation struct {
	serve func(*simulator.Desk, weather) http.Handler
	entry string // of a connector; %[1]s is its name, %[2]s its URL
	init  string // begins on it as on a real desk; %s is its URL
}

// weather is what makes a simulated desk harder to read.
type weather struct {
	faults  *simulator.Faults
	lag     time.Duration // how far the feed or the search index is behind; 0 is the desk's usual
	flicker bool          // Jira: each answer comes from an index of another age
	zone    *time.Location
}

var simulations = map[string]simulation{
	"zendesk": {
		serve: func(d *simulator.Desk, w weather) http.Handler {
			return zendesksim.New(d, zendesksim.Options{Faults: w.faults, Lag: w.lag})
		},
		entry: `  - name: %[1]s
    type: zendesk
    url: %[2]s
    auth: {bearer: ` + zendesksim.DefaultBearer + `}
    mode: note
`,
		init: "export ZENDESK_SECRET=" + zendesksim.DefaultBearer + "\ndeskhand init zendesk %s -o deskhand.yaml",
	},
	"jira": {
		serve: func(d *simulator.Desk, w weather) http.Handler {
			return jirasim.New(d, jirasim.Options{Faults: w.faults, IndexLag: w.lag, Flicker: w.flicker, Zone: w.zone})
		},
		entry: `  - name: %[1]s
    type: jira
    url: %[2]s
    service_management: true
    auth: {email: ` + simulator.SelfEmail + `, token: ` + jirasim.Token + `}
    select: project in (OPS, WEB)
    mode: note
`,
		init: "export JIRA_SECRET=" + jirasim.Token + "\ndeskhand init jira %s --email " + simulator.SelfEmail + " -o deskhand.yaml",
	},
	"jira-dc": {
		serve: func(d *simulator.Desk, w weather) http.Handler {
			return jirasim.New(d, jirasim.Options{
				Deployment: jirasim.DataCenter, Faults: w.faults, IndexLag: w.lag, Flicker: w.flicker, Zone: w.zone,
			})
		},
		entry: `  - name: %[1]s
    type: jira
    deployment: datacenter
    url: %[2]s
    service_management: true
    auth: {bearer: ` + jirasim.Token + `}
    select: project in (OPS, WEB)
    mode: note
`,
		init: "export JIRA_SECRET=" + jirasim.Token + "\ndeskhand init jira %s -o deskhand.yaml",
	},
}

func newSimulateCommand() *cobra.Command {
	var o struct {
		listen, faults, zone string
		tickets              int
		seed                 uint64
		lag                  time.Duration
		flicker              bool
	}
	c := &cobra.Command{
		Use:   "simulate zendesk|jira|jira-dc --listen ADDR",
		Short: "Serve a simulated desk, to try policies and configurations on",
		Long: `Simulate serves a desk that exists only in memory, with believable tickets, over the real wire format. It
prints a configuration that fits it.

Below /_sim/ it can be watched and moved: /_sim/stats counts requests and what was written, /_sim/tickets/ID shows
a ticket. The same --tickets and --seed give the same tickets, with times relative to the start.`,
		Example:   "  deskhand simulate zendesk --listen 127.0.0.1:9001 --tickets 2000 --seed 1",
		Args:      cobra.MatchAll(cobra.ExactArgs(1), cobra.OnlyValidArgs),
		ValidArgs: []string{"zendesk", "jira", "jira-dc"},
		RunE: func(c *cobra.Command, args []string) error {
			if o.tickets < 1 {
				return fmt.Errorf("--tickets wants at least 1, not %d", o.tickets)
			}
			faults, err := loadFaults(o.faults)
			if err != nil {
				return err
			}
			zone, err := time.LoadLocation(o.zone)
			if err != nil {
				return fmt.Errorf("--zone: %w; write one like America/Santiago", err)
			}
			l, err := new(net.ListenConfig).Listen(c.Context(), "tcp", o.listen)
			if err != nil {
				return failed(fmt.Errorf("listen on %s: %w", o.listen, err))
			}
			sim := simulations[args[0]]
			desk := simulator.NewDesk()
			simulator.Seed(desk, o.tickets, o.seed, time.Now())
			url := "http://" + l.Addr().String()
			fmt.Fprintf(c.OutOrStdout(), "A simulated %s desk with %d tickets: %s, watched at %s/_sim/stats\n\n"+
				"To begin on it as on a real desk:\n\n%s\n\nOr a configuration that fits it:\n\n%s\nInterrupt to end it.\n",
				args[0], desk.Len(), url, url, fmt.Sprintf(sim.init, url), simulatedConfig(sim.connector("support", url)))
			return serveUntil(c.Context(), l, sim.serve(desk, weather{faults: faults, lag: o.lag, flicker: o.flicker, zone: zone}))
		},
	}
	f := c.Flags()
	f.StringVar(&o.listen, "listen", "127.0.0.1:9001", "where to serve")
	f.IntVar(&o.tickets, "tickets", 500, "how many tickets there are")
	f.Uint64Var(&o.seed, "seed", 1, "which tickets there are")
	f.DurationVar(&o.lag, "lag", 0, "how far the feed or the search index is behind (default: the desk's usual)")
	f.BoolVar(&o.flicker, "flicker", false, "jira: let what was found once be missing in the next answer")
	f.StringVar(&o.zone, "zone", "UTC", "jira: the time zone of our account")
	f.StringVar(&o.faults, "faults", "", "a file that says what goes wrong, and when")
	return c
}

// connector returns the entry for this desk.
func (s simulation) connector(name, url string) string { return fmt.Sprintf(s.entry, name, url) }

// simulatedConfig returns a configuration with these connector entries and the simulated people.
func simulatedConfig(entries ...string) string {
	list := func(emails []string) string { return "[" + strings.Join(emails, ", ") + "]" }
	return "connectors:\n" + strings.Join(entries, "") + fmt.Sprintf(`policy:
  people:
    leads: %s
    csms: %s
    bots: %s
`, list(simulator.Leads), list(simulator.CSMs), list(simulator.Bots))
}

func loadFaults(path string) (*simulator.Faults, error) {
	if path == "" {
		return nil, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, failed(err)
	}
	defer f.Close()
	faults, err := simulator.LoadFaults(f)
	if err != nil {
		return nil, &exit{exitConfig, fmt.Errorf("%s: %w", path, err)}
	}
	return faults, nil
}

// serveUntil serves h on l until ctx ends.
func serveUntil(ctx context.Context, l net.Listener, h http.Handler) error {
	server := &http.Server{Handler: h, ReadHeaderTimeout: 5 * time.Second}
	stop := context.AfterFunc(ctx, func() { server.Close() })
	defer stop()
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return failed(err)
	}
	return nil
}
