package packed

import (
	"bytes"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/deskhand/deskhand/sweeper/store"
)

func TestRecordGoesRound(t *testing.T) {
	for name, want := range map[string]store.Record{
		"nothing known":        {},
		"never due":            {Version: "2026-11-24T10:00:00Z"},
		"due":                  {Version: "2026-11-24T10:00:00Z", Due: time.Unix(1795500000, 0).UTC(), Tries: 3},
		"due at the epoch":     {Due: time.Unix(0, 0).UTC()},
		"due before the epoch": {Due: time.Unix(-1, 0).UTC()},
		"odd version":          {Version: "\x00\xff"},
	} {
		t.Run(name, func(t *testing.T) {
			got, ok := ReadRecord(Record(want))
			if diff := cmp.Diff(want, got); diff != "" || !ok {
				t.Errorf("ok %v, want -, got +:\n%s", ok, diff)
			}
		})
	}
}

func TestRecordStaysSmall(t *testing.T) {
	r := store.Record{Version: "2026-11-24T10:00:00.000+0000", Due: time.Unix(1795500000, 0), Tries: 2}
	if n := len(Record(r)); n > 64 {
		t.Errorf("a record takes %d bytes; over 64 Redis no longer keeps it in a listpack", n)
	}
}

func TestStateGoesRound(t *testing.T) {
	for name, want := range map[string]store.State{
		"nothing known": {},
		"cursor":        {Cursor: "MTc5NTUwMDAwMA=="},
		"notes":         {Cursor: "c", Notes: map[string]string{"level": "{}", "": "", "held": "\n\xff"}},
	} {
		t.Run(name, func(t *testing.T) {
			got, ok := ReadState(State(want))
			if diff := cmp.Diff(want, got); diff != "" || !ok {
				t.Errorf("ok %v, want -, got +:\n%s", ok, diff)
			}
		})
	}
}

func FuzzReadRecord(f *testing.F) {
	f.Add(Record(store.Record{Version: "v", Due: time.Unix(1795500000, 0), Tries: 1}))
	f.Add([]byte{due})
	f.Fuzz(func(t *testing.T, b []byte) {
		r, ok := ReadRecord(b)
		if !ok {
			return
		}
		if again, ok := ReadRecord(Record(r)); !ok || !cmp.Equal(again, r) {
			t.Errorf("%x reads as %v, and that as %v", b, r, again)
		}
	})
}

func FuzzReadState(f *testing.F) {
	f.Add(State(store.State{Cursor: "c", Notes: map[string]string{"a": "b"}}))
	f.Add([]byte{255, 255, 255, 255, 255, 255, 255, 255, 255, 1})
	f.Fuzz(func(t *testing.T, b []byte) {
		s, ok := ReadState(b)
		if !ok {
			return
		}
		again, ok := ReadState(State(s))
		if !ok || !cmp.Equal(again, s) || !bytes.Equal(State(again), State(s)) {
			t.Errorf("%x reads as %v, and that as %v", b, s, again)
		}
	})
}
