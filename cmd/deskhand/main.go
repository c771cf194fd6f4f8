// Command deskhand sweeps helpdesks: it reads the escalation notes people write on tickets against a written policy, finds the
// tickets on high-impact issues that nobody moves, and writes tags and internal notes back.
//
// There is one file a command; open.go builds the program from its configuration. See `deskhand help`. The program speaks English;
// sentences about a ticket, and the titles of their parts, are in the language of the policy's notes, as the note says them.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
)

// Exit codes, the same for every command.
const (
	exitFailed  = 1
	exitPartial = 2
	exitUsage   = 64
	exitConfig  = 78
)

// exit is an error that carries its exit code. Any other error that reaches main is one of usage.
type exit struct {
	code int
	err  error // nil when all has been said
}

func (e *exit) Error() string {
	if e.err == nil {
		return ""
	}
	return e.err.Error()
}

func (e *exit) Unwrap() error { return e.err }

func failed(err error) error { return &exit{exitFailed, err} }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// run carries out one command line and returns the exit code.
func run(ctx context.Context, args []string, in io.Reader, out, errs io.Writer) int {
	root := newRoot()
	root.SetArgs(args)
	root.SetIn(in)
	root.SetOut(out)
	root.SetErr(errs)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return 0
	}
	var e *exit
	if !errors.As(err, &e) {
		fmt.Fprintf(errs, "deskhand: %v\nSee `deskhand help`.\n", err)
		return exitUsage
	}
	if e.err != nil {
		fmt.Fprintf(errs, "deskhand: %v\n", e.err)
	}
	return e.code
}

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:   "deskhand",
		Short: "A second pair of eyes for support teams",
		Long: `Deskhand reads the escalation notes people write on tickets against a written policy, finds the
tickets on high-impact issues that nobody has moved for a week or more, and writes tags and internal
notes back to the helpdesk: no note twice, none visible to customers.

Begin with ` + "`deskhand demo`" + `: it needs no set-up.

Exit codes: 0 ok, 1 failed, 2 partial, 64 wrong usage, 78 wrong config.`,
		SilenceUsage:  true,
		SilenceErrors: true,
		Args:          cobra.NoArgs,
		RunE:          func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	root.CompletionOptions.HiddenDefaultCmd = true
	root.AddCommand(
		newDemoCommand(), newRunCommand(), newSweepCommand(), newExplainCommand(), newDigestCommand(), newParseCommand(),
		newInitCommand(), newSchemaCommand(),
		newCheckCommand(), newSimulateCommand(), newHealthcheckCommand(), newVersionCommand(), newManCommand(),
	)
	return root
}

// newLog returns a logger to w in the format asked for, of what is at least of this level.
func newLog(w io.Writer, format string, level slog.Level) (*slog.Logger, error) {
	options := &slog.HandlerOptions{Level: level}
	switch format {
	case "text":
		return slog.New(slog.NewTextHandler(w, options)), nil
	case "json":
		return slog.New(slog.NewJSONHandler(w, options)), nil
	}
	return nil, fmt.Errorf("--log-format is text or json, not %q", format)
}
