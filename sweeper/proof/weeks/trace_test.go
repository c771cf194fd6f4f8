package weeks

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"time"
)

// trace remembers what happened last, for whoever has to find out why a run went wrong.
type trace struct {
	mu    sync.Mutex
	lines []string
	count map[string]int
}

const traced = 600

func (t *trace) tell(kind, format string, args ...any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.count == nil {
		t.count = map[string]int{}
	}
	t.count[kind]++
	t.lines = append(t.lines, fmt.Sprintf("%s %-7s ", time.Now().UTC().Format("01-02 15:04:05"), kind)+fmt.Sprintf(format, args...))
	if len(t.lines) > 2*traced {
		t.lines = t.lines[traced:]
	}
}

func (t *trace) counted(kind string) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.count[kind]
}

// about returns the last lines that hold one of the words, all of them without words.
func (t *trace) about(words ...string) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	var some []string
	for _, line := range t.lines {
		wanted := len(words) == 0
		for _, w := range words {
			wanted = wanted || strings.Contains(line, w)
		}
		if wanted {
			some = append(some, line)
		}
	}
	return strings.Join(some[max(0, len(some)-traced):], "\n")
}

// Write takes the program's log into the trace.
func (t *trace) Write(line []byte) (int, error) {
	t.tell("log", "%s", strings.TrimSpace(string(line)))
	return len(line), nil
}

// dice are random numbers that several goroutines draw from.
type dice struct {
	mu sync.Mutex
	r  *rand.Rand
}

func newDice(seed, stream uint64) *dice { return &dice{r: rand.New(rand.NewPCG(seed, stream))} }

func (d *dice) upTo(n int) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.r.IntN(n)
}

// between draws a time span.
func (d *dice) between(from, to time.Duration) time.Duration {
	return from + time.Duration(d.upTo(int(to-from)))
}

func pick[T any](d *dice, of []T) T { return of[d.upTo(len(of))] }
