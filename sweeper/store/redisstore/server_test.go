package redisstore_test

import (
	"fmt"
	"net"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

// server is a real Redis on a free loopback port. It ends with the test.
type server struct {
	addr   string
	client *redis.Client
}

// startRedis starts a server with nothing on the disk, or skips the test where there is no redis-server.
func startRedis(t testing.TB, options ...string) server {
	t.Helper()
	binary, err := exec.LookPath("redis-server")
	if err != nil {
		t.Skip("redis-server is not installed; what only a real server shows is not tried")
	}
	addr := freeAddress(t)
	_, port, _ := net.SplitHostPort(addr)
	process := exec.Command(binary, append([]string{
		"--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", t.TempDir(), "--loglevel", "warning",
	}, options...)...)
	if err := process.Start(); err != nil {
		t.Fatalf("start redis-server: %v", err)
	}
	s := server{addr, redis.NewClient(&redis.Options{Addr: addr, MaxRetries: -1, DialerRetries: 1})}
	t.Cleanup(func() {
		_ = s.client.Close()
		_ = process.Process.Kill()
		_ = process.Wait()
	})
	s.waitFor(t, "PONG", "PING")
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

// waitFor repeats a command until its answer contains the text.
func (s server) waitFor(t testing.TB, text string, args ...any) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		got, err := s.client.Do(t.Context(), args...).Result()
		if err == nil && strings.Contains(fmt.Sprint(got), text) {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%v: %v, %v, never %q", args, got, err, text)
		}
	}
}
