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
//
// # What a sweep costs
//
// The least that any client must ask for, with C tickets changed by people, D due and W written to, is
//
//	1 page of the export for each thousand changes, one when there are none
//	C + D histories, for there is no list of the audits of several tickets
//	W updates, for only a single update carries a note and tags under one condition
//
// Beyond that go one list of ticket heads for each hundred that are read, and one for each batch of updates, which shows that
// nothing else happened and so saves reading them again. People come along with the histories and are remembered for an hour. What
// comes back from a system change or a write of ours has the version it had, and costs nothing. Other machines' changes are
// read: a rule's tag or status can change a verdict, and the export does not say who changed what.
//
// Decided on 2026-11-24: histories are read by audits, not by the stream of ticket events. The stream would cost one request where C
// histories cost C. But no real answer of it is on record; its reference shows changes keyed by field and roads as words for people,
// says nothing of how it shows tags, on which every decision of ours rests, and it reaches only as far back as its start, so that
// the history before must be kept, or read, all the same. A wrong guess there would lose a note; audits are recorded. Histories
// are read from the start, too: one request brings a hundred audits in either order, and keeping what was read to save the bytes
// would keep text of tickets.
package zendesk

import (
	"net/mail"
	"time"

	"github.com/deskhand/deskhand/connectors"
	"github.com/deskhand/deskhand/connectors/internal/rest"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

func init() { connectors.Register("zendesk", func() connectors.Config { return &Config{} }) }

// Config is what an admin writes about a Zendesk account.
type Config struct {
	URL  string `yaml:"url"`  // of the account: https://acme.zendesk.com
	Auth Auth   `yaml:"auth"` // one of its kinds

	// CarefulWrites reads each ticket right before writing to it, and writes note and tags apart. It is for an account that was
	// found to take updates of tickets that have changed since they were read.
	CarefulWrites bool `yaml:"careful_writes,omitempty"`
}

// Auth is one of three ways to prove who Deskhand is: an OAuth client, an access token, or an agent's e-mail with an API token.
type Auth struct {
	OAuth  *OAuth            `yaml:"oauth,omitempty"`  // a confidential OAuth client made in Admin Center: the way that lasts
	Bearer connectors.Secret `yaml:"bearer,omitempty"` // an access token made elsewhere
	Email  string            `yaml:"email,omitempty"`  // of the agent whose API token it is
	Token  connectors.Secret `yaml:"token,omitempty"`  // an API token. Zendesk stops taking these on 2027-04-30
}

// OAuth is a confidential OAuth client of the account. It gets its own access tokens.
type OAuth struct {
	ClientID     string            `yaml:"client_id"`     // the unique identifier of the client
	ClientSecret connectors.Secret `yaml:"client_secret"` // its secret
}

// tokensEnd is what people must know of API tokens, per Zendesk's OAuth migration guide.
const (
	tokensEnd     = "Zendesk stops taking API tokens on 2027-04-30"
	tokensEndMend = "make an OAuth client in Admin Center and write auth: {oauth: {client_id: ..., client_secret: ...}}"
)

// CredentialEnds implements connectors.Ending.
func (c *Config) CredentialEnds() time.Time {
	if c.Auth.Email == "" {
		return time.Time{}
	}
	return time.Date(2027, 4, 30, 0, 0, 0, 0, time.UTC) // as tokensEnd says
}

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
