package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/deskhand/deskhand/config"
	"github.com/deskhand/deskhand/sweeper"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

// hostile is text of a ticket that would do something if it were taken for more than text.
const hostile = "\x1b]0;gone\a\x1b[2J<script>alert(1)</script>\u202egnp ![x](https://evil.example/p) [y](javascript:z) @all | `q`"

// acts are what must not come out of it anywhere but in JSON, where all of it is escaped.
var acts = []string{"\x1b", "\a", "\u202e"}

func TestHostileTextIsTextOnATerminal(t *testing.T) {
	path := filepath.Join(t.TempDir(), "deskhand.yaml")
	if err := os.WriteFile(path, []byte(simulatedConfig(simulations["zendesk"].connector("support", "http://127.0.0.1:1"))), 0o600); err != nil {
		t.Fatal(err)
	}
	cfg, mistakes := config.Load(path, os.LookupEnv)
	if len(mistakes) > 0 {
		t.Fatal(mistakes[0])
	}
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	who := helpdesk.Person{ID: "7", Name: hostile, Role: helpdesk.EndUser}
	ticket := helpdesk.Ticket{
		Desk: "support", ID: "1", Key: hostile, URL: hostile, Subject: hostile, Priority: hostile, Tags: []string{hostile}, Status: helpdesk.Open, Created: now.AddDate(0, 0, -9),
		Events: []helpdesk.Event{
			{ID: "1", At: now.AddDate(0, 0, -9), By: who, Kind: helpdesk.KindNote, Public: true, Body: "Please escalate: SSO is down, nobody of our 2,300 learners " + hostile + " can log in."},
			{ID: "2", At: now.AddDate(0, 0, -8), By: who, Kind: helpdesk.KindTags, Added: []string{hostile}},
		},
	}
	v := cfg.Policy.Assess(ticket, now)
	e := explanation{ticket: ticket, verdict: v, plan: cfg.Policy.Plan(ticket, v), mode: sweeper.Observe, zone: time.UTC}
	if len(v.Reasons) == 0 || e.plan.Note == nil {
		t.Fatal("nothing is found, so nothing is quoted")
	}
	var out bytes.Buffer
	e.write(&out)
	outcome := helpdesk.Outcome{Result: helpdesk.Refused, Detail: hostile, NoNote: hostile}
	report := sweeper.Report{Desk: "support", Result: sweeper.Failed, Why: hostile}
	writeSweeps(&out, []sweptDesk{{report: report, writes: []sweeper.Write{{Plan: e.plan, Outcome: outcome}}}})
	wantNone(t, out.String(), acts...)
	wantNone(t, e.plan.Note.Body, append(acts, "<script", "](", "@all", "`")...)
}

func TestHostileTextIsTextInADigest(t *testing.T) {
	d := sweeper.Digest{
		Desks:    []sweeper.DeskDigest{{Desk: "support", Overrides: []sweeper.Override{{Tag: hostile, Action: sweeper.TookOff}}}},
		Unmoved:  []sweeper.Shown{{Desk: "support", Key: hostile, Quote: hostile}},
		Accounts: []sweeper.Account{{Name: hostile, Tickets: 2}},
	}
	var markdown, page bytes.Buffer
	if err := writeDigestMarkdown(&markdown, d); err != nil {
		t.Fatal(err)
	}
	if err := writeDigestHTML(&page, d); err != nil {
		t.Fatal(err)
	}
	wantNone(t, markdown.String(), append(acts, " <script", "![", " [y", " @all", " `")...)
	wantNone(t, page.String(), append(acts, "<script")...)
}

func wantNone(t *testing.T, text string, signs ...string) {
	t.Helper()
	for _, sign := range signs {
		if strings.Contains(text, sign) {
			t.Errorf("%q stands in:\n%q", sign, text)
		}
	}
}
