package helpdesk

import (
	"fmt"
	"path"
	"runtime"
	"strings"
)

// Bug is a mistake in Deskhand itself, which showed as a panic. It tells the place, and of the value no more than its kind: the
// value may quote a ticket, or hold a secret.
type Bug struct {
	What  string
	Where []string // the calls that led there, innermost first
}

func (b *Bug) Error() string {
	return fmt.Sprintf("a mistake in Deskhand itself, please report it: %s at %s", b.What, b.Where[0])
}

// Guard calls f, and returns a panic in it as a Bug. A panic in a goroutine that f starts is not f's: guard that by itself.
func Guard(f func() error) (err error) {
	defer func() {
		if value := recover(); value != nil {
			err = newBug(value)
		}
	}()
	return f()
}

const deepest = 16 // calls that are told

func newBug(value any) *Bug {
	b := &Bug{What: fmt.Sprintf("a panic with a value of type %T", value)}
	if known, ok := value.(runtime.Error); ok { // made of numbers and of names of types
		b.What = known.Error()
	}
	calls := make([]uintptr, deepest)
	calls = calls[:runtime.Callers(3, calls)] // without Callers, newBug and Guard's deferred call
	frames := runtime.CallersFrames(calls)
	for more := true; more; {
		var at runtime.Frame
		if at, more = frames.Next(); !strings.HasPrefix(at.Function, "runtime.") {
			b.Where = append(b.Where, fmt.Sprintf("%s (%s:%d)", path.Base(at.Function), path.Base(at.File), at.Line))
		}
	}
	return b
}
