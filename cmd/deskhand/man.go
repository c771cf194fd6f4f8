package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

func newManCommand() *cobra.Command {
	return &cobra.Command{
		Use:    "man",
		Short:  "Print the manual page",
		Hidden: true,
		Args:   cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			writeMan(c.OutOrStdout(), c.Root())
			return nil
		},
	}
}

// writeMan writes the manual page of all commands in roff, from the same words as their help.
func writeMan(w io.Writer, root *cobra.Command) {
	fmt.Fprintf(w, ".TH DESKHAND 1 \"\" \"deskhand %s\"\n", roff(buildVersion()))
	fmt.Fprintf(w, ".SH NAME\ndeskhand \\- %s\n", roff(strings.ToLower(root.Short[:1])+root.Short[1:]))
	fmt.Fprint(w, ".SH SYNOPSIS\n.B deskhand\n.I command\n[flags]\n.SH DESCRIPTION\n")
	paragraphs(w, root.Long)
	fmt.Fprint(w, ".SH COMMANDS\n")
	for _, c := range root.Commands() {
		if c.Hidden || c.Name() == "help" {
			continue
		}
		fmt.Fprintf(w, ".SS \"deskhand %s\"\n", roff(c.Use))
		paragraphs(w, orShort(c))
		c.Flags().VisitAll(func(f *pflag.Flag) {
			fmt.Fprintf(w, ".TP\n.B \\-\\-%s\n%s\n", roff(f.Name), roff(f.Usage))
		})
		if c.Example != "" {
			fmt.Fprintf(w, ".PP\nExample:\n.PP\n.nf\n%s\n.fi\n", roff(c.Example))
		}
	}
}

func orShort(c *cobra.Command) string {
	if c.Long != "" {
		return c.Long
	}
	return c.Short + "."
}

func paragraphs(w io.Writer, text string) {
	for paragraph := range strings.SplitSeq(text, "\n\n") {
		fmt.Fprintf(w, ".PP\n%s\n", roff(paragraph))
	}
}

// roff keeps the text from being taken for requests and escapes.
func roff(s string) string {
	s = strings.NewReplacer(`\`, `\e`, "-", `\-`).Replace(s)
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, ".") || strings.HasPrefix(line, "'") {
			lines[i] = `\&` + line
		}
	}
	return strings.Join(lines, "\n")
}
