package zendesksim_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/deskhand/deskhand/connectors/simulator"
	"github.com/deskhand/deskhand/connectors/simulator/zendesksim"
)

func TestAListByCursorEndsOnHasMoreAlone(t *testing.T) {
	a := newAccount(t, zendesksim.Options{})
	for range 4 {
		a.ticket("SSO")
	}
	r := a.ask("GET", "/api/v2/tickets?page[size]=2", "")
	r.want(t, true, "meta", "has_more")
	r = a.ask("GET", "/api/v2/tickets?page[size]=2&page[after]="+r.at("meta", "after_cursor").(string), "")
	want(t, r.ids("tickets"), []int{3, 4})
	r.want(t, false, "meta", "has_more")
	if r.at("links", "next") == nil || r.at("links", "prev") == nil {
		t.Error("links are null at the end")
	}
	back := a.ask("GET", "/api/v2/tickets?page[size]=2&page[before]="+r.at("meta", "before_cursor").(string), "")
	want(t, back.ids("tickets"), []int{1, 2})
	want(t, a.ask("GET", "/api/v2/tickets?page[size]=2&sort=-id", "").ids("tickets"), []int{4, 3})
	a.ask("GET", "/api/v2/tickets?page[size]=2&sort=subject", "").want(t, "InvalidPaginationParameter", "errors", 0, "code")
	a.ask("GET", "/api/v2/tickets?page[size]=101", "").want(t, "InvalidPaginationParameter", "errors", 0, "code")
}

func TestAFullLastPageMayBeFollowedByAnEmptyOne(t *testing.T) {
	a := newAccount(t, zendesksim.Options{Quirks: zendesksim.Quirks{EmptyLastPage: true, CapPageSize: true}})
	a.ticket("SSO")
	for _, list := range []string{"tickets", "tickets/1/comments"} {
		r := a.ask("GET", "/api/v2/"+list+"?page[size]=1", "")
		r.want(t, true, "meta", "has_more")
		r = a.ask("GET", "/api/v2/"+list+"?page[size]=1&page[after]="+r.at("meta", "after_cursor").(string), "")
		r.want(t, false, "meta", "has_more")
		r.want(t, nil, "meta", "after_cursor")
		r.want(t, nil, "links", "next")
	}
	want(t, a.ask("GET", "/api/v2/tickets?page[size]=500", "").status, http.StatusOK)
}

func TestAListByNumberHasADepth(t *testing.T) {
	a := newAccount(t, zendesksim.Options{})
	for range 101 {
		a.ticket("SSO")
	}
	r := a.ask("GET", "/api/v2/tickets", "")
	want(t, len(r.ids("tickets")), 100)
	r.want(t, 101.0, "count")
	want(t, a.ask("GET", "/api/v2/tickets?page=2", "").ids("tickets"), []int{101})
	a.ask("GET", "/api/v2/tickets?page=101", "").want(t, "InvalidPaginationDepth", "errors", 0, "code")
}

func TestArchivedTicketsAreReadByIDOnly(t *testing.T) {
	a := newAccount(t, zendesksim.Options{})
	a.ticket("SSO")
	if _, err := a.desk.Close(1); err != nil {
		t.Fatal(err)
	}
	a.now = a.now.Add(121 * 24 * time.Hour)
	want(t, a.ask("GET", "/api/v2/tickets", "").ids("tickets"), []int(nil))
	want(t, a.ask("GET", "/api/v2/ticket_audits?page[size]=5", "").ids("audits"), []int(nil))
	want(t, a.ask("GET", "/api/v2/tickets/1", "").status, http.StatusOK)
	r := a.ask("GET", "/api/v2/tickets/1/audits?page[size]=1", "")
	want(t, len(r.ids("audits")), 2)
	r.want(t, nil, "meta")
	want(t, a.ask("GET", "/api/v2/search?query=type:ticket", "").ids("results"), []int{1})
}

func TestAuditsTellWhoDidWhatAndHow(t *testing.T) {
	a := newAccount(t, zendesksim.Options{})
	agent := a.agent()
	a.ticket("SSO")
	steps := []simulator.Edit{
		{By: agent.ID, Assignee: &agent.ID},
		{By: simulator.System, Via: simulator.Automation, Rule: "Remind of old tickets", Add: []string{"reminded"}},
		{By: agent.ID, Note: &simulator.Note{Body: "a call", Public: true, Voice: true}},
	}
	for _, e := range steps {
		if _, err := a.desk.Save(1, e); err != nil {
			t.Fatal(err)
		}
	}
	r := a.ask("GET", "/api/v2/tickets/1/audits?include=users", "")
	r.want(t, "Comment", "audits", 0, "events", 0, "type")
	r.want(t, "Create", "audits", 0, "events", 1, "type")
	r.want(t, "assignee_id", "audits", 1, "events", 0, "field_name")
	r.want(t, "open", "audits", 1, "events", 1, "value")
	r.want(t, -1.0, "audits", 2, "author_id")
	r.want(t, "rule", "audits", 2, "via", "channel")
	r.want(t, "automation", "audits", 2, "via", "source", "rel")
	r.want(t, "VoiceComment", "audits", 3, "events", 0, "type")
	want(t, len(r.at("users").([]any)), 2)
	first, second := r.at("audits", 0, "id").(float64), r.at("audits", 0, "events", 0, "id").(float64)
	if first < 1e12 || second-first != 128 {
		t.Errorf("ids %v and %v; want 13 digits, a step of 128", first, second)
	}
}

func TestStrangeKeysAndEventsCanBeSwitchedOn(t *testing.T) {
	a := newAccount(t, zendesksim.Options{Quirks: zendesksim.Quirks{ExtraKeys: true, UnknownEvents: true, AuditsNewestFirst: true}})
	a.ticket("SSO")
	a.desk.Tag(1, a.agent().ID, simulator.Web, "x")
	if a.ask("GET", "/api/v2/tickets/1", "").at("ticket", "x_preview") == nil {
		t.Error("no unknown key")
	}
	r := a.ask("GET", "/api/v2/tickets/1/audits", "")
	r.want(t, "QuantumForecast", "audits", 0, "events", 1, "type")
	r.want(t, "tags", "audits", 0, "events", 0, "field_name")
}

func TestCustomFieldsHoldEveryJSONType(t *testing.T) {
	a := newAccount(t, zendesksim.Options{})
	a.desk.Create(simulator.NewTicket{Subject: "s", Body: "b", Requester: a.customer().ID, Fields: map[string]any{
		"affected_users": 250, "contract_share": 0.25, "in_beta": true, "regions": []string{"first"}, "reference": "A-1",
	}})
	values := map[any]bool{}
	for _, f := range a.ask("GET", "/api/v2/tickets/1", "").at("ticket", "custom_fields").([]any) {
		v := f.(map[string]any)["value"]
		if list, ok := v.([]any); ok {
			v = list[0]
		}
		values[v] = true
	}
	for _, v := range []any{250.0, 0.25, true, "first", "A-1", nil} {
		if !values[v] {
			t.Errorf("no custom field holds %v", v)
		}
	}
}

func TestSearchLagsAndIsLimited(t *testing.T) {
	a := newAccount(t, zendesksim.Options{Quirks: zendesksim.Quirks{SearchLag: time.Minute}})
	a.ticket("SSO")
	a.ask("GET", "/api/v2/search/count?query=status<solved", "").want(t, 0.0, "count")
	a.now = a.now.Add(time.Minute)
	a.ask("GET", "/api/v2/search/count?query=status<solved", "").want(t, 1.0, "count")
	a.ask("GET", "/api/v2/search/count?query=-status:new", "").want(t, 0.0, "count")
	want(t, a.ask("GET", "/api/v2/search?query=type:ticket&page=11", "").status, http.StatusUnprocessableEntity)
	want(t, a.ask("GET", "/api/v2/search/export?query=type:ticket", "").status, http.StatusBadRequest)
	r := a.ask("GET", "/api/v2/search/export?query=type:ticket&filter[type]=ticket&page[size]=1000", "")
	r.want(t, "ticket", "results", 0, "result_type")
	r.want(t, nil, "links", "prev")
	a.now = a.now.Add(2 * time.Hour)
	late := a.ask("GET", "/api/v2/search/export?query=type:ticket&filter[type]=ticket&page[size]=1000&page[after]="+r.at("meta", "after_cursor").(string), "")
	want(t, late.status, http.StatusBadRequest)
}

func TestAViewsCountIsNotThereAtFirst(t *testing.T) {
	a := newAccount(t, zendesksim.Options{})
	a.ticket("SSO")
	first := a.ask("GET", "/api/v2/views/5/count", "")
	first.want(t, nil, "view_count", "value")
	first.want(t, "...", "view_count", "pretty")
	a.ask("GET", "/api/v2/views/5/count", "").want(t, 1.0, "view_count", "value")
}

func TestShowManyTakesAHundredAndLeavesDeletedOut(t *testing.T) {
	for _, shown := range []bool{false, true} {
		a := newAccount(t, zendesksim.Options{Quirks: zendesksim.Quirks{ShowDeleted: shown}})
		a.ticket("SSO")
		a.ask("DELETE", "/api/v2/tickets/1", "")
		r := a.ask("GET", "/api/v2/tickets/show_many?ids=1,7", "")
		r.want(t, map[bool]any{false: 0.0, true: 1.0}[shown], "count")
		r = a.ask("GET", "/api/v2/tickets/show_many?ids="+manyIDs(101), "")
		want(t, r.body, `{"description":"Parameter  cannot specify more than 100 values","error":"TooManyValues","max_count":100}`)
	}
}

func TestIncidentsAreLinkedToTheirProblem(t *testing.T) {
	a := newAccount(t, zendesksim.Options{})
	a.desk.Create(simulator.NewTicket{Subject: "p", Body: "b", Requester: a.customer().ID, Type: "problem"})
	a.desk.Create(simulator.NewTicket{Subject: "i", Body: "b", Requester: a.customer().ID, Type: "incident", Problem: 1})
	a.ask("GET", "/api/v2/tickets/1", "").want(t, true, "ticket", "has_incidents")
	a.ask("GET", "/api/v2/tickets/2", "").want(t, 1.0, "ticket", "problem_id")
	want(t, a.ask("GET", "/api/v2/tickets/1/incidents", "").ids("tickets"), []int{2})
	want(t, a.ask("GET", "/api/v2/problems", "").ids("tickets"), []int{1})
}
