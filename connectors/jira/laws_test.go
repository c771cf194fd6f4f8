package jira_test

import (
	"testing"

	"github.com/deskhand/deskhand/connectors"
	"github.com/deskhand/deskhand/connectors/connectortest"
	"github.com/deskhand/deskhand/connectors/jira"
	"github.com/deskhand/deskhand/connectors/simulator"
	"github.com/deskhand/deskhand/connectors/simulator/jirasim"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

// face is one of the ways in which Jira is reached.
type face struct {
	config jira.Config // with credentials that are accepted
	wrong  jira.Auth
	sim    jirasim.Options
	feed   string // path of the search
	edit   string // path of an issue
}

func faces() map[string]face {
	const site, hosted = "https://acme.atlassian.net", "https://jira.acme.example"
	cloud := face{
		config: config(site, jira.Auth{Email: simulator.SelfEmail, Token: jirasim.Token}),
		wrong:  jira.Auth{Email: simulator.SelfEmail, Token: "wrong-secret"},
		feed:   "/rest/api/3/search/jql", edit: "/rest/api/3/issue/*",
	}
	scoped := cloud
	scoped.config.Auth = jira.Auth{Email: simulator.SelfEmail, Token: jirasim.ScopedToken}
	scoped.config.CloudID = jirasim.CloudID
	scoped.feed, scoped.edit = "/ex/jira/"+jirasim.CloudID+cloud.feed, "/ex/jira/"+jirasim.CloudID+cloud.edit
	oauth := scoped
	oauth.config.Auth = jira.Auth{OAuth: &jira.OAuth{ClientID: jirasim.ClientID, ClientSecret: jirasim.ClientSecret}}
	oauth.wrong = jira.Auth{OAuth: &jira.OAuth{ClientID: jirasim.ClientID, ClientSecret: "wrong-secret"}}
	center := face{
		config: config(hosted, jira.Auth{Bearer: jirasim.Token}),
		wrong:  jira.Auth{Bearer: "wrong-secret"},
		sim:    jirasim.Options{Deployment: jirasim.DataCenter},
		feed:   "/rest/api/2/search", edit: "/rest/api/2/issue/*",
	}
	center.config.Deployment = jira.DataCenter
	basic := center
	basic.config.URL += "/jira"
	basic.config.Auth = jira.Auth{Username: "deskhand", Password: jirasim.Password}
	basic.wrong = jira.Auth{Username: "deskhand", Password: "wrong-secret"}
	basic.sim.ContextPath = "/jira"
	basic.feed, basic.edit = "/jira"+center.feed, "/jira"+center.edit
	return map[string]face{"cloud": cloud, "cloud, scoped token": scoped, "cloud, OAuth": oauth, "data center": center, "data center, password": basic}
}

// config is a whole configuration of a site whose simulator has its usual projects.
func config(url string, auth jira.Auth) jira.Config {
	registered, _ := connectors.New("jira")
	c := *registered.(*jira.Config)
	c.URL, c.Auth, c.ServiceManagement = url, auth, true
	c.Select = "project in (OPS, WEB)"
	c.NoteVisibility = &jira.Visibility{Role: "Service Desk Team"}
	return c
}

func (f face) open(env connectors.Env) (helpdesk.Connector, error) { return f.config.Open(env) }

func (f face) refused(env connectors.Env) (helpdesk.Connector, error) {
	f.config.Auth = f.wrong
	return f.config.Open(env)
}

func TestLaws(t *testing.T) {
	for name, f := range faces() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			connectortest.Run(t, func(*testing.T) connectortest.Harness {
				desk := simulator.NewDesk()
				sim := jirasim.New(desk, f.sim)
				return connectortest.Harness{
					Desk: desk, Front: sim.Front, Open: f.open, Refused: f.refused,
					Secrets: []string{jirasim.Token, jirasim.ScopedToken, jirasim.ClientSecret, jirasim.Password, "wrong-secret"},
					Feed:    simulator.Fault{Method: "POST", Path: f.feed},
					Edit:    simulator.Fault{Method: "PUT", Path: f.edit},
					ID:      issueID,
				}
			})
		})
	}
}
