package redisstore_test

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/logging"
)

// server is a real Redis on a free loopback port. It ends with the test.
type server struct {
	addr   string
	client *redis.Client
}

// startRedis starts a server with nothing on the disk, or skips the test where there is no redis-server.
func startRedis(t testing.TB, options ...string) server {
	t.Helper()
	return start(t, append([]string{"save ''", "appendonly no"}, options...))
}

// startSentinel starts a sentinel that watches the master.
func startSentinel(t testing.TB, name string, master server) server {
	t.Helper()
	return start(t, []string{"sentinel monitor " + name + " " + strings.Replace(master.addr, ":", " ", 1) + " 1"}, "--sentinel")
}

// start starts redis-server with lines of configuration and flags, and waits until it answers.
func start(t testing.TB, lines []string, flags ...string) server {
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
	process := exec.Command(binary, append([]string{file}, flags...)...)
	if err := process.Start(); err != nil {
		t.Fatalf("start redis-server: %v", err)
	}
	s := server{addr, redis.NewClient(&redis.Options{Addr: addr, MaxRetries: -1, DialerRetries: 1})}
	t.Cleanup(func() {
		_ = s.client.Close()
		_ = process.Process.Kill()
		_ = process.Wait()
	})
	waitUntil(t, "the server answers", func() bool {
		err := s.client.Ping(t.Context()).Err()
		return err == nil || redis.HasErrorPrefix(err, "NOAUTH")
	})
	return s
}

func freeAddress(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

// do sends a command and fails the test when it fails.
func (s server) do(t testing.TB, args ...any) any {
	t.Helper()
	got, err := s.client.Do(t.Context(), args...).Result()
	if err != nil {
		t.Fatalf("%v: %v", args, err)
	}
	return got
}

func waitUntil(t testing.TB, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !holds(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain until %s", what)
		}
	}
}
