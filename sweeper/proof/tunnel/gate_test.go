package tunnel

import (
	"net/http"
	"net/http/httptest"
	"sync"
)

// gate counts the steps of a program: each request to the desk, and each command to the store, is one step when it arrives and
// one when it is answered. At one of them it strikes.
type gate struct {
	mu     sync.Mutex
	steps  int
	at     int
	strike func() (dead bool) // reports whether the program is gone, so that nothing of it may go on
}

// arm lets the gate strike at the step from now on; the count begins anew.
func (g *gate) arm(at int, strike func() (dead bool)) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.steps, g.at, g.strike = 0, at, strike
}

// count returns the steps since the gate was armed, and whether it has struck.
func (g *gate) count() (steps int, struck bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.steps, g.at > 0 && g.steps >= g.at
}

// step reports whether the program is gone.
func (g *gate) step() (dead bool) {
	g.mu.Lock()
	g.steps++
	strike := g.strike
	if g.steps != g.at {
		strike = nil
	}
	g.mu.Unlock()
	return strike != nil && strike()
}

// before stands before a desk.
func (g *gate) before(desk http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == stepPath {
			if g.step() {
				panic(http.ErrAbortHandler)
			}
			return
		}
		if g.step() {
			panic(http.ErrAbortHandler)
		}
		answer := httptest.NewRecorder()
		desk.ServeHTTP(answer, r)
		if g.step() {
			panic(http.ErrAbortHandler)
		}
		for name, values := range answer.Header() {
			w.Header()[name] = values
		}
		w.WriteHeader(answer.Code)
		_, _ = w.Write(answer.Body.Bytes()) // whoever has gone needs no answer
	})
}

// stepPath is where a program of our own making tells of the steps of its store.
const stepPath = "/_step"
