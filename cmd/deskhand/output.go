package main

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"golang.org/x/term"

	"github.com/deskhand/deskhand/config"
	"github.com/deskhand/deskhand/sweeper"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
	"github.com/deskhand/deskhand/sweeper/status"
)

// paint colours words for people on a terminal, and leaves them alone for everybody else and under NO_COLOR.
type paint struct{ on bool }

func newPaint(w io.Writer) paint {
	f, ok := w.(*os.File)
	return paint{on: ok && os.Getenv("NO_COLOR") == "" && term.IsTerminal(int(f.Fd()))}
}

func (p paint) with(code, s string) string {
	if !p.on {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}

func (p paint) bold(s string) string  { return p.with("1", s) }
func (p paint) dim(s string) string   { return p.with("2", s) }
func (p paint) green(s string) string { return p.with("32", s) }
func (p paint) red(s string) string   { return p.with("31", s) }

// writePlan shows what one plan changes and why.
func writePlan(w io.Writer, p paint, plan helpdesk.Plan, outcome helpdesk.Outcome) {
	fmt.Fprintf(w, "\n%s  %s\n", p.bold(plan.Desk+"/"+status.Visible(plan.Key)), status.Visible(plan.Subject))
	if outcome.Result != "" && outcome.Result != helpdesk.Written {
		fmt.Fprintf(w, "  %s %s\n", p.red("not written: "+string(outcome.Result)), status.Visible(outcome.Detail))
	}
	for _, tag := range plan.Add {
		fmt.Fprintf(w, "  %s\n", p.green("+ "+tag))
	}
	for _, tag := range plan.Remove {
		fmt.Fprintf(w, "  %s\n", p.red("- "+tag))
	}
	for _, why := range plan.Why {
		fmt.Fprintf(w, "  %s\n", p.dim("because "+status.Visible(why)))
	}
	if outcome.NoNote != "" {
		fmt.Fprintf(w, "  no note: %s\n", status.Visible(outcome.NoNote))
	} else if plan.Note != nil {
		fmt.Fprintln(w, "  internal note:")
		for line := range strings.Lines(plan.Note.Body) {
			fmt.Fprintf(w, "  %s %s\n", p.dim("|"), status.Visible(strings.TrimSuffix(line, "\n")))
		}
	}
}

// writeSweeps shows sweeps to people: the writes, then a line a desk.
func writeSweeps(w io.Writer, swept []sweptDesk) {
	p := newPaint(w)
	for _, s := range swept {
		for _, written := range s.writes {
			writePlan(w, p, written.Plan, written.Outcome)
		}
	}
	fmt.Fprintln(w)
	for _, s := range swept {
		fmt.Fprintln(w, sweepLine(s.report))
	}
}

// sweepLine tells one sweep in a sentence.
func sweepLine(r sweeper.Report) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s", r.Desk, r.Result)
	if r.Why != "" {
		fmt.Fprintf(&b, " (%s)", status.Visible(r.Why))
	}
	if r.Result == sweeper.Skipped {
		return b.String()
	}
	fmt.Fprintf(&b, ", mode %s: %d seen, %d read, %d planned", r.Mode, r.Seen, r.Read, r.Planned)
	if r.DryRun {
		b.WriteString(", dry run: nothing written")
	} else {
		fmt.Fprintf(&b, ", %d written, %d of them with a note", r.Written, r.Notes)
	}
	for _, cause := range slices.Sorted(maps.Keys(r.Held)) {
		fmt.Fprintf(&b, ", %d held: %s", r.Held[cause], cause)
	}
	fmt.Fprintf(&b, "; %s, %.1f s", count(int(r.Requests), "request"), r.Took)
	if attention := r.Attention(); len(attention) > 0 {
		b.WriteString("; look: " + strings.Join(attention, ", "))
	}
	return b.String()
}

// planJSON is a plan for machines. Its names are stable.
type planJSON struct {
	Desk    string    `json:"desk"`
	Ticket  string    `json:"ticket"`
	Key     string    `json:"key"`
	URL     string    `json:"url"`
	Add     []string  `json:"add"`
	Remove  []string  `json:"remove"`
	Note    *noteJSON `json:"note,omitempty"`
	Why     []string  `json:"why"`
	Outcome string    `json:"outcome,omitempty"`
	Detail  string    `json:"detail,omitempty"`
}

type noteJSON struct {
	Kind string `json:"kind"`
	Ref  string `json:"ref"`
	Body string `json:"body"`
}

func newPlanJSON(w sweeper.Write) planJSON {
	plan := w.Plan
	j := planJSON{
		Desk: plan.Desk, Ticket: plan.Ticket, Key: plan.Key, URL: plan.URL, Why: orEmpty(plan.Why),
		Add: orEmpty(plan.Add), Remove: orEmpty(plan.Remove), Outcome: string(w.Outcome.Result), Detail: w.Outcome.Detail,
	}
	if plan.Note != nil {
		j.Note = &noteJSON{Kind: plan.Note.Kind, Ref: plan.Note.Ref, Body: plan.Note.Body}
	}
	return j
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// writeSweepsJSON gives machines the same as writeSweeps.
func writeSweepsJSON(w io.Writer, swept []sweptDesk) error {
	type sweepJSON struct {
		sweeper.Report
		Plans []planJSON `json:"plans"`
	}
	all := struct {
		Sweeps []sweepJSON `json:"sweeps"`
	}{Sweeps: []sweepJSON{}}
	for _, s := range swept {
		j := sweepJSON{Report: s.report, Plans: []planJSON{}}
		for _, written := range s.writes {
			j.Plans = append(j.Plans, newPlanJSON(written))
		}
		all.Sweeps = append(all.Sweeps, j)
	}
	return writeJSON(w, all)
}

func writeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

// writeMistakes shows every mistake of a configuration, how many there are, and what came of it.
func writeMistakes(w io.Writer, mistakes []config.Mistake, outcome string) {
	files := map[string]bool{}
	for _, m := range mistakes {
		fmt.Fprintln(w, m)
		files[m.File] = true
	}
	fmt.Fprintf(w, "%s in %s. %s\n", count(len(mistakes), "mistake"), count(len(files), "file"), outcome)
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
