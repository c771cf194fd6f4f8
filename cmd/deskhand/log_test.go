package main

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The log is a contract: one line a sweep, a write and a configuration, none for those who ask whether the daemon is well,
// and the same keys in both formats.
func TestLogLines(t *testing.T) {
	keys := map[string]string{
		"configuration loaded": "desks hash",
		"status page":          "url",
		"sweep":                "desk held mode planned read requests result seen took_s written",
		"written":              "add desk remove state ticket",
		"written with a note":  "add desk note ref remove state ticket",
		"stopped":              "",
	}
	readers := map[string]func(string) map[string]any{"json": asJSON, "text": asText}
	for format, read := range readers {
		t.Run(format, func(t *testing.T) {
			tr := newTrial(t, "zendesk", "")
			lines := map[string]int{}
			for line := range strings.Lines(tr.logOf(t, format)) {
				said := read(line)
				message, _ := said["msg"].(string)
				if _, noted := said["note"]; noted {
					message += " with a note"
				}
				for _, each := range []string{"time", "level", "msg"} {
					if _, there := said[each]; !there {
						t.Errorf("no %s in %s", each, line)
					}
					delete(said, each)
				}
				lines[message]++
				want, known := keys[message]
				if got := strings.Join(slices.Sorted(maps.Keys(said)), " "); !known || got != want {
					t.Errorf("%q has the keys %q, want %q", message, got, want)
				}
			}
			if n := lines["written"] + lines["written with a note"]; n == 0 || n != tr.desk.Writes().Updates {
				t.Errorf("%d writes are told, the desk had %d", n, tr.desk.Writes().Updates)
			}
			for _, once := range []string{"configuration loaded", "status page", "sweep", "stopped"} {
				if lines[once] != 1 {
					t.Errorf("%d lines say %s, want 1", lines[once], once)
				}
			}
		})
	}
}

func asJSON(line string) map[string]any {
	said := map[string]any{}
	_ = json.Unmarshal([]byte(line), &said)
	return said
}

var textPair = regexp.MustCompile(`([a-z_]+)=("(?:\\.|[^"\\])*"|\S*)`)

func asText(line string) map[string]any {
	said := map[string]any{}
	for _, pair := range textPair.FindAllStringSubmatch(line, -1) {
		said[pair[1]] = strings.Trim(pair[2], `"`)
	}
	return said
}

// logOf is all that a daemon logs that sweeps once, and is asked by probes meanwhile.
func (tr *trial) logOf(t *testing.T, format string) string {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr, path := l.Addr().String(), filepath.Join(tr.folder, "deskhand.yaml")
	l.Close()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	text := "listen: " + addr + "\n" + strings.Replace(string(raw), "    mode: note", "    schedule: 0 0 1 1 *\n    mode: note", 1)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var log bytes.Buffer
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, []string{"run", "-c", path, "--log-format", format}, strings.NewReader(""), &bytes.Buffer{}, &log)
	}()
	for _, asked := range [][2]string{
		{"/metrics", `deskhand_sweeps_total{desk="support",result="ok"} 1`}, {"/healthz", "ok"}, {"/readyz", "ok"}, {"/readyz?verbose", "ok"},
	} {
		if last, ok := awaitPage("http://"+addr+asked[0], asked[1]); !ok {
			t.Fatalf("%s never said %q; at last it said %s", asked[0], asked[1], last)
		}
	}
	stop()
	if code := <-ended; code != 0 {
		t.Fatalf("the daemon ended with %d: %s", code, &log)
	}
	return log.String()
}
