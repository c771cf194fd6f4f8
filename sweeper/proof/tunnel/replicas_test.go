package tunnel

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/deskhand/deskhand/connectors/simulator"
	"github.com/deskhand/deskhand/sweeper/proof"
)

// lease is how long a desk stays a dead program's.
const lease = time.Minute

// TestTableReplicas runs three daemons on one Redis with many desks, kills one in the middle of its sweeps, and wants every desk swept
// again within two leases. It takes those minutes in real time. In a short run, scheduler_test.go of the sweeper has the same law in a
// bubble.
func TestTableReplicas(t *testing.T) {
	if !proof.Long() {
		t.Skip("takes three minutes; -proof.long does it")
	}
	const desks = 200
	server := startRedis(t)
	slow := zendesk.serve(simulator.NewDesk())
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(time.Second) // so that sweeps are under way when the daemon dies
		slow.ServeHTTP(w, r)
	}))
	defer site.Close()
	var text strings.Builder
	fmt.Fprintf(&text, "store: redis://%s\nlisten: \"\"\nconnectors:\n", server.addr)
	for i := range desks {
		fmt.Fprintf(&text, "  - {name: desk%d, url: %q, schedule: \"* * * * *\", %s}\n", i, site.URL, zendesk.entry)
	}
	config := filepath.Join(t.TempDir(), "deskhand.yaml")
	if err := os.WriteFile(config, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	var daemons []*child
	for range 3 {
		daemons = append(daemons, start(t, command(t, "run", "-c", config)))
	}
	waitUntil(t, "every desk has been swept", func() bool { return sweptSince(t, server, desks, time.Time{}) == desks })
	time.Sleep(time.Until(time.Now().Truncate(time.Minute).Add(time.Minute + 3*time.Second)))
	daemons[0].kill()
	died := time.Now()
	time.Sleep(2 * lease)
	again := sweptSince(t, server, desks, died)
	proof.Print(t, proof.Row{
		Trial: "one of 3 daemons killed", Done: fmt.Sprintf("%d of %d desks swept again in two leases", again, desks),
		Broken: proof.Broken{Lost: desks - again},
	})
}

// sweptSince counts the desks whose newest sweep began after the instant and went well.
func sweptSince(t testing.TB, s *server, desks int, since time.Time) (n int) {
	t.Helper()
	for i := range desks {
		text, err := s.client.LIndex(t.Context(), fmt.Sprintf("deskhand1:{desk%d}:runs", i), 0).Bytes()
		var run struct {
			Started time.Time
			Result  string
		}
		if err == nil && json.Unmarshal(text, &run) == nil && run.Result == "ok" && run.Started.After(since) {
			n++
		}
	}
	return n
}
