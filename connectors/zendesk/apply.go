package zendesk

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/deskhand/deskhand/connectors/internal/rest"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

const (
	// quarantine is longer than any write of ours stays on its way. Zendesk's own check keeps a late one from doing harm;
	// waiting only saves the conflict.
	quarantine = 2 * time.Minute
	// collision is the pause after Zendesk's database refused a write for another that ran at the same time.
	collision = 30 * time.Second
)

// Apply sends one update a ticket, with its tags, its note and the note's reference in the audit's metadata. Zendesk
// refuses it when the ticket is no longer at the plan's Version, by safe_update and updated_stamp. A single update can't add
// tags, it replaces them all, which that check makes safe.
func (d *desk) Apply(ctx context.Context, plans []helpdesk.Plan) ([]helpdesk.Outcome, error) {
	self, err := d.whoAmI(ctx)
	if err != nil {
		return nil, err
	}
	var outcomes []helpdesk.Outcome
	var answers []updateAnswer
	apply := d.apply
	if d.careful {
		apply = d.applyCarefully
	}
	for _, plan := range plans {
		outcome, answer, err := apply(ctx, plan, self)
		if outcome.Result != "" {
			outcome.Ticket = plan.Ticket
			outcomes = append(outcomes, outcome)
			answers = append(answers, answer)
		}
		if err != nil {
			return outcomes, fmt.Errorf("update ticket %s: %w", plan.Ticket, err)
		}
	}
	d.settle(ctx, outcomes, answers)
	return outcomes, nil
}

// apply carries out one plan. An error without an outcome means that nothing was sent.
func (d *desk) apply(ctx context.Context, plan helpdesk.Plan, self int64) (outcome helpdesk.Outcome, answer updateAnswer, err error) {
	if outcome, ok := d.tooEarly(plan); ok {
		return outcome, answer, nil
	}
	return d.put(ctx, plan, self)
}

// put sends the one update of a plan, and reads in its answer what became of it.
func (d *desk) put(ctx context.Context, plan helpdesk.Plan, self int64) (outcome helpdesk.Outcome, answer updateAnswer, err error) {
	update := updateOf(plan)
	if update.Tags == nil && update.Comment == nil {
		return helpdesk.Outcome{Result: helpdesk.Written, Detail: "the ticket says so already"}, answer, nil
	}
	_, err = d.client.Write(ctx, rest.Request{
		Route: "/api/v2/tickets/{id}", Method: http.MethodPut, Path: "/api/v2/tickets/" + plan.Ticket,
		Body:   map[string]any{"ticket": update},
		Limits: []string{updateLimit, ticketLimit + "/" + plan.Ticket},
	}, &answer)
	if err != nil {
		outcome, err = refusal(err)
		return outcome, updateAnswer{}, err
	}
	outcome, err = d.verify(ctx, plan, update, answer, self)
	return outcome, answer, err
}

// tooEarly answers for a write that may not be sent now.
func (d *desk) tooEarly(plan helpdesk.Plan) (helpdesk.Outcome, bool) {
	now := time.Now()
	stamp, isYoung := strings.CutSuffix(plan.Version, young)
	if isYoung || stamp == "" {
		return helpdesk.Outcome{Result: helpdesk.Conflict, Again: now.Add(settled), Detail: "it changed at the moment it was read"}, true
	}
	free := d.client.FreeAt(ticketLimit + "/" + plan.Ticket)
	if free.Sub(now) > quarantine && free.After(d.client.FreeAt()) {
		return helpdesk.Outcome{Result: helpdesk.Conflict, Again: free, Detail: "it was written to too often in the last ten minutes"}, true
	}
	return helpdesk.Outcome{}, false
}

// update is the body of a ticket's update. Tags is nil to leave them; an empty list would clear them.
type update struct {
	Comment      *comment          `json:"comment,omitempty"`
	Tags         *[]string         `json:"tags,omitempty"`
	Metadata     map[string]string `json:"metadata,omitempty"`
	SafeUpdate   bool              `json:"safe_update"`
	UpdatedStamp string            `json:"updated_stamp"`
}

// comment always says that it is not public: left out, Zendesk takes the visibility of the ticket's first comment.
type comment struct {
	HTMLBody string `json:"html_body"`
	Public   bool   `json:"public"`
}

func updateOf(plan helpdesk.Plan) update {
	u := update{SafeUpdate: true, UpdatedStamp: plan.Version}
	if tags := tagsAfter(plan); !slices.Equal(tags, plan.Tags) {
		u.Tags = &tags
	}
	if plan.Note != nil {
		u.Comment = &comment{HTMLBody: noteHTML(plan.Note.Body)}
		u.Metadata = map[string]string{refKey: plan.Note.Ref}
	}
	return u
}

func tagsAfter(plan helpdesk.Plan) []string {
	tags := without(plan.Tags, plan.Remove)
	for _, tag := range plan.Add {
		if !slices.Contains(tags, tag) {
			tags = append(tags, tag)
		}
	}
	if tags == nil {
		tags = []string{}
	}
	return tags
}

// refusal reads the end of a write that did not succeed. The outcome is empty where the desk as a whole can't be
// written to.
func refusal(err error) (helpdesk.Outcome, error) {
	if errors.Is(err, rest.ErrUnsure) {
		return helpdesk.Outcome{Result: helpdesk.Unsure, Again: time.Now().Add(quarantine), Detail: err.Error()}, nil
	}
	var e *rest.Error
	if !errors.As(err, &e) {
		return helpdesk.Outcome{}, err
	}
	fault := readFault(e.Body)
	switch e.Status {
	case http.StatusUnauthorized:
		return helpdesk.Outcome{}, err
	case http.StatusForbidden:
		if strings.Contains(fault.text, "scope") {
			return helpdesk.Outcome{}, fmt.Errorf("%w: %s", helpdesk.ErrAuth, fault)
		}
	case http.StatusConflict:
		if fault.code == "DatabaseConflict" {
			return helpdesk.Outcome{Result: helpdesk.Conflict, Again: time.Now().Add(collision), Detail: "another update ran at the same time"}, nil
		}
		return helpdesk.Outcome{Result: helpdesk.Conflict, Detail: "it has changed since it was read"}, nil
	case http.StatusTooManyRequests:
		var busy *helpdesk.Busy
		errors.As(err, &busy)
		return helpdesk.Outcome{Result: helpdesk.Conflict, Again: busy.Until, Detail: busy.Error()}, nil
	}
	return helpdesk.Outcome{Result: helpdesk.Refused, Detail: fmt.Sprintf("%d %s", e.Status, fault)}, nil
}
