package config_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/deskhand/deskhand/config"
	"github.com/deskhand/deskhand/sweeper/escalation"
	"github.com/deskhand/deskhand/sweeper/notes"
)

func loadPolicy(t *testing.T, text string) (*escalation.Policy, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "policy.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	p, mistakes := config.LoadPolicy(path)
	var said []string
	for _, m := range mistakes {
		said = append(said, m.Message)
	}
	return p, strings.Join(said, "\n")
}

func reasons(p *escalation.Policy, note string) []string {
	return p.Grammar().Parse(note, notes.Plain, notes.EndUser).Reasons
}

const outage = "Nobody can log in by SSO, the login page is down for all our users."

func TestTheBuiltinPolicyIsRight(t *testing.T) {
	p, err := config.BuiltinPolicy()
	if err != nil {
		t.Fatal(err)
	}
	if !p.Owned("stale_high_impact") || !slices.Contains(reasons(p, outage), "sso_unavailable") {
		t.Errorf("it reads %q as %v", outage, reasons(p, outage))
	}
}

func TestAPolicyIsLaidOverTheBuiltinOne(t *testing.T) {
	const checkout = "reasons: {checkout_down: {title: Checkout is down, says: [checkout is down]}}\n"
	for name, c := range map[string]struct {
		text       string
		sso, other bool
		stale      string
	}{
		"nothing":        {"{}\n", true, false, "stale_high_impact"},
		"a reason more":  {checkout, true, true, "stale_high_impact"},
		"a whole config": {"connectors: not looked at\npolicy:\n  " + checkout, true, true, "stale_high_impact"},
		"a reason less":  {"reasons: {sso_unavailable: null}\n", false, false, "stale_high_impact"},
		"a tag renamed":  {"tags: {stale: too_old}\n", true, false, "too_old"},
	} {
		t.Run(name, func(t *testing.T) {
			p, said := loadPolicy(t, c.text)
			if p == nil {
				t.Fatal(said)
			}
			if got := slices.Contains(reasons(p, outage), "sso_unavailable"); got != c.sso {
				t.Errorf("sso_unavailable holds: %v", got)
			}
			if got := slices.Contains(reasons(p, "The checkout is down."), "checkout_down"); got != c.other {
				t.Errorf("checkout_down holds: %v", got)
			}
			if !p.Owned(c.stale) {
				t.Errorf("the tag %s is not owned", c.stale)
			}
		})
	}
}

func TestAPolicyMayReplaceAllReasons(t *testing.T) {
	p, said := loadPolicy(t, `
stale_reason: ""
reasons: !replace
  checkout_down: {title: Checkout is down, says: [checkout is down]}
`)
	if p == nil {
		t.Fatal(said)
	}
	if diff := cmp.Diff([]string{"checkout_down"}, reasons(p, outage+" The checkout is down.")); diff != "" {
		t.Error(diff)
	}
}

func TestMistakesOfAPolicyAreTold(t *testing.T) {
	for text, want := range map[string]string{
		"reason: {x: {title: X, sais: [checkout is down]}}\n": "unknown key \"reason\"\nunknown key \"sais\"",
		"stale_after: 7\nquiet: 5m\n":                         "\"7\" is no span of time\nunknown key \"quiet\"",
		"reasons: {x: {title: X, lasting: 24}}\n":             "how long is 24? a unit is missing",
	} {
		if p, said := loadPolicy(t, text); p != nil || said != want {
			t.Errorf("%s: it says\n%s\nwant\n%s", text, said, want)
		}
	}
}

func TestAPolicyThatIsNotThere(t *testing.T) {
	if p, mistakes := config.LoadPolicy(filepath.Join(t.TempDir(), "absent.yaml")); p != nil || len(mistakes) != 1 {
		t.Errorf("%v, %v", p, mistakes)
	}
}
