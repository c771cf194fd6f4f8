package tunnel

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/deskhand/deskhand/connectors/simulator"
	"github.com/deskhand/deskhand/connectors/simulator/jirasim"
	"github.com/deskhand/deskhand/connectors/simulator/zendesksim"
	"github.com/deskhand/deskhand/sweeper/store/redistest"
)

const (
	redisSecret, statusSecret, oauthSecret = "hunter2redis", "hunter2status", "hunter2oauth"
	written                                = "Xylophone4711" // by a customer
)

// echo answers with all that it was told, and with what a customer wrote.
func echo(status int, kind string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		told, _ := io.ReadAll(r.Body)
		w.Header().Set("Content-Type", kind)
		w.WriteHeader(status)
		fmt.Fprintf(w, `{"error": "%s %s %s %s"}`, r.Header.Get("Authorization"), r.URL, told, written)
	})
}

// TestSecretsStayIn runs the real daemon on a desk in order and on others that say everything back, and ends it by a crash. No
// credential shows anywhere, and neither a query string nor what a customer wrote in logs, metrics, readiness and the crash.
func TestSecretsStayIn(t *testing.T) {
	good := simulator.NewDesk()
	fill(good, time.Now())
	ann := good.AddPerson(simulator.Person{Name: "Ann", Email: "ann@customer.example", Role: simulator.Customer}).ID
	good.Create(simulator.NewTicket{At: time.Now().Add(-time.Hour), Requester: ann, Subject: "Login " + written, Body: "Please escalate. SSO is down for all. " + written})
	redis := redistest.Start(t, "requirepass "+redisSecret)
	address := redistest.FreeAddress(t)
	oauth := "type: zendesk, auth: {oauth: {client_id: deskhand, client_secret: " + oauthSecret + "}}"
	text := fmt.Sprintf("store: redis://:%s@%s\nlisten: %s\nstatus_token: %s\nconnectors:\n", redisSecret, redis.Addr, address, statusSecret)
	desks := []struct {
		serve http.Handler
		entry string
	}{
		{zendesk.serve(good), zendesk.entry},
		{echo(401, "application/json"), zendesk.entry},
		{echo(400, "application/json"), oauth},
		{echo(403, "application/json"), jira.entry},
		{echo(422, "application/json"), jiraDC.entry},
		{echo(200, "text/html"), zendesk.entry},
	}
	for n, d := range desks {
		server := httptest.NewServer(d.serve)
		t.Cleanup(server.Close)
		text += fmt.Sprintf("  - {name: desk%d, url: %q, mode: note, %s}\n", n, server.URL, d.entry)
	}
	config := filepath.Join(t.TempDir(), "deskhand.yaml")
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	daemon := start(t, command(t, "run", "-c", config))
	redistest.WaitUntil(t, "every desk has been swept", func() bool {
		return strings.Count(get("http://"+address+"/metrics"), "deskhand_sweeps_total{") >= len(desks)
	})
	said := map[string]string{}
	for _, path := range []string{"/metrics", "/readyz?verbose", "/healthz", "/", "/desks"} {
		said[path] = get("http://" + address + path)
	}
	daemon.signal(syscall.SIGQUIT)
	said["log and crash"], _ = daemon.wait(t)
	if !strings.Contains(said["log and crash"], "goroutine ") || !strings.Contains(said["/readyz?verbose"], "desk1") {
		t.Errorf("too little was said to tell anything: %q", said)
	}
	for where, text := range said {
		secrets := []string{redisSecret, statusSecret, oauthSecret, zendesksim.DefaultBearer, jirasim.Token}
		if where != "/" {
			secrets = append(secrets, written, "per_page", "start_time=")
		}
		for _, secret := range secrets {
			if at := strings.Index(text, secret); at >= 0 {
				t.Errorf("%s tells %q: %s", where, secret, text[max(0, at-200):at+len(secret)])
			}
		}
	}
}

// get asks the page as whoever knows its token.
func get(url string) string {
	request, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		return ""
	}
	request.Header.Set("Authorization", "Bearer "+statusSecret)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return ""
	}
	defer response.Body.Close()
	text, _ := io.ReadAll(response.Body)
	return string(text)
}
