package jirasim

import (
	"encoding/json"

	"github.com/deskhand/deskhand/connectors/simulator"
)

// commentInput is a comment as clients write it.
type commentInput struct {
	Body       json.RawMessage `json:"body"`
	Visibility *visibility     `json:"visibility"`
	Properties []propertyInput `json:"properties"`
}

type propertyInput struct {
	Key   string          `json:"key"`
	Value json.RawMessage `json:"value"`
}

// note checks a written comment and makes it a note of the desk.
func (c *call) note(p project, in commentInput) (simulator.Note, *response) {
	body, bad := c.readRich(in.Body, "comment")
	if bad != nil {
		return simulator.Note{}, bad
	}
	n := simulator.Note{Body: body, Public: true}
	for _, property := range in.Properties {
		if property.Key == "" || len(property.Value) == 0 {
			answer := badPayload()
			return n, &answer
		}
		n.Properties = withProperty(n.Properties, property.Key, property.Value)
	}
	if in.Visibility != nil && *in.Visibility != (visibility{}) {
		if in.Visibility.Value == "" || in.Visibility.Type != "role" && in.Visibility.Type != "group" {
			answer := fieldFailure("commentLevel", "The specified visibility is not valid.")
			return n, &answer
		}
		n.Restricted = in.Visibility.Type + ":" + in.Visibility.Value
	}
	n.Public = n.Restricted == "" && !(p.service && saysInternal(n.Properties[internalProperty]))
	return n, nil
}

func saysInternal(value json.RawMessage) bool {
	var flag struct{ Internal bool }
	return json.Unmarshal(value, &flag) == nil && flag.Internal
}

func (c *call) addComment() response {
	t, bad := c.findIssue()
	if bad != nil {
		return *bad
	}
	var in commentInput
	if bad := c.decode(&in); bad != nil {
		return *bad
	}
	if bad := c.may("ADD_COMMENTS"); bad != nil {
		return *bad
	}
	n, bad := c.note(c.server.key(t.ID).project, in)
	if bad != nil {
		return *bad
	}
	saved, bad := c.save(t.ID, simulator.Edit{Note: &n})
	if bad != nil {
		return *bad
	}
	c.server.keepRich(saved.Note.ID, in.Body)
	return created(c.comment(t, *saved.Note, list(c.URL.Query()["expand"])))
}

// editComment changes what is given and keeps the rest: properties are merged, and the visibility stays.
func (c *call) editComment() response {
	t, old, bad := c.findComment()
	if bad != nil {
		return *bad
	}
	var in commentInput
	if bad := c.decode(&in); bad != nil {
		return *bad
	}
	p := c.server.key(t.ID).project
	n, bad := c.note(p, in)
	if bad != nil {
		return *bad
	}
	edited, err := c.server.desk.EditNote(t.ID, old.ID, c.server.desk.Self().ID, func(note *simulator.Note) {
		note.Body = n.Body
		for key, value := range n.Properties {
			note.Properties = withProperty(note.Properties, key, value)
		}
		if n.Restricted != "" {
			note.Restricted = n.Restricted
		}
		if flag, given := note.Properties[internalProperty]; given || note.Restricted != "" {
			note.Public = note.Restricted == "" && !(p.service && saysInternal(flag))
		}
	})
	if err != nil {
		return c.refused(err)
	}
	c.server.keepRich(old.ID, in.Body)
	return ok(c.comment(t, edited, list(c.URL.Query()["expand"])))
}

func (c *call) deleteComment() response {
	t, n, bad := c.findComment()
	if bad != nil {
		return *bad
	}
	if err := c.server.desk.RemoveNote(t.ID, n.ID, c.server.desk.Self().ID); err != nil {
		return c.refused(err)
	}
	return noContent()
}
