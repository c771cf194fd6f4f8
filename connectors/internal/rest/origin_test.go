package rest

import (
	"net/url"
	"strings"
	"testing"
)

func TestParseBase(t *testing.T) {
	tests := map[string]string{ // to the base, or "" where it is refused
		"https://acme.zendesk.com":        "https://acme.zendesk.com",
		"https://acme.zendesk.com/":       "https://acme.zendesk.com",
		"https://jira.acme.example/jira/": "https://jira.acme.example/jira",
		"http://127.0.0.1:9001":           "http://127.0.0.1:9001",
		"http://[::1]:9001":               "http://[::1]:9001",
		"http://localhost:9001":           "http://localhost:9001",
		"http://acme.zendesk.com":         "",
		"http://127.0.0.1.evil.example":   "",
		"http://localhost.evil.example":   "",
		"https://user:pass@acme.example":  "",
		"https://acme.example?token=x":    "",
		"https://acme.example#top":        "",
		"acme.zendesk.com":                "",
		"ftp://acme.example":              "",
		"https://":                        "",
		"":                                "",
		"https://acme.example:notaport/":  "",
		"https:acme.example":              "",
		"https://acme.example/%zz":        "",
	}
	for raw, want := range tests {
		got := ""
		if u, err := ParseBase(raw); err == nil {
			got = u.String()
		} else if strings.Contains(err.Error(), "pass") {
			t.Errorf("%q: the error tells the password: %v", raw, err)
		}
		if got != want {
			t.Errorf("%q gives %q, want %q", raw, got, want)
		}
	}
}

func TestRelative(t *testing.T) {
	c, err := New(Config{Base: "https://acme.example/jira"})
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct{ link, path, query string }{
		{"https://acme.example/jira/rest/api/2/x?a=1", "/rest/api/2/x", "a=1"},
		{"https://evil.example/jira/rest/api/2/x?a=1", "/rest/api/2/x", "a=1"},
		{"/jira/rest/x", "/rest/x", ""},
		{"/rest/x?page%5Bafter%5D=q%3D", "/rest/x", "page%5Bafter%5D=q%3D"},
		{"//evil.example/steal", "/steal", ""},
	}
	for _, test := range tests {
		path, query, err := c.Relative(test.link)
		if err != nil || path != test.path || query.Encode() != test.query {
			t.Errorf("%s gives %s?%s, %v", test.link, path, query.Encode(), err)
		}
	}
}

// FuzzRelative: whatever a link says, the request that follows it goes to the configured host.
func FuzzRelative(f *testing.F) {
	for _, seed := range []string{"https://evil.example/x?y=z", "//evil.example", "/a/../b", "\\\\evil", "https:evil", "/%2f%2fevil.example", "/x?%zz"} {
		f.Add(seed)
	}
	c, err := New(Config{Base: "https://acme.example"})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, link string) {
		path, query, err := c.Relative(link)
		if err != nil {
			return
		}
		req, err := c.request(t.Context(), Request{Path: path, Query: query}, nil, false)
		if err != nil {
			return
		}
		if req.URL.Host != "acme.example" || req.URL.Scheme != "https" || req.URL.User != nil {
			t.Errorf("%q leads to %s", link, (&url.URL{Scheme: req.URL.Scheme, Host: req.URL.Host}).String())
		}
	})
}
