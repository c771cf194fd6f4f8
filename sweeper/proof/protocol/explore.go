// Package protocol walks through every order in which the steps of Deskhand's write protocols can happen, in small models of
// the desk, the store and two replicas.
//
// zendesk.go models connectors/zendesk with the sweep around it, on the worlds of zendesk_world.go: a note and tags in one update
// that the desk refuses when the ticket's stamp is another. jira.go models connectors/jira: claim, read, one edit. Each model has
// switches that take a guard out; the tests show that every guard is needed, by the shortest run in which its absence does harm.
//
// A model is one ticket, with two episodes, and few faults: crashes, a flushed store, a lost lease, lost and late answers, people
// who edit meanwhile. Within that nothing is sampled. "Lost" means a state from which, with no more faults, nobody can get
// the ticket to say what it should.
package protocol

import "slices"

// model is a world that moves in steps.
type model[S comparable] interface {
	start() S
	// steps gives everything that may happen next. A fault is what nobody may count on: a crash, a loss, a person's edit.
	steps(s S, emit func(name string, fault bool, next S))
	// harm says what must never be, or nothing.
	harm(s S) string
	// done reports whether the ticket says what it should.
	done(s S) bool
}

// The kinds of harm.
const (
	Lost    = "lost"                // the ticket can't get to what it should say
	Twice   = "twice"               // a second note of the same episode
	TooLate = "too late"            // a note for what had ended by then
	TagLost = "tag of another lost" //
	PutBack = "put back"            // a tag that a person had taken off
)

// Result is what a walk through all states found.
type Result struct {
	States int
	Harm   map[string][]string // by kind: the shortest run that does it
}

// walk is a breadth-first search under way. States are numbered as they are found.
type walk[S comparable] struct {
	number map[S]int32
	states []S
	from   []int32
	by     []string
	back   [][2]int32 // steps that are no faults: to, from
}

// explore visits every state that can be reached, and finds the shortest run to each kind of harm. It stops early when it has
// found every kind named in enough.
func explore[S comparable](m model[S], enough []string) Result {
	w := &walk[S]{number: map[S]int32{}}
	w.add(m.start(), 0, "")
	harm := map[string][]string{}
	for i := int32(0); int(i) < len(w.states); i++ {
		s := w.states[i]
		if kind := m.harm(s); kind != "" {
			if harm[kind] == nil {
				harm[kind] = w.run(i)
			}
			if len(enough) > 0 && allIn(enough, harm) {
				return Result{States: len(w.states), Harm: harm}
			}
			continue
		}
		m.steps(s, func(name string, fault bool, next S) {
			j := w.add(next, i, name)
			if !fault {
				w.back = append(w.back, [2]int32{j, i})
			}
		})
	}
	if at := w.stuck(func(s S) bool { return m.harm(s) != "" || m.done(s) }); at >= 0 {
		harm[Lost] = w.run(at)
	}
	return Result{States: len(w.states), Harm: harm}
}

func allIn(kinds []string, harm map[string][]string) bool {
	return !slices.ContainsFunc(kinds, func(kind string) bool { return harm[kind] == nil })
}

func (w *walk[S]) add(s S, from int32, by string) int32 {
	if n, known := w.number[s]; known {
		return n
	}
	n := int32(len(w.states))
	w.number[s] = n
	w.states, w.from, w.by = append(w.states, s), append(w.from, from), append(w.by, by)
	return n
}

// run names the steps that lead to a state.
func (w *walk[S]) run(to int32) []string {
	var steps []string
	for ; to != 0; to = w.from[to] {
		steps = append(steps, w.by[to])
	}
	slices.Reverse(steps)
	return steps
}

// stuck returns the nearest state from which no road without faults leads to an end, or -1.
func (w *walk[S]) stuck(end func(S) bool) int32 {
	slices.SortFunc(w.back, func(a, b [2]int32) int { return int(a[0] - b[0]) })
	saved := make([]bool, len(w.states))
	var queue []int32
	for i, s := range w.states {
		if end(s) {
			saved[i] = true
			queue = append(queue, int32(i))
		}
	}
	for ; len(queue) > 0; queue = queue[1:] {
		at, _ := slices.BinarySearchFunc(w.back, queue[0], func(e [2]int32, n int32) int { return int(e[0] - n) })
		for ; at < len(w.back) && w.back[at][0] == queue[0]; at++ {
			if from := w.back[at][1]; !saved[from] {
				saved[from] = true
				queue = append(queue, from)
			}
		}
	}
	return int32(slices.Index(saved, false))
}
