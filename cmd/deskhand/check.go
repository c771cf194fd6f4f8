package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"

	"github.com/spf13/cobra"

	"github.com/deskhand/deskhand/config"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

func newCheckCommand() *cobra.Command {
	var o struct {
		config, format string
		online         bool
	}
	c := &cobra.Command{
		Use:   "check -c FILE",
		Short: "Find every mistake in a configuration",
		Long: `Check reads the configuration and tells every mistake in it at once, each with its place and how to mend
it. It asks nobody, unless --online: then it also tries each desk's credentials, rights, feed, limits and clock,
without writing.

Exit code 78 means that the configuration is wrong, 2 that --online found something to mend.`,
		Example: "  deskhand check -c deskhand.yaml\n  deskhand check -c deskhand.yaml --online",
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if o.config == "" {
				return fmt.Errorf("which configuration? Name it with -c FILE")
			}
			if o.format != "text" && o.format != "json" {
				return fmt.Errorf("--format is text or json, not %q", o.format)
			}
			cfg, mistakes := config.Load(o.config, os.LookupEnv)
			report := checkReport{Mistakes: mistakes}
			if cfg != nil {
				report.Warnings = cfg.Warnings
			}
			if len(mistakes) == 0 && o.online {
				found, err := checkOnline(c.Context(), cfg)
				if err != nil {
					return err
				}
				report.Desks = found
			}
			if err := report.write(c.OutOrStdout(), o.format); err != nil {
				return failed(err)
			}
			return report.exit()
		},
	}
	f := c.Flags()
	f.StringVarP(&o.config, "config", "c", "", "configuration: a YAML file, or a folder of them")
	f.BoolVar(&o.online, "online", false, "try the desks too, without writing")
	f.StringVar(&o.format, "format", "text", "text or json")
	return c
}

// checkReport is what a check found.
type checkReport struct {
	Mistakes []config.Mistake `json:"mistakes"`
	Warnings []config.Mistake `json:"warnings"`
	Desks    []deskCheck      `json:"desks,omitempty"`
}

// deskCheck is what asking one desk found.
type deskCheck struct {
	Desk     string             `json:"desk"`
	Problems []helpdesk.Problem `json:"problems"`
}

func checkOnline(ctx context.Context, cfg *config.Config) ([]deskCheck, error) {
	p, err := openDesks(cfg, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	var all []deskCheck
	for _, d := range p.desks {
		problems, err := d.connector.Check(ctx)
		if err != nil {
			problems = append(problems, helpdesk.Problem{
				Group: "connection", What: err.Error(), Mend: "check the url, the network and the credentials", Fatal: true,
			})
		}
		all = append(all, deskCheck{Desk: d.Name, Problems: problems})
	}
	return all, nil
}

func (r checkReport) exit() error {
	if len(r.Mistakes) > 0 {
		return &exit{code: exitConfig}
	}
	for _, d := range r.Desks {
		for _, problem := range d.Problems {
			if problem.Mend != "" {
				return &exit{code: exitPartial}
			}
		}
	}
	return nil
}

func (r checkReport) write(w io.Writer, format string) error {
	if format == "json" {
		return writeJSON(w, r)
	}
	for _, warning := range r.Warnings {
		fmt.Fprintln(w, warning)
	}
	if len(r.Mistakes) > 0 {
		writeMistakes(w, r.Mistakes)
		return nil
	}
	p := newPaint(w)
	for _, d := range r.Desks {
		fmt.Fprintln(w, p.bold(d.Desk))
		for _, problem := range d.Problems {
			sign := p.green("ok ")
			if problem.Mend != "" {
				sign = p.red("!! ")
			}
			fmt.Fprintf(w, "  %s %s: %s\n", sign, problem.Group, problem.What)
			if problem.Mend != "" {
				fmt.Fprintf(w, "      %s\n", problem.Mend)
			}
		}
	}
	fmt.Fprintln(w, "The configuration is right.")
	return nil
}
