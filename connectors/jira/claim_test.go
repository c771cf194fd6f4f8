package jira_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/deskhand/deskhand/connectors/jira"
)

// TestEditTooLongAfterItsClaim: it is not sent, neither after a clock that was set, nor when its turn comes too late.
func TestEditTooLongAfterItsClaim(t *testing.T) {
	once(t, func(t *testing.T, f face) {
		for name, tt := range map[string]struct {
			ago  time.Duration
			busy bool // the desk wants a pause of ninety seconds
			late bool
		}{
			"at once":        {},
			"clock set on":   {ago: 2 * time.Minute, late: true},
			"clock set back": {ago: -2 * time.Minute, late: true},
			"long queue":     {busy: true, late: true},
		} {
			s := newSite(f)
			id := s.ticket()
			plan := noteOn(t, s.connector(t), issueID(id))
			plan.Note = nil
			c := s.through(t, func(next http.RoundTripper) http.RoundTripper {
				return roundTripper(func(r *http.Request) (*http.Response, error) {
					resp, err := next.RoundTrip(r)
					if err == nil && tt.busy {
						resp.Header.Set("X-RateLimit-Limit", "100")
						resp.Header.Set("X-RateLimit-Remaining", "0")
						resp.Header.Set("X-RateLimit-Reset", time.Now().Add(90*time.Second).Format(time.RFC3339))
						resp.Header.Del("X-RateLimit-FillRate")
					}
					return resp, err
				})
			})
			fetch(t, c, issueID(id))
			if late, err := jira.SendTooLate(t.Context(), c, plan, time.Now().Add(-tt.ago).Round(0)); err != nil || late != tt.late {
				t.Errorf("%s: too late %v, %v", name, late, err)
			}
			if now, _ := s.desk.Ticket(id); now.Has("escalation_recommended") == tt.late {
				t.Errorf("%s: the tags are %v", name, now.Tags)
			}
		}
	})
}

// TestNoNoteWhereItMayBePublic: in a project of which it is not known that a note can be kept from customers none is posted.
func TestNoNoteWhereItMayBePublic(t *testing.T) {
	once(t, func(t *testing.T, f face) {
		for _, visibility := range []*jira.Visibility{nil, {Role: "Service Desk Team"}} {
			f.config.NoteVisibility = visibility
			c := newSite(f).connector(t)
			for project, may := range map[string]bool{"": false, "software": visibility != nil, "service_desk": true} {
				if why := jira.WhyNoNote(c, project); (why == "") != may {
					t.Errorf("in a project of type %q with %+v: %q", project, visibility, why)
				}
			}
		}
	})
}
