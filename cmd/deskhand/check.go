package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"

	"github.com/spf13/cobra"

	"github.com/deskhand/deskhand/config"
)

// checkOptions are what a check is asked for.
type checkOptions struct {
	config, format, scratch string
	online, print           bool
	sample                  int
}

func newCheckCommand() *cobra.Command {
	var o checkOptions
	c := &cobra.Command{
		Use:   "check -c FILE",
		Short: "Find every mistake in a configuration, and with --online in a desk's set-up",
		Long: `Check reads the configuration and tells every mistake in it at once, each with its place and how to mend
it. It asks nobody, unless --online.

With --print it shows what holds instead: every value, those nobody wrote too, with where it comes from. Secrets are
starred. What it prints is a configuration itself.

With --online it also tries each desk without writing: credentials and role, rights, the change feed, notes, fields,
limits, clock, and who else uses Deskhand's tags. It ends with what to expect of the first sweep, from a dry run over
the open tickets; where there are more than --sample, over so many of them.

Whether a desk refuses a write that rests on an outdated read shows only by writing. Name a ticket that may be written
to with --scratch DESK/ID: a tag is put on it and taken off again, on that ticket alone.

Exit code 78 means that the configuration is wrong, 2 that --online found something to mend.`,
		Example: "  deskhand check -c deskhand.yaml\n  deskhand check -c deskhand.yaml --print\n" +
			"  deskhand check -c deskhand.yaml --online --scratch support/4711",
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if err := o.validate(); err != nil {
				return err
			}
			report, err := o.check(c.Context(), c.ErrOrStderr())
			if err != nil {
				return err
			}
			if err := report.write(c.OutOrStdout(), c.ErrOrStderr(), o.format); err != nil {
				return failed(err)
			}
			return report.exit()
		},
	}
	f := c.Flags()
	f.StringVarP(&o.config, "config", "c", "", "configuration: a YAML file, or a folder of them")
	f.BoolVar(&o.online, "online", false, "try the desks too, without writing")
	f.BoolVar(&o.print, "print", false, "show what holds and where each value comes from")
	f.StringVar(&o.scratch, "scratch", "", "with --online: DESK/ID of a ticket on which writes may be tried")
	f.IntVar(&o.sample, "sample", 500, "with --online: how many open tickets the dry run reads; 0 for all")
	f.StringVar(&o.format, "format", "text", "text or json")
	return c
}

func (o checkOptions) validate() error {
	switch {
	case o.config == "":
		return fmt.Errorf("which configuration? Name it with -c FILE")
	case o.format != "text" && o.format != "json":
		return fmt.Errorf("--format is text or json, not %q", o.format)
	case o.print && o.online:
		return fmt.Errorf("--print and --online are two questions; ask one at a time")
	case o.scratch != "" && !o.online:
		return fmt.Errorf("--scratch needs --online")
	case o.sample < 0:
		return fmt.Errorf("--sample wants a number of tickets, or 0 for all, not %d", o.sample)
	}
	return nil
}

// checkReport is what a check found. Its JSON names are stable.
type checkReport struct {
	Mistakes []config.Mistake `json:"mistakes"`
	Warnings []config.Mistake `json:"warnings"`
	Settings []config.Setting `json:"settings,omitempty"` // of --print
	Desks    []deskCheck      `json:"desks,omitempty"`    // of --online

	shown func(io.Writer) error // writes the configuration for --print; nil without
}

func (o checkOptions) check(ctx context.Context, errs io.Writer) (checkReport, error) {
	cfg, mistakes := config.Load(o.config, os.LookupEnv)
	report := checkReport{Mistakes: orEmpty(mistakes), Warnings: []config.Mistake{}}
	if cfg == nil {
		return report, nil
	}
	report.Warnings = orEmpty(cfg.Warnings)
	if o.print {
		show := cfg.Show()
		report.Settings, report.shown = show.Settings, show.Write
	}
	if o.online {
		p, err := openDesks(cfg, slog.New(slog.DiscardHandler))
		if err != nil {
			return report, err
		}
		report.Desks, err = p.checkOnline(ctx, o, errs)
		if err != nil {
			return report, err
		}
	}
	return report, nil
}

func (r checkReport) exit() error {
	if len(r.Mistakes) > 0 {
		return &exit{code: exitConfig}
	}
	for _, d := range r.Desks {
		for _, f := range d.Findings {
			if f.State == toMend {
				return &exit{code: exitPartial}
			}
		}
	}
	return nil
}

func (r checkReport) write(out, errs io.Writer, format string) error {
	if format == "json" {
		return writeJSON(out, r)
	}
	warn := out
	if r.shown != nil {
		warn = errs // what is printed is a configuration
	}
	for _, warning := range r.Warnings {
		fmt.Fprintln(warn, warning)
	}
	switch {
	case len(r.Mistakes) > 0:
		writeMistakes(out, r.Mistakes, "Nothing was started.")
		return nil
	case r.shown != nil:
		return r.shown(out)
	}
	for _, d := range r.Desks {
		d.write(out)
	}
	fmt.Fprintln(out, "The configuration is right.")
	return nil
}
