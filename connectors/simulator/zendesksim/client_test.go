package zendesksim_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/nukosuke/go-zendesk/zendesk"

	"github.com/deskhand/deskhand/connectors/simulator"
	"github.com/deskhand/deskhand/connectors/simulator/zendesksim"
)

// A client that strangers wrote against the real Zendesk understands the simulated one.
func TestAThirdPartysClientDrivesIt(t *testing.T) {
	a := newAccount(t, zendesksim.Options{})
	a.ticket("Reports")
	second := a.ticket("Plans")
	if _, err := a.desk.Note(second.ID, a.agent().ID, simulator.Web, "Looking into it."); err != nil {
		t.Fatal(err)
	}
	c, err := zendesk.NewClient(&http.Client{Transport: a.http})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.SetEndpointURL("https://acme.zendesk.com/api/v2"); err != nil {
		t.Fatal(err)
	}
	c.SetCredential(zendesk.NewAPITokenCredential(simulator.SelfEmail, zendesksim.DefaultToken))
	ctx := context.Background()

	ticket, err := c.GetTicket(ctx, second.ID)
	if err != nil || ticket.Subject != "Plans" {
		t.Fatalf("GetTicket gave %q, %v", ticket.Subject, err)
	}
	many, err := c.GetMultipleTickets(ctx, []int64{1, 2, 99})
	if err != nil || len(many) != 2 {
		t.Errorf("GetMultipleTickets gave %d tickets, %v; want 2", len(many), err)
	}
	comments, err := c.ListTicketComments(ctx, second.ID, nil)
	if err != nil || len(comments.TicketComments) != 2 || *comments.TicketComments[1].Public {
		t.Errorf("ListTicketComments gave %+v, %v; want a public and an internal one", comments, err)
	}
	audits, _, err := c.GetTicketAuditsCBP(ctx, &zendesk.CBPOptions{CursorPagination: zendesk.CursorPagination{PageSize: 10}, CommonOptions: zendesk.CommonOptions{Id: second.ID}})
	if err != nil || len(audits) != 2 {
		t.Errorf("GetTicketAuditsCBP gave %d audits, %v; want 2", len(audits), err)
	}
	tags, err := c.AddTicketTags(ctx, second.ID, []zendesk.Tag{"stale_high_impact"})
	if err != nil || len(tags) != 1 {
		t.Errorf("AddTicketTags gave %v, %v", tags, err)
	}
	a.now = a.now.Add(time.Hour)
	stale := ticket.UpdatedAt.Add(-time.Minute)
	ticket = zendesk.Ticket{Subject: "Plans again", SafeUpdate: true, UpdatedStamp: &stale}
	if _, err := c.UpdateTicket(ctx, second.ID, ticket); err == nil {
		t.Error("an update with a stale stamp went through")
	}
	ticket.UpdatedStamp = &second.Updated
	if got, err := c.UpdateTicket(ctx, second.ID, ticket); err != nil || got.Subject != "Plans again" {
		t.Errorf("UpdateTicket gave %q, %v", got.Subject, err)
	}
}
