package tunnel

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/deskhand/deskhand/sweeper/proof"
)

// spoils are what may become of the embedded store's file while nobody has it open. Each gets the file as it is, and as it was at
// an earlier step of the sweep.
var spoils = []struct {
	name  string
	spoil func(file, older []byte, r *rand.Rand) []byte
}{
	{"deleted", func([]byte, []byte, *rand.Rand) []byte { return nil }},
	{"an older copy", func(_, older []byte, _ *rand.Rand) []byte { return older }},
	{"cut off", func(file, _ []byte, r *rand.Rand) []byte { return file[:r.IntN(len(file))] }},
	{"its end is zeros", func(file, _ []byte, r *rand.Rand) []byte { clear(file[r.IntN(len(file)):]); return file }},
	{"a page is garbled", func(file, _ []byte, r *rand.Rand) []byte { return garble(file, r.IntN(len(file)), r) }},
	{"its beginning is garbled", func(file, _ []byte, r *rand.Rand) []byte { return garble(file, 0, r) }},
	{"half old, half new", func(file, older []byte, r *rand.Rand) []byte {
		copy(file[:r.IntN(len(file))], older)
		return file
	}},
}

func garble(file []byte, from int, r *rand.Rand) []byte {
	for i := range min(4096, len(file)-from) {
		file[from+i] = byte(r.Uint32())
	}
	return file
}

// TestTableSpoiltFile kills a first sweep at some steps, spoils its file in every way, and lets the real program go on. It starts
// with every file, and never breaks over one.
func TestTableSpoiltFile(t *testing.T) {
	moment := time.Now()
	want, total := undisturbed(t, zendesk, moment, sweepTold, inFile)
	points := some(total, 1)
	var broken proof.Broken
	for _, point := range points {
		for n, spoil := range spoils {
			name := fmt.Sprintf("killed at %d of %d, and its file is %s", point, total, spoil.name)
			path := filepath.Join(t.TempDir(), "store.db")
			s := newSite(t, zendesk, moment, func(testing.TB, *site) string { return "file:" + path })
			var older []byte
			c := s.struck(t, sweepTold, max(1, point/2), func(c *child) bool {
				older, _ = os.ReadFile(path) // none yet is the oldest
				s.gate.arm(point-point/2, func() bool { c.kill(); return true })
				return false
			})
			_, _ = c.wait(t)
			replaceFile(t, path, func(file []byte) []byte {
				return spoil.spoil(file, older, rand.New(rand.NewPCG(uint64(point), uint64(n))))
			})
			if out, err := start(t, sweep(t, s)).wait(t); err != nil && !strings.Contains(out, "damaged") || strings.Contains(out, "goroutine ") {
				t.Errorf("%s: the program ends with %v:\n%s", name, err, out)
			}
			s.rest(t, name, sweep)
			broken = broken.Add(s.judge(t, name, want))
		}
	}
	proof.Print(t, proof.Row{Trial: "the store's file spoilt", Done: fmt.Sprintf("in %d ways, at %d of %d steps", len(spoils), len(points), total), Broken: broken})
}

// replaceFile puts what change makes of the file in its place; nothing when it makes nothing of it, or there is none.
func replaceFile(t *testing.T, path string, change func([]byte) []byte) {
	t.Helper()
	file, _ := os.ReadFile(path)
	if len(file) > 0 {
		file = change(file)
	}
	if err := os.RemoveAll(path); err != nil {
		t.Fatal(err)
	}
	if len(file) == 0 {
		return
	}
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
}
