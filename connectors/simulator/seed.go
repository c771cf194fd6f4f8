package simulator

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
)

// Seed fills the desk with n tickets of an e-learning platform's support, with the histories that lead up to now. The same n and
// seed give the same tickets, relative to now.
//
// About three quarters have ended. On about one in fifty an escalation policy has something to say that nobody has said yet; the
// others are the life around them, awkward cases included. The people to list in a policy are Leads, CSMs and Bots.
func Seed(d *Desk, n int, seed uint64, now time.Time) {
	r := rand.New(rand.NewPCG(seed, 0))
	people := newCast(d, r)
	for _, p := range planTickets(n, r) {
		tell(d, people, p, now)
	}
}

// plot is the story of a kind of ticket.
type plot struct {
	name     string
	youngest float64 // in days: how long ago it may have begun
	oldest   float64
	tell     func(*teller)
}

// planned is one ticket to come.
type planned struct {
	plot *plot
	age  time.Duration
	seed uint64
}

const day = 24 * time.Hour

// planTickets chooses the plots, oldest ticket first.
func planTickets(n int, r *rand.Rand) []planned {
	all := make([]planned, 0, n)
	flagged, live := (n+49)/50, n/4
	add := func(plots []plot, i int) {
		p := &plots[i%len(plots)]
		age := p.youngest + (p.oldest-p.youngest)*r.Float64()
		all = append(all, planned{plot: p, age: time.Duration(age * float64(day)), seed: r.Uint64()})
	}
	for i := range n {
		switch {
		case i < flagged:
			add(callingPlots, i)
		case i < flagged+len(quietPlots) && i < live: // each once, so that a small desk has them too
			add(quietPlots, i-flagged)
		case i < live:
			// Most live tickets are ordinary ones.
			add(pickPlots(i), r.IntN(1<<16))
		default:
			add(endedPlots, r.IntN(1<<16))
		}
	}
	slices.SortStableFunc(all, func(a, b planned) int { return int(b.age - a.age) })
	return all
}

func pickPlots(i int) []plot {
	if i%5 == 0 {
		return quietPlots
	}
	return ordinaryPlots
}

// teller tells one ticket's story. Times are given in days before now.
type teller struct {
	d        *Desk
	r        *rand.Rand
	now      time.Time
	age      float64
	company  string
	customer Person
	other    Person // of the same company
	agent    Person
	second   Person // another agent
	csm      Person
	lead     Person
	bot      Person
	id       int64
}

func tell(d *Desk, c *cast, p planned, now time.Time) {
	r := rand.New(rand.NewPCG(p.seed, 0))
	co := c.companies[r.IntN(len(c.companies))]
	i := r.IntN(len(c.agents))
	t := &teller{
		d: d, r: r, now: now.Truncate(time.Second), age: p.age.Hours() / 24, company: co.name, customer: co.people[0], other: co.people[1],
		agent: c.agents[i], second: c.agents[(i+1)%len(c.agents)], csm: c.csms[r.IntN(len(c.csms))], lead: c.leads[r.IntN(len(c.leads))],
		bot: c.bots[r.IntN(len(c.bots))],
	}
	p.plot.tell(t)
}

// at returns a moment that many days ago, moved into the hours from eight to six when it was before today. The order of moments
// stays.
func (t *teller) at(daysAgo float64) time.Time {
	at := t.now.Add(-time.Duration(daysAgo * float64(day)))
	midnight := at.Truncate(day)
	if midnight.Equal(t.now.Truncate(day)) {
		return at.Truncate(time.Second)
	}
	return midnight.Add(8*time.Hour + at.Sub(midnight)*10/24).Truncate(time.Second)
}

// begin opens the ticket with the customer's own words.
func (t *teller) begin(n NewTicket) {
	n.At, n.Requester = t.at(t.age), t.customer.ID
	n.Via = or(n.Via, Email)
	if t.r.IntN(3) == 0 {
		n.Tags = append(n.Tags, foreignTags[t.r.IntN(len(foreignTags))])
	}
	if n.Fields == nil && t.r.IntN(4) == 0 {
		n.Fields = map[string]any{"product_area": productAreas[t.r.IntN(len(productAreas))], "in_beta": false}
	}
	t.id = t.d.Create(n).ID
}

// save adds to the ticket's history.
func (t *teller) save(daysAgo float64, by Person, e Edit) {
	e.At, e.By = t.at(daysAgo), by.ID
	if e.Via == "" && by.Role == Customer {
		e.Via = Email
	}
	if e.Via == "" && by.Bot {
		e.Via = API
	}
	t.d.remember(t.id, e)
}

func (t *teller) reply(daysAgo float64, by Person, text string) {
	t.save(daysAgo, by, Edit{Note: &Note{Body: t.fill(text), Public: true}})
}

func (t *teller) note(daysAgo float64, by Person, text string) {
	t.save(daysAgo, by, Edit{Note: &Note{Body: t.fill(text)}})
}

// take has the agent pick the ticket up and answer.
func (t *teller) take(daysAgo float64, text string) {
	t.save(daysAgo, t.agent, Edit{Assignee: &t.agent.ID, Status: ptr(Open), Note: &Note{Body: t.fill(text), Public: true}})
}

func (t *teller) tag(daysAgo float64, by Person, tags ...string) {
	t.save(daysAgo, by, Edit{Add: tags})
}

// solve ends the ticket's work; days later the desk closes it by itself.
func (t *teller) solve(daysAgo float64, text string) {
	t.save(daysAgo, t.agent, Edit{Status: ptr(Solved), Note: &Note{Body: t.fill(text), Public: true}})
	if daysAgo > 28 {
		t.save(daysAgo-28, Person{ID: System}, Edit{Via: Automation, Rule: "Close solved tickets", Status: ptr(Closed)})
	}
}

// daily has an integration touch the ticket once a day from one day to another.
func (t *teller) daily(from, to float64) {
	for i := 0; from-float64(i) > to; i++ {
		tag := fmt.Sprintf("synced_%c", 'a'+i%2)
		t.save(from-float64(i), t.bot, Edit{Tags: ptr(append(t.without("synced_"), tag))})
	}
}

func (t *teller) without(prefix string) []string {
	ticket, _ := t.d.Ticket(t.id)
	return slices.DeleteFunc(slices.Clone(ticket.Tags), func(tag string) bool { return strings.HasPrefix(tag, prefix) })
}

// pick chooses one of several wordings.
func (t *teller) pick(texts ...string) string { return texts[t.r.IntN(len(texts))] }

// days chooses a moment between two, in days before now.
func (t *teller) days(from, to float64) float64 { return from + (to-from)*t.r.Float64() }

// fill puts names into a text that has places for them.
func (t *teller) fill(text string) string {
	if !strings.Contains(text, "{") {
		return text
	}
	given := func(p Person) string { first, _, _ := strings.Cut(p.Name, " "); return first }
	return strings.NewReplacer(
		"{company}", t.company, "{customer}", given(t.customer), "{agent}", given(t.agent), "{second}", given(t.second), "{csm}", given(t.csm),
		"{many}", fmt.Sprintf("%d,%03d", 1+t.r.IntN(8), 100*t.r.IntN(10)), "{few}", fmt.Sprint(2+t.r.IntN(5)),
		"{number}", fmt.Sprint(100000+t.r.IntN(900000)),
	).Replace(text)
}

var (
	foreignTags  = []string{"billing", "vip", "emea", "americas", "apac", "content_team", "needs_translation", "survey_sent", "release_24_3", "ünïcode"}
	productAreas = []string{"pathways", "plans", "sso", "ftp", "reports", "insights", "integrations", "profiles", "opportunities"}
)
