package sweeper_test

import "testing"

// onBenchStage runs a scene on a stage of its own, in a bubble. Bubbles are for tests only, so the benchmark borrows one.
func onBenchStage(b *testing.B, scene func(t *testing.T, s *stage)) {
	b.Helper()
	every := func(string, string) (bool, error) { return true, nil }
	play := testing.InternalTest{Name: b.Name(), F: func(t *testing.T) { onStage(t, scene) }}
	if !testing.RunTests(every, []testing.InternalTest{play}) {
		b.FailNow()
	}
}
