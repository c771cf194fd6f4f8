package jirasim

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"unicode/utf8"

	"github.com/deskhand/deskhand/connectors/simulator"
)

const (
	longestPropertyKey = 255
	longestProperty    = 32768
)

// propertyOwner is what a path names that may have properties: an issue or a comment.
type propertyOwner struct {
	ticket simulator.Ticket
	note   *simulator.Note // nil for the issue itself
	self   string
	all    map[string]json.RawMessage
}

func (c *call) propertyOwner() (propertyOwner, *response) {
	text := c.PathValue("comment")
	if text == "" {
		t, bad := c.findIssue()
		return propertyOwner{ticket: t, self: c.rest("/issue/" + itoa(issueID(t.ID)) + "/properties/"), all: t.Properties}, bad
	}
	id, err := strconv.ParseInt(text, 10, 64)
	var owner *propertyOwner
	if err == nil && c.known {
		c.server.notes([]int64{id}, func(t simulator.Ticket, n simulator.Note) {
			owner = &propertyOwner{t, &n, c.rest("/comment/" + text + "/properties/"), propertiesOf(c.server.key(t.ID).project, n)}
		})
	}
	if owner != nil {
		return *owner, nil
	}
	answer := failure(http.StatusNotFound, "Can not find a comment for the id: "+text+".")
	return propertyOwner{}, &answer
}

func (c *call) listProperties() response {
	owner, bad := c.propertyOwner()
	if bad != nil {
		return *bad
	}
	keys := []any{}
	for _, key := range sortedKeys(owner.all) {
		keys = append(keys, object{"self": owner.self + url.PathEscape(key), "key": key})
	}
	return ok(object{"keys": keys})
}

func (c *call) getProperty() response {
	owner, bad := c.propertyOwner()
	if bad != nil {
		return *bad
	}
	value, found := owner.all[c.PathValue("name")]
	if !found {
		return c.noProperty()
	}
	return ok(object{"key": c.PathValue("name"), "value": value})
}

func (c *call) noProperty() response {
	return failure(http.StatusNotFound, "The property with key '"+c.PathValue("name")+"' does not exist.")
}

// putProperty answers 201 to whoever creates a property and 200 to whoever replaces one.
func (c *call) putProperty() response {
	owner, bad := c.propertyOwner()
	if bad != nil {
		return *bad
	}
	if bad := c.may("EDIT_ISSUES"); bad != nil {
		return *bad
	}
	value, err := io.ReadAll(c.Body)
	key := c.PathValue("name")
	switch {
	case err != nil || !json.Valid(value):
		return failure(http.StatusBadRequest, "The value has to be a non-empty, valid JSON.")
	case utf8.RuneCount(value) > longestProperty:
		return failure(http.StatusBadRequest, "The property value cannot be longer than 32768 characters.")
	case len(key) > longestPropertyKey:
		return failure(http.StatusBadRequest, "The property key cannot be longer than 255 characters.")
	}
	fresh := false
	if owner.note != nil {
		_, known := owner.all[key]
		fresh = !known
		err = c.editNoteProperties(owner, withProperty(owner.all, key, value))
	} else {
		fresh, err = c.server.desk.SetProperty(owner.ticket.ID, key, value)
	}
	if err != nil {
		return c.refused(err)
	}
	if fresh {
		return response{status: http.StatusCreated}
	}
	return response{status: http.StatusOK}
}

func (c *call) deleteProperty() response {
	owner, bad := c.propertyOwner()
	if bad != nil {
		return *bad
	}
	key := c.PathValue("name")
	if _, found := owner.all[key]; !found {
		return c.noProperty()
	}
	var err error
	if owner.note != nil {
		fewer := withProperty(owner.all, key, nil)
		delete(fewer, key)
		err = c.editNoteProperties(owner, fewer)
	} else {
		err = c.server.desk.RemoveProperty(owner.ticket.ID, key)
	}
	if err != nil {
		return c.refused(err)
	}
	return noContent()
}

// editNoteProperties puts a comment's properties in place, and with them whether customers may see it.
func (c *call) editNoteProperties(owner propertyOwner, all map[string]json.RawMessage) error {
	p := c.server.key(owner.ticket.ID).project
	_, err := c.server.desk.EditNote(owner.ticket.ID, owner.note.ID, c.server.desk.Self().ID, func(n *simulator.Note) {
		n.Properties = all
		n.Public = n.Restricted == "" && !(p.service && saysInternal(all[internalProperty]))
	})
	return err
}
