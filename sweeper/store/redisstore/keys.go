package redisstore

import (
	"hash/fnv"
	"strconv"
)

// keysOf names the keys of a desk. The prefix holds the version of what is in them: another version uses other keys.
type keysOf string

func (desk keysOf) key(part string) string { return "deskhand1:{" + string(desk) + "}:" + part }

func (desk keysOf) lease() string             { return desk.key("lease") }     // hash: owner, fence, until
func (desk keysOf) count() string             { return desk.key("count") }     // how many records there are
func (desk keysOf) buckets() string           { return desk.key("buckets") }   // set: the buckets that hold records
func (desk keysOf) runs() string              { return desk.key("runs") }      // list of reports, newest first
func (desk keysOf) due() string               { return desk.key("due") }       // sorted set: ids by due second
func (desk keysOf) shown() string             { return desk.key("shown") }     // hash: id to what is shown
func (desk keysOf) state() string             { return desk.key("state") }     // packed state
func (desk keysOf) bucket(name string) string { return desk.key("r:" + name) } // hash: field to packed record

const (
	bucketSize  = 128  // Redis keeps a hash of up to so many small values in one compact listpack
	wordBuckets = 4096 // for ids that are no numbers
)

// place returns where a record is kept: ids that are numbers lie with their neighbours, under their place among them, which
// takes two bytes; others lie where their hash says, under their name.
func place(id string) (bucket, field string) {
	if n, err := strconv.ParseUint(id, 10, 64); err == nil && strconv.FormatUint(n, 10) == id {
		return strconv.FormatUint(n/bucketSize, 10), strconv.FormatUint(n%bucketSize, 10)
	}
	h := fnv.New32a()
	_, _ = h.Write([]byte(id))
	return "w" + strconv.FormatUint(uint64(h.Sum32()%wordBuckets), 10), id
}

// group is the part of some ids that lies in one bucket.
type group struct {
	bucket string
	ids    []string
	fields []string
}

// groupByBucket sorts ids into their buckets, both in the order of first sight.
func groupByBucket(ids []string) []*group {
	var groups []*group
	byBucket := map[string]*group{}
	for _, id := range ids {
		bucket, field := place(id)
		g := byBucket[bucket]
		if g == nil {
			g = &group{bucket: bucket}
			byBucket[bucket] = g
			groups = append(groups, g)
		}
		g.ids = append(g.ids, id)
		g.fields = append(g.fields, field)
	}
	return groups
}
