package status

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/deskhand/deskhand/sweeper"
	"github.com/deskhand/deskhand/sweeper/store"
)

const (
	minGrace   = 10 * time.Minute    // how long after its tick a sweep is not yet late
	dueAtMost  = 1000                // more due tickets are not counted
	window     = 24 * time.Hour      // in which every open ticket is to be looked at
	lookGrace  = 2 * time.Hour       // beyond the window before that is trouble: the daily walk takes its time
	endingSoon = 14 * 24 * time.Hour // before a credential's end people are told
)

// deskState is how one desk is doing at one moment.
type deskState struct {
	Desk
	Sweeping time.Time        // since when this process sweeps it; zero when it does not
	Runs     []sweeper.Report // newest first
	LastOK   time.Time        // when the last sweep that saw everything ended; zero: never yet, as far as is remembered
	NextTick time.Time
	Due      time.Time // when it is late unless a sweep ends well before
	Late     bool
	Known    int             // open tickets that are remembered
	DueNow   int             // tickets due and not yet looked at
	Overdue  int             // of those, due for longer than the window
	Looked   time.Time       // the oldest look at any open ticket; zero until all have been gone through once
	Feed     time.Time       // up to when all changes were taken in; zero when the desk can't tell
	Journal  sweeper.Journal // of its recent past
	Refused  time.Time       // when a newer configuration was refused; zero when the newest is in force
	Sweepers []process       // that swept it lately
	Err      error           // the store could not be read; all from Runs on is unknown
}

// look reads how all desks are doing.
func (p *Page) look(ctx context.Context) []deskState {
	states := make([]deskState, len(p.Desks))
	for i, d := range p.Desks {
		states[i] = p.lookAt(ctx, d)
	}
	return states
}

func (p *Page) lookAt(ctx context.Context, d Desk) deskState {
	now := p.Now()
	s := deskState{Desk: d, Sweeping: p.sweepingSince(d.Name)}
	if p.Config != nil {
		s.Refused = p.Config().Refused
	}
	if err := p.read(ctx, &s, now); err != nil {
		p.unreadable(&s, err)
	}
	s.Sweepers = p.processes(s)
	s.schedule(p.started, now)
	return s
}

func (p *Page) unreadable(s *deskState, err error) {
	s.Err = err
	p.Log.Warn("the status page can't read the store", "desk", s.Name, "error", err)
}

func (p *Page) read(ctx context.Context, s *deskState, now time.Time) error {
	raw, err := p.Store.Runs(ctx, s.Name, store.MaxRuns)
	if err != nil {
		return err
	}
	for _, b := range raw {
		var r sweeper.Report
		if json.Unmarshal(b, &r) == nil { // one of another version is left out
			s.Runs = append(s.Runs, r)
		}
	}
	for _, r := range s.Runs {
		if s.LastOK.IsZero() && r.Result == sweeper.OK {
			s.LastOK = ended(r)
		}
		if s.Looked.IsZero() {
			s.Looked = r.Listed
		}
		if s.Feed.IsZero() {
			s.Feed = r.FeedUntil
		}
	}
	state, err := p.Store.State(ctx, s.Name)
	if err != nil {
		return err
	}
	s.Journal = sweeper.ReadJournal(state)
	return p.readCoverage(ctx, s, now)
}

// readCoverage finds what has not been looked at. A ticket was looked at when it was assessed, or when the desk's own list showed it
// as it was assessed; one that is due has not been, since then.
func (p *Page) readCoverage(ctx context.Context, s *deskState, now time.Time) (err error) {
	if s.Known, err = p.Store.Count(ctx, s.Name); err != nil {
		return err
	}
	due, err := p.Store.Due(ctx, s.Name, now, dueAtMost)
	if err != nil || len(due) == 0 {
		return err
	}
	s.DueNow = len(due)
	longest, err := p.Store.Records(ctx, s.Name, due[:1])
	if err != nil {
		return err
	}
	if since := longest[due[0]].Due; !since.IsZero() && since.Before(s.Looked) {
		s.Looked = since
	}
	overdue, err := p.Store.Due(ctx, s.Name, now.Add(-window), dueAtMost)
	s.Overdue = len(overdue)
	return err
}

func ended(r sweeper.Report) time.Time {
	return r.Started.Add(time.Duration(r.Took * float64(time.Second)))
}

// schedule computes when the desk is due. A process that has just started gives it one tick.
func (s *deskState) schedule(started, now time.Time) {
	if s.off() {
		return
	}
	s.NextTick = s.Next(now)
	since := started
	if s.LastOK.After(since) {
		since = s.LastOK
	}
	tick := s.Next(since)
	s.Due = tick.Add(max(minGrace, s.Next(tick).Sub(tick)))
	s.Late = now.After(s.Due)
}

func (s deskState) off() bool { return s.Mode == sweeper.Off }

// Last is the newest report; the zero report when there is none.
func (s deskState) Last() sweeper.Report {
	if len(s.Runs) == 0 {
		return sweeper.Report{}
	}
	return s.Runs[0]
}

// Notice is one thing that keeps a desk from being simply ok.
type Notice struct {
	Desk  string
	Word  string // the state, in a word or three
	What  string // a sentence without its full stop, that goes on after "desk NAME:"
	Why   string // what the sweep said; not for strangers
	Class string // how it looks: bad or warn
	Lacks bool   // tickets may be missing from the list because of it
}

// notices says all that keeps the desk from being simply ok, worst first.
func (p *Page) notices(s deskState) []Notice {
	var all []Notice
	last := s.Last()
	say := func(word, class, what string) {
		n := Notice{Desk: s.Name, Word: word, What: what, Class: class, Lacks: true}
		if s.Err == nil && (word == "late" || word == "failed" || word == "partial") {
			n.Why = Visible(last.Why)
		}
		all = append(all, n)
	}
	if s.Err != nil {
		say("unknown", "bad", "the store can't be read, so nothing is known of it")
		return all
	}
	if s.off() {
		say("off", "warn", "it is off, so its tickets are not looked at")
		return all
	}
	if s.Late {
		what := "no sweep of it has ended well yet"
		if !s.LastOK.IsZero() {
			what = "its last sweep that saw everything ended " + p.ago(s.LastOK)
		}
		say("late", "bad", what)
	}
	switch {
	case last.Result == sweeper.Failed:
		say("failed", "bad", "its last sweep failed")
	case last.Result == sweeper.Partial:
		say("partial", "warn", "its last sweep did not see everything")
	case len(s.Runs) == 0 && !s.Late:
		say("not swept yet", "warn", "it has not been swept yet")
	case !s.Late && s.Looked.IsZero():
		say("not all seen", "warn", "its open tickets have not all been gone through yet")
	case !s.Late && p.Now().Sub(s.Looked) > window+lookGrace:
		say("behind", "bad", fmt.Sprintf("the ticket that waits longest to be looked at has waited for %s", p.since(s.Looked)))
	}
	return append(all, p.idleNotices(s, last)...)
}

// idleNotices says what the desk is kept from writing, and what will stop it soon.
func (p *Page) idleNotices(s deskState, last sweeper.Report) []Notice {
	var all []Notice
	say := func(when bool, word, class, format string, args ...any) {
		if when {
			all = append(all, Notice{Desk: s.Name, Word: word, Class: class, What: fmt.Sprintf(format, args...)})
		}
	}
	held, observed := last.Held, "it is in observe mode and writes nothing"
	if n := held["observe"]; n > 0 {
		observed += fmt.Sprintf("; the last sweep would have changed %s", tickets(n, "", ""))
	}
	ends := "its credential ends " + p.date(s.Ends)
	if !s.Ends.After(p.Now()) {
		ends = "its credential ended " + p.date(s.Ends)
	}
	say(held["guard"] > 0, "held", "warn",
		"the flood guard holds %s; look at `deskhand sweep --dry-run --desk %s`, then let them through once with --allow-backlog", tickets(held["guard"], "", ""), s.Name)
	say(held["parked"] > 0, "parked", "warn", "the desk keeps refusing writes to %s; why is told on the page Desks", tickets(held["parked"], "", ""))
	say(held["cap"] > 0, "capped", "warn", "%s for the next sweep, over writes_per_sweep", tickets(held["cap"], "waits", "wait"))
	say(!s.Ends.IsZero() && s.Ends.Sub(p.Now()) < endingSoon, "credential ends", "bad", "%s; renew it under auth", ends)
	say(!s.Refused.IsZero(), "config refused", "bad", "a newer configuration was refused %s and the former one still runs; see the page Config", p.moment(s.Refused))
	for _, one := range s.Sweepers {
		say(one.Differs, "replicas differ", "warn", "%s sweeps it under configuration %s, another than this process has; give all the same", Visible(one.Owner), Visible(one.Config))
	}
	say(s.Mode == sweeper.Observe, "observe", "warn", "%s", observed)
	return all
}

// state names the desk's state by its worst notice.
func (p *Page) state(s deskState) Notice {
	if all := p.notices(s); len(all) > 0 {
		return all[0]
	}
	return Notice{Desk: s.Name, Word: "ok", Class: "ok"}
}

// Remarks says of a desk what a sweep can't know itself: that it was late, that its credential ends, that a newer configuration was refused.
func (p *Page) Remarks(ctx context.Context, desk string) []string {
	i := slices.IndexFunc(p.Desks, func(d Desk) bool { return d.Name == desk })
	if i < 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, scrapeTimeout)
	defer cancel()
	var said []string
	for _, n := range p.notices(p.lookAt(ctx, p.Desks[i])) {
		switch n.Word {
		case "late", "credential ends", "config refused":
			said = append(said, n.Word+": "+n.What)
		}
	}
	return said
}
