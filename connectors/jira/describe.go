package jira

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/deskhand/deskhand/connectors/internal/rest"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

var _ helpdesk.Describer = (*desk)(nil)

// either is the interface that both products have: a description is asked for before it is known which one this is.
const either = "/rest/api/2"

// Describe asks for the site's projects, statuses, fields and people. It works whichever deployment was configured, and says
// which one it found.
func (d *desk) Describe(ctx context.Context) (helpdesk.Description, error) {
	var info struct {
		Deployment string `json:"deploymentType"`
	}
	if err := d.read(ctx, rest.Request{Route: either + "/serverInfo", Path: either + "/serverInfo"}, &info); err != nil {
		return helpdesk.Description{}, err
	}
	var me user
	if err := d.read(ctx, rest.Request{Route: either + "/myself", Path: either + "/myself"}, &me); err != nil {
		return helpdesk.Description{}, err
	}
	out := helpdesk.Description{Product: "Jira Cloud", Self: cast{self: me.id()}.person(&me)}
	if info.Deployment != "Cloud" {
		out.Product = "Jira Data Center"
		out.Settings = append(out.Settings, helpdesk.Setting{Key: "deployment", Value: string(DataCenter), Why: "what the site says it is"})
	}
	if limit, ok := d.rest.Limit(rest.Account); ok && info.Deployment == "Cloud" {
		out.PerMinute = int(float64(limit.Count) / limit.Per.Minutes())
	}
	out.Unseen = append(out.Unseen, "what automation rules do with labels")
	for _, part := range []struct {
		name string
		tell func(context.Context, *helpdesk.Description) error
	}{{"projects and people", d.describeProjects}, {"statuses", d.describeStatuses}, {"fields", d.describeFields}} {
		switch err := part.tell(ctx, &out); rest.Status(err) {
		case http.StatusForbidden, http.StatusNotFound, http.StatusGone:
			out.Unseen = append(out.Unseen, part.name)
		default:
			if err != nil {
				return out, fmt.Errorf("describe the site's %s: %w", part.name, err)
			}
		}
	}
	return out, nil
}

func (d *desk) ask(ctx context.Context, path string, query url.Values, out any) error {
	return d.read(ctx, rest.Request{Route: either + path, Path: either + path, Query: query}, out)
}

// describeProjects suggests the service projects, or where there are none the first few of all, as the selection.
func (d *desk) describeProjects(ctx context.Context, out *helpdesk.Description) error {
	var all []project
	if err := d.ask(ctx, "/project", nil, &all); err != nil {
		return err
	}
	chosen := slices.DeleteFunc(slices.Clone(all), func(p project) bool { return p.Type != serviceProject })
	why := "the service projects that our account can see"
	service := len(chosen) > 0
	if !service {
		chosen, why = all, "the projects that our account can see"
	}
	var keys []string
	for _, p := range chosen[:min(len(chosen), mostProjects)] {
		keys = append(keys, p.Key)
	}
	for _, p := range all {
		out.Groups = append(out.Groups, fmt.Sprintf("%s (%s)", p.Key, p.Name))
	}
	if len(keys) == 0 {
		return nil
	}
	if service {
		out.Settings = append(out.Settings, helpdesk.Setting{Key: "service_management", Value: "true", Why: "so that participants of requests count as customers"})
	}
	out.Settings = append(out.Settings, helpdesk.Setting{Key: "select", Value: "project in (" + strings.Join(keys, ", ") + ")", Why: why})
	return d.describeStaff(ctx, keys[0], out)
}

// describeStaff lists those whom an issue of the project may be given to.
func (d *desk) describeStaff(ctx context.Context, project string, out *helpdesk.Description) error {
	var all []user
	if err := d.ask(ctx, "/user/assignable/search", url.Values{"project": {project}, "maxResults": {"200"}}, &all); err != nil {
		return err
	}
	for _, u := range all {
		if u.id() != out.Self.ID {
			out.Staff = append(out.Staff, helpdesk.Member{Person: cast{}.person(&u)})
		}
	}
	return nil
}

// describeStatuses lists the statuses, and suggests those that sound like waiting and are not among the usual names.
func (d *desk) describeStatuses(ctx context.Context, out *helpdesk.Description) error {
	var all []issueStatus
	if err := d.ask(ctx, "/status", nil, &all); err != nil {
		return err
	}
	usual := newStatuses(StatusNames{})
	var waiting, onHold []string
	for _, s := range all {
		means := usual.now(s)
		out.Statuses = append(out.Statuses, helpdesk.StatusName{Name: s.Name, Means: means})
		name := strings.ToLower(s.Name)
		switch {
		case means != helpdesk.Open || !soundsOf(name, "wait", "pending", "hold") || soundsOf(name, "support", "agent", "team", "triage"):
		case soundsOf(name, "customer", "client", "reporter", "requester", "user"):
			waiting = append(waiting, s.Name)
		default:
			onHold = append(onHold, s.Name)
		}
	}
	if len(waiting)+len(onHold) > 0 {
		out.Settings = append(out.Settings, helpdesk.Setting{
			Key: "statuses", Value: fmt.Sprintf("{waiting: [%s], on_hold: [%s]}", quotedList(waiting), quotedList(onHold)),
			Why: "beside the usual names: what sounds like waiting for the customer, or for somebody else",
		})
	}
	return nil
}

func soundsOf(name string, words ...string) bool {
	return slices.ContainsFunc(words, func(word string) bool { return strings.Contains(name, word) })
}

// quotedList writes names as YAML, each once.
func quotedList(names []string) string {
	slices.Sort(names)
	names = slices.Compact(names)
	quoted := make([]string, len(names))
	for i, name := range names {
		quoted[i] = fmt.Sprintf("%q", name)
	}
	return strings.Join(quoted, ", ")
}

func (d *desk) describeFields(ctx context.Context, out *helpdesk.Description) error {
	var all []struct {
		ID     string `json:"id"`
		Name   string `json:"name"`
		Custom bool   `json:"custom"`
	}
	if err := d.ask(ctx, "/field", nil, &all); err != nil {
		return err
	}
	for _, f := range all {
		if f.Custom {
			out.Fields = append(out.Fields, helpdesk.Field{ID: f.ID, Name: f.Name})
		}
	}
	return nil
}
