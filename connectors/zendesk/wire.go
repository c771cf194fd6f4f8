package zendesk

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// The types here are Zendesk's JSON, as far as it is read. Keys that are null or absent leave the zero value; keys that are
// not known are ignored, for new ones appear over time.

// stamp is a time as Zendesk writes it. The text is kept: it is sent back to guard a write.
type stamp string

// time returns the instant, or the zero time for what is no time.
func (s stamp) time() time.Time {
	t, err := time.Parse(time.RFC3339, string(s))
	if err != nil {
		return time.Time{}
	}
	return t.UTC()
}

// exported is a ticket as feeds need it.
type exported struct {
	ID        int64    `json:"id"`
	Status    string   `json:"status"`
	Tags      []string `json:"tags"`
	UpdatedAt stamp    `json:"updated_at"`
	Generated int64    `json:"generated_timestamp"`
}

type exportPage struct {
	Tickets     []exported `json:"tickets"`
	AfterCursor string     `json:"after_cursor"`
	EndOfStream bool       `json:"end_of_stream"`
}

type meta struct {
	HasMore     bool   `json:"has_more"`
	AfterCursor string `json:"after_cursor"`
}

type searchPage struct {
	Results []exported `json:"results"`
	Meta    meta       `json:"meta"`
}

type ticket struct {
	ID             int64         `json:"id"`
	Subject        string        `json:"subject"`
	RawSubject     string        `json:"raw_subject"`
	Status         string        `json:"status"`
	Priority       string        `json:"priority"`
	Type           string        `json:"type"`
	Tags           []string      `json:"tags"`
	CustomFields   []customField `json:"custom_fields"`
	RequesterID    int64         `json:"requester_id"`
	AssigneeID     int64         `json:"assignee_id"`
	GroupID        int64         `json:"group_id"`
	OrganizationID int64         `json:"organization_id"`
	BrandID        int64         `json:"brand_id"`
	FormID         int64         `json:"ticket_form_id"`
	HasIncidents   bool          `json:"has_incidents"`
	Via            via           `json:"via"`
	CreatedAt      stamp         `json:"created_at"`
	UpdatedAt      stamp         `json:"updated_at"`
}

type customField struct {
	ID    int64 `json:"id"`
	Value any   `json:"value"`
}

type ticketsPage struct {
	Tickets    []ticket `json:"tickets"`
	Users      []user   `json:"users"`
	LastAudits []audit  `json:"last_audits"` // of each ticket the newest, where asked for
	Meta       *meta    `json:"meta"`
}

type user struct {
	ID    int64  `json:"id"`
	Name  string `json:"name"`
	Email string `json:"email"`
	Role  string `json:"role"` // end-user, agent or admin
}

// via is the road by which something came. Some answers hold a number or a sentence where others hold an object.
type via struct {
	Channel string
	Rel     string
}

// UnmarshalJSON takes what it knows; it never fails on JSON that is well formed.
func (v *via) UnmarshalJSON(data []byte) error {
	var whole struct {
		Channel value `json:"channel"` // a name, or a number in older answers
		Source  struct {
			Rel string `json:"rel"`
		} `json:"source"`
	}
	*v = via{}
	if err := json.Unmarshal(data, &whole); err == nil {
		*v = via{Channel: string(whole.Channel), Rel: whole.Source.Rel}
	}
	return nil
}

type audit struct {
	ID        int64 `json:"id"`
	CreatedAt stamp `json:"created_at"`
	AuthorID  int64 `json:"author_id"`
	Metadata  struct {
		Custom json.RawMessage `json:"custom"`
	} `json:"metadata"`
	Via    via          `json:"via"`
	Events []auditEvent `json:"events"`
}

type auditsPage struct {
	Audits []audit `json:"audits"`
	Users  []user  `json:"users"`
	Meta   *meta   `json:"meta"` // none for archived tickets, whose audits come all at once
}

type auditEvent struct {
	ID            int64  `json:"id"`
	Type          string `json:"type"`
	AuthorID      int64  `json:"author_id"`
	Body          string `json:"body"`
	HTMLBody      string `json:"html_body"`
	Public        bool   `json:"public"`
	FieldName     string `json:"field_name"`
	Value         value  `json:"value"`
	PreviousValue value  `json:"previous_value"`
	Via           *via   `json:"via"` // only where it differs from the audit's
}

// value is what is a string in some answers and a number in others. Tags are an array in some, and here always one string with
// spaces between. Null and anything else is empty.
type value string

// UnmarshalJSON takes what it knows; it never fails on JSON that is well formed.
func (v *value) UnmarshalJSON(data []byte) error {
	*v = ""
	switch data[0] {
	case '"':
		if plain := data[1 : len(data)-1]; utf8.Valid(plain) && !bytes.ContainsRune(plain, '\\') {
			*v = value(plain) // as nearly all are
			return nil
		}
		return json.Unmarshal(data, (*string)(v))
	case '[':
		var list []string
		if json.Unmarshal(data, &list) == nil {
			*v = value(strings.Join(list, " "))
		}
	case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		*v = value(data)
	}
	return nil
}

func (v value) words() []string { return strings.Fields(string(v)) }

func decimal(id int64) string {
	if id == 0 {
		return ""
	}
	return strconv.FormatInt(id, 10)
}
