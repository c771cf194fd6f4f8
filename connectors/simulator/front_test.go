package simulator_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/deskhand/deskhand/connectors/simulator"
)

// echo answers with the request's body; it counts what got through.
type echo struct{ got int }

func (e *echo) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	e.got++
	io.Copy(w, r.Body)
}

func faults(t *testing.T, text string) *simulator.Faults {
	t.Helper()
	f, err := simulator.LoadFaults(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func post(ctx context.Context, rt http.RoundTripper, body string) (string, error) {
	req, err := http.NewRequestWithContext(ctx, "POST", "https://desk.example/api/things/1", strings.NewReader(body))
	if err != nil {
		return "", err
	}
	resp, err := rt.RoundTrip(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	return string(text), err
}

func TestFaultsStrikeWhomTheyChoose(t *testing.T) {
	tests := []struct {
		name, fault string
		answers     []string // of four requests; "cut" where none came
		arrived     int
	}{
		{"another method", `{method: GET, drop: true}`, []string{"0", "1", "2", "3"}, 4},
		{"another path", `{path: "/api/things", drop: true}`, []string{"0", "1", "2", "3"}, 4},
		{"the second only", `{path: "/api/*/1", skip: 1, times: 1, drop: true}`, []string{"0", "cut", "2", "3"}, 3},
		{"before it arrives", `{drop: true, times: 1}`, []string{"cut", "1", "2", "3"}, 3},
		{"after it arrived", `{drop: true, after: true, times: 1}`, []string{"cut", "1", "2", "3"}, 4},
		{"an answer of its own", `{status: 503, body: busy}`, []string{"busy", "busy", "busy", "busy"}, 0},
		{"an answer of its own, afterwards", `{status: 500, body: lost, after: true}`, []string{"lost", "lost", "lost", "lost"}, 4},
		{"by chance", `{chance: 0.5, status: 500, body: no}`, []string{"0", "1", "no", "3"}, 3},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			wire := &echo{}
			rt := simulator.Transport(simulator.NewFront(simulator.NewDesk(), wire, nil, faults(t, "seed: 3\nfaults: ["+test.fault+"]")))
			for i, want := range test.answers {
				got, err := post(t.Context(), rt, fmt.Sprint(i))
				if err != nil {
					got = "cut"
				}
				if got != want {
					t.Errorf("request %d gave %q, want %q", i, got, want)
				}
			}
			if wire.got != test.arrived {
				t.Errorf("%d requests arrived, want %d", wire.got, test.arrived)
			}
		})
	}
}

func TestATruncatedAnswerIsNoWholeOne(t *testing.T) {
	front := simulator.NewFront(simulator.NewDesk(), &echo{}, nil, faults(t, `faults: [{truncate: 3}]`))
	server := httptest.NewServer(front)
	defer server.Close()
	for name, rt := range map[string]http.RoundTripper{"in process": simulator.Transport(front), "over a socket": redirectTo(server.URL)} {
		got, err := post(t.Context(), rt, "abcdef")
		if err == nil || got != "abc" {
			t.Errorf("%s: %q, %v; want abc and an error", name, got, err)
		}
	}
}

// redirectTo sends every request to the server at this address.
type redirectTo string

func (to redirectTo) RoundTrip(r *http.Request) (*http.Response, error) {
	there, err := http.NewRequestWithContext(r.Context(), r.Method, string(to)+r.URL.Path, r.Body)
	if err != nil {
		return nil, err
	}
	return http.DefaultTransport.RoundTrip(there)
}

func TestAClientThatLeavesIsNotWaitedFor(t *testing.T) {
	for fault, arrives := range map[string]int{`{delay: 10s}`: 0, `{delay: 10s, late: true}`: 1} {
		synctest.Test(t, func(t *testing.T) {
			wire := &echo{}
			rt := simulator.Transport(simulator.NewFront(simulator.NewDesk(), wire, nil, faults(t, "faults: ["+fault+"]")))
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			began := time.Now()
			if _, err := post(ctx, rt, "x"); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("%s: %v", fault, err)
			}
			if waited := time.Since(began); waited != time.Second {
				t.Errorf("%s: waited %s", fault, waited)
			}
			time.Sleep(time.Minute)
			synctest.Wait()
			if wire.got != arrives {
				t.Errorf("%s: %d requests were carried out, want %d", fault, wire.got, arrives)
			}
		})
	}
}

func TestASlowBodyTakesItsTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rt := simulator.Transport(simulator.NewFront(simulator.NewDesk(), &echo{}, nil, faults(t, `faults: [{drip: 1s}]`)))
		began := time.Now()
		got, err := post(t.Context(), rt, strings.Repeat("x", 80))
		if err != nil || len(got) != 80 {
			t.Fatalf("%q, %v", got, err)
		}
		if took := time.Since(began); took < 7*time.Second || took > 8*time.Second {
			t.Errorf("it took %s", took)
		}
	})
}

func TestFaultsThatMakeNoSenseAreRefused(t *testing.T) {
	for text, want := range map[string]string{
		`faults: [{delya: 1s}]`:                    "delya",
		`faults: [{path: "/a"}]`:                   "faults[0]: it does nothing",
		`faults: [{drop: true}, {status: 99}]`:     "faults[1]: status 99",
		`faults: [{drop: true, chance: 2}]`:        "chance 2",
		`faults: [{drop: true, path: "/a/[b"}]`:    "is no pattern",
		`faults: [{status: 500, times: "sieben"}]`: "times",
	} {
		if _, err := simulator.LoadFaults(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want it to name %q", text, err, want)
		}
	}
}

func FuzzLoadFaults(f *testing.F) {
	f.Add(`{"faults":[{"drop":true}]}`)
	f.Add("seed: 1\nfaults:\n- {status: 500, delay: 1s}")
	f.Fuzz(func(t *testing.T, text string) {
		if faults, err := simulator.LoadFaults(strings.NewReader(text)); err == nil && faults == nil {
			t.Error("neither faults nor an error")
		}
	})
}

func TestPeopleActThroughTheControls(t *testing.T) {
	o := newOffice()
	front := simulator.NewFront(o.Desk, &echo{}, nil, nil)
	ask := func(method, path, body string) (int, map[string]any) {
		t.Helper()
		w := httptest.NewRecorder()
		front.ServeHTTP(w, httptest.NewRequest(method, path, strings.NewReader(body)))
		var out map[string]any
		if w.Code == http.StatusOK && strings.HasPrefix(w.Body.String(), "{") {
			if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil {
				t.Fatal(err)
			}
		}
		return w.Code, out
	}
	for _, step := range []struct{ act, body string }{
		{"reply", `{"by":"dana@acme.example","body":"hello"}`},
		{"note", `{"by":"dana@acme.example","body":"inner"}`},
		{"assign", `{"by":"dana@acme.example","to":"dana@acme.example"}`},
		{"priority", `{"by":"dana@acme.example","priority":"high"}`},
		{"tag", `{"by":"dana@acme.example","tags":["escalation_approved"]}`},
		{"status", `{"by":"ann@client.example","status":"pending","via":"email"}`},
		{"touch", `{"by":"dana@acme.example"}`},
	} {
		if code, _ := ask("POST", "/_sim/tickets/1/"+step.act, step.body); code != http.StatusOK {
			t.Errorf("%s gave %d", step.act, code)
		}
	}
	_, page := ask("GET", "/_sim/tickets/1", "")
	if page["status"] != "pending" || page["priority"] != "high" || len(page["history"].([]any)) != 7 {
		t.Errorf("the ticket is %v", page)
	}
	for path, body := range map[string]string{"/_sim/tickets/1/hug": `{"by":"dana@acme.example"}`, "/_sim/clock": `{"advance":"soon"}`, "/_sim/tickets/1/reply": `{`} {
		if code, _ := ask("POST", path, body); code != http.StatusBadRequest {
			t.Errorf("%s gave %d, want 400", path, code)
		}
	}
	if code, _ := ask("POST", "/_sim/tickets/1/reply", `{"by":"nobody@acme.example"}`); code != http.StatusNotFound {
		t.Errorf("a stranger's reply gave %d, want 404", code)
	}
	ask("POST", "/_sim/clock", `{"advance":"24h"}`)
	if ahead := o.Clock().Sub(o.now); ahead != 24*time.Hour {
		t.Errorf("the clock is %s ahead", ahead)
	}
	ask("PUT", "/_sim/faults", `{"faults":[{"status":503,"body":"busy"}]}`)
	if code, _ := ask("GET", "/api/x", ""); code != http.StatusServiceUnavailable {
		t.Errorf("a fault that was set did not strike: %d", code)
	}
	_, stats := ask("GET", "/_sim/stats", "")
	if stats["total_requests"] != 1.0 {
		t.Errorf("stats count %v requests, want 1", stats["total_requests"])
	}
	if _, desk := ask("POST", "/_sim/tickets", `{"by":"new@client.example","subject":"s","body":"b"}`); desk["id"] != 2.0 {
		t.Errorf("a new ticket is %v", desk["id"])
	}
}
