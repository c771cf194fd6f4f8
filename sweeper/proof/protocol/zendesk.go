package protocol

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
