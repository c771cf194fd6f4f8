package protocol

import "slices"

// Zendesk is the protocol of connectors/zendesk and of the sweep around it, or one with a guard taken out.
type Zendesk struct {
	NoCompare bool // the desk takes a write whatever the ticket's stamp (it ignores safe_update)
	NoAge     bool // writes on a state that was read within the second of its stamp
	NoLease   bool // every replica sweeps whenever it likes
	FirmLease bool // the lease is never lost while its holder lives: a wish
	Trusting  bool // takes the store's word, not the ticket's, on what was posted
	Forgetful bool // keeps the place in the feed without the due time of what it is about to write
	Careful   bool // reads only when nothing of ours is on its way, and adds its tag by itself: for a desk that ignores safe_update
	Faults    Faults
}

// Faults is how often each may happen.
type Faults struct {
	Crashes, Flushes, LostLeases, LostAnswers, Edits uint8
}

const replicas = 2

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

func (p Zendesk) start() zWorld { return zWorld{news: true, left: p.Faults} }

func (p Zendesk) harm(w zWorld) string { return w.wrong }

func (p Zendesk) done(w zWorld) bool {
	note, tag := w.ticket.wants()
	return !note && !tag
}

type zSteps func(name string, fault bool, next zWorld)

func (p Zendesk) steps(w zWorld, emit func(string, bool, zWorld)) {
	tidy := func(name string, fault bool, next zWorld) { emit(name, fault, next.tidy()) }
	for i := range w.replica {
		p.sweep(w, i, tidy)
		p.lose(w, i, tidy)
	}
	for k := range w.way {
		if w.way[k].from != 0 {
			p.arrive(w, k, tidy)
		}
	}
	p.people(w, tidy)
	if w.left.Flushes > 0 {
		n := w
		n.left.Flushes--
		n.due, n.news, n.posted = false, true, [2]bool{}
		if !p.FirmLease {
			n.lease = 0
		}
		tidy("the store is flushed", true, n)
	}
	n := w
	n.now++
	tidy("a second passes", false, n)
}

// sweep is what a replica may do next by itself.
func (p Zendesk) sweep(w zWorld, i int, emit zSteps) {
	r, me := w.replica[i], uint8(i+1)
	holds := p.NoLease || r.believes
	keeps := p.NoLease || w.lease == me // the store takes its word
	n := w
	switch {
	case !holds && w.lease == 0:
		n.lease, n.replica[i].believes = me, true
		emit("takes the lease", false, n)
	case r.at == idle && holds && (w.news || w.due) && (!p.Careful || w.quiet()):
		n.replica[i] = p.read(w, r)
		emit("reads", false, n)
	case r.at == planned && keeps:
		if !r.missed {
			n.news = false
		}
		n.due = (r.note || r.tag) && !p.Forgetful
		n.replica[i].at = kept
		if !r.note && !r.tag {
			n.replica[i] = zReplica{believes: r.believes}
		}
		emit("keeps its plan", false, n)
	case r.at == kept && r.young && !p.NoAge:
		n.replica[i] = zReplica{believes: r.believes}
		emit("finds the ticket too young", false, n)
	case r.at == kept:
		if n.send(zUpdate{from: me, stamp: r.stamp, episode: r.episode, note: r.note, tag: r.tag, vip: r.vip, adds: p.Careful}) {
			n.replica[i].at = waiting
			emit("sends", false, n)
		}
	case r.at == written && keeps:
		n.due = false
		n.posted[r.episode] = n.posted[r.episode] || r.note
		n.replica[i] = zReplica{believes: r.believes}
		emit("keeps the outcome", false, n)
	}
	if !p.NoLease && r.believes && (r.at == idle && w.lease == me || w.lease != me) && r.at != waiting {
		n := w
		n.replica[i] = zReplica{}
		if w.lease == me {
			n.lease = 0
		}
		emit("ends its sweep", false, n)
	}
	if !p.NoLease && !r.believes && w.lease == me {
		n := w
		n.lease = 0
		emit("its lease runs out", false, n)
	}
}

// read is the replica after reading the ticket.
func (p Zendesk) read(w zWorld, r zReplica) zReplica {
	note, tag := w.ticket.wants()
	if p.Trusting {
		note = !w.ticket.solved && !w.posted[w.ticket.episode]
	}
	return zReplica{
		at: planned, believes: r.believes, young: w.ticket.stamp == w.now,
		stamp: w.ticket.stamp, episode: w.ticket.episode, note: note, tag: tag, vip: w.ticket.vip,
	}
}

// lose is what may happen to a replica.
func (p Zendesk) lose(w zWorld, i int, emit zSteps) {
	me := uint8(i + 1)
	if w.left.Crashes > 0 && w.replica[i] != (zReplica{}) {
		n := w
		n.left.Crashes--
		n.giveUp(me)
		n.replica[i] = zReplica{}
		emit("crashes", true, n)
	}
	if w.left.LostLeases > 0 && w.lease == me && w.replica[i].believes && !p.FirmLease {
		n := w
		n.left.LostLeases--
		n.lease = 0
		emit("sleeps past its lease", true, n)
	}
	if w.left.LostAnswers > 0 && w.replica[i].at == waiting {
		n := w
		n.left.LostAnswers--
		n.giveUp(me)
		n.replica[i] = zReplica{believes: w.replica[i].believes}
		emit("waits no longer", true, n)
	}
}

// arrive is what may become of an update on its way.
func (p Zendesk) arrive(w zWorld, k int, emit zSteps) {
	u := w.way[k]
	n := w
	n.take(k)
	ok := p.NoCompare || u.stamp == w.ticket.stamp
	if ok {
		n.apply(u)
	}
	unanswered := n
	if u.from != nobody {
		i := u.from - 1
		unanswered.replica[i] = zReplica{believes: w.replica[i].believes}
		n.replica[i].at = written
		if !ok {
			n.replica[i] = unanswered.replica[i]
		}
	}
	name := "the update is refused"
	if ok {
		name = "the update takes place"
	}
	emit(name, false, n)
	if w.left.LostAnswers > 0 && u.from != nobody {
		unanswered.left.LostAnswers--
		emit(name+", unheard", true, unanswered)
	}
	if w.left.LostAnswers > 0 {
		n := w
		n.left.LostAnswers--
		n.take(k)
		if u.from != nobody {
			n.replica[u.from-1] = zReplica{believes: w.replica[u.from-1].believes}
		}
		emit("the update is lost", true, n)
	}
}

// people edit the ticket.
func (p Zendesk) people(w zWorld, emit zSteps) {
	if w.left.Edits == 0 {
		return
	}
	edit := func(name string, change func(*zTicket)) {
		n := w
		n.left.Edits--
		change(&n.ticket)
		n.moved()
		emit(name, true, n)
	}
	edit("somebody adds a tag", func(t *zTicket) { t.vip = true })
	edit("somebody solves it", func(t *zTicket) { t.solved = true })
	if w.ticket.tag == on {
		edit("somebody takes our tag off", func(t *zTicket) { t.tag = takenOff })
	}
	if w.ticket.episode == 0 {
		edit("somebody asks anew", func(t *zTicket) {
			t.episode = 1
			if t.tag == takenOff {
				t.tag = never
			}
		})
	}
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
