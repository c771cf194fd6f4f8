package tunnel

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/deskhand/deskhand/config"
	"github.com/deskhand/deskhand/connectors"
	_ "github.com/deskhand/deskhand/connectors/all"
	"github.com/deskhand/deskhand/sweeper"
	"github.com/deskhand/deskhand/sweeper/store"
	"github.com/deskhand/deskhand/sweeper/store/boltstore"
)

// TestMain sweeps in place of testing when it is started as a program by one of the trials.
func TestMain(m *testing.M) {
	if site := os.Getenv(standInFor); site != "" {
		if err := standIn(os.Args[1], site); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	code := m.Run()
	if folder != "" {
		os.RemoveAll(folder)
	}
	os.Exit(code)
}

// standInFor names the site's address to a stand-in.
const standInFor = "TUNNEL_STAND_IN_FOR"

var folder string // of the program; gone after the tests

// program builds the real one, once.
var program = sync.OnceValues(func() (string, error) {
	var err error
	if folder, err = os.MkdirTemp("", "tunnel"); err != nil {
		return "", err
	}
	path := filepath.Join(folder, "deskhand")
	out, err := exec.Command("go", "build", "-o", path, "github.com/deskhand/deskhand/cmd/deskhand").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return path, nil
})

// child is one run of a program.
type child struct {
	cmd   *exec.Cmd
	out   bytes.Buffer
	ended chan struct{}
	err   error
}

// launch makes a child of a site's command line. It is started by start.
type launch func(t testing.TB, s *site) *exec.Cmd

// sweep is the real program's command.
func sweep(t testing.TB, s *site) *exec.Cmd { return command(t, "sweep", "-c", s.config) }

func command(t testing.TB, args ...string) *exec.Cmd {
	t.Helper()
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	return exec.Command(path, args...)
}

// sweepTold is a program of the same parts that tells the site of each call of its store.
func sweepTold(_ testing.TB, s *site) *exec.Cmd {
	cmd := exec.Command(os.Args[0], s.config)
	cmd.Env = append(os.Environ(), standInFor+"="+s.url)
	return cmd
}

func start(t testing.TB, cmd *exec.Cmd) *child {
	t.Helper()
	c := &child{cmd: cmd, ended: make(chan struct{})}
	cmd.Stdout, cmd.Stderr = &c.out, &c.out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		c.err = cmd.Wait()
		close(c.ended)
	}()
	t.Cleanup(c.kill)
	return c
}

// kill ends it at once and returns when it is gone.
func (c *child) kill() {
	_ = c.cmd.Process.Kill() // it may have ended by itself
	<-c.ended
}

func (c *child) signal(s syscall.Signal) { _ = c.cmd.Process.Signal(s) }

// patience is how long a sweep of a handful of tickets may take on a busy machine.
const patience = 2 * time.Minute

// wait returns what the program said, and its error.
func (c *child) wait(t testing.TB) (string, error) {
	t.Helper()
	select {
	case <-c.ended:
	case <-time.After(patience):
		c.kill()
		t.Errorf("the program did not end within %s:\n%s", patience, c.out.String())
	}
	return c.out.String(), c.err
}

// struck runs the program and strikes at a step. The strike is given the child; what it returns says whether that is gone.
func (s *site) struck(t testing.TB, run launch, at int, strike func(*child) (dead bool)) *child {
	t.Helper()
	var c *child
	born := make(chan struct{})
	s.gate.arm(at, func() bool {
		<-born
		return strike(c)
	})
	c = start(t, run(t, s))
	close(born)
	return c
}

// rest sweeps until a sweep that went well writes nothing.
func (s *site) rest(t testing.TB, trial string, run launch) {
	t.Helper()
	s.gate.arm(0, nil)
	s.desk.Advance(30 * time.Minute)
	var said string
	for range 5 {
		s.forgetLease()
		before := s.desk.Writes().Updates
		out, err := start(t, run(t, s)).wait(t)
		if err == nil && s.desk.Writes().Updates == before {
			return
		}
		said = fmt.Sprintf("%s%v", out, err)
	}
	t.Errorf("%s: it does not come to rest:\n%s", trial, said)
}

// standIn sweeps the only desk of a configuration as the program does, and tells the site before and after each call of the store.
func standIn(path, site string) error {
	cfg, mistakes := config.Load(path, os.LookupEnv)
	if len(mistakes) > 0 {
		return fmt.Errorf("%s", mistakes[0].Message)
	}
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	desk := cfg.Desks[0]
	connector, err := desk.Connector.Open(connectors.Env{Desk: desk.Name, Log: log, Share: desk.Limits.RateShare, Version: "test"})
	if err != nil {
		return err
	}
	kept, err := boltstore.Open(strings.TrimPrefix(cfg.Store, "file:"), log)
	if err != nil {
		return err
	}
	defer kept.Close()
	s := &sweeper.Sweeper{
		Desk: desk.Name, Reader: connector, Writer: connector, Policy: cfg.Policy, Store: told{kept, site}, Mode: desk.Mode,
		Limits: desk.Limits, Owner: "stand-in", Digest: cfg.PolicyDigest, Log: log,
	}
	if report := s.Sweep(context.Background()); report.Result != sweeper.OK {
		return fmt.Errorf("%s: %s", report.Result, report.Why)
	}
	return nil
}

// told is a store that tells of its calls. It waits for an answer, so that it can be killed there.
type told struct {
	store.Store
	site string
}

func (s told) tell() {
	if resp, err := http.Get(s.site + stepPath); err == nil {
		resp.Body.Close()
	}
}

// Lease, like the calls below, is told of when it begins and when it has ended.
func (s told) Lease(ctx context.Context, desk, owner string, ttl time.Duration) (store.Token, error) {
	s.tell()
	defer s.tell()
	return s.Store.Lease(ctx, desk, owner, ttl)
}

func (s told) Release(ctx context.Context, t store.Token) error {
	s.tell()
	defer s.tell()
	return s.Store.Release(ctx, t)
}

func (s told) State(ctx context.Context, desk string) (store.State, error) {
	s.tell()
	defer s.tell()
	return s.Store.State(ctx, desk)
}

func (s told) Records(ctx context.Context, desk string, ids []string) (map[string]store.Record, error) {
	s.tell()
	defer s.tell()
	return s.Store.Records(ctx, desk, ids)
}

func (s told) Due(ctx context.Context, desk string, until time.Time, n int) ([]string, error) {
	s.tell()
	defer s.tell()
	return s.Store.Due(ctx, desk, until, n)
}

func (s told) Commit(ctx context.Context, t store.Token, b store.Batch) error {
	s.tell()
	defer s.tell()
	return s.Store.Commit(ctx, t, b)
}
