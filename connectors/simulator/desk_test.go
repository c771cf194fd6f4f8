package simulator_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/deskhand/deskhand/connectors/simulator"
)

// office is a desk with two people, one ticket and a clock that a test moves.
type office struct {
	*simulator.Desk
	now        time.Time
	ann, agent int64
}

func newOffice() *office {
	o := &office{Desk: simulator.NewDesk(), now: seedTime}
	o.Now = func() time.Time { return o.now }
	o.ann = o.AddPerson(simulator.Person{Name: "Ann", Email: "ann@client.example", Role: simulator.Customer}).ID
	o.agent = o.AddPerson(simulator.Person{Name: "Dana", Email: "dana@acme.example", Role: simulator.Agent}).ID
	o.open()
	return o
}

func (o *office) open() simulator.Ticket {
	return o.Create(simulator.NewTicket{Subject: "SSO", Body: "SSO is down", Requester: o.ann})
}

// must is for edits that can't fail.
func must(t *testing.T) func(simulator.Update, error) simulator.Update {
	return func(u simulator.Update, err error) simulator.Update {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return u
	}
}

func TestATicketHandedOutNeverChanges(t *testing.T) {
	o := newOffice()
	u := must(t)(o.Reply(1, o.agent, simulator.Web, "hello"))
	before, _ := o.Ticket(1)
	tags, updates := slices.Clone(before.Tags), slices.Clone(before.Updates)
	must(t)(o.Tag(1, o.agent, simulator.Web, "a", "b"))
	must(t)(o.Note(1, o.agent, simulator.Web, "more"))
	if err := o.HideNote(1, u.Note.ID, o.agent); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]any{tags, updates}, []any{before.Tags, before.Updates}); diff != "" {
		t.Error(diff)
	}
	if !before.Notes()[1].Public {
		t.Error("the note was hidden in a ticket that was read before")
	}
}

func TestAnEditIsWholeOrNothing(t *testing.T) {
	o := newOffice()
	stop := errors.New("stop")
	_, err := o.Save(1, simulator.Edit{By: o.agent, Add: []string{"x"}, Note: &simulator.Note{Body: "x"}, If: func(simulator.Ticket) error { return stop }})
	if ticket, _ := o.Ticket(1); !errors.Is(err, stop) || ticket.Has("x") || len(ticket.Updates) != 1 {
		t.Errorf("a stopped edit left %v and %d updates (%v)", ticket.Tags, len(ticket.Updates), err)
	}
	if u := must(t)(o.Untag(1, o.agent, simulator.Web, "not there")); u.ID != 0 {
		t.Error("an edit that changes nothing became an update")
	}
	must(t)(o.Close(1))
	if _, err := o.Tag(1, o.agent, simulator.Web, "x"); !errors.Is(err, simulator.ErrClosed) {
		t.Errorf("a closed ticket took a tag: %v", err)
	}
	if err := o.Delete(1, o.agent); err != nil {
		t.Error(err)
	}
	if _, err := o.Reply(1, o.agent, simulator.Web, "x"); !errors.Is(err, simulator.ErrNotFound) {
		t.Errorf("a deleted ticket took a reply: %v", err)
	}
}

func TestFeedShowsEachTicketOnceAtItsLatestPlace(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := newOffice()
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			o.now = o.now.Add(time.Duration(rapid.IntRange(0, 2).Draw(t, "seconds")) * time.Second)
			if rapid.Bool().Draw(t, "new") {
				o.open()
			} else if err := o.Touch(int64(rapid.IntRange(1, o.Len()).Draw(t, "ticket"))); err != nil {
				t.Fatal(err)
			}
		}
		size := rapid.IntRange(1, 7).Draw(t, "page")
		var places []simulator.Place
		for behind, more := (simulator.Place{}), true; more; {
			var page []simulator.Ticket
			page, more = o.Changes(behind, o.now, size)
			for _, ticket := range page {
				behind = simulator.Place{Second: ticket.Touched.Unix(), ID: ticket.ID}
				places = append(places, behind)
			}
		}
		if len(places) != o.Len() {
			t.Fatalf("%d places for %d tickets", len(places), o.Len())
		}
		inOrder := slices.IsSortedFunc(places, func(a, b simulator.Place) int {
			if a.Second != b.Second {
				return int(a.Second - b.Second)
			}
			return int(a.ID - b.ID)
		})
		if !inOrder {
			t.Fatalf("not in order: %v", places)
		}
	})
}

func TestTheLedgerBooksWhatTheAPIsUserDid(t *testing.T) {
	o := newOffice()
	self := o.Self().ID
	must(t)(o.Tag(1, o.agent, simulator.Web, "vip", "deskhand_ignore"))
	for range 2 {
		must(t)(o.Note(1, self, simulator.API, "Unmoved.\n\nRule stale_high_impact, ref dh1-7k2m9q"))
	}
	must(t)(o.Reply(1, self, simulator.API, "oops"))
	must(t)(o.Save(1, simulator.Edit{By: self, Via: simulator.API, Tags: &[]string{"stale_high_impact"}}))
	must(t)(o.Untag(1, self, simulator.API, "stale_high_impact"))
	got := o.Writes()
	want := simulator.Writes{
		Updates: 5, Notes: 3, PublicNotes: 1, Refs: 1, RefsTwice: map[string]int{"dh1-7k2m9q": 2}, TagsAdded: 1, TagsRemoved: 1,
		ForeignLost: 2, LostTags: []string{"1:deskhand_ignore", "1:vip"}, RequesterMails: 1, TicketsTouched: 1, IgnoredTouched: 4,
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(simulator.Writes{}), cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".touched" }, cmp.Ignore())); diff != "" {
		t.Error(diff)
	}
}

func TestTheClockCanBeMovedAhead(t *testing.T) {
	o := newOffice()
	must(t)(o.SetStatus(1, o.agent, simulator.Web, simulator.Solved))
	o.Advance(29 * 24 * time.Hour)
	if n := o.Age(28 * 24 * time.Hour); n != 1 {
		t.Errorf("%d tickets were closed by age, want 1", n)
	}
	if ticket, _ := o.Ticket(1); ticket.Status != simulator.Closed || !ticket.Updated.Equal(o.now.Add(29*24*time.Hour)) {
		t.Errorf("the ticket is %s at %s", ticket.Status, ticket.Updated)
	}
}
