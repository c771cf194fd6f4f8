package zendesk_test

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/deskhand/deskhand/connectors/simulator"
	"github.com/deskhand/deskhand/connectors/simulator/zendesksim"
	"github.com/deskhand/deskhand/connectors/zendesk"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

const export = "GET /api/v2/incremental/tickets/cursor"

func TestIdleFeedIsOneRequest(t *testing.T) {
	onAccount(t, zendesksim.Options{}, func(t *testing.T, a *account) {
		a.create("Old")
		time.Sleep(time.Hour)
		page, err := a.Changes(t.Context(), "")
		if err != nil || len(page.Changes) != 1 || page.More {
			t.Fatalf("%+v, %v", page, err)
		}
		a.sim.Forget()
		again, err := a.Changes(t.Context(), page.Next)
		if err != nil || len(again.Changes) != 0 || again.More || again.Next != page.Next {
			t.Errorf("%+v, %v", again, err)
		}
		if lag := time.Since(again.Until); lag < time.Minute || lag > time.Minute+2*time.Second {
			t.Errorf("the feed is said to be %v behind", lag)
		}
		if n := a.sim.Total(); n != 1 {
			t.Errorf("an idle look cost %d requests", n)
		}
	})
}

func TestFeedShowsEnds(t *testing.T) {
	onAccount(t, zendesksim.Options{}, func(t *testing.T, a *account) {
		deleted, scrubbed, closed, touched := a.create("a"), a.create("b"), a.create("c"), a.create("d")
		for _, err := range []error{
			a.desk.Delete(deleted, a.agent.ID), a.desk.Delete(scrubbed, a.agent.ID), a.desk.Scrub(scrubbed), errOf(a.desk.Close(closed)),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(2 * time.Minute)
		page, err := a.Changes(t.Context(), "")
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]helpdesk.Status{}
		version := map[string]string{}
		for _, c := range page.Changes {
			got[c.ID], version[c.ID] = c.Status, c.Version
		}
		want := map[string]helpdesk.Status{number(deleted): helpdesk.Deleted, number(scrubbed): helpdesk.Deleted, number(closed): helpdesk.Closed, number(touched): helpdesk.Open}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("got %v, want %v", got, want)
		}
		// What only a system touched comes again, and is the same.
		if err := a.desk.Touch(touched); err != nil {
			t.Fatal(err)
		}
		time.Sleep(2 * time.Minute)
		page, err = a.Changes(t.Context(), page.Next)
		if err != nil || len(page.Changes) != 1 || page.Changes[0].Version != version[number(touched)] {
			t.Errorf("after a system's work: %+v, %v", page, err)
		}
	})
}

func errOf(_ simulator.Update, err error) error { return err }

// TestFeedAsksForLess: the desk answers big pages too late, as Zendesk does under load.
func TestFeedAsksForLess(t *testing.T) {
	for name, refuse := range map[string]func(w http.ResponseWriter, r *http.Request){
		"gateway timeout": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusGatewayTimeout) },
		"no answer":       func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done(); panic(http.ErrAbortHandler) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				desk := simulator.NewDesk()
				sim := zendesksim.New(desk, zendesksim.Options{Lag: -1})
				var mu sync.Mutex
				var sizes []int
				slow := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					if size, err := strconv.Atoi(r.URL.Query().Get("per_page")); err == nil {
						mu.Lock()
						sizes = append(sizes, size)
						mu.Unlock()
						if size > 300 {
							refuse(w, r)
							return
						}
					}
					sim.ServeHTTP(w, r)
				})
				a := newAccount(t, desk, sim, slow, zendesk.Auth{Bearer: zendesksim.DefaultBearer})
				for range 400 {
					a.create("x")
				}
				time.Sleep(time.Minute)
				page, err := a.Changes(t.Context(), "")
				if err != nil || len(page.Changes) != 250 || !page.More {
					t.Fatalf("%d changes, more %v, %v", len(page.Changes), page.More, err)
				}
				if last := page.Changes[249]; page.Until.After(last.Updated) {
					t.Errorf("it claims all before %v, and stopped at %v", page.Until, last.Updated)
				}
				page, err = a.Changes(t.Context(), page.Next)
				if err != nil || len(page.Changes) != 150 || page.More {
					t.Errorf("%d changes, more %v, %v", len(page.Changes), page.More, err)
				}
				mu.Lock()
				defer mu.Unlock()
				if got, want := fmt.Sprint(sizes), "[1000 500 250 500 250]"; got != want {
					t.Errorf("asked for pages of %s, want %s", got, want)
				}
			})
		})
	}
}

func TestFeedSinceTheFuture(t *testing.T) {
	onAccount(t, zendesksim.Options{}, func(t *testing.T, a *account) {
		from := a.Since(time.Now().Add(10 * time.Minute)) // our clock is ahead of the desk's
		page, err := a.Changes(t.Context(), from)
		if err != nil || page.Next != from || page.More || len(page.Changes) != 0 {
			t.Fatalf("%+v, %v", page, err)
		}
		time.Sleep(12 * time.Minute)
		id := a.create("Later")
		time.Sleep(2 * time.Minute)
		page, err = a.Changes(t.Context(), from)
		if err != nil || len(page.Changes) != 1 || page.Changes[0].ID != number(id) {
			t.Errorf("%+v, %v", page, err)
		}
	})
}

func TestFeedWithoutCursor(t *testing.T) {
	onAccount(t, zendesksim.Options{Quirks: zendesksim.Quirks{NullEmptyCursor: true}}, func(t *testing.T, a *account) {
		from := a.Since(time.Now().Add(-time.Hour))
		page, err := a.Changes(t.Context(), from)
		if err != nil || page.Next != from || page.More {
			t.Errorf("%+v, %v", page, err)
		}
	})
}

func TestLostCursors(t *testing.T) {
	onAccount(t, zendesksim.Options{}, func(t *testing.T, a *account) {
		a.create("x")
		if _, err := a.Changes(t.Context(), "garbage"); !errors.Is(err, helpdesk.ErrCursor) {
			t.Errorf("the feed: %v", err)
		}
		if _, err := a.Backlog(t.Context(), "garbage"); !errors.Is(err, helpdesk.ErrCursor) {
			t.Errorf("the backlog: %v", err)
		}
		// A desk that fails is not a lost place.
		a.fault(simulator.Fault{Status: http.StatusBadGateway})
		if _, err := a.Changes(t.Context(), "garbage"); err == nil || errors.Is(err, helpdesk.ErrCursor) {
			t.Errorf("a failing desk: %v", err)
		}
	})
}

func TestBacklogInPages(t *testing.T) {
	onAccount(t, zendesksim.Options{Quirks: zendesksim.Quirks{EmptyLastPage: true}}, func(t *testing.T, a *account) {
		const open = 2000
		for range open {
			a.create("x")
		}
		closed := a.create("over")
		if err := errOf(a.desk.Close(closed)); err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		var from helpdesk.Cursor
		for more := true; more; {
			page, err := a.Backlog(t.Context(), from)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range page.Changes {
				seen[c.ID] = true
			}
			from, more = page.Next, page.More
		}
		if len(seen) != open || seen[number(closed)] {
			t.Errorf("%d tickets, closed one %v", len(seen), seen[number(closed)])
		}
		if n := a.requests("GET /api/v2/search/export"); n > 3 {
			t.Errorf("it took %d requests", n)
		}
	})
}

func TestFeedKeepsToItsShare(t *testing.T) {
	onAccount(t, zendesksim.Options{RateLimit: 200}, func(t *testing.T, a *account) {
		began := time.Now()
		for range 35 {
			if _, err := a.Changes(t.Context(), ""); err != nil {
				t.Fatal(err)
			}
		}
		if took := time.Since(began); took < 3*time.Minute || took > 4*time.Minute {
			t.Errorf("35 pages at ten a minute took %v", took)
		}
		if refused := a.sim.Requests()[export].Statuses["429"]; refused > 0 {
			t.Errorf("%d requests were one too many", refused)
		}
	})
}
