package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"github.com/deskhand/deskhand/sweeper"
)

// newProgress shows how far a sweep has come, to people on a terminal; to everybody else nothing. done takes it off the
// screen again.
func newProgress(w io.Writer, desk string) (show func(sweeper.Report), done func()) {
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return nil, func() {}
	}
	bar := progressbar.NewOptions(-1, progressbar.OptionSetWriter(w), progressbar.OptionSpinnerType(14),
		progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish(), progressbar.OptionSetDescription(desk))
	show = func(r sweeper.Report) {
		bar.Describe(fmt.Sprintf("%s: %d seen, %d read, %d planned, %d written", desk, r.Seen, r.Read, r.Planned, r.Written))
		_ = bar.Add(1) // the terminal is gone: nobody watches
	}
	return show, func() { _ = bar.Finish() }
}
