package redisstore

import (
	"context"
	"maps"
	"slices"

	"github.com/deskhand/deskhand/sweeper/store"
	"github.com/deskhand/deskhand/sweeper/store/internal/packed"
)

// Commit takes one round trip. Redis serves nobody else meanwhile: about a millisecond for a thousand records.
func (s *redisStore) Commit(ctx context.Context, t store.Token, b store.Batch) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if t.Fence == 0 {
		return store.ErrFenced
	}
	keys, args := commitOf(t, b)
	newest, err := commitScript.Run(ctx, s.client, keys, args...).Bool()
	if err != nil {
		return s.explain(ctx, err)
	}
	if !newest {
		return store.ErrFenced
	}
	return nil
}

// Places of keys in the commit script, from 1.
const (
	duePlace = iota + 5
	shownPlace
	statePlace
	firstBucket
)

// commitOf returns keys and arguments of the commit script. Equal batches give equal ones.
func commitOf(t store.Token, b store.Batch) (keys []string, args []any) {
	names := keysOf(t.Desk)
	keys = []string{names.lease(), names.count(), names.buckets(), names.runs(), names.due(), names.shown(), names.state()}
	args = []any{t.Owner, t.Fence, b.Run, store.MaxRuns, firstBucket}

	put := maps.Clone(b.Put)
	for _, id := range b.Forget {
		delete(put, id)
	}
	var c commands
	ids := slices.Concat(slices.Sorted(maps.Keys(put)), slices.Compact(slices.Sorted(slices.Values(b.Forget))))
	for i, g := range groupByBucket(ids) {
		keys = append(keys, names.bucket(g.bucket))
		args = append(args, g.bucket)
		c.addRecords(firstBucket+i, g, put)
	}
	c.addIndexes(ids, put)
	if b.State != nil {
		c.add("SET", statePlace, []any{packed.State(*b.State)})
	}
	return keys, append(args, c...)
}

// commands are the words of some commands, each as the script reads it.
type commands []any

// wordsAtOnce keeps a command's arguments under what Lua can hand over at once. It is even: arguments may come in pairs.
const wordsAtOnce = 2000

// add adds a command on the key at the place, or several when the words are too many for one, or none without words.
func (c *commands) add(command string, place int, words []any) {
	for some := range slices.Chunk(words, wordsAtOnce) {
		*c = append(*c, len(some)+2, command, place)
		*c = append(*c, some...)
	}
}

// addRecords puts a bucket's records and takes away those of its ids that are not put.
func (c *commands) addRecords(place int, g *group, put map[string]store.Record) {
	var set, gone []any
	for i, id := range g.ids {
		if r, ok := put[id]; ok {
			set = append(set, g.fields[i], packed.Record(r))
		} else {
			gone = append(gone, g.fields[i])
		}
	}
	c.add("HSET", place, set)
	c.add("HDEL", place, gone)
}

// addIndexes brings due times and what is shown in line with the records put; ids without one leave both.
func (c *commands) addIndexes(ids []string, put map[string]store.Record) {
	var due, neverDue, shown, hidden []any
	for _, id := range ids {
		r := put[id]
		if r.Due.IsZero() {
			neverDue = append(neverDue, id)
		} else {
			due = append(due, r.Due.Unix(), id)
		}
		if len(r.Shown) == 0 {
			hidden = append(hidden, id)
		} else {
			shown = append(shown, id, r.Shown)
		}
	}
	c.add("ZADD", duePlace, due)
	c.add("ZREM", duePlace, neverDue)
	c.add("HSET", shownPlace, shown)
	c.add("HDEL", shownPlace, hidden)
}
