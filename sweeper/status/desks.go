package status

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/deskhand/deskhand/sweeper/store"
)

const (
	lastRuns  = 12               // sweeps shown a desk
	minGrace  = 10 * time.Minute // how long after its tick a sweep is not yet late
	dueAtMost = 1000             // more due tickets are not counted
)

// run is what the page reads of a kept run report. The names are those of the sweeper's JSON.
type run struct {
	Started  time.Time      `json:"started"`
	Took     float64        `json:"took_s"`
	Result   string         `json:"result"`
	Why      string         `json:"why"`
	Seen     int            `json:"seen"`
	Planned  int            `json:"planned"`
	Written  int            `json:"written"`
	Held     map[string]int `json:"held"`
	Requests int64          `json:"requests"`
}

func (r run) ended() time.Time { return r.Started.Add(time.Duration(r.Took * float64(time.Second))) }

// deskState is how one desk is doing at one moment.
type deskState struct {
	Desk
	Sweeping time.Time // since when this process sweeps it; zero when it does not
	Runs     []run     // newest first
	LastOK   time.Time // when the last sweep that saw everything ended; zero: never yet, as far as is remembered
	Next     time.Time // its next tick
	Due      time.Time // when it is late unless a sweep ends well before
	Late     bool
	Known    int   // tickets remembered
	DueNow   int   // tickets due and not yet looked at
	Err      error // the store could not be read; all of the above is unknown
}

// look reads how all desks are doing.
func (p *Page) look(ctx context.Context) []deskState {
	now := p.Now()
	states := make([]deskState, len(p.Desks))
	for i, d := range p.Desks {
		states[i] = deskState{Desk: d, Sweeping: p.sweepingSince(d.Name)}
		if err := p.read(ctx, &states[i], now); err != nil {
			p.unreadable(&states[i], err)
		}
		states[i].schedule(p.started, now)
	}
	return states
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
		var r run
		if json.Unmarshal(b, &r) == nil { // one of another version is left out
			s.Runs = append(s.Runs, r)
		}
	}
	if i := slices.IndexFunc(s.Runs, func(r run) bool { return r.Result == "ok" }); i >= 0 {
		s.LastOK = s.Runs[i].ended()
	}
	if s.Known, err = p.Store.Count(ctx, s.Name); err != nil {
		return err
	}
	due, err := p.Store.Due(ctx, s.Name, now, dueAtMost)
	if err != nil {
		return err
	}
	s.DueNow = len(due)
	return nil
}

// schedule computes when the desk is due. A process that has just started gives it one tick.
func (s *deskState) schedule(started, now time.Time) {
	if s.off() {
		return
	}
	s.Next = s.Desk.Next(now)
	since := started
	if s.LastOK.After(since) {
		since = s.LastOK
	}
	tick := s.Desk.Next(since)
	s.Due = tick.Add(max(minGrace, s.Desk.Next(tick).Sub(tick)))
	s.Late = now.After(s.Due)
}

func (s deskState) off() bool { return s.Mode == "off" }

// latest is the newest report; the zero run when there is none.
func (s deskState) latest() run {
	if len(s.Runs) == 0 {
		return run{}
	}
	return s.Runs[0]
}

// Word names the desk's state, worst first: nothing idle or broken looks fine.
func (s deskState) Word() string {
	switch last := s.latest().Result; {
	case s.Err != nil:
		return "unknown"
	case s.off():
		return "off"
	case s.Late:
		return "late"
	case last == "failed" || last == "partial":
		return last
	case s.latest().Held["guard"] > 0:
		return "held"
	case last == "":
		return "not swept yet"
	case s.Mode == "observe":
		return "observe"
	}
	return "ok"
}

// Class is how the word looks.
func (s deskState) Class() string {
	switch s.Word() {
	case "ok":
		return "ok"
	case "unknown", "late", "failed":
		return "bad"
	}
	return "warn"
}

// trouble says in a sentence why this desk's tickets can't be relied on; empty when they can.
func (p *Page) trouble(s deskState) string {
	why := visible(s.latest().Why)
	if why != "" {
		why = ": " + why
	}
	switch s.Word() {
	case "unknown":
		return "the store can't be read, so nothing is known of it"
	case "off":
		return "it is off, so its tickets are not looked at"
	case "late":
		if s.LastOK.IsZero() {
			return "no sweep of it has ended well yet" + why
		}
		return "its last sweep that saw everything ended " + p.ago(s.LastOK) + why
	case "failed":
		return "its last sweep failed" + why
	case "partial":
		return "its last sweep did not see everything" + why
	case "not swept yet":
		return "it has not been swept yet"
	}
	return ""
}

// idle says in a sentence what the desk is kept from writing; empty when nothing.
func (s deskState) idle() string {
	held := s.latest().Held
	switch {
	case s.Err != nil || s.off():
		return ""
	case s.Mode == "observe":
		if held["observe"] == 0 {
			return "it is in observe mode and writes nothing"
		}
		return fmt.Sprintf("it is in observe mode and writes nothing; the last sweep would have changed %s", tickets(held["observe"], "", ""))
	case held["guard"] > 0:
		return fmt.Sprintf("the flood guard holds %s; look at `deskhand sweep --dry-run --desk %s`, then let them through once with --allow-backlog",
			tickets(held["guard"], "", ""), s.Name)
	case held["cap"] > 0:
		return fmt.Sprintf("%s for the next sweep, over writes_per_sweep", tickets(held["cap"], "waits", "wait"))
	}
	return ""
}

// Holds lists what the last sweep planned and did not write, by cause.
func (s deskState) Holds() string {
	held := s.latest().Held
	var parts []string
	for _, cause := range slices.Sorted(maps.Keys(held)) {
		parts = append(parts, fmt.Sprintf("%d %s", held[cause], visible(cause)))
	}
	return strings.Join(parts, ", ")
}

// desks serves /desks.
func (p *Page) desks(w http.ResponseWriter, r *http.Request) {
	var config Config
	if p.Config != nil {
		config = p.Config()
	}
	states := p.look(r.Context())
	type line struct {
		deskState
		Last    run
		Recent  []run // oldest first
		Trouble string
		Idle    string
	}
	var lines []line
	for _, s := range states {
		recent := slices.Clone(s.Runs[:min(len(s.Runs), lastRuns)])
		slices.Reverse(recent)
		lines = append(lines, line{s, s.latest(), recent, p.trouble(s), s.idle()})
	}
	p.render(w, http.StatusOK, "desks", view{Title: "Desks", Here: "/desks", Body: map[string]any{"Lines": lines, "Config": config, "Version": p.Version}})
}
