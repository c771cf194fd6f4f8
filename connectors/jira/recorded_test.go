package jira_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/deskhand/deskhand/connectors"
	"github.com/deskhand/deskhand/connectors/jira"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

// playing is a desk that gives recorded answers, by the end of the path.
func playing(t *testing.T, f face, answers map[string]string) helpdesk.Connector {
	t.Helper()
	c, err := f.open(connectors.Env{Desk: "eng", Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
		for end, body := range answers {
			if strings.HasSuffix(r.URL.Path, end) {
				return answer(r, http.StatusOK, "application/json;charset=UTF-8", body), nil
			}
		}
		return answer(r, http.StatusNotFound, "application/json", `{"errorMessages":["no"],"errors":{}}`), nil
	})})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func answer(r *http.Request, status int, kind, body string) *http.Response {
	return &http.Response{
		StatusCode: status, Header: http.Header{"Content-Type": {kind}}, Body: io.NopCloser(strings.NewReader(body)), Request: r,
		ContentLength: int64(len(body)),
	}
}

func TestRecordedCloudIssue(t *testing.T) {
	t.Parallel()
	issue := string(read(t, "recorded/cloud/devlake-issue-K5-2.json"))
	var known struct{ ID, Key string }
	if err := json.Unmarshal([]byte(issue), &known); err != nil {
		t.Fatal(err)
	}
	issue = strings.Replace(issue, `"comment":`, `"customfield_0":`, 1) // so that they are asked for
	comments := strings.Replace(string(read(t, "recorded/cloud/airbyte-issue-comments.json")), "{", `{"total":4,`, 1)
	c := playing(t, faces()["cloud"], map[string]string{
		"/myself":              string(read(t, "recorded/cloud/devlake-user.json")),
		"/issue/bulkfetch":     `{"issues":[` + issue + `]}`,
		"/changelog/bulkfetch": `{"issueChangeLogs":[{"issueId":"` + known.ID + `","changeHistories":` + string(read(t, "recorded/cloud/devlake-changelog-13383-values.json")) + `}]}`,
		"/comment":             comments,
	})
	got := fetch(t, c, known.Key)
	if got.Partial || got.ID != known.ID || got.Key != "K5-2" || got.Status != helpdesk.New || got.Priority != "medium" {
		t.Errorf("read as %+v", got)
	}
	if want := time.Date(2022, 7, 15, 22, 30, 23, 341e6, time.UTC); !got.Updated.Equal(want) {
		t.Errorf("updated %v, want %v", got.Updated, want)
	}
	kinds := map[helpdesk.Kind]int{}
	for _, e := range got.Events {
		kinds[e.Kind]++
		if e.At.IsZero() || e.At.Location() != time.UTC {
			t.Errorf("event %s is at %v", e.ID, e.At)
		}
	}
	if want := map[helpdesk.Kind]int{helpdesk.KindNote: 5, helpdesk.KindStatus: 3, helpdesk.KindPriority: 1}; !cmp.Equal(kinds, want) {
		t.Errorf("the events are %v, want %v", kinds, want)
	}
	if got.Requester.Role != helpdesk.EndUser || got.NoNotes != "" {
		t.Errorf("the requester is %+v, NoNotes %q", got.Requester, got.NoNotes)
	}
}

func TestRecordedDataCenterIssue(t *testing.T) {
	t.Parallel()
	f := faces()["data center"]
	f.config.NoteVisibility = nil
	c := playing(t, f, map[string]string{
		"/myself":          `{"key":"JIRAUSER10100","name":"deskhand"}`,
		"/issue/10802":     string(read(t, "recorded/dc/devlake-issue-DZFNK0168-1.json")),
		"/comment":         string(read(t, "recorded/dc/jira-ruby-issue-10002-comment.json")),
		"/project/AB":      `{"key":"AB","projectTypeKey":"software"}`,
		"/project/UNKNOWN": `{}`,
	})
	got := fetch(t, c, "10802")
	if got.Partial || got.Key != "DZFNK0168-1" || len(got.Events) != 3 || got.NoNotes == "" {
		t.Errorf("read as %+v", got)
	}
	if got.Events[0].Body != "This is a comment. Creative." || got.Events[0].By.Login != "admin" {
		t.Errorf("the first comment is %+v", got.Events[0])
	}
}

// TestFieldsThatHoldErrors: a field in which Service Management puts an error is left out and takes nothing with it.
func TestFieldsThatHoldErrors(t *testing.T) {
	t.Parallel()
	var recorded struct {
		Body struct{ Fields map[string]json.RawMessage }
	}
	if err := json.Unmarshal(read(t, "recorded/errors/jsm-field-value-error-object.json"), &recorded); err != nil {
		t.Fatal(err)
	}
	recorded.Body.Fields["updated"] = json.RawMessage(`"2026-11-23T04:52:00.123+0000"`)
	recorded.Body.Fields["status"] = recorded.Body.Fields["customfield_14706"]
	recorded.Body.Fields["customfield_1"] = json.RawMessage(`[{"value":"EMEA"},3]`)
	fields, err := json.Marshal(recorded.Body.Fields)
	if err != nil {
		t.Fatal(err)
	}
	c := playing(t, faces()["data center"], map[string]string{
		"/myself":   `{"name":"deskhand"}`,
		"/issue/17": `{"id":"17","key":"AB-1","fields":` + string(fields) + `,"names":{"customfield_1":"Region"}}`,
		"/comment":  `{"total":0}`,
	})
	got := fetch(t, c, "17")
	want := map[string]any{"customfield_1": []any{"EMEA", 3.0}, "Region": []any{"EMEA", 3.0}}
	if !cmp.Equal(got.Fields, want) || got.Status != helpdesk.Open || got.Partial {
		t.Errorf("read as %+v", got)
	}
}

// TestRecordedRefusals: what real desks answered to a search becomes the error that the sweeper acts on.
func TestRecordedRefusals(t *testing.T) {
	busy := func(err error) bool { var b *helpdesk.Busy; return errors.As(err, &b) }
	auth := func(err error) bool { return errors.Is(err, helpdesk.ErrAuth) }
	mends := func(err error) bool { return err != nil && strings.Contains(err.Error(), "select") }
	other := func(err error) bool { return err != nil && !auth(err) && !busy(err) && !mends(err) }
	for name, is := range map[string]func(error) bool{
		"unauthenticated-myself.401": auth, "scope-mismatch.401": auth, "rate-limited-cloud.429": busy,
		"search-jql-unbounded.400": mends, "search-unknown-project.400": mends, "search-bad-payload.400": mends,
		"search-removed.410": other, "search-jql-post-no-content-type.415": other,
	} {
		t.Run(name, func(t *testing.T) {
			var recorded struct {
				Status      int
				ContentType string
				Body        json.RawMessage
			}
			if err := json.Unmarshal(read(t, "recorded/errors/"+name+".json"), &recorded); err != nil {
				t.Fatal(err)
			}
			synctest.Test(t, func(t *testing.T) {
				c, err := faces()["cloud"].open(connectors.Env{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
					if strings.HasSuffix(r.URL.Path, "/myself") {
						return answer(r, http.StatusOK, "application/json", `{"accountId":"5b"}`), nil
					}
					resp := answer(r, recorded.Status, recorded.ContentType, string(recorded.Body))
					resp.Header.Set("Retry-After", "1800")
					return resp, nil
				})})
				if err != nil {
					t.Fatal(err)
				}
				if _, err := c.Changes(t.Context(), ""); !is(err) {
					t.Errorf("the error is: %v", err)
				}
			})
		})
	}
}

// TestEveryNoteIsAValidDocument: whatever the text, Cloud's schema takes what it becomes.
func TestEveryNoteIsAValidDocument(t *testing.T) {
	t.Parallel()
	schema := adfSchema(t)
	rapid.Check(t, func(r *rapid.T) {
		raw, err := json.Marshal(jira.TextADF(rapid.String().Draw(r, "text")))
		if err != nil {
			r.Fatal(err)
		}
		checkADF(r, schema, raw)
	})
}
