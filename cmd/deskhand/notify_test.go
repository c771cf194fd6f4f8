package main

import (
	"context"
	"net"
	"path/filepath"
	"testing"
	"time"
)

func TestSystemdHears(t *testing.T) {
	path := filepath.Join(t.TempDir(), "notify")
	l, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: path, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	t.Setenv("NOTIFY_SOCKET", path)
	t.Setenv("WATCHDOG_USEC", "20000")
	hear := func(want string) {
		t.Helper()
		buf := make([]byte, 64)
		if err := l.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
			t.Fatal(err)
		}
		n, err := l.Read(buf)
		if err != nil || string(buf[:n]) != want {
			t.Errorf("systemd heard %q (%v), want %q", buf[:n], err, want)
		}
	}
	notifySystemd("READY=1")
	hear("READY=1")
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	go feedWatchdog(ctx)
	hear("WATCHDOG=1")
	hear("WATCHDOG=1")
}

func TestWithoutSystemdNothingHappens(t *testing.T) {
	t.Setenv("NOTIFY_SOCKET", "")
	t.Setenv("WATCHDOG_USEC", "")
	notifySystemd("READY=1")
	feedWatchdog(t.Context())
}
