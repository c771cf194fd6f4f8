// Package redistest starts real Redis servers on the loopback address, for tests of what only a real one shows, and stands
// between them and their clients. Where there is no redis-server, such tests are skipped.
package redistest

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/logging"
)

// Server is a real Redis on a free port. It ends with the test.
type Server struct {
	Addr   string
	Client *redis.Client // which tries everything once

	binary  string
	args    []string
	mu      sync.Mutex // of process: a trial may kill what it restarts
	process *exec.Cmd
}

// Start starts a server that keeps nothing on the disk, with lines of configuration, and waits until it answers.
func Start(t testing.TB, lines ...string) *Server {
	t.Helper()
	return start(t, append([]string{`save ""`, "appendonly no"}, lines...))
}

// StartSentinel starts a sentinel likewise.
func StartSentinel(t testing.TB, lines ...string) *Server {
	t.Helper()
	return start(t, lines, "--sentinel")
}

func start(t testing.TB, lines []string, flags ...string) *Server {
	t.Helper()
	binary, err := exec.LookPath("redis-server")
	if err != nil {
		t.Skip("redis-server is not installed; what only a real server shows is not tried")
	}
	logging.Disable()
	addr, dir := FreeAddress(t), t.TempDir()
	_, port, _ := net.SplitHostPort(addr)
	lines = append(lines, "port "+port, "bind 127.0.0.1", "dir "+dir, "loglevel warning")
	file := filepath.Join(dir, "redis.conf")
	if err := os.WriteFile(file, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := &Server{Addr: addr, binary: binary, args: append([]string{file}, flags...)}
	s.Client = redis.NewClient(&redis.Options{Addr: addr, MaxRetries: -1, DialerRetries: 1})
	s.Restart(t)
	t.Cleanup(func() {
		_ = s.Client.Close()
		s.Kill()
	})
	return s
}

// Restart starts the process anew after Kill. It is empty then.
func (s *Server) Restart(t testing.TB) {
	t.Helper()
	process := exec.Command(s.binary, s.args...)
	if err := process.Start(); err != nil {
		t.Fatalf("start redis-server: %v", err)
	}
	s.mu.Lock()
	s.process = process
	s.mu.Unlock()
	WaitUntil(t, "the server answers", func() bool {
		err := s.Client.Ping(t.Context()).Err()
		return err == nil || redis.HasErrorPrefix(err, "NOAUTH")
	})
}

// Kill ends the process at once. It may be gone already.
func (s *Server) Kill() {
	process := s.running()
	_ = process.Process.Kill()
	_ = process.Wait()
}

func (s *Server) running() *exec.Cmd {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.process
}

// Signal sends the process a signal.
func (s *Server) Signal(sig os.Signal) { _ = s.running().Process.Signal(sig) }

// Do sends a command and returns its answer. The test fails when the command does.
func (s *Server) Do(t testing.TB, args ...any) any {
	t.Helper()
	got, err := s.Client.Do(t.Context(), args...).Result()
	if err != nil {
		t.Errorf("%v: %v", args, err)
	}
	return got
}

// FreeAddress returns a loopback address that nobody listens on. Its port plus 10000 is a port too: nodes of a cluster talk to
// each other there.
func FreeAddress(t testing.TB) string {
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

// WaitUntil asks again and again whether it holds. After a minute the test fails, and goes on: it may wait in any goroutine.
func WaitUntil(t testing.TB, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); !holds(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Errorf("waited in vain until %s", what)
			return
		}
	}
}
