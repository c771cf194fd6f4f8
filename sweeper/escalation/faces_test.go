package escalation_test

import (
	"encoding/json"
	"html"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/deskhand/deskhand/sweeper"
	"github.com/deskhand/deskhand/sweeper/escalation"
	"github.com/deskhand/deskhand/sweeper/status"
	"github.com/deskhand/deskhand/sweeper/store"
	"github.com/deskhand/deskhand/sweeper/store/storetest"
)

// The page of a ticket says what its explanation says, word for word and in its order, in every language.
func TestTicketPageSaysWhatTheVerdictSays(t *testing.T) {
	for _, language := range []string{"en", "de", "es"} {
		escalation.EveryVerdict(t, language, func(name string, v escalation.Verdict) {
			told := v.Explain()
			page := served(t, told)
			for n, words := range inOrder(told) {
				before, after, found := strings.Cut(page, words)
				if !found {
					t.Errorf("%s, %s: the page lacks %q, or says it earlier; from there on it says\n%s", language, name, words, page)
					break
				}
				if more := strings.TrimSpace(before); more != "" && n > 1 { // headline and first title stand apart
					t.Errorf("%s, %s: before %q only the page says %q", language, name, words, more)
				}
				page = after
			}
		})
	}
}

// inOrder lists the words of an explanation.
func inOrder(told escalation.Explanation) []string {
	all := []string{told.Headline}
	for _, s := range told.Sections {
		all = append(all, s.Title)
		all = append(all, s.Sentences...)
		if len(s.Rows) > 0 {
			all = slices.Concat(append([][]string{all, {s.Title}, s.Head}, append(s.Rows, s.Foot)...)...)
		}
	}
	return slices.DeleteFunc(all, func(words string) bool { return words == "" })
}

// served returns the text that a browser is given of the page of a ticket with the explanation.
func served(t *testing.T, told escalation.Explanation) string {
	t.Helper()
	row, err := json.Marshal(sweeper.Shown{Key: "4711", Needs: "move"})
	if err != nil {
		t.Fatal(err)
	}
	explained, err := json.Marshal(told)
	if err != nil {
		t.Fatal(err)
	}
	kept := new(storetest.Memory)
	lease, err := kept.Lease(t.Context(), "support", "test", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	shown := slices.Concat(row, []byte("\n"), explained)
	if err := kept.Commit(t.Context(), lease, store.Batch{Put: map[string]store.Record{"4711": {Shown: shown}}}); err != nil {
		t.Fatal(err)
	}
	page := status.New(status.Options{Store: kept, Log: slog.New(slog.DiscardHandler), Desks: []status.Desk{{Name: "support", Mode: sweeper.Off}}})
	w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "http://localhost/t/support/4711", nil)
	if page.ServeHTTP(w, r); w.Code != http.StatusOK {
		t.Fatalf("the page answers %d:\n%s", w.Code, w.Body)
	}
	return html.UnescapeString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(w.Body.String(), ""))
}
