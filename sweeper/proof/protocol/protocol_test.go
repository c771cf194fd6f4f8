package protocol

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/deskhand/deskhand/sweeper/proof"
)

// few are the faults of a run of all tests, many those of a long one.
var (
	few  = Faults{Crashes: 1, Flushes: 1, LostLeases: 1, LostAnswers: 1, Edits: 1}
	many = Faults{Crashes: 2, Flushes: 1, LostLeases: 1, LostAnswers: 2, Edits: 1}
)

// trial is one protocol, and the harm that it is known to do: none for those that we use.
type trial struct {
	name string
	run  func(f Faults, enough []string) Result
	want []string
}

func zendesk(p Zendesk) func(Faults, []string) Result {
	return func(f Faults, enough []string) Result { p.Faults = f; return explore[zWorld](p, enough) }
}

func jira(p Jira) func(Faults, []string) Result {
	return func(f Faults, enough []string) Result { p.Faults = f; return explore[jWorld](p, enough) }
}

var anyWrite = []string{PutBack, TagLost, TooLate, Twice}

var trials = []trial{
	{"Zendesk, ours", zendesk(Zendesk{}), nil},
	// The lease saves calls, and keeps replicas from undoing what the other keeps in the store; no note is saved by it.
	{"Zendesk, without a lease", zendesk(Zendesk{NoLease: true}), []string{Lost}},
	{"Zendesk, without the age guard", zendesk(Zendesk{NoAge: true}), anyWrite},
	{"Zendesk, by the store's word", zendesk(Zendesk{Trusting: true}), []string{Twice}},
	{"Zendesk, place kept without due time", zendesk(Zendesk{Forgetful: true}), []string{Lost}},
	{"Zendesk without safe_update", zendesk(Zendesk{NoCompare: true}), anyWrite},
	{"Zendesk without safe_update, careful", zendesk(Zendesk{NoCompare: true, Careful: true}), []string{PutBack, TooLate, Twice}},
	{"the same, with a lease that is never lost", zendesk(Zendesk{NoCompare: true, Careful: true, FirmLease: true}), []string{TooLate}},

	{"Jira, ours", jira(Jira{}), nil},
	{"Jira, an edit that sleeps for windows", jira(Jira{Sleeps: true}), []string{Twice}},
	{"Jira, without a deadline for the edit", jira(Jira{NoDeadline: true}), []string{Twice}},
	{"Jira, without a claim", jira(Jira{NoClaim: true}), []string{Twice}},
	{"Jira, claim after the read", jira(Jira{ClaimLast: true}), []string{Twice}},
	{"Jira, blind to the windows beside its own", jira(Jira{OneWindow: true}), []string{Twice}},
	{"Jira, claims that stand for ever", jira(Jira{NoTakeover: true}), []string{Lost}},
	{"Jira, unanswered edits release the claim", jira(Jira{HastyRelease: true}), []string{Twice}},
}

// TestTable walks through every protocol: ours do no harm, and those with a guard taken out do what they are known to do.
func TestTable(t *testing.T) {
	faults := few
	if proof.Long() {
		faults = many
	}
	states := 0
	for _, trial := range trials {
		enough := trial.want
		if slices.Contains(trial.want, Lost) { // which shows when all has been seen
			enough = nil
		}
		result := trial.run(faults, enough)
		states += result.States
		found := slices.Sorted(maps.Keys(result.Harm))
		fmt.Fprintf(t.Output(), "  %-44s %9d states: %s\n", trial.name, result.States, shown(found))
		if !slices.Equal(found, trial.want) {
			t.Errorf("%s: does %q, is known for %q", trial.name, found, trial.want)
		}
		for _, kind := range found {
			fmt.Fprintf(t.Output(), "    %s: %s\n", kind, strings.Join(result.Harm[kind], "; "))
		}
	}
	proof.Print(t, proof.Row{Trial: "write protocols, every order of steps", Done: fmt.Sprintf("%d protocols, %d states", len(trials), states)})
}

func shown(harm []string) string {
	if len(harm) == 0 {
		return "no harm"
	}
	return strings.Join(harm, ", ")
}
