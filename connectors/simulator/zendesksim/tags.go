package zendesksim

import (
	"encoding/json"
	"net/http"

	"github.com/deskhand/deskhand/connectors/simulator"
)

// tagsIn is the body of the three calls that write tags. The guard works for adding and removing, not for setting.
type tagsIn struct {
	Tags         []string         `json:"tags"`
	SafeUpdate   *json.RawMessage `json:"safe_update"`
	UpdatedStamp string           `json:"updated_stamp"`
}

func (s *Sim) showTags(c *call) error {
	t, err := s.find(c)
	if err != nil {
		return err
	}
	return s.ok(c, object{"tags": s.tags(t)})
}

func (s *Sim) addTags(c *call) error {
	return s.writeTags(c, http.StatusOK, func(e *simulator.Edit, in tagsIn) {
		e.Add, e.If = in.Tags, s.unlessStale(ticketInput{SafeUpdate: in.SafeUpdate, UpdatedStamp: in.UpdatedStamp})
	})
}

func (s *Sim) setTags(c *call) error {
	return s.writeTags(c, http.StatusCreated, func(e *simulator.Edit, in tagsIn) { e.Tags = &in.Tags })
}

func (s *Sim) removeTags(c *call) error {
	status := pick(s.opts.Quirks.DeleteTagsBody, http.StatusOK, http.StatusNoContent)
	return s.writeTags(c, status, func(e *simulator.Edit, in tagsIn) {
		e.Remove, e.If = in.Tags, s.unlessStale(ticketInput{SafeUpdate: in.SafeUpdate, UpdatedStamp: in.UpdatedStamp})
	})
}

func (s *Sim) writeTags(c *call, status int, fill func(*simulator.Edit, tagsIn)) error {
	t, err := s.find(c)
	if err != nil {
		return err
	}
	var in tagsIn
	if err := json.NewDecoder(c.Body).Decode(&in); err != nil {
		return errBody
	}
	e := simulator.Edit{By: c.by.ID, Via: simulator.API}
	fill(&e, in)
	if _, err := s.desk.Save(t.ID, e); err != nil {
		return err
	}
	if status == http.StatusNoContent {
		c.w.WriteHeader(status)
		return nil
	}
	t, _ = s.desk.Ticket(t.ID)
	return s.answer(c, status, object{"tags": s.tags(t)})
}
