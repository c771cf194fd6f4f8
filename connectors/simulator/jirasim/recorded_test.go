package jirasim_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/deskhand/deskhand/connectors/simulator"
	"github.com/deskhand/deskhand/connectors/simulator/jirasim"
)

// recorded reads a real answer.
func recorded(t *testing.T, name string) any {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(needContracts(t), "recorded", name))
	if err != nil {
		t.Skip("the recorded answers are not beside the repository")
	}
	var v any
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// unlike lists where an answer has keys that the recorded one has not, lacks some, or has other types. Nulls fit everything; a star in
// open stands for keys that differ from site to site.
func unlike(path string, real, ours any, open map[string]bool) []string {
	if real == nil || ours == nil {
		return nil
	}
	if fmt.Sprintf("%T", real) != fmt.Sprintf("%T", ours) {
		return []string{fmt.Sprintf("%s: %T, really %T", path, ours, real)}
	}
	var found []string
	switch real := real.(type) {
	case map[string]any:
		ours := ours.(map[string]any)
		for key, v := range real {
			if own, there := ours[key]; there {
				found = append(found, unlike(path+"."+key, v, own, open)...)
			} else if !open[path] && !open[path+"."+key] {
				found = append(found, path+"."+key+": missing")
			}
		}
		for key := range ours {
			if _, there := real[key]; !there && !open[path] && !open[path+"."+key] {
				found = append(found, path+"."+key+": not in the real answer")
			}
		}
	case []any:
		if ours := ours.([]any); len(real) > 0 && len(ours) > 0 {
			found = append(found, unlike(path+"[]", real[0], ours[0], open)...)
		}
	case string:
		if isTime(real) != isTime(ours.(string)) {
			found = append(found, fmt.Sprintf("%s: %q, really %q", path, ours, real))
		}
	}
	return found
}

func isTime(text string) bool {
	_, err := time.Parse("2006-01-02T15:04:05.000-0700", text)
	return err == nil
}

func TestAnswersAreLikeRecordedOnes(t *testing.T) {
	cloud, dc := newSim(t, jirasim.Options{}), newSim(t, jirasim.Options{Deployment: jirasim.DataCenter})
	for _, s := range []*sim{cloud, dc} {
		if _, err := s.desk.Reply(s.ops, s.agent, simulator.Web, "Done"); err != nil {
			t.Fatal(err)
		}
		s.flip(1)
	}
	for _, c := range []struct {
		file string
		in   []any // where in the recorded answer
		sim  *sim
		path string
		our  []any
		open string // places whose keys differ from site to site, or that are not simulated
	}{
		{"cloud/jirametrics-SP-1.json", nil, cloud, "/rest/api/2/issue/OPS-1?expand=changelog", nil, " .fields .expand"},
		{"cloud/devlake-changelog-13383-values.json", []any{0}, cloud, "/rest/api/3/issue/OPS-1/changelog", []any{"values", 0}, ".author.emailAddress"},
		{"cloud/jira-cfd-jira-changelog-response.json", nil, cloud, "/rest/api/3/issue/OPS-1/changelog", nil, ".nextPage .values[].author"},
		{"cloud/airbyte-issue-comments.json", []any{"comments", 0}, cloud, "/rest/api/3/issue/OPS-1/comment", []any{"comments", 0}, ""},
		{"cloud/devlake-user.json", nil, cloud, "/rest/api/3/myself", nil, ".groups .applicationRoles .emailAddress"},
		{"dc/devlake-issue-DZFNK0168-1.json", nil, dc, "/rest/api/2/issue/OPS-1?expand=changelog", nil, ".fields .fields.project.projectTypeKey"},
		{"dc/jira-ruby-issue-10002-comment.json", nil, dc, "/rest/api/2/issue/OPS-1/comment", nil, ".comments[].author .comments[].updateAuthor .comments[].author.avatarUrls .comments[].updateAuthor.avatarUrls"},
		{"jsm/request-created.json", nil, cloud, "/rest/servicedeskapi/request/OPS-1", nil, "._links.agent"},
	} {
		open := map[string]bool{}
		for _, place := range strings.Split(c.open, " ") {
			open[place] = true
		}
		delete(open, "")
		for _, difference := range unlike("", at(recorded(t, c.file), c.in...), at(c.sim.get(c.path), c.our...), open) {
			t.Errorf("%s: %s", c.file, difference)
		}
	}
}

// TestRefusalsAreLikeRecordedOnes provokes what was recorded, and compares status and body.
func TestRefusalsAreLikeRecordedOnes(t *testing.T) {
	cloud, dc := newSim(t, jirasim.Options{}), newSim(t, jirasim.Options{Deployment: jirasim.DataCenter})
	nobody := newSim(t, jirasim.Options{})
	nobody.auth = nil
	post := func(s *sim, path string, body any) func() answer {
		return func() answer { return s.ask("POST", path, body) }
	}
	for file, provoke := range map[string]func() answer{
		"comment-body-not-adf":   post(cloud, "/rest/api/3/issue/OPS-1/comment", object{"body": "text"}),
		"comment-too-long-dc":    post(dc, "/rest/api/2/issue/OPS-1/comment", object{"body": strings.Repeat("x", 32768)}),
		"issue-not-found":        func() answer { return cloud.ask("GET", "/rest/api/3/issue/OPS-99", nil) },
		"label-with-space":       func() answer { return cloud.ask("PUT", "/rest/api/3/issue/OPS-1", labelEdit("+a b")) },
		"search-bad-payload":     post(cloud, "/rest/api/3/search/jql", object{"jql": 1}),
		"search-jql-unbounded":   post(cloud, "/rest/api/3/search/jql", object{"jql": ""}),
		"search-removed":         post(cloud, "/rest/api/3/search", object{"jql": ""}),
		"search-unknown-project": post(cloud, "/rest/api/3/search/jql", object{"jql": "project = NOPE"}),
		"unauthenticated-myself": func() answer { return nobody.ask("GET", "/rest/api/3/myself", nil) },
	} {
		files, err := filepath.Glob(filepath.Join(needContracts(t), "recorded", "errors", file+".*"))
		if err != nil || len(files) != 1 {
			t.Fatalf("%s: %v %v", file, files, err)
		}
		real := recorded(t, "errors/"+filepath.Base(files[0]))
		a := provoke()
		if float64(a.status) != at(real, "status") {
			t.Errorf("%s: status %d, really %v", file, a.status, at(real, "status"))
		}
		if diff := cmp.Diff(at(real, "body"), any(a.body)); diff != "" {
			t.Errorf("%s: (-real +ours)\n%s", file, diff)
		}
	}
	for file, edit := range map[string]any{
		"jira-ruby-issue-10002.invalid.put.json":              object{"update": object{"invalid": []any{object{"add": "x"}}}},
		"jira-ruby-issue-10002.put.missing_field_update.json": object{},
	} {
		a := dc.ask("PUT", "/rest/api/2/issue/OPS-1", edit).want(t, http.StatusBadRequest)
		if diff := cmp.Diff(recorded(t, "errors/"+file), any(a.body)); diff != "" {
			t.Errorf("%s: (-real +ours)\n%s", file, diff)
		}
	}
}
