package sweeper

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/deskhand/deskhand/sweeper/escalation"
	"github.com/deskhand/deskhand/sweeper/store"
)

// Digest tells leadership what happened in some days, and what waits now. It is made from the store alone: what was written, what
// people corrected, and what is shown. Its JSON names are stable. Days are whole days of UTC, today's the last.
type Digest struct {
	From  string       `json:"from"` // the first day: 2026-11-18
	To    string       `json:"to"`   // the last day
	At    time.Time    `json:"at"`
	Desks []DeskDigest `json:"desks"`

	Unmoved  []Shown   `json:"unmoved"`  // now, highest impact first, at most ten
	Accounts []Account `json:"accounts"` // those with several tickets that wait now, most first
	Unknown  []string  `json:"unknown"`  // what can't be told from the store, in sentences
}

// DeskDigest is one desk's part.
type DeskDigest struct {
	Desk      string         `json:"desk"`
	Written   int            `json:"written"` // writes
	Notes     int            `json:"notes"`   // of those, with a note
	New       map[string]int `json:"new"`     // flags that were set, by tag
	Reasons   map[string]int `json:"reasons"` // of those, the reasons, by code
	Ended     map[string]int `json:"ended"`   // requests that ended: approved, denied, withdrawn, dismissed, settled
	Waiting   map[string]int `json:"waiting"` // tickets that wait for people now, by need
	Overrides []Override     `json:"overrides"`
}

// Account is a company with several tickets that wait.
type Account struct {
	Name    string `json:"name"`
	Tickets int    `json:"tickets"`
}

const (
	mostUnmoved  = 10
	mostAccounts = 10
)

// NewDigest makes the digest of so many days, up to now, of the desks. More days than a journal keeps are told as far as it goes.
func NewDigest(ctx context.Context, kept store.Store, desks []string, tags escalation.Tags, days int, now time.Time) (Digest, error) {
	now = now.UTC()
	d := Digest{
		From: now.AddDate(0, 0, 1-days).Format(time.DateOnly), To: now.Format(time.DateOnly), At: now,
		Unmoved: []Shown{}, Unknown: []string{},
	}
	accounts, nameless := map[string]int{}, 0
	for _, desk := range desks {
		state, err := kept.State(ctx, desk)
		if err != nil {
			return Digest{}, fmt.Errorf("digest of %s: %w", desk, err)
		}
		raw, err := kept.Shown(ctx, desk)
		if err != nil {
			return Digest{}, fmt.Errorf("digest of %s: %w", desk, err)
		}
		journal := ReadJournal(state)
		part := d.recount(desk, journal, tags)
		for _, row := range raw {
			s, err := ReadShown(row)
			if err != nil {
				continue // of another version; the next look at its ticket writes it anew
			}
			part.Waiting[s.Needs]++
			if s.Needs == "move" {
				d.Unmoved = append(d.Unmoved, s)
			}
			if s.Account != "" {
				accounts[s.Account]++
			} else {
				nameless++
			}
		}
		d.Desks = append(d.Desks, part)
		d.admit(desk, journal, days)
	}
	slices.SortFunc(d.Unmoved, func(a, b Shown) int {
		return cmp.Or(cmp.Compare(b.Impact, a.Impact), a.Since.Compare(b.Since), cmp.Compare(a.Desk+a.Ticket, b.Desk+b.Ticket))
	})
	d.Unmoved = d.Unmoved[:min(len(d.Unmoved), mostUnmoved)]
	d.repeat(accounts)
	if nameless > 0 {
		d.Unknown = append(d.Unknown, fmt.Sprintf("Of %d waiting tickets the desk does not tell the requester's e-mail address, so their accounts are not counted.", nameless))
	}
	return d, nil
}

// recount adds up a desk's days.
func (d *Digest) recount(desk string, j Journal, tags escalation.Tags) DeskDigest {
	part := DeskDigest{
		Desk: desk, New: map[string]int{}, Reasons: map[string]int{}, Ended: map[string]int{}, Waiting: map[string]int{}, Overrides: []Override{},
	}
	for _, day := range j.Days {
		if day.Date < d.From || day.Date > d.To {
			continue
		}
		part.Written += day.Written
		part.Notes += day.Notes
		for tag, n := range day.Raised {
			if code, isReason := strings.CutPrefix(tag, tags.ReasonPrefix); isReason {
				part.Reasons[code] += n
			} else {
				part.New[tag] += n
			}
		}
		for how, n := range day.Ended {
			part.Ended[how] += n
		}
	}
	for _, o := range j.Overrides {
		if o.At.Format(time.DateOnly) >= d.From {
			part.Overrides = append(part.Overrides, o)
		}
	}
	return part
}

// admit says what the journal of a desk can't tell.
func (d *Digest) admit(desk string, j Journal, days int) {
	swept := 0
	for _, day := range j.Days {
		if day.Date >= d.From && day.Date <= d.To {
			swept++
		}
	}
	if swept < days {
		d.Unknown = append(d.Unknown, fmt.Sprintf("Desk %s: of %d days only %d were swept, or are remembered.", desk, days, swept))
	}
	if len(j.Overrides) == mostOverrides && j.Overrides[mostOverrides-1].At.Format(time.DateOnly) >= d.From {
		d.Unknown = append(d.Unknown, fmt.Sprintf("Desk %s: people corrected more than is remembered; the newest %d are listed.", desk, mostOverrides))
	}
}

// repeat keeps the accounts with several tickets.
func (d *Digest) repeat(tickets map[string]int) {
	d.Accounts = []Account{}
	for _, name := range slices.Sorted(maps.Keys(tickets)) {
		if tickets[name] > 1 {
			d.Accounts = append(d.Accounts, Account{Name: name, Tickets: tickets[name]})
		}
	}
	slices.SortStableFunc(d.Accounts, func(a, b Account) int { return cmp.Compare(b.Tickets, a.Tickets) })
	d.Accounts = d.Accounts[:min(len(d.Accounts), mostAccounts)]
}
