package zendesk_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/deskhand/deskhand/connectors/simulator"
	"github.com/deskhand/deskhand/connectors/simulator/zendesksim"
	"github.com/deskhand/deskhand/connectors/zendesk"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

const updateRoute = "PUT /api/v2/tickets/{id}"

func TestRefusals(t *testing.T) {
	body := func(s string) string { return s }
	tests := map[string]struct {
		status int
		body   string
		want   helpdesk.Result // empty: Apply stops
		is     error
		detail string
	}{
		"stale":          {409, body(`{"error":"UpdateConflict","description":"Safe Update prevented the update due to outdated ticket data."}`), helpdesk.Conflict, nil, "changed"},
		"collision":      {409, body(`{"error":"DatabaseConflict","description":"Database collision"}`), helpdesk.Conflict, nil, "same time"},
		"closed":         {422, body(`{"error":"RecordInvalid","description":"Record validation errors","details":{"status":[{"description":"Status: closed prevents ticket update"}]}}`), helpdesk.Refused, nil, "closed prevents ticket update"},
		"gone":           {404, body(`{"error":"RecordNotFound","description":"Not found"}`), helpdesk.Refused, nil, "RecordNotFound"},
		"not this group": {403, body(`{"error":{"title":"Forbidden","message":"You do not have access to this page."}}`), helpdesk.Refused, nil, "do not have access"},
		"no scope":       {403, body(`{"error":"Forbidden","description":"You are missing the following required scopes: write"}`), "", helpdesk.ErrAuth, ""},
		"bad token":      {401, body(`{"error":"invalid_token"}`), "", helpdesk.ErrAuth, ""},
		"a page":         {413, body("<html>Too large</html>"), helpdesk.Refused, nil, "413"},
		"unsure":         {500, body("oops"), helpdesk.Unsure, nil, "not answered"},
		"too often":      {429, body("Number of allowed API requests per minute exceeded"), helpdesk.Conflict, nil, "pause"},
	}
	for name, test := range tests {
		onAccount(t, zendesksim.Options{}, func(t *testing.T, a *account) {
			plan := planFor(a.fetch(t, a.create("x")))
			a.fault(simulator.Fault{Method: "PUT", Path: "/api/v2/tickets/*", Status: test.status, Body: test.body})
			outcome, err := a.apply(t, plan)
			if outcome.Result != test.want || !errors.Is(err, test.is) || !strings.Contains(outcome.Detail, test.detail) {
				t.Errorf("%s: %+v, %v", name, outcome, err)
			}
			if strings.ContainsAny(outcome.Detail, "\n<") {
				t.Errorf("%s: the detail is %q", name, outcome.Detail)
			}
			if n := a.requests(updateRoute); n != 1 {
				t.Errorf("%s: sent %d times", name, n)
			}
		})
	}
}

func TestClosedTicketIsRefused(t *testing.T) {
	onAccount(t, zendesksim.Options{}, func(t *testing.T, a *account) {
		id := a.create("Over")
		if err := errOf(a.desk.Close(id)); err != nil {
			t.Fatal(err)
		}
		outcome, err := a.apply(t, planFor(a.fetch(t, id)))
		if err != nil || outcome.Result != helpdesk.Refused || !strings.Contains(outcome.Detail, "closed") {
			t.Errorf("%+v, %v", outcome, err)
		}
	})
}

// meddler stands before the simulated account and changes what updates say or answer.
func meddler(sim http.Handler, request func(map[string]any), answer func(map[string]any)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPut || strings.HasSuffix(r.URL.Path, "make_private") {
			sim.ServeHTTP(w, r)
			return
		}
		var body map[string]any
		if json.NewDecoder(r.Body).Decode(&body) != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		request(body["ticket"].(map[string]any))
		sent, _ := json.Marshal(body)
		r.Body, r.ContentLength = io.NopCloser(strings.NewReader(string(sent))), int64(len(sent))
		record := httptest.NewRecorder()
		sim.ServeHTTP(record, r)
		var answered map[string]any
		if json.Unmarshal(record.Body.Bytes(), &answered) == nil {
			answer(answered)
		}
		changed, _ := json.Marshal(answered)
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(record.Code)
		w.Write(changed)
	})
}

func onMeddledAccount(t *testing.T, request, answer func(map[string]any), try func(*testing.T, *account)) {
	t.Helper()
	nothing := func(map[string]any) {}
	if request == nil {
		request = nothing
	}
	if answer == nil {
		answer = nothing
	}
	synctest.Test(t, func(t *testing.T) {
		desk := simulator.NewDesk()
		sim := zendesksim.New(desk, zendesksim.Options{})
		try(t, newAccount(t, desk, sim, meddler(sim, request, answer), zendesk.Auth{Bearer: zendesksim.DefaultBearer}))
	})
}

func TestExposedNoteIsHidden(t *testing.T) {
	public := func(ticket map[string]any) { ticket["comment"].(map[string]any)["public"] = true }
	onMeddledAccount(t, public, nil, func(t *testing.T, a *account) {
		first, second := a.fetch(t, a.create("One")), a.fetch(t, a.create("Two"))
		outcomes, err := a.Apply(t.Context(), []helpdesk.Plan{planFor(first), planFor(second)})
		if !errors.Is(err, helpdesk.ErrExposed) || len(outcomes) != 1 {
			t.Fatalf("%+v, %v", outcomes, err)
		}
		now, _ := a.desk.Ticket(1)
		for _, note := range now.Notes()[1:] {
			if note.Public {
				t.Errorf("it is still public: %q", note.Body)
			}
		}
	})
}

// TestTriggersCommentIsNotOurs: a public comment that a trigger adds within our update is left as it is.
func TestTriggersCommentIsNotOurs(t *testing.T) {
	trigger := func(answer map[string]any) {
		audit := answer["audit"].(map[string]any)
		said := map[string]any{
			"id": 99, "type": "Comment", "public": true, "author_id": audit["author_id"], "body": "We are on it",
			"via": map[string]any{"channel": "rule", "source": map[string]any{"from": map[string]any{"id": 7}, "rel": "trigger"}},
		}
		audit["events"] = append(audit["events"].([]any), said)
	}
	onMeddledAccount(t, nil, trigger, func(t *testing.T, a *account) {
		outcome, err := a.apply(t, planFor(a.fetch(t, a.create("x"))))
		if err != nil || outcome.Result != helpdesk.Written || outcome.NoNote != "" {
			t.Errorf("%+v, %v", outcome, err)
		}
	})
}

func TestDroppedNoteIsTold(t *testing.T) {
	drop := func(ticket map[string]any) { delete(ticket, "comment") }
	onMeddledAccount(t, drop, nil, func(t *testing.T, a *account) {
		outcome, err := a.apply(t, planFor(a.fetch(t, a.create("x"))))
		if err != nil || outcome.Result != helpdesk.Written || outcome.NoNote == "" {
			t.Errorf("%+v, %v", outcome, err)
		}
	})
}

func TestLostTagsAreTold(t *testing.T) {
	onAccount(t, zendesksim.Options{}, func(t *testing.T, a *account) {
		a.desk.AddRule(simulator.Rule{Title: "No flags here", When: simulator.OnTag("escalation_recommended"), Remove: []string{"escalation_recommended"}})
		outcome, err := a.apply(t, planFor(a.fetch(t, a.create("x"))))
		if err != nil || outcome.Result != helpdesk.Written || !strings.Contains(outcome.Detail, "escalation_recommended") || outcome.NoNote != "" {
			t.Errorf("%+v, %v", outcome, err)
		}
	})
}

func TestUpdatesCarryOnlyWhatChanges(t *testing.T) {
	var sent map[string]any
	spy := func(ticket map[string]any) { sent = ticket }
	onMeddledAccount(t, spy, nil, func(t *testing.T, a *account) {
		read := a.fetch(t, a.create("x", "vip"))
		onlyNote, onlyTags := planFor(read), planFor(read)
		onlyNote.Add, onlyTags.Note = nil, nil
		if outcome, err := a.apply(t, onlyNote); err != nil || outcome.Result != helpdesk.Written {
			t.Fatalf("%+v, %v", outcome, err)
		}
		if _, tags := sent["tags"]; tags || sent["safe_update"] != true || sent["updated_stamp"] != read.Version {
			t.Errorf("a note was sent as %v", sent)
		}
		onlyTags.Version = a.fetch(t, 1).Version
		if outcome, err := a.apply(t, onlyTags); err != nil || outcome.Result != helpdesk.Written {
			t.Fatalf("%+v, %v", outcome, err)
		}
		if _, comment := sent["comment"]; comment || len(sent["tags"].([]any)) != 2 {
			t.Errorf("tags were sent as %v", sent)
		}
		last := a.fetch(t, 1)
		last.Tags = []string{"escalation_recommended"}
		clear := planFor(last)
		clear.Add, clear.Remove, clear.Note = nil, []string{"escalation_recommended"}, nil
		if outcome, err := a.apply(t, clear); err != nil || outcome.Result != helpdesk.Written {
			t.Fatalf("%+v, %v", outcome, err)
		}
		if tags, ok := sent["tags"].([]any); !ok || len(tags) != 0 {
			t.Errorf("the last tag was taken away as %v", sent)
		}
	})
}

func TestNothingToChangeIsNotSent(t *testing.T) {
	onAccount(t, zendesksim.Options{}, func(t *testing.T, a *account) {
		plan := planFor(a.fetch(t, a.create("x", "escalation_recommended")))
		plan.Note, plan.Remove = nil, []string{"not_there"}
		outcome, err := a.apply(t, plan)
		if err != nil || outcome.Result != helpdesk.Written || a.requests(updateRoute) != 0 {
			t.Errorf("%+v, %v, %d requests", outcome, err, a.requests(updateRoute))
		}
	})
}

func TestWritesKeepToTheirLimits(t *testing.T) {
	onAccount(t, zendesksim.Options{RateLimit: 400}, func(t *testing.T, a *account) {
		var ids []string
		for range 150 {
			ids = append(ids, number(a.create("x")))
		}
		time.Sleep(time.Hour)
		tickets, err := a.Fetch(t.Context(), ids)
		if err != nil {
			t.Fatal(err)
		}
		var plans []helpdesk.Plan
		for _, ticket := range tickets {
			plans = append(plans, planFor(ticket))
		}
		began := time.Now()
		outcomes, err := a.Apply(t.Context(), plans)
		if err != nil || len(outcomes) != 150 {
			t.Fatalf("%d outcomes, %v", len(outcomes), err)
		}
		for _, o := range outcomes {
			if o.Result != helpdesk.Written {
				t.Fatalf("%+v", o)
			}
		}
		if took := time.Since(began); took < time.Minute || took > 2*time.Minute {
			t.Errorf("150 updates at a hundred a minute took %v", took)
		}
	})
}

func TestOneTicketIsNotWrittenTooOften(t *testing.T) {
	onAccount(t, zendesksim.Options{}, func(t *testing.T, a *account) {
		id := a.create("x")
		written, put := 0, 0
		for range 35 {
			plan := planFor(a.fetch(t, id))
			plan.Add = []string{"n" + number(int64(put))}
			put++
			outcome, err := a.apply(t, plan)
			if err != nil {
				t.Fatal(err)
			}
			if outcome.Result == helpdesk.Written {
				written++
			} else if outcome.Result != helpdesk.Conflict || time.Until(outcome.Again) < time.Minute {
				t.Fatalf("%+v", outcome)
			}
		}
		if written != 30 || a.sim.Requests()[updateRoute].Statuses["429"] != 0 {
			t.Errorf("%d written, %v", written, a.sim.Requests()[updateRoute])
		}
	})
}

// TestCancelFinishesTheWriteInHand: the one that was sent is waited for, the others are left.
func TestCancelFinishesTheWriteInHand(t *testing.T) {
	onAccount(t, zendesksim.Options{}, func(t *testing.T, a *account) {
		first, second := a.fetch(t, a.create("One")), a.fetch(t, a.create("Two"))
		a.fault(simulator.Fault{Method: "PUT", Path: "/api/v2/tickets/*", Delay: 5 * time.Second})
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		outcomes, err := a.Apply(ctx, []helpdesk.Plan{planFor(first), planFor(second)})
		if !errors.Is(err, context.DeadlineExceeded) || len(outcomes) != 1 || outcomes[0].Result != helpdesk.Written {
			t.Errorf("%+v, %v", outcomes, err)
		}
		if n := a.desk.Writes().Updates; n != 1 {
			t.Errorf("%d updates", n)
		}
	})
}
