package rest

import (
	"errors"
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
