package simulator

import (
	"slices"
	"sort"
	"time"
)

// Place is a place in the feed of changes: behind the ticket with this id that was touched in this second.
type Place struct {
	Second int64 // unix
	ID     int64
}

func (p Place) before(q Place) bool {
	return p.Second < q.Second || p.Second == q.Second && p.ID < q.ID
}

// feed is every ticket by the second it was last touched, then by id. Places that a ticket has left stay until a half are such.
type feed struct {
	places []Place
	at     map[int64]Place
	stale  int
	sorted bool
}

func (f *feed) put(t *Ticket) {
	if f.at == nil {
		f.at = map[int64]Place{}
	}
	place := Place{Second: t.Touched.Unix(), ID: t.ID}
	old, known := f.at[t.ID]
	if known && old == place {
		return
	}
	if known {
		f.stale++
	}
	f.at[t.ID] = place
	f.sorted = f.sorted && (len(f.places) == 0 || f.places[len(f.places)-1].before(place))
	f.places = append(f.places, place)
}

// order makes the places readable: sorted, and not more than half of them left behind.
func (f *feed) order() {
	if f.sorted && f.stale <= len(f.places)/2 {
		return
	}
	f.places = slices.DeleteFunc(f.places, func(p Place) bool { return f.at[p.ID] != p })
	slices.SortFunc(f.places, func(a, b Place) int {
		switch {
		case a.before(b):
			return -1
		case b.before(a):
			return 1
		}
		return 0
	})
	f.places = slices.Compact(f.places)
	f.stale, f.sorted = 0, true
}

// Changes returns up to n tickets behind the place whose last touch is not after until, by second and id, and reports
// whether there are more such. Each ticket stands only at its latest place.
func (d *Desk) Changes(behind Place, until time.Time, n int) (tickets []Ticket, more bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.feed.order()
	last := until.Unix()
	from := sort.Search(len(d.feed.places), func(i int) bool { return behind.before(d.feed.places[i]) })
	for _, p := range d.feed.places[from:] {
		if p.Second > last {
			break
		}
		if d.feed.at[p.ID] != p {
			continue
		}
		if len(tickets) == n {
			return tickets, true
		}
		tickets = append(tickets, *d.find(p.ID))
	}
	return tickets, false
}
