package connectortest

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/deskhand/deskhand/connectors/simulator"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

func askingTwice(t *testing.T, s *stage) {
	for range 5 {
		s.ticket("Nothing arrives")
	}
	time.Sleep(s.Lag + settle)
	c := s.open(t)
	from := c.Since(time.Now().Add(-time.Hour))
	first, _ := walk(t, c.Changes, from)
	second, _ := walk(t, c.Changes, from)
	if len(ids(first)) != 5 || !slices.Equal(ids(first), ids(second)) {
		t.Errorf("first %v, then %v; want the same five", ids(first), ids(second))
	}
}

func everyChangeIsSeen(t *testing.T, s *stage) {
	c := s.open(t)
	place := c.Since(time.Now())
	seen := map[string]bool{}
	look := func() {
		changes, next := walk(t, c.Changes, place)
		for _, change := range changes {
			seen[change.ID+" "+change.Updated.Format(time.RFC3339)] = true
		}
		place = next
	}
	var tickets []int64
	for i := range 40 {
		time.Sleep(7 * time.Second)
		if i%2 == 0 {
			tickets = append(tickets, s.ticket("It is slow"))
		} else if _, err := s.Desk.Note(tickets[i/4], s.agent.ID, simulator.Web, "Looking"); err != nil {
			t.Fatal(err)
		}
		if i%3 == 0 {
			look()
		}
	}
	time.Sleep(2*s.Lag + settle)
	look()
	for _, id := range tickets {
		now, _ := s.Desk.Ticket(id)
		if last := s.ID(id) + " " + now.Updated.UTC().Truncate(time.Second).Format(time.RFC3339); !seen[last] {
			t.Errorf("the last change of ticket %d was never seen", id)
		}
	}
}

func placesSurvive(t *testing.T, s *stage) {
	before := s.open(t)
	s.ticket("First")
	time.Sleep(s.Lag + settle)
	_, place := walk(t, before.Changes, before.Since(time.Now().Add(-time.Hour)))
	time.Sleep(s.Lag + settle)
	second := s.ticket("Second")
	time.Sleep(s.Lag + settle)
	changes, _ := walk(t, s.open(t).Changes, place)
	if !slices.Contains(ids(changes), s.ID(second)) {
		t.Errorf("after a restart the feed told of %v, not of ticket %s", ids(changes), s.ID(second))
	}
}

func feedSince(t *testing.T, s *stage) {
	old := s.ticket("Long ago")
	time.Sleep(24 * time.Hour)
	c := s.open(t)
	place := c.Since(time.Now())
	if changes, _ := walk(t, c.Changes, place); len(changes) > 0 {
		t.Errorf("a feed since now begins with %v", ids(changes))
	}
	fresh := s.ticket("Just now")
	time.Sleep(s.Lag + settle)
	changes, _ := walk(t, c.Changes, place)
	if got := ids(changes); !slices.Contains(got, s.ID(fresh)) || slices.Contains(got, s.ID(old)) {
		t.Errorf("the feed told of %v; want %s and not %s", got, s.ID(fresh), s.ID(old))
	}
}

func backlogIsWhole(t *testing.T, s *stage) {
	open, solved, deleted := s.ticket("Open"), s.ticket("Solved"), s.ticket("Deleted")
	if _, err := s.Desk.SetStatus(solved, s.agent.ID, simulator.Web, simulator.Solved); err != nil {
		t.Fatal(err)
	}
	if err := s.Desk.Delete(deleted, s.agent.ID); err != nil {
		t.Fatal(err)
	}
	time.Sleep(s.Lag + settle)
	c := s.open(t)
	changes, _ := walk(t, c.Backlog, "")
	if got := ids(changes); !slices.Contains(got, s.ID(open)) || slices.Contains(got, s.ID(deleted)) {
		t.Errorf("the backlog lists %v; want %s and not %s", got, s.ID(open), s.ID(deleted))
	}
}

func versionsAgree(t *testing.T, s *stage) {
	id := s.ticket("Which one?", "vip")
	time.Sleep(s.Lag + settle)
	c := s.open(t)
	changes, _ := walk(t, c.Changes, c.Since(time.Now().Add(-time.Hour)))
	read := s.fetchNow(t, c, s.ID(id))
	if len(changes) != 1 {
		t.Fatalf("the feed told of %d changes, want one", len(changes))
	}
	if got := changes[0]; got.Version != read.Version || !got.Updated.Equal(read.Updated) || got.Status != read.Status || got.Key != read.Key || !slices.Equal(got.Tags, read.Tags) {
		t.Errorf("the feed says %+v, the ticket is at version %q, %s, %s, %v", got, read.Version, read.Updated, read.Status, read.Tags)
	}
}

func historyIsWhole(t *testing.T, s *stage) {
	id := s.ticket("No course opens")
	acts := []func() (simulator.Update, error){
		func() (simulator.Update, error) {
			return s.Desk.Reply(id, s.agent.ID, simulator.Web, "We look into it")
		},
		func() (simulator.Update, error) {
			return s.Desk.Note(id, s.agent.ID, simulator.Web, "Seen in the logs")
		},
		func() (simulator.Update, error) { return s.Desk.Tag(id, s.agent.ID, simulator.Web, "escalated") },
		func() (simulator.Update, error) {
			return s.Desk.SetStatus(id, s.agent.ID, simulator.Web, simulator.Pending)
		},
		func() (simulator.Update, error) { return s.Desk.Untag(id, s.agent.ID, simulator.Web, "escalated") },
		func() (simulator.Update, error) { return s.Desk.Reply(id, s.customer.ID, simulator.Email, "Any news?") },
	}
	for _, act := range acts {
		time.Sleep(time.Hour)
		if _, err := act(); err != nil {
			t.Fatal(err)
		}
	}
	read := s.fetch(t, s.open(t), id)
	want := []string{
		"note end_user public No course opens", "note agent public We look into it", "note agent internal Seen in the logs",
		"tags agent +escalated", "status agent open>pending", "tags agent -escalated", "note end_user public Any news?",
	}
	var told []string
	names := map[string]bool{}
	for i, e := range read.Events {
		if e.ID == "" || names[e.ID] {
			t.Errorf("event %d has no name of its own: %q", i, e.ID)
		}
		names[e.ID] = true
		if i > 0 && e.At.Before(read.Events[i-1].At) {
			t.Errorf("event %d comes before the one it follows", i)
		}
		told = append(told, sentence(e))
	}
	// A desk may tell more, such as what it gives every new ticket.
	at := 0
	for _, line := range told {
		if at < len(want) && line == want[at] {
			at++
		}
	}
	if at < len(want) {
		t.Errorf("the history lacks %q in its place; it tells\n%s", want[at], strings.Join(told, "\n"))
	}
	again := s.fetchNow(t, s.open(t), s.ID(id))
	for i := range read.Events {
		if i >= len(again.Events) || again.Events[i].ID != read.Events[i].ID {
			t.Fatalf("the names of the events differ at the second reading")
		}
	}
}

// sentence tells an event in a line.
func sentence(e helpdesk.Event) string {
	words := []string{string(e.Kind), string(e.By.Role)}
	switch e.Kind {
	case helpdesk.KindNote:
		visible := "internal"
		if e.Public {
			visible = "public"
		}
		words = append(words, visible, plain(e.Body, e.Format))
	case helpdesk.KindTags:
		for _, tag := range e.Added {
			words = append(words, "+"+tag)
		}
		for _, tag := range e.Removed {
			words = append(words, "-"+tag)
		}
	default:
		words = append(words, e.From+">"+e.To)
	}
	return strings.Join(words, " ")
}

func unknownIsDeleted(t *testing.T, s *stage) {
	id, live := s.ticket("Soon gone"), s.ticket("Here to stay")
	if err := s.Desk.Delete(id, s.agent.ID); err != nil {
		t.Fatal(err)
	}
	time.Sleep(settle)
	tickets, err := s.open(t).Fetch(t.Context(), []string{s.ID(id), s.ID(live), s.ID(987654)})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]helpdesk.Status{}
	for _, ticket := range tickets {
		got[ticket.ID] = ticket.Status
	}
	if len(got) != 3 || got[s.ID(id)] != helpdesk.Deleted || got[s.ID(987654)] != helpdesk.Deleted || got[s.ID(live)] != helpdesk.Open {
		t.Errorf("the tickets are %v; want the first and the last deleted", got)
	}
}
