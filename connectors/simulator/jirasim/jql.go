package jirasim

import (
	"slices"
	"strings"
)

// query is a parsed JQL query.
type query struct {
	where condition // nil when nothing restricts the search
	order []sortKey
}

// sortKey is one field of an ORDER BY.
type sortKey struct {
	field string
	desc  bool
}

// condition is a node of a query's tree: and, or, not, or a clause.
type condition interface {
	compile(*scope) matcher
}

type (
	and    []condition
	or     []condition
	not    struct{ condition }
	clause struct {
		field string // as written, lower case
		name  token  // for messages
		op    string // "=", "!=", "in", "not in", "is", "is not", ">=", ...
		args  []operand
	}
	// operand is the right side of a clause, or one of a list.
	operand struct {
		token
		function bool     // a call such as currentUser()
		params   []string // of the call
	}
)

// empty reports whether the operand is the word EMPTY or NULL.
func (o operand) empty() bool { return o.is("EMPTY") || o.is("NULL") }

// parseJQL reads a query. Errors are worded as Jira words them.
func parseJQL(text string) (query, error) {
	tokens, err := lexJQL(text)
	if err != nil {
		return query{}, err
	}
	p := parser{tokens: tokens}
	var q query
	if !p.peek().is("ORDER") && p.peek().kind != tokenEnd {
		if q.where, err = p.any(); err != nil {
			return query{}, err
		}
	}
	if q.order, err = p.orderBy(); err != nil {
		return query{}, err
	}
	if t := p.peek(); t.kind != tokenEnd {
		return query{}, syntaxError(t.at, "Expecting either 'OR' or 'AND' but got '%s'.", t.text)
	}
	return q, nil
}

// bareWords reports whether the text is nothing but words and no query, which Cloud's search takes and finds nothing.
func bareWords(text string) bool {
	tokens, err := lexJQL(text)
	if err != nil || len(tokens) < 3 {
		return false
	}
	if _, err := parseJQL(text); err == nil {
		return false
	}
	return !slices.ContainsFunc(tokens[:len(tokens)-1], func(t token) bool { return t.kind != tokenWord })
}

type parser struct {
	tokens []token
	next   int
	depth  int
}

// deepest nesting of parentheses and NOT that is read.
const deepest = 100

func (p *parser) peek() token { return p.tokens[p.next] }

func (p *parser) take() token {
	t := p.tokens[p.next]
	if t.kind != tokenEnd {
		p.next++
	}
	return t
}

// accept takes the next token when it is one of the words.
func (p *parser) accept(words ...string) bool {
	for _, w := range words {
		if p.peek().is(w) {
			p.take()
			return true
		}
	}
	return false
}

func (p *parser) any() (condition, error) {
	first, err := p.all()
	if err != nil {
		return nil, err
	}
	terms := or{first}
	for p.accept("OR", "||") {
		term, err := p.all()
		if err != nil {
			return nil, err
		}
		terms = append(terms, term)
	}
	return terms, nil
}

func (p *parser) all() (condition, error) {
	first, err := p.one()
	if err != nil {
		return nil, err
	}
	terms := and{first}
	for p.accept("AND", "&&") {
		term, err := p.one()
		if err != nil {
			return nil, err
		}
		terms = append(terms, term)
	}
	return terms, nil
}

func (p *parser) one() (condition, error) {
	if p.depth++; p.depth > deepest {
		return nil, syntaxError(p.peek().at, "The query is nested too deeply.")
	}
	defer func() { p.depth-- }()
	if p.accept("NOT", "!") {
		inner, err := p.one()
		return not{inner}, err
	}
	if p.accept("(") {
		inner, err := p.any()
		if err != nil {
			return nil, err
		}
		if !p.accept(")") {
			return nil, syntaxError(p.peek().at, "Expecting ')' before the end of the query.")
		}
		return inner, nil
	}
	return p.clause()
}

func (p *parser) clause() (condition, error) {
	name := p.take()
	if name.kind != tokenWord && name.kind != tokenQuoted {
		return nil, syntaxError(name.at, "Expecting a field name but got '%s'.", name.text)
	}
	op, err := p.operator()
	if err != nil {
		return nil, err
	}
	args, err := p.operands(op)
	if err == nil && (op == "is" || op == "is not") && !args[0].empty() {
		err = syntaxError(args[0].at, "The operator '%s' takes nothing but EMPTY or NULL.", op)
	}
	return clause{strings.ToLower(name.text), name, op, args}, err
}

func (p *parser) operator() (string, error) {
	for _, op := range []string{"=", "!=", ">=", "<=", ">", "<", "~", "!~"} {
		if p.accept(op) {
			return op, nil
		}
	}
	switch {
	case p.accept("in"):
		return "in", nil
	case p.accept("is"):
		if p.accept("not") {
			return "is not", nil
		}
		return "is", nil
	case p.accept("not"):
		if p.accept("in") {
			return "not in", nil
		}
	}
	return "", syntaxError(p.peek().at, "Expecting operator but got '%s'.", p.peek().text)
}

// operands reads one operand, or a list in parentheses after IN and NOT IN.
func (p *parser) operands(op string) ([]operand, error) {
	list := op == "in" || op == "not in"
	if !list || !p.accept("(") {
		one, err := p.operand()
		return []operand{one}, err
	}
	var all []operand
	for {
		one, err := p.operand()
		if err != nil {
			return nil, err
		}
		all = append(all, one)
		if p.accept(")") {
			return all, nil
		}
		if !p.accept(",") {
			return nil, syntaxError(p.peek().at, "Expecting ')' or ',' but got '%s'.", p.peek().text)
		}
	}
}

func (p *parser) operand() (operand, error) {
	t := p.take()
	if t.kind != tokenWord && t.kind != tokenQuoted {
		return operand{}, syntaxError(t.at, "Expecting either a value, list or function but got '%s'.", t.text)
	}
	if t.kind == tokenQuoted || !p.accept("(") {
		return operand{token: t}, nil
	}
	call := operand{token: t, function: true}
	for !p.accept(")") {
		param := p.take()
		if param.kind != tokenWord && param.kind != tokenQuoted {
			return operand{}, syntaxError(param.at, "Expecting ')' after the arguments of '%s'.", t.text)
		}
		call.params = append(call.params, param.text)
		p.accept(",")
	}
	return call, nil
}

func (p *parser) orderBy() ([]sortKey, error) {
	if !p.accept("ORDER") {
		return nil, nil
	}
	if !p.accept("BY") {
		return nil, syntaxError(p.peek().at, "Expecting 'by' after 'order'.")
	}
	var keys []sortKey
	for {
		name := p.take()
		if name.kind != tokenWord && name.kind != tokenQuoted {
			return nil, syntaxError(name.at, "Expecting a field name to sort by but got '%s'.", name.text)
		}
		key := sortKey{field: strings.ToLower(name.text)}
		if p.accept("DESC") {
			key.desc = true
		} else {
			p.accept("ASC")
		}
		keys = append(keys, key)
		if !p.accept(",") {
			return keys, nil
		}
	}
}
