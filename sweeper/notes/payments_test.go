package notes_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/deskhand/deskhand/config"
	"github.com/deskhand/deskhand/sweeper/notes"
)

// TestPaymentsPolicy reads notes by a policy for another business: the reasons are data, the understanding is not.
func TestPaymentsPolicy(t *testing.T) {
	policy, mistakes := config.LoadPolicy("../../config/policies/payments.yaml")
	if len(mistakes) > 0 {
		t.Fatal(mistakes)
	}
	stories, err := os.ReadFile("testdata/payments.txt")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(stories)), "\n")[2:]
	for i := 0; i+1 < len(lines); i += 2 {
		by, text, _ := strings.Cut(lines[i], ": ")
		want := strings.Fields(strings.ReplaceAll(lines[i+1], "-", ""))
		got := []string{}
		for _, m := range found(policy.Grammar().Parse(text, notes.Plain, notes.Author(by))) {
			got = append(got, words(m))
		}
		slices.Sort(want)
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s\n%s", lines[i], diff)
		}
	}
}

// words turns a mark into the words of a story: a reason is its code, a flag its name.
func words(mark string) string {
	field, value, _ := strings.Cut(mark, ":")
	switch field {
	case "reasons", "grounds", "decision":
		return value
	case "affected":
		return mark
	}
	return field
}
