package jirasim

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/deskhand/deskhand/connectors/simulator"
)

// document is the searchable face of an issue, as the index has it.
type document struct {
	server  *Server
	ticket  simulator.Ticket
	key     issueKey
	status  status
	created time.Time
	updated time.Time
}

func (d *document) id() int64 { return issueID(d.ticket.ID) }

// text is all that a search for words looks at.
func (d *document) text() string {
	parts := []string{d.ticket.Subject}
	for _, n := range d.ticket.Notes() {
		parts = append(parts, n.Body)
	}
	return strings.Join(parts, "\n")
}

// matcher says whether a document is found.
type matcher func(*document) bool

// scope is what the words of a query mean: for whom, when, on which desk. Compiling collects mistakes in it.
type scope struct {
	now      time.Time
	zone     *time.Location // of the caller: bare dates are read in it
	me       []string
	projects []string
	statuses []string
	exists   func(key string) bool // an issue with this key or id
	mistakes []string
}

func (s *scope) mistake(format string, args ...any) matcher {
	s.mistakes = append(s.mistakes, fmt.Sprintf(format, args...))
	return func(*document) bool { return false }
}

func (terms and) compile(s *scope) matcher {
	all := compileAll(terms, s)
	return func(d *document) bool {
		return !slices.ContainsFunc(all, func(m matcher) bool { return !m(d) })
	}
}

func (terms or) compile(s *scope) matcher {
	all := compileAll(terms, s)
	return func(d *document) bool {
		return slices.ContainsFunc(all, func(m matcher) bool { return m(d) })
	}
}

func (n not) compile(s *scope) matcher {
	inner := n.condition.compile(s)
	return func(d *document) bool { return !inner(d) }
}

func compileAll(terms []condition, s *scope) []matcher {
	all := make([]matcher, len(terms))
	for i, t := range terms {
		all[i] = t.compile(s)
	}
	return all
}

func (c clause) compile(s *scope) matcher {
	if when, ok := dateFields[c.field]; ok {
		return c.compileDate(s, when)
	}
	if text, ok := textFields[c.field]; ok {
		return c.compileText(s, text)
	}
	field, ok := valueFields[c.field]
	if !ok {
		return s.mistake("Field '%s' does not exist or you do not have permission to view it.", c.name.text)
	}
	return c.compileValues(s, field)
}

// valueField is a field that is compared by equality. An issue may have several values of it.
type valueField struct {
	values func(*document) []string
	check  func(s *scope, c clause, value string) bool // reports a value that can't be; nil when anything can
}

var valueFields = map[string]valueField{
	"project":        {func(d *document) []string { return []string{d.key.project.key} }, checkProject},
	"key":            {issueNames, checkIssue},
	"issuekey":       {issueNames, checkIssue},
	"issue":          {issueNames, checkIssue},
	"id":             {issueNames, checkIssue},
	"status":         {func(d *document) []string { return []string{d.status.name, d.status.id} }, checkStatus},
	"statuscategory": {func(d *document) []string { return d.status.category.names() }, checkCategory},
	"labels":         {func(d *document) []string { return d.ticket.Tags }, checkLabel},
	"priority":       {func(d *document) []string { return []string{priorities[d.ticket.Priority].name} }, nil},
	"assignee":       {func(d *document) []string { return d.server.names(d.ticket.Assignee) }, nil},
	"reporter":       {func(d *document) []string { return d.server.names(d.ticket.Requester) }, nil},
	"creator":        {func(d *document) []string { return d.server.names(d.ticket.Requester) }, nil},
	"issuetype":      {func(d *document) []string { return []string{d.key.project.issueType(d.ticket.Type).name} }, nil},
	"type":           {func(d *document) []string { return []string{d.key.project.issueType(d.ticket.Type).name} }, nil},
	"resolution":     {resolution, nil},
}

func issueNames(d *document) []string {
	return []string{d.key.String(), itoa(d.id())}
}

func resolution(d *document) []string {
	if d.status.category == categoryDone {
		return []string{"Done"}
	}
	return nil
}

func checkProject(s *scope, c clause, value string) bool {
	if containsFold(s.projects, value) {
		return true
	}
	s.mistake("The value '%s' does not exist for the field '%s'.", value, c.name.text)
	return false
}

func checkStatus(s *scope, c clause, value string) bool {
	if containsFold(s.statuses, value) {
		return true
	}
	s.mistake("The value '%s' does not exist for the field '%s'.", value, c.name.text)
	return false
}

func checkCategory(s *scope, c clause, value string) bool {
	for _, category := range categories {
		if containsFold(category.names(), value) {
			return true
		}
	}
	s.mistake("The value '%s' does not exist for the field '%s'.", value, c.name.text)
	return false
}

func checkIssue(s *scope, c clause, value string) bool {
	if s.exists(value) {
		return true
	}
	if _, err := strconv.ParseInt(value, 10, 64); err == nil {
		s.mistake("A value with ID '%s' does not exist for the field '%s'.", value, c.name.text)
	} else {
		s.mistake("An issue with key '%s' does not exist for field '%s'.", value, c.name.text)
	}
	return false
}

func checkLabel(s *scope, _ clause, value string) bool {
	if !strings.Contains(value, " ") {
		return true
	}
	s.mistake("The label '%s' can't contain spaces.", value)
	return false
}

// compileValues compares by equality. A negative comparison leaves out issues that have no value at all, as Jira does.
func (c clause) compileValues(s *scope, field valueField) matcher {
	wanted := map[string]bool{} // in lower case
	wantsEmpty := false
	for _, arg := range c.args {
		switch {
		case arg.empty():
			wantsEmpty = true
		case arg.function && strings.EqualFold(arg.text, "currentUser"):
			for _, name := range s.me {
				wanted[strings.ToLower(name)] = true
			}
		case arg.function:
			return s.mistake("Unable to find JQL function '%s(%s)'.", arg.text, strings.Join(arg.params, ", "))
		case field.check == nil || field.check(s, c, arg.text):
			wanted[strings.ToLower(arg.text)] = true
		}
	}
	holds := func(d *document) bool {
		has := field.values(d)
		if len(has) == 0 {
			return wantsEmpty
		}
		return slices.ContainsFunc(has, func(v string) bool { return wanted[strings.ToLower(v)] })
	}
	switch c.op {
	case "=", "in", "is":
		return holds
	case "!=", "not in", "is not":
		return func(d *document) bool { return len(field.values(d)) > 0 && !holds(d) }
	case ">", ">=", "<", "<=":
		if c.field == "key" || c.field == "issuekey" || c.field == "id" || c.field == "issue" {
			return c.compileOrderedKey()
		}
	}
	return s.mistake("The operator '%s' is not supported by the '%s' field.", c.op, c.name.text)
}

// compileOrderedKey compares by issue number, or id where the operand is one.
func (c clause) compileOrderedKey() matcher {
	text := c.args[0].text
	wanted, err := strconv.ParseInt(text, 10, 64)
	number := func(d *document) int64 { return d.id() }
	if err != nil {
		_, digits, _ := strings.Cut(text, "-")
		wanted, _ = strconv.ParseInt(digits, 10, 64)
		number = func(d *document) int64 { return d.key.number }
	}
	return func(d *document) bool { return ordered(c.op, number(d), wanted) }
}

var textFields = map[string]func(*document) string{
	"summary":     func(d *document) string { return d.ticket.Subject },
	"text":        (*document).text,
	"description": (*document).text,
	"comment":     (*document).text,
}

// compileText finds issues that have every word of the operand.
func (c clause) compileText(s *scope, text func(*document) string) matcher {
	words := strings.Fields(strings.ToLower(strings.Trim(c.args[0].text, `"`)))
	holds := func(d *document) bool {
		has := strings.ToLower(text(d))
		return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(has, strings.Trim(w, `*"`)) })
	}
	switch c.op {
	case "~":
		return holds
	case "!~":
		return func(d *document) bool { return !holds(d) }
	}
	return s.mistake("The operator '%s' is not supported by the '%s' field.", c.op, c.name.text)
}

func ordered(op string, a, b int64) bool {
	switch op {
	case ">":
		return a > b
	case ">=":
		return a >= b
	case "<":
		return a < b
	}
	return a <= b
}

func containsFold(all []string, one string) bool {
	return slices.ContainsFunc(all, func(v string) bool { return strings.EqualFold(v, one) })
}
