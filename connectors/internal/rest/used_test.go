package rest

import (
	"testing"
	"time"
)

func TestUsedIsOfOurPart(t *testing.T) {
	b := newBudget(map[string]Limit{Account: {Count: 100, Per: time.Minute}}, 0.5)
	start := time.Now()
	for range 10 {
		if at := b.take(start, nil); at.After(start) {
			t.Fatalf("no room before %s", at)
		}
	}
	for after, want := range map[time.Duration]float64{time.Second: 0.2, 2 * time.Minute: 0} {
		if got := b.used(start.Add(after)); got != want {
			t.Errorf("%s later %v of our part is spent, want %v", after, got, want)
		}
	}
	b.window(Account).holdUntil(start.Add(time.Hour))
	if got := b.used(start.Add(30 * time.Minute)); got != 1 {
		t.Errorf("while the desk wants none, %v is spent, want 1", got)
	}
	if got := newBudget(nil, 1).used(start); got != 0 {
		t.Errorf("of an unknown limit %v is spent", got)
	}
}
