package jira

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/deskhand/deskhand/connectors/internal/rest"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

const (
	bulk     = 100 // issues read at once, the most that Cloud takes
	atOnce   = 4   // issues whose own requests run side by side
	maxPages = 200 // of one issue's comments or participants; more is taken for a desk that repeats itself
)

// historyFields are the changes that become events.
var historyFields = []string{"labels", "status", "assignee", "priority"}

// dossier is all that was read of one issue.
type dossier struct {
	issue     issue
	histories []history
	comments  []comment
	cast      cast
	project   project
	partial   bool // some history is missing
	gone      bool
}

// Fetch reads issues whole, by id or key: on Cloud in bulk but for comments that don't come whole with them, on Data Center one by
// one.
func (d *desk) Fetch(ctx context.Context, ids []string) ([]helpdesk.Ticket, error) {
	self, err := d.self(ctx)
	if err != nil {
		return nil, err
	}
	dossiers := make([]dossier, len(ids))
	if d.config.Deployment == Cloud {
		if err := d.readInBulk(ctx, ids, dossiers); err != nil {
			return nil, err
		}
	}
	all, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	inParallel(len(ids), func(n int) {
		dossiers[n].cast.self = self
		if err := d.complete(all, ids[n], &dossiers[n]); err != nil {
			stop(err)
		}
	})
	if err := context.Cause(all); err != nil {
		return nil, err
	}
	if err := d.believe(ctx, dossiers); err != nil {
		return nil, err
	}
	tickets := make([]helpdesk.Ticket, len(ids))
	for n := range dossiers {
		tickets[n] = d.ticket(ids[n], dossiers[n])
	}
	return tickets, nil
}

// believe asks who we are when an issue seems to be gone: to a stranger every issue is.
func (d *desk) believe(ctx context.Context, dossiers []dossier) error {
	if !slices.ContainsFunc(dossiers, func(x dossier) bool { return x.gone }) {
		return nil
	}
	_, err := d.whoAmI(ctx)
	return err
}

// readInBulk fills in what Cloud gives of many issues at once: the fields, and the history of those that matter.
func (d *desk) readInBulk(ctx context.Context, ids []string, dossiers []dossier) error {
	place := make(map[string]int, 2*len(ids)) // of an issue, by id and by key
	for n, id := range ids {
		place[strings.ToUpper(id)] = n
	}
	for part := range slices.Chunk(ids, bulk) {
		err := d.readPart(ctx, part, place, dossiers)
		if err == nil {
			continue
		}
		if _, down := d.whoAmI(ctx); down != nil || fatal(ctx, err) {
			return errors.Join(err, down)
		}
		d.log.Warn("issues can't be read together; reading them one by one", "desk", d.name, "issues", len(part), "error", err)
		for _, id := range part {
			dossiers[place[strings.ToUpper(id)]] = dossier{}
		}
	}
	return nil
}

// readPart reads as many issues as one request can.
func (d *desk) readPart(ctx context.Context, part []string, place map[string]int, dossiers []dossier) error {
	r := d.request("POST", "/issue/bulkfetch")
	r.Body = map[string]any{
		"issueIdsOrKeys": part, "fields": ticketFields, "expand": []string{"names"}, "properties": []string{ledgerKey},
	}
	var page struct {
		Issues []json.RawMessage `json:"issues"`
	}
	if err := d.read(ctx, r, &page); err != nil {
		return err
	}
	var found []string
	for _, raw := range page.Issues {
		var i issue
		if json.Unmarshal(raw, &i) != nil && i.ID == "" {
			continue // of an unknown issue nothing can be kept; its own request will say what is wrong
		}
		n, ok := place[i.ID]
		if !ok {
			n, ok = place[strings.ToUpper(i.Key)]
		}
		if ok {
			dossiers[n].issue = i
			place[i.ID] = n
			found = append(found, i.ID)
		}
	}
	return d.readHistories(ctx, found, place, dossiers)
}

// readHistories reads the changelogs of issues that were found.
func (d *desk) readHistories(ctx context.Context, found []string, place map[string]int, dossiers []dossier) error {
	if len(found) == 0 {
		return nil
	}
	logs, err := d.changelogs(ctx, found)
	if err != nil && !errors.Is(err, errRepeats) {
		return err
	}
	for _, id := range found {
		x := &dossiers[place[id]]
		x.histories, x.partial = logs[id], err != nil
	}
	return nil
}

// changelogs reads the histories of many issues, by issue id. One issue's may go on over pages, and a page may begin with what
// the last one ended with; ticket sorts that out. The error errRepeats comes with what was read.
func (d *desk) changelogs(ctx context.Context, ids []string) (map[string][]history, error) {
	logs := make(map[string][]history, len(ids))
	for token := ""; ; {
		r := d.request("POST", "/changelog/bulkfetch")
		body := map[string]any{"issueIdsOrKeys": ids, "fieldIds": historyFields, "maxResults": 1000}
		if token != "" {
			body["nextPageToken"] = token
		}
		r.Body = body
		var page changelogPage
		if err := d.read(ctx, r, &page); err != nil {
			return nil, err
		}
		for _, log := range page.Logs {
			logs[log.IssueID] = append(logs[log.IssueID], log.Histories...)
		}
		switch page.NextPageToken {
		case "":
			return logs, nil
		case token:
			return logs, errRepeats
		}
		token = page.NextPageToken
	}
}

// errRepeats: a page of a changelog came twice, so what follows it is missing.
var errRepeats = errors.New("the desk repeats a page of its changelog")

// complete reads what is still missing of one issue. What fails makes it partial; an error concerns the whole desk.
func (d *desk) complete(ctx context.Context, id string, x *dossier) error {
	err := helpdesk.Guard(func() error { return d.completeIssue(ctx, id, x) })
	switch {
	case err == nil:
	case fatal(ctx, err):
		return err
	case rest.Status(err) == http.StatusNotFound && x.issue.ID == "":
		x.gone = true
	default:
		d.log.Warn("an issue could not be read whole", "desk", d.name, "issue", id, "error", err)
		x.partial = true
	}
	return nil
}

func (d *desk) completeIssue(ctx context.Context, id string, x *dossier) error {
	if x.issue.ID == "" {
		if err := d.readIssue(ctx, id, x); err != nil {
			return err
		}
	}
	x.issue.read("project", &x.project)
	if err := d.projectType(ctx, &x.project); err != nil {
		return err
	}
	var reporter user
	x.cast.customers = map[string]bool{}
	if x.issue.read("reporter", &reporter) {
		x.cast.customers[reporter.id()] = true
	}
	if err := d.readComments(ctx, x); err != nil {
		return err
	}
	return d.readParticipants(ctx, x)
}

// readIssue reads one issue by itself, with its history: on Data Center always, on Cloud when the bulk answer left it
// out. Cloud shows at most 100 entries of the history this way, so there it is read in its own pages.
func (d *desk) readIssue(ctx context.Context, id string, x *dossier) error {
	r := d.request("GET", "/issue/{issueIdOrKey}", id)
	r.Query = url.Values{"fields": {strings.Join(ticketFields, ",")}, "properties": {ledgerKey}, "expand": {"names"}}
	if d.config.Deployment == DataCenter {
		r.Query.Set("expand", "names,changelog")
	}
	if err := d.read(ctx, r, &x.issue); err != nil {
		return err
	}
	if d.config.Deployment == Cloud {
		logs, err := d.changelogs(ctx, []string{x.issue.ID})
		x.histories = logs[x.issue.ID]
		return err
	}
	x.histories = x.issue.Changelog.Histories
	x.partial = len(x.histories) < x.issue.Changelog.Total
	return nil
}

// readParticipants adds the participants of a request to its customers, when somebody wrote who may be one. They are read
// only then: the list costs a request for each issue.
func (d *desk) readParticipants(ctx context.Context, x *dossier) error {
	if !d.config.ServiceManagement || x.project.Type != serviceProject {
		return nil
	}
	assignees := map[string]bool{}
	var assignee user
	if x.issue.read("assignee", &assignee) {
		assignees[assignee.id()] = true
	}
	for _, h := range x.histories {
		for _, it := range h.Items {
			if it.Field == "assignee" {
				assignees[it.From], assignees[it.To] = true, true
			}
		}
	}
	if !x.cast.undecided(x.comments, assignees) {
		return nil
	}
	start := 0
	for range maxPages {
		r := d.request("GET", "/rest/servicedeskapi/request/{issueIdOrKey}/participant", x.issue.ID)
		r.Query = url.Values{"start": {strconv.Itoa(start)}, "limit": {"50"}}
		var page struct {
			Values []user `json:"values"`
			Last   bool   `json:"isLastPage"`
		}
		err := d.read(ctx, r, &page)
		if rest.Status(err) == http.StatusNotFound {
			return nil // an issue that an agent made: no request, no participants
		}
		if err != nil {
			return err
		}
		for _, u := range page.Values {
			x.cast.customers[u.id()] = true
		}
		if start += len(page.Values); page.Last || len(page.Values) == 0 {
			return nil
		}
	}
	return errors.New("the desk gives participants without end")
}

// projectType fills in the type of a project whose issues don't tell it, as on some Data Centers. An answer is remembered.
func (d *desk) projectType(ctx context.Context, p *project) error {
	if p.Type != "" || p.Key == "" {
		return nil
	}
	if known, ok := d.types.Load(p.Key); ok {
		p.Type = known.(string)
		return nil
	}
	var got project
	err := d.read(ctx, d.request("GET", "/project/{projectIdOrKey}", p.Key), &got)
	if err != nil && (fatal(ctx, err) || rest.Status(err) == 0) {
		return err
	}
	p.Type = got.Type // empty when the desk won't say: no note will be posted there
	d.types.Store(p.Key, p.Type)
	return nil
}

// inParallel calls do for 0 to n-1, a few at once, and returns when all are done.
func inParallel(n int, do func(int)) {
	var wait sync.WaitGroup
	slots := make(chan struct{}, atOnce)
	for i := range n {
		slots <- struct{}{}
		wait.Go(func() {
			defer func() { <-slots }()
			do(i)
		})
	}
	wait.Wait()
}
