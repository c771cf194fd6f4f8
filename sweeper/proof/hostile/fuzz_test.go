package hostile

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/deskhand/deskhand/connectors"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
	"github.com/deskhand/deskhand/sweeper/proof/desks"
)

// FuzzAnswers gives every connector the same JSON in answer to whatever it asks, from any place in the feed. Each call ends soon,
// none panics, and no page leads on to the place that it was asked for.
func FuzzAnswers(f *testing.F) {
	f.Add(`{"tickets":[{"id":1,"status":"open","updated_at":"2026-01-02T03:04:05Z","tags":["a"]}],"after_cursor":"x","end_of_stream":false,"user":{"id":7}}`, "@5")
	f.Add(`{"accountId":"5","issues":[{"id":"10001","key":"A-1","fields":{"updated":"2026-11-23T04:52:00.123+0000","labels":["a"]}}],"nextPageToken":"t","isLast":false,"total":9}`, `{"since":1,"walk":{"at":{"token":"t","offset":5}}}`)
	f.Add(`{"audits":[{"events":[{"type":"Comment"}]}],"meta":{"has_more":true,"after_cursor":"x"},"user":{"id":1},"name":"n","key":"k"}`, "")
	f.Add(`{"results":null,"meta":{"has_more":true},"user":{"id":-1},"fields":{"comment":{"total":9}},"values":[{}],"isLast":false}`, "{}")
	f.Fuzz(func(t *testing.T, body, cursor string) {
		same := roundTrip(func(r *http.Request) (*http.Response, error) {
			return answer(r, 200, []byte(body), "Content-Type", "application/json"), nil
		})
		synctest.Test(t, func(t *testing.T) { // where pauses take no time
			for _, desk := range desks.All() {
				c, err := desk.Open(connectors.Env{Desk: desk.Name, Transport: same, Share: 1, Version: "test"})
				if err != nil {
					t.Fatal(err)
				}
				ask(t, desk.Name, helpdesk.Cursor(cursor), c)
			}
		})
	})
}

const soon = 5 * time.Second

func ask(t *testing.T, name string, from helpdesk.Cursor, c helpdesk.Connector) {
	ctx, cancel := context.WithTimeout(t.Context(), soon)
	defer cancel()
	if page, err := c.Changes(ctx, from); err == nil && page.More && page.Next == from {
		t.Errorf("%s: the feed goes on from %q to the same place", name, from)
	}
	if page, err := c.Backlog(ctx, from); err == nil && page.More && page.Next == from {
		t.Errorf("%s: the list goes on from %q to the same place", name, from)
	}
	tickets, err := c.Fetch(ctx, []string{"1", "10001"})
	if err == nil && len(tickets) != 2 {
		t.Errorf("%s: asked for two tickets, got %d", name, len(tickets))
	}
	_, checked := c.Check(ctx)
	for _, err := range []error{err, checked} {
		var busy *helpdesk.Busy
		if errors.Is(err, context.DeadlineExceeded) && !errors.As(err, &busy) {
			t.Errorf("%s: an answer keeps it busy for %s", name, soon)
		}
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
