package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/deskhand/deskhand/connectors"
	"github.com/deskhand/deskhand/connectors/jira"
	"github.com/deskhand/deskhand/connectors/zendesk"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

// initOptions are how init signs in, and what the new desk is called.
type initOptions struct {
	name, secret, email, clientID, username, cloudID, out string
}

func newInitCommand() *cobra.Command {
	var o initOptions
	c := &cobra.Command{
		Use:   "init zendesk|jira URL",
		Short: "Write a first configuration from what a desk says",
		Long: `Init asks a desk for its statuses, groups, fields, people and limits, and writes a commented configuration to start
from. It changes nothing on the desk. The desk is in observe mode: nothing will be written to it either.

The secret is read from an environment variable, ZENDESK_SECRET or JIRA_SECRET unless --secret names another, and the
configuration names that variable only. What the secret is follows from the flags:

  (none)          an access token; on Jira Data Center a personal access token
  --email         the API token of the account with this address
  --client-id     the secret of this OAuth client; on Jira --cloud-id too
  --username      the password of this user, on Jira Data Center`,
		Example: "  export ZENDESK_SECRET=...\n  deskhand init zendesk https://acme.zendesk.com --client-id deskhand > deskhand.yaml\n" +
			"  deskhand check -c deskhand.yaml --online\n  deskhand sweep -c deskhand.yaml --dry-run",
		Args: cobra.ExactArgs(2),
		RunE: func(c *cobra.Command, args []string) error {
			start, err := o.start(args[0], args[1])
			if err != nil {
				return err
			}
			if start.described, err = describe(c.Context(), start); err != nil {
				return failed(fmt.Errorf("%s does not answer as it should: %w", start.url, err))
			}
			if err := o.write(c, start.yaml()); err != nil {
				return failed(err)
			}
			return nil
		},
	}
	f := c.Flags()
	f.StringVar(&o.name, "name", "", "what the desk is called; the first part of its address unless given")
	f.StringVar(&o.secret, "secret", "", "the environment variable that holds the secret")
	f.StringVar(&o.email, "email", "", "the account of an API token")
	f.StringVar(&o.clientID, "client-id", "", "an OAuth client")
	f.StringVar(&o.cloudID, "cloud-id", "", "of a Jira site, for scoped tokens and OAuth")
	f.StringVar(&o.username, "username", "", "a user of Jira Data Center")
	f.StringVarP(&o.out, "output", "o", "", "a new file to write to, instead of standard output")
	return c
}

// starter is what a first configuration is made of.
type starter struct {
	kind, url, name string
	auth            string // the value of auth in YAML; the secret is a variable
	cloudID         string
	config          connectors.Config // the same, with the secret in it
	described       helpdesk.Description
}

// start makes sense of the command line.
func (o initOptions) start(kind, address string) (starter, error) {
	if !strings.Contains(address, "://") {
		address = "https://" + address
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return starter{}, fmt.Errorf("%q is no address of a desk; write it like https://acme.zendesk.com", address)
	}
	address = strings.TrimSuffix(address, "/")
	s := starter{kind: kind, url: address, name: o.name, cloudID: o.cloudID}
	if s.name == "" {
		s.name = nameFor(u.Hostname())
	}
	variable := o.secret
	if variable == "" {
		variable = strings.ToUpper(kind) + "_SECRET"
	}
	secret := os.Getenv(variable)
	switch {
	case kind != "zendesk" && kind != "jira":
		return s, fmt.Errorf("there is no desk type %q; write zendesk or jira", kind)
	case secret == "":
		return s, fmt.Errorf("the environment has no %s; put the desk's secret there, or name another variable with --secret", variable)
	case u.Scheme != "https" && u.Hostname() != "127.0.0.1" && u.Hostname() != "localhost" && u.Hostname() != "::1":
		return s, fmt.Errorf("the secret would cross the network in the open; write https://%s", u.Host)
	}
	s.auth = o.auth("${" + variable + "}")
	s.config = o.connector(kind, address, connectors.Secret(secret))
	return s, nil
}

// auth is the YAML of the credentials.
func (o initOptions) auth(secret string) string {
	switch {
	case o.email != "":
		return fmt.Sprintf("{email: %q, token: %q}", o.email, secret)
	case o.clientID != "":
		return fmt.Sprintf("{oauth: {client_id: %q, client_secret: %q}}", o.clientID, secret)
	case o.username != "":
		return fmt.Sprintf("{username: %q, password: %q}", o.username, secret)
	}
	return fmt.Sprintf("{bearer: %q}", secret)
}

// connector is the configuration that the desk is asked with.
func (o initOptions) connector(kind, address string, secret connectors.Secret) connectors.Config {
	made, _ := connectors.New(kind)
	switch c := made.(type) {
	case *zendesk.Config:
		c.URL = address
		switch {
		case o.email != "":
			c.Auth.Email, c.Auth.Token = o.email, secret
		case o.clientID != "":
			c.Auth.OAuth = &zendesk.OAuth{ClientID: o.clientID, ClientSecret: secret}
		default:
			c.Auth.Bearer = secret
		}
	case *jira.Config:
		c.URL, c.CloudID = address, o.cloudID
		switch {
		case o.email != "":
			c.Auth.Email, c.Auth.Token = o.email, secret
		case o.clientID != "":
			c.Auth.OAuth = &jira.OAuth{ClientID: o.clientID, ClientSecret: secret}
		case o.username != "":
			c.Auth.Username, c.Auth.Password = o.username, secret
		default:
			c.Auth.Bearer = secret
		}
	}
	return made
}

// describe asks the desk what it is like.
func describe(ctx context.Context, s starter) (helpdesk.Description, error) {
	connector, err := s.config.Open(connectors.Env{Desk: s.name, Log: slog.New(slog.DiscardHandler), Share: 0.5, Version: buildVersion()})
	if err != nil {
		return helpdesk.Description{}, err
	}
	describer, ok := connector.(helpdesk.Describer)
	if !ok {
		return helpdesk.Description{}, fmt.Errorf("a %s desk can't describe itself", s.kind)
	}
	return describer.Describe(ctx)
}

// nameFor turns a host into a desk's name.
func nameFor(host string) string {
	name, _, _ := strings.Cut(strings.ToLower(host), ".")
	if name == "" || name[0] < 'a' || name[0] > 'z' || name == "localhost" || name == "jira" {
		return "support"
	}
	return name
}

// write prints the configuration, or makes a file of it that only its owner can read. A file that is there stays as it is.
func (o initOptions) write(c *cobra.Command, text string) error {
	if o.out == "" {
		_, err := fmt.Fprint(c.OutOrStdout(), text)
		return err
	}
	f, err := os.OpenFile(o.out, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	if _, err := f.WriteString(text); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}
