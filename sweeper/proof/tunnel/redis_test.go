package tunnel

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/logging"
)

// leaseKey is where the lease of the sites' desk lies.
const leaseKey = "deskhand1:{support}:lease"

// server is a real Redis on a free loopback port.
type server struct {
	addr      string
	binary    string
	args      []string
	process   *exec.Cmd
	client    *redis.Client
	databases atomic.Int64 // given out
}

// startRedis starts a server with nothing on the disk, or skips the test where there is no redis-server.
func startRedis(t testing.TB, options ...string) *server {
	t.Helper()
	return startServer(t, append([]string{`save ""`, "appendonly no"}, options...))
}

// startServer starts redis-server with lines of configuration and flags, and waits until it answers.
func startServer(t testing.TB, lines []string, flags ...string) *server {
	t.Helper()
	binary, err := exec.LookPath("redis-server")
	if err != nil {
		t.Skip("redis-server is not installed; what only a real server shows is not tried")
	}
	logging.Disable()
	addr, dir := freeAddress(t), t.TempDir()
	_, port, _ := net.SplitHostPort(addr)
	lines = append(lines, "port "+port, "bind 127.0.0.1", "dir "+dir, "loglevel warning")
	file := filepath.Join(dir, "redis.conf")
	if err := os.WriteFile(file, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := &server{addr: addr, binary: binary, args: append([]string{file}, flags...)}
	s.client = redis.NewClient(&redis.Options{Addr: addr, MaxRetries: -1, DialerRetries: 1})
	s.start(t)
	t.Cleanup(func() {
		_ = s.client.Close()
		s.kill()
	})
	return s
}

// start starts the process again after kill; it is empty then.
func (s *server) start(t testing.TB) {
	t.Helper()
	s.process = exec.Command(s.binary, s.args...)
	if err := s.process.Start(); err != nil {
		t.Fatalf("start redis-server: %v", err)
	}
	waitUntil(t, "the server answers", func() bool { return s.client.Ping(t.Context()).Err() == nil })
}

func (s *server) kill() {
	_ = s.process.Process.Kill() // it may be gone already
	_ = s.process.Wait()
}

func (s *server) signal(sig syscall.Signal) { _ = s.process.Process.Signal(sig) }

// do sends a command and fails the test when it fails.
func (s *server) do(t testing.TB, args ...any) any {
	t.Helper()
	got, err := s.client.Do(t.Context(), args...).Result()
	if err != nil {
		t.Errorf("%v: %v", args, err)
	}
	return got
}

// storeOf gives a site a database of its own, behind the site's gate.
func (s *server) storeOf(t testing.TB, at *site) string {
	t.Helper()
	n := int(s.databases.Add(1) - 1)
	client := redis.NewClient(&redis.Options{Addr: s.addr, DB: n, MaxRetries: 1})
	t.Cleanup(func() { _ = client.Close() })
	at.forgetLease = func() {
		if err := client.Del(t.Context(), leaseKey).Err(); err != nil {
			t.Errorf("forget the lease: %v", err)
		}
	}
	return fmt.Sprintf("redis://%s/%d", startProxy(t, s.addr, at), n)
}

// freeAddress returns one whose port plus 10000 is a port too: nodes of a cluster talk to each other there.
func freeAddress(t testing.TB) string {
	t.Helper()
	for {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		_ = l.Close()
		if l.Addr().(*net.TCPAddr).Port < 55000 {
			return l.Addr().String()
		}
	}
}

func waitUntil(t testing.TB, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); !holds(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Errorf("waited in vain until %s", what)
			return
		}
	}
}
