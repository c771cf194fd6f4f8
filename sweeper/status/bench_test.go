package status_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/deskhand/deskhand/sweeper"
)

// BenchmarkQueue serves the first page of a queue of ten thousand flagged tickets.
func BenchmarkQueue(b *testing.B) {
	s := newStage(nil)
	var rows []sweeper.Shown
	for n := range 10_000 {
		rows = append(rows, row(n, "move", int64(n%7), time.Duration(n)*time.Minute))
	}
	s.swept(b, rows...)
	for b.Loop() {
		if w := s.get("/"); w.Code != http.StatusOK {
			b.Fatal(w.Code)
		}
	}
}
