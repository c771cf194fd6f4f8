package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/deskhand/deskhand/config"
	"github.com/deskhand/deskhand/sweeper/notes"
)

func newParseCommand() *cobra.Command {
	var policyFile string
	c := &cobra.Command{
		Use:   "parse",
		Short: "Read notes and tell what they say",
		Long: `Parse reads notes from stdin, one JSON object a line, and writes what each says to stdout, one a line in the
same order:

  {"id","text","format":"plain"|"html","author":"end_user"|"csm"|"agent"|"lead","at"}
  {"id","request","withdrawn","decision":""|"approved"|"denied","eta","reasons":[],"grounds":[],
   "affected":n|null,"everyone","evidence":[{"code","start","end","text"}]}

Without a format a note is plain, without an author it is an end user's. "at" is when it was written (2026-11-24T09:30:00+01:00); it
may be left out, and "since Monday" then is two days. Start and end count characters (Unicode code points) of
the text as given: in jq, .text[.start:.end] of a plain note is the text of the evidence. A line that is no note is reported on
stderr with its number; the others are read all the same, and the exit code is 1.

Without --policy the built-in policy reads the notes; with it, that file laid over the built-in one.`,
		Example: `  echo '{"id":"1","text":"SSO is down, please escalate"}' | deskhand parse`,
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			grammar, err := openGrammar(policyFile, c.ErrOrStderr())
			if err != nil {
				return err
			}
			return parseNotes(grammar, c.InOrStdin(), c.OutOrStdout(), c.ErrOrStderr())
		},
	}
	c.Flags().StringVar(&policyFile, "policy", "", "a policy in YAML, laid over the built-in one")
	return c
}

// openGrammar builds the reader of notes from the built-in policy, or from a file laid over it.
func openGrammar(policyFile string, errs io.Writer) (*notes.Grammar, error) {
	if policyFile == "" {
		p, err := config.BuiltinPolicy()
		if err != nil {
			return nil, failed(err)
		}
		return p.Grammar(), nil
	}
	p, mistakes := config.LoadPolicy(policyFile)
	if len(mistakes) > 0 {
		writeMistakes(errs, mistakes, "Nothing was started.")
		return nil, &exit{code: exitConfig}
	}
	return p.Grammar(), nil
}

// noteIn is one line of input.
type noteIn struct {
	ID     string       `json:"id"`
	Text   string       `json:"text"`
	Format notes.Format `json:"format"`
	Author notes.Author `json:"author"`
	At     time.Time    `json:"at"`
}

// noteOut is one line of output. Its names are a promise.
type noteOut struct {
	ID        string        `json:"id"`
	Request   bool          `json:"request"`
	Withdrawn bool          `json:"withdrawn"`
	Decision  string        `json:"decision"`
	ETA       bool          `json:"eta"`
	Reasons   []string      `json:"reasons"`
	Grounds   []string      `json:"grounds"`
	Affected  *int          `json:"affected"`
	Everyone  bool          `json:"everyone"`
	Evidence  []evidenceOut `json:"evidence"`
}

type evidenceOut struct {
	Code  string `json:"code"`
	Start int    `json:"start"`
	End   int    `json:"end"`
	Text  string `json:"text"`
}

// parseNotes reads notes line by line and answers each before it reads the next.
func parseNotes(g *notes.Grammar, in io.Reader, out, errs io.Writer) error {
	lines, answers := bufio.NewReader(in), bufio.NewWriter(out)
	encoder := json.NewEncoder(answers)
	encoder.SetEscapeHTML(false)
	bad := 0
	for number := 1; ; number++ {
		line, readErr := lines.ReadBytes('\n')
		if text := bytes.TrimSpace(line); len(text) > 0 {
			note, err := readNote(text)
			if err != nil {
				bad++
				fmt.Fprintf(errs, "deskhand: line %d: %v\n", number, err)
			} else if err := encoder.Encode(answer(g, note)); err != nil {
				return failed(fmt.Errorf("write findings: %w", err))
			}
		}
		if lines.Buffered() == 0 {
			if err := answers.Flush(); err != nil {
				return failed(fmt.Errorf("write findings: %w", err))
			}
		}
		if errors.Is(readErr, io.EOF) {
			break
		}
		if readErr != nil {
			return failed(fmt.Errorf("read notes: line %d: %w", number, readErr))
		}
	}
	if bad > 0 {
		return &exit{code: exitFailed}
	}
	return nil
}

// readNote checks one line of input and fills in what it leaves out.
func readNote(line []byte) (noteIn, error) {
	n := noteIn{Format: notes.Plain, Author: notes.EndUser}
	if err := json.Unmarshal(line, &n); err != nil {
		var noTime *time.ParseError
		if errors.As(err, &noTime) {
			return n, fmt.Errorf(`"at" must be an instant such as 2026-11-24T09:30:00+01:00, it is %s`, noTime.Value)
		}
		var wrong *json.UnmarshalTypeError
		if errors.As(err, &wrong) {
			return n, fmt.Errorf("%q must be a string, it is %s", wrong.Field, wrong.Value)
		}
		return n, errors.New(`no JSON object; write one a line, such as {"id":"1","text":"..."}`)
	}
	switch n.Format {
	case notes.Plain, notes.HTML:
	default:
		return n, fmt.Errorf(`format %q is unknown; write "plain" or "html"`, n.Format)
	}
	switch n.Author {
	case notes.EndUser, notes.CSM, notes.Agent, notes.Lead:
	default:
		return n, fmt.Errorf(`author %q is unknown; write "end_user", "csm", "agent" or "lead"`, n.Author)
	}
	return n, nil
}

func answer(g *notes.Grammar, n noteIn) noteOut {
	f := g.ParseAt(n.Text, n.Format, n.Author, n.At)
	out := noteOut{
		ID: n.ID, Request: f.Request, Withdrawn: f.Withdrawn, Decision: f.Decision, ETA: f.ETA,
		Reasons: orEmpty(f.Reasons), Grounds: orEmpty(f.Grounds), Affected: f.Affected, Everyone: f.Everyone,
		Evidence: []evidenceOut{},
	}
	bytesSeen, runesSeen := 0, 0
	for _, e := range f.Evidence { // in the order of the text, so each stretch is counted once
		runesSeen += utf8.RuneCountInString(n.Text[bytesSeen:e.Start])
		bytesSeen = e.Start
		length := utf8.RuneCountInString(n.Text[e.Start:e.End])
		out.Evidence = append(out.Evidence, evidenceOut{Code: e.Code, Start: runesSeen, End: runesSeen + length, Text: e.Text})
	}
	return out
}
