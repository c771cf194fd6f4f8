package jira_test

import (
	"os"
	"path/filepath"
	"testing"
)

// shared returns the path of one of the vendor's files, which lie beside the repository and not in it. Where they are
// absent the test is skipped.
func shared(t *testing.T, name string) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for dir != filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		dir = filepath.Dir(dir)
	}
	path := filepath.Join(dir, "..", "shared", "contracts", "jira", name)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("the vendor's file %s is not beside the repository", name)
	}
	return path
}

// read returns what is in one of the vendor's files.
func read(t *testing.T, name string) []byte {
	t.Helper()
	raw, err := os.ReadFile(shared(t, name))
	if err != nil {
		t.Fatal(err)
	}
	return raw
}
