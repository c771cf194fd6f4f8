package jirasim

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/deskhand/deskhand/connectors/simulator"
)

// FuzzJQL: any text is read to its end or refused, and what was read can be run.
func FuzzJQL(f *testing.F) {
	for _, jql := range []string{
		`project in (OPS, WEB) AND updated >= 1795409520000 ORDER BY created ASC, key ASC`, `NOT (labels is EMPTY OR status != "On hold") order by key desc`,
		`updated >= "2026-11-23 04:52" and created < -1w`, `assignee = currentUser() AND text ~ 'a "b"'`, `((((`, `key > OPS-1 || !summary !~ x`, "\"\\",
	} {
		f.Add(jql)
	}
	server := New(simulator.NewDesk(), Options{})
	s := &scope{now: time.Now(), zone: time.UTC, projects: []string{"OPS"}, exists: func(string) bool { return true }}
	f.Fuzz(func(t *testing.T, jql string) {
		q, err := parseJQL(jql)
		if err != nil {
			if err.Error() == "" {
				t.Error("a refusal says nothing")
			}
			return
		}
		order := s.compileOrder(q.order)
		if q.where != nil {
			d := document{server: server, created: s.now, updated: s.now}
			q.where.compile(s)(&d)
			order.sorted([]*document{&d, {}}, order.place(&d))
		}
	})
}

// FuzzRichText: no document breaks the check, and what it takes has a text.
func FuzzRichText(f *testing.F) {
	f.Add([]byte(`{"type":"doc","version":1,"content":[{"type":"paragraph","content":[{"type":"text","text":"x","marks":[{"type":"strong"}]}]}]}`))
	f.Add([]byte(`{"type":"doc","version":1,"content":[{"type":"table","content":[7]}]}`))
	f.Add([]byte(`{"type":"doc","version":1,"content":{"type":"rule","attrs":[]}}`))
	f.Fuzz(func(_ *testing.T, raw []byte) {
		var v any
		if json.Unmarshal(raw, &v) == nil && checkADF(v) == nil {
			plainOf(v.(object))
		}
	})
}
