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
	"github.com/deskhand/deskhand/sweeper/store/redistest"
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
	server := redistest.Start(t)
	var text strings.Builder
	fmt.Fprintf(&text, "store: redis://%s\nlisten: \"\"\nconnectors:\n", server.Addr)
	for i := range desks {
		fmt.Fprintf(&text, "  - {name: desk%d, url: %q, schedule: \"* * * * *\", %s}\n", i, slowDesk(t), zendesk.entry)
	}
	config := filepath.Join(t.TempDir(), "deskhand.yaml")
	if err := os.WriteFile(config, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	var daemons []*child
	for range 3 {
		daemons = append(daemons, start(t, command(t, "run", "-c", config)))
	}
	redistest.WaitUntil(t, "every desk has been swept", func() bool { return sweptSince(t, server, desks, time.Time{}) == desks })
	time.Sleep(time.Until(time.Now().Truncate(time.Minute).Add(time.Minute + 3*time.Second)))
	daemons[0].kill()
	died := time.Now()
	again := 0
	for again < desks && time.Since(died) < 2*lease {
		time.Sleep(time.Second)
		again = sweptSince(t, server, desks, died)
	}
	proof.Print(t, proof.Row{
		Trial: "one of 3 daemons killed", Done: fmt.Sprintf("%d of %d desks swept again within %.0f s", again, desks, time.Since(died).Seconds()),
		Broken: proof.Broken{Lost: desks - again},
	})
}

// slowDesk serves a desk of its own, with the limits that an account has, whose every answer takes a second: so that sweeps are under
// way when the daemon dies. It returns its address.
func slowDesk(t testing.TB) string {
	desk := zendesk.serve(simulator.NewDesk())
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(time.Second)
		desk.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// sweptSince counts the desks whose newest sweep began after the instant and went well.
func sweptSince(t testing.TB, s *redistest.Server, desks int, since time.Time) (n int) {
	t.Helper()
	for i := range desks {
		text, err := s.Client.LIndex(t.Context(), fmt.Sprintf("deskhand1:{desk%d}:runs", i), 0).Bytes()
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
