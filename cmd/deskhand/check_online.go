package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/deskhand/deskhand/sweeper/escalation"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
	"github.com/deskhand/deskhand/sweeper/status"
)

// groups are what is looked at on a desk, in the order shown.
var groups = []string{"connection", "credentials", "rights", "feed", "notes", "fields", "collisions", "limits", "clock", "tags"}

// How a finding is to be taken.
const (
	allRight = "ok"
	toMend   = "mend"
	notTried = "not_tried"
)

// finding is one line of a check.
type finding struct {
	Group string `json:"group"` // one of groups
	State string `json:"state"` // ok, mend or not_tried
	What  string `json:"what"`
	Mend  string `json:"mend,omitempty"`
	Fatal bool   `json:"fatal,omitempty"` // the desk can't be swept like this
}

// deskCheck is what asking one desk found.
type deskCheck struct {
	Desk     string       `json:"desk"`
	Findings []finding    `json:"findings"`
	Expect   *expectation `json:"expect,omitempty"` // none where something is fatal
}

// checkOnline asks every desk.
func (p *program) checkOnline(ctx context.Context, o checkOptions, errs io.Writer) ([]deskCheck, error) {
	scratchDesk, scratchID, named := strings.Cut(o.scratch, "/")
	if o.scratch != "" {
		if _, err := p.named(scratchDesk); err != nil || !named || scratchID == "" {
			return nil, fmt.Errorf("--scratch %q names no ticket of a desk; write DESK/ID, such as support/4711", o.scratch)
		}
	}
	var all []deskCheck
	for _, d := range p.desks {
		check := deskCheck{Desk: d.Name, Findings: problemsOf(ctx, d)}
		if !slices.ContainsFunc(check.Findings, func(f finding) bool { return f.Fatal }) {
			described, more := p.lookAround(ctx, d)
			check.Findings = append(check.Findings, more...)
			check.Findings = append(check.Findings, p.collisions(ctx, d, scratchID, scratchDesk == d.Name, check.Findings)...)
			expect, err := p.expect(ctx, d, o.sample, described.PerMinute, errs)
			if err != nil {
				return nil, failed(err)
			}
			check.Expect = expect
		}
		slices.SortStableFunc(check.Findings, func(a, b finding) int {
			return slices.Index(groups, a.Group) - slices.Index(groups, b.Group)
		})
		all = append(all, check)
	}
	return all, nil
}

// problemsOf asks the connector what it finds.
func problemsOf(ctx context.Context, d *desk) []finding {
	problems, err := d.connector.Check(ctx)
	var all []finding
	for _, p := range problems {
		f := finding{Group: p.Group, State: allRight, What: p.What, Mend: p.Mend, Fatal: p.Fatal}
		if p.Mend != "" {
			f.State = toMend
		}
		all = append(all, f)
	}
	if err != nil {
		all = append(all, finding{
			Group: "connection", State: toMend, What: err.Error(), Mend: "check the url, the network and the credentials", Fatal: true,
		})
	}
	return all
}

// collisions tries the scratch ticket where the admin named one; else it says what was left open, unless the connector knew.
func (p *program) collisions(ctx context.Context, d *desk, scratch string, named bool, found []finding) []finding {
	switch {
	case named:
		return []finding{p.tryCollision(ctx, d, scratch)}
	case slices.ContainsFunc(found, func(f finding) bool { return f.Group == "collisions" }):
		return nil
	}
	return []finding{{
		Group: "collisions", State: notTried,
		What: fmt.Sprintf("whether outdated writes are refused shows only by writing: name a ticket for it with --scratch %s/ID", d.Name),
	}}
}

// lookAround asks the desk what it is like, and finds who else puts on tickets, or takes off, the tags that Deskhand uses.
func (p *program) lookAround(ctx context.Context, d *desk) (helpdesk.Description, []finding) {
	describer, ok := d.connector.(helpdesk.Describer)
	if !ok {
		return helpdesk.Description{}, []finding{{Group: "tags", State: notTried, What: "this desk does not tell who else uses tags"}}
	}
	described, err := describer.Describe(ctx)
	if err != nil {
		return described, []finding{{Group: "tags", State: notTried, What: "the desk does not tell who else uses tags: " + err.Error()}}
	}
	var all []finding
	for _, use := range described.TagUses {
		if uses(p.config.Policy, use.Tag) {
			all = append(all, finding{
				Group: "tags", State: toMend, What: fmt.Sprintf("%s also puts on or takes off %s", use.By, use.Tag),
				Mend: "take the tag out there, or give Deskhand's another name under policy.tags",
			})
		}
	}
	if len(all) == 0 {
		all = append(all, finding{Group: "tags", State: allRight, What: "no field or rule that can be seen uses Deskhand's tags"})
	}
	for _, unseen := range described.Unseen {
		all = append(all, finding{Group: "tags", State: notTried, What: unseen + " can't be seen with these credentials"})
	}
	return described, all
}

// uses reports whether Deskhand sets the tag, or reads it.
func uses(policy *escalation.Policy, tag string) bool {
	t := policy.Tags()
	return policy.Owned(tag) || tag != "" && slices.Contains([]string{t.Approved, t.Denied, t.CSM, t.Ignore}, tag)
}

// write shows it to people: a line a check, with what can be done about it below.
func (d deskCheck) write(w io.Writer) {
	p := newPaint(w)
	fmt.Fprintln(w, p.bold(d.Desk))
	for _, f := range d.Findings {
		sign := map[string]string{allRight: p.green("ok"), toMend: p.red("!!"), notTried: p.dim("--")}[f.State]
		fmt.Fprintf(w, "  %s  %-12s %s\n", sign, f.Group, status.Visible(f.What))
		if f.Mend != "" {
			fmt.Fprintf(w, "      %-12s %s\n", "", status.Visible(f.Mend))
		}
	}
	if d.Expect != nil {
		d.Expect.write(w)
	}
	fmt.Fprintln(w)
}
