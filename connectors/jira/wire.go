package jira

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"time"
)

// The wire types hold what this connector reads, no more. Atlassian's specifications declare almost nothing required, so
// every field may be absent or null, and unknown fields are skipped.

// searchPage is a page of issues: by token on Cloud, by offset on Data Center.
type searchPage struct {
	Issues        []issue `json:"issues"`
	NextPageToken string  `json:"nextPageToken"`
	IsLast        bool    `json:"isLast"`
	Total         int     `json:"total"`
}

// issue keeps its fields raw: any of them may hold anything, an error object included, and one that can't be read must
// not take the others with it.
type issue struct {
	ID         string                     `json:"id"`
	Key        string                     `json:"key"`
	Fields     map[string]json.RawMessage `json:"fields"`
	Names      map[string]string          `json:"names"`
	Changelog  historyPage                `json:"changelog"`
	Properties map[string]json.RawMessage `json:"properties"`
}

// read decodes one field into v and reports whether it was there and as expected.
func (i issue) read(field string, v any) bool {
	raw, ok := i.Fields[field]
	if !ok || bytes.Equal(raw, []byte("null")) {
		return false
	}
	return json.Unmarshal(raw, v) == nil
}

// labels returns the issue's labels.
func (i issue) labels() []string {
	var labels []string
	i.read("labels", &labels)
	return labels
}

type named struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

type issueStatus struct {
	named
	Category struct {
		Key string `json:"key"`
	} `json:"statusCategory"`
}

type project struct {
	named
	Key  string `json:"key"`
	Type string `json:"projectTypeKey"`
}

// user is a person on either product: account ids on Cloud, keys and names on Data Center.
type user struct {
	AccountID   string `json:"accountId"`
	AccountType string `json:"accountType"`
	Key         string `json:"key"`
	Name        string `json:"name"`
	DisplayName string `json:"displayName"`
	Email       string `json:"emailAddress"`
	TimeZone    string `json:"timeZone"`
}

// id is what the user is known by for ever.
func (u *user) id() string {
	switch {
	case u == nil:
		return ""
	case u.AccountID != "":
		return u.AccountID
	case u.Key != "":
		return u.Key
	}
	return u.Name
}

type commentPage struct {
	StartAt  int       `json:"startAt"`
	Total    int       `json:"total"`
	Comments []comment `json:"comments"`
}

type comment struct {
	ID         string          `json:"id"`
	Author     *user           `json:"author"`
	Body       json.RawMessage `json:"body"`
	Created    stamp           `json:"created"`
	Public     *bool           `json:"jsdPublic"`
	Visibility *visibility     `json:"visibility"`
	Properties []property      `json:"properties"`
}

type visibility struct {
	Type  string `json:"type"`
	Value string `json:"value"`
}

type property struct {
	Key   string          `json:"key"`
	Value json.RawMessage `json:"value"`
}

// historyPage is the changelog as an issue's expansion shows it.
type historyPage struct {
	Total     int       `json:"total"`
	Histories []history `json:"histories"`
}

// history is one save of an issue.
type history struct {
	ID       string    `json:"id"`
	Author   *user     `json:"author"`
	Created  stamp     `json:"created"`
	Items    []item    `json:"items"`
	Metadata *struct{} `json:"historyMetadata"`
}

// item is one field that a save changed. From and To hold ids, the strings what people see.
type item struct {
	Field      string `json:"field"`
	From       string `json:"from"`
	FromString string `json:"fromString"`
	To         string `json:"to"`
	ToString   string `json:"toString"`
}

type changelogPage struct {
	Logs []struct {
		IssueID   string    `json:"issueId"`
		Histories []history `json:"changeHistories"`
	} `json:"issueChangeLogs"`
	NextPageToken string `json:"nextPageToken"`
}

// stamp is an instant as Jira writes it: a string whose offset has no colon, in the calling user's zone, or in bulk
// answers a number of milliseconds (seconds in the vendor's example). The zero stamp stands for null or absent.
type stamp struct{ time.Time }

// stampLayouts are tried in turn; the first is what both products send.
var stampLayouts = []string{"2006-01-02T15:04:05.000-0700", "2006-01-02T15:04:05-0700", time.RFC3339Nano}

// secondsBelow parts seconds from milliseconds: as milliseconds it lies in March 1973, before any Jira.
const secondsBelow = 100_000_000_000

func (s *stamp) UnmarshalJSON(b []byte) error {
	if bytes.Equal(b, []byte("null")) {
		return nil
	}
	if n, err := strconv.ParseInt(string(b), 10, 64); err == nil {
		if n < secondsBelow {
			n *= 1000
		}
		s.Time = time.UnixMilli(n).UTC()
		return nil
	}
	var text string
	if err := json.Unmarshal(b, &text); err != nil {
		return fmt.Errorf("a time that is neither text nor a number: %w", err)
	}
	for _, layout := range stampLayouts {
		if t, err := time.Parse(layout, text); err == nil {
			s.Time = t.UTC()
			return nil
		}
	}
	return fmt.Errorf("%q is not a time as Jira writes it", text)
}

// mustMarshal encodes a value of our own making, which can't fail.
func mustMarshal(v any) json.RawMessage {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return raw
}
