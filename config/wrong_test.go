package config_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/deskhand/deskhand/config"
	_ "github.com/deskhand/deskhand/connectors/all"
	_ "github.com/deskhand/deskhand/connectors/jira"
)

var update = flag.Bool("update", false, "rewrite what the wrong configurations are expected to say")

func environment(name string) (string, bool) {
	value, ok := map[string]string{"TOKEN": "s3cr3t-of-the-desk", "PASSWORD": "pa55word", "PORT": "8080"}[name]
	return value, ok
}

// load reads the .yaml files of an archive as a configuration, from a folder when there are several. Mistakes are
// returned as people see them.
func load(t *testing.T, files []txtar.File) (*config.Config, string) {
	t.Helper()
	dir := t.TempDir()
	path := dir
	for _, f := range files {
		if err := os.WriteFile(filepath.Join(dir, f.Name), f.Data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if len(files) == 1 {
		path = filepath.Join(dir, files[0].Name)
	}
	c, mistakes := config.Load(path, environment)
	var b strings.Builder
	for _, m := range mistakes {
		b.WriteString(m.String() + "\n")
	}
	if c != nil {
		for _, m := range c.Warnings {
			b.WriteString(m.String() + "\n")
		}
	}
	return c, strings.NewReplacer(dir+"/", "", dir, ".").Replace(b.String())
}

// Each file of testdata/wrong is a configuration with one mistake, or what its name says, and what is said of it: the YAML
// files, then "want". Files in the folder mended/ are the same with the mends applied: they must be right.
func TestWrongConfigurations(t *testing.T) {
	paths, err := filepath.Glob("testdata/wrong/*.txtar")
	if err != nil || len(paths) < 50 {
		t.Fatalf("only %d wrong configurations, %v", len(paths), err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			t.Parallel()
			archive, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			var wrong, mended []txtar.File
			want := -1
			for i, f := range archive.Files {
				if name, ok := strings.CutPrefix(f.Name, "mended/"); ok {
					mended = append(mended, txtar.File{Name: name, Data: f.Data})
				} else if f.Name == "want" {
					want = i
				} else {
					wrong = append(wrong, f)
				}
			}
			c, said := load(t, wrong)
			if c != nil && !strings.Contains(said, "warning: ") {
				t.Error("it was taken")
			}
			for _, secret := range []string{"s3cr3t", "pa55", "hunter"} {
				if strings.Contains(said, secret) {
					t.Errorf("it shows a secret, %s:\n%s", secret, said)
				}
			}
			if *update {
				archive.Files[want].Data = []byte(said)
				if err := os.WriteFile(path, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
			} else if diff := cmp.Diff(string(archive.Files[want].Data), said); diff != "" {
				t.Error(diff)
			}
			if len(mended) > 0 {
				if c, said := load(t, mended); c == nil || said != "" {
					t.Errorf("the mended configuration is wrong:\n%s", said)
				}
			}
		})
	}
}
