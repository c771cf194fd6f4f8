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

// readAnyway reads a note to its end, whatever the prefilter says.
func readAnyway(g *Grammar, text string, by Author) (worth bool, found Findings) {
	r := new(reading)
	r.read(g, page{text: text}, by)
	worth = r.worthReading()
	for k := range r.reached {
		r.reached[k] = goals{^uint64(0), ^uint64(0)}
		for i := range r.lit[k] {
			r.lit[k][i] = ^uint64(0)
		}
	}
	return worth, r.findings()
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
		if worth, f := readAnyway(g, n.Text, n.Author); !worth && len(f.Evidence) > 0 {
			t.Errorf("turned away, though it says %v:\n%s", f.Evidence, n.Text)
		}
	}
}

func TestANoteThatSaysNothingCostsNoMemory(t *testing.T) {
	g := builtInGrammar(t)
	text := "Lunch: soup, salad, bread. Music: Bach, Holst. Greetings, Oslo"
	if worth, _ := readAnyway(g, text, EndUser); worth {
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
			worth, found := readAnyway(g, text, Agent)
			checkSpans(t, text, found, true)
			if len(found.Evidence) > 0 && !worth {
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
