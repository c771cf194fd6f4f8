package status_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/deskhand/deskhand/sweeper"
	"github.com/deskhand/deskhand/sweeper/status"
)

func TestReplicasThatDifferAreTold(t *testing.T) {
	s := newStage(func(o *status.Options) {
		o.Config = func() status.Config { return status.Config{Hash: "new", Loaded: noon.Add(time.Minute)} }
	})
	sweep := func(owner, config string) {
		s.now = s.now.Add(30 * time.Second)
		s.keep(t, "support", sweeper.Report{Started: s.now, Result: sweeper.OK, Owner: owner, Config: config})
	}
	s.swept(t)
	sweep("one", "old") // before our configuration was loaded
	sweep("me", "new")
	silent(t, s.get("/desks"), "replicas differ")
	sweep("one", "old")
	says(t, s.get("/desks"), http.StatusOK, "replicas differ", "one sweeps it under configuration old", "not ours")
	sweep("me", "new")
	says(t, s.get("/readyz?verbose"), http.StatusOK, "desk support: replicas differ: ")
	sweep("one", "new") // it has followed
	silent(t, s.get("/desks"), "replicas differ", "not ours")
	sweep("two", "old")
	for range 12 {
		sweep("me", "new") // the other is gone
	}
	silent(t, s.get("/desks"), "replicas differ", ">two<")
}
