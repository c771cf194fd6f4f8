package tunnel

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"github.com/deskhand/deskhand/config"
	"github.com/deskhand/deskhand/connectors"
	"github.com/deskhand/deskhand/connectors/simulator"
	"github.com/deskhand/deskhand/connectors/simulator/zendesksim"
	vendor "github.com/deskhand/deskhand/connectors/zendesk"
	"github.com/deskhand/deskhand/sweeper"
	"github.com/deskhand/deskhand/sweeper/proof"
	"github.com/deskhand/deskhand/sweeper/store"
	"github.com/deskhand/deskhand/sweeper/store/boltstore"
	"github.com/deskhand/deskhand/sweeper/store/redisstore"
	"github.com/deskhand/deskhand/sweeper/store/redistest"
)

// aMiB is what single tickets that were written to lately may take up in memory, and what a file may have more than one doubling;
// a kilobyte a ticket for ever would be more.
const aMiB = 1 << 20

// TestTableSoak lives a year on a desk where tickets come, are worked on and close; in a short run six weeks. What the
// program keeps must not be more than after half of that.
func TestTableSoak(t *testing.T) {
	days := 42
	if proof.Long() {
		days = 365
	}
	half, _ := soak(t, days/2)
	all, writes := soak(t, days)
	if all.goroutines > half.goroutines+2 || all.known > half.known+half.known/4+5 || all.file > 2*half.file+aMiB || all.heap > half.heap+aMiB {
		t.Errorf("it grows: %+v after half the time, %+v after all of it", half, all)
	}
	proof.Print(t, proof.Row{
		Trial: "soak, bolt", Broken: proof.Broken{Twice: len(writes.RefsTwice), Public: writes.PublicNotes, Lost: writes.ForeignLost},
		Done: fmt.Sprintf("%d days; after half and all: heap %d and %d KiB, file %d and %d KiB", days, half.heap>>10, all.heap>>10, half.file>>10, all.file>>10),
	})
}

// size is what a program takes up.
type size struct {
	goroutines int
	known      int   // tickets
	file       int64 // bytes
	heap       int64 // bytes, without the simulated desk
}

// soak sweeps a desk for so many days and returns what that takes up in the end.
func soak(t *testing.T, days int) (end size, writes simulator.Writes) {
	file := filepath.Join(t.TempDir(), "store.db")
	synctest.Test(t, func(t *testing.T) {
		desk := simulator.NewDesk()
		wire := zendesk.serve(desk)
		s := soakSweeper(t, wire, file)
		user := desk.AddPerson(simulator.Person{Name: "Ann", Email: "ann@customer.example", Role: simulator.Customer}).ID
		for day := range days {
			workday(desk, user)
			for range 4 {
				time.Sleep(6 * time.Hour)
				if report := s.Sweep(context.Background()); report.Result != sweeper.OK {
					t.Fatalf("day %d: %s %s", day, report.Result, report.Why)
				}
			}
		}
		end, writes = measure(t, s, file), desk.Writes()
		runtime.KeepAlive(wire) // what it remembers is not the program's
	})
	return end, writes
}

// measure ends the program: its part of the heap is what is free without it.
func measure(t *testing.T, s *sweeper.Sweeper, file string) size {
	t.Helper()
	known, err := s.Store.Count(t.Context(), "support")
	info, failed := os.Stat(file)
	if err != nil || failed != nil {
		t.Fatal(err, failed)
	}
	end := size{goroutines: runtime.NumGoroutine(), known: known, file: info.Size()}
	with := heap()
	if err := s.Store.Close(); err != nil {
		t.Fatal(err)
	}
	*s = sweeper.Sweeper{}
	end.heap = with - heap()
	return end
}

func heap() int64 {
	runtime.GC()
	runtime.GC() // what the first one finalised
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

func soakSweeper(t *testing.T, wire http.Handler, file string) *sweeper.Sweeper {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	kept, err := boltstore.Open(file, log)
	if err != nil {
		t.Fatal(err)
	}
	policy, err := config.BuiltinPolicy()
	if err != nil {
		t.Fatal(err)
	}
	account := &vendor.Config{URL: "https://acme.zendesk.com", Auth: vendor.Auth{Bearer: zendesksim.DefaultBearer}}
	connector, err := account.Open(connectors.Env{Desk: "support", Log: log, Share: 1, Version: "test", Transport: simulator.Transport(wire)})
	if err != nil {
		t.Fatal(err)
	}
	return &sweeper.Sweeper{
		Desk: "support", Reader: connector, Writer: connector, Policy: policy, Store: kept, Mode: sweeper.Note,
		Limits: sweeper.DefaultLimits, Owner: "soak", Digest: "one", Log: log,
	}
}

// newADay are the tickets that come on a day and ask for an escalation.
const newADay = 10

// workday opens tickets, and closes those of two weeks ago.
func workday(desk *simulator.Desk, user int64) {
	for range newADay {
		desk.Create(simulator.NewTicket{
			Requester: user, Via: simulator.Email, Subject: "Login",
			Body: "Please escalate this ticket. SSO is down and none of our 2300 users can log in.",
		})
	}
	for id := int64(desk.Len() - newADay*14); id > 0 && id > int64(desk.Len()-newADay*15); id-- {
		if _, err := desk.Close(id); err != nil {
			panic(err)
		}
	}
}

// TestTableSoakRedis commits as much as a year of sweeps does, of tickets that come and end; the keys must not become more.
func TestTableSoakRedis(t *testing.T) {
	days := 42
	if proof.Long() {
		days = 365
	}
	server := redistest.Start(t)
	kept, err := redisstore.Open(t.Context(), "redis://"+server.Addr, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer kept.Close()
	token, err := kept.Lease(t.Context(), "support", "soak", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	var early, late int64
	const aDay, open = 200, 14 // tickets, days
	for day := range days {
		b := store.Batch{Put: map[string]store.Record{}, State: &store.State{Cursor: fmt.Sprint(day)}, Run: fmt.Append(nil, "run ", day)}
		for i := range aDay {
			b.Put[fmt.Sprint(day*aDay+i)] = store.Record{Version: "v", Due: time.Unix(int64(day+30)*86400, 0), Shown: []byte("shown")}
			if day >= open {
				b.Forget = append(b.Forget, fmt.Sprint((day-open)*aDay+i))
			}
		}
		if err := kept.Commit(t.Context(), token, b); err != nil {
			t.Fatal(err)
		}
		if late = server.Do(t, "DBSIZE").(int64); day == days/2 {
			early = late
		}
	}
	if known, err := kept.Count(t.Context(), "support"); known != aDay*open || err != nil {
		t.Errorf("%d tickets are known, want %d (%v)", known, aDay*open, err)
	}
	if late > early+2 {
		t.Errorf("the keys become more: %d after half the time, %d after all of it", early, late)
	}
	proof.Print(t, proof.Row{Trial: "soak, Redis", Done: fmt.Sprintf("%d days, %d tickets; %d keys", days, days*aDay, late)})
}
