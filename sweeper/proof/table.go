package proof

import (
	"flag"
	"fmt"
	"strings"
	"testing"
)

var long = flag.Bool("proof.long", false, "try everything, not the part that fits a run of all tests")

// Long reports whether the trials are to be done in full, which takes minutes. Call it in a test, when flags are read.
func Long() bool { return *long }

// Row is one line of the table: a trial, how much of it was done, and how often the promise was broken.
type Row struct {
	Trial string // "kill points, bolt"
	Done  string // how much, in words: "412 of 412 points"
	Broken
}

// Add adds up what was broken.
func (b Broken) Add(other Broken) Broken {
	return Broken{Twice: b.Twice + other.Twice, Lost: b.Lost + other.Lost, Public: b.Public + other.Public}
}

// Broken counts what must not happen.
type Broken struct {
	Twice  int // notes that stand more than once
	Lost   int // flags and notes that are due and never came, and tags of others that went
	Public int // notes that a customer could read
}

// String is the row as it stands in the table.
func (r Row) String() string {
	return fmt.Sprintf("| %-46s | %-64s | twice %d, lost %d, public %d |", r.Trial, r.Done, r.Twice, r.Lost, r.Public)
}

// ReadRow reads a row in a line of a test's output, if it is one.
func ReadRow(line string) (r Row, ok bool) {
	cells := strings.Split(line, "|")
	if len(cells) != 5 {
		return Row{}, false
	}
	r.Trial, r.Done = strings.TrimSpace(cells[1]), strings.TrimSpace(cells[2])
	_, err := fmt.Sscanf(cells[3], " twice %d, lost %d, public %d", &r.Twice, &r.Lost, &r.Public)
	return r, err == nil
}

// Print adds rows to the table, which shows with -v, and fails the test when the promise was broken.
func Print(t testing.TB, rows ...Row) {
	t.Helper()
	for _, r := range rows {
		fmt.Fprintln(t.Output(), r)
		if r.Broken != (Broken{}) {
			t.Errorf("%s: the promise was broken: %+v", r.Trial, r.Broken)
		}
	}
}
