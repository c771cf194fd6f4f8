package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/deskhand/deskhand/config"
	"github.com/deskhand/deskhand/sweeper"
	"github.com/deskhand/deskhand/sweeper/escalation"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
	"github.com/deskhand/deskhand/sweeper/notes"
	"github.com/deskhand/deskhand/sweeper/status"
)

func newExplainCommand() *cobra.Command {
	var o struct{ config, format string }
	c := &cobra.Command{
		Use:   "explain -c FILE DESK/ID",
		Short: "Tell everything about one ticket, and why, or why not",
		Long: `Explain reads one ticket from its desk, now, and tells what happened on it, how the clock adds up, what its
notes say, which rules hold and which do not, and what Deskhand would write. It writes nothing.`,
		Example: "  deskhand explain -c deskhand.yaml support/4711",
		Args:    cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			name, id, ok := strings.Cut(args[0], "/")
			if !ok || name == "" || id == "" {
				return fmt.Errorf("%q names no ticket; write DESK/ID, such as support/4711", args[0])
			}
			if o.format != "text" && o.format != "json" {
				return fmt.Errorf("--format is text or json, not %q", o.format)
			}
			cfg, err := loadConfig(o.config, c.ErrOrStderr())
			if err != nil {
				return err
			}
			p, err := openDesks(cfg, slog.New(slog.DiscardHandler))
			if err != nil {
				return err
			}
			d, err := p.named(name)
			if err != nil {
				return err
			}
			e, err := explain(c.Context(), cfg, d, id)
			if err != nil {
				return failed(err)
			}
			if o.format == "json" {
				err = writeJSON(c.OutOrStdout(), e.json())
			} else {
				e.write(c.OutOrStdout())
			}
			if err != nil {
				return failed(err)
			}
			return nil
		},
	}
	c.Flags().StringVarP(&o.config, "config", "c", "", "configuration: a YAML file, or a folder of them")
	c.Flags().StringVar(&o.format, "format", "text", "text or json")
	return c
}

// explanation is one ticket with what Deskhand makes of it.
type explanation struct {
	ticket  helpdesk.Ticket
	verdict escalation.Verdict
	plan    helpdesk.Plan
	mode    sweeper.Mode
	zone    *time.Location // in which people read its times
}

func explain(ctx context.Context, cfg *config.Config, d *desk, id string) (explanation, error) {
	tickets, err := d.connector.Fetch(ctx, []string{id})
	if err != nil {
		return explanation{}, fmt.Errorf("read %s/%s: %w", d.Name, id, err)
	}
	if len(tickets) != 1 || tickets[0].Status == helpdesk.Deleted {
		return explanation{}, fmt.Errorf("%s has no ticket %s that our user can see", d.Name, id)
	}
	t := tickets[0]
	v := cfg.Policy.Assess(t, time.Now())
	return explanation{ticket: t, verdict: v, plan: cfg.Policy.Plan(t, v), mode: d.Mode, zone: cfg.Policy.Zone()}, nil
}

// write tells it to people.
func (e explanation) write(w io.Writer) {
	p := newPaint(w)
	t := e.ticket
	fmt.Fprintf(w, "%s  %s\n%s, priority %s, tags: %s\n%s\n\n", p.bold(t.Desk+"/"+status.Visible(t.Key)), status.Visible(t.Subject),
		t.Status, orNone(status.Visible(t.Priority)), orNone(status.Visible(strings.Join(t.Tags, " "))), status.Visible(t.URL))
	told := e.verdict.Explain()
	fmt.Fprintln(w, p.bold(status.Visible(told.Headline)))
	for _, section := range told.Sections {
		writeSection(w, p, section)
	}
	e.writeQuotes(w, p)
	fmt.Fprintf(w, "\n%s\n", p.bold("What happened ("+e.zone.String()+")"))
	for _, event := range t.Events {
		fmt.Fprintf(w, "  %s  %s\n", event.At.In(e.zone).Format("2006-01-02 15:04"), status.Visible(eventLine(event)))
	}
	fmt.Fprintf(w, "\n%s\n", p.bold("What would be written"))
	if e.plan.Empty() {
		fmt.Fprintln(w, "  Nothing: the ticket says what it should.")
		return
	}
	writePlan(w, p, e.plan, helpdesk.Outcome{})
	if e.mode != sweeper.Note {
		fmt.Fprintf(w, "\n  The desk is in %s mode, so not all of this is written.\n", e.mode)
	}
}

// widestCell is how many characters of a table's cell are shown, so that rows fit on a screen.
const widestCell = 72

// writeSection shows one part of an explanation: its sentences, and its table with aligned columns.
func writeSection(w io.Writer, p paint, section escalation.Section) {
	fmt.Fprintf(w, "\n%s\n", p.bold(section.Title))
	for _, sentence := range section.Sentences {
		fmt.Fprintf(w, "  %s\n", status.Visible(sentence))
	}
	if len(section.Rows) == 0 {
		return
	}
	rows := slices.Concat([][]string{section.Head}, section.Rows)
	if len(section.Foot) > 0 {
		rows = append(rows, section.Foot)
	}
	widths := make([]int, len(section.Head))
	for _, row := range rows {
		for i, cell := range row {
			row[i] = cut(status.Visible(cell), widestCell)
			widths[i] = max(widths[i], utf8.RuneCountInString(row[i]))
		}
	}
	for n, row := range rows {
		line := " "
		for i, cell := range row {
			line += " " + cell + strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell)+1)
		}
		line = strings.TrimRight(line, " ")
		if n == 0 || n > len(section.Rows) {
			line = p.dim(line)
		}
		fmt.Fprintln(w, line)
	}
}

// writeQuotes shows the words of the notes that the findings rest on.
func (e explanation) writeQuotes(w io.Writer, p paint) {
	v := e.verdict
	var quotes escalation.Section
	add := func(finding string, act escalation.Act) {
		if act.Quote != "" {
			quotes.Sentences = append(quotes.Sentences, fmt.Sprintf(`%s: "%s" (%s, %s)`,
				finding, act.Quote, act.By.Name, act.At.In(e.zone).Format("2006-01-02 15:04")))
		}
	}
	if v.Request != nil {
		add("request", v.Request.Act)
	}
	for _, held := range slices.Concat(v.Reasons, v.Grounds) {
		add(held.Code, held.Act)
	}
	add("high_impact", v.Impact.Act)
	if v.Decision != nil {
		add("decision", v.Decision.Act)
	}
	if quotes.Title = "Findings, in the writers' words"; len(quotes.Sentences) > 0 {
		writeSection(w, p, quotes)
	}
}

// eventLine tells one event in a line.
func eventLine(e helpdesk.Event) string {
	who := e.By.Name
	if who == "" {
		who = "somebody"
	}
	who += " (" + string(e.By.Role) + viaWords[e.Via] + ")"
	switch e.Kind {
	case helpdesk.KindNote:
		kind := "internal note"
		if e.Public {
			kind = "reply"
		}
		return fmt.Sprintf("%s, %s: %s", who, kind, cut(notes.Text(e.Body, notes.Format(e.Format)), 120))
	case helpdesk.KindTags:
		return fmt.Sprintf("%s, tags: %s", who, strings.Join(append(signed("+", e.Added), signed("-", e.Removed)...), " "))
	}
	return fmt.Sprintf("%s, %s: %s to %s", who, e.Kind, orNone(e.From), orNone(e.To))
}

var viaWords = map[helpdesk.Via]string{helpdesk.ByAPI: ", through the API", helpdesk.ByRule: ", by a rule of the desk"}

func signed(sign string, tags []string) []string {
	out := make([]string, len(tags))
	for i, tag := range tags {
		out[i] = sign + tag
	}
	return out
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

// cut shortens s to n characters.
func cut(s string, n int) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}

// json gives machines the same.
func (e explanation) json() any {
	return struct {
		Desk    string             `json:"desk"`
		Ticket  string             `json:"ticket"`
		Key     string             `json:"key"`
		Status  helpdesk.Status    `json:"status"`
		Tags    []string           `json:"tags"`
		Lines   []string           `json:"lines"`
		Verdict escalation.Verdict `json:"verdict"`
		Plan    planJSON           `json:"plan"`

		Explanation escalation.Explanation `json:"explanation"` // what people are shown
	}{e.ticket.Desk, e.ticket.ID, e.ticket.Key, e.ticket.Status, orEmpty(e.ticket.Tags), e.verdict.Lines(), e.verdict,
		newPlanJSON(sweeper.Write{Plan: e.plan}), e.verdict.Explain()}
}
