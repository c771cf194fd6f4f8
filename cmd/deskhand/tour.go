package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/deskhand/deskhand/config"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
	"github.com/deskhand/deskhand/sweeper/status"
)

// tour tells people what the demo does, in steps.
type tour struct {
	out   io.Writer
	paint paint
}

func (t tour) say(line string) { fmt.Fprintln(t.out, line) }

func (t tour) step(n int, what string) {
	t.say("")
	t.say(t.paint.bold(fmt.Sprintf("  %d. %s", n, what)))
}

// sight is a ticket worth a look.
type sight struct {
	plan helpdesk.Plan
	what string // it shows
}

// attractions are what a write may be about, told by a tag that it sets, the most telling first.
var attractions = []struct{ tag, what string }{
	{"stale_high_impact", "many are hit, and nobody has moved it for a week"},
	{"escalation_recommended", "an escalation was asked for, and it fits the policy"},
	{"escalation_unlikely", "an escalation was asked for, and a ground for denial holds"},
	{"escalation_needs_details", "an escalation was asked for, without what is needed to weigh it"},
	{"escalation_update_overdue", "an escalation was approved, and the customer waits for news"},
}

const mostSights = 3

// sightsOf picks tickets that were written with a note, each of another kind.
func sightsOf(swept []sweptDesk) []sight {
	var sights []sight
	for _, attraction := range attractions {
		for _, plan := range plansOf(swept) {
			if plan.Note != nil && slices.Contains(plan.Add, attraction.tag) {
				sights = append(sights, sight{plan, attraction.what})
				break
			}
		}
		if len(sights) == mostSights {
			break
		}
	}
	return sights
}

func plansOf(swept []sweptDesk) []helpdesk.Plan {
	var plans []helpdesk.Plan
	for _, s := range swept {
		for _, w := range s.writes {
			plans = append(plans, w.Plan)
		}
	}
	return plans
}

// showNote shows the first sight as an agent sees it.
func (t tour) showNote(sights []sight, before, after map[string][]string) {
	if len(sights) == 0 {
		return
	}
	plan := sights[0].plan
	name := plan.Desk + "/" + plan.Ticket
	t.say(fmt.Sprintf("     An agent who opens %s, %q, now finds other tags and an internal note:", t.paint.bold(name), status.Visible(plan.Subject)))
	t.say("       tags before: " + orNone(strings.Join(before[name], " ")))
	t.say("       tags after:  " + strings.Join(after[name], " "))
	for line := range strings.Lines(plan.Note.Body) {
		if line = strings.TrimSpace(line); line != "" {
			t.say("       " + t.paint.dim("|") + " " + status.Visible(line))
		}
	}
}

// showWays says where to look at the sights, and at all the rest. After a demo that ends at once there is nowhere left to look.
func (t tour) showWays(sights []sight, cfg *config.Config, once bool) {
	page := "http://" + cfg.Listen
	t.step(4, "Look for yourself. Of all that waits, begin with these:")
	for _, s := range sights {
		name := s.plan.Desk + "/" + s.plan.Ticket
		t.say(fmt.Sprintf("     %s: %s", t.paint.bold(name), s.what))
		if !once {
			t.say("       " + page + "/t/" + name)
			t.say(fmt.Sprintf("       %s explain -c %s %s", os.Args[0], cfg.Files[0], name))
		}
	}
	if once {
		t.say("     Without --once the demo stays: with a page of each ticket, and with desks that `deskhand explain` can ask.")
		return
	}
	t.say("     the queue, for support leadership: " + page + "/")
	t.say("     the desks, for the engineer on call: " + page + "/desks")
	t.say("     It sweeps every minute now; interrupt to end.")
}
