package zendesk

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

const bot, ann, cora = 1, 2, 3

var persons = map[int64]helpdesk.Person{
	bot: person(bot, bot, user{}), ann: person(ann, bot, user{Role: "agent"}), cora: person(cora, bot, user{Role: "end-user"}),
	-1: person(-1, bot, user{}),
}

func TestWhoActs(t *testing.T) {
	tests := map[string]struct {
		via    string // of the audit
		own    string // of the event, where it has one
		author int64
		want   helpdesk.Via
		role   helpdesk.Role
	}{
		"an agent at the screen":       {via: `{"channel":"web"}`, author: ann, role: helpdesk.Agent},
		"a customer by mail":           {via: `{"channel":"email","source":{"from":{},"rel":null}}`, author: cora, role: helpdesk.EndUser},
		"an integration":               {via: `{"channel":"api"}`, author: ann, want: helpdesk.ByAPI, role: helpdesk.Agent},
		"ourselves":                    {via: `{"channel":"api"}`, author: bot, want: helpdesk.ByAPI, role: helpdesk.Self},
		"a trigger in an agent's save": {via: `{"channel":"web"}`, own: `{"channel":"rule","source":{"rel":"trigger"}}`, author: ann, want: helpdesk.ByRule, role: helpdesk.Agent},
		"an automation":                {via: `{"channel":"rule","source":{"rel":"automation"}}`, author: -1, want: helpdesk.ByRule, role: helpdesk.Automation},
		"the system":                   {via: `{"channel":"web"}`, author: -1, want: helpdesk.ByRule, role: helpdesk.Automation},
		"a merge":                      {via: `{"channel":"web","source":{"rel":"merge"}}`, author: ann, want: helpdesk.ByRule, role: helpdesk.Agent},
		"a linked problem":             {via: `{"channel":"linked_problem"}`, author: ann, want: helpdesk.ByRule, role: helpdesk.Agent},
		"a deleted group":              {via: `{"channel":"group_deletion"}`, author: ann, want: helpdesk.ByRule, role: helpdesk.Agent},
		"a rule by its number":         {via: `{"channel":8}`, author: ann, want: helpdesk.ByRule, role: helpdesk.Agent},
		"a phone call":                 {via: `{"channel":"voice"}`, author: ann, role: helpdesk.Agent},
		"a follow-up":                  {via: `{"channel":"web","source":{"rel":"follow_up"}}`, author: cora, role: helpdesk.EndUser},
		"a via that is a sentence":     {via: `"Web form"`, author: cora, role: helpdesk.EndUser},
		"a user nobody knows":          {via: `{"channel":"web"}`, author: 99},
	}
	for name, test := range tests {
		source := `{"id":7,"created_at":"2026-01-02T03:04:05Z","events":[{"id":8,"type":"Comment","body":"x"}]}`
		var a audit
		must(t, json.Unmarshal([]byte(source), &a))
		a.AuthorID = test.author
		must(t, json.Unmarshal([]byte(test.via), &a.Via))
		if test.own != "" {
			a.Events[0].Via = &via{}
			must(t, json.Unmarshal([]byte(test.own), a.Events[0].Via))
		}
		events := eventsOf([]audit{a}, persons)
		if len(events) != 1 || events[0].Via != test.want || events[0].By.Role != test.role {
			t.Errorf("%s: %+v", name, events)
		}
	}
}

func TestEvents(t *testing.T) {
	tests := map[string]struct {
		event string
		want  []helpdesk.Event
	}{
		"a reply":              {`{"id":8,"type":"Comment","author_id":3,"body":"hi","html_body":"<p>hi</p>","public":true}`, []helpdesk.Event{{Kind: "note", Public: true, Body: "<p>hi</p>", Format: "html"}}},
		"a note":               {`{"id":8,"type":"Comment","body":"hi","public":false}`, []helpdesk.Event{{Kind: "note", Body: "hi", Format: "plain"}}},
		"a call":               {`{"id":8,"type":"VoiceComment","body":"Call from Cora","public":true,"data":{"x":1}}`, []helpdesk.Event{{Kind: "note", Public: true, Body: "Call from Cora", Format: "plain"}}},
		"first tags":           {`{"id":8,"type":"Create","field_name":"tags","value":["a","b"]}`, []helpdesk.Event{{Kind: "tags", Added: []string{"a", "b"}}}},
		"no first tags":        {`{"id":8,"type":"Create","field_name":"tags","value":[]}`, nil},
		"a first status":       {`{"id":8,"type":"Create","field_name":"status","value":"new"}`, nil},
		"tags":                 {`{"id":8,"type":"Change","field_name":"tags","value":["b","c"],"previous_value":["a","b"]}`, []helpdesk.Event{{Kind: "tags", Added: []string{"c"}, Removed: []string{"a"}}}},
		"tags as one string":   {`{"id":8,"type":"Change","field_name":"tags","value":"b c","previous_value":null}`, []helpdesk.Event{{Kind: "tags", Added: []string{"b", "c"}}}},
		"the same tags":        {`{"id":8,"type":"Change","field_name":"tags","value":["a","b"],"previous_value":["b","a"]}`, nil},
		"a status":             {`{"id":8,"type":"Change","field_name":"status","value":"hold","previous_value":"new"}`, []helpdesk.Event{{Kind: "status", From: "new", To: "hold"}}},
		"a priority":           {`{"id":8,"type":"Change","field_name":"priority","value":"urgent","previous_value":null}`, []helpdesk.Event{{Kind: "priority", To: "urgent"}}},
		"an assignee":          {`{"id":8,"type":"Change","field_name":"assignee_id","value":"377922500012","previous_value":null}`, []helpdesk.Event{{Kind: "assignee", To: "377922500012"}}},
		"an assignee's number": {`{"id":8,"type":"Change","field_name":"assignee_id","value":null,"previous_value":377922500012}`, []helpdesk.Event{{Kind: "assignee", From: "377922500012"}}},
		"a custom field":       {`{"id":8,"type":"Change","field_name":"360001","value":true,"previous_value":[1]}`, nil},
		"a notification":       {`{"id":8,"type":"Notification","body":"x","recipients":[1],"via":{"channel":"rule"}}`, nil},
		"something new":        {`{"id":8,"type":"TelepathyEvent","value":{"x":[]},"previous_value":7}`, nil},
	}
	ignored := cmpopts.IgnoreFields(helpdesk.Event{}, "ID", "At", "By", "Via")
	for name, test := range tests {
		var e auditEvent
		must(t, json.Unmarshal([]byte(test.event), &e))
		got := eventsOf([]audit{{ID: 7, CreatedAt: "2026-01-02T03:04:05Z", AuthorID: ann, Events: []auditEvent{e}}}, persons)
		if diff := cmp.Diff(test.want, got, ignored); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", name, diff)
		}
	}
}

func TestMarksAreOursOnly(t *testing.T) {
	var audits []audit
	must(t, json.Unmarshal([]byte(`[
		{"id":1,"author_id":1,"metadata":{"custom":{"deskhand_ref":"dh1-ours"}}},
		{"id":2,"author_id":2,"metadata":{"custom":{"deskhand_ref":"dh1-forged"}}},
		{"id":3,"author_id":1,"metadata":{"custom":{}}},
		{"id":4,"author_id":1,"metadata":{"custom":[]}},
		{"id":5,"author_id":1,"metadata":{"system":{}}},
		{"id":6,"author_id":1,"metadata":{"custom":{"deskhand_ref":{"x":1}}}}]`), &audits))
	if diff := cmp.Diff([]string{"dh1-ours"}, marksOf(audits, bot)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestValues(t *testing.T) {
	for source, want := range map[string]value{
		`"open"`: "open", `"a b"`: "a b", `"say \"hi\" \u00e9"`: `say "hi" é`, "\"broken \xff\"": "broken \ufffd", `""`: "",
		`17`: "17", `-1.5`: "-1.5", `["vip","rush"]`: "vip rush", `[]`: "", `[1]`: "", `null`: "", `true`: "", `{"a":"b"}`: "",
	} {
		got := value("before")
		if err := json.Unmarshal([]byte(source), &got); err != nil || got != want {
			t.Errorf("%s: %q, %v; want %q", source, got, err, want)
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// FuzzAudits: whatever the desk sends, it is understood or refused, and events have names and instants in order.
func FuzzAudits(f *testing.F) {
	f.Add(`[{"id":1,"created_at":"2026-01-02T03:04:05Z","author_id":-1,"via":{"channel":8},"events":[{"id":2,"type":"Change","field_name":"tags","value":"a b"}]}]`)
	f.Add(`[{"events":[{"type":"Comment","via":"x"},{"type":"Create","field_name":"tags","value":{}}]}]`)
	f.Fuzz(func(t *testing.T, source string) {
		var audits []audit
		if json.Unmarshal([]byte(source), &audits) != nil {
			return
		}
		events := eventsOf(audits, persons)
		for i := 1; i < len(events); i++ {
			if events[i].At.Before(events[i-1].At) {
				t.Fatalf("event %d is out of order", i)
			}
		}
		marksOf(audits, bot)
	})
}
