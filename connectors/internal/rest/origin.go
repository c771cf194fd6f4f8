package rest

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
)

// ParseBase checks the address of a desk as an admin wrote it: https, or http on loopback; a host; perhaps a path; no
// credentials, query or fragment. A trailing slash is dropped.
func ParseBase(raw string) (*url.URL, error) {
	u, err := url.Parse(raw)
	switch {
	case err != nil:
		return nil, errors.New("it is not a URL")
	case u.Host == "" || u.Opaque != "":
		return nil, errors.New("it names no host")
	case u.User != nil:
		return nil, errors.New("it holds credentials")
	case u.RawQuery != "" || u.Fragment != "":
		return nil, errors.New("it holds a query or a fragment")
	case u.Scheme == "http" && !loopback(u.Hostname()):
		return nil, errors.New("credentials would be sent in the clear: it must begin with https://")
	case u.Scheme != "https" && u.Scheme != "http":
		return nil, errors.New("it must begin with https://")
	}
	return &url.URL{Scheme: u.Scheme, Host: u.Host, Path: strings.TrimRight(u.Path, "/"), RawPath: strings.TrimRight(u.RawPath, "/")}, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Relative reduces an address found in an answer, such as a link to the next page, to a path below the base and a query.
// Its host is dropped, not followed: credentials go to the configured host only, and desks name hosts of their own there.
func (c *Client) Relative(link string) (path string, query url.Values, err error) {
	u, err := url.Parse(link)
	if err != nil || u.Opaque != "" {
		return "", nil, errors.New("the answer links to something that is not a URL")
	}
	path = u.EscapedPath()
	if rest, ok := strings.CutPrefix(path, c.base.EscapedPath()+"/"); ok {
		path = "/" + rest
	}
	if !strings.HasPrefix(path, "/") {
		return "", nil, fmt.Errorf("the answer links to a path that does not begin with a slash")
	}
	query, err = url.ParseQuery(u.RawQuery)
	if err != nil {
		return "", nil, errors.New("the answer links to a broken query")
	}
	return path, query, nil
}
