package main

import (
	"context"
	"net"
	"os"
	"strconv"
	"time"
)

// notifySystemd tells systemd about the daemon's state, by the protocol of sd_notify(3): one datagram to the socket that
// NOTIFY_SOCKET names. Without that variable nobody listens, and it does nothing.
func notifySystemd(state string) {
	path := os.Getenv("NOTIFY_SOCKET")
	if path == "" {
		return
	}
	if path[0] == '@' {
		path = "\x00" + path[1:] // an abstract socket
	}
	conn, err := net.DialUnix("unixgram", nil, &net.UnixAddr{Name: path, Net: "unixgram"})
	if err != nil {
		return // systemd notices the silence
	}
	defer conn.Close()
	_ = conn.SetWriteDeadline(time.Now().Add(time.Second)) // whoever does not listen holds nobody up
	_, _ = conn.Write([]byte(state))
}

// tellStopping tells systemd when ctx ends. The function that it returns waits until that is said.
func tellStopping(ctx context.Context) (wait func()) {
	said := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(said)
		notifySystemd("STOPPING=1")
	})
	return func() {
		if !stop() {
			<-said
		}
	}
}

// feedWatchdog tells systemd that the daemon lives, at half of the time that WATCHDOG_USEC gives it, until ctx ends.
func feedWatchdog(ctx context.Context) {
	limit, err := strconv.Atoi(os.Getenv("WATCHDOG_USEC"))
	if err != nil || limit <= 0 {
		return
	}
	tick := time.NewTicker(time.Duration(limit) * time.Microsecond / 2)
	defer tick.Stop()
	for {
		notifySystemd("WATCHDOG=1")
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
