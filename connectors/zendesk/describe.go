package zendesk

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/deskhand/deskhand/connectors/internal/rest"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

var _ helpdesk.Describer = (*desk)(nil)

// described is everything that a description is made of, as Zendesk's lists give it.
type described struct {
	Users    []user        `json:"users"`
	Groups   []named       `json:"groups"`
	Fields   []ticketField `json:"ticket_fields"`
	Statuses []struct {
		Label    string `json:"agent_label"`
		Category string `json:"status_category"`
		Active   bool   `json:"active"`
	} `json:"custom_statuses"`
	Triggers []trigger `json:"triggers"`
	Meta     *meta     `json:"meta"`
}

type named struct {
	Name string `json:"name"`
}

type ticketField struct {
	ID        int64  `json:"id"`
	Title     string `json:"title"`
	Type      string `json:"type"`
	Tag       string `json:"tag"` // of a checkbox: it is on the ticket while the box is ticked
	Active    bool   `json:"active"`
	Removable bool   `json:"removable"` // not one of Zendesk's own
	Options   []struct {
		Value string `json:"value"`
	} `json:"custom_field_options"`
}

type trigger struct {
	Title   string `json:"title"`
	Active  bool   `json:"active"`
	Actions []struct {
		Field string `json:"field"`
		Value value  `json:"value"`
	} `json:"actions"`
}

// mostPages of a list are read for a description.
const mostPages = 5

// Describe asks for the account's agents, groups, statuses, fields and triggers.
func (d *desk) Describe(ctx context.Context) (helpdesk.Description, error) {
	me, _, err := d.me(ctx)
	if err != nil {
		return helpdesk.Description{}, err
	}
	out := helpdesk.Description{Product: "Zendesk", Self: person(me.ID, me.ID, me)}
	var all described
	for _, l := range []struct {
		path  string
		query url.Values
	}{
		{"/api/v2/users", url.Values{"role[]": {"agent", "admin"}}},
		{"/api/v2/groups", nil}, {"/api/v2/ticket_fields", nil}, {"/api/v2/custom_statuses", nil}, {"/api/v2/triggers", nil},
	} {
		switch err := d.readList(ctx, l.path, l.query, &all); rest.Status(err) {
		case http.StatusForbidden, http.StatusNotFound:
			out.Unseen = append(out.Unseen, strings.ReplaceAll(strings.TrimPrefix(l.path, "/api/v2/"), "_", " "))
		default:
			if err != nil {
				return out, fmt.Errorf("describe the account: %w", err)
			}
		}
	}
	all.fill(&out, me.ID)
	if limit, ok := d.client.Limit(rest.Account); ok {
		out.PerMinute = int(float64(limit.Count) / limit.Per.Minutes())
	}
	return out, nil
}

// readList adds the first pages of a list.
func (d *desk) readList(ctx context.Context, path string, query url.Values, into *described) error {
	q := url.Values{"page[size]": {"100"}}
	for key, values := range query {
		q[key] = values
	}
	for range mostPages {
		var page described
		if _, err := d.client.Read(ctx, rest.Request{Route: path, Path: path, Query: q}, &page); err != nil {
			return err
		}
		into.Users = append(into.Users, page.Users...)
		into.Groups = append(into.Groups, page.Groups...)
		into.Fields = append(into.Fields, page.Fields...)
		into.Statuses = append(into.Statuses, page.Statuses...)
		into.Triggers = append(into.Triggers, page.Triggers...)
		if page.Meta == nil || !page.Meta.HasMore {
			return nil
		}
		q.Set("page[after]", page.Meta.AfterCursor)
	}
	return nil
}

// fill turns the lists into a description.
func (a described) fill(out *helpdesk.Description, self int64) {
	for _, u := range a.Users {
		if u.ID != self {
			out.Staff = append(out.Staff, helpdesk.Member{Person: person(u.ID, self, u), Senior: u.Role == "admin"})
		}
	}
	for _, g := range a.Groups {
		out.Groups = append(out.Groups, g.Name)
	}
	for _, s := range a.Statuses {
		if s.Active {
			out.Statuses = append(out.Statuses, helpdesk.StatusName{Name: s.Label, Means: status(s.Category)})
		}
	}
	for _, f := range a.Fields {
		f.fill(out)
	}
	for _, t := range a.Triggers {
		t.fill(out)
	}
}

// fill adds a field, and the tags that its values are: Zendesk puts those on the ticket and takes them off with the value.
func (f ticketField) fill(out *helpdesk.Description) {
	if !f.Active || !f.Removable {
		return
	}
	own := helpdesk.Field{ID: decimal(f.ID), Name: f.Title}
	for _, o := range f.Options {
		own.Values = append(own.Values, o.Value)
		out.TagUses = append(out.TagUses, helpdesk.TagUse{Tag: o.Value, By: "the field " + f.Title})
	}
	if f.Tag != "" {
		out.TagUses = append(out.TagUses, helpdesk.TagUse{Tag: f.Tag, By: "the field " + f.Title})
	}
	out.Fields = append(out.Fields, own)
}

// fill adds the tags that an active trigger sets, adds or removes.
func (t trigger) fill(out *helpdesk.Description) {
	if !t.Active {
		return
	}
	for _, a := range t.Actions {
		if a.Field != "set_tags" && a.Field != "current_tags" && a.Field != "remove_tags" {
			continue
		}
		for _, tag := range a.Value.words() {
			out.TagUses = append(out.TagUses, helpdesk.TagUse{Tag: tag, By: "the trigger " + t.Title})
		}
	}
}
