package jirasim_test

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"testing"
	"time"

	gojira "github.com/andygrunwald/go-jira"
	"github.com/ctreminiom/go-atlassian/v2/jira/sm"
	"github.com/ctreminiom/go-atlassian/v2/jira/v3"
	"github.com/ctreminiom/go-atlassian/v2/pkg/infra/models"

	"github.com/deskhand/deskhand/connectors/simulator"
	"github.com/deskhand/deskhand/connectors/simulator/jirasim"
)

// TestGoJiraDrivesDataCenter: a client written by others, against Data Center.
func TestGoJiraDrivesDataCenter(t *testing.T) {
	s := many(t, 25, jirasim.Options{Deployment: jirasim.DataCenter, ContextPath: "/jira"})
	login := gojira.PATAuthTransport{Token: jirasim.Token, Transport: s.wire}
	client, err := gojira.NewClient(login.Client(), s.base+"/jira/")
	if err != nil {
		t.Fatal(err)
	}
	if me, _, err := client.User.GetSelf(); err != nil || me.Name != "deskhand" {
		t.Fatalf("self: %+v, %v", me, err)
	}
	var keys []string
	err = client.Issue.SearchPages("project = OPS ORDER BY key", &gojira.SearchOptions{MaxResults: 10}, func(i gojira.Issue) error {
		keys = append(keys, i.Key)
		return nil
	})
	if err != nil || len(keys) != 25 || keys[24] != "OPS-25" {
		t.Errorf("pages: %v, %v", keys, err)
	}
	comment, _, err := client.Issue.AddComment("OPS-1", &gojira.Comment{Body: "Checked"})
	if err != nil || comment.Body != "Checked" || comment.Author.Name != "deskhand" {
		t.Fatalf("comment: %+v, %v", comment, err)
	}
	response, err := client.Issue.UpdateIssue("OPS-1", labelEdit("+triaged"))
	if err != nil || response.StatusCode != http.StatusNoContent {
		t.Fatalf("edit: %v", err)
	}
	issue, _, err := client.Issue.Get("OPS-1", &gojira.GetQueryOptions{Expand: "changelog"})
	if err != nil {
		t.Fatal(err)
	}
	f := issue.Fields
	if len(f.Labels) != 2 || f.Status.StatusCategory.Key != "indeterminate" || f.Assignee.EmailAddress != "ann@acme.example" || f.Priority.Name != "High" {
		t.Errorf("fields: labels %v status %+v", f.Labels, f.Status)
	}
	if !time.Time(f.Updated).Equal(s.now) || len(f.Comments.Comments) != 1 {
		t.Errorf("updated %v, %d comments", time.Time(f.Updated), len(f.Comments.Comments))
	}
	if h := issue.Changelog.Histories; len(h) != 1 || h[0].Items[0].ToString != "triaged vip" {
		t.Errorf("changelog: %+v", h)
	}
	if all, _, err := client.Priority.GetList(); err != nil || len(all) != 4 {
		t.Errorf("priorities: %v, %v", all, err)
	}
	if all, _, err := client.Project.GetList(); err != nil || len(*all) != 1 {
		t.Errorf("projects: %v, %v", all, err)
	}
	if _, r, err := client.Issue.Get("OPS-99", nil); err == nil || r.StatusCode != http.StatusNotFound {
		t.Errorf("an issue that is not there: %v", err)
	}
}

// TestGoAtlassianDrivesCloud: another client, against Cloud.
func TestGoAtlassianDrivesCloud(t *testing.T) {
	ctx := context.Background()
	s := many(t, 25, jirasim.Options{})
	client, err := v3.New(&http.Client{Transport: s.wire}, s.base)
	if err != nil {
		t.Fatal(err)
	}
	client.Auth.SetBasicAuth(simulator.SelfEmail, jirasim.Token)
	found, token := 0, ""
	for {
		page, _, err := client.Issue.Search.SearchJQL(ctx, "project = OPS ORDER BY created", []string{"summary", "labels"}, nil, 10, token)
		if err != nil {
			t.Fatal(err)
		}
		found += len(page.Issues)
		if token = page.NextPageToken; token == "" {
			break
		}
	}
	if found != 25 {
		t.Errorf("the walk found %d issues", found)
	}
	body := &models.CommentNodeScheme{Version: 1, Type: "doc", Content: []*models.CommentNodeScheme{
		{Type: "paragraph", Content: []*models.CommentNodeScheme{{Type: "text", Text: "Checked"}}},
	}}
	comment, _, err := client.Issue.Comment.Add(ctx, "OPS-1", &models.CommentPayloadScheme{Body: body}, nil)
	if err != nil || comment.Body.Content[0].Content[0].Text != "Checked" {
		t.Fatalf("comment: %+v, %v", comment, err)
	}
	operations := &models.UpdateOperations{}
	if err := operations.AddArrayOperation("labels", map[string]string{"triaged": "add", "vip": "remove"}); err != nil {
		t.Fatal(err)
	}
	if _, err := client.Issue.Update(ctx, "OPS-1", true, &models.IssueScheme{}, nil, operations); err != nil {
		t.Fatal(err)
	}
	issue, _, err := client.Issue.Get(ctx, "OPS-1", nil, []string{"changelog"})
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(issue.Fields.Labels); got != "[triaged]" || issue.Fields.Status.StatusCategory.Key != "indeterminate" {
		t.Errorf("labels %v, status %+v", got, issue.Fields.Status)
	}
	if h := issue.Changelog.Histories; len(h) != 1 || h[0].Items[0].ToString != "triaged" {
		t.Errorf("changelog: %+v", h)
	}
	fetched, _, err := client.Issue.Search.BulkFetch(ctx, []string{"OPS-1", "OPS-2", "OPS-99"}, []string{"summary"})
	if err != nil || len(fetched.Issues) != 2 {
		t.Errorf("bulkfetch: %+v, %v", fetched, err)
	}
	count, _, err := client.Issue.Search.ApproximateCount(ctx, "project = OPS")
	if err != nil || count.Count != 25 {
		t.Errorf("count: %+v, %v", count, err)
	}
	if used, _, err := client.Issue.Label.Gets(ctx, 0, 50); err != nil || used.Total != 2 {
		t.Errorf("labels in use: %+v, %v", used, err)
	}
	if _, r, err := client.Issue.Search.SearchJQL(ctx, "colour = red", nil, nil, 10, ""); err == nil || r.Code != http.StatusBadRequest {
		t.Errorf("a bad query: %v", err)
	}
}

// TestGoAtlassianDrivesTheServiceDesk: the same client's other half.
func TestGoAtlassianDrivesTheServiceDesk(t *testing.T) {
	ctx := context.Background()
	s := newSim(t, jirasim.Options{})
	client, err := sm.New(&http.Client{Transport: s.wire}, s.base)
	if err != nil {
		t.Fatal(err)
	}
	client.Auth.SetBasicAuth(simulator.SelfEmail, jirasim.Token)
	request, _, err := client.Request.Get(ctx, "OPS-1", nil)
	if err != nil || request.IssueKey != "OPS-1" || request.CurrentStatus.Status != "Waiting for support" || request.Reporter.DisplayName != "Carla Customer" {
		t.Fatalf("request: %+v, %v", request, err)
	}
	posted, _, err := client.Request.Comment.Create(ctx, "OPS-1", "For us", false)
	if err != nil || posted.Public {
		t.Fatalf("comment: %+v, %v", posted, err)
	}
	list, _, err := client.Request.Comment.Gets(ctx, "OPS-1", &models.RequestCommentOptionsScheme{Limit: 50})
	if err != nil || list.Size != 1 {
		t.Errorf("all comments: %+v, %v", list, err)
	}
	id, err := strconv.Atoi(posted.ID)
	if err != nil {
		t.Fatal(err)
	}
	if again, _, err := client.Request.Comment.Get(ctx, "OPS-1", id, nil); err != nil || again.Body != "For us" {
		t.Errorf("read again: %+v, %v", again, err)
	}
	if people, _, err := client.Request.Participant.Gets(ctx, "OPS-1", 0, 50); err != nil || people.Size != 0 {
		t.Errorf("participants: %+v, %v", people, err)
	}
}
