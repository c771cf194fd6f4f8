package zendesksim_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/deskhand/deskhand/connectors/simulator"
	"github.com/deskhand/deskhand/connectors/simulator/zendesksim"
)

const exportStart = "/api/v2/incremental/tickets/cursor?start_time=0"

// ids returns the ticket ids of an answer, in order.
func (r reply) ids(list string) []int {
	var all []int
	items, _ := r.at(list).([]any)
	for _, item := range items {
		id, _ := item.(map[string]any)["id"].(float64)
		all = append(all, int(id))
	}
	return all
}

// walk reads the export from a place to its end.
func (a *account) walk(path string) (ids []int, cursor string) {
	for {
		r := a.ask("GET", path, "")
		ids = append(ids, r.ids("tickets")...)
		cursor, _ = r.at("after_cursor").(string)
		if r.at("end_of_stream") == true {
			return ids, cursor
		}
		path = "/api/v2/incremental/tickets/cursor?per_page=2&cursor=" + cursor
	}
}

func want(t *testing.T, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestExportIsInOrderAndKeepsAMinuteBack(t *testing.T) {
	a := newAccount(t, zendesksim.Options{})
	for range 3 {
		a.ticket("SSO") // all in one second
	}
	a.now = a.now.Add(59 * time.Second)
	ids, _ := a.walk(exportStart)
	want(t, ids, []int(nil))
	a.now = a.now.Add(time.Second)
	ids, cursor := a.walk(exportStart + "&per_page=2")
	want(t, ids, []int{1, 2, 3})
	want(t, cursor, "MTc5MzYxMDAwMC4wfHwzfA==") // 1793610000.0||3|
	a.now = a.now.Add(time.Hour)
	if _, err := a.desk.Note(1, a.agent().ID, simulator.Web, "hm"); err != nil {
		t.Fatal(err)
	}
	a.now = a.now.Add(time.Minute)
	ids, _ = a.walk("/api/v2/incremental/tickets/cursor?cursor=" + cursor)
	want(t, ids, []int{1})
	r := a.ask("GET", exportStart+"&per_page=2", "")
	r.want(t, nil, "before_cursor")
	if url, _ := r.at("after_url").(string); !strings.Contains(url, "per_page=2") {
		t.Errorf("after_url %s forgets per_page", url)
	}
	a.ask("GET", fmt.Sprintf("/api/v2/incremental/tickets/cursor?start_time=%d", a.now.Unix()-30), "").want(t, "StartTimeTooRecent", "error")
	want(t, a.ask("GET", "/api/v2/incremental/tickets/cursor?cursor=garbage", "").status, http.StatusBadRequest)
}

func TestAWalkUnderWritesShowsATicketTwice(t *testing.T) {
	a := newAccount(t, zendesksim.Options{Lag: -1})
	for range 3 {
		a.ticket("SSO")
		a.now = a.now.Add(time.Second)
	}
	first := a.ask("GET", exportStart+"&per_page=2", "")
	want(t, first.ids("tickets"), []int{1, 2})
	if _, err := a.desk.SetStatus(1, a.agent().ID, simulator.Web, simulator.Pending); err != nil {
		t.Fatal(err)
	}
	second := a.ask("GET", "/api/v2/incremental/tickets/cursor?cursor="+first.at("after_cursor").(string), "")
	want(t, second.ids("tickets"), []int{3, 1})
	second.want(t, "pending", "tickets", 1, "status")
}

func TestASystemsWorkMovesOnlyThePlaceInTheExport(t *testing.T) {
	a := newAccount(t, zendesksim.Options{Lag: -1})
	a.ticket("SSO")
	before := a.ask("GET", "/api/v2/tickets/1", "")
	a.now = a.now.Add(time.Hour)
	if err := a.desk.Touch(1); err != nil {
		t.Fatal(err)
	}
	after := a.ask("GET", "/api/v2/tickets/1", "")
	want(t, after.at("ticket", "updated_at"), before.at("ticket", "updated_at"))
	want(t, after.at("ticket", "generated_timestamp"), before.at("ticket", "generated_timestamp").(float64)+3600)
	want(t, len(a.ask("GET", "/api/v2/tickets/1/audits", "").at("audits").([]any)), 1)
}

func TestTheExportByTimeGivesWholeSecondsAndNeverEnds(t *testing.T) {
	a := newAccount(t, zendesksim.Options{Lag: -1, TooRecent: -1})
	began := a.now.Unix()
	for _, n := range []int{3, 2} {
		for range n {
			a.ticket("SSO")
		}
		a.now = a.now.Add(time.Second)
	}
	page := func(start int64) reply {
		return a.ask("GET", fmt.Sprintf("/api/v2/incremental/tickets?per_page=1&start_time=%d", start), "")
	}
	r := page(0)
	want(t, r.ids("tickets"), []int{1, 2, 3})
	r.want(t, float64(began+1), "end_time")
	r.want(t, false, "end_of_stream")
	for range 2 { // at the end it stays where it is, and gives the last second again
		r = page(began + 1)
		want(t, r.ids("tickets"), []int{4, 5})
		r.want(t, float64(began+1), "end_time")
		r.want(t, true, "end_of_stream")
		if r.at("next_page") == nil {
			t.Error("next_page is null")
		}
	}
}

func TestLateRecordsShowUpBehindTheCursor(t *testing.T) {
	a := newAccount(t, zendesksim.Options{Quirks: zendesksim.Quirks{LateEvery: 2, LateBy: time.Hour}})
	for range 3 {
		a.ticket("SSO")
	}
	a.now = a.now.Add(2 * time.Minute)
	ids, cursor := a.walk(exportStart)
	want(t, ids, []int{1, 3})
	a.now = a.now.Add(2 * time.Hour)
	ids, _ = a.walk("/api/v2/incremental/tickets/cursor?cursor=" + cursor)
	want(t, ids, []int(nil))
	ids, _ = a.walk(exportStart)
	want(t, ids, []int{1, 2, 3})
}

func TestDeletedTicketsAreExportedAndNowhereElse(t *testing.T) {
	a := newAccount(t, zendesksim.Options{Lag: -1})
	a.ticket("SSO")
	a.ticket("Plans")
	a.now = a.now.Add(time.Minute)
	want(t, a.ask("DELETE", "/api/v2/tickets/1", "").status, http.StatusNoContent)
	for _, path := range []string{"/api/v2/tickets/1", "/api/v2/tickets/1/audits", "/api/v2/tickets/1/comments"} {
		a.ask("GET", path, "").want(t, "RecordNotFound", "error")
	}
	want(t, a.ask("PUT", "/api/v2/tickets/1", `{"ticket":{"subject":"x"}}`).status, http.StatusNotFound)
	want(t, a.ask("GET", "/api/v2/tickets/show_many?ids=1,2", "").ids("tickets"), []int{2})
	want(t, a.ask("GET", "/api/v2/tickets", "").ids("tickets"), []int{2})
	a.ask("GET", exportStart, "").want(t, "deleted", "tickets", 1, "status")
	ids, _ := a.walk(exportStart + "&exclude_deleted=true")
	want(t, ids, []int{2})
	a.ask("GET", "/api/v2/deleted_tickets", "").want(t, "new", "deleted_tickets", 0, "previous_state")

	a.now = a.now.Add(30 * 24 * time.Hour)
	before := a.ask("GET", exportStart, "").at("tickets", 1, "updated_at")
	a.ask("DELETE", "/api/v2/deleted_tickets/1", "").want(t, true, "job_status", "results", "success")
	r := a.ask("GET", exportStart, "")
	r.want(t, "SCRUBBED", "tickets", 1, "subject")
	r.want(t, "X", "tickets", 1, "description")
	r.want(t, before, "tickets", 1, "updated_at")
}

func TestADeletedTicketCanBeRestored(t *testing.T) {
	a := newAccount(t, zendesksim.Options{})
	a.ticket("SSO")
	a.ask("DELETE", "/api/v2/tickets/1", "")
	want(t, a.ask("PUT", "/api/v2/deleted_tickets/1/restore", "").status, http.StatusOK)
	want(t, a.ask("GET", "/api/v2/tickets/1", "").status, http.StatusOK)
}

func TestReturnedAddressesMayNameAnotherHost(t *testing.T) {
	a := newAccount(t, zendesksim.Options{URL: "https://canonical.zendesk.com", Lag: -1})
	a.ticket("SSO")
	for _, v := range []any{
		a.ask("GET", exportStart, "").at("after_url"), a.ask("GET", "/api/v2/tickets/1", "").at("ticket", "url"),
		a.ask("GET", "/api/v2/tickets?page[size]=1", "").at("links", "next"), a.ask("GET", "/api/v2/incremental/tickets?start_time=0", "").at("next_page"),
	} {
		if url, _ := v.(string); !strings.HasPrefix(url, "https://canonical.zendesk.com/") {
			t.Errorf("%q names the host that was called", url)
		}
	}
}

func TestOddCursorsAreSwitches(t *testing.T) {
	a := newAccount(t, zendesksim.Options{Quirks: zendesksim.Quirks{LenientCursor: true, NullEmptyCursor: true}})
	a.ask("GET", "/api/v2/incremental/tickets/cursor?cursor=garbage", "").want(t, nil, "after_cursor")
	a.ticket("SSO")
	a.now = a.now.Add(time.Hour)
	want(t, a.ask("GET", "/api/v2/incremental/tickets/cursor?cursor=garbage", "").ids("tickets"), []int{1})
}

func TestTicketEventsNameTheFieldThatChanged(t *testing.T) {
	a := newAccount(t, zendesksim.Options{Lag: -1})
	a.ticket("SSO")
	if _, err := a.desk.SetStatus(1, a.agent().ID, simulator.Web, simulator.Pending); err != nil {
		t.Fatal(err)
	}
	r := a.ask("GET", "/api/v2/incremental/ticket_events?start_time=0&include=comment_events", "")
	r.want(t, "Comment", "ticket_events", 0, "child_events", 0, "event_type")
	r.want(t, "pending", "ticket_events", 1, "child_events", 0, "status")
	r.want(t, "Web form", "ticket_events", 1, "child_events", 0, "via")
}
