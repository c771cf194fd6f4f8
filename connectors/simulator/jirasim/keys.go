package jirasim

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/deskhand/deskhand/connectors/simulator"
)

// idOffset lies between a ticket's id and its issue's, so that nobody takes one for the other.
const idOffset = 10000

func issueID(ticket int64) int64 { return ticket + idOffset }

// issueKey is what people call an issue.
type issueKey struct {
	project project
	number  int64
}

func (k issueKey) String() string { return k.project.key + "-" + itoa(k.number) }

// projects returns all projects of the site.
func (o Options) projects() []project {
	var all []project
	for _, key := range o.ServiceProjects {
		all = append(all, project{id: strconv.Itoa(idOffset + len(all)), key: key, name: key + " service desk", service: true})
	}
	for _, key := range o.PlainProjects {
		all = append(all, project{id: strconv.Itoa(idOffset + len(all)), key: key, name: key + " project"})
	}
	return all
}

// home is the project that a ticket begins in: each fourth one in a plain project, where there are projects of both kinds.
func (s *Server) home(ticket int64) project {
	some, plain := s.projects[:s.services], s.projects[s.services:]
	if len(some) == 0 || len(plain) > 0 && ticket%4 == 0 {
		some = plain
	}
	return some[(ticket/4)%int64(len(some))]
}

// key returns the key of a ticket's issue as it is now.
func (s *Server) key(ticket int64) issueKey {
	s.mu.Lock()
	defer s.mu.Unlock()
	if moved, ok := s.moved[ticket]; ok {
		return moved
	}
	return issueKey{s.home(ticket), ticket}
}

// ticket finds the ticket behind an issue's key or id, now or before a move; false for issues that are not there or deleted.
func (s *Server) ticket(keyOrID string) (simulator.Ticket, bool) {
	id, ok := s.ticketID(keyOrID)
	if !ok {
		return simulator.Ticket{}, false
	}
	t, ok := s.desk.Ticket(id)
	return t, ok && t.Live()
}

func (s *Server) ticketID(keyOrID string) (int64, bool) {
	prefix, digits, dashed := strings.Cut(keyOrID, "-")
	if !dashed {
		n, err := strconv.ParseInt(keyOrID, 10, 64)
		return n - idOffset, err == nil
	}
	number, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return 0, false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for ticket, key := range s.moved {
		if strings.EqualFold(key.project.key, prefix) && key.number == number {
			return ticket, true
		}
	}
	return number, strings.EqualFold(s.home(number).key, prefix)
}

// MoveIssue moves a ticket's issue to another project: its key changes, its id stays. The old key still leads to it.
func (s *Server) MoveIssue(ticket int64, projectKey string) (key string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range s.projects {
		if p.key == projectKey {
			moved := issueKey{p, movedFrom + int64(len(s.moved))}
			s.moved[ticket] = moved
			return moved.String(), nil
		}
	}
	return "", fmt.Errorf("project %q: %w", projectKey, simulator.ErrNotFound)
}

// movedFrom is where the numbers of moved issues begin, above any ticket's.
const movedFrom = 10_000_000

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
