package jirasim

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/deskhand/deskhand/connectors/simulator"
)

const (
	historyPage     = 100  // most entries of a changelog page on Cloud
	historyInIssue  = 100  // most entries that expand=changelog shows of one issue on Cloud
	bulkHistories   = 1000 // entries of a bulkfetch page where no number is given
	bulkHistoryCap  = 10000
	bulkIssueCap    = 1000
	bulkFieldCap    = 10
	migrationAuthor = simulator.System
)

// history is one entry of a changelog: all that one save changed.
type history struct {
	id    int64
	at    time.Time
	by    int64
	items []historyItem
}

type historyItem struct {
	field, kind, fieldID       string
	from, fromName, to, toName *string
}

// changelog returns an issue's history, oldest first. Notes are not in it, nor what the issue began with.
func (c *call) changelog(t simulator.Ticket) []history {
	var all []history
	p := c.server.key(t.ID).project
	for _, u := range t.Updates {
		if u.Created {
			continue
		}
		h := history{id: u.ID, at: u.At, by: u.By}
		if c.opts.cloud() {
			h.at = u.At.Truncate(time.Millisecond).Add(afterEdit(u.ID))
		}
		for _, change := range u.Changes {
			if item, shown := c.historyItem(p, change); shown {
				h.items = append(h.items, item)
			}
		}
		if len(h.items) > 0 {
			all = append(all, h)
		}
	}
	c.server.mu.Lock()
	all = append(all, c.server.migrated[t.ID]...)
	c.server.mu.Unlock()
	slices.SortStableFunc(all, func(a, b history) int { return a.at.Compare(b.at) })
	return all
}

// historyItem words a change of the desk as Jira does.
func (c *call) historyItem(p project, change simulator.Change) (historyItem, bool) {
	item := historyItem{field: change.Field, kind: "jira", fieldID: change.Field}
	switch change.Field {
	case "status":
		from, to := p.workflow()[change.From], p.workflow()[change.To]
		item.from, item.fromName, item.to, item.toName = &from.id, &from.name, &to.id, &to.name
	case "priority":
		from, to := priorities[change.From], priorities[change.To]
		item.from, item.fromName, item.to, item.toName = &from.id, &from.name, &to.id, &to.name
	case "assignee":
		item.from, item.fromName = c.personWords(change.From)
		item.to, item.toName = c.personWords(change.To)
	case "tags":
		item.field, item.fieldID = "labels", "labels"
		item.fromName, item.toName = &change.From, &change.To
	case "subject":
		item.field, item.fieldID = "summary", "summary"
		item.fromName, item.toName = &change.From, &change.To
	case "problem":
		item.field, item.fieldID = "Link", ""
		item.to, item.toName = &change.To, &change.To
	case "type":
		item.field, item.fieldID = "issuetype", "issuetype"
		from, to := p.issueType(change.From), p.issueType(change.To)
		item.from, item.fromName, item.to, item.toName = &from.id, &from.name, &to.id, &to.name
	default:
		item.kind, item.fieldID = "custom", "customfield_10210"
		item.fromName, item.toName = &change.From, &change.To
	}
	return item, change.Field != "status" || change.To != simulator.Deleted
}

// personWords returns the id and the name that a changelog writes for a person; nil for nobody.
func (c *call) personWords(digits string) (id, name *string) {
	n, err := strconv.ParseInt(digits, 10, 64)
	p, known := c.server.desk.Person(n)
	if err != nil || !known {
		return nil, nil
	}
	account := accountID(p)
	if !c.opts.cloud() {
		account = userKey(p)
	}
	return &account, &p.Name
}

func (c *call) renderHistory(h history) object {
	o := object{"id": itoa(h.id), "created": c.stamp(h.at), "items": c.renderItems(h.items)}
	if author := c.user(h.by); author != nil {
		o["author"] = author
	}
	return o
}

func (c *call) renderItems(items []historyItem) []any {
	all := []any{}
	for _, i := range items {
		o := object{"field": i.field, "fieldtype": i.kind, "from": i.from, "fromString": i.fromName, "to": i.to, "toString": i.toName}
		if c.opts.cloud() && i.fieldID != "" {
			o["fieldId"] = i.fieldID
		}
		all = append(all, o)
	}
	return all
}

func (c *call) renderHistories(all []history) []any {
	rendered := []any{}
	for _, h := range all {
		rendered = append(rendered, c.renderHistory(h))
	}
	return rendered
}

// expandedChangelog is what expand=changelog adds to an issue: newest first and cut short on Cloud, oldest first and whole on
// Data Center.
func (c *call) expandedChangelog(t simulator.Ticket, shortened bool) object {
	all := c.changelog(t)
	total := len(all)
	if c.opts.cloud() {
		slices.Reverse(all)
		most := historyInIssue
		if shortened {
			most = c.opts.SearchHistoryCap
		}
		all = all[:min(most, total)]
	}
	return object{"startAt": 0, "maxResults": len(all), "total": total, "histories": c.renderHistories(all)}
}

func (c *call) listChangelog() response {
	t, bad := c.findIssue()
	if bad != nil {
		return *bad
	}
	start, most, bad := c.pageAsked(historyPage)
	if bad != nil {
		return *bad
	}
	most = min(max(most, 1), historyPage)
	all := c.changelog(t)
	page := all[min(start, len(all)):]
	page = page[:min(most, len(page))]
	link := func(start int) string {
		return fmt.Sprintf("%s?maxResults=%d&startAt=%d", c.rest("/issue/"+itoa(issueID(t.ID))+"/changelog"), most, start)
	}
	answer := object{
		"self": link(start), "maxResults": most, "startAt": start, "total": len(all), "isLast": start+len(page) >= len(all),
		"values": c.renderHistories(page),
	}
	if start+len(page) < len(all) {
		answer["nextPage"] = link(start + len(page))
	}
	return ok(answer)
}

func (c *call) changelogByID() response {
	t, bad := c.findIssue()
	if bad != nil {
		return *bad
	}
	var in struct {
		IDs []int64 `json:"changelogIds"`
	}
	if bad := c.decode(&in); bad != nil {
		return *bad
	}
	some := slices.DeleteFunc(c.changelog(t), func(h history) bool { return !slices.Contains(in.IDs, h.id) })
	return ok(object{"startAt": 0, "maxResults": len(some), "total": len(some), "histories": c.renderHistories(some)})
}

// bulkChangelogInput is the body of a changelog/bulkfetch.
type bulkChangelogInput struct {
	IssueIDsOrKeys []string `json:"issueIdsOrKeys"`
	FieldIDs       []string `json:"fieldIds"`
	MaxResults     int      `json:"maxResults"`
	NextPageToken  string   `json:"nextPageToken"`
}

// issueHistory is an entry together with its issue.
type issueHistory struct {
	issue int64
	history
}

// bulkChangelog answers with the entries of many issues in pages. Every page but the first repeats the last entry of the page
// before it, as Cloud was seen to do (JRACLOUD-94906).
func (c *call) bulkChangelog() response {
	var in bulkChangelogInput
	if bad := c.decodeStrict(&in); bad != nil {
		return *bad
	}
	issues := len(in.IssueIDsOrKeys)
	if issues == 0 || issues > bulkIssueCap || len(in.FieldIDs) > bulkFieldCap || in.MaxResults > bulkHistoryCap || in.MaxResults < 0 {
		return badPayload()
	}
	all := c.bulkEntries(in)
	start := 0
	if in.NextPageToken != "" {
		n, err := strconv.Atoi(in.NextPageToken)
		if err != nil || n < 1 || n > len(all) {
			return failure(http.StatusBadRequest, "The provided next page token is invalid or has expired.")
		}
		start = n - 1
	}
	most := in.MaxResults
	if most == 0 {
		most = bulkHistories
	}
	end := min(len(all), max(start, 0)+most)
	if start > 0 {
		end = min(len(all), end+1)
	}
	answer := object{"issueChangeLogs": c.bulkPage(all[start:end])}
	if end < len(all) {
		answer["nextPageToken"] = strconv.Itoa(end)
	}
	return ok(answer)
}

func (c *call) bulkEntries(in bulkChangelogInput) []issueHistory {
	var all []issueHistory
	seen := map[int64]bool{}
	for _, name := range in.IssueIDsOrKeys {
		t, found := c.server.ticket(name)
		if !found || !c.known || seen[t.ID] {
			continue
		}
		seen[t.ID] = true
		for _, h := range c.changelog(t) {
			if len(in.FieldIDs) > 0 {
				h.items = slices.DeleteFunc(h.items, func(i historyItem) bool { return !slices.Contains(in.FieldIDs, i.fieldID) })
			}
			if len(h.items) > 0 {
				all = append(all, issueHistory{issueID(t.ID), h})
			}
		}
	}
	return all
}

// bulkPage groups entries by issue. Their times are numbers here.
func (c *call) bulkPage(entries []issueHistory) []any {
	page := []any{}
	var histories []any
	for i, e := range entries {
		at := json.Number(itoa(e.at.UnixMilli()))
		if c.opts.SecondsInBulk {
			at = json.Number(itoa(e.at.Unix()))
		}
		o := with(c.renderHistory(e.history), object{"created": at})
		histories = append(histories, o)
		if i == len(entries)-1 || entries[i+1].issue != e.issue {
			page = append(page, object{"issueId": itoa(e.issue), "changeHistories": histories})
			histories = nil
		}
	}
	return page
}

// MigrateWorkflow does what moving a project to another workflow does to a ticket's issue: an entry in its changelog by nobody,
// while its update time stands still.
func (s *Server) MigrateWorkflow(ticket int64) {
	old, fresh := "Classic workflow", "Service workflow"
	now := s.desk.Clock()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.migrated[ticket] = append(s.migrated[ticket], history{
		id: migrationIDs + ticket*100 + int64(len(s.migrated[ticket])), at: now, by: migrationAuthor,
		items: []historyItem{{field: "Workflow", kind: "jira", fromName: &old, toName: &fresh}},
	})
}

// migrationIDs is where the ids of such entries begin, below the desk's own.
const migrationIDs = 1_000_000_000

// afterEdit is how long after the update time a change stands in the changelog on Cloud: some milliseconds, other ones for each.
func afterEdit(update int64) time.Duration {
	return time.Duration(1+update/128%29) * time.Millisecond
}
