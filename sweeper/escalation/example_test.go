package escalation_test

import (
	"fmt"
	"os"
	"time"

	"github.com/goccy/go-yaml"

	"github.com/deskhand/deskhand/sweeper/escalation"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
	"github.com/deskhand/deskhand/sweeper/notes"
)

// A customer asks for an escalation; nobody has answered yet.
func ExamplePolicy_Assess() {
	policy, faults := builtin()
	if policy == nil {
		fmt.Println(faults)
		return
	}
	asked := time.Date(2026, time.November, 9, 10, 5, 0, 0, time.UTC)
	ticket := helpdesk.Ticket{
		Desk: "support", ID: "4711", Status: helpdesk.New, Tags: []string{"vip"}, Created: asked, Version: "1",
		Events: []helpdesk.Event{{
			ID: "1", At: asked, Kind: helpdesk.KindNote, Public: true, Format: helpdesk.Plain,
			By:   helpdesk.Person{ID: "7", Name: "Priya Nair", Role: helpdesk.EndUser},
			Body: "SSO is down, nobody can log in. Please escalate this ticket.",
		}},
	}
	verdict := policy.Assess(ticket, asked.Add(time.Hour))
	plan := policy.Plan(ticket, verdict)
	fmt.Println(verdict.State)
	fmt.Println(plan.Add)
	fmt.Println(plan.Note.Kind, plan.Note.Ref)
	// Output:
	// recommended
	// [escalation_reason_sso_unavailable escalation_recommended escalation_requested high_impact]
	// triage dh1-vmyvps
}

// builtin is the policy that Deskhand ships with.
func builtin() (*escalation.Policy, []escalation.Fault) {
	var rules escalation.Rules
	var words notes.Vocabulary
	for file, into := range map[string]any{"rules.yaml": &rules, "words.yaml": &words, "states.yaml": &words, "people.yaml": &words, "acts.yaml": &words, "reasons.yaml": &words} {
		text, err := os.ReadFile("../../config/policies/" + file)
		if err == nil {
			err = yaml.UnmarshalWithOptions(text, into, yaml.Strict())
		}
		if err != nil {
			return nil, []escalation.Fault{{Path: file, Message: err.Error()}}
		}
	}
	return escalation.Compile(rules, words)
}
