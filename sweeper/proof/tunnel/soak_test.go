package tunnel

import (
	"context"
	"fmt"
	"log/slog"
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

// TestTableSoak lives a year on a desk where tickets come, are worked on and close; in a short run six weeks. What the
// program keeps must not grow with time.
func TestTableSoak(t *testing.T) {
	days := 42
	if proof.Long() {
		days = 365
	}
	file := filepath.Join(t.TempDir(), "store.db")
	synctest.Test(t, func(t *testing.T) {
		desk := simulator.NewDesk()
		s := soakSweeper(t, desk, file)
		var early, late size
		sweeps := 0
		for day := range days {
			workday(desk)
			for range 4 {
				time.Sleep(6 * time.Hour)
				if report := s.Sweep(context.Background()); report.Result != sweeper.OK {
					t.Fatalf("day %d: %s %s", day, report.Result, report.Why)
				}
				sweeps++
			}
			if day == days/2 {
				early = measure(t, s.Store, file)
			}
		}
		late = measure(t, s.Store, file)
		if late.goroutines > early.goroutines+2 || late.known > early.known+early.known/4+5 || late.file > 2*early.file {
			t.Errorf("it grows: %+v after half the time, %+v after all of it", early, late)
		}
		writes := desk.Writes()
		proof.Print(t, proof.Row{
			Trial: "soak, bolt", Broken: proof.Broken{Twice: len(writes.RefsTwice), Public: writes.PublicNotes, Lost: writes.ForeignLost},
			Done: fmt.Sprintf("%d days, %d sweeps, %d tickets; file %d KiB, %d known", days, sweeps, desk.Len(), late.file>>10, late.known),
		})
	})
}

// size is what a program takes up.
type size struct {
	goroutines int
	known      int   // tickets
	file       int64 // bytes
}

func measure(t *testing.T, kept store.Store, file string) size {
	t.Helper()
	known, err := kept.Count(t.Context(), "support")
	info, failed := os.Stat(file)
	if err != nil || failed != nil {
		t.Fatal(err, failed)
	}
	return size{runtime.NumGoroutine(), known, info.Size()}
}

func soakSweeper(t *testing.T, desk *simulator.Desk, file string) *sweeper.Sweeper {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	kept, err := boltstore.Open(file, log)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { kept.Close() })
	policy, err := config.BuiltinPolicy()
	if err != nil {
		t.Fatal(err)
	}
	account := &vendor.Config{URL: "https://acme.zendesk.com", Auth: vendor.Auth{Bearer: zendesksim.DefaultBearer}}
	connector, err := account.Open(connectors.Env{Desk: "support", Log: log, Share: 1, Version: "test", Transport: simulator.Transport(zendesk.serve(desk))})
	if err != nil {
		t.Fatal(err)
	}
	return &sweeper.Sweeper{
		Desk: "support", Reader: connector, Writer: connector, Policy: policy, Store: kept, Mode: sweeper.Note,
		Limits: sweeper.DefaultLimits, Owner: "soak", Digest: "one", Log: log,
	}
}

// workday opens five tickets, one of which asks for an escalation, and closes those of two weeks ago.
func workday(desk *simulator.Desk) {
	user := desk.AddPerson(simulator.Person{Name: "Ann", Email: "ann@customer.example", Role: simulator.Customer}).ID
	for i := range 5 {
		body := "The badge colours are wrong."
		if i == 0 {
			body = "Please escalate this ticket. SSO is down and none of our 2300 users can log in."
		}
		desk.Create(simulator.NewTicket{Requester: user, Via: simulator.Email, Subject: "Login", Body: body})
	}
	for id := int64(desk.Len() - 5*14); id > 0 && id > int64(desk.Len()-5*15); id-- {
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
