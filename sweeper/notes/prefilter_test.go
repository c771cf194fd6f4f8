package notes

import (
	"bufio"
	"encoding/json"
	"os"
	"testing"

	"github.com/goccy/go-yaml"
)

func builtInGrammar(tb testing.TB) *Grammar {
	tb.Helper()
	data, err := os.ReadFile("../../config/policies/words.yaml")
	if err != nil {
		tb.Fatal(err)
	}
	var v Vocabulary
	if err := yaml.UnmarshalWithOptions(data, &v, yaml.Strict()); err != nil {
		tb.Fatal(err)
	}
	g, _ := Compile(v)
	return g
}

// TestPrefilterLosesNothing: a note that the prefilter turns away has no findings.
func TestPrefilterLosesNothing(t *testing.T) {
	g := builtInGrammar(t)
	read, all := 0, 0
	for _, path := range []string{"testdata/heldout.jsonl", "testdata/unseen.jsonl", "testdata/fresh.jsonl", "../../../shared/notes/dev.jsonl", "../../../shared/notes/real500.jsonl"} {
		file, err := os.Open(path)
		if err != nil {
			continue // kept beside the repository
		}
		defer file.Close()
		for lines := bufio.NewScanner(file); lines.Scan(); {
			var n struct {
				Text   string
				Author Author
			}
			if err := json.Unmarshal(lines.Bytes(), &n); err != nil {
				t.Fatal(err)
			}
			all += len(n.Text)
			if g.passes(n.Text, n.Author) {
				read += len(n.Text)
				continue
			}
			if f := g.read(page{text: n.Text}, n.Author).findings(); len(f.Evidence) > 0 {
				t.Errorf("turned away, though it says %v:\n%s", f.Evidence, n.Text)
			}
		}
		t.Logf("%s: %d of %d bytes so far are read", path, read, all)
	}
}
