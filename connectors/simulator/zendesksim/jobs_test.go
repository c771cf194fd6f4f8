package zendesksim_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/deskhand/deskhand/connectors/simulator"
	"github.com/deskhand/deskhand/connectors/simulator/zendesksim"
)

// quick jobs, for tests outside of a bubble.
var quick = zendesksim.Quirks{JobStart: time.Millisecond, JobItem: time.Millisecond}

// job runs an update of many tickets to its end.
func (a *account) job(query, body string) reply {
	a.t.Helper()
	r := a.ask("PUT", "/api/v2/tickets/update_many"+query, body)
	path, _ := r.at("job_status", "url").(string)
	for range 5000 {
		r = a.ask("GET", strings.TrimPrefix(path, "https://acme.zendesk.com"), "")
		if r.at("job_status", "status") == "completed" {
			return r
		}
		time.Sleep(time.Millisecond)
	}
	a.t.Fatalf("the job never ended: %s", r.body)
	return r
}

func TestAJobRunsOverTimeAndIsForgottenAfterADay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newAccount(t, zendesksim.Options{Quirks: zendesksim.Quirks{FailInJobs: []int64{2}}})
		a.desk.Now = time.Now
		for range 3 {
			a.ticket("SSO")
		}
		time.Sleep(time.Minute)
		r := a.ask("PUT", "/api/v2/tickets/update_many?ids=3,2,1", `{"ticket":{"status":"open"}}`)
		r.want(t, "queued", "job_status", "status")
		r.want(t, nil, "job_status", "progress")
		path := "/api/v2/job_statuses/" + r.at("job_status", "id").(string)
		time.Sleep(1150 * time.Millisecond)
		r = a.ask("GET", path, "")
		r.want(t, "working", "job_status", "status")
		r.want(t, 1.0, "job_status", "progress")
		time.Sleep(time.Second)
		r = a.ask("GET", path, "")
		r.want(t, "completed", "job_status", "status")
		r.want(t, 3.0, "job_status", "results", 0, "id")
		r.want(t, false, "job_status", "results", 1, "success")
		r.want(t, true, "job_status", "results", 2, "success")
		time.Sleep(25 * time.Hour)
		want(t, a.ask("GET", path, "").status, http.StatusNotFound)
	})
}

func TestAJobIsAlwaysSafe(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newAccount(t, zendesksim.Options{})
		a.desk.Now = time.Now
		a.ticket("SSO")
		a.ticket("Plans")
		time.Sleep(time.Minute)
		r := a.ask("PUT", "/api/v2/tickets/update_many", `{"tickets":[{"id":1,"priority":"high"},{"id":2,"priority":"high","safe_update":true,"updated_stamp":"2020-01-01T00:00:00Z"}]}`)
		time.Sleep(1010 * time.Millisecond)
		if _, err := a.desk.Note(1, a.agent().ID, simulator.Web, "a person was faster"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		r = a.ask("GET", "/api/v2/job_statuses/"+r.at("job_status", "id").(string), "")
		for i := range 2 {
			r.want(t, false, "job_status", "results", i, "success")
			r.want(t, "UpdateConflict", "job_status", "results", i, "error")
		}
	})
}

func TestABatchMayIgnoreAdditionalTags(t *testing.T) {
	for _, ignored := range []bool{false, true} {
		quirks := quick
		quirks.IgnoreBatchTags = ignored
		a := newAccount(t, zendesksim.Options{Quirks: quirks})
		a.ticket("SSO")
		a.job("", `{"tickets":[{"id":1,"additional_tags":["x"]}]}`)
		ticket, _ := a.desk.Ticket(1)
		want(t, ticket.Has("x"), !ignored)
	}
}

func TestTheThirtyFirstJobIsTooMany(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newAccount(t, zendesksim.Options{})
		a.desk.Now = time.Now
		a.ticket("SSO")
		put := func() reply {
			return a.ask("PUT", "/api/v2/tickets/update_many?ids=1", `{"ticket":{"additional_tags":["x"]}}`)
		}
		for range 30 {
			want(t, put().status, http.StatusOK)
		}
		r := put()
		want(t, r.status, http.StatusTooManyRequests)
		r.want(t, "TooManyJobs", "error")
		time.Sleep(time.Minute)
		want(t, put().status, http.StatusOK)
		time.Sleep(time.Minute)
	})
}
