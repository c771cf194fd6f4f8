package zendesksim

import (
	"math/rand/v2"
	"slices"
	"strconv"

	"github.com/deskhand/deskhand/connectors/simulator"
)

// The ids of what an account has one of.
const (
	groupID  = 6130852536346
	brandID  = 6130830354842
	formID   = 6130830344474
	statusID = 6130830355738 // of "new"; the others follow
	ruleID   = 6130830356000
)

// wireTicket is Zendesk's ticket, keys in the order of recorded answers.
type wireTicket struct {
	URL           string       `json:"url"`
	ID            int64        `json:"id"`
	ExternalID    *string      `json:"external_id"`
	Via           wireVia      `json:"via"`
	CreatedAt     string       `json:"created_at"`
	UpdatedAt     string       `json:"updated_at"`
	Type          *string      `json:"type"`
	Subject       string       `json:"subject"`
	RawSubject    string       `json:"raw_subject"`
	Description   string       `json:"description"`
	Priority      *string      `json:"priority"`
	Status        string       `json:"status"`
	Recipient     *string      `json:"recipient"`
	RequesterID   int64        `json:"requester_id"`
	SubmitterID   int64        `json:"submitter_id"`
	AssigneeID    *int64       `json:"assignee_id"`
	Organization  *int64       `json:"organization_id"`
	GroupID       *int64       `json:"group_id"`
	Collaborators []int64      `json:"collaborator_ids"`
	Followers     []int64      `json:"follower_ids"`
	EmailCCs      []int64      `json:"email_cc_ids"`
	ForumTopic    *int64       `json:"forum_topic_id"`
	ProblemID     *int64       `json:"problem_id"`
	HasIncidents  bool         `json:"has_incidents"`
	IsPublic      bool         `json:"is_public"`
	DueAt         *string      `json:"due_at"`
	Tags          []string     `json:"tags"`
	CustomFields  []wireField  `json:"custom_fields"`
	Satisfaction  *wireOpinion `json:"satisfaction_rating"`
	Sharing       []int64      `json:"sharing_agreement_ids"`
	CustomStatus  int64        `json:"custom_status_id"`
	Fields        []wireField  `json:"fields"`
	Followups     []int64      `json:"followup_ids"`
	FormID        int64        `json:"ticket_form_id"`
	BrandID       int64        `json:"brand_id"`
	Channelback   bool         `json:"allow_channelback"`
	Attachments   bool         `json:"allow_attachments"`
	FromMessaging bool         `json:"from_messaging_channel"`
	Generated     int64        `json:"generated_timestamp"`

	ResultType   string `json:"result_type,omitempty"`
	CommentCount *int   `json:"comment_count,omitempty"`
	Surprise     object `json:"x_preview,omitempty"` // a key that no document knows
}

type wireField struct {
	ID    int64 `json:"id"`
	Value any   `json:"value"`
}

type wireOpinion struct {
	Score string `json:"score"`
}

type wireVia struct {
	Channel string     `json:"channel"`
	Source  wireSource `json:"source"`
}

type wireSource struct {
	From object  `json:"from"`
	To   object  `json:"to"`
	Rel  *string `json:"rel"`
}

func (s *Sim) ticket(c *call, t simulator.Ticket) wireTicket {
	w := wireTicket{
		URL: s.base(c) + "/api/v2/tickets/" + strconv.FormatInt(t.ID, 10) + ".json", ID: t.ID,
		Via: s.via(t.Via, "", t.Requester), CreatedAt: stamp(t.Created), UpdatedAt: stamp(t.Updated),
		Type: orNull(t.Type), Subject: t.Subject, RawSubject: t.Subject, Description: t.Description(), Priority: orNull(t.Priority), Status: t.Status,
		RequesterID: t.Requester, SubmitterID: t.Requester, AssigneeID: orNull(t.Assignee), Organization: orNull(t.Organization),
		Collaborators: []int64{}, Followers: []int64{}, EmailCCs: []int64{}, ProblemID: orNull(t.Problem),
		HasIncidents: t.Type == "problem" && len(s.desk.Incidents(t.ID)) > 0, IsPublic: t.Public(), Tags: s.tags(t), Sharing: []int64{},
		CustomStatus: statusID + int64(slices.Index(statusOrder, t.Status))*idStep, Followups: []int64{}, FormID: formID, BrandID: brandID,
		Attachments: true, Generated: t.Touched.Unix(),
	}
	if t.Assignee != 0 {
		w.GroupID = orNull(int64(groupID))
	}
	if t.Scrubbed {
		w.Description = "X"
	}
	if len(t.Updates) > 0 {
		w.SubmitterID = t.Updates[0].By
	}
	if t.Status == simulator.Solved || t.Status == simulator.Closed {
		w.Satisfaction = &wireOpinion{Score: "unoffered"}
	}
	w.CustomFields = fieldValues(t.Fields)
	w.Fields = w.CustomFields
	if s.opts.Quirks.ExtraKeys {
		w.Surprise = object{"since": 2027, "values": []any{true, nil, "x"}}
	}
	return w
}

func (s *Sim) ticketList(c *call, tickets []simulator.Ticket) []wireTicket {
	all := make([]wireTicket, len(tickets))
	for i, t := range tickets {
		all[i] = s.ticket(c, t)
	}
	return all
}

const idStep = 128

var statusOrder = []string{simulator.New, simulator.Open, simulator.Pending, simulator.Hold, simulator.Solved, simulator.Closed, simulator.Deleted}

func (s *Sim) tags(t simulator.Ticket) []string {
	tags := slices.Clone(t.Tags)
	if s.opts.Quirks.UnsortedTags {
		mixed := rand.New(rand.NewPCG(uint64(t.ID), uint64(t.Version)))
		mixed.Shuffle(len(tags), func(i, j int) { tags[i], tags[j] = tags[j], tags[i] })
	}
	if tags == nil {
		return []string{}
	}
	return tags
}

// via describes the road of an update by somebody; rule is the automation's or trigger's title.
func (s *Sim) via(v simulator.Via, rule string, by int64) wireVia {
	none := wireSource{From: object{}, To: object{}}
	switch v {
	case simulator.Email:
		p, _ := s.desk.Person(by)
		return wireVia{Channel: "email", Source: wireSource{
			From: object{"address": p.Email, "name": p.Name}, To: object{"address": "support@acme.example", "name": "Acme Learning"},
		}}
	case simulator.Trigger, simulator.Automation:
		from := object{"deleted": false, "title": rule, "id": ruleNumber(rule)}
		if v == simulator.Trigger {
			from["revision_id"] = 1
		}
		return wireVia{Channel: "rule", Source: wireSource{From: from, To: object{}, Rel: orNull(string(v))}}
	}
	return wireVia{Channel: string(v), Source: none}
}

// ruleNumber gives each rule an id that stays the same.
func ruleNumber(title string) int64 {
	id := int64(ruleID)
	for _, b := range []byte(title) {
		id += int64(b) * idStep
	}
	return id
}

func orNull[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}
