package strict_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/deskhand/deskhand/config/strict"
)

// secret is a secret as far as this package can tell.
type secret string

func (s secret) Reveal() string { return string(s) }

// sample has a field of every sort that YAML can fill.
type sample struct {
	Store    string   `yaml:"store"`
	Schedule string   `yaml:"schedule"`
	Share    float64  `yaml:"share"`
	Writes   int      `yaml:"writes"`
	Leads    []string `yaml:"leads"`
	Note     bool     `yaml:"note"`
	Auth     struct {
		Email string `yaml:"email"`
		Token secret `yaml:"token"`
	} `yaml:"auth"`
	Fields map[string][]string `yaml:"fields"`
	Extra  any                 `yaml:"extra"`
	Raw    *strict.Node        `yaml:"raw"`
	Inner  `yaml:",inline"`
}

// Inner shares the keys of the struct it is embedded in.
type Inner struct {
	Help *string `yaml:"help"`
}

func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func environment(pairs ...string) func(string) (string, bool) {
	return func(name string) (string, bool) {
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i] == name {
				return pairs[i+1], true
			}
		}
		return "", false
	}
}

// read decodes a text and returns what it made, and the mistakes as people see them without the folder.
func read(t *testing.T, text string, env ...string) (sample, string) {
	t.Helper()
	path := write(t, "a.yaml", text)
	doc := strict.Read(path, environment(env...))
	var s sample
	doc.Decode(doc.Root, &s)
	mistakes, warnings := doc.Mistakes()
	var b strings.Builder
	for _, m := range append(mistakes, warnings...) {
		b.WriteString(m.String() + "\n")
	}
	return s, strings.ReplaceAll(b.String(), filepath.Dir(path)+"/", "")
}

func TestEverySortOfValueIsDecoded(t *testing.T) {
	got, wrong := read(t, `
store: 'it''s "here"'
schedule: "*/5\t* * * *"
share: 50%
writes: "7"
leads: [a, 'b', 4711]
note: true
auth: {email: a@b, token: "${TOKEN}x"}
fields:
  one: [x, y]
  two:
    - z
extra: {a: 1, b: [true, 1.5, "2", no], c: }
help: |
  two
  lines
`, "TOKEN", "t0p")
	if wrong != "" {
		t.Fatal(wrong)
	}
	help := "two\nlines\n"
	want := sample{
		Store: `it's "here"`, Schedule: "*/5\t* * * *", Share: 0.5, Writes: 7, Leads: []string{"a", "b", "4711"}, Note: true,
		Fields: map[string][]string{"one": {"x", "y"}, "two": {"z"}},
		Extra:  map[string]any{"a": int64(1), "b": []any{true, 1.5, "2", "no"}, "c": ""},
		Inner:  Inner{Help: &help},
	}
	want.Auth.Email, want.Auth.Token = "a@b", "t0px"
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(sample{})); diff != "" {
		t.Error(diff)
	}
}

func TestAnchorsAliasesAndMergeKeys(t *testing.T) {
	got, wrong := read(t, "fields: {one: &x [a, b], two: *x}\nauth:\n  <<: &y {email: e, token: t}\n  email: f\n")
	if wrong != "" {
		t.Fatal(wrong)
	}
	if diff := cmp.Diff(map[string][]string{"one": {"a", "b"}, "two": {"a", "b"}}, got.Fields); diff != "" {
		t.Error(diff)
	}
	if got.Auth.Email != "f" || got.Auth.Token != "t" {
		t.Errorf("auth is %q, %q", got.Auth.Email, got.Auth.Token.Reveal())
	}
}

func TestNothingIsLeftAsItWas(t *testing.T) {
	s := sample{Store: "before", Leads: []string{"x"}}
	doc := strict.Read(write(t, "a.yaml", "store:\nleads:\nauth:\n"), nil)
	doc.Decode(doc.Root, &s)
	if s.Store != "before" || len(s.Leads) != 1 || doc.Broken() {
		t.Errorf("empty keys changed it: %+v", s)
	}
}

func TestAMistakeIsDrawn(t *testing.T) {
	_, got := read(t, "store: x\nschedul: ${NO}\n\nauth: {email: e, tokn: hunter2, zzzzz: hunter3}\nwrites: many\n")
	want := `a.yaml:2:1  unknown key "schedul"
   2 | schedul: ${NO}
     | ^^^^^^^ did you mean schedule? Read as schedule for the rest of this check.
a.yaml:2:10  the environment has no NO
   2 | schedul: ${NO}
     |          ^^^^^ set it, for example: export NO=...
a.yaml:4:18  unknown key "tokn"
   4 | auth: {email: e, tokn: *******, zzzzz: *******}
     |                  ^^^^ did you mean token? Read as token for the rest of this check.
a.yaml:4:33  unknown key "zzzzz"
   4 | auth: {email: e, tokn: *******, zzzzz: *******}
     |                                 ^^^^^ known here: email, token
a.yaml:5:9  writes wants a whole number, this is "many"
   5 | writes: many
     |         ^^^^ write digits only
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestALongLineIsCutAroundThePointer(t *testing.T) {
	m := strict.Mistake{File: "a.yaml", Line: 3, Column: 301, EndColumn: 304, Message: "bad", Source: strings.Repeat("é", 300) + "ABC" + strings.Repeat("z", 300)}
	lines := strings.Split(m.String(), "\n")
	text, pointer := []rune(lines[1]), []rune(lines[2])
	at := strings.IndexRune(string(pointer), '^')
	if len(text) > 130 || string(text[at:at+3]) != "ABC" || string(pointer[at:]) != "^^^" {
		t.Errorf("drawn as\n%s", m)
	}
}

func TestNearestNames(t *testing.T) {
	names := []string{"name", "type", "schedule", "status_token", "mode", "limits", "csms"}
	for word, want := range map[string]string{
		"schedul": "schedule", "Schedule": "schedule", "shcedule": "schedule", "statusToken": "status_token",
		"limit": "limits", "csm": "csms", "tpye": "type", "colour": "", "x": "", "": "", "moe": "mode",
	} {
		if got := strict.Nearest(word, names); got != want {
			t.Errorf("Nearest(%q) is %q, want %q", word, got, want)
		}
	}
}
