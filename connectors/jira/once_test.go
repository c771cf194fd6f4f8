package jira_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/deskhand/deskhand/connectors/jira"
	"github.com/deskhand/deskhand/connectors/simulator"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

// once runs a test for Cloud and for Data Center, in a bubble each.
func once(t *testing.T, test func(t *testing.T, f face)) {
	for _, name := range []string{"cloud", "data center"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { test(t, faces()[name]) })
		})
	}
}

var errKilled = errors.New("killed")

// dying lets n requests pass and then nothing any more; with after, the last of them takes place and its answer is lost.
func dying(n int, after bool) func(http.RoundTripper) http.RoundTripper {
	return func(next http.RoundTripper) http.RoundTripper {
		return roundTripper(func(r *http.Request) (*http.Response, error) {
			n--
			if n >= 0 {
				return next.RoundTrip(r)
			}
			if n == -1 && after {
				if resp, err := next.RoundTrip(r); err == nil {
					resp.Body.Close()
				}
			}
			return nil, errKilled
		})
	}
}

// TestDeathAtAnyRequest: whenever a process dies, those that come later bring the note and the tag to the ticket, once.
func TestDeathAtAnyRequest(t *testing.T) {
	once(t, func(t *testing.T, f face) {
		for _, after := range []bool{false, true} {
			for n := range 12 {
				s := newSite(f)
				id := s.ticket("vip")
				plan := noteOn(t, s.connector(t), issueID(id))
				apply(t, s.through(t, dying(n, after)), plan) // as far as it gets
				for range 3 {
					time.Sleep(pause)
					again(t, s, id)
				}
				if notes, public := s.standing(id); notes != 1 || public || s.posted(id) != 1 {
					t.Errorf("killed at request %d (after it took place: %v): %d notes, public %v", n, after, notes, public)
				}
				if now, _ := s.desk.Ticket(id); !now.Has("escalation_recommended") || !now.Has("vip") {
					t.Errorf("killed at request %d (after it took place: %v): tags %v", n, after, now.Tags)
				}
			}
		}
	})
}

// again does what a sweep does: it reads the ticket, and plans the note unless it stands or is remembered.
func again(t *testing.T, s *site, id int64) {
	t.Helper()
	c := s.connector(t)
	if plan, wanted := stillWanted(fetch(t, c, issueID(id)), noteOn(t, c, issueID(id))); wanted {
		if _, err := apply(t, c, plan); err != nil {
			t.Fatal(err)
		}
	}
}

func stillWanted(now helpdesk.Ticket, plan helpdesk.Plan) (helpdesk.Plan, bool) {
	for _, mark := range now.Marks {
		if mark == plan.Note.Ref {
			plan.Note = nil
		}
	}
	for _, e := range now.Events {
		if plan.Note != nil && e.By.Role == helpdesk.Self && strings.Contains(e.Body, plan.Note.Ref) {
			plan.Note = nil
		}
	}
	for _, tag := range now.Tags {
		if tag == "escalation_recommended" {
			plan.Add = nil
		}
	}
	return plan, !plan.Empty()
}

// TestManyWritersAtOnce: replicas that plan the same note at the same time post it once, however their requests fall.
func TestManyWritersAtOnce(t *testing.T) {
	once(t, func(t *testing.T, f face) {
		for seed := range uint64(100) {
			s := newSite(f)
			// Near the end of a claim's window, so that claims of two windows meet.
			time.Sleep(time.Until(time.Now().Truncate(10 * time.Minute).Add(10*time.Minute - 3*time.Second)))
			id := s.ticket()
			var writers sync.WaitGroup
			for replica := range uint64(3) {
				slow := func(next http.RoundTripper) http.RoundTripper {
					random := rand.New(rand.NewPCG(seed, replica))
					return roundTripper(func(r *http.Request) (*http.Response, error) {
						time.Sleep(time.Duration(random.IntN(4000)) * time.Millisecond)
						return next.RoundTrip(r)
					})
				}
				c := s.through(t, slow)
				plan := noteOn(t, s.connector(t), issueID(id))
				late := time.Duration(replica) * 2500 * time.Millisecond
				writers.Go(func() {
					time.Sleep(late)
					_, _ = c.Apply(t.Context(), []helpdesk.Plan{plan})
				})
			}
			writers.Wait()
			time.Sleep(pause)
			again(t, s, id)
			if posted := s.posted(id); posted != 1 {
				t.Errorf("seed %d: the note was posted %d times", seed, posted)
			}
		}
	})
}

// TestSleeperDoesNotSend: a process that sleeps between its claim and its edit does not send when it wakes.
func TestSleeperDoesNotSend(t *testing.T) {
	once(t, func(t *testing.T, f face) {
		s := newSite(f)
		id := s.ticket()
		plan := noteOn(t, s.connector(t), issueID(id))
		asleep := func(next http.RoundTripper) http.RoundTripper {
			claimed := false
			return roundTripper(func(r *http.Request) (*http.Response, error) {
				resp, err := next.RoundTrip(r)
				if claimed && r.Method == http.MethodGet {
					time.Sleep(25 * time.Second) // twice: no single request is too slow
				}
				claimed = claimed || r.Method == http.MethodPut
				if claimed && r.Method == http.MethodPut {
					time.Sleep(29 * time.Second)
				}
				return resp, err
			})
		}
		o, err := apply(t, s.through(t, func(next http.RoundTripper) http.RoundTripper { return asleep(slowly(next)) }), plan)
		if err != nil {
			t.Fatal(err)
		}
		if notes, _ := s.standing(id); notes != 0 || !strings.Contains(o.Detail, "too much time") || !o.Again.After(time.Now()) {
			t.Errorf("%d notes stand; the outcome is %+v", notes, o)
		}
	})
}

// slowly holds every request up.
func slowly(next http.RoundTripper) http.RoundTripper {
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		time.Sleep(4 * time.Second)
		return next.RoundTrip(r)
	})
}

// TestDeletedNoteStaysAway: the issue itself remembers a note that a person deleted.
func TestDeletedNoteStaysAway(t *testing.T) {
	once(t, func(t *testing.T, f face) {
		s := newSite(f)
		id := s.ticket()
		c := s.connector(t)
		if o, err := apply(t, c, noteOn(t, c, issueID(id))); err != nil || o.Result != helpdesk.Written {
			t.Fatalf("%+v, %v", o, err)
		}
		now, _ := s.desk.Ticket(id)
		note := now.Notes()[1]
		if err := s.desk.RemoveNote(id, note.ID, s.agent.ID); err != nil {
			t.Fatal(err)
		}
		time.Sleep(pause)
		plan := noteOn(t, c, issueID(id))
		plan.Add = []string{"high_impact"}
		o, err := apply(t, c, plan)
		if err != nil || o.Result != helpdesk.Written || o.NoNote == "" {
			t.Errorf("%+v, %v; want the tag written and the note left out", o, err)
		}
		if notes, _ := s.standing(id); notes != 0 {
			t.Errorf("%d notes stand", notes)
		}
		if read := fetch(t, c, issueID(id)); len(read.Marks) != 1 || read.Marks[0] != ref {
			t.Errorf("the marks are %v", read.Marks)
		}
	})
}

// TestPlainProjects: without note_visibility no note is posted in a plain project, and the tags are; with it the note is
// restricted.
func TestPlainProjects(t *testing.T) {
	once(t, func(t *testing.T, f face) {
		for _, visibility := range []*jira.Visibility{nil, {Role: "Service Desk Team"}, {Group: "support"}} {
			f.config.NoteVisibility = visibility
			s := newSite(f)
			for range 3 {
				s.ticket()
			}
			id := s.ticket() // the fourth
			c := s.connector(t)
			read := fetch(t, c, issueID(id))
			if (read.NoNotes == "") != (visibility != nil) {
				t.Errorf("with %+v: NoNotes is %q", visibility, read.NoNotes)
			}
			o, err := apply(t, c, noteOn(t, c, issueID(id)))
			if err != nil || o.Result != helpdesk.Written || (o.NoNote == "") != (visibility != nil) {
				t.Errorf("with %+v: %+v, %v", visibility, o, err)
			}
			now, _ := s.desk.Ticket(id)
			notes, public := s.standing(id)
			if !now.Has("escalation_recommended") || public || (notes == 1) != (visibility != nil) {
				t.Errorf("with %+v: tags %v, %d notes, public %v", visibility, now.Tags, notes, public)
			}
		}
	})
}

// TestExposedNoteIsDeleted: a note that turns out to be visible to customers is taken down, and stops all writing.
func TestExposedNoteIsDeleted(t *testing.T) {
	once(t, func(t *testing.T, f face) {
		s := newSite(f)
		first, second := s.ticket(), s.ticket()
		c := s.connector(t)
		plans := []helpdesk.Plan{noteOn(t, c, issueID(first)), noteOn(t, c, issueID(second))}
		blind := func(next http.RoundTripper) http.RoundTripper { // the desk forgets what makes a comment internal
			return roundTripper(func(r *http.Request) (*http.Response, error) {
				return next.RoundTrip(replaced(r, `"sd.public.comment"`, `"sd.unknown"`))
			})
		}
		outcomes, err := s.through(t, blind).Apply(t.Context(), plans)
		if !errors.Is(err, helpdesk.ErrExposed) || len(outcomes) != 1 || outcomes[0].NoNote == "" {
			t.Errorf("%+v, %v; want one outcome and ErrExposed", outcomes, err)
		}
		for _, id := range []int64{first, second} {
			if notes, _ := s.standing(id); notes != 0 {
				t.Errorf("%d notes stand on ticket %d", notes, id)
			}
		}
	})
}

// TestClaimThatMovesTheIssue: on a desk where a property moves the update time, our own claim is no conflict, and a person's
// act still is.
func TestClaimThatMovesTheIssue(t *testing.T) {
	once(t, func(t *testing.T, f face) {
		for _, act := range []string{"", "reply"} {
			s := newSite(f)
			id := s.ticket()
			c := s.connector(t)
			time.Sleep(time.Hour)
			plan := noteOn(t, c, issueID(id))
			time.Sleep(time.Minute)
			touching := func(next http.RoundTripper) http.RoundTripper {
				return roundTripper(func(r *http.Request) (*http.Response, error) {
					resp, err := next.RoundTrip(r)
					if r.Method == http.MethodPut && strings.Contains(r.URL.Path, "/properties/") {
						if err := s.desk.Touch(id); err != nil {
							t.Error(err)
						}
						if act != "" {
							if _, err := s.desk.Reply(id, s.customer.ID, simulator.Web, "Any news?"); err != nil {
								t.Error(err)
							}
						}
					}
					return resp, err
				})
			}
			o, err := apply(t, s.through(t, touching), plan)
			want := map[string]helpdesk.Result{"": helpdesk.Written, "reply": helpdesk.Conflict}[act]
			if err != nil || o.Result != want {
				t.Errorf("after %q: %+v, %v; want %s", act, o, err, want)
			}
		}
	})
}

// TestRefusals: what the desk will not take is refused with the mend, and leaves no claim behind.
func TestRefusals(t *testing.T) {
	once(t, func(t *testing.T, f face) {
		for name, tt := range map[string]struct {
			spoil func(*face)
			tag   string
			want  string
		}{
			"off screen":  {func(f *face) { f.sim.OffScreen = []string{"labels"} }, "a", "edit screen"},
			"may not":     {func(f *face) { f.sim.Lacks = []string{"EDIT_ISSUES"} }, "a", "Edit Issues"},
			"with spaces": {func(*face) {}, "two words", "no spaces"},
			"too long":    {func(*face) {}, strings.Repeat("x", 256), "255"},
		} {
			spoilt := f
			tt.spoil(&spoilt)
			s := newSite(spoilt)
			id := s.ticket()
			c := s.connector(t)
			plan := noteOn(t, c, issueID(id))
			plan.Add = []string{tt.tag}
			o, err := apply(t, c, plan)
			if err != nil || o.Result != helpdesk.Refused || !strings.Contains(o.Detail, tt.want) {
				t.Errorf("%s: %+v, %v; want it refused, naming %q", name, o, err, tt.want)
			}
			now, _ := s.desk.Ticket(id)
			if notes, _ := s.standing(id); notes != 0 || len(now.Properties) != 0 {
				t.Errorf("%s: %d notes and the properties %v stand", name, notes, fmt.Sprint(now.Properties))
			}
		}
	})
}
