package escalation

import (
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

// everyStory calls a function for each story, told in a language.
func everyStory(t *testing.T, code string, told func(name string, s story)) {
	t.Helper()
	files, err := filepath.Glob("testdata/stories/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no stories (%v)", err)
	}
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		s := readStory(t, archive)
		s.policy.rules.Notes.Language = code
		if faults := s.policy.applyNotes(); len(faults) > 0 {
			t.Fatal(faults)
		}
		told(strings.TrimSuffix(filepath.Base(file), ".txtar"), s)
	}
}

// EveryVerdict is everyStory for tests from outside.
func EveryVerdict(t *testing.T, code string, told func(name string, v Verdict)) {
	t.Helper()
	everyStory(t, code, func(name string, s story) { told(name, s.policy.Assess(s.ticket, s.now)) })
}

// What the house's rules forbid in any note, in any case.
var bannedWords = regexp.MustCompile(`(?i)\b(thanks?|thank you|please be reminded|failed to|overdue by you|automatically|we|our|danke|vielen dank|bitte beachten|automatisch|versäumt|wir|gracias|automáticamente|nosotros|no ha cumplido)\b`)

func TestNotesKeepTheHouseRulesInEveryLanguage(t *testing.T) {
	quotes := regexp.MustCompile(`"[^"]*"`)
	for code, language := range languages {
		kinds := map[string]bool{}
		everyStory(t, code, func(name string, s story) {
			v := s.policy.Assess(s.ticket, s.now)
			plan := s.policy.Plan(s.ticket, v)
			checkLaws(t, s.policy, s.ticket, s.now)
			if plan.Note == nil {
				return
			}
			kinds[plan.Note.Kind+" "+string(v.State)] = true
			own := quotes.ReplaceAllString(plan.Note.Body, `""`)
			if word := bannedWords.FindString(own); word != "" {
				t.Errorf("%s, %s: the note says %q:\n%s", code, name, word, plan.Note.Body)
			}
			if strings.ContainsAny(own, "{}!") || strings.Contains(own, "  ") || strings.Contains(own, "..") {
				t.Errorf("%s, %s: the note is not well made:\n%s", code, name, plan.Note.Body)
			}
			paragraphs := strings.Split(plan.Note.Body, "\n\n")
			if last := paragraphs[len(paragraphs)-1]; !regexp.MustCompile(`^Rule [a-z_]+, ref dh1-\w{6}$`).MatchString(last) {
				t.Errorf("%s, %s: the last line is %q", code, name, last)
			}
			acts := paragraphs[len(paragraphs)-2]
			if n := len(strings.Split(acts, "\n")); n != 2 {
				t.Errorf("%s, %s: one thing to do and one way to say no, not %d lines:\n%s", code, name, n, acts)
			}
			if !strings.Contains(acts, "?") {
				t.Errorf("%s, %s: it does not say how to say that it is not right:\n%s", code, name, acts)
			}
			if plan.Note.Kind == KindStale && !strings.Contains(plan.Note.Body, language.number(s.policy.rules.StaleAfter.amount().n)) {
				t.Errorf("%s, %s: no arithmetic of the clock:\n%s", code, name, plan.Note.Body)
			}
		})
		if len(kinds) < 5 {
			t.Errorf("%s: the stories have but %v", code, kinds)
		}
	}
}

// All faces say the same: what a note tells stands, word for word, in what terminals, pages and JSON tell.
func TestFourFacesSayTheSame(t *testing.T) {
	quotes := regexp.MustCompile(`"[^"]*"`)
	same := func(sentence string) string { return strings.ToLower(quotes.ReplaceAllString(sentence, `""`)) }
	for code := range languages {
		everyStory(t, code, func(name string, s story) {
			v := s.policy.Assess(s.ticket, s.now)
			told := v.Explain()
			var explained []string
			for _, section := range told.Sections {
				if section.empty() || section.Title == "" {
					t.Errorf("%s, %s: section %s is empty", code, name, section.Name)
				}
				if section.Name == "found" || section.Name == "ball" {
					explained = append(explained, section.Sentences...)
				}
			}
			if diff := cmp.Diff(v.Lines(), slices.Concat([]string{told.Headline}, explained)); diff != "" {
				t.Errorf("%s, %s: the page and the terminal differ:\n%s", code, name, diff)
			}
			plan := s.policy.Plan(s.ticket, v)
			if plan.Note == nil {
				return
			}
			opening, _, _ := strings.Cut(plan.Note.Body, "\n")
			if opening != told.Headline {
				t.Errorf("%s, %s: the note begins %q, the explanation %q", code, name, opening, told.Headline)
			}
			bare := v.speak(0) // a note may have no room for the quote
			all := same(strings.Join(slices.Concat(explained, bare.found(), bare.clock()), " "))
			grounds := strings.Split(plan.Note.Body, "\n\n")[1]
			for line := range strings.SplitSeq(grounds, "\n") {
				if plan.Note.Kind != KindOwed && !strings.Contains(all, same(line)) {
					t.Errorf("%s, %s: only the note says %q; the explanation says\n%s", code, name, line, strings.Join(explained, "\n"))
				}
			}
		})
	}
}

// An explanation holds one quote of at most 160 characters, and stays small: the store keeps it for each flagged ticket.
func TestExplanationsHoldOneQuote(t *testing.T) {
	for code := range languages {
		everyStory(t, code, func(name string, s story) {
			told := s.policy.Assess(s.ticket, s.now).Explain()
			size, quotes := len(told.Headline), strings.Count(told.Headline, `"`)
			for _, section := range told.Sections {
				for _, words := range slices.Concat(append(section.Rows, section.Sentences, section.Foot)...) {
					size += len(words) + 3
					quotes += strings.Count(words, `"`)
				}
			}
			if quotes > 2 {
				t.Errorf("%s, %s: %d quotes", code, name, quotes/2)
			}
			if size > 4000 {
				t.Errorf("%s, %s: %d bytes", code, name, size)
			}
		})
	}
}

// Every language has every phrase, with the placeholders that the English one has.
func TestLanguagesSayTheSameThings(t *testing.T) {
	want := phrases(reflect.ValueOf(english), "")
	for code, language := range languages {
		got := phrases(reflect.ValueOf(*language), "")
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("English and %s have different phrases or placeholders:\n%s", code, diff)
		}
	}
}

// phrases returns the placeholders of all texts in a value, by their place.
func phrases(v reflect.Value, place string) map[string]string {
	found := map[string]string{}
	add := func(v reflect.Value, place string) {
		for at, names := range phrases(v, place) {
			found[at] = names
		}
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			add(v.Field(i), place+"."+v.Type().Field(i).Name)
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			add(v.MapIndex(key), place+"."+key.String())
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			add(v.Index(i), place+"."+string(rune('0'+i)))
		}
	case reflect.String:
		names := placeholder.FindAllString(v.String(), -1)
		slices.Sort(names)
		found[place] = strings.Join(slices.Compact(names), " ")
		if v.String() == "" {
			found[place] = "missing"
		}
	}
	return found
}

func TestTextsOfNotesAreChecked(t *testing.T) {
	long := strings.Repeat("word ", 90)
	for _, test := range []struct{ text, message, mend string }{
		{"{headline}\n\n{becaus}", "nothing is called {becaus}", "write {because}"},
		{"{zzz}", "nothing is called {zzz}", "write {headline}"},
		{"{headline", "a brace has no partner", "write names between braces, such as {headline}"},
		{"{headline}\n\nAsk @dana.", "it holds signs that some desks read as markup or as a mention", "write plain sentences, without @ < > [ ] * ` # |"},
		{"{headline}\n\nref dh1-aaaaaa", "it names a reference of its own", "leave the reference out; it is put below every note"},
		{long[:95], "its first line has more than 90 characters", "begin with a short line that says what is the matter, such as {headline}"},
		{"{headline}\n\n" + long, "it has more than 80 words", "say less; agents read no more"},
		{"{headline}\n\n{because}", "", ""},
	} {
		var want []Fault
		if test.message != "" {
			want = []Fault{{Path: "notes.texts.stale", Message: test.message, Mend: test.mend}}
		}
		if diff := cmp.Diff(want, checkTexts(Texts{Stale: test.text})); diff != "" {
			t.Errorf("%.40q:\n%s", test.text, diff)
		}
	}
}

func TestOwnTextsAndTitlesAreUsed(t *testing.T) {
	r := rulesWith(t, `
notes:
  language: de
  texts: {recommended: "{headline}\n\n{reason}\n{stood_still}\n\nRuf an?"}
`)
	p := compiled(t, r)
	archive, err := txtar.ParseFile("testdata/stories/request-recommended.txtar")
	if err != nil {
		t.Fatal(err)
	}
	s := readStory(t, archive)
	v := p.Assess(s.ticket, s.now)
	body := p.Plan(s.ticket, v).Note.Body
	want := `Eskalationsanfrage gelesen: Sie passt zur Richtlinie und wartet auf die Supportleitung.

Begründung: Die Anmeldung ist gestört, niemand kommt per SSO hinein, laut "Nobody can sign in through SSO since 8 this morning".

Ruf an?

Rule sso_unavailable, ref ` + v.Ref
	if diff := cmp.Diff(want, body); diff != "" {
		t.Error(diff)
	}
}

// Of two tickets that differ in one fact, the condition of that fact stands at another place, and the others keep their order.
func TestAFlippedFactMovesOneRule(t *testing.T) {
	p := compiled(t, rulesWith(t, ""))
	facts := Verdict{voice: p.voice, Clock: Clock{Holder: HeldBySupport, Elapsed: 1, total: 2}}
	order := func(v Verdict, without string) []string {
		var names []string
		for _, r := range p.conditions(&v) {
			if r.Name != without {
				names = append(names, r.Name)
			}
		}
		return names
	}
	for rule, flip := range map[string]func(v *Verdict){
		ruleRequest: func(v *Verdict) { v.Request = &Request{} },
		ruleReason:  func(v *Verdict) { v.Reasons = []Held{{Code: "a", Title: "A"}} },
		ruleGround:  func(v *Verdict) { v.Grounds = []Held{{Code: "b", Title: "B"}} },
		ruleUnmoved: func(v *Verdict) { v.Clock.Reached, v.Clock.Elapsed = true, 2 },
		ruleImpact:  func(v *Verdict) { v.Impact.High = true },
	} {
		flipped := facts
		flip(&flipped)
		if diff := cmp.Diff(order(facts, rule), order(flipped, rule)); diff != "" {
			t.Errorf("%s flipped moves other rules too:\n%s", rule, diff)
		}
		results := map[Result]int{}
		for i, r := range p.conditions(&flipped) {
			if before := p.conditions(&facts); r.Name == rule {
				results[r.Result]++
				at := slices.IndexFunc(before, func(r Rule) bool { return r.Name == rule })
				if before[at].Result == r.Result {
					t.Errorf("%s flipped is still %s (place %d)", rule, r.Result, i)
				}
			}
		}
		if len(results) != 1 {
			t.Errorf("%s is not listed once", rule)
		}
	}
}
