package sweeper

import (
	"encoding/json"
	"time"

	"github.com/deskhand/deskhand/sweeper/escalation"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

// Shown is what the status page shows of a flagged ticket. It is all the text of a ticket that the store keeps: one quote of
// at most 160 characters.
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
	LastMove string    `json:"last_move,omitempty"`
	MovedAt  time.Time `json:"moved_at,omitzero"`
	Ref      string    `json:"ref,omitempty"`
	Impact   int64     `json:"impact"`
	Pending  bool      `json:"pending,omitempty"` // what is shown is not on the ticket yet
}

// shown returns what to show of the ticket, or nil when nobody needs to see it. Pending says that it is not on the ticket yet.
func shown(t helpdesk.Ticket, v escalation.Verdict, impact int64, pending bool) []byte {
	need := needs(v)
	if need == "" {
		return nil
	}
	s := Shown{
		Desk: t.Desk, Ticket: t.ID, Key: t.Key, URL: t.URL, Needs: need, State: string(v.State), Flags: v.Flags,
		Affected: v.Impact.Affected, Everyone: v.Impact.Everyone, Ref: v.Ref, Impact: impact, Pending: pending,
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
	if move := v.Clock.LastMove; move != nil {
		s.LastMove, s.MovedAt = move.By.Name+", "+v.Clock.Move, move.At.UTC()
	}
	raw, err := json.Marshal(s)
	if err != nil {
		panic(err) // a struct of strings, numbers and times of this century
	}
	return raw
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
	case v.Stale == escalation.Met:
		return "move"
	}
	return ""
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
