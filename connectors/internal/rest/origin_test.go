package rest

import (
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

// FuzzPath: whatever path a connector asks for, the request goes to the configured host, below the base.
func FuzzPath(f *testing.F) {
	for _, seed := range []string{"/x", "//evil.example", "@evil.example/", ":80@evil.example/", ".evil.example/", "/a/../../b", "\\\\evil", "/%2f%2fevil.example", "/x?y#z", ""} {
		f.Add(seed)
	}
	c, err := New(Config{Base: "https://acme.example/jira"})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, path string) {
		req, err := c.request(t.Context(), Request{Path: path}, nil, false)
		if err != nil {
			return
		}
		if u := req.URL; u.Host != "acme.example" || u.Scheme != "https" || u.User != nil || u.RawQuery != "" || !strings.HasPrefix(u.Path, "/jira/") {
			t.Errorf("%q leads to %q, path %q", path, u.Host, u.Path)
		}
	})
}
