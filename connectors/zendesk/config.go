// Package zendesk reads and writes one Zendesk Support account.
//
// It owns Zendesk's wire format and habits: the cursor export as the change feed, audits as the history of a ticket, who
// of those that act there is a machine, and a write that Zendesk itself refuses when the ticket has moved. It knows
// nothing of escalations. What it says of Zendesk is from the vendor's API reference and from recorded answers, unless a
// comment says otherwise.
//
// Each ticket's Version is its updated_at as Zendesk writes it. Those are whole seconds, so a state that was read within
// the second of its change, or right after, may change again under the same stamp. Such a version ends with "+": it is good
// for comparing, and Apply does not write on it.
package zendesk

import (
	"net/mail"

	"github.com/deskhand/deskhand/connectors"
	"github.com/deskhand/deskhand/connectors/internal/rest"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

func init() { connectors.Register("zendesk", func() connectors.Config { return &Config{} }) }

// Config is what an admin writes about a Zendesk account.
type Config struct {
	URL  string `yaml:"url"` // https://acme.zendesk.com
	Auth Auth   `yaml:"auth"`

	// CarefulWrites reads each ticket right before writing to it, and writes note and tags apart. It is for an account that was
	// found to take updates of tickets that have changed since they were read.
	CarefulWrites bool `yaml:"careful_writes,omitempty"`
}

// Auth is one of three ways to prove who Deskhand is: an OAuth client, an access token, or an agent's e-mail with an API token.
type Auth struct {
	OAuth  *OAuth            `yaml:"oauth,omitempty"`
	Bearer connectors.Secret `yaml:"bearer,omitempty"`
	Email  string            `yaml:"email,omitempty"`
	Token  connectors.Secret `yaml:"token,omitempty"`
}

// OAuth is a confidential OAuth client of the account. It gets its own access tokens.
type OAuth struct {
	ClientID     string            `yaml:"client_id"`
	ClientSecret connectors.Secret `yaml:"client_secret"`
}

// tokensEnd is what people must know of API tokens, per Zendesk's OAuth migration guide.
const (
	tokensEnd     = "Zendesk stops taking API tokens on 2027-04-30"
	tokensEndMend = "make an OAuth client in Admin Center and write auth: {oauth: {client_id: ..., client_secret: ...}}"
)

// Validate returns every mistake in the configuration; it asks nobody.
func (c *Config) Validate() []connectors.Fault {
	var faults []connectors.Fault
	if c.URL == "" {
		faults = append(faults, connectors.Fault{Path: "url", Message: "the address of the account is missing", Mend: "write url: https://acme.zendesk.com"})
	} else if base, err := rest.ParseBase(c.URL); err != nil {
		faults = append(faults, connectors.Fault{Path: "url", Message: err.Error(), Mend: "write it like https://acme.zendesk.com"})
	} else if base.Path != "" {
		faults = append(faults, connectors.Fault{Path: "url", Message: "it has a path; Zendesk's API lies at the root", Mend: "write " + base.Scheme + "://" + base.Host})
	}
	return append(faults, c.Auth.validate()...)
}

func (a Auth) validate() []connectors.Fault {
	const one = "write one of auth: {oauth: {client_id: ..., client_secret: ...}}, auth: {bearer: ...} or auth: {email: ..., token: ...}"
	byToken := a.Email != "" || a.Token != ""
	ways := 0
	for _, used := range []bool{a.OAuth != nil, a.Bearer != "", byToken} {
		if used {
			ways++
		}
	}
	switch {
	case ways == 0:
		return []connectors.Fault{{Path: "auth", Message: "the credentials are missing", Mend: one}}
	case ways > 1:
		return []connectors.Fault{{Path: "auth", Message: "there is more than one way to authenticate", Mend: one}}
	case a.OAuth != nil:
		return a.OAuth.validate()
	case byToken:
		return a.validateToken()
	}
	return nil
}

func (o OAuth) validate() []connectors.Fault {
	var faults []connectors.Fault
	if o.ClientID == "" {
		faults = append(faults, connectors.Fault{Path: "auth.oauth.client_id", Message: "it is missing", Mend: "write the unique identifier of the OAuth client"})
	}
	if o.ClientSecret == "" {
		faults = append(faults, connectors.Fault{Path: "auth.oauth.client_secret", Message: "it is missing", Mend: `write client_secret: "${ZENDESK_SECRET}" and set that variable`})
	}
	return faults
}

func (a Auth) validateToken() []connectors.Fault {
	var faults []connectors.Fault
	if a.Token == "" {
		faults = append(faults, connectors.Fault{Path: "auth.token", Message: "it is missing", Mend: `write token: "${ZENDESK_TOKEN}" and set that variable`})
	}
	if _, err := mail.ParseAddress(a.Email); err != nil {
		faults = append(faults, connectors.Fault{Path: "auth.email", Message: "it is not an e-mail address", Mend: "write the address of the agent that the API token acts as"})
	}
	return append(faults, connectors.Fault{Path: "auth", Message: tokensEnd, Mend: tokensEndMend, Warning: true})
}

// Open makes the connector; it sends nothing yet.
func (c *Config) Open(env connectors.Env) (helpdesk.Connector, error) { return open(*c, env) }
