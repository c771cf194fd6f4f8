// Package all makes every type of helpdesk known: who imports it can configure any of them.
package all

import (
	_ "github.com/deskhand/deskhand/connectors/jira"
	_ "github.com/deskhand/deskhand/connectors/zendesk"
)
