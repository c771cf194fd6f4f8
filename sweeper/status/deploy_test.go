package status_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/deskhand/deskhand/sweeper/status"
)

const (
	guide     = "../../config/README.md"
	rules     = "../../config/deploy/prometheus/rules.yml"
	dashboard = "../../config/deploy/grafana/deskhand.json"
)

var update = flag.Bool("update", false, "write the table of metrics into the guide")

func content(t *testing.T, path string) string {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func TestGuideHasTheTableOfMetrics(t *testing.T) {
	const begin, end = "<!-- metrics: made by go test ./sweeper/status -update -->\n", "<!-- end of metrics -->"
	text := content(t, guide)
	before, rest, ok := strings.Cut(text, begin)
	table, after, closed := strings.Cut(rest, end)
	if !ok || !closed {
		t.Fatalf("%s has no place for the table of metrics", guide)
	}
	want := status.MetricsTable()
	if *update {
		if err := os.WriteFile(guide, []byte(before+begin+want+end+after), 0o600); err != nil {
			t.Fatal(err)
		}
	} else if table != want {
		t.Errorf("the table of metrics in %s is old; run go test ./sweeper/status -run GuideHasTheTable -update", guide)
	}
}

// named returns the metrics that a text names, without what a histogram or counter adds.
func named(text string) []string {
	var all []string
	for _, name := range regexp.MustCompile(`\bdeskhand_[a-z_]+`).FindAllString(text, -1) {
		all = append(all, strings.TrimSuffix(name, "_bucket"))
	}
	return all
}

func TestAlertsAndDashboardUseMetricsThatExist(t *testing.T) {
	table := status.MetricsTable()
	for _, path := range []string{rules, dashboard} {
		text := content(t, path)
		found := named(text)
		if len(found) == 0 {
			t.Errorf("%s names no metric", path)
		}
		for _, name := range found {
			if !strings.Contains(table, "`"+name+"`") {
				t.Errorf("%s names %s, which does not exist", path, name)
			}
		}
	}
	if !json.Valid([]byte(content(t, dashboard))) {
		t.Errorf("%s is no JSON", dashboard)
	}
}

var (
	selector = regexp.MustCompile(`\b(deskhand_[a-z_]+)\{([^}]*)\}`)
	matcher  = regexp.MustCompile(`([a-z_]+)([=!~]+)"([^"]*)"`)
)

// A label, or a value of a closed one, that the contract does not have would let an alert sleep for ever.
func TestAlertsAndDashboardUseLabelsThatExist(t *testing.T) {
	for _, path := range []string{rules, dashboard} {
		for _, found := range selector.FindAllStringSubmatch(strings.ReplaceAll(content(t, path), `\"`, `"`), -1) {
			name := strings.TrimSuffix(found[1], "_bucket")
			_, row, _ := strings.Cut(status.MetricsTable(), "| `"+name+"` |")
			labels := strings.Split(strings.Split(row, " | ")[1], ", ")
			for _, match := range matcher.FindAllStringSubmatch(found[2], -1) {
				label, operator, value := match[1], match[2], match[3]
				if !slices.ContainsFunc(labels, func(one string) bool {
					has, closed, _ := strings.Cut(one, "=")
					return has == label && (closed == "" || operator != "=" || slices.Contains(strings.Split(closed, `\|`), value))
				}) {
					t.Errorf("%s asks %s for %s, which it never has", path, name, match[0])
				}
			}
		}
	}
}

func TestDashboardShowsEveryMetric(t *testing.T) {
	text := content(t, dashboard)
	for _, name := range named(status.MetricsTable()) {
		if !strings.Contains(text, name) {
			t.Errorf("the dashboard does not show %s", name)
		}
	}
}

func TestEveryAlertHasARunbook(t *testing.T) {
	headings := map[string]bool{}
	for _, h := range regexp.MustCompile(`(?m)^#+ (.+)$`).FindAllStringSubmatch(content(t, guide), -1) {
		headings[strings.ReplaceAll(strings.ToLower(h[1]), " ", "-")] = true
	}
	text := content(t, rules)
	books := regexp.MustCompile(`runbook_url: 'config/README.md#([a-z]+)'`).FindAllStringSubmatch(text, -1)
	if alerts := strings.Count(text, "- alert:"); alerts == 0 || alerts != len(books) {
		t.Errorf("%d alerts have %d runbooks", alerts, len(books))
	}
	for _, book := range books {
		if !headings[book[1]] {
			t.Errorf("%s has no heading %s", guide, book[1])
		}
	}
}

func TestPromtoolTakesRulesAndMetrics(t *testing.T) {
	promtool, err := exec.LookPath("promtool")
	if err != nil {
		t.Skip("promtool is not installed; Debian's package prometheus has it")
	}
	cmd := exec.CommandContext(t.Context(), promtool, "test", "rules", "rules_test.yml", "rules_slow_test.yml")
	cmd.Dir = "../../config/deploy/prometheus"
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("promtool test rules: %v\n%s", err, out)
	}
	checkQueries(t, promtool)
	s := newStage(func(o *status.Options) {
		o.Config = func() status.Config { return status.Config{} }
		o.Desks[0].Ends = noon.AddDate(0, 1, 0)
		o.Desks[0].Used = func() float64 { return 0.2 }
	})
	s.swept(t, row(1, "move", 1, time.Hour))
	var own strings.Builder
	for line := range strings.Lines(s.get("/metrics").Body.String()) {
		if strings.Contains(line, "deskhand_") {
			own.WriteString(line)
		}
	}
	cmd = exec.CommandContext(t.Context(), promtool, "check", "metrics")
	cmd.Stdin = strings.NewReader(own.String())
	if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("promtool check metrics: %v\n%s", err, out)
	}
}

// checkQueries has promtool read the dashboard's queries, as rules that record them.
func checkQueries(t *testing.T, promtool string) {
	t.Helper()
	queries := regexp.MustCompile(`"expr": ("(?:\\.|[^"\\])*")`).FindAllStringSubmatch(content(t, dashboard), -1)
	if len(queries) == 0 {
		t.Error("the dashboard has no query")
	}
	var file strings.Builder
	file.WriteString("groups:\n  - name: dashboard\n    rules:\n")
	for n, query := range queries {
		fmt.Fprintf(&file, "      - {record: query_%d, expr: %s}\n", n, strings.ReplaceAll(query[1], "$__rate_interval", "5m"))
	}
	path := filepath.Join(t.TempDir(), "dashboard.yml")
	if err := os.WriteFile(path, []byte(file.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), promtool, "check", "rules", path).CombinedOutput(); err != nil {
		t.Errorf("promtool check rules, on the dashboard's queries: %v\n%s", err, out)
	}
}

func TestNoLabelComesFromATicket(t *testing.T) {
	s := newStage(nil)
	r := row(4711, "decide", 1, time.Hour)
	r.State, r.Flags, r.Reasons, r.Ref = "made-up-state", []string{"made_up_flag"}, []string{"Made up reason"}, "dh1-madeup"
	s.swept(t, r)
	silent(t, s.get("/metrics"), "4711", "made-up-state", "made_up_flag", "Made up", "madeup", "acme", "Dana", "Ana", "Pathways")
}
