package jirasim

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/deskhand/deskhand/connectors/simulator"
)

const (
	commentPage     = 100  // most comments of a page on Cloud
	commentsInField = 20   // most comments that an issue in an answer to a search carries
	commentIDs      = 1000 // most ids of a comment/list
)

// comments returns the comments of an issue: all notes but the one that is its description.
func comments(t simulator.Ticket) []simulator.Note {
	var all []simulator.Note
	for i, u := range t.Updates {
		if i > 0 && u.Note != nil && !u.Note.Removed {
			all = append(all, *u.Note)
		}
	}
	return all
}

// internalProperty marks a comment of a service project as internal. Elsewhere it is kept and has no effect.
const internalProperty = "sd.public.comment"

// internal reports whether customers are kept from a comment.
func internal(p project, n simulator.Note) bool {
	return p.service && !n.Public && n.Restricted == ""
}

// comment renders a comment.
func (c *call) comment(t simulator.Ticket, n simulator.Note, expand []string) object {
	p := c.server.key(t.ID).project
	edited, editor := n.Edited, n.EditedBy
	if edited.IsZero() {
		edited, editor = n.At, n.By
	}
	o := object{
		"self": c.rest("/issue/" + itoa(issueID(t.ID)) + "/comment/" + itoa(n.ID)), "id": itoa(n.ID), "body": c.rich(n.ID, n.Body),
		"created": c.stamp(n.At), "updated": c.stamp(edited),
	}
	if author := c.user(n.By); author != nil {
		o["author"] = author
	}
	if author := c.user(editor); author != nil {
		o["updateAuthor"] = author
	}
	if c.opts.cloud() {
		o["jsdPublic"] = !internal(p, n)
	}
	if limit := restriction(p, n); limit != nil {
		o["visibility"] = limit.wire(c.opts)
	}
	if slices.Contains(expand, "properties") {
		o["properties"] = c.commentProperties(p, n)
	}
	if slices.Contains(expand, "renderedBody") {
		o["renderedBody"] = htmlOf(n.Body)
	}
	return o
}

// commentProperties lists the properties of a comment, once they can be seen.
func (c *call) commentProperties(p project, n simulator.Note) []any {
	all := []any{}
	if c.now.Sub(n.At) < c.opts.PropertyLag {
		return all
	}
	kept := propertiesOf(p, n)
	for _, key := range sortedKeys(kept) {
		all = append(all, object{"key": key, "value": kept[key]})
	}
	return all
}

// propertiesOf returns a comment's properties, with the one that a service project puts on internal comments of people.
func propertiesOf(p project, n simulator.Note) map[string]json.RawMessage {
	if _, given := n.Properties[internalProperty]; given || !internal(p, n) {
		return n.Properties
	}
	return withProperty(n.Properties, internalProperty, json.RawMessage(`{"internal":true}`))
}

// visibility says who alone may see a comment.
type visibility struct {
	Type       string  `json:"type"` // role or group
	Value      string  `json:"value"`
	Identifier *string `json:"identifier,omitempty"`
}

// teamRole is the role that people of a plain project keep their internal notes to.
const teamRole = "Service Desk Team"

// restriction returns who alone may see a comment; nil for everybody who sees the issue.
func restriction(p project, n simulator.Note) *visibility {
	kind, value, _ := strings.Cut(n.Restricted, ":")
	switch {
	case value != "":
		return &visibility{Type: kind, Value: value}
	case n.Restricted != "":
		return &visibility{Type: "role", Value: n.Restricted}
	case !n.Public && !p.service:
		return &visibility{Type: "role", Value: teamRole}
	}
	return nil
}

func (v visibility) wire(o Options) object {
	w := object{"type": v.Type, "value": v.Value}
	if o.cloud() {
		w["identifier"] = v.Value
	}
	return w
}

// commentField is the field "comment" of an issue. A search cuts it to the newest few.
func (c *call) commentField(t simulator.Ticket, v view) any {
	all := comments(t)
	shown := all
	if v.shortened && len(shown) > commentsInField {
		shown = shown[len(shown)-commentsInField:]
	}
	o := object{"comments": c.renderComments(t, shown, nil), "maxResults": len(shown), "total": len(all), "startAt": 0}
	if c.opts.cloud() {
		o["self"] = c.rest("/issue/" + itoa(issueID(t.ID)) + "/comment")
	}
	return o
}

func (c *call) renderComments(t simulator.Ticket, notes []simulator.Note, expand []string) []any {
	rendered := []any{}
	for _, n := range notes {
		rendered = append(rendered, c.comment(t, n, expand))
	}
	return rendered
}

func (c *call) listComments() response {
	t, bad := c.findIssue()
	if bad != nil {
		return *bad
	}
	all := comments(t)
	start, most, bad := c.pageAsked(c.commentDefault(len(all)))
	if bad != nil {
		return *bad
	}
	if c.opts.cloud() {
		most = min(max(most, 1), commentPage)
	}
	switch strings.ToLower(c.URL.Query().Get("orderBy")) {
	case "", "created", "+created", " created":
	case "-created":
		slices.Reverse(all)
	default:
		return failure(http.StatusBadRequest, "The orderBy value must be one of: created, -created, +created.")
	}
	page := all[min(start, len(all)):]
	page = page[:min(max(most, 0), len(page))]
	return ok(object{
		"startAt": start, "maxResults": most, "total": len(all),
		"comments": c.renderComments(t, page, list(c.URL.Query()["expand"])),
	})
}

// commentDefault is the page size where none is asked for: Data Center then gives all.
func (c *call) commentDefault(all int) int {
	if c.opts.cloud() {
		return commentPage
	}
	return max(all, 50)
}

// findComment returns the comment that the path names.
func (c *call) findComment() (simulator.Ticket, simulator.Note, *response) {
	t, bad := c.findIssue()
	if bad != nil {
		return t, simulator.Note{}, bad
	}
	id := c.PathValue("id")
	for _, n := range comments(t) {
		if itoa(n.ID) == id {
			return t, n, nil
		}
	}
	answer := failure(http.StatusNotFound, "Can not find a comment for the id: "+id+".")
	return t, simulator.Note{}, &answer
}

func (c *call) getComment() response {
	t, n, bad := c.findComment()
	if bad != nil {
		return *bad
	}
	return ok(c.comment(t, n, list(c.URL.Query()["expand"])))
}

func (c *call) commentsByID() response {
	var in struct {
		IDs []int64 `json:"ids"`
	}
	if bad := c.decode(&in); bad != nil {
		return *bad
	}
	if len(in.IDs) == 0 || len(in.IDs) > commentIDs {
		return failure(http.StatusBadRequest, "The number of ids must be between 1 and 1000.")
	}
	values, expand := []any{}, list(c.URL.Query()["expand"])
	if c.known {
		c.server.notes(in.IDs, func(t simulator.Ticket, n simulator.Note) { values = append(values, c.comment(t, n, expand)) })
	}
	return ok(object{"maxResults": 1048576, "startAt": 0, "total": len(values), "isLast": true, "values": values})
}

// notes calls f for each comment with one of the ids, in the order of their issues.
func (s *Server) notes(ids []int64, f func(simulator.Ticket, simulator.Note)) {
	wanted := map[int64]bool{}
	for _, id := range ids {
		wanted[id] = true
	}
	s.desk.Each(func(t simulator.Ticket) bool {
		if t.Live() {
			for _, n := range comments(t) {
				if wanted[n.ID] {
					f(t, n)
				}
			}
		}
		return true
	})
}
