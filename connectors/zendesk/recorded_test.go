package zendesk

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/deskhand/deskhand/connectors"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

// These tests replay answers that real accounts gave. The recordings lie beside the repository, not in it.

type interaction struct {
	Request struct {
		Method string
		URI    string
	}
	Response struct {
		Status  any
		Headers map[string]any
		Body    json.RawMessage
	}
}

func recorded(t *testing.T, name string) []interaction {
	t.Helper()
	folder, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; folder != filepath.Dir(folder); folder = filepath.Dir(folder) {
		data, err := os.ReadFile(filepath.Join(folder, "..", "shared", "contracts", "zendesk", "recorded", name))
		if err != nil {
			continue
		}
		var file struct {
			Interactions []interaction
			Body         json.RawMessage
		}
		if err := json.Unmarshal(data, &file); err != nil {
			t.Fatal(err)
		}
		if len(file.Interactions) == 0 {
			only := interaction{}
			only.Response.Body = file.Body
			file.Interactions = []interaction{only}
		}
		return file.Interactions
	}
	t.Skip("the recorded answers are not beside this repository")
	return nil
}

// replay answers each request with the next of the recorded answers.
type replay struct {
	t       *testing.T
	answers []interaction
	asked   []string
}

func (r *replay) RoundTrip(req *http.Request) (*http.Response, error) {
	if len(r.asked) >= len(r.answers) {
		r.t.Errorf("nothing is recorded for %s", req.URL)
		return nil, io.ErrUnexpectedEOF
	}
	answer := r.answers[len(r.asked)].Response
	r.asked = append(r.asked, req.URL.String())
	return &http.Response{
		StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json; charset=utf-8"}},
		Body: io.NopCloser(strings.NewReader(string(bodyOf(answer.Body)))), ContentLength: -1,
	}, nil
}

// bodyOf returns the body itself: recordings hold it as JSON or as a string of it.
func bodyOf(raw json.RawMessage) []byte {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return []byte(s)
	}
	var wrapped struct{ String string }
	if json.Unmarshal(raw, &wrapped) == nil && wrapped.String != "" {
		return []byte(wrapped.String)
	}
	return raw
}

func replayed(t *testing.T, answers []interaction) (*desk, *replay) {
	t.Helper()
	r := &replay{t: t, answers: answers}
	d, err := open(Config{URL: "https://acme.zendesk.com", Auth: Auth{Bearer: "x"}}, connectors.Env{Desk: "support", Transport: r})
	if err != nil {
		t.Fatal(err)
	}
	return d, r
}

func TestRecordedExport(t *testing.T) {
	d, _ := replayed(t, recorded(t, "incremental_tickets_cursor_end_of_stream.json")[:1])
	page, err := d.Changes(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	counts := map[helpdesk.Status]int{}
	for _, c := range page.Changes {
		counts[c.Status]++
		if c.ID == "" || c.Updated.IsZero() || c.Version == "" {
			t.Errorf("a change lacks something: %+v", c)
		}
	}
	if len(page.Changes) != 87 || page.More || page.Next == "" || counts[helpdesk.Deleted] == 0 {
		t.Errorf("%d changes, more %v, next %q, by status %v", len(page.Changes), page.More, page.Next, counts)
	}
}

func TestRecordedPages(t *testing.T) {
	answers := recorded(t, "incremental_tickets_cursor_per_page_1.json")
	synctest.Test(t, func(t *testing.T) { // the export's rate limit makes the connector wait
		d, r := replayed(t, answers)
		var from helpdesk.Cursor
		for range answers {
			page, err := d.Changes(t.Context(), from)
			if err != nil {
				t.Fatal(err)
			}
			if len(page.Changes) != 1 || !page.More || page.Next == from {
				t.Fatalf("the page after %q: %d changes, more %v, next %q", from, len(page.Changes), page.More, page.Next)
			}
			if place, err := base64.StdEncoding.DecodeString(string(page.Next)); err != nil || !strings.Contains(string(place), "|"+page.Changes[0].ID+"|") {
				t.Errorf("the cursor %q does not stand for ticket %s", place, page.Changes[0].ID)
			}
			from = page.Next
		}
		for _, url := range r.asked {
			if !strings.HasPrefix(url, "https://acme.zendesk.com/api/v2/incremental/tickets/cursor?") {
				t.Errorf("asked %s", url)
			}
		}
	})
}

func TestRecordedAudits(t *testing.T) {
	events, roads := 0, map[helpdesk.Via]int{}
	for _, answer := range recorded(t, "ticket_audits_all_cbp.json") {
		var page auditsPage
		if err := json.Unmarshal(bodyOf(answer.Response.Body), &page); err != nil {
			t.Fatal(err)
		}
		for _, e := range eventsOf(page.Audits, nil) {
			events++
			roads[e.Via]++
			if e.ID == "" || e.At.IsZero() {
				t.Errorf("an event lacks something: %+v", e)
			}
			if e.Kind == helpdesk.KindNote && e.Body == "" {
				t.Errorf("note %s has no text", e.ID)
			}
			if e.Kind == helpdesk.KindTags && len(e.Added)+len(e.Removed) == 0 {
				t.Errorf("event %s changes no tag", e.ID)
			}
		}
	}
	if events < 50 || roads[helpdesk.ByAPI] == 0 {
		t.Errorf("%d events, by road %v", events, roads)
	}
}

func TestRecordedTrigger(t *testing.T) {
	var answer updateAnswer
	if err := json.Unmarshal(bodyOf(recorded(t, "ticket_create_201_with_trigger_notifications_2019.json")[0].Response.Body), &answer); err != nil {
		t.Fatal(err)
	}
	for _, e := range eventsOf([]audit{answer.Audit}, nil) {
		if e.Kind != helpdesk.KindNote && e.Kind != helpdesk.KindTags {
			t.Errorf("a consequence became an event: %+v", e)
		}
	}
	if len(ownComments(answer.Audit, answer.Audit.AuthorID)) != 1 {
		t.Error("the comment in the audit is not found")
	}
}

func TestRecordedStranger(t *testing.T) {
	d, _ := replayed(t, recorded(t, "users_me_anonymous.json"))
	if _, err := d.whoAmI(t.Context()); err == nil {
		t.Error("an anonymous visitor was taken for somebody")
	}
	d, _ = replayed(t, recorded(t, "users_me.json")[:1])
	if id, err := d.whoAmI(t.Context()); err != nil || id == 0 {
		t.Errorf("we are user %d, %v", id, err)
	}
}

func TestRecordedErrors(t *testing.T) {
	for name, want := range map[string]string{"errors_404.json": "RecordNotFound", "errors_400_too_many_values.json": "TooManyValues"} {
		found := false
		for _, answer := range recorded(t, name) {
			found = found || readFault(bodyOf(answer.Response.Body)).code == want
		}
		if !found {
			t.Errorf("%s holds no %s", name, want)
		}
	}
}
