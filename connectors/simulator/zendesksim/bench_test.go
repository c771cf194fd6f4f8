package zendesksim_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/deskhand/deskhand/connectors/simulator"
	"github.com/deskhand/deskhand/connectors/simulator/zendesksim"
)

// A page must cost what it shows, not what the desk holds.
func BenchmarkPages(b *testing.B) {
	for _, size := range []struct {
		name    string
		tickets int
	}{{"desk of 2k", 2000}, {"desk of 20k", 20_000}} {
		a := newAccount(nil, zendesksim.Options{RateLimit: 1 << 30})
		simulator.Seed(a.desk, size.tickets, 1, a.now)
		for name, path := range map[string]string{
			"export": exportStart, "list": "/api/v2/tickets?page[size]=100",
			"search": "/api/v2/search/export?query=status<solved&filter[type]=ticket&page[size]=100",
		} {
			b.Run(size.name+"/"+name, func(b *testing.B) {
				for b.Loop() {
					a.now = a.now.Add(time.Minute) // past all limits
					req, err := http.NewRequest("GET", "https://acme.zendesk.com"+path, nil)
					if err != nil {
						b.Fatal(err)
					}
					req.Header.Set("Authorization", "Bearer "+zendesksim.DefaultBearer)
					resp, err := a.http.RoundTrip(req)
					if err != nil || resp.StatusCode != http.StatusOK {
						b.Fatal(resp, err)
					}
				}
			})
		}
	}
}
