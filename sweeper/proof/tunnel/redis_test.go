package tunnel

import (
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/redis/go-redis/v9"

	"github.com/deskhand/deskhand/sweeper/store/redistest"
)

// leaseKey is where the lease of the sites' desk lies.
const leaseKey = "deskhand1:{support}:lease"

// server is a real Redis of which each site gets a database.
type server struct {
	*redistest.Server
	databases atomic.Int64 // given out
}

func startRedis(t testing.TB) *server {
	t.Helper()
	return &server{Server: redistest.Start(t, "databases 2000")}
}

// storeOf gives a site a database of its own, behind the site's gate.
func (s *server) storeOf(t testing.TB, at *site) string {
	t.Helper()
	n := int(s.databases.Add(1) - 1)
	client := redis.NewClient(&redis.Options{Addr: s.Addr, DB: n, MaxRetries: 1})
	t.Cleanup(func() { _ = client.Close() })
	at.forgetLease = func() {
		if err := client.Del(t.Context(), leaseKey).Err(); err != nil {
			t.Errorf("forget the lease: %v", err)
		}
	}
	return fmt.Sprintf("redis://%s/%d", startProxy(t, s.Addr, at), n)
}
