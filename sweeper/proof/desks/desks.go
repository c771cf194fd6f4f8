// Package desks sets up simulated desks of every kind that Deskhand speaks to, with the means to open the real connector on them.
package desks

import (
	"net/http"
	"strconv"

	"github.com/deskhand/deskhand/connectors"
	"github.com/deskhand/deskhand/connectors/jira"
	"github.com/deskhand/deskhand/connectors/simulator"
	"github.com/deskhand/deskhand/connectors/simulator/jirasim"
	"github.com/deskhand/deskhand/connectors/simulator/zendesksim"
	"github.com/deskhand/deskhand/connectors/zendesk"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

// Desk is a simulated desk, its wire format, and how a connector is opened on it.
type Desk struct {
	*simulator.Desk
	Name    string
	Host    string // that its connector is configured with
	Wire    http.Handler
	Open    func(connectors.Env) (helpdesk.Connector, error)
	ID      func(ticket int64) string // what the connector calls a ticket
	Secrets []string                  // that the connector was given
}

// All returns one desk of every kind.
func All() []*Desk {
	return []*Desk{
		Zendesk(zendesksim.Options{}),
		Jira("cloud", jirasim.Options{}),
		Jira("datacenter", jirasim.Options{Deployment: jirasim.DataCenter}),
	}
}

// Zendesk is an account. Where it takes outdated updates, the connector is told.
func Zendesk(options zendesksim.Options) *Desk {
	desk := simulator.NewDesk()
	config := &zendesk.Config{
		URL: "https://zendesk.acme.example", Auth: zendesk.Auth{Bearer: zendesksim.DefaultBearer}, CarefulWrites: options.Quirks.IgnoreSafeUpdate,
	}
	return &Desk{
		Desk: desk, Name: "zendesk", Host: "zendesk.acme.example", Wire: zendesksim.New(desk, options), Open: config.Open,
		ID: func(n int64) string { return strconv.FormatInt(n, 10) }, Secrets: []string{zendesksim.DefaultBearer},
	}
}

// Jira is a site with a service project and a plain one.
func Jira(name string, options jirasim.Options) *Desk {
	desk := simulator.NewDesk()
	registered, _ := connectors.New("jira")
	config := *registered.(*jira.Config) // with its defaults
	config.URL, config.Select, config.ServiceManagement = "https://"+name+".acme.example", "project in (OPS, WEB)", true
	config.NoteVisibility = &jira.Visibility{Role: "Service Desk Team"}
	config.Auth = jira.Auth{Email: simulator.SelfEmail, Token: jirasim.Token}
	if options.Deployment == jirasim.DataCenter {
		config.Deployment, config.Auth = jira.DataCenter, jira.Auth{Bearer: jirasim.Token}
	}
	return &Desk{
		Desk: desk, Name: name, Host: name + ".acme.example", Wire: jirasim.New(desk, options), Open: config.Open,
		ID: func(n int64) string { return strconv.FormatInt(10000+n, 10) }, Secrets: []string{jirasim.Token},
	}
}
