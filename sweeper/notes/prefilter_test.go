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
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func builtInGrammar(tb testing.TB) *Grammar {
	tb.Helper()
	g, _ := Compile(BuiltInVocabulary(tb))
	return g
}

// BuiltInVocabulary reads the vocabulary of the built-in policy.
func BuiltInVocabulary(tb testing.TB) Vocabulary {
	tb.Helper()
	var v Vocabulary
	for _, file := range []string{"words.yaml", "states.yaml", "people.yaml", "acts.yaml", "reasons.yaml"} {
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

// readAnyway reads a note to its end, with all phrases looked for in all sentences.
func readAnyway(g *Grammar, p page, by Author) Findings {
	r := new(reading)
	r.read(g, p, by)
	everything := goals{^uint64(0), ^uint64(0)}
	r.all = everything
	for k := range r.reached {
		r.reached[k], r.near[k] = everything, everything
		for i := range r.lit[k].words {
			r.lit[k].words[i] = ^uint64(0)
		}
		r.lit[k].touched = ^uint32(0)
	}
	return r.findings()
}

type writtenNote struct {
	Text   string
	Author Author
}

// realNotes holds public tickets, mails and posts.
const realNotes = "../../../shared/notes/real500.jsonl"

// written returns the notes that are at hand.
func written(tb testing.TB) []writtenNote {
	tb.Helper()
	return notesIn(tb, "testdata/heldout.jsonl", "../../../shared/notes/dev.jsonl", realNotes)
}

func notesIn(tb testing.TB, paths ...string) []writtenNote {
	tb.Helper()
	var out []writtenNote
	for _, path := range paths {
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

// TestThePrefilterChangesNothing: what is not looked for is not there.
func TestThePrefilterChangesNothing(t *testing.T) {
	g := builtInGrammar(t)
	var sentences []string
	farApart := writtenNote{Text: "On Pathways there are 140 users. Lunch is at noon. Bach is nice. So is Holst. It does not load."}
	long := writtenNote{Text: strings.Repeat("the menu of the day ", 13) + "please escalate this ticket now"}
	for _, n := range append(written(t), farApart, long) {
		for _, by := range []Author{EndUser, Lead} {
			if diff := cmp.Diff(readAnyway(g, page{text: n.Text}, by), g.Parse(n.Text, Plain, by)); diff != "" {
				t.Errorf("by %s: %s\n%s", by, n.Text, diff)
			}
			marked := "<p>" + strings.ReplaceAll(n.Text, "\n", "<br>") + "</p>"
			if diff := cmp.Diff(readAnyway(g, new(renderer).render(marked), by), g.Parse(marked, HTML, by)); diff != "" {
				t.Errorf("by %s: %s\n%s", by, marked, diff)
			}
		}
		sentences = append(sentences, strings.SplitAfter(n.Text, ". ")...)
	}
	sentence, author := rapid.SampledFrom(sentences), rapid.SampledFrom([]Author{EndUser, CSM, Agent, Lead})
	between := rapid.SampledFrom([]string{" ", ". ", ", ", "\n", "\n\n", "\n> ", ": "})
	rapid.Check(t, func(t *rapid.T) {
		text, by := "", author.Draw(t, "by")
		for range rapid.IntRange(1, 6).Draw(t, "sentences") {
			text += sentence.Draw(t, "sentence") + between.Draw(t, "between")
		}
		if diff := cmp.Diff(readAnyway(g, page{text: text}, by), g.Parse(text, Plain, by)); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestANoteThatSaysNothingCostsNoMemory(t *testing.T) {
	g := builtInGrammar(t)
	text := "Lunch: soup, salad, bread. Music: Bach, Holst. Greetings, Oslo"
	if worthReading(g, text) {
		t.Fatal("the prefilter lets it pass")
	}
	r := new(reading) // one of its own: under the race detector the pool forgets at random
	if n := testing.AllocsPerRun(100, func() { r.findingsOf(g, text, Plain, EndUser) }); n > 0 {
		t.Errorf("%.0f allocations", n)
	}
	marked := `<div class="zd-comment" dir="auto"><p>` + text + "<br></p></div>"
	if n := testing.AllocsPerRun(100, func() { r.findingsOf(g, marked, HTML, EndUser) }); n > 1 {
		t.Errorf("%.0f allocations for HTML, not only its text", n)
	}
}

func TestABareAnswerInHTMLIsRead(t *testing.T) {
	g, _ := Compile(Vocabulary{Request: Act{Says: []string{"sound the alarm"}, Offered: []string{"wake the boss"}}})
	if !g.Parse("<p>&gt; Shall we wake the boss?</p><p>Yes.</p>", HTML, EndUser).Request {
		t.Error("the answer to a quoted question is no request")
	}
}

func TestANoteMayEndWithAll(t *testing.T) {
	builtInGrammar(t).Parse("Two SAML users are unable to login, just get a blank page on the login site, it does not go there at all.", Plain, EndUser)
}

func worthReading(g *Grammar, text string) bool {
	r := new(reading)
	r.read(g, page{text: text}, EndUser)
	return r.worthReading()
}

// FuzzParse: no text makes the parser fail, quote what is not there, or find what the prefilter would have missed.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"Please escalate, 1,200 of our 2.4k users can't log in since Monday.", "> quoted\nanswer\n-- \nsig", "On Mon Ann wrote:\n> x",
		"<p>es&#99;alate</p><blockquote>no</blockquote>", "<p>Please es<b>cal</b>ate</p>", "please es<!-- > -->calate", "SSO does<i/x='> '>n't work", "please es<b></b>calate", "\"", "25% of 0 users", "ｅｓｃａｌａｔｅ pl\u200bease \U0001F6A8", "If, unless; not not no", "SSO is down, we have 400 users",
	} {
		f.Add(seed, true)
		f.Add(seed, false)
	}
	g := builtInGrammar(f)
	f.Fuzz(func(t *testing.T, text string, plain bool) {
		if plain {
			found := g.Parse(text, Plain, Agent)
			checkSpans(t, text, found, true)
			if diff := cmp.Diff(readAnyway(g, page{text: text}, Agent), found); diff != "" {
				t.Errorf("%q: %s", text, diff)
			}
			return
		}
		found := g.Parse(text, HTML, EndUser)
		checkSpans(t, text, found, false)
		if diff := cmp.Diff(readAnyway(g, new(renderer).render(text), EndUser), found); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
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

// BenchmarkPrefilter reads all notes at hand up to the decision whether their words may say anything at all. It prints how many
// times longer one regular expression takes that looks for the words of the request alone.
func BenchmarkPrefilter(b *testing.B) {
	v := BuiltInVocabulary(b)
	g, _ := Compile(v)
	all := written(b)
	single := requestWords(v)
	start := time.Now()
	for _, n := range all {
		single.FindAllStringIndex(n.Text, -1)
	}
	slow := time.Since(start)

	b.ReportAllocs()
	r := new(reading)
	for b.Loop() {
		for _, n := range all {
			r.read(g, page{text: n.Text}, EndUser)
			r.worthReading()
		}
	}
	b.ReportMetric(float64(slow)/(float64(b.Elapsed())/float64(b.N)), "x-regexp")
	reportShares(b, g, all)
}

// BenchmarkOrdinaryText reads what public tickets, mails and posts say in the sentences that do not speak of escalation, as most
// notes on tickets do not.
func BenchmarkOrdinaryText(b *testing.B) {
	var ordinary []writtenNote
	sentences := regexp.MustCompile(`[^.!?\n]*[.!?\n]*`)
	for _, n := range notesIn(b, realNotes) {
		var rest strings.Builder
		for _, s := range sentences.FindAllString(n.Text, -1) {
			if !strings.Contains(strings.ToLower(s), "escal") {
				rest.WriteString(s)
			}
		}
		ordinary = append(ordinary, writtenNote{Text: rest.String()})
	}
	g := builtInGrammar(b)
	b.ReportAllocs()
	for b.Loop() {
		for _, n := range ordinary {
			g.Parse(n.Text, Plain, EndUser)
		}
	}
	reportShares(b, g, ordinary)
}

// reportShares prints how much of the text is searched for phrases, and how much is read to its end, where they are there.
func reportShares(b *testing.B, g *Grammar, all []writtenNote) {
	b.Helper()
	size, searched, whole := 0, 0, 0
	r := new(reading)
	for _, n := range all {
		size += len(n.Text)
		if r.read(g, page{text: n.Text}, EndUser); !r.worthReading() {
			continue
		}
		searched += len(n.Text)
		if r.confirm(); r.worthReading() {
			whole += len(n.Text)
		}
	}
	b.SetBytes(int64(size))
	b.ReportMetric(100*float64(searched)/float64(size), "%-searched")
	b.ReportMetric(100*float64(whole)/float64(size), "%-read-whole")
}

// requestWords finds the words that phrases of the request are made of.
func requestWords(v Vocabulary) *regexp.Regexp {
	words := map[string]bool{}
	for _, phrase := range slices.Concat(v.Request.Says, v.Families["escalate"], v.Families["escalated"], v.Families["escalation"]) {
		for _, word := range regexp.MustCompile(`[a-z]{4,}`).FindAllString(phrase, -1) {
			words[word] = true
		}
	}
	return regexp.MustCompile(`(?i)\b(` + strings.Join(slices.Sorted(maps.Keys(words)), "|") + `)`)
}
