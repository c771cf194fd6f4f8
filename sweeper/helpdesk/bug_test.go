package helpdesk_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

func TestBugTellsThePlaceAndNotTheValue(t *testing.T) {
	empty := []string{}
	for says, broken := range map[string]func() error{
		"index out of range [3] with length 0":    func() error { return errors.New(empty[3]) },
		"a panic with a value of type string":     func() error { panic("Bearer hunter2: SSO is down") },
		"a panic with a value of type *errors.er": func() error { panic(errors.New("hunter2")) },
	} {
		err := helpdesk.Guard(broken)
		var bug *helpdesk.Bug
		if !errors.As(err, &bug) || !strings.Contains(bug.Error(), says) || !strings.Contains(bug.Where[0], "bug_test.go:") {
			t.Errorf("%v, %+v; want %q, and the place", err, bug, says)
		}
		if strings.Contains(bug.Error(), "hunter2") {
			t.Errorf("the value is told: %v", bug)
		}
	}
}
