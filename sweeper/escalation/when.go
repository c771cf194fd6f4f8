package escalation

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
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
		return nil, &Fault{Path: "high_impact.when", Message: plainly(err), Mend: mend}
	}
	return program, nil
}

var (
	noName  = regexp.MustCompile(`^unknown name (\w+)$`)
	unlike  = regexp.MustCompile(`^invalid operation: (\S+) \(mismatched types (.+) and (.+)\)$`)
	noField = regexp.MustCompile(`^type escalation\.when(\w+) has no field (\w+)`)
	place   = regexp.MustCompile(` \(1:(\d+)\)$`)
	// goWord finds the expression compiler's words for what a policy's author knows by others.
	goWord  = regexp.MustCompile(`escalation\.when\w+|map\[string\]interface \{\}|\[\]string|interface \{\}|token EOF|\b(string|int|float64|bool)\b`)
	inWords = map[string]string{
		"escalation.whenTicket": "ticket", "escalation.whenPerson": "person", "map[string]interface {}": "fields", "[]string": "list of texts",
		"interface {}": "field", "string": "text", "int": "number", "float64": "number", "bool": "true or false", "token EOF": "end",
	}
)

// plainly says in a policy's words what the compiler of expressions complains of.
func plainly(err error) string {
	line := firstLine(err)
	at := ""
	if found := place.FindStringSubmatch(line); found != nil {
		line, at = strings.TrimSuffix(line, found[0]), ", at character "+found[1]
	}
	if found := noField.FindStringSubmatch(line); found != nil {
		has := map[string]any{"Ticket": whenTicket{}, "Person": whenPerson{}}[found[1]]
		return fmt.Sprintf("a %s has no %s%s; it has %s", strings.ToLower(found[1]), found[2], at, strings.Join(fieldsOf(has), ", "))
	}
	if found := noName.FindStringSubmatch(line); found != nil {
		line = "nothing is named " + found[1]
		if slices.Contains(fieldsOf(whenTicket{}), found[1]) {
			at += "; write ticket." + found[1]
		}
		return line + at
	}
	if found := unlike.FindStringSubmatch(line); found != nil {
		line = fmt.Sprintf("%s can't stand between a %s and a %s", found[1], found[2], found[3])
	}
	return goWord.ReplaceAllStringFunc(line, func(word string) string { return inWords[word] }) + at
}

// fieldsOf lists what an expression may call the fields of a struct.
func fieldsOf(s any) []string {
	t := reflect.TypeOf(s)
	all := make([]string, t.NumField())
	for i := range all {
		all[i] = t.Field(i).Tag.Get("expr")
	}
	return all
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
