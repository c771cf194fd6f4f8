package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/deskhand/deskhand/config"
)

// FuzzLoad feeds any text to the whole way from a file to a configuration. It must end in one or the other, never in a panic,
// and show no variable's value.
func FuzzLoad(f *testing.F) {
	for _, seed := range []string{
		minimal,
		minimal + "    schedule: TZ=UTC\n    mode: [\n",
		minimal + "policy: {stale_after: 0d, high_impact: {when: '((((('}, people: {leads: [${TOKEN}]}}\n",
		minimal + "listen: ':::'\nstore: ${TOKEN}\n",
		minimal + "policy: {reasons: !replace {x: {says: ['(a|b']}}, calendar: {hours: 9-, days: [x]}}\n",
		"connectors: [{name: ${TOKEN}, type: jira, url: '${TOKEN}', select: '${TOKEN}'}]\n",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 2<<10 || strings.Contains(text, "s3cr3t") {
			t.Skip()
		}
		path := filepath.Join(t.TempDir(), "deskhand.yaml")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		c, mistakes := config.Load(path, environment)
		if (c == nil) != (len(mistakes) > 0) {
			t.Fatalf("a configuration: %v, mistakes: %v", c != nil, mistakes)
		}
		for _, m := range mistakes {
			if strings.Contains(m.String(), "s3cr3t") {
				t.Errorf("it shows a variable's value:\n%s", m)
			}
		}
	})
}
