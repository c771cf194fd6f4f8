package zendesk

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/deskhand/deskhand/connectors/internal/rest"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

const (
	mostIDs     = 100 // in one show_many, per Zendesk's reference
	mostPeople  = 20_000
	peopleFresh = time.Hour // roles and addresses change seldom
)

// people remembers the desk's users, for most requests tell of the same few. Its methods may be called from several
// goroutines.
type people struct {
	client *rest.Client

	mu    sync.Mutex
	known map[int64]acquaintance
}

type acquaintance struct {
	user user
	at   time.Time
}

func newPeople(client *rest.Client) *people {
	return &people{client: client, known: map[int64]acquaintance{}}
}

// meet remembers users that came along with an answer.
func (p *people) meet(users []user) {
	now := time.Now()
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.known)+len(users) > mostPeople {
		clear(p.known)
	}
	for _, u := range users {
		p.known[u.ID] = acquaintance{user: u, at: now}
	}
}

// persons returns everybody of whom the tickets speak, by id.
func (d *desk) persons(ctx context.Context, wholes []whole, self int64) (map[int64]helpdesk.Person, error) {
	ids := everybody(wholes)
	users, err := d.people.find(ctx, ids)
	if err != nil {
		return nil, err
	}
	persons := make(map[int64]helpdesk.Person, len(ids))
	for _, id := range ids {
		persons[id] = person(id, self, users[id])
	}
	return persons, nil
}

// find returns the users with these ids, each given once, asking the desk for those not known. Ids the desk does not know have no entry.
func (p *people) find(ctx context.Context, ids []int64) (map[int64]user, error) {
	found, unknown := p.recall(ids)
	for some := range slices.Chunk(unknown, mostIDs) {
		users, err := p.ask(ctx, some)
		if err != nil {
			return nil, fmt.Errorf("look up people: %w", err)
		}
		p.meet(users)
		for _, u := range users {
			found[u.ID] = u
		}
	}
	return found, nil
}

func (p *people) recall(ids []int64) (found map[int64]user, unknown []int64) {
	now := time.Now()
	found = map[int64]user{}
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, id := range ids {
		if a, ok := p.known[id]; ok && now.Sub(a.at) < peopleFresh {
			found[id] = a.user
		} else if id > 0 { // -1 is the desk itself
			unknown = append(unknown, id)
		}
	}
	return found, unknown
}

func (p *people) ask(ctx context.Context, ids []int64) ([]user, error) {
	var answer struct {
		Users []user `json:"users"`
	}
	_, err := p.client.Read(ctx, rest.Request{
		Route: "/api/v2/users/show_many", Path: "/api/v2/users/show_many", Query: url.Values{"ids": {joined(ids)}},
	}, &answer)
	return answer.Users, err
}

func joined(ids []int64) string {
	list := make([]string, len(ids))
	for i, id := range ids {
		list[i] = decimal(id)
	}
	return strings.Join(list, ",")
}

// person says who a user is. Ids below one are the desk itself; a user nobody knows has no role.
func person(id, self int64, u user) helpdesk.Person {
	switch {
	case id == 0:
		return helpdesk.Person{}
	case id < 0:
		return helpdesk.Person{ID: decimal(id), Role: helpdesk.Automation}
	}
	someone := helpdesk.Person{ID: decimal(id), Name: u.Name, Email: u.Email}
	switch {
	case id == self:
		someone.Role = helpdesk.Self
	case u.Role == "agent" || u.Role == "admin":
		someone.Role = helpdesk.Agent
	case u.Role == "end-user":
		someone.Role = helpdesk.EndUser
	}
	return someone
}
