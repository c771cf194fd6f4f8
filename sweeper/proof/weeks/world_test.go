package weeks

import (
	"context"
	"log/slog"
	"net/http"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/deskhand/deskhand/connectors"
	"github.com/deskhand/deskhand/connectors/jira"
	"github.com/deskhand/deskhand/connectors/simulator"
	"github.com/deskhand/deskhand/connectors/simulator/jirasim"
	"github.com/deskhand/deskhand/connectors/simulator/zendesksim"
	"github.com/deskhand/deskhand/connectors/zendesk"
	"github.com/deskhand/deskhand/sweeper"
	"github.com/deskhand/deskhand/sweeper/escalation"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
	"github.com/deskhand/deskhand/sweeper/store"
	"github.com/deskhand/deskhand/sweeper/store/boltstore"
)

// side is one desk of the world.
type side struct {
	name string
	desk *simulator.Desk
	wire http.Handler
	open func(connectors.Env) (helpdesk.Connector, error)
	id   func(ticket int64) string
}

// world is two desks, two replicas and their store.
type world struct {
	seed    uint64
	trace   *trace
	log     *slog.Logger
	policy  *escalation.Policy
	sides   []*side
	store   store.Store
	calm    atomic.Bool
	unknown atomic.Int64 // writes whose sender did not learn what became of them
}

func newWorld(t *testing.T, seed uint64, policy *escalation.Policy) *world {
	w := &world{seed: seed, trace: &trace{}, policy: policy, sides: []*side{zendeskSide(), jiraSide("eng", jirasim.Cloud), jiraSide("onsite", jirasim.DataCenter)}}
	w.log = slog.New(slog.NewTextHandler(w.trace, &slog.HandlerOptions{Level: slog.LevelInfo}))
	kept, err := boltstore.Open(filepath.Join(t.TempDir(), "weeks.db"), w.log)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { kept.Close() })
	w.store = kept
	return w
}

func zendeskSide() *side {
	desk := simulator.NewDesk()
	config := &zendesk.Config{URL: "https://acme.zendesk.com", Auth: zendesk.Auth{Bearer: zendesksim.DefaultBearer}}
	return &side{
		name: "support", desk: desk, wire: zendesksim.New(desk, zendesksim.Options{}), open: config.Open,
		id: func(n int64) string { return strconv.FormatInt(n, 10) },
	}
}

func jiraSide(name string, deployment jirasim.Deployment) *side {
	desk := simulator.NewDesk()
	registered, _ := connectors.New("jira")
	config := registered.(*jira.Config)
	config.URL, config.Select, config.ServiceManagement = "https://"+name+".acme.example", "project in (OPS, WEB)", true
	config.NoteVisibility = &jira.Visibility{Role: "Service Desk Team"}
	config.Auth = jira.Auth{Email: simulator.SelfEmail, Token: jirasim.Token}
	if deployment == jirasim.DataCenter {
		config.Deployment, config.Auth = jira.DataCenter, jira.Auth{Bearer: jirasim.Token}
	}
	return &side{
		name: name, desk: desk, wire: jirasim.New(desk, jirasim.Options{Deployment: deployment}), open: config.Open,
		id: func(n int64) string { return strconv.FormatInt(10000+n, 10) },
	}
}

// sweeper makes one over a road of its own.
func (w *world) sweeper(t *testing.T, side *side, owner string, r *road, kept store.Store) *sweeper.Sweeper {
	t.Helper()
	connector, err := side.open(w.env(side, r))
	if err != nil {
		t.Fatal(err)
	}
	return &sweeper.Sweeper{
		Desk: side.name, Reader: connector, Writer: connector, Policy: w.policy, Store: kept, Mode: sweeper.Note,
		Limits: sweeper.DefaultLimits, Owner: owner, Digest: "one", Log: w.log,
	}
}

// live lets people, faults and replicas loose for so many days, then stops the faults, then the people, then waits.
func (w *world) live(t *testing.T, days int, every string) {
	people, home := context.WithCancel(t.Context())
	program, stop := context.WithCancel(t.Context())
	defer stop()
	var busy sync.WaitGroup
	for i, side := range w.sides {
		simulator.Seed(side.desk, 60, w.seed+uint64(i), time.Now())
		crowd := newCrowd(side.desk, side.name, w.seed+uint64(i), w.trace)
		busy.Go(func() { crowd.work(people) })
	}
	for i, name := range []string{"one", "two"} {
		r := newReplica(t, w, name, uint64(20+i))
		busy.Go(func() { r.suffer(t, program) })
		busy.Go(func() {
			if err := r.run(program, every, w.log); err != nil {
				t.Errorf("replica %s: %v", name, err)
			}
		})
	}
	busy.Go(func() { w.flush(t) })

	time.Sleep(time.Duration(days) * 24 * time.Hour)
	w.calm.Store(true)
	time.Sleep(12 * time.Hour)
	home()
	time.Sleep(26 * time.Hour) // longer than a ticket that was refused three times is left alone
	stop()
	busy.Wait()
}

// flush empties the store now and then until the world is calm.
func (w *world) flush(t *testing.T) {
	d := newDice(w.seed, 30)
	for {
		time.Sleep(d.between(6*time.Hour, 40*time.Hour))
		if w.calm.Load() {
			return
		}
		w.trace.tell("fault", "the store is flushed")
		for _, side := range w.sides {
			if err := w.store.Reset(context.Background(), side.name); err != nil {
				t.Error(err)
			}
		}
	}
}
