package jirasim

import (
	"errors"
	"net/http"
	"slices"

	"github.com/deskhand/deskhand/connectors/simulator"
)

// save writes to the desk in the name of the API's user.
func (c *call) save(ticket int64, e simulator.Edit) (simulator.Update, *response) {
	e.By, e.Via, e.EvenClosed = c.server.desk.Self().ID, simulator.API, true
	saved, err := c.server.desk.Save(ticket, e)
	if err != nil {
		answer := c.refused(err)
		return saved, &answer
	}
	return saved, nil
}

func (c *call) refused(err error) response {
	if errors.Is(err, simulator.ErrNotFound) {
		return c.noIssue()
	}
	return failure(http.StatusBadRequest, err.Error())
}

// may refuses what the account has no permission for.
func (c *call) may(permission string) *response {
	if !slices.Contains(c.opts.Lacks, permission) {
		return nil
	}
	answer := failure(http.StatusForbidden, "You do not have the permission "+permission+" to do this.")
	return &answer
}
