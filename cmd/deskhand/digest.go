package main

import (
	"fmt"
	"html/template"
	"io"
	"log/slog"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/deskhand/deskhand/sweeper"
	"github.com/deskhand/deskhand/sweeper/escalation"
	"github.com/deskhand/deskhand/sweeper/status"
)

func newDigestCommand() *cobra.Command {
	var o struct{ config, format, since string }
	c := &cobra.Command{
		Use:   "digest -c FILE",
		Short: "Tell leadership what happened lately, and what waits",
		Long: `Digest adds up some days: what is new, what was decided, what lies unmoved, by reason and by desk, which
accounts come again, and what people corrected. It reads the store and asks no desk. A daemon with the embedded
store holds that file; run digest when it rests, or keep the state in Redis.`,
		Example: "  deskhand digest -c deskhand.yaml > week.md\n  deskhand digest -c deskhand.yaml --since 14d --format html > fortnight.html",
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			var since escalation.Span
			if err := since.UnmarshalText([]byte(o.since)); err != nil || since.Duration < 24*time.Hour {
				return fmt.Errorf("--since is a number of days, such as 7d, not %q", o.since)
			}
			write := map[string]func(io.Writer, sweeper.Digest) error{
				"markdown": writeDigestMarkdown, "html": writeDigestHTML, "json": func(w io.Writer, d sweeper.Digest) error { return writeJSON(w, d) },
			}[o.format]
			if write == nil {
				return fmt.Errorf("--format is markdown, html or json, not %q", o.format)
			}
			cfg, err := loadConfig(o.config, c.ErrOrStderr())
			if err != nil {
				return err
			}
			p := &program{config: cfg, log: slog.New(slog.DiscardHandler)}
			if err := p.openStore(c.Context()); err != nil {
				return err
			}
			defer func() { _ = p.store.Close() }()
			var desks []string
			for _, d := range cfg.Desks {
				desks = append(desks, d.Name)
			}
			days := int(since.Duration / (24 * time.Hour))
			digest, err := sweeper.NewDigest(c.Context(), p.store, desks, cfg.Policy.Tags(), days, time.Now())
			if err == nil {
				err = write(c.OutOrStdout(), digest)
			}
			if err != nil {
				return failed(err)
			}
			return nil
		},
	}
	c.Flags().StringVarP(&o.config, "config", "c", "", "configuration: a YAML file, or a folder of them")
	c.Flags().StringVar(&o.since, "since", "7d", "how many days, today included")
	c.Flags().StringVar(&o.format, "format", "markdown", "markdown, html or json")
	return c
}

// digestTable is one table of a digest.
type digestTable struct {
	Title string
	Head  []string
	Rows  [][]string
}

// digestTables puts a digest into tables; those with nothing in them are left out.
func digestTables(d sweeper.Digest) []digestTable {
	desks := []string{}
	for _, part := range d.Desks {
		desks = append(desks, part.Desk)
	}
	tables := []digestTable{
		{"Waiting now, by what a person must do", append([]string{"Need"}, desks...), byDesk(d, func(p sweeper.DeskDigest) map[string]int { return p.Waiting })},
		{"New flags", append([]string{"Tag"}, desks...), byDesk(d, func(p sweeper.DeskDigest) map[string]int { return p.New })},
		{"Reasons of new flags", append([]string{"Reason"}, desks...), byDesk(d, func(p sweeper.DeskDigest) map[string]int { return p.Reasons })},
		{"Requests that ended", append([]string{"How"}, desks...), byDesk(d, func(p sweeper.DeskDigest) map[string]int { return p.Ended })},
		{Title: "Unmoved, highest impact first", Head: []string{"Ticket", "With support since", "Affected", "Words"}},
		{Title: "Accounts with several waiting tickets", Head: []string{"Account", "Tickets"}},
		{Title: "What people corrected", Head: []string{"Tag", "What they did", "How often"}},
	}
	for _, s := range d.Unmoved {
		affected := strconv.Itoa(s.Affected)
		if s.Everyone {
			affected = "everyone"
		}
		tables[4].Rows = append(tables[4].Rows, []string{s.Desk + "/" + s.Key, s.Since.Format(time.DateOnly), affected, s.Quote})
	}
	for _, a := range d.Accounts {
		tables[5].Rows = append(tables[5].Rows, []string{a.Name, strconv.Itoa(a.Tickets)})
	}
	corrections := map[[2]string]int{}
	for _, part := range d.Desks {
		for _, o := range part.Overrides {
			corrections[[2]string{o.Tag, string(o.Action)}]++
		}
	}
	for _, key := range slices.SortedFunc(maps.Keys(corrections), func(a, b [2]string) int { return slices.Compare(a[:], b[:]) }) {
		tables[6].Rows = append(tables[6].Rows, []string{key[0], key[1], strconv.Itoa(corrections[key])})
	}
	for _, t := range tables {
		for _, row := range t.Rows {
			for i, cell := range row {
				row[i] = status.Visible(cell)
			}
		}
	}
	return slices.DeleteFunc(tables, func(t digestTable) bool { return len(t.Rows) == 0 })
}

// byDesk makes a row of each thing that is counted, with a column for each desk.
func byDesk(d sweeper.Digest, counts func(sweeper.DeskDigest) map[string]int) [][]string {
	things := map[string]bool{}
	for _, part := range d.Desks {
		for thing := range counts(part) {
			things[thing] = true
		}
	}
	var rows [][]string
	for _, thing := range slices.Sorted(maps.Keys(things)) {
		row := []string{thing}
		for _, part := range d.Desks {
			row = append(row, strconv.Itoa(counts(part)[thing]))
		}
		rows = append(rows, row)
	}
	return rows
}

// digestOpening says in a sentence what was written.
func digestOpening(d sweeper.Digest) string {
	written, notes := 0, 0
	for _, part := range d.Desks {
		written += part.Written
		notes += part.Notes
	}
	return fmt.Sprintf("From %s to %s (UTC): %s, %s of them with a note.", d.From, d.To, count(written, "ticket write"), strconv.Itoa(notes))
}

// markup is what Markdown would take for more than a character.
var markup = regexp.MustCompile("[\\\\`*\\[\\]<>#!|&@]")

func writeDigestMarkdown(w io.Writer, d sweeper.Digest) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# Escalations and unmoved tickets\n\n%s\n", digestOpening(d))
	cell := func(s string) string { return markup.ReplaceAllString(s, `\$0`) }
	for _, t := range digestTables(d) {
		fmt.Fprintf(&b, "\n## %s\n\n| %s |\n|%s\n", t.Title, strings.Join(t.Head, " | "), strings.Repeat(" --- |", len(t.Head)))
		for _, row := range t.Rows {
			fmt.Fprintf(&b, "| %s |\n", cellsOf(row, cell))
		}
	}
	for i, sentence := range d.Unknown {
		if i == 0 {
			b.WriteString("\n## What this can't tell\n\n")
		}
		fmt.Fprintf(&b, "- %s\n", sentence)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func cellsOf(row []string, clean func(string) string) string {
	cells := make([]string, len(row))
	for i, s := range row {
		cells[i] = clean(s)
	}
	return strings.Join(cells, " | ")
}

var digestPage = template.Must(template.New("digest").Parse(`<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Escalations and unmoved tickets</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:60em;margin:2em auto;padding:0 1em;color-scheme:light dark}
table{border-collapse:collapse}th,td{text-align:left;padding:.2em 1em .2em 0;border-bottom:1px solid #8888;vertical-align:top}</style>
<h1>Escalations and unmoved tickets</h1>
<p>{{.Opening}}</p>
{{range .Tables}}<h2>{{.Title}}</h2>
<table><thead><tr>{{range .Head}}<th scope="col">{{.}}</th>{{end}}</tr></thead>
<tbody>{{range .Rows}}<tr>{{range .}}<td>{{.}}</td>{{end}}</tr>
{{end}}</tbody></table>
{{end}}{{if .Unknown}}<h2>What this can't tell</h2>
<ul>{{range .Unknown}}<li>{{.}}</li>{{end}}</ul>{{end}}
</html>
`))

func writeDigestHTML(w io.Writer, d sweeper.Digest) error {
	return digestPage.Execute(w, map[string]any{"Opening": digestOpening(d), "Tables": digestTables(d), "Unknown": d.Unknown})
}
