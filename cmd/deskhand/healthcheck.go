package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/deskhand/deskhand/config"
)

func newHealthcheckCommand() *cobra.Command {
	var o struct{ config, addr string }
	c := &cobra.Command{
		Use:   "healthcheck [-c FILE | --addr HOST:PORT]",
		Short: "Ask a running daemon whether it is ready",
		Long: `Healthcheck asks the /readyz of a daemon on this machine, for images that have no shell. It exits 0 when
every desk was swept in time, 1 when not, or when nobody answers.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			addr := o.addr
			if addr == "" {
				addr = "127.0.0.1:8080"
				if o.config != "" {
					listen, mistakes := config.LoadListen(o.config, os.LookupEnv)
					if len(mistakes) > 0 {
						writeMistakes(c.ErrOrStderr(), mistakes, "Nobody was asked.")
						return &exit{code: exitConfig}
					}
					addr = listen
				}
			}
			answer, err := askReady(c.Context(), addr)
			if err != nil {
				return failed(err)
			}
			fmt.Fprint(c.OutOrStdout(), answer)
			return nil
		},
	}
	c.Flags().StringVarP(&o.config, "config", "c", "", "the daemon's configuration, to learn where it listens")
	c.Flags().StringVar(&o.addr, "addr", "", "where the daemon listens (default 127.0.0.1:8080)")
	return c
}

// askReady returns what /readyz says, or an error when the daemon isn't ready or doesn't answer.
func askReady(ctx context.Context, addr string) (string, error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return "", fmt.Errorf("%q is no address to ask: the daemon has no listener", addr)
	}
	if ip := net.ParseIP(host); host == "" || (ip != nil && ip.IsUnspecified()) {
		host = "127.0.0.1"
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+net.JoinHostPort(host, port)+"/readyz", nil)
	if err != nil {
		return "", err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", fmt.Errorf("no daemon answers: %w", err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(response.Body, 4096))
	if err != nil {
		return "", err
	}
	if response.StatusCode != http.StatusOK {
		return "", fmt.Errorf("not ready: %s", answer)
	}
	return string(answer), nil
}
