package strict_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/deskhand/deskhand/config/strict"
)

// folder writes files and returns the folder they are in.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// messages reads a path and returns what is wrong, one message a line, and what it made.
func messages(t *testing.T, path string) (sample, string) {
	t.Helper()
	doc := strict.Read(path, environment())
	var s sample
	doc.Decode(doc.Root, &s)
	mistakes, _ := doc.Mistakes()
	var lines []string
	for _, m := range mistakes {
		lines = append(lines, fmt.Sprintf("%s:%d:%d %s", filepath.Base(m.File), m.Line, m.Column, m.Message))
	}
	return s, strings.Join(lines, "\n")
}

func TestTheFilesOfAFolderAreOne(t *testing.T) {
	dir := folder(t, map[string]string{
		"a.yaml":       "store: x\nleads: [a]\nauth: {email: e}\n",
		"b.yaml":       "leads: [b]\nauth:\n  token: t\n",
		"c.yml":        "store: never read\n",
		".hidden.yaml": "store: never read\n",
		"d.yaml":       "# only a comment\n",
	})
	got, wrong := messages(t, dir)
	if wrong != "" {
		t.Fatal(wrong)
	}
	if diff := cmp.Diff([]string{"a", "b"}, got.Leads); diff != "" || got.Auth.Email != "e" || got.Auth.Token != "t" {
		t.Errorf("read as %+v", got)
	}
}

func TestAValueSetInTwoFilesIsAMistake(t *testing.T) {
	dir := folder(t, map[string]string{"a.yaml": "store: x\n", "b.yaml": "note: true\nstore: y\n"})
	if _, wrong := messages(t, dir); wrong != "b.yaml:2:8 this is set already" {
		t.Error(wrong)
	}
}

func TestAFolderSwappedByASymlinkIsRead(t *testing.T) {
	real := folder(t, map[string]string{"a.yaml": "store: x\n"})
	dir := t.TempDir()
	if err := os.Symlink(real, filepath.Join(dir, "..data")); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	if err := os.Symlink(filepath.Join("..data", "a.yaml"), filepath.Join(dir, "a.yaml")); err != nil {
		t.Fatal(err)
	}
	if got, wrong := messages(t, dir); got.Store != "x" || wrong != "" {
		t.Errorf("read as %+v, wrong: %s", got, wrong)
	}
}

func TestWhatIsNoYAMLOfOurs(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"tab":           {"auth:\n\temail: e\n", "2:1 a tab stands here"},
		"open list":     {"leads: [a\nstore: x\n", "2:1 a [ before this is not closed"},
		"open quote":    {"store: \"x\nnote: true\n", "1:8 a \" is not closed"},
		"two colons":    {"store: a: b\n", "1:8 a second key: value on one line, or an indent that fits no key above"},
		"no colon":      {"store x\nnote: true\n", "1:1 a key without its colon and value"},
		"two documents": {"store: x\n---\nstore: y\n", "3:1 a second document begins here"},
		"no anchor":     {"store: *nope\n", "1:9 no anchor above has this name"},
		"foreign tag":   {"store: !vault x\n", "1:8 this tag is not known"},
		"a list":        {"- a\n", "1:1 this place wants keys and values below it, this is a list"},
		"empty":         {"# nothing\n", "0:0 there is nothing in it"},
		"latin-1":       {"store: caf\xe9\n", "0:0 it is not UTF-8 text"},
		"brackets":      {"leads: " + strings.Repeat("[", 60) + "\n", "1:1 more than 50 brackets are open here"},
		"long line":     {"store: " + strings.Repeat("x", 5000) + "\n", "1:1 this line has more than 4096 characters"},
		"many lines":    {strings.Repeat("# x\n", 6000), "0:0 it has more than 5000 lines or 256 KiB"},
		"huge":          {strings.Repeat("# xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n", 4500), "0:0 can't be read: it has 316 KiB, more than the 256 KiB a config may have"},
	} {
		t.Run(name, func(t *testing.T) {
			_, got := messages(t, write(t, "a.yaml", c.text))
			if want := "a.yaml:" + c.want; got != want {
				t.Errorf("it says\n%s\nwant\n%s", got, want)
			}
		})
	}
}

func TestAnAliasBombIsRefused(t *testing.T) {
	var b strings.Builder
	b.WriteString("extra:\n  a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n")
	for i := 1; i < 40; i++ {
		fmt.Fprintf(&b, "  a%d: &a%d [%s]\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d, ", i-1), 10), ", "))
	}
	begin := time.Now()
	_, got := messages(t, write(t, "a.yaml", b.String()))
	if got != "a.yaml:0:0 its aliases unfold to more than 100000 values" {
		t.Error(got)
	}
	if took := time.Since(begin); took > 5*time.Second {
		t.Errorf("it took %v", took)
	}
}

func TestNoFileIsAMistakeLikeAnyOther(t *testing.T) {
	dir := t.TempDir()
	for path, want := range map[string]string{
		filepath.Join(dir, "absent.yaml"): "absent.yaml:0:0 can't be read: no such file or directory",
		dir:                               filepath.Base(dir) + ":0:0 no file in this folder ends in .yaml",
		os.DevNull:                        "null:0:0 can't be read: it is no ordinary file",
	} {
		if _, got := messages(t, path); got != want {
			t.Errorf("%s: it says %q, want %q", path, got, want)
		}
	}
}

func TestVariables(t *testing.T) {
	dir := folder(t, map[string]string{"token": "from a file\n"})
	for text, want := range map[string]struct{ value, wrong string }{
		"${A}":                      {value: "1"},
		"x${A}y${B}":                {value: "x1ytwo"},
		"$${A}":                     {value: "${A}"},
		"$A $ {A} $":                {value: "$A $ {A} $"},
		"${EMPTY}":                  {value: ""},
		"${file:token}":             {value: "from a file"},
		"${file:" + dir + "/token}": {value: "from a file"},
		"${NO}":                     {wrong: "the environment has no NO"},
		"${A:-x}":                   {wrong: `"${A:-x}" is no variable`},
		"${A":                       {wrong: "a ${ is not closed"},
		"${file:/no/such}":          {wrong: "/no/such can't be read: no such file or directory"},
		"${file:" + dir + "}":       {wrong: dir + " is no file of at most 64 KiB"},
	} {
		path := filepath.Join(dir, "a.yaml")
		if err := os.WriteFile(path, []byte("store: '"+text+"'\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		doc := strict.Read(path, environment("A", "1", "B", "two", "EMPTY", ""))
		var s sample
		doc.Decode(doc.Root, &s)
		mistakes, _ := doc.Mistakes()
		wrong := ""
		if len(mistakes) > 0 {
			wrong = mistakes[0].Message
		}
		if s.Store != want.value || wrong != want.wrong {
			t.Errorf("%s gives %q and says %q", text, s.Store, wrong)
		}
	}
}

func TestFilesThatVariablesNameAreListed(t *testing.T) {
	dir := folder(t, map[string]string{"token": "x", "a.yaml": "auth: {token: '${file:token}'}\n"})
	doc := strict.Read(filepath.Join(dir, "a.yaml"), environment())
	if diff := cmp.Diff([]string{filepath.Join(dir, "a.yaml"), filepath.Join(dir, "token")}, doc.Paths); diff != "" {
		t.Error(diff)
	}
}

func TestASecretInAFileThatAllCanRead(t *testing.T) {
	for mode, want := range map[os.FileMode]int{0o644: 1, 0o640: 0} {
		path := write(t, "a.yaml", "auth: {token: hunter2}\n")
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		doc := strict.Read(path, environment())
		var s sample
		doc.Decode(doc.Root, &s)
		mistakes, warnings := doc.Mistakes()
		if len(mistakes) != 0 || len(warnings) != want {
			t.Errorf("mode %o: %v %v", mode, mistakes, warnings)
		}
	}
}
