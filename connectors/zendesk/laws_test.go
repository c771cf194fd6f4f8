package zendesk_test

import (
	"testing"
	"time"

	"github.com/deskhand/deskhand/connectors"
	"github.com/deskhand/deskhand/connectors/connectortest"
	"github.com/deskhand/deskhand/connectors/simulator"
	"github.com/deskhand/deskhand/connectors/simulator/zendesksim"
	"github.com/deskhand/deskhand/connectors/zendesk"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

const site = "https://acme.zendesk.com"

func TestLaws(t *testing.T) {
	ways := map[string]struct{ good, bad zendesk.Auth }{
		"oauth": {
			zendesk.Auth{OAuth: &zendesk.OAuth{ClientID: zendesksim.DefaultClientID, ClientSecret: zendesksim.DefaultClientSecret}},
			zendesk.Auth{OAuth: &zendesk.OAuth{ClientID: zendesksim.DefaultClientID, ClientSecret: "wrong-secret"}},
		},
		"bearer":  {zendesk.Auth{Bearer: zendesksim.DefaultBearer}, zendesk.Auth{Bearer: "wrong-bearer"}},
		"by mail": {zendesk.Auth{Email: simulator.SelfEmail, Token: zendesksim.DefaultToken}, zendesk.Auth{Email: simulator.SelfEmail, Token: "wrong-token"}},
	}
	for name, way := range ways {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			connectortest.Run(t, func(*testing.T) connectortest.Harness {
				desk := simulator.NewDesk()
				sim := zendesksim.New(desk, zendesksim.Options{URL: "https://acme-canonical.zendesk.com"})
				return connectortest.Harness{
					Desk: desk, Front: sim.Front, Open: opener(way.good), Refused: opener(way.bad),
					Secrets: []string{zendesksim.DefaultClientSecret, zendesksim.DefaultBearer, zendesksim.DefaultToken, "wrong-secret", "wrong-bearer", "wrong-token"},
					Feed:    simulator.Fault{Method: "GET", Path: "/api/v2/incremental/tickets/cursor"},
					Edit:    simulator.Fault{Method: "PUT", Path: "/api/v2/tickets/*"},
					Lag:     time.Minute,
				}
			})
		})
	}
}

func opener(auth zendesk.Auth) func(connectors.Env) (helpdesk.Connector, error) {
	return (&zendesk.Config{URL: site, Auth: auth}).Open
}
