package redistest

import (
	"net"
	"sync"
	"testing"
)

// StartProxy listens in place of the server at the address, and returns where. For each client it opens a connection to the
// server; carry gives the two functions that carry the client's commands and the server's answers. When either returns, both
// connections end.
func StartProxy(t testing.TB, to string, carry func(client, server net.Conn) (commands, answers func())) (addr string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var open sync.WaitGroup
	open.Go(func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			server, err := net.Dial("tcp", to)
			if err != nil {
				_ = client.Close()
				continue
			}
			commands, answers := carry(client, server)
			for _, side := range []func(){commands, answers} {
				open.Go(func() {
					defer func() { _, _ = client.Close(), server.Close() }()
					side()
				})
			}
		}
	})
	t.Cleanup(func() {
		_ = l.Close()
		open.Wait()
	})
	return l.Addr().String()
}
