package main

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/deskhand/deskhand/config"
	"github.com/deskhand/deskhand/connectors"
	"github.com/deskhand/deskhand/sweeper"
)

func TestWatchHearsOfGoodSweepsOnly(t *testing.T) {
	asked := 0
	watch := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked++
		if strings.Contains(r.URL.Path, "gone") {
			w.WriteHeader(http.StatusNotFound)
		}
	}))
	defer watch.Close()
	var said bytes.Buffer
	watched := func(path string) *desk {
		return &desk{Desk: config.Desk{Ping: connectors.Secret(path)}, log: slog.New(slog.NewTextHandler(&said, nil))}
	}
	for result, want := range map[sweeper.Result]int{sweeper.OK: 1, sweeper.Partial: 0, sweeper.Failed: 0, sweeper.Skipped: 0} {
		asked = 0
		if watched(watch.URL+"/s3cret").ping(t.Context(), sweeper.Report{Result: result}); asked != want {
			t.Errorf("after a sweep that ended %s it was asked %d times, want %d", result, asked, want)
		}
	}
	if said.Len() > 0 {
		t.Errorf("it said %s", &said)
	}
	watched(watch.URL+"/gone/s3cret").ping(t.Context(), sweeper.Report{Result: sweeper.OK})
	watched("http://127.0.0.1:1/s3cret").ping(t.Context(), sweeper.Report{Result: sweeper.OK})
	if n := strings.Count(said.String(), "could not be told"); n != 2 || strings.Contains(said.String(), "s3cret") {
		t.Errorf("after two failures it said %s", &said)
	}
}
