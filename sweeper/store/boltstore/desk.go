package boltstore

import (
	"bytes"
	"encoding/binary"
	"maps"
	"slices"
	"time"

	bolt "go.etcd.io/bbolt"

	"github.com/deskhand/deskhand/sweeper/store"
	"github.com/deskhand/deskhand/sweeper/store/internal/packed"
)

// The keys of a desk's bucket: three values, and four buckets.
var (
	newestKey = []byte("newest") // fence, owner
	stateKey  = []byte("state")
	countKey  = []byte("count")

	recordsBucket = []byte("records") // id -> packed record
	dueBucket     = []byte("due")     // due second, big-endian, then id -> nothing
	shownBucket   = []byte("shown")   // id -> what is shown
	runsBucket    = []byte("runs")    // running number, big-endian -> report
)

// nearlyFull is how far pages of records are filled when they split: new tickets come last, and those before them stay as they are.
const nearlyFull = 0.9

// desk is one desk's part of the file within a transaction. Nothing that it returns points into the file.
type desk struct{ b *bolt.Bucket }

func openDesk(desks *bolt.Bucket, name string) (desk, error) {
	b, err := desks.CreateBucketIfNotExists([]byte(name))
	if err != nil {
		return desk{}, err
	}
	for _, part := range [][]byte{recordsBucket, dueBucket, shownBucket, runsBucket} {
		if _, err := b.CreateBucketIfNotExists(part); err != nil {
			return desk{}, err
		}
	}
	return desk{b}, nil
}

func (d desk) newest(name string) store.Token {
	fence, n := binary.Uvarint(d.b.Get(newestKey))
	if n <= 0 {
		return store.Token{}
	}
	return store.Token{Desk: name, Owner: string(d.b.Get(newestKey)[n:]), Fence: fence}
}

func (d desk) setNewest(t store.Token) error {
	return d.b.Put(newestKey, append(binary.AppendUvarint(nil, t.Fence), t.Owner...))
}

func (d desk) state() store.State {
	state, _ := packed.ReadState(d.b.Get(stateKey))
	return state
}

func (d desk) count() int {
	n, _ := binary.Uvarint(d.b.Get(countKey))
	return int(n)
}

func (d desk) record(id string) (store.Record, bool) {
	r, ok := packed.ReadRecord(d.b.Bucket(recordsBucket).Get([]byte(id)))
	if ok {
		r.Shown = bytes.Clone(d.b.Bucket(shownBucket).Get([]byte(id)))
	}
	return r, ok
}

func (d desk) dueUntil(until time.Time, n int) (ids []string) {
	end := dueKey(until.Add(time.Second), "")
	c := d.b.Bucket(dueBucket).Cursor()
	for k, _ := c.First(); k != nil && len(ids) < n && bytes.Compare(k, end) < 0; k, _ = c.Next() {
		ids = append(ids, string(k[8:]))
	}
	return ids
}

func (d desk) allShown(into map[string][]byte) {
	c := d.b.Bucket(shownBucket).Cursor()
	for id, shown := c.First(); id != nil; id, shown = c.Next() {
		into[string(id)] = bytes.Clone(shown)
	}
}

func (d desk) lastRuns(n int) (runs [][]byte) {
	c := d.b.Bucket(runsBucket).Cursor()
	for k, run := c.Last(); k != nil && len(runs) < n; k, run = c.Prev() {
		runs = append(runs, bytes.Clone(run))
	}
	return runs
}

// carryOut does all that a batch says. The order of ids gives bbolt sequential keys, and the same file every time.
func (d desk) carryOut(b store.Batch) error {
	count := d.count()
	d.b.Bucket(recordsBucket).FillPercent = nearlyFull
	for _, id := range slices.Sorted(maps.Keys(b.Put)) {
		known, err := d.put(id, b.Put[id])
		if err != nil {
			return err
		}
		if !known {
			count++
		}
	}
	for _, id := range b.Forget {
		known, err := d.forget(id)
		if err != nil {
			return err
		}
		if known {
			count--
		}
	}
	if err := d.b.Put(countKey, binary.AppendUvarint(nil, uint64(count))); err != nil {
		return err
	}
	if b.State != nil {
		if err := d.b.Put(stateKey, packed.State(*b.State)); err != nil {
			return err
		}
	}
	return d.keepRun(b.Run)
}

// put stores a record with its due time and what is shown, and says whether there was one before.
func (d desk) put(id string, r store.Record) (known bool, err error) {
	if known, err = d.setDue(id, r.Due); err != nil {
		return known, err
	}
	if err := d.show(id, r.Shown); err != nil {
		return known, err
	}
	return known, d.b.Bucket(recordsBucket).Put([]byte(id), packed.Record(r))
}

func (d desk) forget(id string) (known bool, err error) {
	if known, err = d.setDue(id, time.Time{}); err != nil || !known {
		return known, err
	}
	if err := d.show(id, nil); err != nil {
		return known, err
	}
	return known, d.b.Bucket(recordsBucket).Delete([]byte(id))
}

// setDue moves a ticket within the due index, or out of it for the zero time, and says whether there is a record of it. One that
// stays where it is costs nothing: each place of a large index that is touched is a page to write.
func (d desk) setDue(id string, due time.Time) (known bool, err error) {
	packedRecord := d.b.Bucket(recordsBucket).Get([]byte(id))
	old, _ := packed.ReadRecord(packedRecord)
	known = packedRecord != nil
	if old.Due.Unix() == due.Unix() {
		return known, nil
	}
	if !old.Due.IsZero() {
		if err := d.b.Bucket(dueBucket).Delete(dueKey(old.Due, id)); err != nil {
			return known, err
		}
	}
	if due.IsZero() {
		return known, nil
	}
	return known, d.b.Bucket(dueBucket).Put(dueKey(due, id), nil)
}

func (d desk) show(id string, shown []byte) error {
	if len(shown) == 0 {
		return d.b.Bucket(shownBucket).Delete([]byte(id))
	}
	return d.b.Bucket(shownBucket).Put([]byte(id), shown)
}

// keepRun adds a report, unless it is the newest already, and drops those over the number kept.
func (d desk) keepRun(run []byte) error {
	runs := d.b.Bucket(runsBucket)
	if _, newest := runs.Cursor().Last(); run == nil || newest != nil && bytes.Equal(newest, run) {
		return nil
	}
	n, err := runs.NextSequence()
	if err != nil {
		return err
	}
	if n > store.MaxRuns {
		if err := runs.Delete(binary.BigEndian.AppendUint64(nil, n-store.MaxRuns)); err != nil {
			return err
		}
	}
	return runs.Put(binary.BigEndian.AppendUint64(nil, n), run)
}

// reset forgets all but the fence.
func (d desk) reset() error {
	for _, part := range [][]byte{recordsBucket, dueBucket, shownBucket, runsBucket} {
		if err := d.b.DeleteBucket(part); err != nil {
			return err
		}
		if _, err := d.b.CreateBucket(part); err != nil {
			return err
		}
	}
	if err := d.b.Delete(stateKey); err != nil {
		return err
	}
	return d.b.Delete(countKey)
}

// dueKey sorts by due second, then by id. The sign bit is turned so that instants before 1970 come first.
func dueKey(due time.Time, id string) []byte {
	return append(binary.BigEndian.AppendUint64(make([]byte, 0, 8+len(id)), uint64(due.Unix())^1<<63), id...)
}
