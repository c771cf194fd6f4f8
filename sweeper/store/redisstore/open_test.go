package redisstore

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParse(t *testing.T) {
	type want struct {
		Addrs                  []string
		User, Password, Master string
		DB                     int
		TLS, Cluster           bool
	}
	for address, want := range map[string]want{
		"redis://localhost":                               {Addrs: []string{"localhost:6379"}},
		"redis://localhost:7000/3":                        {Addrs: []string{"localhost:7000"}, DB: 3},
		"redis://[::1]:7000/":                             {Addrs: []string{"[::1]:7000"}},
		"redis://[::1]":                                   {Addrs: []string{"[::1]:6379"}},
		"redis://:secret@host":                            {Addrs: []string{"host:6379"}, Password: "secret"},
		"redis://user:p%40ss%2F%25@host":                  {Addrs: []string{"host:6379"}, User: "user", Password: "p@ss/%"},
		"redis://user:p@ss:w/rd@host/1":                   {Addrs: []string{"host:6379"}, User: "user", Password: "p@ss:w/rd", DB: 1},
		"rediss://host":                                   {Addrs: []string{"host:6379"}, TLS: true},
		"redis+sentinel://u:p@one,two:26380/mymaster":     {Addrs: []string{"one:26379", "two:26380"}, User: "u", Password: "p", Master: "mymaster"},
		"rediss+sentinel://one/mymaster/2":                {Addrs: []string{"one:26379"}, Master: "mymaster", DB: 2, TLS: true},
		"redis+cluster://a,b:7001,[::1]:7002":             {Addrs: []string{"a:6379", "b:7001", "[::1]:7002"}, Cluster: true},
		"rediss+cluster://:secret@cfg.example.com:6379/":  {Addrs: []string{"cfg.example.com:6379"}, Password: "secret", Cluster: true, TLS: true},
		"rediss+cluster://:secret@cfg.example.com:6379/0": {Addrs: []string{"cfg.example.com:6379"}, Password: "secret", Cluster: true, TLS: true},
	} {
		o, err := parse(address)
		if err != nil {
			t.Errorf("%s: %v", address, err)
			continue
		}
		got := want
		got.Addrs, got.User, got.Password, got.Master = o.Addrs, o.Username, o.Password, o.MasterName
		got.DB, got.TLS, got.Cluster = o.DB, o.TLSConfig != nil, o.IsClusterMode
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: want -, got +\n%s", address, diff)
		}
	}
}

func TestParseRefusesWithoutShowingThePassword(t *testing.T) {
	for _, address := range []string{
		"", "redis", "redis:", "redis://", "redis://:hunter2@", "http://u:hunter2@host", "redis://u:hunter2@host:port", "redis://u:hunter2@host:0",
		"redis://u:hunter2@host:99999", "redis://u:hunter2@host/db", "redis://u:hunter2@host/-1", "redis://u:hunter2%zz@host",
		"redis://u:hunter2@a,b", "redis+sentinel://u:hunter2@host", "redis+sentinel://u:hunter2@host//1",
		"redis+cluster://u:hunter2@host/1", "redis+ring://u:hunter2@host", "redis://u:hunter2@host?db=1", "redis://u:hunter2@host#1",
	} {
		o, err := parse(address)
		if err == nil {
			t.Errorf("%s is taken as %v", address, o.Addrs)
		} else if strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: the password is in the error: %v", address, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("redis://user:p%40ss@host:6379/0")
	f.Add("redis+sentinel://one,two:26379/master/1")
	f.Fuzz(func(t *testing.T, address string) {
		o, err := parse(address)
		if err == nil && len(o.Addrs) == 0 {
			t.Errorf("%q gives no host", address)
		}
	})
}
