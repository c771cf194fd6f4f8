package config_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/deskhand/deskhand/config"
)

// keyOf finds the keys that stand at the head of a line, or in braces.
var keyOf = regexp.MustCompile(`(?m)(?:^[ -]*|[{,] *)([a-z_]{4,}):`)

// Each key of the example, its two middle letters swapped, is the one mistake that is told; what it suggests is what was
// there, and nothing else changes: the rest of the file was read as if it were right.
func TestEachMisspeltKeyIsOneMistake(t *testing.T) {
	text, err := os.ReadFile("example.yaml")
	if err != nil {
		t.Fatal(err)
	}
	any := func(string) (string, bool) { return "x", true }
	path := filepath.Join(t.TempDir(), "deskhand.yaml")
	keys := 0
	for _, at := range keyOf.FindAllSubmatchIndex(text, -1) {
		if line := text[strings.LastIndex(string(text[:at[0]+1]), "\n")+1 : at[2]]; strings.Contains(string(line), "#") {
			continue
		}
		key := string(text[at[2]:at[3]])
		i := len(key) / 2
		misspelt := key[:i-1] + key[i:i+1] + key[i-1:i] + key[i+1:]
		if misspelt == key {
			misspelt = key[:i] + key[i+1:]
		}
		keys++
		wrong := string(text[:at[2]]) + misspelt + string(text[at[3]:])
		if err := os.WriteFile(path, []byte(wrong), 0o600); err != nil {
			t.Fatal(err)
		}
		_, mistakes := config.Load(path, any)
		if len(mistakes) != 1 || !strings.Contains(mistakes[0].Mend, "did you mean "+key+"?") {
			t.Errorf("%s written as %s: %v", key, misspelt, mistakes)
		}
	}
	if keys < 30 {
		t.Errorf("only %d keys were tried", keys)
	}
}
