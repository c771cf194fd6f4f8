package weeks

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/deskhand/deskhand/config"
	"github.com/deskhand/deskhand/connectors/simulator"
	"github.com/deskhand/deskhand/sweeper/escalation"
	"github.com/deskhand/deskhand/sweeper/proof"
	"github.com/deskhand/deskhand/sweeper/proof/desks"
)

// life is one run.
type life struct {
	seed  uint64
	days  int
	store string
	open  storeOf
}

// TestTable lets seeded worlds live for days, and then wants every law kept and every live ticket to say what the policy says.
func TestTable(t *testing.T) {
	lives := []life{{1, 1, "bolt", inFile}, {2, 1, "Redis", inRedis}}
	if proof.Long() {
		lives = []life{{100, 30, "bolt", inFile}, {101, 30, "bolt", inFile}, {102, 30, "bolt", inFile}, {103, 10, "Redis", inRedis}}
	}
	policy := loadPolicy(t)
	for _, l := range lives {
		t.Run(fmt.Sprintf("seed %d", l.seed), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { l.tryOn(t, policy) })
		})
	}
}

func (l life) tryOn(t *testing.T, policy *escalation.Policy) {
	began := time.Now()
	w := newWorld(t, l.seed, policy, l.open)
	w.live(t, l.days, "*/10 * * * *")
	lived := time.Since(began)
	broken := w.judge(t)
	if t.Failed() {
		t.Logf("seed %d; what happened last:\n%s", l.seed, w.trace.about())
	}
	writes := 0
	for _, side := range w.sides {
		writes += side.Writes().Updates
	}
	proof.Print(t, proof.Row{
		Trial: fmt.Sprintf("simulated weeks, 3 desks, 2 replicas, %s, seed %d", l.store, l.seed), Broken: broken,
		Done: fmt.Sprintf("%.1f days, %d sweeps, %d acts, %d faults, %d writes, %d of unknown end", lived.Hours()/24,
			w.trace.counted("sweep"), w.trace.counted("act"), w.trace.counted("fault"), writes, w.unknown.Load()),
	})
}

func loadPolicy(t *testing.T) *escalation.Policy {
	t.Helper()
	path := filepath.Join(t.TempDir(), "policy.yaml")
	text := fmt.Sprintf("people: {leads: [%s], csms: [%s], bots: [%s]}\n", strings.Join(simulator.Leads, ", "), strings.Join(simulator.CSMs, ", "), strings.Join(simulator.Bots, ", "))
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	policy, mistakes := config.LoadPolicy(path)
	if len(mistakes) > 0 {
		t.Fatal(mistakes[0])
	}
	return policy
}

// mostLast is how many sweeps may still find what has just fallen due, each on another ticket.
const mostLast = 4

// judge counts broken promises, when there is nothing left to write.
func (w *world) judge(t *testing.T) proof.Broken {
	var broken proof.Broken
	for _, side := range w.sides {
		s := w.sweeper(t, side, "judge", &road{next: simulator.Transport(side.Wire), trace: w.trace, calm: &w.calm, dead: &atomic.Bool{}}, w.store)
		last := s.Sweep(context.Background())
		for i := 0; i < mostLast && last.Written > 0; i++ {
			time.Sleep(3 * time.Minute)
			last = s.Sweep(context.Background())
		}
		if last.Written > 0 {
			t.Errorf("%s: the writes don't stop: %+v", side.Name, last)
		}
		broken.Lost += w.unsaid(t, side)
		writes := side.Writes()
		broken.Twice += len(writes.RefsTwice)
		broken.Public += writes.PublicNotes + writes.RequesterMails
		broken.Lost += writes.ForeignLost
		for ref := range writes.RefsTwice {
			t.Errorf("%s: the note %s was posted twice:\n%s", side.Name, ref, w.trace.about(ref))
		}
		if writes.ForeignLost > 0 || writes.ForeignAdded > 0 || writes.Other > 0 {
			t.Errorf("%s: tags of others lost %v, added %d, other changes %d", side.Name, writes.LostTags, writes.ForeignAdded, writes.Other)
		}
		if side.Name == "zendesk" && writes.IgnoredTouched > 0 { // on Jira a person may be faster than the edit under way
			t.Errorf("%s: %d writes to tickets that were to be left alone", side.Name, writes.IgnoredTouched)
		}
	}
	return broken
}

// unsaid counts live tickets that do not say what the policy says.
func (w *world) unsaid(t *testing.T, side *desks.Desk) (n int) {
	connector, err := side.Open(w.env(side, &road{next: simulator.Transport(side.Wire), trace: w.trace, calm: &w.calm, dead: &atomic.Bool{}}))
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	side.Each(func(ticket simulator.Ticket) bool {
		if ticket.Status != simulator.Deleted && ticket.Status != simulator.Closed {
			ids = append(ids, side.ID(ticket.ID))
		}
		return true
	})
	tickets, err := connector.Fetch(context.Background(), ids)
	if err != nil {
		t.Fatal(err)
	}
	for _, ticket := range tickets {
		if plan := w.policy.Plan(ticket, w.policy.Assess(ticket, time.Now())); !plan.Empty() {
			n++
			t.Errorf("%s/%s is not as the policy has it: %v, tags %v\n%s", side.Name, ticket.ID, plan.Why, ticket.Tags, w.trace.about("ticket="+ticket.Key+" ", "ticket="+ticket.ID+" "))
		}
	}
	return n
}
