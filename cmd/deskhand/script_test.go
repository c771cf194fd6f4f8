package main

import (
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/deskhand/deskhand/connectors/simulator"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"deskhand": main})
}

// TestScripts does what a new user would, on the real binary: each script in testdata/script is one session at a terminal.
//
// The command `desk KIND TICKETS` starts a simulated desk for the script and writes a configuration that fits it to
// deskhand.yaml; `wrote N` wants N updates on that desk, and every law kept. `page PATH TEXT` asks the status page, on an
// address of the script's own, until it says TEXT. `signal HUP` and `signal TERM` are sent to the daemon in the background;
// after `desk KIND TICKETS late` the desk answers the first write late, or with `lost` never, and `writing` waits until it is
// under way. `systemd` listens as systemd does, `heard STATE...` wants to have been told just that.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "script"),
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("NO_COLOR", "1")
			env.Values[deskKey{}] = simulator.NewDesk()
			env.Values[systemdKey{}] = new(*net.UnixConn)
			env.Values[writeKey{}] = make(chan struct{})
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				return err
			}
			defer l.Close()
			other, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				return err
			}
			env.Setenv("LISTEN", l.Addr().String())
			env.Setenv("OTHER", other.Addr().String())
			return other.Close()
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"page":    page,
			"signal":  sendSignal,
			"systemd": systemd,
			"heard":   heard,
			"writing": writing,
			"desk":    func(ts *testscript.TestScript, _ bool, args []string) { startDesk(ts, deskOf(ts), args) },
			"wrote":   func(ts *testscript.TestScript, _ bool, args []string) { wrote(ts, deskOf(ts), args) },
		},
	})
}

// deskKey is where a script's simulated desk is kept.
type deskKey struct{}

func deskOf(ts *testscript.TestScript) *simulator.Desk { return ts.Value(deskKey{}).(*simulator.Desk) }

func startDesk(ts *testscript.TestScript, desk *simulator.Desk, args []string) {
	tickets, err := strconv.Atoi(args[1])
	ts.Check(err)
	simulator.Seed(desk, tickets, 1, time.Now())
	l, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	sim := simulations[args[0]]
	server := &http.Server{Handler: sim.serve(desk, weather{}), ErrorLog: log.New(io.Discard, "", 0)}
	if len(args) > 2 {
		server.Handler = tellFirstWrite(ts.Value(writeKey{}).(chan struct{}), server.Handler, args[2])
	}
	go server.Serve(l)
	ts.Defer(func() { server.Close() })
	url := "http://" + l.Addr().String()
	ts.Setenv("DESK", url)
	ts.Setenv("DESKADDR", l.Addr().String())
	text := "listen: " + ts.Getenv("LISTEN") + "\n" + simulatedConfig(sim.connector("support", url))
	ts.Check(os.WriteFile(ts.MkAbs("deskhand.yaml"), []byte(text), 0o600))
}

// writeKey is where a script hears of the first write.
type writeKey struct{}

// writing waits until the first write is under way.
func writing(ts *testscript.TestScript, _ bool, _ []string) {
	select {
	case <-ts.Value(writeKey{}).(chan struct{}):
	case <-time.After(time.Minute):
		ts.Fatalf("nothing was written in a minute")
	}
}

// tellFirstWrite lets a script act in the middle of the first write, which takes place; its answer comes late, or is lost.
func tellFirstWrite(first chan<- struct{}, desk http.Handler, answer string) http.Handler {
	var once sync.Once
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		isFirst := false
		if r.Method == http.MethodPut {
			once.Do(func() { isFirst = true })
		}
		if !isFirst {
			desk.ServeHTTP(w, r)
			return
		}
		first <- struct{}{}
		time.Sleep(500 * time.Millisecond)
		if answer == "lost" {
			desk.ServeHTTP(httptest.NewRecorder(), r)
			panic(http.ErrAbortHandler)
		}
		desk.ServeHTTP(w, r)
	})
}

// systemdKey is where the socket is kept that a script listens on as systemd does.
type systemdKey struct{}

func systemd(ts *testscript.TestScript, _ bool, _ []string) {
	path := ts.MkAbs("notify")
	l, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: path, Net: "unixgram"})
	ts.Check(err)
	ts.Defer(func() { l.Close() })
	ts.Setenv("NOTIFY_SOCKET", path)
	*ts.Value(systemdKey{}).(**net.UnixConn) = l
}

func heard(ts *testscript.TestScript, _ bool, states []string) {
	l := *ts.Value(systemdKey{}).(**net.UnixConn)
	buf := make([]byte, 64)
	for len(states) > 0 {
		ts.Check(l.SetReadDeadline(time.Now().Add(30 * time.Second)))
		n, err := l.Read(buf)
		ts.Check(err)
		if state := string(buf[:n]); state != states[0] {
			ts.Fatalf("systemd heard %s, want %s", state, states[0])
		}
		states = states[1:]
	}
}

func sendSignal(ts *testscript.TestScript, _ bool, args []string) {
	known := map[string]os.Signal{"HUP": syscall.SIGHUP, "TERM": syscall.SIGTERM}
	ts.Check(ts.BackgroundCmds()[0].Process.Signal(known[args[0]]))
}

func wrote(ts *testscript.TestScript, desk *simulator.Desk, args []string) {
	w := desk.Writes()
	if got, want := fmt.Sprint(w.Updates), args[0]; got != want && (want != "some" || w.Updates == 0) {
		ts.Fatalf("%s updates were written, want %s", got, want)
	}
	if w.PublicNotes > 0 || len(w.RefsTwice) > 0 || w.ForeignLost > 0 || w.IgnoredTouched > 0 || w.RequesterMails > 0 {
		ts.Fatalf("a law was broken: %s", strings.ReplaceAll(fmt.Sprintf("%+v", w), "\n", " "))
	}
}

func page(ts *testscript.TestScript, _ bool, args []string) {
	if last, ok := awaitPage("http://"+ts.Getenv("LISTEN")+args[0], args[1]); !ok {
		ts.Fatalf("%s never said %q; at last it said %s", args[0], args[1], last)
	}
}

// awaitPage asks a page until it says the words, for half a minute at most, and returns what it said last.
func awaitPage(url, words string) (last string, ok bool) {
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		response, err := http.Get(url)
		if err != nil {
			last = err.Error()
			continue
		}
		body, err := io.ReadAll(response.Body)
		response.Body.Close()
		if last = string(body); err == nil && strings.Contains(last, words) {
			return last, true
		}
	}
	return last, false
}
