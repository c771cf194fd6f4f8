package escalation

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

func TestEveryFaultOfARuleNamesItsPlaceAndMend(t *testing.T) {
	for _, test := range []struct {
		path  string
		spoil func(*Rules)
	}{
		{"stale_after", func(r *Rules) { r.StaleAfter = Span{} }},
		{"stale_after", func(r *Rules) { r.StaleAfter = span(t, "5m") }},
		{"quiet_period", func(r *Rules) { r.QuietPeriod = span(t, "2d") }},
		{"quiet_period", func(r *Rules) { r.QuietPeriod = span(t, "1bd") }},
		{"eta_within", func(r *Rules) { r.ETAWithin = Span{} }},
		{"update_every", func(r *Rules) { r.UpdateEvery = Span{} }},
		{"activity", func(r *Rules) { r.Activity = "nobody" }},
		{"calendar.timezone", func(r *Rules) { r.Calendar.Timezone = "Mars/Olympus" }},
		{"calendar.timezone", func(r *Rules) { r.Calendar.Timezone = "Local" }},
		{"calendar.days", func(r *Rules) { r.Calendar.Days = nil }},
		{"high_impact.affected", func(r *Rules) { r.HighImpact.Affected = -1 }},
		{"high_impact.incidents", func(r *Rules) { r.HighImpact.Incidents = -1 }},
		{"high_impact.when", func(r *Rules) { r.HighImpact.When = `ticket.priorty == "urgent"` }},
		{"high_impact.when", func(r *Rules) { r.HighImpact.When = `ticket.priority` }},
		{"high_impact.when", func(r *Rules) { r.HighImpact.When = `now().Year() > 2000` }},
		{"high_impact.when", func(r *Rules) { r.HighImpact.When = strings.Repeat("true and ", 300) + "true" }},
		{"stale_reason", func(r *Rules) { r.StaleReason = "boredom" }},
		{"holds.boredom", func(r *Rules) { r.Holds["boredom"] = Holding{} }},
		{"holds.beta_only.until", func(r *Rules) { r.Holds["beta_only"] = Holding{Until: "tea"} }},
		{"holds.beta_only.statuses[0]", func(r *Rules) { r.Holds["beta_only"] = Holding{Statuses: []string{"solved"}} }},
		{"people.leads[0]", func(r *Rules) { r.People.Leads = []string{" "} }},
		{"people.agents[0]", func(r *Rules) { r.People.Leads, r.People.Agents = []string{"A@b.example"}, []string{"a@b.example"} }},
		{"tags.stale", func(r *Rules) { r.Tags.Stale = "two words" }},
		{"tags.csm", func(r *Rules) { r.Tags.CSM = r.Tags.Requested }},
		{"tags.ignore", func(r *Rules) { r.Tags.Ignore = r.Tags.ReasonPrefix + "x" }},
		{"notes.language", func(r *Rules) { r.Notes.Language = "tlh" }},
		{"notes.timezone", func(r *Rules) { r.Notes.Timezone = "Mars/Olympus" }},
		{"notes.help_url", func(r *Rules) { r.Notes.HelpURL = "our wiki" }},
	} {
		r := rulesWith(t, "")
		test.spoil(&r)
		p := compiled(t, rulesWith(t, ""))
		faults := p.apply(r)
		if len(faults) != 1 || faults[0].Path != test.path || faults[0].Message == "" || faults[0].Mend == "" {
			t.Errorf("%s: %+v", test.path, faults)
		}
	}
}

func span(t *testing.T, text string) Span {
	t.Helper()
	var s Span
	if err := s.UnmarshalText([]byte(text)); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestWhoIsWho(t *testing.T) {
	p := compiled(t, rulesWith(t, `people: {leads: [Lena@acme.example], csms: ["77"], bots: [zapier], agents: [5b10], api: [dana@acme.example]}`))
	for _, test := range []struct {
		about string
		by    helpdesk.Person
		via   helpdesk.Via
		want  helpdesk.Role
	}{
		{"what the desk says", helpdesk.Person{ID: "1", Role: helpdesk.EndUser}, helpdesk.ByHand, helpdesk.EndUser},
		{"a lead by e-mail, in any case", helpdesk.Person{Email: "LENA@ACME.example", Role: helpdesk.Agent}, helpdesk.ByHand, helpdesk.Lead},
		{"a CSM by id", helpdesk.Person{ID: "77", Role: helpdesk.EndUser}, helpdesk.ByHand, helpdesk.CSM},
		{"a bot by user name", helpdesk.Person{Login: "Zapier", Role: helpdesk.Agent}, helpdesk.ByHand, helpdesk.Bot},
		{"an agent whom the desk takes for a customer", helpdesk.Person{ID: "5b10", Role: helpdesk.EndUser}, helpdesk.ByHand, helpdesk.Agent},
		{"the API is a machine", helpdesk.Person{ID: "9", Role: helpdesk.Agent}, helpdesk.ByAPI, helpdesk.Bot},
		{"the API of a lead is a machine", helpdesk.Person{Email: "lena@acme.example", Role: helpdesk.Agent}, helpdesk.ByAPI, helpdesk.Bot},
		{"the API of somebody listed is a person", helpdesk.Person{Email: "Dana@acme.example", Role: helpdesk.Agent}, helpdesk.ByAPI, helpdesk.Agent},
		{"a rule, whoever set it off", helpdesk.Person{Email: "lena@acme.example", Role: helpdesk.Agent}, helpdesk.ByRule, helpdesk.Automation},
		{"ourselves, whatever is listed", helpdesk.Person{ID: "77", Role: helpdesk.Self}, helpdesk.ByAPI, helpdesk.Self},
		{"nobody known", helpdesk.Person{}, helpdesk.ByHand, ""},
	} {
		if got := p.role(&helpdesk.Event{By: test.by, Via: test.via}); got != test.want {
			t.Errorf("%s: %q, want %q", test.about, got, test.want)
		}
	}
}

func TestOwnedTags(t *testing.T) {
	p := compiled(t, rulesWith(t, ""))
	for tag, want := range map[string]bool{
		"escalation_requested": true, "high_impact": true, "stale_high_impact": true, "escalation_reason_sso_unavailable": true,
		"escalation_approved": false, "csm_escalation": false, "deskhand_ignore": false, "escalation_reason_": false, "vip": false, "": false,
	} {
		if p.Owned(tag) != want {
			t.Errorf("%q: owned %v", tag, !want)
		}
	}
}

func TestWhatOfATicketMakesHighImpact(t *testing.T) {
	p := compiled(t, rulesWith(t, `high_impact: {tags: [outage], fields: {tier: [gold], 360001: ["yes"]}, when: 'ticket.fields["seats"] > 1000'}`))
	for _, test := range []struct {
		about   string
		ticket  helpdesk.Ticket
		high    bool
		unknown bool
	}{
		{"the policy's expression", helpdesk.Ticket{Fields: map[string]any{"seats": 2000}}, true, false},
		{"not so many", helpdesk.Ticket{Fields: map[string]any{"seats": 20}}, false, false},
		{"a field of another type gives no answer", helpdesk.Ticket{Fields: map[string]any{"seats": "many"}}, false, true},
		{"no such field gives no answer", helpdesk.Ticket{}, false, true},
		{"priority in any case", helpdesk.Ticket{Priority: "Blocker"}, true, false},
		{"incidents", helpdesk.Ticket{Incidents: 5, Fields: map[string]any{"seats": 1}}, true, false},
		{"a tag", helpdesk.Ticket{Tags: []string{"outage"}}, true, false},
		{"a field", helpdesk.Ticket{Fields: map[string]any{"tier": "Gold", "seats": 1}}, true, false},
		{"one of a field's values", helpdesk.Ticket{Fields: map[string]any{"tier": []any{"silver", "gold"}, "seats": 1}}, true, false},
		{"one of a field's words", helpdesk.Ticket{Fields: map[string]any{"360001": []string{"no", "yes"}, "seats": 1}}, true, false},
		{"an empty field", helpdesk.Ticket{Fields: map[string]any{"tier": nil, "seats": 1}}, false, false},
	} {
		v := p.Assess(test.ticket, test.ticket.Created)
		if v.Impact.High != test.high || (v.Impact.Unknown != "") != test.unknown {
			t.Errorf("%s: %+v", test.about, v.Impact)
		}
		rule := v.Rules[slices.IndexFunc(v.Rules, func(r Rule) bool { return r.Name == "high_impact" })]
		if test.unknown != (rule.Result == Unknown) {
			t.Errorf("%s: the condition is %s", test.about, rule.Result)
		}
	}
}

func TestConditionsAreNearestFirst(t *testing.T) {
	p := compiled(t, rulesWith(t, ""))
	people := 99
	rules := p.conditions(&Verdict{voice: voice{language: &english, zone: p.voice.zone}, Impact: Impact{Affected: people}, Clock: Clock{Holder: HeldBySupport, Elapsed: 1, total: 2}})
	var names []string
	for _, r := range rules {
		names = append(names, r.Name)
	}
	want := []string{"no_ground_for_denial", "high_impact", "unmoved", "valid_reason", "request"}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Error(diff)
	}
}
