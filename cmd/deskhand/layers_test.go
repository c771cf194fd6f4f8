package main

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/deskhand/deskhand/"

// mayImport is the law of imports: which of our packages each room may import. A room is the longest prefix that fits; a
// package may always import packages of its own folder's room.
var mayImport = map[string][]string{
	"cmd":                      {"config", "connectors", "sweeper"},
	"config":                   {"connectors", "sweeper", "sweeper/escalation", "sweeper/notes"},
	"connectors":               {"sweeper/helpdesk"},
	"connectors/all":           {"connectors/zendesk", "connectors/jira"},
	"connectors/internal/rest": {"connectors", "sweeper/helpdesk"},
	"connectors/zendesk":       {"connectors", "connectors/internal/rest", "sweeper/helpdesk"},
	"connectors/jira":          {"connectors", "connectors/internal/rest", "sweeper/helpdesk"},
	"connectors/simulator":     {},
	"connectors/connectortest": {"connectors", "connectors/simulator", "sweeper/helpdesk"},
	"sweeper":                  {"sweeper/escalation", "sweeper/notes", "sweeper/store", "sweeper/helpdesk"},
	"sweeper/escalation":       {"sweeper/notes", "sweeper/helpdesk"},
	"sweeper/notes":            {},
	"sweeper/helpdesk":         {},
	"sweeper/store":            {},
	"sweeper/status":           {"sweeper", "sweeper/store", "sweeper/helpdesk"},
	"sweeper/proof":            {"connectors", "connectors/zendesk", "connectors/jira", "connectors/simulator", "sweeper/helpdesk"}, // for tests only
}

// neverImports names what pure rooms may not reach for.
var neverImports = map[string][]string{
	"sweeper/notes":      {"context", "net", "net/http", "os", "log", "log/slog"},
	"sweeper/escalation": {"context", "net", "net/http", "os", "log", "log/slog"},
}

// onlyStandard are rooms that import nothing but the standard library.
var onlyStandard = []string{"sweeper/helpdesk"}

type listed struct {
	ImportPath string
	Imports    []string
}

func TestImportsFollowTheLaw(t *testing.T) {
	packages := listPackages(t)
	if len(packages) < 10 {
		t.Fatalf("go list found only %d packages of ours", len(packages))
	}
	for _, p := range packages {
		path := strings.TrimPrefix(p.ImportPath, module)
		room := roomOf(path)
		if room == "" {
			t.Errorf("%s belongs to no room; add it to the law", path)
		}
		for _, imported := range p.Imports {
			own, ours := strings.CutPrefix(imported, module)
			if ours && !allowed(room, own) {
				t.Errorf("%s imports %s; %s may import %v", path, own, room, mayImport[room])
			}
			if slices.Contains(neverImports[room], imported) {
				t.Errorf("%s imports %s; it is pure", path, imported)
			}
			if !ours && slices.Contains(onlyStandard, room) && strings.Contains(imported, ".") {
				t.Errorf("%s imports %s; it holds words, and needs the standard library only", path, imported)
			}
		}
	}
}

func allowed(room, imported string) bool {
	target := roomOf(imported)
	return target == room || (room == "cmd") || slices.Contains(mayImport[room], target)
}

func roomOf(path string) string {
	room := ""
	for r := range mayImport {
		if (path == r || strings.HasPrefix(path, r+"/")) && len(r) > len(room) {
			room = r
		}
	}
	return room
}

func listPackages(t *testing.T) []listed {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports", module+"...")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatalf("go list: %v", err)
	}
	var packages []listed
	for dec := json.NewDecoder(out); ; {
		var p listed
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("go list: %v", err)
		}
		packages = append(packages, p)
	}
	if err := cmd.Wait(); err != nil {
		t.Fatalf("go list: %v", err)
	}
	return packages
}
