package connectortest

import (
	"context"
	"encoding/base64"
	"errors"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/deskhand/deskhand/connectors/simulator"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

// edits counts the requests by which tickets were changed, whatever became of them.
func (s *stage) edits() int {
	n := 0
	for route, count := range s.Front.Requests() {
		method, template, _ := strings.Cut(route, " ")
		// The desk's routes may leave out what all its paths begin with.
		if method == s.Edit.Method && strings.HasSuffix(s.Edit.Path, placeholder.ReplaceAllString(template, "*")) {
			n += count.Requests
		}
	}
	return n
}

var placeholder = regexp.MustCompile(`\{[^}]*\}`)

func lostAnswer(t *testing.T, s *stage) {
	unsure(t, s, simulator.Fault{After: true, Drop: true, Times: 1})
}

func failedWrite(t *testing.T, s *stage) {
	unsure(t, s, simulator.Fault{After: true, Status: 502, Body: "<html>Bad gateway</html>", Times: 1})
}

// unsure lets the answer of a write get lost after it took place. Nothing may be sent again, by nobody.
func unsure(t *testing.T, s *stage, loss simulator.Fault) {
	id := s.ticket("Nobody can log in")
	c := s.open(t)
	p := plan(s.fetch(t, c, id), "Escalation recommended.", []string{"escalation_recommended"}, nil)
	s.strike(s.Edit, loss)
	before := s.edits()
	outcome := apply(t, c, p)
	mustEnd(t, outcome, helpdesk.Unsure)
	if got := s.edits() - before; got != 1 {
		t.Errorf("the write was sent %d times", got)
	}
	if !outcome.Again.After(time.Now()) {
		t.Error("an unsure ticket may be touched at once")
	}
	time.Sleep(time.Until(outcome.Again) + settle)
	mustEnd(t, apply(t, s.open(t), p), helpdesk.Conflict)
	if n, _ := s.notes(t, id, ref); n != 1 {
		t.Errorf("the note stands on the ticket %d times", n)
	}
}

func refusedCredentials(t *testing.T, s *stage) {
	id := s.ticket("Nobody can log in")
	p := plan(s.fetch(t, s.open(t), id), "Never posted.", nil, nil)
	c, err := s.Refused(s.env())
	if err != nil {
		t.Fatal(err)
	}
	calls := map[string]func() error{
		"Changes": func() error { _, err := c.Changes(t.Context(), c.Since(time.Now().Add(-time.Hour))); return err },
		"Backlog": func() error { _, err := c.Backlog(t.Context(), ""); return err },
		"Fetch":   func() error { _, err := c.Fetch(t.Context(), []string{s.ID(id)}); return err },
		"Apply":   func() error { _, err := c.Apply(t.Context(), []helpdesk.Plan{p}); return err },
	}
	for name, call := range calls {
		if err := call(); !errors.Is(err, helpdesk.ErrAuth) {
			t.Errorf("%s: %v; want ErrAuth", name, err)
		}
	}
	problems, err := c.Check(t.Context())
	fatal := errors.Is(err, helpdesk.ErrAuth)
	for _, p := range problems {
		fatal = fatal || p.Fatal && p.Mend != ""
	}
	if !fatal {
		t.Errorf("Check finds nothing fatal: %v, %v", problems, err)
	}
	if w := s.Desk.Writes(); w.Updates != 0 {
		t.Errorf("%d updates were made", w.Updates)
	}
}

func pausesAreKept(t *testing.T, s *stage) {
	s.ticket("Slow down")
	time.Sleep(s.Lag + settle)
	c := s.open(t)
	from := c.Since(time.Now().Add(-time.Hour))
	s.strike(s.Feed, simulator.Fault{Status: 429, Headers: map[string]string{"Retry-After": "37"}, Body: "Too many requests", Times: 1})
	began := time.Now()
	changes, _ := walk(t, c.Changes, from)
	if took := time.Since(began); took < 37*time.Second || took > 2*time.Minute {
		t.Errorf("asked for a pause of 37 s, the connector took %v", took)
	}
	if len(changes) != 1 {
		t.Errorf("after the pause there are %d changes", len(changes))
	}
}

func longPauses(t *testing.T, s *stage) {
	c := s.open(t)
	s.strike(s.Feed, simulator.Fault{Status: 429, Headers: map[string]string{"Retry-After": "1800"}})
	began := time.Now()
	_, err := c.Changes(t.Context(), c.Since(began.Add(-time.Hour)))
	var busy *helpdesk.Busy
	if !errors.As(err, &busy) {
		t.Fatalf("the error is %v; want *Busy", err)
	}
	if took := time.Since(began); took > time.Minute {
		t.Errorf("it took %v to say so", took)
	}
	if wait := busy.Until.Sub(began); wait < 30*time.Minute || wait > time.Hour {
		t.Errorf("the pause is said to last %v, not half an hour", wait)
	}
}

func cancelReturns(t *testing.T, s *stage) {
	s.ticket("Waiting")
	time.Sleep(s.Lag + settle)
	c := s.open(t)
	s.strike(simulator.Fault{}, simulator.Fault{Delay: time.Hour})
	calls := map[string]func(context.Context) error{
		"Changes": func(ctx context.Context) error { _, err := c.Changes(ctx, ""); return err },
		"Backlog": func(ctx context.Context) error { _, err := c.Backlog(ctx, ""); return err },
		"Fetch":   func(ctx context.Context) error { _, err := c.Fetch(ctx, []string{s.ID(1)}); return err },
		"Check":   func(ctx context.Context) error { _, err := c.Check(ctx); return err },
	}
	for name, call := range calls {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		began := time.Now()
		err := call(ctx)
		cancel()
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: %v; want the error of the context", name, err)
		}
		if took := time.Since(began); took > 3*time.Second {
			t.Errorf("%s returned after %v", name, took)
		}
	}
}

func brokenAnswers(t *testing.T, s *stage) {
	s.ticket("Half of it")
	time.Sleep(s.Lag + settle)
	c := s.open(t)
	from := c.Since(time.Now().Add(-time.Hour))
	faults := map[string]simulator.Fault{
		"cut off":       {Truncate: 20},
		"broken JSON":   {Status: 200, Body: `{"tickets":[`, Headers: map[string]string{"Content-Type": "application/json"}},
		"a login page":  {Status: 200, Body: "<html>Sign in</html>", Headers: map[string]string{"Content-Type": "text/html"}},
		"a server down": {Status: 500, Body: "oops"},
		"a redirect":    {Status: 302, Headers: map[string]string{"Location": "https://elsewhere.example/"}},
	}
	for name, fault := range faults {
		s.strike(s.Feed, fault)
		if page, err := c.Changes(t.Context(), from); err == nil {
			t.Errorf("%s: no error, but %d changes", name, len(page.Changes))
		}
	}
}

func shortFailures(t *testing.T, s *stage) {
	id := s.ticket("Come back")
	time.Sleep(s.Lag + settle)
	c := s.open(t)
	from := c.Since(time.Now().Add(-time.Hour))
	for _, fault := range []simulator.Fault{{Status: 503}, {Status: 502}, {Drop: true}, {Truncate: 10}} {
		fault.Times = 1
		s.strike(simulator.Fault{}, fault)
		if changes, _ := walk(t, c.Changes, from); len(changes) != 1 {
			t.Errorf("after %+v there are %d changes", fault, len(changes))
		}
		s.strike(simulator.Fault{}, fault)
		s.fetchNow(t, c, s.ID(id))
	}
}

func nothingIsTold(t *testing.T, s *stage) {
	const text = "Xylophone4711"
	id := s.ticket("The customer wrote " + text)
	p := plan(s.fetch(t, s.open(t), id), "We found "+text, nil, nil)
	var told strings.Builder
	hear := func(err error) {
		if err != nil {
			told.WriteString(err.Error() + "\n")
		}
	}
	for _, fault := range []simulator.Fault{{}, {Status: 500}, {Status: 401, Body: text}, {Status: 403, Body: text}, {Status: 400, Body: text}, {Drop: true}, {Truncate: 30}} {
		s.strike(simulator.Fault{}, fault)
		c := s.open(t)
		_, err := c.Changes(t.Context(), c.Since(time.Now().Add(-time.Hour)))
		hear(err)
		_, err = c.Backlog(t.Context(), "")
		hear(err)
		_, err = c.Fetch(t.Context(), []string{s.ID(id)})
		hear(err)
		problems, err := c.Check(t.Context())
		hear(err)
		for _, problem := range problems {
			told.WriteString(problem.What + problem.Mend + "\n")
		}
		outcomes, err := c.Apply(t.Context(), []helpdesk.Plan{p})
		hear(err)
		for _, o := range outcomes {
			told.WriteString(o.Detail + o.NoNote + "\n")
		}
	}
	told.WriteString(s.log.String())
	for _, secret := range append(s.Secrets, text, "Nothing arrives") {
		for _, form := range []string{secret, base64.StdEncoding.EncodeToString([]byte(secret))} {
			if strings.Contains(told.String(), form) {
				t.Errorf("%q was told", form)
			}
		}
	}
	if at := strings.Index(told.String(), "?"); at >= 0 && strings.Contains(told.String()[at:min(len(told.String()), at+60)], "=") {
		t.Errorf("a query string was told: %q", told.String()[max(0, at-60):min(len(told.String()), at+60)])
	}
}
