package config_test

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/deskhand/deskhand/config"
	"github.com/deskhand/deskhand/connectors/zendesk"
	"github.com/deskhand/deskhand/sweeper"
)

const minimal = `
connectors:
  - name: support
    type: zendesk
    url: https://acme.zendesk.com
    auth: {bearer: "${TOKEN}"}
`

// must loads files that are right.
func must(t *testing.T, files map[string]string) *config.Config {
	t.Helper()
	var archive []txtar.File
	for name, text := range files {
		archive = append(archive, txtar.File{Name: name, Data: []byte(text)})
	}
	c, said := load(t, archive)
	if c == nil {
		t.Fatal(said)
	}
	return c
}

func one(text string) map[string]string { return map[string]string{"deskhand.yaml": text} }

func TestWhatHoldsWhereNothingIsSaid(t *testing.T) {
	c := must(t, one(minimal))
	if c.Store != "file:deskhand.db" || c.Listen != "127.0.0.1:8080" || c.StatusToken != "" || c.Policy == nil || len(c.Warnings) != 0 {
		t.Errorf("%+v", c)
	}
	d := c.Desks[0]
	want := sweeper.Limits{RateShare: 0.5, WritesPerSweep: 100, AbortAbove: sweeper.AbortAbove{Tickets: 25, Share: 0.1}}
	if diff := cmp.Diff(want, d.Limits); diff != "" || d.Mode != sweeper.Observe || d.Schedule != "*/5 * * * *" {
		t.Errorf("%+v %s", d, diff)
	}
	at := time.Date(2026, 11, 24, 10, 2, 0, 0, time.UTC)
	if next := d.Cron.Next(at); !next.Equal(at.Add(3 * time.Minute)) {
		t.Errorf("next sweep at %v", next)
	}
	own := d.Connector.(*zendesk.Config)
	if d.URL != "https://acme.zendesk.com" || own.URL != d.URL || own.Auth.Bearer.Reveal() != "s3cr3t-of-the-desk" {
		t.Errorf("the connector's own part is %+v", own)
	}
}

func TestEverythingSaid(t *testing.T) {
	c := must(t, one(minimal+`
    schedule: "@every 15m"
    mode: note
    limits: {rate_share: 25%, writes_per_sweep: 7, abort_above: {tickets: 3, share: 0.2}}
store: rediss://:${PASSWORD}@host:6379/1
listen: ":8443"
status_token: "${TOKEN}"
policy: {stale_after: 5bd}
`))
	want := sweeper.Limits{RateShare: 0.25, WritesPerSweep: 7, AbortAbove: sweeper.AbortAbove{Tickets: 3, Share: 0.2}}
	d := c.Desks[0]
	if diff := cmp.Diff(want, d.Limits); diff != "" || d.Mode != sweeper.Note || d.Schedule != "@every 15m" {
		t.Errorf("%+v %s", d, diff)
	}
	if c.Store != "rediss://:pa55word@host:6379/1" || c.Listen != ":8443" || c.StatusToken.Reveal() != "s3cr3t-of-the-desk" {
		t.Errorf("%+v", c)
	}
}

func TestAStatusPageCanBeSwitchedOff(t *testing.T) {
	if c := must(t, one(minimal+"listen: \"\"\n")); c.Listen != "" {
		t.Errorf("it listens on %q", c.Listen)
	}
}

func TestHTTPIsForThisMachineOnly(t *testing.T) {
	for _, host := range []string{"127.0.0.1:9001", "localhost", "[::1]:80"} {
		must(t, one(strings.Replace(minimal, "https://acme.zendesk.com", "http://"+host, 1)))
	}
}

func TestEachConnectorMayHaveAFileOfItsOwn(t *testing.T) {
	c := must(t, map[string]string{
		"a.yaml":      minimal,
		"b.yaml":      strings.ReplaceAll(minimal, "support", "second"),
		"policy.yaml": "policy: {stale_after: 5d}\n",
	})
	var names []string
	for _, d := range c.Desks {
		names = append(names, d.Name)
	}
	if diff := cmp.Diff([]string{"support", "second"}, names); diff != "" || len(c.Files) != 3 {
		t.Errorf("%s, from %v", diff, c.Files)
	}
}

func TestTheHashTellsConfigurationsApart(t *testing.T) {
	base := must(t, one(minimal))
	for name, c := range map[string]struct {
		text             string
		same, samePolicy bool
	}{
		"a comment":      {minimal + "# nothing\n", true, true},
		"another order":  {"connectors:\n- {auth: {bearer: '${TOKEN}'}, url: 'https://acme.zendesk.com', type: zendesk, name: support}\n", true, true},
		"another secret": {strings.Replace(minimal, "${TOKEN}", "${PASSWORD}", 1), false, true},
		"another mode":   {minimal + "    mode: tag\n", false, true},
		"another policy": {minimal + "policy: {stale_after: 6d}\n", false, false},
	} {
		got := must(t, one(c.text))
		if (got.Hash == base.Hash) != c.same || (got.PolicyDigest == base.PolicyDigest) != c.samePolicy {
			t.Errorf("%s: hash %s and %s, policy %s and %s", name, base.Hash, got.Hash, base.PolicyDigest, got.PolicyDigest)
		}
	}
}

func TestAConfigurationDoesNotPrintItsSecrets(t *testing.T) {
	c := must(t, one(minimal+"status_token: \"${TOKEN}\"\n"))
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Info("loaded", "desks", c.Desks, "token", c.StatusToken)
	for _, printed := range []string{fmt.Sprintf("%v %+v %#v", c.Desks, c, c.StatusToken), fmt.Sprintf("%+v", c.Desks[0].Connector), log.String()} {
		if strings.Contains(printed, "s3cr3t") {
			t.Errorf("it prints a secret: %s", printed)
		}
	}
}

func TestTheExampleIsRight(t *testing.T) {
	c, mistakes := config.Load("example.yaml", func(string) (string, bool) { return "x", true })
	if c != nil {
		mistakes = append(mistakes, c.Warnings...)
	}
	for _, m := range mistakes {
		t.Error(m)
	}
}
