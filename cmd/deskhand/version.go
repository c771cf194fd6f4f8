package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// version is set by the linker in releases; otherwise the build tells.
var version = ""

func newVersionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version and how it was built",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			fmt.Fprintf(c.OutOrStdout(), "deskhand %s\n%s\n%s %s/%s\n",
				buildVersion(), sourceVersion(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
			return nil
		},
	}
}

func buildVersion() string {
	if version != "" {
		return version
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return "dev"
}

// sourceVersion tells which state of the source was built, as far as the build noted it.
func sourceVersion() string {
	noted := map[string]string{}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			noted[s.Key] = s.Value
		}
	}
	revision := noted["vcs.revision"]
	if revision == "" {
		return "revision unknown"
	}
	if noted["vcs.modified"] == "true" {
		return "revision " + revision + ", changed after " + noted["vcs.time"]
	}
	return "revision " + revision + " of " + noted["vcs.time"]
}
