package connectortest

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/deskhand/deskhand/connectors/simulator"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

func appliedIsRead(t *testing.T, s *stage) {
	id := s.ticket("Nobody can log in", "vip", "escalation_unlikely")
	c := s.open(t)
	read := s.fetch(t, c, id)
	mustEnd(t, apply(t, c, plan(read, "Escalation recommended.", []string{"escalation_recommended"}, []string{"escalation_unlikely"})), helpdesk.Written)

	after := s.fetch(t, s.open(t), id)
	tags := slices.Sorted(slices.Values(after.Tags))
	if want := []string{"escalation_recommended", "vip"}; !slices.Equal(tags, want) {
		t.Errorf("the tags are %v, want %v", tags, want)
	}
	ours := 0
	for _, e := range after.Events {
		if e.Kind != helpdesk.KindNote || !strings.Contains(e.Body, ref) {
			continue
		}
		ours++
		if e.By.Role != helpdesk.Self || e.Public {
			t.Errorf("our note is read as by %q, public %v", e.By.Role, e.Public)
		}
	}
	if ours != 1 {
		t.Errorf("our note is read %d times", ours)
	}
	if !slices.Contains(after.Marks, ref) {
		t.Errorf("the desk keeps the marks %v, not %s", after.Marks, ref)
	}
	if after.Version == read.Version {
		t.Error("the version did not change with the ticket")
	}
}

func planTwice(t *testing.T, s *stage) {
	id := s.ticket("Nobody can log in")
	c := s.open(t)
	p := plan(s.fetch(t, c, id), "Escalation recommended.", []string{"escalation_recommended"}, nil)
	mustEnd(t, apply(t, c, p), helpdesk.Written)
	time.Sleep(settle)
	mustEnd(t, apply(t, s.open(t), p), helpdesk.Conflict)
	if n, _ := s.notes(t, id, ref); n != 1 {
		t.Errorf("the note stands on the ticket %d times", n)
	}
}

func staleVersion(t *testing.T, s *stage) {
	id := s.ticket("Nobody can log in", "vip")
	c := s.open(t)
	p := plan(s.fetch(t, c, id), "Escalation recommended.", []string{"escalation_recommended"}, nil)
	time.Sleep(settle)
	if _, err := s.Desk.Tag(id, s.agent.ID, simulator.Web, "deskhand_ignore"); err != nil {
		t.Fatal(err)
	}
	time.Sleep(settle)
	before, _ := s.Desk.Ticket(id)
	mustEnd(t, apply(t, c, p), helpdesk.Conflict)
	after, _ := s.Desk.Ticket(id)
	if len(after.Updates) != len(before.Updates) || !slices.Equal(after.Tags, before.Tags) {
		t.Errorf("a stale plan changed the ticket: tags %v, before %v", after.Tags, before.Tags)
	}
}

func othersStay(t *testing.T, s *stage) {
	id := s.ticket("Nobody can log in", "vip", "emea", "escalation_requested")
	if _, err := s.Desk.Note(id, s.agent.ID, simulator.Web, "Ask Tom first"); err != nil {
		t.Fatal(err)
	}
	c := s.open(t)
	mustEnd(t, apply(t, c, plan(s.fetch(t, c, id), "Done.", []string{"escalation_approved_eta"}, []string{"escalation_requested", "never_there"})), helpdesk.Written)
	after, _ := s.Desk.Ticket(id)
	if !after.Has("vip") || !after.Has("emea") || after.Has("escalation_requested") {
		t.Errorf("the tags are %v", after.Tags)
	}
	if w := s.Desk.Writes(); w.ForeignLost != 0 || w.Other != 0 {
		t.Errorf("tags of others lost: %v; other changes: %d", w.LostTags, w.Other)
	}
	if n, _ := s.notes(t, id, "Ask Tom first"); n != 1 {
		t.Errorf("the agent's note is there %d times", n)
	}
}

func notesAreInternal(t *testing.T, s *stage) {
	id := s.ticket("Nobody can log in")
	if _, err := s.Desk.Reply(id, s.agent.ID, simulator.Web, "We are on it"); err != nil {
		t.Fatal(err)
	}
	c := s.open(t)
	mustEnd(t, apply(t, c, plan(s.fetch(t, c, id), "For agents only.", nil, nil)), helpdesk.Written)
	n, public := s.notes(t, id, ref)
	w := s.Desk.Writes()
	if n != 1 || public || w.PublicNotes != 0 || w.RequesterMails != 0 {
		t.Errorf("%d notes, public %v; public notes %d, mails to the requester %d", n, public, w.PublicNotes, w.RequesterMails)
	}
}

func plainTextSurvives(t *testing.T, s *stage) {
	texts := []string{
		"Two paragraphs.\n\nThe second has\ntwo lines.",
		`<b>no markup</b> & no &amp; entity, "quotes" and 'quotes'`,
		"*no stars* _no lines_ ~no waves~ `no code` # no heading, 1. no list",
		"placeholders {{ticket.requester.email}} and {% if x %} and {{{three}}} stay",
		"[no link](https://evil.example) {color:red}no colour{color} !no picture! @nobody [~nobody]",
		"Grüße, 日本語, emoji 🙂, and a dash – so",
	}
	for _, text := range texts {
		id := s.ticket("Which text?")
		c := s.open(t)
		mustEnd(t, apply(t, c, plan(s.fetch(t, c, id), text, nil, nil)), helpdesk.Written)
		want := plain(text+"\n\nref "+ref, helpdesk.Plain)
		found := false
		for _, e := range s.fetch(t, c, id).Events {
			if e.By.Role == helpdesk.Self && e.Kind == helpdesk.KindNote {
				found = true
				if got := plain(e.Body, e.Format); got != want {
					t.Errorf("a reader sees\n%s\nwant\n%s", got, want)
				}
			}
		}
		if !found {
			t.Errorf("the note %q is not read as ours", text)
		}
	}
}

func endedIsRefused(t *testing.T, s *stage) {
	id := s.ticket("Over")
	c := s.open(t)
	p := plan(s.fetch(t, c, id), "Too late.", []string{"escalation_recommended"}, nil)
	if err := s.Desk.Delete(id, s.agent.ID); err != nil {
		t.Fatal(err)
	}
	time.Sleep(settle)
	outcome := apply(t, c, p)
	if outcome.Result == helpdesk.Conflict { // a connector may look before it writes
		return
	}
	mustEnd(t, outcome, helpdesk.Refused)
	if outcome.Detail == "" {
		t.Error("nobody is told why")
	}
}
