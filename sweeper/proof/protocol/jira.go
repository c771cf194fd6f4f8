package protocol

import "slices"

// Jira is the protocol of connectors/jira for one note, or one with a guard taken out. Time passes in windows of ten
// minutes, the life of a claim: a claim is named by its window.
type Jira struct {
	NoClaim      bool // reads, then edits
	ClaimLast    bool // reads, then claims
	OneWindow    bool // looks at no claims of the windows before and after
	NoTakeover   bool // a claim stands for ever
	HastyRelease bool // takes a claim back whose edit was not answered
	NoDeadline   bool // edits however long ago it claimed
	Sleeps       bool // an edit may reach the desk windows after it was sent: what the protocol can't bear
	Faults       Faults
}

// stage says where a replica stands with its note.
type stage uint8

const (
	away     stage = iota
	claiming       // the claim is on its way
	claimed
	looked   // has read the issue, and nothing speaks against the edit
	editing  // the edit is on its way
	clearing // the claim's withdrawal is on its way
)

// what a request does.
type what uint8

const (
	nothing what = iota
	putClaim
	putEdit
	dropClaim
)

// jRequest is a request on its way.
type jRequest struct {
	what    what
	from    uint8 // replica that waits for the answer, plus one, or nobody
	age     uint8 // windows since the window of its claim, at most old
	episode uint8
}

const old = 2

type jReplica struct {
	stage   stage
	age     uint8 // windows since its claim, at most old
	episode uint8
}

type jWorld struct {
	claims  [2][old]bool // that stand, by episode and age
	posted  [2]uint8     // notes ever posted, by episode; the ledger names them
	episode uint8
	replica [replicas]jReplica
	way     [3]jRequest
	left    Faults
}

func (p Jira) start() jWorld { return jWorld{left: p.Faults} }

func (p Jira) harm(w jWorld) string {
	if w.posted[0] > 1 || w.posted[1] > 1 {
		return Twice
	}
	return ""
}

func (p Jira) done(w jWorld) bool { return w.posted[w.episode] > 0 }

type jSteps func(name string, fault bool, next jWorld)

func (p Jira) steps(w jWorld, emit func(string, bool, jWorld)) {
	tidy := func(name string, fault bool, next jWorld) {
		slices.SortFunc(next.way[:], func(a, b jRequest) int { return int(b.weight()) - int(a.weight()) })
		emit(name, fault, next)
	}
	for i := range w.replica {
		p.write(w, i, tidy)
		p.fail(w, i, tidy)
	}
	for k := range w.way {
		if w.way[k].what != nothing {
			p.arrive(w, k, tidy)
		}
	}
	if w.left.Edits > 0 && w.episode == 0 {
		n := w
		n.left.Edits--
		n.episode = 1
		tidy("somebody asks anew", true, n)
	}
	p.wait(w, tidy)
}

// write is what a replica may do next.
func (p Jira) write(w jWorld, i int, emit jSteps) {
	r, me := w.replica[i], uint8(i+1)
	n := w
	mine := &n.replica[i]
	switch {
	case r.stage == away && p.NoClaim && w.posted[w.episode] == 0:
		*mine = jReplica{stage: looked, episode: w.episode}
		emit("reads", false, n)
	case r.stage == away && w.posted[w.episode] == 0:
		*mine = jReplica{stage: claiming, episode: w.episode}
		if n.send(jRequest{what: putClaim, from: me, episode: w.episode}) {
			emit("claims", false, n)
		}
	case r.stage == claimed && p.stands(w, r):
		p.withdraw(n, i, "finds a reason not to", emit)
	case r.stage == claimed:
		mine.stage = looked
		emit("reads", false, n)
	case r.stage == looked && r.age >= old && !p.NoDeadline:
		p.withdraw(n, i, "is too late", emit)
	case r.stage == looked:
		mine.stage = editing
		if n.send(jRequest{what: putEdit, from: me, age: r.age, episode: r.episode}) {
			emit("sends the edit", false, n)
		}
	}
}

// stands reports whether what is read after the claim speaks against the edit.
func (p Jira) stands(w jWorld, r jReplica) bool {
	if p.ClaimLast { // it has read before, and saw no note then
		return false
	}
	if w.posted[r.episode] > 0 {
		return true
	}
	if p.OneWindow {
		return false
	}
	// A claim of the window after one's own has the age below, one of the window before the age above.
	younger := r.age > 0 && r.age-1 < old && w.claims[r.episode][r.age-1]
	older := r.age+1 < old && w.claims[r.episode][r.age+1]
	return younger || older
}

func (p Jira) withdraw(n jWorld, i int, why string, emit jSteps) {
	r := &n.replica[i]
	r.stage = clearing
	if n.send(jRequest{what: dropClaim, from: uint8(i + 1), age: r.age, episode: r.episode}) {
		emit(why+" and takes its claim back", false, n)
	}
}

// fail is what may happen to a replica.
func (p Jira) fail(w jWorld, i int, emit jSteps) {
	r := w.replica[i]
	if w.left.Crashes > 0 && r.stage != away {
		n := w
		n.left.Crashes--
		n.giveUp(uint8(i + 1))
		n.replica[i] = jReplica{}
		emit("crashes", true, n)
	}
	if w.left.LostAnswers > 0 && (r.stage == claiming || r.stage == editing || r.stage == clearing) {
		n := w
		n.left.LostAnswers--
		n.giveUp(uint8(i + 1))
		p.unanswered(&n, i)
		emit("waits no longer", true, n)
	}
}

// unanswered is a replica whose request had no answer: it leaves the note to later.
func (p Jira) unanswered(n *jWorld, i int) {
	r := n.replica[i]
	n.replica[i] = jReplica{}
	if p.HastyRelease && r.stage == editing {
		n.replica[i] = jReplica{stage: clearing, age: r.age, episode: r.episode}
		n.send(jRequest{what: dropClaim, from: uint8(i + 1), age: r.age, episode: r.episode})
	}
}

// arrive is what may become of a request on its way.
func (p Jira) arrive(w jWorld, k int, emit jSteps) {
	q := w.way[k]
	n := w
	n.way[k] = jRequest{}
	first := n.carryOut(q, p.NoTakeover)
	unheard := n
	if q.from != nobody {
		mine := &n.replica[q.from-1]
		if q.what == putClaim && first {
			mine.stage = claimed
		} else {
			*mine = jReplica{}
		}
	}
	emit(q.what.String()+" arrives", false, n)
	if w.left.LostAnswers == 0 {
		return
	}
	if q.from != nobody {
		unheard.left.LostAnswers--
		p.unanswered(&unheard, int(q.from-1))
		emit(q.what.String()+" arrives, unheard", true, unheard)
	}
	lost := w
	lost.left.LostAnswers--
	lost.way[k] = jRequest{}
	if q.from != nobody {
		p.unanswered(&lost, int(q.from-1))
	}
	emit(q.what.String()+" is lost", true, lost)
}

// carryOut does what a request asks. It reports whether a claim was the first of its window.
func (w *jWorld) carryOut(q jRequest, forEver bool) (first bool) {
	if q.what == putEdit {
		w.posted[q.episode]++
		return false
	}
	if forEver {
		q.age = 0
	}
	if q.age >= old { // a claim so old keeps nobody off
		return true
	}
	stands := &w.claims[q.episode][q.age]
	first = !*stands
	*stands = q.what == putClaim
	return first
}

// wait lets a window pass. A request that reaches the desk later than the window after its claim's is one that sleeps.
func (p Jira) wait(w jWorld, emit jSteps) {
	n := w
	for k := range n.way {
		q := &n.way[k]
		if q.what == putEdit && q.age+1 >= old && !p.Sleeps {
			return
		}
		if q.what != nothing {
			q.age = min(q.age+1, old)
		}
	}
	for i := range n.replica {
		if n.replica[i].stage != away {
			n.replica[i].age = min(n.replica[i].age+1, old)
		}
	}
	if !p.NoTakeover {
		for e := range n.claims {
			n.claims[e][1], n.claims[e][0] = n.claims[e][0], false
		}
	}
	emit("ten minutes pass", false, n)
}

func (w *jWorld) send(q jRequest) bool {
	for k := range w.way {
		if w.way[k].what == nothing {
			w.way[k] = q
			return true
		}
	}
	return false
}

func (w *jWorld) giveUp(me uint8) {
	for k := range w.way {
		if w.way[k].from == me {
			w.way[k].from = nobody
		}
	}
}

func (q jRequest) weight() uint16 {
	return uint16(q.what)<<8 | uint16(q.from)<<4 | uint16(q.age)<<1 | uint16(q.episode)
}

func (q what) String() string {
	return [...]string{"nothing", "the claim", "the edit", "the withdrawal"}[q]
}
