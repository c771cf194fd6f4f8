package rest_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/deskhand/deskhand/connectors/internal/rest"
)

func compressed(text string) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, err := w.Write([]byte(text))
	if err := errors.Join(err, w.Close()); err != nil {
		panic(err) // memory takes everything
	}
	return b.Bytes()
}

// What comes compressed and broken is no answer: a read fails, and of a write nobody knows whether it took place.
func TestCompressedAnswers(t *testing.T) {
	whole := compressed(`{"done":true}`)
	bad := bytes.Clone(whole)
	bad[len(bad)-6] ^= 1 // of the checksum
	for name, answer := range map[string]struct {
		body []byte
		size int // as announced
		good bool
	}{
		"whole":                        {whole, len(whole), true},
		"cut off, said to be all":      {whole[:len(whole)-9], len(whole) - 9, false},
		"cut off with its connection":  {whole[:len(whole)-9], len(whole), false},
		"without its checksum":         {whole[:len(whole)-4], len(whole) - 4, false},
		"with a wrong checksum":        {bad, len(bad), false},
		"not compressed at all":        {[]byte(`{"done":true}`), 13, false},
		"empty":                        {nil, 0, false},
		"a hundred megabytes of space": {compressed(strings.Repeat(" ", 100<<20)), 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var asked atomic.Int32
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				asked.Add(1)
				w.Header().Set("Content-Type", "application/json")
				w.Header().Set("Content-Encoding", "gzip")
				w.Header().Set("Content-Length", strconv.Itoa(max(answer.size, len(answer.body))))
				_, _ = w.Write(answer.body)
			}))
			defer server.Close()
			c := newClient(t, server)
			var out struct{ Done bool }
			_, err := c.Write(t.Context(), write("/note"), &out)
			if answer.good != (err == nil && out.Done) || !answer.good && !errors.Is(err, rest.ErrUnsure) || asked.Load() != 1 {
				t.Errorf("a write, sent %d times, ends with %v", asked.Load(), err)
			}
			asked.Store(0)
			_, err = c.Read(t.Context(), rest.Request{Route: "/find", Path: "/find"}, &out)
			if answer.good != (err == nil) || asked.Load() > 8 {
				t.Errorf("a read, sent %d times, ends with %v", asked.Load(), err)
			}
		})
	}
}
