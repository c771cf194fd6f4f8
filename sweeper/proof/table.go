package proof

import (
	"flag"
	"fmt"
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

// Broken counts what must not happen.
type Broken struct {
	Twice  int // notes that stand more than once
	Lost   int // flags and notes that are due and never came, and tags of others that went
	Public int // notes that a customer could read
}

// Print adds rows to the table, which shows with -v, and fails the test when the promise was broken.
func Print(t testing.TB, rows ...Row) {
	t.Helper()
	for _, r := range rows {
		fmt.Fprintf(t.Output(), "| %-46s | %-44s | twice %d, lost %d, public %d\n", r.Trial, r.Done, r.Twice, r.Lost, r.Public)
		if r.Broken != (Broken{}) {
			t.Errorf("%s: the promise was broken: %+v", r.Trial, r.Broken)
		}
	}
}
