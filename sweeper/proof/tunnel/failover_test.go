package tunnel

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/deskhand/deskhand/sweeper/proof"
	"github.com/deskhand/deskhand/sweeper/store/redisstore"
	"github.com/deskhand/deskhand/sweeper/store/redistest"
)

// group is some servers of which another takes over when the master of the desk's keys is gone.
type group struct {
	address string // as in a configuration
	client  redis.UniversalClient
	master  func(t testing.TB) *redistest.Server
}

// TestTableFailover kills the master that holds the desk's keys in the middle of a sweep; half of the sweeps go on while nobody has
// taken over yet, the others wait at that step until somebody has.
func TestTableFailover(t *testing.T) {
	if !proof.Long() {
		t.Skip("makes clusters, which takes minutes; -proof.long does it")
	}
	for _, kind := range []struct {
		name  string
		begin func(testing.TB) *group
	}{{"Redis Cluster, 3+3", startCluster}, {"Redis Sentinel, 1+1, 3 watchers", startSentinels}} {
		t.Run(kind.name, func(t *testing.T) { failover(t, "failover of "+kind.name, kind.begin) })
	}
}

func failover(t *testing.T, trial string, begin func(testing.TB) *group) {
	moment := time.Now()
	want, total := undisturbed(t, zendesk, moment, sweep, inFile)
	var broken proof.Broken
	const times = 4
	for i := range times {
		g := begin(t)
		s := newSite(t, zendesk, moment, g.storeOf)
		kept, err := redisstore.Open(t.Context(), g.address, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		defer kept.Close()
		if _, err := kept.Count(t.Context(), "support"); err != nil {
			t.Fatal(err)
		}
		point := 1 + total*(2*i+1)/(2*times)
		name := fmt.Sprintf("%s at step %d of %d", trial, point, total)
		c := s.struck(t, sweep, point, func(*child) bool {
			g.master(t).Kill()
			if i%2 == 1 {
				g.awaitMaster(t)
			}
			return false
		})
		_, _ = c.wait(t) // it may fail: what it did not keep is due again
		g.awaitMaster(t)
		began := time.Now()
		redistest.WaitUntil(t, "a store that was open all the time works again", func() bool {
			_, err := kept.Count(t.Context(), "support")
			return err == nil
		})
		if took := time.Since(began); took > 20*time.Second {
			t.Errorf("%s: a store that was open all the time needed %s to find the new master", name, took)
		}
		s.rest(t, name, sweep)
		broken = broken.Add(s.judge(t, name, want))
	}
	proof.Print(t, proof.Row{Trial: trial, Done: fmt.Sprintf("%d masters killed in sweeps", times), Broken: broken})
}

func (g *group) storeOf(t testing.TB, s *site) string {
	s.forgetLease = func() {
		if err := g.client.Del(t.Context(), leaseKey).Err(); err != nil {
			t.Errorf("forget the lease: %v", err)
		}
	}
	return g.address
}

// awaitMaster waits until the desk's keys can be written.
func (g *group) awaitMaster(t testing.TB) {
	redistest.WaitUntil(t, "another server has taken over", func() bool {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		return g.client.Set(ctx, "deskhand1:{support}:probe", "x", time.Second).Err() == nil
	})
}

func startCluster(t testing.TB) *group {
	t.Helper()
	client, err := exec.LookPath("redis-cli")
	if err != nil {
		t.Skip("redis-cli is not installed; no cluster can be made")
	}
	var nodes []*redistest.Server
	args := []string{"--cluster", "create"}
	for range 6 {
		n := redistest.Start(t, "cluster-enabled yes", "cluster-node-timeout 2000", "repl-diskless-sync-delay 0")
		nodes = append(nodes, n)
		args = append(args, n.Addr)
	}
	if out, err := exec.Command(client, append(args, "--cluster-replicas", "1", "--cluster-yes")...).CombinedOutput(); err != nil {
		t.Fatalf("make a cluster: %v\n%s", err, out)
	}
	var addresses []string
	for _, n := range nodes {
		addresses = append(addresses, n.Addr)
		redistest.WaitUntil(t, "the cluster is whole", func() bool {
			info, _ := n.Client.ClusterInfo(t.Context()).Result()
			all, _ := n.Client.ClusterNodes(t.Context()).Result()
			replicas := strings.Count(all, " slave ") + strings.Count(all, ",slave ")
			return strings.Contains(info, "cluster_state:ok") && replicas == 3 && follows(t, n)
		})
	}
	g := &group{address: "redis+cluster://" + strings.Join(addresses[:3], ",")}
	all := redis.NewClusterClient(&redis.ClusterOptions{Addrs: addresses, ClusterStateReloadInterval: time.Second})
	t.Cleanup(func() { all.Close() })
	g.client = all
	g.master = func(t testing.TB) *redistest.Server {
		master, err := all.MasterForKey(t.Context(), leaseKey)
		if err != nil {
			t.Error(err)
			return nodes[0]
		}
		return withAddress(nodes, master.Options().Addr)
	}
	return g
}

// follows reports whether the server holds all its master does; a master does so by itself. One that does not can't take over.
func follows(t testing.TB, s *redistest.Server) bool {
	info, _ := s.Client.Info(t.Context(), "replication").Result()
	return strings.Contains(info, "role:master") || strings.Contains(info, "master_link_status:up")
}

func startSentinels(t testing.TB) *group {
	t.Helper()
	master := redistest.Start(t, "repl-diskless-sync-delay 0")
	replica := redistest.Start(t, "replicaof "+strings.Replace(master.Addr, ":", " ", 1))
	redistest.WaitUntil(t, "the replica follows", func() bool { return follows(t, replica) })
	var addresses []string
	for range 3 {
		addresses = append(addresses, redistest.StartSentinel(t,
			"sentinel monitor tickets "+strings.Replace(master.Addr, ":", " ", 1)+" 2",
			"sentinel down-after-milliseconds tickets 500", "sentinel failover-timeout tickets 3000",
		).Addr)
	}
	watcher := redis.NewSentinelClient(&redis.Options{Addr: addresses[0]})
	t.Cleanup(func() { watcher.Close() })
	redistest.WaitUntil(t, "the watchers know each other and the replica", func() bool {
		others, _ := watcher.Sentinels(t.Context(), "tickets").Result()
		replicas, _ := watcher.Replicas(t.Context(), "tickets").Result()
		return len(others) == 2 && len(replicas) == 1
	})
	g := &group{address: "redis+sentinel://" + strings.Join(addresses, ",") + "/tickets"}
	g.client = redis.NewFailoverClient(&redis.FailoverOptions{MasterName: "tickets", SentinelAddrs: addresses})
	t.Cleanup(func() { g.client.Close() })
	g.master = func(t testing.TB) *redistest.Server {
		now, err := watcher.GetMasterAddrByName(t.Context(), "tickets").Result()
		if err != nil {
			t.Error(err)
			return master
		}
		return withAddress([]*redistest.Server{master, replica}, net.JoinHostPort(now[0], now[1]))
	}
	return g
}

func withAddress(servers []*redistest.Server, address string) *redistest.Server {
	for _, s := range servers {
		if s.Addr == address {
			return s
		}
	}
	panic("no server at " + address)
}
