// Package redisstore keeps the state of all desks in Redis, for several processes that share them.
//
// It owns the keys that begin with "deskhand1:". All keys of a desk carry the hash tag {DESK}, so that they lie together on
// a cluster. The server may be emptied, restarted or replaced at any moment, since what it holds is a cache; give it
// a memory policy of noeviction if it is shared, so that nothing is lost bit by bit.
//
// A commit is one script, which compares the fence and writes: Redis runs it whole or not at all. It writes
// absolute values, so that the client may send it again when an answer is lost. A fence is never lower than the server's
// clock in microseconds, and is compared for equality together with its owner: no server that has lost its memory can take an
// old token for the newest.
package redisstore

import (
	"context"
	"errors"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/deskhand/deskhand/sweeper/store"
	"github.com/deskhand/deskhand/sweeper/store/internal/packed"
)

type redisStore struct {
	client redis.UniversalClient
	hide   []string // passwords, which no error may show
}

func (s *redisStore) Lease(ctx context.Context, desk, owner string, ttl time.Duration) (store.Token, error) {
	fence, err := leaseScript.Run(ctx, s.client, []string{keysOf(desk).lease()}, owner, ttl.Microseconds()).Uint64()
	if err != nil {
		return store.Token{}, s.explain(ctx, err)
	}
	if fence == heldByAnother {
		return store.Token{}, store.ErrHeld
	}
	return store.Token{Desk: desk, Owner: owner, Fence: fence}, nil
}

func (s *redisStore) Release(ctx context.Context, t store.Token) error {
	err := releaseScript.Run(ctx, s.client, []string{keysOf(t.Desk).lease()}, t.Owner, t.Fence).Err()
	return s.explain(ctx, err)
}

func (s *redisStore) State(ctx context.Context, desk string) (store.State, error) {
	b, err := s.client.Get(ctx, keysOf(desk).state()).Bytes()
	if err != nil && !errors.Is(err, redis.Nil) {
		return store.State{}, s.explain(ctx, err)
	}
	state, _ := packed.ReadState(b)
	return state, nil
}

// Records reads in one transaction, so that it never sees half of a commit.
func (s *redisStore) Records(ctx context.Context, desk string, ids []string) (map[string]store.Record, error) {
	records := make(map[string]store.Record, len(ids))
	if len(ids) == 0 {
		return records, ctx.Err()
	}
	keys, groups := keysOf(desk), groupByBucket(ids)
	values := make([]*redis.SliceCmd, len(groups))
	var shown *redis.SliceCmd
	_, err := s.client.TxPipelined(ctx, func(p redis.Pipeliner) error {
		for i, g := range groups {
			values[i] = p.HMGet(ctx, keys.bucket(g.bucket), g.fields...)
		}
		shown = p.HMGet(ctx, keys.shown(), ids...)
		return nil
	})
	if err != nil {
		return nil, s.explain(ctx, err)
	}
	for i, g := range groups {
		for j, value := range values[i].Val() {
			text, _ := value.(string)
			if r, ok := packed.ReadRecord([]byte(text)); ok {
				records[g.ids[j]] = r
			}
		}
	}
	for i, value := range shown.Val() {
		if r, known := records[ids[i]]; known {
			if text, ok := value.(string); ok {
				r.Shown = []byte(text)
				records[ids[i]] = r
			}
		}
	}
	return records, nil
}

func (s *redisStore) Due(ctx context.Context, desk string, until time.Time, n int) ([]string, error) {
	if n <= 0 {
		return nil, ctx.Err()
	}
	ids, err := s.client.ZRangeArgs(ctx, redis.ZRangeArgs{
		Key: keysOf(desk).due(), ByScore: true, Start: "-inf", Stop: until.Unix(), Count: int64(n),
	}).Result()
	return ids, s.explain(ctx, err)
}

func (s *redisStore) Shown(ctx context.Context, desk string) (map[string][]byte, error) {
	texts, err := s.client.HGetAll(ctx, keysOf(desk).shown()).Result()
	if err != nil {
		return nil, s.explain(ctx, err)
	}
	shown := make(map[string][]byte, len(texts))
	for id, text := range texts {
		shown[id] = []byte(text)
	}
	return shown, nil
}

func (s *redisStore) Count(ctx context.Context, desk string) (int, error) {
	n, err := s.client.Get(ctx, keysOf(desk).count()).Int()
	if errors.Is(err, redis.Nil) {
		return 0, nil
	}
	return n, s.explain(ctx, err)
}

func (s *redisStore) Runs(ctx context.Context, desk string, n int) ([][]byte, error) {
	if n <= 0 {
		return nil, ctx.Err()
	}
	texts, err := s.client.LRange(ctx, keysOf(desk).runs(), 0, int64(n)-1).Result()
	if err != nil {
		return nil, s.explain(ctx, err)
	}
	runs := make([][]byte, len(texts))
	for i, text := range texts {
		runs[i] = []byte(text)
	}
	return runs, nil
}

func (s *redisStore) Reset(ctx context.Context, desk string) error {
	keys := keysOf(desk)
	buckets, err := s.client.SMembers(ctx, keys.buckets()).Result()
	if err != nil {
		return s.explain(ctx, err)
	}
	all := []string{keys.count(), keys.buckets(), keys.runs(), keys.due(), keys.shown(), keys.state()}
	for _, bucket := range buckets {
		all = append(all, keys.bucket(bucket))
	}
	return s.explain(ctx, s.client.Unlink(ctx, all...).Err())
}

func (s *redisStore) Close() error { return s.client.Close() }
