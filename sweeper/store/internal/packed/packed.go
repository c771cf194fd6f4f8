// Package packed writes records and states in few bytes, for the stores that keep them as such. It owns that form and
// nothing else. A change of it needs a new format mark in each store.
package packed

import (
	"encoding/binary"
	"maps"
	"slices"
	"time"

	"github.com/deskhand/deskhand/sweeper/store"
)

const (
	neverDue = 0
	due      = 1
)

// Record packs all of a record but what is shown of it: 4 bytes beside its version, 8 with a due time.
func Record(r store.Record) []byte {
	b := make([]byte, 0, 16+len(r.Version))
	if r.Due.IsZero() {
		b = append(b, neverDue)
	} else {
		b = append(b, due)
		b = binary.AppendVarint(b, r.Due.Unix())
	}
	b = binary.AppendVarint(b, int64(r.Tries))
	return append(b, r.Version...)
}

// ReadRecord unpacks a record; false when the bytes are none.
func ReadRecord(b []byte) (r store.Record, ok bool) {
	if len(b) == 0 || b[0] > due {
		return r, false
	}
	hasDue := b[0] == due
	b = b[1:]
	if hasDue {
		seconds, n := binary.Varint(b)
		if n <= 0 {
			return r, false
		}
		r.Due, b = time.Unix(seconds, 0).UTC(), b[n:]
	}
	tries, n := binary.Varint(b)
	if n <= 0 {
		return store.Record{}, false
	}
	r.Tries, r.Version = int(tries), string(b[n:])
	return r, true
}

// State packs a state; equal states give equal bytes.
func State(s store.State) []byte {
	b := appendText(nil, s.Cursor)
	for _, name := range slices.Sorted(maps.Keys(s.Notes)) {
		b = appendText(appendText(b, name), s.Notes[name])
	}
	return b
}

// ReadState unpacks a state; false when the bytes are none.
func ReadState(b []byte) (s store.State, ok bool) {
	if s.Cursor, b, ok = cutText(b); !ok {
		return s, false
	}
	for len(b) > 0 {
		var name, value string
		if name, b, ok = cutText(b); !ok {
			return store.State{}, false
		}
		if value, b, ok = cutText(b); !ok {
			return store.State{}, false
		}
		if s.Notes == nil {
			s.Notes = map[string]string{}
		}
		s.Notes[name] = value
	}
	return s, true
}

func appendText(b []byte, text string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(text))), text...)
}

func cutText(b []byte) (text string, rest []byte, ok bool) {
	size, n := binary.Uvarint(b)
	if n <= 0 || size > uint64(len(b)-n) {
		return "", nil, false
	}
	b = b[n:]
	return string(b[:size]), b[size:], true
}
