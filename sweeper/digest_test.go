package sweeper_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/deskhand/deskhand/connectors/simulator"
	"github.com/deskhand/deskhand/sweeper"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

// A digest equals a recount from what was written, told by every write as it took place, and from the tags on the desk.
func TestDigestEqualsARecount(t *testing.T) {
	onStage(t, func(t *testing.T, s *stage) {
		tags := s.policy.Tags()
		want := sweeper.DeskDigest{
			Desk: "support", New: map[string]int{}, Reasons: map[string]int{}, Ended: map[string]int{}, Waiting: map[string]int{},
		}
		sweep := func() {
			sw := s.sweeper()
			sw.OnWrite = func(w sweeper.Write) {
				if w.Outcome.Result != helpdesk.Written {
					return
				}
				want.Written++
				if w.Plan.Note != nil {
					want.Notes++
				}
				for _, tag := range w.Plan.Add {
					if code, isReason := strings.CutPrefix(tag, tags.ReasonPrefix); isReason {
						want.Reasons[code]++
					} else {
						want.New[tag]++
					}
				}
				if slices.Contains(w.Plan.Remove, tags.Requested) {
					want.Ended["denied"]++
				}
			}
			s.with(sw, sweeper.OK)
		}
		var ids []int64
		for range 4 {
			ids = append(ids, s.outage())
			sweep()
			time.Sleep(24 * time.Hour)
		}
		lead := s.person("lena@acme.example", simulator.Agent)
		if _, err := s.desk.Tag(ids[0], lead, simulator.Web, tags.Denied); err != nil {
			t.Fatal(err)
		}
		if _, err := s.desk.Untag(ids[1], s.agent(), simulator.Web, tags.Recommended); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Hour)
		sweep()
		got, err := sweeper.NewDigest(t.Context(), s.store, []string{"support"}, tags, 7, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		for _, ticket := range s.desk.Tickets() {
			switch {
			case ticket.Has(tags.Requested):
				want.Waiting["decide"]++
			case ticket.Has(tags.Stale):
				want.Waiting["move"]++
			}
		}
		overrides := got.Desks[0].Overrides
		got.Desks[0].Overrides = nil
		if diff := cmp.Diff(want, got.Desks[0]); diff != "" {
			t.Errorf("the digest differs from a recount:\n%s", diff)
		}
		if want.Ended["denied"] != 1 || want.New[tags.Requested] != 4 {
			t.Errorf("the week was too quiet: %+v", want)
		}
		if len(overrides) != 1 || overrides[0].Tag != tags.Recommended || overrides[0].Action != sweeper.TookOff {
			t.Errorf("overrides %+v, want the one that was made", overrides)
		}
		if diff := cmp.Diff([]sweeper.Account{{Name: "customer.example", Tickets: 3}}, got.Accounts); diff != "" {
			t.Errorf("accounts:\n%s", diff)
		}
		if len(got.Unknown) != 1 || !strings.Contains(got.Unknown[0], "of 7 days only 5") {
			t.Errorf("it does not say which days it knows nothing of: %v", got.Unknown)
		}
		day, err := sweeper.NewDigest(t.Context(), s.store, []string{"support"}, tags, 1, time.Now())
		if err != nil || day.Desks[0].New[tags.Requested] != 0 || day.Desks[0].Ended["denied"] != 1 {
			t.Errorf("the last day alone: %+v (%v)", day.Desks, err)
		}
	})
}
