package sweeper

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/deskhand/deskhand/sweeper/escalation"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

// Shown is what the status page shows of a flagged ticket. It is all the text of a ticket that the store keeps: one quote of
// at most 160 characters.
//
// The store has it as two lines of JSON: all but the explanation, which lists of tickets need, and the explanation, which only
// the ticket's own page needs.
type Shown struct {
	Desk     string    `json:"desk"`
	Ticket   string    `json:"ticket"`
	Key      string    `json:"key"`
	URL      string    `json:"url"`
	Needs    string    `json:"needs"` // what a person must do: decide, details, move, timeline, update
	State    string    `json:"state"`
	Flags    []string  `json:"flags"`
	Reasons  []string  `json:"reasons,omitempty"` // titles
	Quote    string    `json:"quote,omitempty"`
	QuoteBy  string    `json:"quote_by,omitempty"`
	QuoteAt  time.Time `json:"quote_at,omitzero"`
	Affected int       `json:"affected,omitempty"`
	Everyone bool      `json:"everyone,omitempty"`
	Since    time.Time `json:"since,omitzero"` // since when the ball lies with support; zero when it does not
	Waits    time.Time `json:"waits,omitzero"` // since when it waits for what it needs: the request, the clock's start, or when it was owed
	LastMove string    `json:"last_move,omitempty"`
	MovedAt  time.Time `json:"moved_at,omitzero"`
	Ref      string    `json:"ref,omitempty"`
	Impact   int64     `json:"impact"`
	Pending  bool      `json:"pending,omitempty"` // what is shown is not on the ticket yet
	Account  string    `json:"account,omitempty"` // whose ticket it is: the domain of the requester's e-mail address, where the desk tells

	Explanation escalation.Explanation `json:"-"` // the second line, see ReadExplanation
}

// ReadShown reads what the store has of a flagged ticket, without its explanation.
func ReadShown(raw []byte) (Shown, error) {
	var s Shown
	row, _, _ := bytes.Cut(raw, []byte("\n"))
	if err := json.Unmarshal(row, &s); err != nil {
		return Shown{}, fmt.Errorf("what is shown of a ticket: %w", err)
	}
	return s, nil
}

// ReadExplanation reads the explanation of a flagged ticket from what the store has; the zero one where there is none.
func ReadExplanation(raw []byte) (escalation.Explanation, error) {
	_, explanation, _ := bytes.Cut(raw, []byte("\n"))
	if len(explanation) == 0 {
		return escalation.Explanation{}, nil
	}
	var e escalation.Explanation
	if err := json.Unmarshal(explanation, &e); err != nil {
		return escalation.Explanation{}, fmt.Errorf("the explanation of a ticket: %w", err)
	}
	return e, nil
}

// kept is the form in which the store has it.
func (s Shown) kept() []byte {
	var b bytes.Buffer
	lines := json.NewEncoder(&b)
	lines.SetEscapeHTML(false)
	for _, part := range []any{s, s.Explanation} {
		if err := lines.Encode(part); err != nil {
			panic(err) // structs of strings, numbers and times of this century
		}
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// shown returns what to show of the ticket, or nil when nobody needs to see it. Pending says that it is not on the ticket yet.
func shown(t helpdesk.Ticket, v escalation.Verdict, pending bool) []byte {
	need := needs(v)
	if need == "" {
		return nil
	}
	s := Shown{
		Desk: t.Desk, Ticket: t.ID, Key: t.Key, URL: t.URL, Needs: need, State: string(v.State), Flags: v.Flags,
		Affected: v.Impact.Affected, Everyone: v.Impact.Everyone, Ref: v.Ref, Impact: v.Weight(), Pending: pending,
		Account: account(t.Requester), Explanation: v.Explain(),
	}
	for _, r := range v.Reasons {
		s.Reasons = append(s.Reasons, r.Title)
	}
	if act := quoted(v); act != nil {
		s.Quote, s.QuoteBy, s.QuoteAt = act.Quote, act.By.Name, act.At.UTC()
	}
	if v.Clock.Holder == escalation.HeldBySupport {
		s.Since = v.Clock.Since.UTC()
	}
	s.Waits = waits(v, need)
	if move := v.Clock.LastMove; move != nil {
		s.LastMove, s.MovedAt = move.By.Name+", "+v.Clock.Move, move.At.UTC()
	}
	return s.kept()
}

// account names the company that a person belongs to; empty when the desk does not tell.
func account(who helpdesk.Person) string {
	_, domain, _ := strings.Cut(who.Email, "@")
	return strings.ToLower(domain)
}

// needs says what a person must do about the ticket; empty for nothing.
func needs(v escalation.Verdict) string {
	for _, debt := range v.Owed {
		if debt.Missing {
			return debt.Kind
		}
	}
	switch {
	case v.State == escalation.NeedsDetails:
		return "details"
	case v.State.Triaged():
		return "decide"
	case v.Unmoved():
		return "move"
	}
	return ""
}

// waits says since when a ticket waits for what it needs.
func waits(v escalation.Verdict, need string) time.Time {
	for _, debt := range v.Owed {
		if debt.Kind == need {
			return debt.Due.UTC()
		}
	}
	if v.Request != nil && need != "move" {
		return v.Request.At.UTC()
	}
	return v.Clock.Since.UTC()
}

// quoted returns the words that say most: a reason's, else what tells of the impact, else the request's.
func quoted(v escalation.Verdict) *escalation.Act {
	for i := range v.Reasons {
		if v.Reasons[i].Quote != "" {
			return &v.Reasons[i].Act
		}
	}
	switch {
	case v.Impact.Quote != "":
		return &v.Impact.Act
	case v.Request != nil && v.Request.Quote != "":
		return &v.Request.Act
	}
	return nil
}
