package config_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/deskhand/deskhand/config"
)

// shown is the configuration as `check --print` writes it.
func shown(t *testing.T, c *config.Config) string {
	t.Helper()
	var b strings.Builder
	if err := c.Show().Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

const rich = minimal + `
    schedule: "@every 15m"
    limits: {rate_share: 25%, abort_above: {tickets: 3}}
  - name: eng
    type: jira
    url: https://acme.atlassian.net
    auth: {email: bot@acme.example, token: "${PASSWORD}"}
    select: 'project = OPS and summary ~ "a # b: c"'
    statuses: {waiting: [Waiting for customer, "yes: no"]}
    note_visibility: {role: Service Desk Team}
store: redis://:${PASSWORD}@host:6379/1
listen: ":${PORT}"
status_token: "${TOKEN}"
policy:
  stale_after: 5bd
  calendar: {timezone: Europe/Berlin, holidays: [2026-12-25]}
  high_impact: {when: 'ticket.priority == "urgent" and "vip" in ticket.tags', fields: {plan: [Gold, "#1"]}}
  people: {leads: [lead@acme.example]}
  reasons:
    site_outage: null
    checkout_down: {title: "Checkout: down", high_impact: true, says: [checkout is down]}
`

func TestWhatIsShownIsTheSameConfiguration(t *testing.T) {
	for name, text := range map[string]string{
		"little": minimal, "much": rich, "a secret starred": minimal + "    ping: https://watch.example/hunter2\n",
		"reasons replaced": minimal + "policy: {stale_reason: \"\", reasons: !replace {mine: {title: Mine, says: [checkout is down]}}}\n",
	} {
		t.Run(name, func(t *testing.T) {
			first := must(t, one(text))
			again := must(t, one(shown(t, first)))
			type values struct {
				Store, Listen, Token, Policy string
				Connectors                   []any
			}
			of := func(c *config.Config) values {
				v := values{Store: c.Store, Listen: c.Listen, Token: c.StatusToken.Reveal(), Policy: c.PolicyDigest}
				for _, d := range c.Desks {
					v.Connectors = append(v.Connectors, d.Name, d.Type, d.URL, d.Schedule, d.Mode, d.Limits, d.Connector)
				}
				return v
			}
			if diff := cmp.Diff(of(first), of(again)); diff != "" {
				t.Errorf("%s\n%s", diff, shown(t, first))
			}
		})
	}
}

func TestEachValueIsShownWithItsOrigin(t *testing.T) {
	c := must(t, one(rich))
	dir, _, _ := strings.Cut(c.Files[0], "deskhand.yaml")
	origins := map[string]string{}
	for _, s := range c.Show().Settings {
		origins[s.Path] = strings.ReplaceAll(s.Origin, dir, "") + " | " + s.Value
	}
	for path, want := range map[string]string{
		"store":                                  "deskhand.yaml:17, env PASSWORD | redis://:${PASSWORD}@host:6379/1",
		"listen":                                 "deskhand.yaml:18, env PORT | :${PORT}",
		"connectors[0].mode":                     "default | observe",
		"connectors[0].limits.rate_share":        "deskhand.yaml:9 | 25%",
		"connectors[0].auth.bearer":              "deskhand.yaml:6, env TOKEN | ${TOKEN}",
		"connectors[0].limits.abort_above.share": "default | 0.1",
		"connectors[1].deployment":               "default | cloud",
		"connectors[1].statuses.waiting":         "deskhand.yaml:15 | [Waiting for customer, \"yes: no\"]",
		"policy.stale_after":                     "deskhand.yaml:21 | 5bd",
		"policy.quiet_period":                    "built-in | 5m",
		"policy.reasons.checkout_down.title":     "deskhand.yaml:27 | Checkout: down",
	} {
		if origins[path] != want {
			t.Errorf("%s: %s\nwant %s", path, origins[path], want)
		}
	}
}

func TestNoSecretIsShown(t *testing.T) {
	const planted = "hunter2-hunter2"
	for name, text := range map[string]string{
		"bearer":          "connectors: [{name: a, type: zendesk, url: 'https://a.example', auth: {bearer: PLANTED}}]",
		"token":           "connectors: [{name: a, type: zendesk, url: 'https://a.example', auth: {email: a@b.example, token: PLANTED}}]",
		"client_secret":   "connectors: [{name: a, type: zendesk, url: 'https://a.example', auth: {oauth: {client_id: a, client_secret: PLANTED}}}]",
		"half a variable": "connectors: [{name: a, type: zendesk, url: 'https://a.example', auth: {bearer: 'PLANTED${PORT}'}}]",
		"jira token":      "connectors: [{name: a, type: jira, select: project = A, url: 'https://a.example', auth: {email: a@b.example, token: PLANTED}}]",
		"jira bearer":     "connectors: [{name: a, type: jira, deployment: datacenter, select: project = A, url: 'https://a.example', auth: {bearer: PLANTED}}]",
		"jira password":   "connectors: [{name: a, type: jira, deployment: datacenter, select: project = A, url: 'https://a.example', auth: {username: u, password: PLANTED}}]",
		"jira oauth":      "connectors: [{name: a, type: jira, cloud_id: x-1, select: project = A, url: 'https://a.example', auth: {oauth: {client_id: a, client_secret: PLANTED}}}]",
		"ping":            minimal + "    ping: https://watch.example/PLANTED",
		"store":           minimal + "store: redis://user:PLANTED@host:6379/0",
		"status_token":    minimal + "status_token: PLANTED",
	} {
		c := must(t, one(strings.ReplaceAll(text, "PLANTED", planted)+"\n"))
		out := shown(t, c)
		for _, s := range c.Show().Settings {
			out += s.Value + s.Origin
		}
		if strings.Contains(out, planted) || !strings.Contains(out, "***") {
			t.Errorf("%s: shown\n%s", name, out[:600])
		}
	}
	if out := shown(t, must(t, one(rich))); strings.Contains(out, "s3cr3t") || strings.Contains(out, "pa55word") {
		t.Error("the value of a variable is shown")
	}
}
