package weeks

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/deskhand/deskhand/connectors/simulator"
)

// crowd are the people and machines that work on one desk.
type crowd struct {
	desk  *simulator.Desk
	name  string
	dice  *dice
	trace *trace
	lead  int64
	csm   int64
	bot   int64
	agent []int64
	users []int64
}

func newCrowd(desk *simulator.Desk, name string, seed uint64, t *trace) *crowd {
	c := &crowd{desk: desk, name: name, dice: newDice(seed, 7), trace: t}
	somebody := func(email string, role simulator.Role, bot bool) int64 {
		return desk.AddPerson(simulator.Person{Name: email, Email: email, Role: role, Bot: bot}).ID
	}
	c.lead, c.csm = somebody(simulator.Leads[0], simulator.Admin, false), somebody(simulator.CSMs[0], simulator.Agent, false)
	c.bot = somebody(simulator.Bots[0], simulator.Agent, true)
	for _, email := range simulator.Agents {
		c.agent = append(c.agent, somebody(email, simulator.Agent, false))
	}
	for i := range 12 {
		c.users = append(c.users, somebody(fmt.Sprintf("learner%d@customer.example", i), simulator.Customer, false))
	}
	return c
}

// work acts until ctx ends, once in a while.
func (c *crowd) work(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(c.dice.between(20*time.Second, 14*time.Minute)):
		}
		act := pick(c.dice, acts)
		id := c.ticket()
		err := act.do(c, id)
		c.trace.tell("act", "%s/%d: somebody %s (%v)", c.name, id, act.name, err)
	}
}

// ticket chooses one, mostly one of the latest.
func (c *crowd) ticket() int64 {
	n := c.desk.Len()
	if c.dice.upTo(3) > 0 {
		return int64(n - c.dice.upTo(min(n, 30)))
	}
	return int64(1 + c.dice.upTo(n))
}

func (c *crowd) user(id int64) int64 {
	t, _ := c.desk.Ticket(id)
	return t.Requester
}

var acts = []struct {
	name string
	do   func(c *crowd, id int64) error
}{
	{"opens a ticket", (*crowd).open},
	{"opens a ticket", (*crowd).open},
	{"opens a ticket that hits many", (*crowd).openHigh},
	{"asks for an escalation", func(c *crowd, id int64) error { return c.reply(id, c.user(id), pick(c.dice, requests)) }},
	{"asks for an escalation", func(c *crowd, id int64) error { return c.reply(id, c.user(id), pick(c.dice, requests)) }},
	{"chases", func(c *crowd, id int64) error { return c.reply(id, c.user(id), "Any news on this?") }},
	{"withdraws it", func(c *crowd, id int64) error {
		return c.reply(id, c.user(id), "Please cancel the escalation, it is solved for us.")
	}},
	{"answers", func(c *crowd, id int64) error { return c.reply(id, pick(c.dice, c.agent), pick(c.dice, answers)) }},
	{"answers", func(c *crowd, id int64) error { return c.reply(id, pick(c.dice, c.agent), pick(c.dice, answers)) }},
	{"writes a note", func(c *crowd, id int64) error {
		return second(c.desk.Note(id, pick(c.dice, c.agent), simulator.Web, "Looked at the logs, nothing yet."))
	}},
	{"approves by a tag", func(c *crowd, id int64) error { return c.tag(id, c.lead, "escalation_approved") }},
	{"approves by a note", func(c *crowd, id int64) error {
		return second(c.desk.Note(id, c.lead, simulator.Web, "Escalation approved."))
	}},
	{"denies", func(c *crowd, id int64) error { return c.tag(id, c.lead, "escalation_denied") }},
	{"flags it for a customer", func(c *crowd, id int64) error { return c.tag(id, c.csm, "csm_escalation") }},
	{"takes a tag of ours off", (*crowd).untag},
	{"takes a tag of ours off", (*crowd).untag},
	{"puts a tag of ours on", func(c *crowd, id int64) error {
		return c.tag(id, pick(c.dice, c.agent), pick(c.dice, []string{"stale_high_impact", "escalation_requested", "escalation_recommended"}))
	}},
	{"adds a tag", func(c *crowd, id int64) error {
		return c.tag(id, pick(c.dice, c.agent), fmt.Sprintf("topic_%d", c.dice.upTo(40)))
	}},
	{"adds a tag", func(c *crowd, id int64) error {
		return c.tag(id, pick(c.dice, c.agent), fmt.Sprintf("topic_%d", c.dice.upTo(40)))
	}},
	{"changes the status", func(c *crowd, id int64) error {
		return c.status(id, pick(c.dice, []string{simulator.Open, simulator.Pending, simulator.Hold, simulator.Open}))
	}},
	{"solves it", func(c *crowd, id int64) error { return c.status(id, simulator.Solved) }},
	{"reopens it", func(c *crowd, id int64) error { return c.reply(id, c.user(id), "It is broken again.") }},
	{"makes it urgent", func(c *crowd, id int64) error {
		return second(c.desk.SetPriority(id, pick(c.dice, c.agent), simulator.Web, "urgent"))
	}},
	{"hands it over", func(c *crowd, id int64) error {
		return second(c.desk.Assign(id, pick(c.dice, c.agent), simulator.Web, pick(c.dice, c.agent)))
	}},
	{"touches it by machine", func(c *crowd, id int64) error {
		return second(c.desk.Tag(id, c.bot, simulator.API, fmt.Sprintf("synced_%d", c.dice.upTo(9))))
	}},
	{"touches it by machine", func(c *crowd, id int64) error { return c.desk.Touch(id) }},
	{"dismisses us", func(c *crowd, id int64) error { return c.tag(id, pick(c.dice, c.agent), "deskhand_ignore") }},
	{"closes it", func(c *crowd, id int64) error { return second(c.desk.Close(id)) }},
	{"deletes it", func(c *crowd, id int64) error { return c.desk.Delete(id, c.lead) }},
}

var (
	requests = []string{
		"Please escalate this ticket. SSO is down and none of our 2300 users can log in; this is urgent because the audit is on Monday.",
		"I have to ask you to escalate this: all our reports have failed for two days.",
		"Please escalate this ticket.",
		"Only 3 people are affected, but please escalate this anyway.",
		"We launch to all 5,000 employees next Monday and this blocks our launch. Please escalate.",
	}
	answers = []string{
		"Thanks for writing in, I am looking into it.",
		"Your escalation was approved. We expect the fix by Friday.",
		"Could you send me a screenshot?",
		"Still with the engineers, I will write again tomorrow.",
	}
)

func (c *crowd) open(int64) error {
	c.desk.Create(simulator.NewTicket{Requester: pick(c.dice, c.users), Via: simulator.Email, Subject: "Badges", Body: "The badge colours are wrong on our page.", Tags: []string{"billing"}})
	return nil
}

func (c *crowd) openHigh(int64) error {
	c.desk.Create(simulator.NewTicket{
		Requester: pick(c.dice, c.users), Via: simulator.Email, Subject: "Login", Priority: pick(c.dice, []string{"", "urgent"}),
		Body: "SSO is down, none of our 2300 users can log in.", Assignee: pick(c.dice, c.agent), Status: simulator.Open, Tags: []string{"vip"},
	})
	return nil
}

func (c *crowd) reply(id, by int64, text string) error {
	open := simulator.Open
	e := simulator.Edit{By: by, Via: simulator.Email, Note: &simulator.Note{Body: text, Public: true}}
	if t, _ := c.desk.Ticket(id); by == t.Requester && (t.Status == simulator.Solved || t.Status == simulator.Pending) {
		e.Status = &open
	}
	return second(c.desk.Save(id, e))
}

func (c *crowd) status(id int64, status string) error {
	return second(c.desk.SetStatus(id, pick(c.dice, c.agent), simulator.Web, status))
}

func (c *crowd) tag(id, by int64, tag string) error {
	return second(c.desk.Tag(id, by, simulator.Web, tag))
}

func (c *crowd) untag(id int64) error {
	t, _ := c.desk.Ticket(id)
	at := slices.IndexFunc(t.Tags, c.desk.Owned)
	if at < 0 {
		return nil
	}
	return second(c.desk.Untag(id, pick(c.dice, c.agent), simulator.Web, t.Tags[at]))
}

func second(_ simulator.Update, err error) error { return err }
