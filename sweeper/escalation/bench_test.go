package escalation

import (
	"fmt"
	"testing"
	"time"

	"github.com/deskhand/deskhand/sweeper/helpdesk"
	"github.com/deskhand/deskhand/sweeper/notes"
)

// BenchmarkAssess shows that the cost of a verdict grows with the history and no faster. Reading the notes is left out: it has
// benchmarks of its own.
func BenchmarkAssess(b *testing.B) {
	for _, n := range []int{10, 100, 1000, 10_000} {
		b.Run(fmt.Sprintf("events=%d", n), func(b *testing.B) {
			p := compiled(b, rulesWith(b, ""))
			p.read = func(string, notes.Format, notes.Author, time.Time) notes.Findings {
				return notes.Findings{Request: true}
			}
			ticket := longTicket(n)
			now := ticket.Created.Add(time.Duration(n) * time.Hour)
			b.ReportAllocs()
			for b.Loop() {
				p.Plan(ticket, p.Assess(ticket, now))
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/event")
		})
	}
}

// longTicket is one on which a customer, an agent and a machine take turns.
func longTicket(n int) helpdesk.Ticket {
	t := helpdesk.Ticket{Desk: "support", ID: "1", Status: helpdesk.Open, Created: time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)}
	for i := range n {
		e := helpdesk.Event{ID: fmt.Sprint(i), At: t.Created.Add(time.Duration(i) * time.Hour), By: randomPeople[i%5], Kind: helpdesk.KindNote}
		switch i % 7 {
		case 3:
			e.Kind, e.Added, e.Removed = helpdesk.KindTags, []string{"escalation_recommended"}, []string{"escalation_unlikely"}
		case 5:
			e.Kind, e.From, e.To = helpdesk.KindStatus, "open", "open"
		}
		t.Events = append(t.Events, e)
	}
	return t
}
