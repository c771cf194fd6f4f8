package zendesksim

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
)

const (
	defaultPage = 100
	maxPage     = 100
	maxOffset   = 10000
)

// list is a stretch of a longer list, as it goes into an answer under its key.
type list[T any] struct {
	items  []T
	key    string
	order  string           // what the cursor says it is ordered by
	place  func(T) [2]int64 // where an item stands; grows along the list
	show   func([]T) any    // how the items shown go into the answer; as they are when nil
	extra  func([]T) object // what else the answer holds for the items shown; may be nil
	size   int              // the largest page; maxPage when 0
	strict bool             // links are null at the ends
}

// page cuts the page out that the query asks for, by cursor when it says page[size], else by number.
func page[T any](s *Sim, c *call, l list[T]) error {
	if l.size == 0 {
		l.size = maxPage
	}
	if byCursor(c) {
		return pageByCursor(s, c, l)
	}
	return pageByNumber(s, c, l)
}

func byCursor(c *call) bool {
	return c.query.Has("page[size]") || c.query.Has("page[after]") || c.query.Has("page[before]")
}

// pageSize reads page[size].
func (s *Sim) pageSize(c *call, most int) (int, error) {
	text := c.query.Get("page[size]")
	if text == "" {
		return min(defaultPage, most), nil
	}
	size, err := strconv.Atoi(text)
	if err == nil && size > most && s.opts.Quirks.CapPageSize {
		return most, nil
	}
	if err != nil || size < 1 || size > most {
		return 0, listError("InvalidPaginationParameter", "Invalid page size", fmt.Sprintf("page[size] must be a number from 1 to %d", most))
	}
	return size, nil
}

func pageByCursor[T any](s *Sim, c *call, l list[T]) error {
	size, err := s.pageSize(c, l.size)
	if err != nil {
		return err
	}
	rest := l.items
	backwards := c.query.Get("page[before]") != ""
	switch {
	case backwards:
		place, err := readCursor(c.query.Get("page[before]"))
		if err != nil {
			return err
		}
		end := countUntil(l, func(at [2]int64) bool { return !less(at, place) })
		rest = l.items[max(0, end-size):end]
	case c.query.Get("page[after]") != "":
		place, err := readCursor(c.query.Get("page[after]"))
		if err != nil {
			return err
		}
		rest = l.items[countUntil(l, func(at [2]int64) bool { return less(place, at) }):]
	}
	shown := rest[:min(size, len(rest))]
	more := len(rest) > size
	if s.opts.Quirks.EmptyLastPage && len(shown) == size && !backwards {
		more = true
	}
	return answerCursorPage(s, c, l, shown, more)
}

func countUntil[T any](l list[T], stop func([2]int64) bool) int {
	i := slices.IndexFunc(l.items, func(item T) bool { return stop(l.place(item)) })
	if i < 0 {
		return len(l.items)
	}
	return i
}

func less(a, b [2]int64) bool { return a[0] < b[0] || a[0] == b[0] && a[1] < b[1] }

// shape returns the items shown as they go into the answer.
func (l list[T]) shape(shown []T) any {
	if l.show != nil {
		return l.show(shown)
	}
	if shown == nil {
		return []T{}
	}
	return shown
}

func answerCursorPage[T any](s *Sim, c *call, l list[T], shown []T, more bool) error {
	var before, after, prev, next *string
	if len(shown) > 0 {
		before = orNull(writeCursor(l.order, l.place(shown[0])))
		after = orNull(writeCursor(l.order, l.place(shown[len(shown)-1])))
		prev, next = s.link(c, "page[before]", *before), s.link(c, "page[after]", *after)
	}
	if l.strict {
		if !c.query.Has("page[after]") {
			before, prev = nil, nil
		}
		if !more {
			next = nil
		}
	}
	out := object{
		l.key:   l.shape(shown),
		"meta":  object{"has_more": more, "after_cursor": after, "before_cursor": before},
		"links": object{"prev": prev, "next": next},
	}
	if l.extra != nil {
		maps.Copy(out, l.extra(shown))
	}
	return s.ok(c, out)
}

// link returns the address of this request with one paging key in the place of the others.
func (s *Sim) link(c *call, key, value string) *string {
	q := maps.Clone(c.query)
	q.Del("page[before]")
	q.Del("page[after]")
	q.Set(key, value)
	return orNull(s.address(c, q))
}

func (s *Sim) address(c *call, q url.Values) string {
	return s.base(c) + c.URL.Path + ".json?" + q.Encode()
}

// cursors are opaque to clients; the form is that of recorded ones.
func writeCursor(order string, place [2]int64) string {
	text, err := json.Marshal(struct {
		O string `json:"o"`
		V string `json:"v"`
	}{order, fmt.Sprintf("%d.%d", place[0], place[1])})
	if err != nil {
		return ""
	}
	return base64.StdEncoding.EncodeToString(text)
}

func readCursor(cursor string) (place [2]int64, err error) {
	var in struct{ V string }
	text, err := base64.StdEncoding.DecodeString(cursor)
	if err == nil {
		err = json.Unmarshal(text, &in)
	}
	if err == nil {
		_, err = fmt.Sscanf(in.V, "%d.%d", &place[0], &place[1])
	}
	if err != nil {
		return place, listError("InvalidPaginationParameter", "Invalid cursor", "The cursor can't be read")
	}
	return place, nil
}

// cursorOrder returns what the cursor says it is ordered by; empty when it can't be read.
func cursorOrder(cursor string) string {
	var in struct{ O string }
	text, err := base64.StdEncoding.DecodeString(cursor)
	if err != nil || json.Unmarshal(text, &in) != nil {
		return ""
	}
	return in.O
}

func pageByNumber[T any](s *Sim, c *call, l list[T]) error {
	number, size := positive(c.query.Get("page"), 1), positive(c.query.Get("per_page"), defaultPage)
	size = min(size, maxPage)
	if number*size > maxOffset {
		return listError("InvalidPaginationDepth", "Pagination depth limit exceeded", "Number of records exceeds the limit of 10000; use cursor pagination")
	}
	from := min((number-1)*size, len(l.items))
	shown := l.items[from:min(from+size, len(l.items))]
	turn := func(to int) *string {
		q := maps.Clone(c.query)
		q.Set("page", strconv.Itoa(to))
		return orNull(s.address(c, q))
	}
	var next, prev *string
	if number*size < len(l.items) {
		next = turn(number + 1)
	}
	if number > 1 {
		prev = turn(number - 1)
	}
	out := object{l.key: l.shape(shown), "next_page": next, "previous_page": prev, "count": len(l.items)}
	if l.extra != nil {
		maps.Copy(out, l.extra(shown))
	}
	return s.ok(c, out)
}

func positive(text string, otherwise int) int {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		return otherwise
	}
	return n
}
