package escalation

import (
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/vm"

	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

// whenEnv is what a policy's expression can see.
type whenEnv struct {
	Ticket whenTicket `expr:"ticket"`
}

type whenTicket struct {
	ID        string         `expr:"id"`
	Key       string         `expr:"key"`
	Subject   string         `expr:"subject"`
	Status    string         `expr:"status"`
	Priority  string         `expr:"priority"`
	Tags      []string       `expr:"tags"`
	Fields    map[string]any `expr:"fields"`
	Incidents int            `expr:"incidents"`
	Requester whenPerson     `expr:"requester"`
	Assignee  whenPerson     `expr:"assignee"`
}

type whenPerson struct {
	ID    string `expr:"id"`
	Name  string `expr:"name"`
	Email string `expr:"email"`
}

// maxWhen bounds an expression's length.
const maxWhen = 2000

// compileWhen makes an expression ready; the empty one is nil. The clock is not to be had in it: verdicts depend on nothing
// but their arguments.
func compileWhen(text string) (*vm.Program, *Fault) {
	const mend = `write a condition over the ticket, such as ticket.priority == "urgent"`
	switch {
	case strings.TrimSpace(text) == "":
		return nil, nil
	case len(text) > maxWhen:
		return nil, &Fault{Path: "high_impact.when", Message: "is longer than 2,000 characters", Mend: mend}
	}
	program, err := expr.Compile(text, expr.Env(whenEnv{}), expr.AsBool(), expr.MaxNodes(500),
		expr.DisableBuiltin("now"), expr.DisableBuiltin("date"), expr.DisableBuiltin("timezone"))
	if err != nil {
		return nil, &Fault{Path: "high_impact.when", Message: firstLine(err), Mend: mend}
	}
	return program, nil
}

// whenHolds evaluates the policy's expression. A ticket that it can't be worked out for, such as one whose field has another
// type, gives why.
func (p *Policy) whenHolds(t *helpdesk.Ticket) (holds bool, unknown string) {
	if p.when == nil {
		return false, ""
	}
	machine := vm.VM{MemoryBudget: 100_000}
	answer, err := machine.Run(p.when, whenEnv{Ticket: whenTicket{
		ID: t.ID, Key: t.Key, Subject: t.Subject, Status: string(t.Status), Priority: t.Priority,
		Tags: t.Tags, Fields: t.Fields, Incidents: t.Incidents,
		Requester: whenPerson{t.Requester.ID, t.Requester.Name, t.Requester.Email},
		Assignee:  whenPerson{t.Assignee.ID, t.Assignee.Name, t.Assignee.Email},
	}})
	if err != nil {
		return false, firstLine(err)
	}
	holds, _ = answer.(bool)
	return holds, ""
}

func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}
