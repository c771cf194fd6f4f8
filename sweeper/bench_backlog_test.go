//go:build unix

package sweeper_test

import (
	"context"
	"fmt"
	"log/slog"
	"math"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/deskhand/deskhand/config"
	"github.com/deskhand/deskhand/sweeper"
	"github.com/deskhand/deskhand/sweeper/escalation"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
	"github.com/deskhand/deskhand/sweeper/store"
	"github.com/deskhand/deskhand/sweeper/store/boltstore"
	"github.com/deskhand/deskhand/sweeper/store/redisstore"
	"github.com/deskhand/deskhand/sweeper/store/redistest"
)

var benchNow = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// BenchmarkBacklog sweeps 100 changes and 100 due tickets over ever larger backlogs, and tells what that costs in CPU, of this
// process and of the Redis server, and how many times the cost of the smallest backlog that is. It does so in two ways: with tickets
// spread evenly over the whole backlog, so that hardly two lie on a page, and as desks work (see usual).
func BenchmarkBacklog(b *testing.B) {
	silent := slog.New(slog.DiscardHandler)
	b.Run("bolt", func(b *testing.B) {
		s, err := boltstore.Open(filepath.Join(b.TempDir(), "deskhand.db"), silent)
		if err != nil {
			b.Fatal(err)
		}
		growingBacklog(b, s, func() time.Duration { return 0 })
	})
	b.Run("redis", func(b *testing.B) {
		server := redistest.Start(b)
		s, err := redisstore.Open(b.Context(), "redis://"+server.Addr, silent)
		if err != nil {
			b.Fatal(err)
		}
		growingBacklog(b, s, func() time.Duration { return serverCPU(b, server) })
	})
}

// growingBacklog sweeps desks with backlogs of all sizes in turn, so that what else the machine does meets them alike, and compares
// the cheapest sweep of each. At 1000 tickets a sweep touches a fifth of all, so that pages are shared whatever the way.
func growingBacklog(b *testing.B, s store.Store, elsewhere func() time.Duration) {
	defer s.Close()
	policy, err := config.BuiltinPolicy()
	if err != nil {
		b.Fatal(err)
	}
	var desks []*steadyDesk
	for _, backlog := range []int{1000, 10_000, 100_000, 1_000_000} {
		desk := &steadyDesk{name: fmt.Sprint(backlog), backlog: backlog, random: rand.New(rand.NewPCG(1, 2))}
		desk.fill(b, s)
		desk.sweep(b, s, policy) // first contact
		desks = append(desks, desk)
	}
	costs := map[string][]time.Duration{}
	for round := 0; round < 60 || b.Loop(); round++ { // fewer may all be disturbed
		for _, desk := range desks {
			for way, choose := range map[string]func() (changed, due []int){"": desk.spread, "usual-": desk.usual} {
				desk.stir(b, s, choose)
				before := ownCPU() + elsewhere()
				report := desk.sweep(b, s, policy)
				costs[way+desk.name] = append(costs[way+desk.name], ownCPU()+elsewhere()-before)
				if report.Read != 200 || report.Result != sweeper.OK {
					b.Fatalf("%d read, %s: %s", report.Read, report.Result, report.Why)
				}
			}
		}
	}
	for _, way := range []string{"", "usual-"} {
		least := slices.Min(costs[way+desks[0].name])
		b.ReportMetric(float64(least.Microseconds()), way+"cpu-us/sweep-of-1000")
		for _, desk := range desks[1:] {
			b.ReportMetric(float64(slices.Min(costs[way+desk.name]))/float64(least), way+"growth-to-"+desk.name)
		}
	}
}

// fill makes the store know the desk's tickets, due within ten days from a month on, a hundred neighbours at a time, as sweeps
// spread them.
func (d *steadyDesk) fill(b *testing.B, s store.Store) {
	b.Helper()
	token := d.lease(b, s)
	for from := 0; from < d.backlog; from += 1000 {
		step := store.Batch{Put: map[string]store.Record{}}
		for i := from; i < from+1000; i++ {
			step.Put[ticketID(i)] = store.Record{Version: "2026-11-20T10:00:00Z", Due: benchNow.AddDate(0, 1, 0).Add(time.Duration(i/100*7919%14_400) * time.Minute)}
		}
		if err := s.Commit(b.Context(), token, step); err != nil {
			b.Fatal(err)
		}
	}
}

// ticketID is the id of the desk's ticket with this number, counted from the oldest: of one length, as those of open tickets are
// nearly always.
func ticketID(i int) string { return strconv.Itoa(1_000_000 + i) }

func (d *steadyDesk) lease(b *testing.B, s store.Store) store.Token {
	b.Helper()
	token, err := s.Lease(b.Context(), d.name, "test", time.Minute)
	if err != nil {
		b.Fatal(err)
	}
	return token
}

func (d *steadyDesk) sweep(b *testing.B, s store.Store, policy *escalation.Policy) sweeper.Report {
	b.Helper()
	sw := &sweeper.Sweeper{
		Desk: d.name, Reader: d, Writer: d, Policy: policy, Store: s, Mode: sweeper.Note, Limits: sweeper.DefaultLimits,
		Owner: "test", Digest: "one", Log: slog.New(slog.DiscardHandler), Now: d.now,
	}
	return sw.Sweep(b.Context())
}

// steadyDesk is a desk on which a hundred tickets change between two sweeps, while a hundred others fall due. It is in memory:
// what is measured is the sweep, without the client of a desk.
type steadyDesk struct {
	helpdesk.Connector
	name    string
	backlog int
	random  *rand.Rand
	turn    int
	changed []helpdesk.Change
}

// now is the time of the sweep in turn, five minutes after the one before.
func (d *steadyDesk) now() time.Time { return benchNow.Add(time.Duration(d.turn) * 5 * time.Minute) }

// stir makes the chosen tickets change and fall due.
func (d *steadyDesk) stir(b *testing.B, s store.Store, choose func() (changed, due []int)) {
	b.Helper()
	token := d.lease(b, s)
	d.turn++
	changed, due := choose()
	d.changed = d.changed[:0]
	for _, at := range changed {
		id := ticketID(at)
		d.changed = append(d.changed, helpdesk.Change{ID: id, Key: id, Status: helpdesk.Open, Version: strconv.Itoa(d.turn)})
	}
	step := store.Batch{Put: map[string]store.Record{}}
	for _, at := range due {
		step.Put[ticketID(at)] = store.Record{Version: "2026-11-20T10:00:00Z", Due: d.now()}
	}
	if err := s.Commit(b.Context(), token, step); err != nil {
		b.Fatal(err)
	}
}

// spread chooses tickets as far apart as they can be.
func (d *steadyDesk) spread() (changed, due []int) {
	for i := range 100 {
		at := (d.turn*7919 + i*(d.backlog/100)) % d.backlog
		changed = append(changed, at)
		due = append(due, (at+d.backlog/200)%d.backlog)
	}
	return changed, due
}

// usual chooses tickets as desks work. People write on recent tickets mostly, and now and then on old ones: here every tenfold of
// age has an equal part of the changes. Half of what falls due has a week without a move behind it, and is as recent as what people
// wrote on then; the other half are neighbours that are looked at again after a month together, as sweeps arrange it.
func (d *steadyDesk) usual() (changed, due []int) {
	taken := map[int]bool{}
	free := func(at int) int {
		for at = (at + d.backlog) % d.backlog; taken[at]; at = (at + d.backlog - 1) % d.backlog {
		}
		taken[at] = true
		return at
	}
	recent := func(newest int) int { return free(newest - int(math.Pow(float64(d.backlog), d.random.Float64()))) }
	quiet := d.random.IntN(d.backlog)
	for i := range 100 {
		changed = append(changed, recent(d.backlog))
		if i%2 == 0 {
			due = append(due, recent(d.backlog-d.backlog/4))
		} else {
			due = append(due, free(quiet))
		}
	}
	return changed, due
}

func (d *steadyDesk) Since(time.Time) helpdesk.Cursor { return "begin" }

func (d *steadyDesk) Changes(context.Context, helpdesk.Cursor) (helpdesk.Page, error) {
	return helpdesk.Page{Changes: d.changed, Next: helpdesk.Cursor(strconv.Itoa(d.turn))}, nil
}

func (d *steadyDesk) Backlog(context.Context, helpdesk.Cursor) (helpdesk.Page, error) {
	return helpdesk.Page{}, nil
}

func (d *steadyDesk) Fetch(_ context.Context, ids []string) ([]helpdesk.Ticket, error) {
	tickets := make([]helpdesk.Ticket, len(ids))
	for i, id := range ids {
		tickets[i] = steadyTicket(id, strconv.Itoa(d.turn))
	}
	return tickets, nil
}

func steadyTicket(id, version string) helpdesk.Ticket {
	ann := helpdesk.Person{ID: "12", Name: "Ann", Role: helpdesk.EndUser}
	dana := helpdesk.Person{ID: "11", Name: "Dana", Role: helpdesk.Agent}
	t := helpdesk.Ticket{
		Desk: "support", ID: id, Key: id, Subject: "Report", Status: helpdesk.Open, Priority: "normal", Tags: []string{"emea"}, Version: version,
		Requester: ann, Assignee: dana, Created: benchNow.AddDate(0, 0, -3), Updated: benchNow.Add(-time.Hour),
	}
	for i := range 6 {
		by := []helpdesk.Person{ann, dana}[i%2]
		t.Events = append(t.Events, helpdesk.Event{
			ID: strconv.Itoa(i), At: t.Created.Add(time.Duration(i) * time.Hour), By: by, Kind: helpdesk.KindNote, Public: true,
			Body: "We are on it.", Format: helpdesk.Plain, // the reading of notes has benchmarks of its own
		})
	}
	return t
}

// ownCPU is the processor time of this process so far.
func ownCPU() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func serverCPU(b *testing.B, server *redistest.Server) time.Duration {
	b.Helper()
	info, err := server.Client.Info(b.Context(), "cpu").Result()
	if err != nil {
		b.Fatal(err)
	}
	var sum time.Duration
	for line := range strings.Lines(info) {
		for _, name := range []string{"used_cpu_user:", "used_cpu_sys:"} {
			if text, ok := strings.CutPrefix(line, name); ok {
				seconds, _ := strconv.ParseFloat(strings.TrimSpace(text), 64)
				sum += time.Duration(seconds * float64(time.Second))
			}
		}
	}
	return sum
}
