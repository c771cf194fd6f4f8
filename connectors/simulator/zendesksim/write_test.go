package zendesksim_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/deskhand/deskhand/connectors/simulator"
	"github.com/deskhand/deskhand/connectors/simulator/zendesksim"
)

func TestAnUpdateAnswersWithTicketAndAudit(t *testing.T) {
	a := newAccount(t, zendesksim.Options{})
	a.ticket("SSO")
	if _, err := a.desk.Tag(1, a.agent().ID, simulator.Web, "vip"); err != nil {
		t.Fatal(err)
	}
	r := a.ask("PUT", "/api/v2/tickets/1", `{"ticket":{"id":1,"description":"other","additional_tags":["never"],"tags":["VIP","two words"],
		"comment":{"body":"seen","public":false},"metadata":{"sync_op":"01J"}}}`)
	r.want(t, "SSO does not work", "ticket", "description")
	want(t, fmt.Sprint(r.at("ticket", "tags")), "[two vip words]")
	r.want(t, false, "audit", "events", 0, "public")
	r.want(t, "tags", "audit", "events", 1, "field_name")
	r.want(t, "01J", "audit", "metadata", "custom", "sync_op")
	if warned := r.header.Get("X-Zendesk-Api-Warn"); !strings.Contains(warned, "ticket.additional_tags") || !strings.Contains(warned, "ticket.id") {
		t.Errorf("the dropped keys are not named: %s", warned)
	}
}

func TestANoOpMakesNoAudit(t *testing.T) {
	a := newAccount(t, zendesksim.Options{})
	before := a.ticket("SSO")
	a.now = a.now.Add(time.Minute)
	want(t, a.ask("PUT", "/api/v2/tickets/1", `{"ticket":{"tags":[]}}`).status, http.StatusOK)
	after, _ := a.desk.Ticket(1)
	want(t, len(after.Updates), len(before.Updates))
	want(t, after.Updated, before.Updated)

	wordy := newAccount(t, zendesksim.Options{Quirks: zendesksim.Quirks{AuditNoChange: true}})
	wordy.ticket("SSO")
	wordy.ask("PUT", "/api/v2/tickets/1", `{"ticket":{"tags":[]}}`)
	want(t, len(wordy.ask("GET", "/api/v2/tickets/1/audits", "").ids("audits")), 2)
}

func TestACommentWithoutPublicIsAsVisibleAsTheFirst(t *testing.T) {
	a := newAccount(t, zendesksim.Options{})
	a.ticket("SSO")
	a.desk.Create(simulator.NewTicket{Subject: "inner", Body: "b", Private: true, Requester: a.customer().ID})
	for id, public := range map[int]bool{1: true, 2: false} {
		a.ask("PUT", fmt.Sprintf("/api/v2/tickets/%d", id), `{"ticket":{"comment":{"body":"oops"}}}`).want(t, public, "audit", "events", 0, "public")
	}
	w := a.desk.Writes()
	want(t, []int{w.Notes, w.PublicNotes, w.RequesterMails}, []int{2, 1, 1})
}

func TestTextOfComments(t *testing.T) {
	a := newAccount(t, zendesksim.Options{})
	a.ticket("SSO")
	tests := []struct{ name, comment, body string }{
		{"spaces and newlines are shortened", `"body":"a   b\n\n\n\nc"`, "a b\n\nc"},
		{"HTML is stripped", `"body":"a <b>bold</b> word"`, "a bold word"},
		{"a known placeholder is filled in", `"body":"ticket {{ticket.id}}"`, "ticket 1"},
		{"an unknown one vanishes", `"body":"x{{nobody.knows}}y"`, "xy"},
		{"behind a backslash it stays", `"body":"x \\{{ticket.id}}"`, "x {{ticket.id}}"},
		{"html_body keeps its text", `"html_body":"<p>one</p><p style=\"display:none\">two</p>"`, "one\n\ntwo"},
		{"plain_body is dropped", `"plain_body":"x"`, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := a.ask("PUT", "/api/v2/tickets/1", `{"ticket":{"comment":{"public":false,`+test.comment+`}}}`)
			r.want(t, test.body, "audit", "events", 0, "body")
			if html, _ := r.at("audit", "events", 0, "html_body").(string); !strings.HasPrefix(html, `<div class="zd-comment" dir="auto">`) {
				t.Errorf("html_body has no wrapper: %s", html)
			}
		})
	}
	r := a.ask("PUT", "/api/v2/tickets/1", `{"ticket":{"comment":{"public":false,"body":"`+strings.Repeat("é", 40000)+`"}}}`)
	want(t, len(r.at("audit", "events", 0, "body").(string)), 65536)
}

func TestATicketTakesFiveThousandComments(t *testing.T) {
	a := newAccount(t, zendesksim.Options{})
	a.ticket("SSO")
	for range 4999 {
		if _, err := a.desk.Note(1, a.agent().ID, simulator.Web, "x"); err != nil {
			t.Fatal(err)
		}
	}
	want(t, a.ask("PUT", "/api/v2/tickets/1", `{"ticket":{"comment":{"body":"x","public":false}}}`).status, http.StatusUnprocessableEntity)
	want(t, a.ask("PUT", "/api/v2/tickets/1", `{"ticket":{"priority":"high"}}`).status, http.StatusOK)
}

func TestSafeUpdateComparesWholeSeconds(t *testing.T) {
	a := newAccount(t, zendesksim.Options{})
	a.ticket("SSO")
	read := a.now.Format(time.RFC3339)
	a.now = a.now.Add(400 * time.Millisecond)
	agent := a.agent()
	if _, err := a.desk.Note(1, agent.ID, simulator.Web, "in the same second"); err != nil {
		t.Fatal(err)
	}
	body := func(stamp string) string {
		return `{"ticket":{"priority":"high","safe_update":false,"updated_stamp":"` + stamp + `"}}`
	}
	want(t, a.ask("PUT", "/api/v2/tickets/1", body(read)).status, http.StatusOK)
	a.now = a.now.Add(time.Second)
	if _, err := a.desk.SetPriority(1, agent.ID, simulator.Web, "low"); err != nil {
		t.Fatal(err)
	}
	r := a.ask("PUT", "/api/v2/tickets/1", body(read))
	want(t, r.status, http.StatusConflict)
	r.want(t, "UpdateConflict", "error")
	stale := `{"tags":["x"],"safe_update":"true","updated_stamp":"` + read + `"}`
	want(t, a.ask("PUT", "/api/v2/tickets/1/tags", stale).status, http.StatusConflict)
	want(t, a.ask("DELETE", "/api/v2/tickets/1/tags", stale).status, http.StatusConflict)
	want(t, a.ask("POST", "/api/v2/tickets/1/tags", stale).status, http.StatusCreated)

	careless := newAccount(t, zendesksim.Options{Quirks: zendesksim.Quirks{IgnoreSafeUpdate: true}})
	careless.ticket("SSO")
	want(t, careless.ask("PUT", "/api/v2/tickets/1", body("2020-01-01T00:00:00Z")).status, http.StatusOK)
}

func TestTagsAreSplitLoweredAndKeptOnce(t *testing.T) {
	a := newAccount(t, zendesksim.Options{})
	a.ticket("SSO")
	r := a.ask("POST", "/api/v2/tickets/1/tags", `{"tags":["B","a b"]}`)
	want(t, r.status, http.StatusCreated)
	want(t, fmt.Sprint(r.at("tags")), "[a b]")
	r = a.ask("PUT", "/api/v2/tickets/1/tags", `{"tags":["c"]}`)
	want(t, fmt.Sprint(r.at("tags")), "[a b c]")
	want(t, a.ask("DELETE", "/api/v2/tickets/1/tags", `{"tags":["a"]}`).status, http.StatusNoContent)
	want(t, fmt.Sprint(a.ask("GET", "/api/v2/tickets/1/tags", "").at("tags")), "[b c]")

	older := newAccount(t, zendesksim.Options{Quirks: zendesksim.Quirks{DeleteTagsBody: true}})
	older.ticket("SSO")
	want(t, older.ask("DELETE", "/api/v2/tickets/1/tags", `{"tags":["a"]}`).status, http.StatusOK)
}

func TestAClosedTicketTakesTagsInBulkAndNothingElse(t *testing.T) {
	a := newAccount(t, zendesksim.Options{Quirks: quick})
	a.ticket("SSO")
	if _, err := a.desk.Close(1); err != nil {
		t.Fatal(err)
	}
	r := a.ask("PUT", "/api/v2/tickets/1", `{"ticket":{"priority":"high"}}`)
	want(t, r.status, http.StatusUnprocessableEntity)
	r.want(t, "Status: closed prevents ticket update", "details", "status", 0, "description")
	want(t, a.ask("PUT", "/api/v2/tickets/1/tags", `{"tags":["x"]}`).status, http.StatusUnprocessableEntity)
	a.job(`?ids=1`, `{"ticket":{"additional_tags":["x"],"remove_tags":["y"]}}`).want(t, true, "job_status", "results", 0, "success")
	a.job(`?ids=1`, `{"ticket":{"additional_tags":["z"],"comment":{"body":"x","public":false}}}`).want(t, false, "job_status", "results", 0, "success")
	want(t, fmt.Sprint(a.ask("GET", "/api/v2/tickets/1/tags", "").at("tags")), "[x]")
}

func TestRulesActInsideTheUpdateThatSetsThemOff(t *testing.T) {
	a := newAccount(t, zendesksim.Options{})
	customer := a.desk.AddPerson(simulator.Person{Name: "Vic", Email: "vic@client.example", Role: simulator.Customer, Tags: []string{"premium_plan"}})
	a.desk.AddRule(simulator.Rule{Title: "Tell the lead", When: simulator.OnTag("urgent_case"), Add: []string{"lead_told"}, Notify: a.agent().ID})
	a.desk.Create(simulator.NewTicket{Subject: "s", Body: "b", Requester: customer.ID})
	want(t, fmt.Sprint(a.ask("GET", "/api/v2/tickets/1/tags", "").at("tags")), "[premium_plan]")
	a.ask("PUT", "/api/v2/tickets/1/tags", `{"tags":["urgent_case"]}`)
	r := a.ask("GET", "/api/v2/tickets/1/audits", "")
	want(t, len(r.ids("audits")), 2)
	r.want(t, "rule", "audits", 1, "events", 1, "via", "channel")
	r.want(t, "trigger", "audits", 1, "events", 1, "via", "source", "rel")
	r.want(t, "Notification", "audits", 1, "events", 2, "type")
	want(t, len(a.desk.Outbox()), 1)
}

func TestNoMailToTheRequesterForAnInternalNote(t *testing.T) {
	a := newAccount(t, zendesksim.Options{})
	a.ticket("SSO")
	if _, err := a.desk.Assign(1, a.agent().ID, simulator.Web, a.agent().ID); err != nil {
		t.Fatal(err)
	}
	a.ask("PUT", "/api/v2/tickets/1", `{"ticket":{"comment":{"body":"inner","public":false},"tags":["x"]}}`)
	for _, m := range a.desk.Outbox() {
		if m.Requester {
			t.Errorf("mail to the requester: %+v", m)
		}
	}
	want(t, len(a.desk.Outbox()), 1)
}

func TestMakePrivateHidesANoteForGood(t *testing.T) {
	a := newAccount(t, zendesksim.Options{})
	a.ticket("SSO")
	u, err := a.desk.Reply(1, a.agent().ID, simulator.Web, "oops")
	if err != nil {
		t.Fatal(err)
	}
	want(t, a.ask("PUT", fmt.Sprintf("/api/v2/tickets/1/comments/%d/make_private", u.Note.ID), "").status, http.StatusOK)
	a.ask("GET", "/api/v2/tickets/1/comments", "").want(t, false, "comments", 1, "public")
	want(t, a.ask("PUT", "/api/v2/tickets/1/audits/5/make_private", "").status, http.StatusNotFound)
	byAudit, err := a.desk.Reply(1, a.agent().ID, simulator.Web, "oops again")
	if err != nil {
		t.Fatal(err)
	}
	want(t, a.ask("PUT", fmt.Sprintf("/api/v2/tickets/1/audits/%d/make_private", byAudit.ID), "").status, http.StatusOK)
	a.ask("GET", "/api/v2/tickets/1/comments", "").want(t, false, "comments", 2, "public")
}
