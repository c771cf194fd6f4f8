package protocol

import "slices"

// at says where a replica stands in its sweep.
type at uint8

const (
	idle    at = iota
	planned    // has read the ticket and knows what to write
	kept       // has kept place and due time in the store
	waiting    // has sent the update
	written    // was answered that it took place
)

// mark is what became of our tag on the ticket.
type mark uint8

const (
	never mark = iota
	on
	takenOff // by a person
)

// zTicket is the ticket on the desk.
type zTicket struct {
	stamp   uint8 // the second of its last change
	episode uint8
	notes   [2]uint8 // ours, by episode
	tag     mark
	vip     bool // a tag of somebody else
	solved  bool
}

// wants says what the policy would write.
func (t zTicket) wants() (note, tag bool) {
	if t.solved || t.tag == takenOff {
		return false, false
	}
	return t.notes[t.episode] == 0, t.tag == never
}

// zUpdate is a write on its way. It replaces all tags when it sets ours, unless it is the careful one.
type zUpdate struct {
	from      uint8 // replica that waits for the answer, plus one; nobody: it was given up
	stamp     uint8
	episode   uint8
	note, tag bool
	vip       bool // as it was read
	adds      bool // leaves other tags as they are
}

const nobody = 9

type zReplica struct {
	at        at
	believes  bool // that it holds the lease
	missed    bool // the ticket changed after the feed was read
	young     bool // the state was read within the second of its stamp
	stamp     uint8
	episode   uint8
	note, tag bool
	vip       bool
}

type zWorld struct {
	now     uint8
	ticket  zTicket
	replica [replicas]zReplica
	way     [3]zUpdate // updates on their way, in a fixed order
	lease   uint8      // holder plus one
	news    bool       // the feed has something behind the kept place
	due     bool
	posted  [2]bool // the store's own record, for those who trust it
	left    Faults
	wrong   string
}

// apply carries an update out and says what harm it did.
func (w *zWorld) apply(u zUpdate) {
	t := &w.ticket
	switch {
	case u.tag && t.tag == takenOff:
		w.wrong = PutBack
	case u.note && t.notes[u.episode] > 0:
		w.wrong = Twice
	case t.solved || u.note && u.episode != t.episode:
		w.wrong = TooLate
	case u.tag && t.vip && !u.vip && !u.adds:
		w.wrong = TagLost
	}
	if u.note {
		t.notes[u.episode]++
	}
	if u.tag {
		t.tag, t.vip = on, u.vip || t.vip && u.adds
	}
	w.moved()
}

// moved stamps the ticket and puts it into the feed.
func (w *zWorld) moved() {
	w.ticket.stamp, w.news = w.now, true
	for i := range w.replica {
		w.replica[i].missed = w.replica[i].at == planned || w.replica[i].missed
	}
}

func (w *zWorld) quiet() bool { return w.way == [3]zUpdate{} }

func (w *zWorld) send(u zUpdate) bool {
	for k := range w.way {
		if w.way[k].from == 0 {
			w.way[k] = u
			return true
		}
	}
	return false
}

func (w *zWorld) take(k int) { w.way[k] = zUpdate{} }

// giveUp leaves the updates of a replica on their way, with nobody waiting.
func (w *zWorld) giveUp(me uint8) {
	for k := range w.way {
		if w.way[k].from == me {
			w.way[k].from = nobody
		}
	}
}

// tidy gives worlds that differ in nothing that matters the same form: updates in one order, and seconds numbered by the few that
// are still spoken of.
func (w zWorld) tidy() zWorld {
	slices.SortFunc(w.way[:], func(a, b zUpdate) int { return int(b.weight()) - int(a.weight()) })
	spoken := []uint8{w.ticket.stamp}
	for _, r := range w.replica {
		if r.at != idle {
			spoken = append(spoken, r.stamp)
		}
	}
	for _, u := range w.way {
		if u.from != 0 {
			spoken = append(spoken, u.stamp)
		}
	}
	slices.Sort(spoken)
	spoken = slices.Compact(spoken)
	rank := func(s uint8) uint8 { n, _ := slices.BinarySearch(spoken, s); return uint8(n) }
	w.now, w.ticket.stamp = rank(w.now), rank(w.ticket.stamp)
	for i := range w.replica {
		if w.replica[i].at != idle {
			w.replica[i].stamp = rank(w.replica[i].stamp)
		}
	}
	for k := range w.way {
		if w.way[k].from != 0 {
			w.way[k].stamp = rank(w.way[k].stamp)
		}
	}
	return w
}

// weight orders updates.
func (u zUpdate) weight() uint16 {
	bit := func(b bool, n uint16) uint16 {
		if b {
			return n
		}
		return 0
	}
	return uint16(u.from)<<8 | uint16(u.stamp)<<4 | uint16(u.episode)<<3 | bit(u.note, 4) | bit(u.tag, 2) | bit(u.vip, 1)
}
