package simulator

import "slices"

// Rule is a trigger: it looks at every update as it is saved, and what it does becomes part of that update.
type Rule struct {
	Title  string
	When   func(t Ticket, u Update) bool
	Add    []string // tags
	Remove []string
	Status string // empty: as it is
	Notify int64  // a person who gets a mail; 0 for nobody
}

// AddRule switches a trigger on, behind those that are there.
func (d *Desk) AddRule(r Rule) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.rules = append(d.rules, r)
}

// OnTag is a condition for a Rule: the update adds the tag.
func OnTag(tag string) func(Ticket, Update) bool {
	return func(_ Ticket, u Update) bool {
		return slices.ContainsFunc(u.Changes, func(c Change) bool {
			return c.Field == "tags" && slices.Contains(Tags(c.To), tag) && !slices.Contains(Tags(c.From), tag)
		})
	}
}

func (d *Desk) runRules(t *Ticket, u *Update) {
	for _, r := range d.rules {
		if !r.When(*t, *u) {
			continue
		}
		e := Edit{Add: r.Add, Remove: r.Remove}
		if r.Status != "" {
			e.Status = &r.Status
		}
		for _, c := range d.apply(t, e) {
			c.Rule = r.Title
			u.Changes = append(u.Changes, c)
		}
		if r.Notify != 0 {
			u.Notices = append(u.Notices, Notice{Rule: r.Title, To: r.Notify, Public: r.Notify == t.Requester})
		}
	}
}

// mail adds the notices of the rules that every desk begins with, and puts all notices into the outbox: the requester hears of a
// public note by somebody else, the assignee of any.
func (d *Desk) mail(t *Ticket, u *Update) {
	if u.Note != nil {
		if u.Note.Public && t.Requester != u.By {
			u.Notices = append(u.Notices, Notice{Rule: "Notify requester of comment update", To: t.Requester, Public: true})
		}
		if t.Assignee != 0 && t.Assignee != u.By {
			u.Notices = append(u.Notices, Notice{Rule: "Notify assignee of comment update", To: t.Assignee})
		}
	}
	for _, n := range u.Notices {
		d.ledger.outbox = append(d.ledger.outbox, Mail{At: u.At, Ticket: t.ID, To: n.To, Requester: n.To == t.Requester, By: u.By})
	}
}
