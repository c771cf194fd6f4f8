package redisstore_test

import (
	"net"
	"sync"
	"testing"

	"github.com/deskhand/deskhand/sweeper/store/redistest"
)

// proxy stands between a store and its server. It counts round trips, and can lose the answers of commands that took place.
type proxy struct {
	addr string

	mu         sync.Mutex
	roundTrips int
	lose       int // answers yet to be lost, each with its connection
}

func startProxy(t testing.TB, to string) *proxy {
	t.Helper()
	p := &proxy{}
	p.addr = redistest.StartProxy(t, to, func(client, server net.Conn) (commands, answers func()) {
		var asking bool
		return func() { pass(client, server, func() bool { return p.asked(&asking) }) },
			func() { pass(server, client, func() bool { return p.answered(&asking) }) }
	})
	return p
}

// pass copies until an end closes or may says no.
func pass(from, to net.Conn, may func() bool) {
	buf := make([]byte, 64<<10)
	for {
		n, err := from.Read(buf)
		if n > 0 && !may() || err != nil {
			return
		}
		if _, err := to.Write(buf[:n]); err != nil {
			return
		}
	}
}

func (p *proxy) asked(asking *bool) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !*asking {
		p.roundTrips++
	}
	*asking = true
	return true
}

func (p *proxy) answered(asking *bool) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	*asking = false
	if p.lose > 0 {
		p.lose--
		return false
	}
	return true
}

func (p *proxy) loseAnswers(n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.lose = n
}

// count returns the round trips that f takes.
func (p *proxy) count(f func()) int {
	p.mu.Lock()
	before := p.roundTrips
	p.mu.Unlock()
	f()
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.roundTrips - before
}
