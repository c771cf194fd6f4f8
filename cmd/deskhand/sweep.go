package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/spf13/cobra"

	"github.com/deskhand/deskhand/sweeper"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
	"github.com/deskhand/deskhand/sweeper/store"
)

// sweepOptions are the flags of a sweep.
type sweepOptions struct {
	config, desk, format, logFormat string
	dryRun, allowBacklog            bool
}

func newSweepCommand() *cobra.Command {
	var o sweepOptions
	c := &cobra.Command{
		Use:   "sweep -c FILE",
		Short: "Sweep the desks once, now",
		Long: `Sweep carries out one sweep of every configured desk, or of the one named, and prints what it wrote.

With --dry-run it reads and decides the same, prints the plan, and writes nothing, neither to the desk
nor to the store. A desk in observe mode is planned for as if it were in note mode, so that the plan can be judged.

When a sweep would write to more tickets than limits.abort_above allows, nothing is written until somebody
says --allow-backlog.

While another process sweeps a desk it is skipped, and that is no failure: in a crontab the next one comes soon.`,
		Example: "  deskhand sweep -c deskhand.yaml --dry-run\n  deskhand sweep -c deskhand.yaml --desk support --format json",
		Args:    cobra.NoArgs,
		RunE:    func(c *cobra.Command, _ []string) error { return o.run(c) },
	}
	f := c.Flags()
	f.StringVarP(&o.config, "config", "c", "", "configuration: a YAML file, or a folder of them")
	f.StringVar(&o.desk, "desk", "", "sweep only this desk")
	f.BoolVar(&o.dryRun, "dry-run", false, "print the plan, write nothing")
	f.BoolVar(&o.allowBacklog, "allow-backlog", false, "let this sweep write however many tickets it is")
	f.StringVar(&o.format, "format", "text", "text or json")
	f.StringVar(&o.logFormat, "log-format", "text", "text or json")
	return c
}

// run sweeps the desks asked for and tells what came of it.
func (o sweepOptions) run(c *cobra.Command) error {
	if o.format != "text" && o.format != "json" {
		return fmt.Errorf("--format is text or json, not %q", o.format)
	}
	log, err := newLog(c.ErrOrStderr(), o.logFormat, slog.LevelWarn)
	if err != nil {
		return err
	}
	cfg, err := loadConfig(o.config, c.ErrOrStderr())
	if err != nil {
		return err
	}
	p, err := openDesks(cfg, log)
	if err != nil {
		return err
	}
	desks := p.desks
	if o.desk != "" {
		d, err := p.named(o.desk)
		if err != nil {
			return err
		}
		desks = []*desk{d}
	}
	swept, err := o.sweep(c, p, desks)
	if err != nil {
		return err
	}
	if o.format != "json" {
		writeSweeps(c.OutOrStdout(), swept)
	} else if err := writeSweepsJSON(c.OutOrStdout(), swept); err != nil {
		return failed(err)
	}
	return sweepExit(swept)
}

// sweep sweeps the desks one after the other. When another process has the store, that one sweeps them: nobody needs to hear of
// it, as little as of a lease that is not ours, unless what was asked for can't wait.
func (o sweepOptions) sweep(c *cobra.Command, p *program, desks []*desk) ([]sweptDesk, error) {
	var swept []sweptDesk
	err := p.openStore(c.Context())
	if errors.Is(err, store.ErrHeld) && !o.dryRun && !o.allowBacklog {
		for _, d := range desks {
			swept = append(swept, sweptDesk{report: sweeper.Report{Desk: d.Name, Mode: d.Mode, Result: sweeper.Skipped, Why: err.Error(), Elsewhere: true}})
		}
		return swept, nil
	}
	if err != nil {
		return nil, err
	}
	defer p.store.Close()
	for _, d := range desks {
		show, done := newProgress(c.ErrOrStderr(), d.Name)
		s := p.sweeper(d, !o.dryRun)
		s.AllowBacklog, s.Progress = o.allowBacklog, show
		swept = append(swept, sweepOnce(c.Context(), s))
		done()
	}
	return swept, nil
}

// sweptDesk is one desk's sweep with what it wrote, or would write.
type sweptDesk struct {
	report sweeper.Report
	writes []sweeper.Write
}

// sweepOnce sweeps now, and collects what was written; of a dry run, what would be.
func sweepOnce(ctx context.Context, s *sweeper.Sweeper) sweptDesk {
	var swept sweptDesk
	told := s.OnWrite
	s.OnWrite = func(w sweeper.Write) {
		swept.writes = append(swept.writes, w)
		if told != nil {
			told(w)
		}
	}
	swept.report = s.Sweep(ctx)
	if s.Writer == nil {
		for _, plan := range swept.report.Plans {
			swept.writes = append(swept.writes, sweeper.Write{Plan: plan, Outcome: helpdesk.Outcome{Ticket: plan.Ticket}})
		}
	}
	return swept
}

// sweepExit gives the exit code of the worst result.
func sweepExit(swept []sweptDesk) error {
	code := 0
	for _, s := range swept {
		switch s.report.Result {
		case sweeper.Failed:
			return &exit{code: exitFailed}
		case sweeper.Partial:
			code = exitPartial
		}
	}
	if code != 0 {
		return &exit{code: code}
	}
	return nil
}
