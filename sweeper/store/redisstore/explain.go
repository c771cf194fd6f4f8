package redisstore

import (
	"context"
	"strings"

	"github.com/redis/go-redis/v9"
)

// mends says what to do about answers of a server that can't be used now.
var mends = []struct{ begins, mend string }{
	{"OOM", "give the server more maxmemory, or Deskhand a server of its own"},
	{"READONLY", "this server is a replica; name the master, or use redis+sentinel://"},
	{"LOADING", "the server is starting; it will be asked again"},
	{"MASTERDOWN", "the replica has lost its master; name the master, or use redis+sentinel://"},
	{"CLUSTERDOWN", "the cluster has lost nodes"},
	{"MOVED", "this server is part of a cluster; use redis+cluster://"},
	{"NOAUTH", "the server wants a password: redis://USER:PASSWORD@HOST"},
	{"WRONGPASS", "check user and password in store:"},
	{"NOPERM", "allow this user all commands on keys deskhand1:*, EVAL and EVALSHA included"},
	{"ERR unknown command", "Deskhand needs Redis 5 or newer, with scripts"},
}

// failure is an error of the server or the way to it. Its text shows no password; what is underneath might.
type failure struct {
	text  string
	cause error
}

func (f *failure) Error() string { return f.text }

func (f *failure) Unwrap() error { return f.cause }

// explain turns an error of the driver into one for people; nil stays nil.
func (s *redisStore) explain(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if cluster, ok := s.client.(*redis.ClusterClient); ok {
		cluster.ReloadState(ctx) // another node may have taken over; by itself the client asks once a minute
	}
	text := err.Error()
	for _, secret := range s.hide {
		if secret != "" {
			text = strings.ReplaceAll(text, secret, "***")
		}
	}
	for _, m := range mends {
		if strings.HasPrefix(text, m.begins) {
			text += "; " + m.mend
		}
	}
	if ended := ctx.Err(); ended != nil {
		err = ended
	}
	return &failure{"redis: " + strings.TrimPrefix(text, "redis: "), err}
}
