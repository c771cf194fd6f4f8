package sweeper

import (
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net"
	"slices"
	"strings"
	"time"

	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

// Result says how a sweep ended.
type Result string

const (
	OK      Result = "ok"      // it saw everything
	Partial Result = "partial" // it did not see, or not finish, everything; the rest is due
	Failed  Result = "failed"
	Skipped Result = "skipped" // the desk is off, or another owner sweeps it or has just done so
)

// Report is what a sweep saw and did. Its JSON names are stable; times are UTC, counts are of tickets unless said.
type Report struct {
	Desk     string         `json:"desk"`
	Mode     Mode           `json:"mode"`
	DryRun   bool           `json:"dry_run,omitempty"`
	Started  time.Time      `json:"started"`
	Took     float64        `json:"took_s"`
	Result   Result         `json:"result"`
	Why      string         `json:"why,omitempty"` // of any result but ok
	Seen     int            `json:"seen"`          // changes in the feed, and tickets due or listed
	Read     int            `json:"read"`          // tickets read whole
	Unclear  int            `json:"unclear"`       // of those, with history that could not be read
	Planned  int            `json:"planned"`
	Written  int            `json:"written"`
	Notes    int            `json:"notes"`          // of those, with a note
	Held     map[string]int `json:"held,omitempty"` // planned, not written: observe, live, cap, guard, parked, conflict, refused, unsure
	Requests int64          `json:"requests"`       // sent to the desk
	Open     int            `json:"open"`           // tickets remembered after it

	Owner  string `json:"owner,omitempty"`  // the process that swept, as in leases
	Config string `json:"config,omitempty"` // hash of the configuration that it swept under

	FeedUntil time.Time `json:"feed_until,omitzero"` // all changes before it were taken in; zero when the desk can't tell
	Listed    time.Time `json:"listed,omitzero"`     // when the desk's own list of open tickets was last gone through whole
	Remarks   []string  `json:"remarks,omitempty"`   // what the program has to say about the desk beside this sweep

	Elsewhere bool            `json:"-"` // skipped because another owner has the desk
	Plans     []helpdesk.Plan `json:"-"` // what a dry run would write, highest impact first
	Overrides []Override      `json:"-"` // corrections by people that this sweep was the first to see
}

// hold counts a planned ticket that is not written.
func (r *Report) hold(cause string) { r.holdMany(cause, 1) }

func (r *Report) holdMany(cause string, n int) {
	if r.Held == nil {
		r.Held = map[string]int{}
	}
	r.Held[cause] += n
}

// Attention names in words all that keeps the desk from being simply fine; it is empty when nothing does.
func (r Report) Attention() []string {
	words := slices.Clone(r.Remarks)
	say := func(when bool, format string, args ...any) {
		if when {
			words = append(words, fmt.Sprintf(format, args...))
		}
	}
	say(r.Mode == Off, "off: it is not looked at")
	say(r.Result == Failed, "failed")
	say(r.Result == Partial, "partial: not everything was seen")
	say(r.Mode == Observe, "observe: nothing is written")
	say(r.Held["guard"] > 0, "guard: %d held until somebody lets them through", r.Held["guard"])
	say(r.Held["cap"] > 0, "capped: %d wait for the next sweep", r.Held["cap"])
	say(r.Held["parked"] > 0, "parked: the desk keeps refusing %d", r.Held["parked"])
	return words
}

// end sets the result from the error that stopped the sweep, nil for none.
func (r *Report) end(err error) {
	var busy *helpdesk.Busy
	switch {
	case err == nil && r.Unclear > 0:
		r.Result, r.Why = Partial, fmt.Sprintf("the history of %d could not be read whole", r.Unclear)
	case err == nil:
		r.Result = OK
	case errors.As(err, &busy), errors.Is(err, errStopped):
		r.Result, r.Why = Partial, err.Error()
	default:
		r.Result, r.Why = Failed, err.Error()+mend(err)
	}
}

// deskError is an error that the desk gave, not the store.
type deskError struct{ error }

func (e *deskError) Unwrap() error { return e.error }

// mend says what a person can do about what stopped a sweep, where that is known.
func mend(err error) string {
	var desk *deskError
	var unreachable *net.OpError
	switch {
	case !errors.As(err, &desk):
	case errors.Is(err, helpdesk.ErrAuth):
		return "; renew what stands under auth for this desk, then try it with `deskhand check --online`"
	case errors.Is(err, helpdesk.ErrExposed):
		return "; look at that ticket, then set the desk's mode to tag until the cause is known"
	case errors.As(err, &unreachable):
		return "; check the desk's url and the network, the next sweep tries again"
	}
	return ""
}

// attrs are the keys of the sweep's one log line.
func (r Report) attrs() []slog.Attr {
	held := make([]string, 0, len(r.Held))
	for _, cause := range slices.Sorted(maps.Keys(r.Held)) {
		held = append(held, fmt.Sprintf("%d %s", r.Held[cause], cause))
	}
	attrs := []slog.Attr{
		slog.String("desk", r.Desk), slog.String("mode", string(r.Mode)), slog.String("result", string(r.Result)),
		slog.Int("seen", r.Seen), slog.Int("read", r.Read), slog.Int("planned", r.Planned), slog.Int("written", r.Written),
		slog.String("held", strings.Join(held, ", ")), slog.Int64("requests", r.Requests), slog.Float64("took_s", r.Took),
	}
	if r.Why != "" {
		attrs = append(attrs, slog.String("why", r.Why))
	}
	if words := r.Attention(); len(words) > 0 {
		attrs = append(attrs, slog.String("attention", strings.Join(words, "; ")))
	}
	return attrs
}

// level is Error when a person must look, Warn when something is left over.
func (r Report) level() slog.Level {
	switch r.Result {
	case Failed:
		return slog.LevelError
	case Partial:
		return slog.LevelWarn
	}
	return slog.LevelInfo
}
