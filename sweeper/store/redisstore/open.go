package redisstore

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/logging"
	"github.com/redis/go-redis/v9/maintnotifications"

	"github.com/deskhand/deskhand/sweeper/store"
)

// patience is how long a connection and an answer may take. A store that takes longer counts as gone.
const patience = time.Second

// errAddress shows what an address looks like. It shows nothing of the one given, which holds a password.
var errAddress = errors.New("this is no Redis address; write redis://USER:PASSWORD@HOST:6379/0 (rediss:// for TLS), " +
	"redis+sentinel://USER:PASSWORD@HOST:26379,HOST2:26379/MASTER/0 or redis+cluster://USER:PASSWORD@HOST:6379,HOST2:6379, " +
	"with % written as %25 in a password")

// Open connects to Redis 5 or newer and asks it for a sign of life. The address is one of
//
//	redis://[USER:PASSWORD@]HOST[:6379][/DB]
//	redis+sentinel://[USER:PASSWORD@]HOST[:26379][,HOST...]/MASTER[/DB]   user and password are the master's
//	redis+cluster://[USER:PASSWORD@]HOST[:6379][,HOST...]
//
// with rediss in place of redis for TLS. Later failures of the server are errors of single calls; the connection comes back
// by itself. A lease and a commit need scripts (EVALSHA, EVAL), which an ACL must allow.
func Open(ctx context.Context, address string, log *slog.Logger) (store.Store, error) {
	o, err := parse(address)
	if err != nil {
		return nil, err
	}
	logging.Disable() // what the driver would print comes back as errors too
	o.MaxRetries, o.DialerRetries = 1, 1
	o.DialTimeout, o.ReadTimeout, o.WriteTimeout = patience, patience, patience
	o.ContextTimeoutEnabled = true
	o.MaintNotificationsConfig = &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}

	s := &redisStore{client: redis.NewUniversalClient(o), hide: []string{o.Password, url.QueryEscape(o.Password)}}
	if err := s.client.Ping(ctx).Err(); err != nil {
		_ = s.client.Close()
		return nil, fmt.Errorf("%s: %w", strings.Join(o.Addrs, ","), s.explain(ctx, err))
	}
	log.Debug("the store is in Redis", "hosts", o.Addrs, "db", o.DB)
	return s, nil
}

// New keeps the state where the client reaches it, for clients that no address can tell of. Close closes the client too.
func New(client redis.UniversalClient) store.Store { return &redisStore{client: client} }

// parse reads an address. net/url can't: several hosts are no URL to it, and its errors show passwords.
func parse(address string) (*redis.UniversalOptions, error) {
	scheme, rest, ok := strings.Cut(address, "://")
	if !ok || strings.ContainsAny(rest, "?#") {
		return nil, errAddress
	}
	o := &redis.UniversalOptions{}
	if at := strings.LastIndex(rest, "@"); at >= 0 {
		var err error
		if o.Username, o.Password, err = credentials(rest[:at]); err != nil {
			return nil, err
		}
		rest = rest[at+1:]
	}
	kind := strings.TrimPrefix(scheme, "rediss")
	if kind != scheme {
		o.TLSConfig = &tls.Config{MinVersion: tls.VersionTLS12}
	} else {
		kind = strings.TrimPrefix(scheme, "redis")
	}
	hosts, path, _ := strings.Cut(rest, "/")
	port := "6379"
	switch kind {
	case "":
	case "+sentinel":
		port = "26379"
		if o.MasterName, path, _ = strings.Cut(path, "/"); o.MasterName == "" {
			return nil, errAddress
		}
	case "+cluster":
		o.IsClusterMode = true
	default:
		return nil, errAddress
	}
	var err error
	if o.Addrs, err = hostList(hosts, port); err != nil || kind == "" && len(o.Addrs) > 1 {
		return nil, errAddress
	}
	if path == "" {
		return o, nil
	}
	if o.DB, err = strconv.Atoi(path); err != nil || o.DB < 0 || o.IsClusterMode && o.DB != 0 {
		return nil, errAddress
	}
	return o, nil
}

func credentials(text string) (user, password string, err error) {
	user, password, _ = strings.Cut(text, ":")
	user, err1 := url.PathUnescape(user)
	password, err2 := url.PathUnescape(password)
	if err1 != nil || err2 != nil {
		return "", "", errAddress
	}
	return user, password, nil
}

func hostList(text, port string) ([]string, error) {
	hosts := strings.Split(text, ",")
	for i, host := range hosts {
		if _, _, err := net.SplitHostPort(host); err != nil {
			host = net.JoinHostPort(strings.Trim(host, "[]"), port)
		}
		name, number, err := net.SplitHostPort(host)
		if n, bad := strconv.ParseUint(number, 10, 16); err != nil || bad != nil || n == 0 || name == "" {
			return nil, errAddress
		}
		hosts[i] = host
	}
	return hosts, nil
}
