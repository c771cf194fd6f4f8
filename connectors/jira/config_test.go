package jira_test

import (
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"

	"github.com/deskhand/deskhand/connectors"
)

func TestConfigFaults(t *testing.T) {
	t.Parallel()
	const cloud = "url: https://acme.atlassian.net\nauth: {email: bot@acme.example, token: t}\n"
	const center = "url: https://jira.acme.example/jira\ndeployment: datacenter\n"
	const sel = "select: project = OPS\n"
	for name, tt := range map[string]struct {
		yaml string
		want []string // paths of the faults
	}{
		"a whole cloud desk":         {cloud + sel + "statuses: {waiting: [With client]}\nnote_visibility: {role: Team}\n", nil},
		"a whole data center desk":   {center + sel + "auth: {bearer: t}\n", nil},
		"a password":                 {center + sel + "auth: {username: bot, password: p}\n", nil},
		"through the gateway":        {"url: https://acme.atlassian.net\ncloud_id: 1122-aa\nauth: {oauth: {client_id: c, client_secret: s}}\n" + sel, nil},
		"nothing":                    {"{}", []string{"url", "select", "auth"}},
		"plain http":                 {strings.Replace(cloud, "https", "http", 1) + sel, []string{"url"}},
		"unknown deployment":         {cloud + sel + "deployment: server\n", []string{"deployment"}},
		"two kinds of credentials":   {"url: https://a.example\nauth: {email: a@b, token: t, bearer: b}\n" + sel, []string{"auth"}},
		"half an API token":          {"url: https://a.example\nauth: {email: a@b}\n" + sel, []string{"auth.token"}},
		"a token on data center":     {center + sel + "auth: {email: a@b, token: t}\n", []string{"auth.email"}},
		"a password on cloud":        {"url: https://a.example\nauth: {username: u, password: p}\n" + sel, []string{"auth.username"}},
		"OAuth without gateway":      {"url: https://a.example\nauth: {oauth: {client_id: c, client_secret: s}}\n" + sel, []string{"cloud_id"}},
		"OAuth in half":              {"url: https://a.example\ncloud_id: a\nauth: {oauth: {client_id: c}}\n" + sel, []string{"auth.oauth"}},
		"a gateway for data center":  {center + sel + "cloud_id: a\nauth: {bearer: t}\n", []string{"cloud_id"}},
		"a path for a cloud id":      {cloud + sel + "cloud_id: ../x\n", []string{"cloud_id"}},
		"a query that orders":        {cloud + "select: project = OPS order  by rank\n", []string{"select"}},
		"a query in quotes may":      {cloud + "select: summary ~ \"order by (\"\n", nil},
		"a query that breaks out":    {cloud + "select: a = 1) OR (b = 2\n", []string{"select"}},
		"a query that does not end":  {cloud + "select: project in (OPS\n", []string{"select"}},
		"a quote that does not end":  {cloud + "select: 'summary ~ \"x'\n", []string{"select"}},
		"a status in both lists":     {cloud + sel + "statuses: {waiting: [On hold], on_hold: [on hold]}\n", []string{"statuses"}},
		"visibility of role & group": {cloud + sel + "note_visibility: {role: a, group: b}\n", []string{"note_visibility"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, _ := connectors.New("jira")
			if err := yaml.UnmarshalWithOptions([]byte(tt.yaml), c, yaml.Strict()); err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, f := range c.Validate() {
				if f.Mend == "" || f.Message == "" {
					t.Errorf("%s: a fault without words", f.Path)
				}
				got = append(got, f.Path)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("faults (-want +got):\n%s", diff)
			}
		})
	}
}
