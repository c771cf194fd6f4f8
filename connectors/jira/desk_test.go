package jira_test

import (
	"bytes"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/deskhand/deskhand/connectors/jira"
	"github.com/deskhand/deskhand/connectors/simulator"
	"github.com/deskhand/deskhand/connectors/simulator/jirasim"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

func TestStatuses(t *testing.T) {
	t.Parallel()
	f := faces()["data center"]
	f.config.Statuses = jira.StatusNames{Waiting: []string{"With client"}, OnHold: []string{"At vendor"}}
	for _, tt := range []struct {
		name, category string
		want           helpdesk.Status
	}{
		{"Waiting for customer", "indeterminate", helpdesk.Pending},
		{"WITH CLIENT", "new", helpdesk.Pending},
		{"At vendor", "indeterminate", helpdesk.OnHold},
		{"On hold", "", helpdesk.OnHold},
		{"Pending", "done", helpdesk.Solved},
		{"Waiting for support", "indeterminate", helpdesk.Open},
		{"Backlog", "new", helpdesk.New},
		{"Done", "indeterminate", helpdesk.Open},
		{"Resolved", "", helpdesk.Solved},
		{"Umbenannt", "undefined", helpdesk.Open},
	} {
		c := playing(t, f, map[string]string{
			"/myself": `{"name":"deskhand"}`,
			"/issue/17": `{"id":"17","key":"AB-1","fields":{"updated":"2026-11-23T04:52:00.000+0000","status":{"id":"3","name":"` +
				tt.name + `","statusCategory":{"key":"` + tt.category + `"}}}}`,
			"/comment": `{"total":0}`,
		})
		if got := fetch(t, c, "17").Status; got != tt.want {
			t.Errorf("%s in category %q is %s, want %s", tt.name, tt.category, got, tt.want)
		}
	}
}

// TestPeople: who is the customer, who is support and who is a machine.
func TestPeople(t *testing.T) {
	once(t, func(t *testing.T, f face) {
		s := newSite(f)
		id := s.ticket()
		other := s.desk.AddPerson(simulator.Person{Name: "Pia", Email: "pia@customer.example", Role: simulator.Customer})
		colleague := s.desk.AddPerson(simulator.Person{Name: "Ben", Email: "ben@acme.example", Role: simulator.Agent})
		zap := s.desk.AddPerson(simulator.Person{Name: "Zap", Email: "zap@acme.example", Role: simulator.Agent, Bot: true})
		for _, p := range []simulator.Person{s.customer, s.agent, other, colleague, zap} {
			time.Sleep(time.Minute)
			if _, err := s.desk.Reply(id, p.ID, simulator.Web, "by "+p.Name); err != nil {
				t.Fatal(err)
			}
		}
		events := fetch(t, s.connector(t), issueID(id)).Events
		roles := map[string]helpdesk.Role{}
		for _, e := range events {
			if name, ok := strings.CutPrefix(e.Body, "by "); ok {
				roles[name] = e.By.Role
			}
		}
		want := map[string]helpdesk.Role{"Cora": helpdesk.EndUser, "Pia": helpdesk.EndUser, "Abe": helpdesk.Agent, "Ben": helpdesk.Agent, "Zap": helpdesk.Agent}
		if f.sim.Deployment != jirasim.DataCenter {
			want["Zap"] = helpdesk.Bot // only Cloud tells apps apart
		}
		for name, role := range want {
			if roles[name] != role {
				t.Errorf("%s is %q, want %q", name, roles[name], role)
			}
		}
	})
}

// TestCheck: what keeps a desk from being swept is found, each with its mend.
func TestCheck(t *testing.T) {
	for name, tt := range map[string]struct {
		spoil func(*face)
		group string // of the problem; empty for none
		says  string
	}{
		"all is well": {func(*face) {}, "", ""},
		"wrong token": {func(f *face) { f.config.Auth = f.wrong }, "credentials", "token"},
		"data center": {func(f *face) { f.sim.Deployment = jirasim.DataCenter }, "credentials", "deployment"},
		"not data center": {func(f *face) {
			*f = faces()["data center, password"]
			f.sim.Deployment = jirasim.Cloud
			f.config.URL = "https://acme.example"
		}, "credentials", "this is Jira Cloud"},
		"unknown project":   {func(f *face) { f.config.Select = "project = NOPE" }, "feed", "NOPE"},
		"rights missing":    {func(f *face) { f.sim.Lacks = []string{"EDIT_ISSUES"} }, "rights", "EDIT_ISSUES"},
		"labels off screen": {func(f *face) { f.sim.OffScreen = []string{"labels"} }, "fields", "Labels"},
		"no visibility":     {func(f *face) { f.config.NoteVisibility = nil }, "notes", "note_visibility"},
		"unsaid service":    {func(f *face) { f.config.ServiceManagement = false }, "notes", "service project"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				f := faces()["cloud"]
				tt.spoil(&f)
				s := newSite(f)
				for range 4 {
					s.ticket()
				}
				problems, err := s.connector(t).Check(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				found := slices.DeleteFunc(problems, func(p helpdesk.Problem) bool { return p.Mend == "" })
				if tt.group == "" {
					if len(found) > 0 {
						t.Errorf("found %+v", found)
					}
					return
				}
				if !slices.ContainsFunc(found, func(p helpdesk.Problem) bool {
					return p.Group == tt.group && strings.Contains(p.What+p.Mend, tt.says)
				}) {
					t.Errorf("found %+v; want something about %s that says %q", found, tt.group, tt.says)
				}
			})
		})
	}
}

// TestTwinIsDeleted: of two notes that say the same, the next writer that sees both leaves one.
func TestTwinIsDeleted(t *testing.T) {
	once(t, func(t *testing.T, f face) {
		s := newSite(f)
		id := s.ticket()
		c := s.connector(t)
		twice := func(next http.RoundTripper) http.RoundTripper {
			return roundTripper(func(r *http.Request) (*http.Response, error) {
				if r.Method == http.MethodPut && strings.HasSuffix(r.URL.Path, "/issue/"+issueID(id)) {
					body, _ := io.ReadAll(r.Body)
					r.Body = io.NopCloser(bytes.NewReader(body))
					if resp, err := next.RoundTrip(r); err == nil {
						resp.Body.Close()
					}
					r.Body = io.NopCloser(bytes.NewReader(body))
				}
				return next.RoundTrip(r)
			})
		}
		o, err := apply(t, s.through(t, twice), noteOn(t, c, issueID(id)))
		if err != nil || o.Result != helpdesk.Written {
			t.Fatalf("%+v, %v", o, err)
		}
		if notes, _ := s.standing(id); notes != 1 || s.posted(id) != 2 {
			t.Errorf("of %d notes %d stand", s.posted(id), notes)
		}
	})
}

// TestBadIssueHoldsUpNobody: an issue that the desk can't show makes itself partial, not those read with it.
func TestBadIssueHoldsUpNobody(t *testing.T) {
	once(t, func(t *testing.T, f face) {
		s := newSite(f)
		var ids []string
		for range 5 {
			ids = append(ids, issueID(s.ticket()))
		}
		poisoned := func(next http.RoundTripper) http.RoundTripper {
			return roundTripper(func(r *http.Request) (*http.Response, error) {
				var body []byte
				if r.Body != nil {
					body, _ = io.ReadAll(r.Body)
				}
				if strings.Contains(r.URL.Path+string(body), ids[2]) {
					return answer(r, http.StatusInternalServerError, "text/html", "<html>oops</html>"), nil
				}
				r.Body = io.NopCloser(bytes.NewReader(body))
				return next.RoundTrip(r)
			})
		}
		tickets, err := s.through(t, poisoned).Fetch(t.Context(), ids)
		if err != nil || len(tickets) != len(ids) {
			t.Fatalf("%d tickets, %v", len(tickets), err)
		}
		for i, ticket := range tickets {
			if ticket.ID != ids[i] || ticket.Partial != (i == 2) {
				t.Errorf("issue %s is read as %s, partial %v", ids[i], ticket.ID, ticket.Partial)
			}
		}
	})
}

// TestLabelsKeepTheirCase: a label in another spelling is another label, and not ours.
func TestLabelsKeepTheirCase(t *testing.T) {
	once(t, func(t *testing.T, f face) {
		s := newSite(f)
		id := s.ticket("VIP", "Escalation_Requested", "escalation_requested")
		c := s.connector(t)
		plan := noteOn(t, c, issueID(id))
		if want := []string{"Escalation_Requested", "VIP", "escalation_requested"}; !slices.Equal(plan.Tags, want) {
			t.Errorf("read %v, want %v", plan.Tags, want)
		}
		plan.Remove = []string{"escalation_requested"}
		if o, err := apply(t, c, plan); err != nil || o.Result != helpdesk.Written {
			t.Fatalf("%+v, %v", o, err)
		}
		now, _ := s.desk.Ticket(id)
		if want := []string{"Escalation_Requested", "VIP", "escalation_recommended"}; !slices.Equal(now.Tags, want) {
			t.Errorf("left %v, want %v", now.Tags, want)
		}
	})
}
