package notes

import (
	"bufio"
	"encoding/json"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
)

func builtInGrammar(tb testing.TB) *Grammar {
	tb.Helper()
	g, _ := Compile(builtInVocabulary(tb))
	return g
}

func builtInVocabulary(tb testing.TB) Vocabulary {
	tb.Helper()
	var v Vocabulary
	for _, file := range []string{"words.yaml", "reasons.yaml"} {
		data, err := os.ReadFile("../../config/policies/" + file)
		if err != nil {
			tb.Fatal(err)
		}
		if err := yaml.UnmarshalWithOptions(data, &v, yaml.Strict()); err != nil {
			tb.Fatal(yaml.FormatError(err, false, true))
		}
	}
	return v
}

type writtenNote struct {
	Text   string
	Author Author
}

// written returns the texts of the notes that are at hand.
func written(tb testing.TB) []writtenNote {
	tb.Helper()
	var out []writtenNote
	for _, path := range []string{"testdata/heldout.jsonl", "../../../shared/notes/dev.jsonl", "../../../shared/notes/real500.jsonl"} {
		file, err := os.Open(path)
		if err != nil {
			continue // kept beside the repository
		}
		for lines := bufio.NewScanner(file); lines.Scan(); {
			var n writtenNote
			if err := json.Unmarshal(lines.Bytes(), &n); err != nil {
				tb.Fatal(err)
			}
			out = append(out, n)
		}
		file.Close()
	}
	return out
}

func TestANoteThatThePrefilterTurnsAwaySaysNothing(t *testing.T) {
	g := builtInGrammar(t)
	for _, n := range written(t) {
		if g.passes(n.Text, n.Author) {
			continue
		}
		if f := g.read(page{text: n.Text}, n.Author).findings(); len(f.Evidence) > 0 {
			t.Errorf("turned away, though it says %v:\n%s", f.Evidence, n.Text)
		}
	}
}

func TestANoteThatSaysNothingCostsNoMemory(t *testing.T) {
	g := builtInGrammar(t)
	text := "Lunch: soup, salad, bread. Music: Bach, Holst. Greetings, Oslo"
	if g.passes(text, EndUser) {
		t.Fatal("the prefilter lets it pass")
	}
	if n := testing.AllocsPerRun(100, func() { g.Parse(text, Plain, EndUser) }); n > 0 {
		t.Errorf("%.0f allocations", n)
	}
}

// FuzzParse: no text makes the parser fail, quote what is not there, or find what the prefilter would have missed.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"Please escalate, 1,200 of our 2.4k users can't log in since Monday.", "> quoted\nanswer\n-- \nsig", "On Mon Ann wrote:\n> x",
		"<p>es&#99;alate</p><blockquote>no</blockquote>", "\"", "25% of 0 users", "ｅｓｃａｌａｔｅ pl\u200bease \U0001F6A8", "If, unless; not not no",
	} {
		f.Add(seed, true)
		f.Add(seed, false)
	}
	g := builtInGrammar(f)
	f.Fuzz(func(t *testing.T, text string, plain bool) {
		if plain {
			found := g.read(page{text: text}, Agent).findings()
			checkSpans(t, text, found, true)
			if len(found.Evidence) > 0 && !g.passes(text, Agent) {
				t.Errorf("the prefilter turns away %q, which says %v", text, found.Evidence)
			}
			return
		}
		checkSpans(t, text, g.Parse(text, HTML, EndUser), false)
	})
}

func checkSpans(t *testing.T, text string, found Findings, plain bool) {
	t.Helper()
	for _, e := range found.Evidence {
		if e.Start < 0 || e.End > len(text) || e.Start >= e.End || e.Text == "" {
			t.Fatalf("%s stands at %d to %d of %d", e.Code, e.Start, e.End, len(text))
		}
		if plain && text[e.Start:e.End] != e.Text {
			t.Fatalf("%s quotes %q, which is %q", e.Code, e.Text, text[e.Start:e.End])
		}
	}
}

// BenchmarkPrefilter goes over all text at hand, whatever it decides, and compares that with one regular expression that looks
// for the words of the request alone.
func BenchmarkPrefilter(b *testing.B) {
	v := builtInVocabulary(b)
	g, _ := Compile(v)
	nothing := Grammar{words: g.words} // wants nothing, so it always goes to the end
	var text strings.Builder
	for _, n := range written(b) {
		text.WriteString(n.Text)
	}
	all := text.String()
	words := map[string]bool{}
	for _, phrase := range slices.Concat(v.Request.Says, v.Families["escalate"], v.Families["escalated"], v.Families["escalation"]) {
		for _, word := range regexp.MustCompile(`[a-z]{4,}`).FindAllString(phrase, -1) {
			words[word] = true
		}
	}
	single := regexp.MustCompile(`(?i)\b(` + strings.Join(slices.Sorted(maps.Keys(words)), "|") + `)`)
	start := time.Now()
	single.FindAllStringIndex(all, -1)
	slow := time.Since(start)

	b.SetBytes(int64(len(all)))
	b.ReportAllocs()
	for b.Loop() {
		nothing.passes(all, Agent)
	}
	b.ReportMetric(float64(slow)/(float64(b.Elapsed())/float64(b.N)), "x-regexp")
}
