package jira

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/deskhand/deskhand/connectors"
	"github.com/deskhand/deskhand/connectors/internal/rest"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

func init() {
	connectors.Register("jira", func() connectors.Config {
		return &Config{Deployment: Cloud, Gateway: "https://api.atlassian.com", TokenURL: "https://auth.atlassian.com/oauth/token"}
	})
}

// Deployment is the product an address leads to: their interfaces differ.
type Deployment string

// The deployments.
const (
	Cloud      Deployment = "cloud"      // Atlassian's own hosting: REST version 3
	DataCenter Deployment = "datacenter" // the customer's, once called Server: REST version 2
)

// Config is what an admin writes about one Jira desk.
type Config struct {
	URL               string      `yaml:"url"`                       // of the site, with the context path where Data Center has one
	Deployment        Deployment  `yaml:"deployment,omitempty"`      // cloud or datacenter
	ServiceManagement bool        `yaml:"service_management"`        // the selected projects are service projects: their requests have participants
	Auth              Auth        `yaml:"auth"`                      // one of its kinds
	CloudID           string      `yaml:"cloud_id,omitempty"`        // sends requests through Atlassian's gateway, for scoped tokens and OAuth
	Gateway           string      `yaml:"gateway,omitempty"`         // where that gateway is
	TokenURL          string      `yaml:"token_url,omitempty"`       // where OAuth credentials are turned into tokens
	Select            string      `yaml:"select"`                    // JQL: the issues that are tickets
	Statuses          StatusNames `yaml:"statuses,omitempty"`        // added to the usual names
	NoteVisibility    *Visibility `yaml:"note_visibility,omitempty"` // who may read notes in projects that are no service projects; without it no note is posted there
}

// Auth is one of: e-mail and API token (Cloud), user name and password (Data Center), a bearer token (Data Center's
// personal access tokens), or the OAuth credentials of a service account (Cloud).
type Auth struct {
	Email    string            `yaml:"email,omitempty"`    // of the account that made the API token, on Cloud
	Token    connectors.Secret `yaml:"token,omitempty"`    // an API token, on Cloud
	Username string            `yaml:"username,omitempty"` // a user, on Data Center
	Password connectors.Secret `yaml:"password,omitempty"` // of that user
	Bearer   connectors.Secret `yaml:"bearer,omitempty"`   // a personal access token, on Data Center
	OAuth    *OAuth            `yaml:"oauth,omitempty"`    // a service account, on Cloud; needs cloud_id
}

// OAuth is what identifies a service account to the token endpoint.
type OAuth struct {
	ClientID     string            `yaml:"client_id"`     // of the service account
	ClientSecret connectors.Secret `yaml:"client_secret"` // its secret
}

// StatusNames says in which statuses support waits, and for whom.
type StatusNames struct {
	Waiting []string `yaml:"waiting,omitempty"` // statuses in which support waits for the customer
	OnHold  []string `yaml:"on_hold,omitempty"` // statuses in which support waits for somebody else
}

// Visibility names the project role or the group that alone may read a note: one of the two.
type Visibility struct {
	Role  string `yaml:"role,omitempty"`  // a project role
	Group string `yaml:"group,omitempty"` // a group; one of the two
}

// wire is the form in which a comment is restricted.
func (v *Visibility) wire() *visibility {
	if v.Role != "" {
		return &visibility{Type: "role", Value: v.Role}
	}
	return &visibility{Type: "group", Value: v.Group}
}

// Validate finds what is wrong without asking the desk.
func (c *Config) Validate() []connectors.Fault {
	var faults []connectors.Fault
	add := func(path, message, mend string) {
		faults = append(faults, connectors.Fault{Path: path, Message: message, Mend: mend})
	}
	if _, err := rest.ParseBase(c.URL); err != nil {
		add("url", err.Error(), "write the address of the site, such as https://acme.atlassian.net")
	}
	if c.Deployment != Cloud && c.Deployment != DataCenter {
		add("deployment", fmt.Sprintf("%q is no deployment of Jira", c.Deployment), "write cloud or datacenter")
	}
	c.validateGateway(add)
	if why := unfitQuery(c.Select); why != "" {
		add("select", why, "write JQL that picks the tickets, such as: project in (OPS, WEB)")
	}
	if v := c.NoteVisibility; v != nil && (v.Role == "") == (v.Group == "") {
		add("note_visibility", "it must name either a role or a group", "write {role: Service Desk Team} or {group: support}")
	}
	for _, name := range c.Statuses.Waiting {
		for _, other := range c.Statuses.OnHold {
			if strings.EqualFold(name, other) {
				add("statuses", fmt.Sprintf("%q is listed as waiting and as on hold", name), "keep it in one of the two")
			}
		}
	}
	return append(faults, c.Auth.validate(c.Deployment)...)
}

func (c *Config) validateGateway(add func(path, message, mend string)) {
	switch {
	case c.CloudID == "" && c.Auth.OAuth != nil && c.Deployment == Cloud:
		add("cloud_id", "OAuth tokens work through Atlassian's gateway only", "write the cloudId that https://SITE/_edge/tenant_info shows")
	case c.CloudID != "" && c.Deployment == DataCenter:
		add("cloud_id", "Data Center has no gateway", "take it out")
	case c.CloudID != "" && !cloudID.MatchString(c.CloudID):
		add("cloud_id", "it is no cloud id", "write the cloudId that https://SITE/_edge/tenant_info shows")
	}
	if _, err := rest.ParseBase(c.Gateway); err != nil && c.CloudID != "" {
		add("gateway", err.Error(), "take it out: https://api.atlassian.com is the default")
	}
	if _, err := rest.ParseBase(c.TokenURL); err != nil && c.Auth.OAuth != nil {
		add("token_url", err.Error(), "take it out: Atlassian's is the default")
	}
}

var cloudID = regexp.MustCompile(`^[0-9A-Za-z-]+$`)

// validate checks that there is exactly one kind of credentials, whole, and fit for the deployment.
func (a Auth) validate(d Deployment) []connectors.Fault {
	var kinds []string
	var faults []connectors.Fault
	add := func(path, message, mend string) {
		faults = append(faults, connectors.Fault{Path: path, Message: message, Mend: mend})
	}
	if a.Email != "" || a.Token != "" {
		kinds = append(kinds, "email and token")
		if a.Email == "" {
			add("auth.email", "an API token needs its account's e-mail", "write the e-mail of the account that made the token")
		}
		if a.Token == "" {
			add("auth.token", "it is empty", `write a reference such as "${JIRA_TOKEN}"`)
		}
		if d == DataCenter {
			add("auth.email", "Data Center has no API tokens", "write bearer with a personal access token")
		}
	}
	if a.Username != "" || a.Password != "" {
		kinds = append(kinds, "username and password")
		if a.Username == "" || a.Password == "" {
			add("auth", "username and password go together", "write both, or bearer with a personal access token")
		}
		if d == Cloud {
			add("auth.username", "Cloud takes no passwords", "write email and token")
		}
	}
	if a.Bearer != "" {
		kinds = append(kinds, "bearer")
	}
	if o := a.OAuth; o != nil {
		kinds = append(kinds, "oauth")
		if o.ClientID == "" || o.ClientSecret == "" {
			add("auth.oauth", "client_id and client_secret go together", "write both, as the service account's page shows them")
		}
		if d == DataCenter {
			add("auth.oauth", "it works on Cloud only", "write bearer with a personal access token")
		}
	}
	switch len(kinds) {
	case 0:
		add("auth", "there are no credentials", "write email and token (Cloud) or bearer (Data Center)")
	case 1:
	default:
		add("auth", "there are several kinds of credentials: "+strings.Join(kinds, ", "), "keep one")
	}
	return faults
}

var (
	quotedJQL = regexp.MustCompile(`"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'`)
	orderBy   = regexp.MustCompile(`(?i)\border\s+by\b`)
)

// unfitQuery says why a query can't be put in parentheses with a condition behind it, or nothing when it can.
func unfitQuery(jql string) string {
	bare := quotedJQL.ReplaceAllString(jql, "")
	depth := 0
	for _, r := range bare {
		switch r {
		case '(':
			depth++
		case ')':
			depth--
		case '"', '\'':
			return "a quotation mark has no partner"
		}
		if depth < 0 {
			return "a parenthesis closes that was never opened"
		}
	}
	switch {
	case strings.TrimSpace(jql) == "":
		return "it is empty: without it every issue of the site would be a ticket"
	case depth > 0:
		return "a parenthesis is not closed"
	case orderBy.MatchString(bare):
		return "it has an ORDER BY; Deskhand orders by itself"
	}
	return ""
}

// Open makes the connector; it sends nothing yet.
func (c *Config) Open(env connectors.Env) (helpdesk.Connector, error) {
	client, err := c.client(env)
	if err != nil {
		return nil, fmt.Errorf("jira: %w", err)
	}
	return &desk{
		client:   client,
		name:     env.Desk,
		config:   *c,
		statuses: newStatuses(c.Statuses),
	}, nil
}
