package jira_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

// isEdit reports whether a request is the one edit of an issue.
func isEdit(r *http.Request) bool {
	return r.Method == http.MethodPut && !strings.Contains(r.URL.Path, "/properties/")
}

// isClaim reports whether a request claims a note.
func isClaim(r *http.Request) bool {
	return r.Method == http.MethodPut && strings.Contains(r.URL.Path, "/deskhand.claim.")
}

// onceInstead gives the first request of a kind another answer than the desk's.
func onceInstead(of func(*http.Request) bool, status int, header http.Header, body string) func(http.RoundTripper) http.RoundTripper {
	return func(next http.RoundTripper) http.RoundTripper {
		done := false
		return roundTripper(func(r *http.Request) (*http.Response, error) {
			if done || !of(r) {
				return next.RoundTrip(r)
			}
			done = true
			resp := answer(r, status, "application/json", body)
			for name, values := range header {
				resp.Header[name] = values
			}
			return resp, nil
		})
	}
}

// TestAnswersToWrites: what each answer to a claim or an edit leads to. Unless the write took place nothing is left on the issue, and
// another try may follow at once.
func TestAnswersToWrites(t *testing.T) {
	perIssue := http.Header{"Ratelimit-Reason": {"jira-per-issue-on-write"}, "Retry-After": {"7"}}
	for name, tt := range map[string]struct {
		to     func(*http.Request) bool
		status int
		header http.Header
		body   string

		result  helpdesk.Result // empty for none
		says    string          // in the outcome or the error
		err     error
		busy    bool
		written bool // the tag is on the issue in the end
	}{
		"labels off screen":   {to: isEdit, status: 400, body: `{"errors":{"labels":"weg"}}`, result: helpdesk.Refused, says: "edit screen"},
		"comment refused":     {to: isEdit, status: 400, body: `{"errors":{"comment":"nein"}}`, result: helpdesk.Written, says: "Add Comments", written: true},
		"too many comments":   {to: isEdit, status: 413, result: helpdesk.Written, says: "as many comments", written: true},
		"refused otherwise":   {to: isEdit, status: 400, body: `{"errorMessages":["?"]}`, result: helpdesk.Refused, says: "archived"},
		"refused without why": {to: isEdit, status: 405, body: "<html>", result: helpdesk.Refused, says: "405"},
		"forbidden":           {to: isEdit, status: 403, result: helpdesk.Refused, says: "Edit Issues"},
		"gone":                {to: isEdit, status: 404, result: helpdesk.Conflict, says: "gone"},
		"conflicting":         {to: isEdit, status: 409, result: helpdesk.Conflict, says: "conflicting"},
		"logged out":          {to: isEdit, status: 401, err: helpdesk.ErrAuth},
		"a stranger":          {to: isEdit, status: 404, header: http.Header{"X-Seraph-Loginreason": {"AUTHENTICATED_FAILED"}}, err: helpdesk.ErrAuth},
		"a CAPTCHA":           {to: isEdit, status: 403, header: http.Header{"X-Authentication-Denied-Reason": {"CAPTCHA_CHALLENGE; login-url=x"}}, err: helpdesk.ErrAuth},
		"too many requests":   {to: isEdit, status: 429, header: http.Header{"Retry-After": {"5"}}, busy: true},
		"too many on it":      {to: isEdit, status: 429, header: perIssue, result: helpdesk.Conflict, says: "fewer writes"},
		"dropped in silence":  {to: isEdit, status: 204, result: helpdesk.Refused, says: "changed nothing"},
		"server error":        {to: isEdit, status: 500, result: helpdesk.Unsure, says: "did not answer"},

		"claim of another":   {to: isClaim, status: 200, result: helpdesk.Conflict, says: "another run"},
		"claim forbidden":    {to: isClaim, status: 403, result: helpdesk.Refused, says: "Edit Issues"},
		"claim refused":      {to: isClaim, status: 400, result: helpdesk.Refused, says: "archived"},
		"claim of the gone":  {to: isClaim, status: 404, result: helpdesk.Conflict, says: "gone"},
		"claim unanswered":   {to: isClaim, status: 502, result: helpdesk.Conflict, says: "did not answer"},
		"claims too many":    {to: isClaim, status: 429, header: perIssue, result: helpdesk.Conflict, says: "fewer writes"},
		"claim logged out":   {to: isClaim, status: 401, err: helpdesk.ErrAuth},
		"claim out of limit": {to: isClaim, status: 429, header: http.Header{"Retry-After": {"5"}}, busy: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			once(t, func(t *testing.T, f face) {
				s := newSite(f)
				id := s.ticket("vip")
				c := s.connector(t)
				plan := noteOn(t, c, issueID(id))
				o, err := apply(t, s.through(t, onceInstead(tt.to, tt.status, tt.header, tt.body)), plan)
				var busy *helpdesk.Busy
				wanted := tt.err != nil && errors.Is(err, tt.err) || tt.busy && errors.As(err, &busy)
				if fails := tt.err != nil || tt.busy; fails != wanted || !fails && err != nil {
					t.Fatalf("the error is %v", err)
				}
				if o.Result != tt.result || !strings.Contains(o.Detail+o.NoNote, tt.says) {
					t.Errorf("the outcome is %+v, want %s that says %q", o, tt.result, tt.says)
				}
				now, _ := s.desk.Ticket(id)
				if now.Has("escalation_recommended") != tt.written || !now.Has("vip") || s.posted(id) != 0 {
					t.Errorf("tags %v, %d notes", now.Tags, s.posted(id))
				}
				if o.Again.IsZero() && !tt.written && len(now.Properties) > 0 {
					t.Errorf("a claim is left behind: %v", now.Properties)
				}
				if tt.written {
					return
				}
				if o.Again.After(time.Now()) {
					time.Sleep(time.Until(o.Again))
				}
				if o, err := apply(t, c, plan); err != nil || o.Result != helpdesk.Written || s.posted(id) != 1 {
					t.Errorf("tried again: %+v, %v; %d notes", o, err, s.posted(id))
				}
			})
		})
	}
}

// TestLedgerBesideTheEdit: a desk that leaves properties out of edits is told of the note by itself.
func TestLedgerBesideTheEdit(t *testing.T) {
	once(t, func(t *testing.T, f face) {
		s := newSite(f)
		id := s.ticket()
		c := s.connector(t)
		forgetful := func(next http.RoundTripper) http.RoundTripper {
			return roundTripper(func(r *http.Request) (*http.Response, error) {
				if isEdit(r) {
					r = replaced(r, `"properties":[{"key":"deskhand","value":{"refs"`, `"ignored":[{"key":"deskhand","value":{"refs"`)
				}
				return next.RoundTrip(r)
			})
		}
		if o, err := apply(t, s.through(t, forgetful), noteOn(t, c, issueID(id))); err != nil || o.Result != helpdesk.Written {
			t.Fatalf("%+v, %v", o, err)
		}
		if marks := fetch(t, c, issueID(id)).Marks; len(marks) != 1 || marks[0] != ref {
			t.Errorf("the marks are %v", marks)
		}
	})
}

// TestNoteInHandIsFinished: an end of the context lets the write in hand come to its end and leaves the others.
func TestNoteInHandIsFinished(t *testing.T) {
	once(t, func(t *testing.T, f face) {
		s := newSite(f)
		first, second := s.ticket(), s.ticket()
		c := s.connector(t)
		plans := []helpdesk.Plan{noteOn(t, c, issueID(first)), noteOn(t, c, issueID(second))}
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		if _, err := s.through(t, nil).Fetch(ctx, []string{issueID(first)}); err != nil {
			t.Fatal(err)
		}
		outcomes, err := s.through(t, slowly).Apply(ctx, plans)
		if !errors.Is(err, context.DeadlineExceeded) || len(outcomes) != 1 || outcomes[0].Result != helpdesk.Written {
			t.Errorf("%+v, %v; want the first written", outcomes, err)
		}
		if s.posted(first) != 1 || s.posted(second) != 0 {
			t.Errorf("%d and %d notes", s.posted(first), s.posted(second))
		}
	})
}

// TestTokensAreRenewed: before their end, and when the desk refuses one; wrong credentials are told as such.
func TestTokensAreRenewed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := faces()["cloud, OAuth"]
		s := newSite(f)
		id := issueID(s.ticket())
		bought := 0
		counted := func(next http.RoundTripper) http.RoundTripper {
			return roundTripper(func(r *http.Request) (*http.Response, error) {
				if strings.HasSuffix(r.URL.Path, "/oauth/token") {
					bought++
				}
				return next.RoundTrip(r)
			})
		}
		c := s.through(t, counted)
		for range 5 {
			fetch(t, c, id)
			time.Sleep(20 * time.Minute)
		}
		if bought != 2 {
			t.Errorf("in 100 minutes %d tokens were bought", bought)
		}
		refusing := s.through(t, func(next http.RoundTripper) http.RoundTripper {
			return counted(onceInstead(func(r *http.Request) bool { return strings.HasSuffix(r.URL.Path, "/myself") }, 401, nil, "{}")(next))
		})
		fetch(t, refusing, id)
		if bought != 4 {
			t.Errorf("after a refusal %d tokens were bought", bought-2)
		}
	})
}

// TestHistoryThatIsCutShort: comments that are counted and not given, or a changelog that repeats itself, make an issue partial.
func TestHistoryThatIsCutShort(t *testing.T) {
	issue := `{"id":"17","key":"AB-1","fields":{"updated":"2026-11-23T04:52:00.000+0000","project":{"key":"AB","projectTypeKey":"software"}}}`
	whole := map[string]string{
		"/myself": `{"accountId":"5b"}`, "/issue/bulkfetch": `{"issues":[` + issue + `]}`, "/changelog/bulkfetch": `{}`, "/comment": `{"total":0}`,
	}
	for name, with := range map[string]struct{ end, body string }{
		"whole":               {"/comment", `{"total":1,"comments":[{"id":"1","created":"2026-11-23T04:52:00.000+0000","body":"a"}]}`},
		"fewer comments":      {"/comment", `{"total":2,"comments":[]}`},
		"changelog repeats":   {"/changelog/bulkfetch", `{"nextPageToken":"again"}`},
		"unreadable time":     {"/comment", `{"total":1,"comments":[{"id":"1","created":"yesterday","body":"a"}]}`},
		"unreadable document": {"/comment", `{"total":1,"comments":[{"id":"1","created":"2026-11-23T04:52:00.000+0000","body":[1]}]}`},
		"no update time":      {"/issue/bulkfetch", `{"issues":[{"id":"17","key":"AB-1","fields":{"updated":null}}]}`},
	} {
		answers := map[string]string{}
		for end, body := range whole {
			answers[end] = body
		}
		answers[with.end] = with.body
		got := fetch(t, playing(t, faces()["cloud"], answers), "17")
		if got.Partial != (name != "whole") {
			t.Errorf("%s: partial is %v", name, got.Partial)
		}
	}
}

// TestExposedNoteThatStays: when even the deletion fails, a person is told to do it.
func TestExposedNoteThatStays(t *testing.T) {
	once(t, func(t *testing.T, f face) {
		s := newSite(f)
		id := s.ticket()
		c := s.connector(t)
		blind := func(next http.RoundTripper) http.RoundTripper {
			return roundTripper(func(r *http.Request) (*http.Response, error) {
				if r.Method == http.MethodDelete && strings.Contains(r.URL.Path, "/comment/") {
					return answer(r, http.StatusForbidden, "text/html", "no"), nil
				}
				return next.RoundTrip(replaced(r, `"sd.public.comment"`, `"sd.unknown"`))
			})
		}
		o, err := apply(t, s.through(t, blind), noteOn(t, c, issueID(id)))
		if !errors.Is(err, helpdesk.ErrExposed) || !strings.Contains(o.NoNote, "by hand") {
			t.Errorf("%+v, %v", o, err)
		}
	})
}

// TestInstants: every way in which Jira writes an instant is read.
func TestInstants(t *testing.T) {
	want := time.Date(2026, 11, 23, 4, 52, 0, 0, time.UTC)
	for _, written := range []string{
		`"2026-11-23T04:52:00.000+0000"`, `"2026-11-23T01:52:00.000-0300"`, `"2026-11-23T10:22:00.000+0530"`, `"2026-11-23T04:52:00+0000"`,
		`"2026-11-23T04:52:00Z"`, `1795409520000`, `1795409520`,
	} {
		c := playing(t, faces()["cloud"], map[string]string{
			"/myself": `{"accountId":"5b"}`, "/comment": `{"total":0}`, "/changelog/bulkfetch": `{}`,
			"/issue/bulkfetch": `{"issues":[{"id":"17","fields":{"updated":` + written + `}}]}`,
		})
		if got := fetch(t, c, "17").Updated; !got.Equal(want) {
			t.Errorf("%s is read as %v", written, got)
		}
	}
}
