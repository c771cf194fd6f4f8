package jira_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/deskhand/deskhand/connectors/simulator"
	"github.com/deskhand/deskhand/connectors/simulator/jirasim"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

// follower reads a feed and remembers the last version it told of each issue.
type follower struct {
	connector helpdesk.Connector
	at        helpdesk.Cursor
	last      map[string]time.Time
	told      int
}

func (f *follower) read(t *testing.T) {
	t.Helper()
	changes, next := walk(t, feedOf(t, f.connector), f.at)
	f.at, f.told = next, f.told+len(changes)
	for _, c := range changes {
		if c.Updated.After(f.last[c.ID]) {
			f.last[c.ID] = c.Updated
		}
	}
}

// missed returns the tickets whose last change the feed has not told.
func (f *follower) missed(s *site) []string {
	var missed []string
	for _, t := range s.desk.Tickets() {
		if !f.last[issueID(t.ID)].Equal(t.Updated.Truncate(time.Millisecond)) {
			missed = append(missed, issueID(t.ID))
		}
	}
	return missed
}

func newFollower(t *testing.T, s *site) *follower {
	c := s.connector(t)
	return &follower{connector: c, at: c.Since(time.Now()), last: map[string]time.Time{}}
}

// TestNothingIsMissed: with an index ten minutes behind that flickers, tickets changed between and during walks are all told
// of once the lag has passed; and none is told of much more often than it changed.
func TestNothingIsMissed(t *testing.T) {
	once(t, func(t *testing.T, f face) {
		f.sim.IndexLag, f.sim.Flicker, f.sim.PageCap = 10*time.Minute, true, 30
		f.config.ServiceManagement = false
		s := newSite(f)
		reader := newFollower(t, s)
		random := rand.New(rand.NewPCG(1, 2))
		changes := 200
		for range changes {
			s.ticket()
		}
		during := s.through(t, func(next http.RoundTripper) http.RoundTripper {
			return roundTripper(func(r *http.Request) (*http.Response, error) {
				if random.IntN(2) == 0 {
					changes++
					if _, err := s.desk.Reply(1+random.Int64N(200), s.customer.ID, simulator.Web, "And now"); err != nil {
						t.Error(err)
					}
				}
				return next.RoundTrip(r)
			})
		})
		for range 60 {
			reader.connector = during
			reader.read(t)
			time.Sleep(time.Minute)
		}
		time.Sleep(11 * time.Minute)
		reader.connector = s.connector(t)
		reader.read(t)
		if missed := reader.missed(s); len(missed) > 0 {
			t.Errorf("%d changes were never told: %v", len(missed), missed)
		}
		if reader.told > 2*changes {
			t.Errorf("%d changes were told %d times", changes, reader.told)
		}
	})
}

// TestZones: neither a change of the clocks nor another zone of our account loses a change.
func TestZones(t *testing.T) {
	once(t, func(t *testing.T, f face) {
		santiago, err := time.LoadLocation("America/Santiago")
		if err != nil {
			t.Skip("there is no zone database")
		}
		for _, around := range []time.Time{
			time.Date(2027, 4, 3, 20, 0, 0, 0, santiago), // 24:00 is 23:00 again
			time.Date(2027, 9, 4, 20, 0, 0, 0, santiago), // 24:00 is 01:00
		} {
			time.Sleep(time.Until(around))
			f.sim.Zone = santiago
			s := newSite(f)
			reader := newFollower(t, s)
			id := s.ticket()
			for hour := range 10 {
				time.Sleep(time.Hour)
				if _, err := s.desk.Reply(id, s.customer.ID, simulator.Web, "Any news?"); err != nil {
					t.Fatal(err)
				}
				reader.read(t)
				if missed := reader.missed(s); len(missed) > 0 {
					t.Errorf("%v: the change was not told", time.Now().In(santiago))
				}
				if hour == 6 {
					s.sim.Change(func(o *jirasim.Options) { o.Zone = time.FixedZone("", 11*3600) })
				}
			}
			now, _ := s.desk.Ticket(id)
			events := fetch(t, s.connector(t), issueID(id)).Events
			if last := events[len(events)-1]; !last.At.Equal(now.Updated.Truncate(time.Millisecond)) {
				t.Errorf("the last event is read as of %v, not %v", last.At, now.Updated)
			}
		}
	})
}

// TestIdleSweepTakesTwoRequests: who we are, and one empty page. The place does not move.
func TestIdleSweepTakesTwoRequests(t *testing.T) {
	once(t, func(t *testing.T, f face) {
		s := newSite(f)
		reader := newFollower(t, s)
		s.ticket()
		time.Sleep(time.Minute)
		reader.read(t)
		for range 10 {
			time.Sleep(10 * time.Minute)
			before, at := s.sim.Total(), reader.at
			reader.read(t)
			if spent := s.sim.Total() - before; spent != 2 || reader.at != at {
				t.Errorf("an idle sweep took %d requests; it moved: %v", spent, reader.at != at)
			}
		}
		if reader.told != 1 {
			t.Errorf("one change was told %d times", reader.told)
		}
	})
}

// TestTrailingWalk: what the index hid for hours is told late, but told.
func TestTrailingWalk(t *testing.T) {
	once(t, func(t *testing.T, f face) {
		f.sim.IndexLag = 5 * time.Hour
		s := newSite(f)
		reader := newFollower(t, s)
		for range 12 {
			s.ticket()
			for range 6 {
				time.Sleep(10 * time.Minute)
				reader.read(t)
			}
		}
		time.Sleep(10 * time.Hour)
		reader.read(t)
		if missed := reader.missed(s); len(missed) > 0 {
			t.Errorf("never told: %v", missed)
		}
	})
}

// TestLeavingIssuesSkipNone: on Data Center an issue that leaves the result between two pages pulls the others forward.
func TestLeavingIssuesSkipNone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(faces()["data center"])
		for range 2300 {
			s.ticket()
		}
		time.Sleep(time.Minute)
		next := int64(1)
		leaving := s.through(t, func(road http.RoundTripper) http.RoundTripper {
			return roundTripper(func(r *http.Request) (*http.Response, error) {
				resp, err := road.RoundTrip(r)
				if strings.HasSuffix(r.URL.Path, "/search") {
					for range 40 {
						_ = s.desk.Delete(next, s.agent.ID)
						next++
					}
				}
				return resp, err
			})
		})
		changes, _ := walk(t, feedOf(t, leaving), "")
		seen := map[string]bool{}
		for _, c := range changes {
			seen[c.ID] = true
		}
		for id := next; id <= 2300; id++ {
			if !seen[issueID(id)] {
				t.Errorf("issue %s was skipped", issueID(id))
			}
		}
	})
}

// TestBrokenTokens: a token that repeats ends the walk with an error, and one that has expired starts it over.
func TestBrokenTokens(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := faces()["cloud"]
		f.sim.PageCap = 10
		s := newSite(f)
		for range 25 {
			s.ticket()
		}
		c := s.connector(t)
		page, err := c.Changes(t.Context(), "")
		if err != nil || !page.More || len(page.Changes) != 10 {
			t.Fatalf("%d changes, %v", len(page.Changes), err)
		}
		s.sim.Change(func(o *jirasim.Options) { o.RepeatTokens = true })
		if _, err := c.Changes(t.Context(), page.Next); err == nil {
			t.Error("a repeated token is no error")
		}
		s.sim.Change(func(o *jirasim.Options) { o.RepeatTokens = false })
		time.Sleep(8 * 24 * time.Hour)
		rest, _ := walk(t, feedOf(t, c), page.Next)
		if seen := len(unique(append(page.Changes, rest...))); seen != 25 {
			t.Errorf("%d issues were told of", seen)
		}
	})
}

func unique(changes []helpdesk.Change) map[string]bool {
	seen := map[string]bool{}
	for _, c := range changes {
		seen[c.ID] = true
	}
	return seen
}

// TestExpiredTokenIsNoEmptyDesk: Cloud answers a stranger with an empty page; it is not believed.
func TestExpiredTokenIsNoEmptyDesk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(faces()["cloud"])
		id := issueID(s.ticket())
		reader := newFollower(t, s)
		reader.read(t)
		s.sim.Change(func(o *jirasim.Options) { o.Token = "renewed" })
		for name, ask := range map[string]func() error{
			"feed":    func() error { _, err := reader.connector.Changes(t.Context(), reader.at); return err },
			"backlog": func() error { _, err := reader.connector.Backlog(t.Context(), ""); return err },
			"read":    func() error { _, err := reader.connector.Fetch(t.Context(), []string{id}); return err },
		} {
			if err := ask(); err == nil || !strings.Contains(fmt.Sprint(err), "credentials") {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}
