package zendesksim_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/deskhand/deskhand/connectors/simulator/zendesksim"
)

// shape collects the types that stand at each path of a JSON value; list items share one path.
func shape(v any, path string, into map[string][]string) {
	kind := fmt.Sprintf("%T", v)
	if !slices.Contains(into[path], kind) {
		into[path] = append(into[path], kind)
	}
	switch v := v.(type) {
	case map[string]any:
		for key, item := range v {
			shape(item, path+"/"+key, into)
		}
	case []any:
		for _, item := range v {
			shape(item, path+"/*", into)
		}
	}
}

func shapeOf(t *testing.T, text []byte) map[string][]string {
	t.Helper()
	var v any
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	into := map[string][]string{}
	shape(v, "", into)
	return into
}

// ours may hold what these recordings happen not to.
var laterKeys = []string{"/ticket/generated_timestamp"}

// A simulated answer has the keys of the recorded one for the same request, and no value of a type that the recording
// contradicts. Null stands for "not set" on either side, so it contradicts nothing.
func TestAnswersHaveTheKeysAndTypesOfRecordedOnes(t *testing.T) {
	a := busyAccount(t, zendesksim.Options{Quirks: zendesksim.Quirks{JobStart: time.Millisecond, JobItem: time.Millisecond}})
	tests := []struct {
		file         string
		at           int // which exchange of the file
		method, path string
		body         string
	}{
		{"users_me.json", 0, "GET", "/api/v2/users/me.json", ""},
		{"incremental_tickets_cursor_per_page_1.json", 0, "GET", "/api/v2/incremental/tickets/cursor.json?start_time=0&per_page=1", ""},
		{"incremental_tickets_cursor_end_of_stream.json", 0, "GET", "/api/v2/incremental/tickets/cursor.json?start_time=0", ""},
		{"ticket_update_200.json", 0, "PUT", "/api/v2/tickets/401.json", `{"ticket":{"subject":"another"}}`},
		{"ticket_audits_all_cbp.json", 0, "GET", "/api/v2/ticket_audits.json?page[size]=100", ""},
		{"ticket_comments_cbp.json", 0, "GET", "/api/v2/tickets/401/comments.json?page[size]=100", ""},
		{"tags_list_cbp.json", 0, "GET", "/api/v2/tags.json?page[size]=100", ""},
		{"job_update_many_100.json", -1, "GET", "", ""},
		{"errors_404.json", 0, "PUT", "/api/v2/tickets/999999.json", `{"ticket":{"subject":"x"}}`},
		{"errors_400_too_many_values.json", 0, "GET", "/api/v2/tickets/show_many.json?ids=" + manyIDs(101), ""},
	}
	for _, test := range tests {
		t.Run(test.file, func(t *testing.T) {
			exchanges := recordings(t, test.file)
			at := (test.at + len(exchanges)) % len(exchanges)
			var got []byte
			if test.path == "" {
				got = []byte(finishedJob(t, a).body)
			} else {
				got = []byte(a.ask(test.method, test.path, test.body).body)
			}
			compareShapes(t, shapeOf(t, exchanges[at].Response.Body), shapeOf(t, got))
		})
	}
}

func compareShapes(t *testing.T, real, ours map[string][]string) {
	t.Helper()
	for path, kinds := range real {
		if openEnded(path) {
			continue
		}
		got, ok := ours[path]
		if !ok {
			t.Errorf("%s is missing; recorded as %v", path, kinds)
			continue
		}
		for _, kind := range got {
			if kind != "<nil>" && !slices.Contains(kinds, kind) && !slices.Equal(kinds, []string{"<nil>"}) {
				t.Errorf("%s is %s; recorded as %v", path, kind, kinds)
			}
		}
	}
	for path := range ours {
		if _, ok := real[path]; !ok && !openEnded(path) && !slices.Contains(laterKeys, path) {
			t.Errorf("%s is not in the recording", path)
		}
	}
}

// openEnded reports whether what stands below a path is up to the account: custom fields, uploads, what a client attached,
// events of many kinds.
func openEnded(path string) bool {
	for _, open := range []string{"/custom_fields/", "/fields/", "/attachments/", "/metadata/", "/source/", "/user_fields/", "/events/*/", "/satisfaction_rating/"} {
		if strings.Contains(path, open) {
			return true
		}
	}
	for _, list := range []string{"/tags/*", "_ids/*", "/via/source"} {
		if strings.HasSuffix(path, list) {
			return true
		}
	}
	return false
}

func manyIDs(n int) string {
	var ids []string
	for i := range n {
		ids = append(ids, strconv.Itoa(i+1))
	}
	return strings.Join(ids, ",")
}

// finishedJob lets a bulk update run to its end.
func finishedJob(t *testing.T, a *account) reply {
	t.Helper()
	r := a.ask("PUT", "/api/v2/tickets/update_many?ids=401", `{"ticket":{"additional_tags":["bulk"]}}`)
	path, _ := r.at("job_status", "url").(string)
	for range 1000 {
		r = a.ask("GET", strings.TrimPrefix(path, "https://acme.zendesk.com"), "")
		if r.at("job_status", "status") == "completed" {
			return r
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Fatalf("the job never ended: %s", r.body)
	return r
}
