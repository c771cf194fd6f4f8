package main

import (
	"github.com/spf13/cobra"

	"github.com/deskhand/deskhand/config"
)

func newSchemaCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON Schema of the configuration, for editors",
		Long: `Schema prints what a configuration may say as a JSON Schema. An editor that knows it completes keys, explains them
and marks mistakes: keep it beside the configuration, and begin that with the line

  # yaml-language-server: $schema=schema.json`,
		Example: "  deskhand schema > schema.json",
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if _, err := c.OutOrStdout().Write(config.Schema()); err != nil {
				return failed(err)
			}
			return nil
		},
	}
}
