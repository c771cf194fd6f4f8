package notes

import (
	"math"
	"strings"
)

// crowd is a number of people that the note may say are hit.
type crowd struct {
	at     span
	number int
	score  int // how surely they are
}

// affected returns how many people the note says are hit now, and where; false when it does not say.
func (r *reading) affected() (crowd, bool) {
	var best crowd
	covered := 0
	for i := range r.tokens {
		end := r.at(i, r.g.f.people)
		if end == 0 || i < covered {
			continue
		}
		covered = end
		c := crowd{at: span{i, end}}
		c.number = r.headcount(c.at)
		if c.score = r.hit(c.at); c.number > 0 && c.score > best.score {
			best = c
		}
	}
	return best, best.score > 0
}

// headcount is the number of people named at s, worked out where it is a share.
func (r *reading) headcount(s span) int {
	var values []count
	for i := s.from; i < s.to; i++ {
		if k := r.countAt[i]; k > 0 {
			values = append(values, r.counts[k-1])
		}
	}
	share := r.share(s.from)
	switch {
	case share > 0 && len(values) > 0:
		return int(math.Round(share * values[len(values)-1].value))
	case len(values) == 0:
		return 0
	case values[0].percent && len(values) > 1:
		return int(math.Round(values[0].value / 100 * values[1].value))
	case values[0].percent:
		return 0
	}
	return int(values[0].value)
}

// shares are fractions in words.
var shares = map[string]float64{
	"half": 0.5, "a third": 1.0 / 3, "a quarter": 0.25, "a fifth": 0.2, "two thirds": 2.0 / 3, "three quarters": 0.75,
}

// share is the fraction that stands at token i, or 0.
func (r *reading) share(i int) float64 {
	end := r.at(i, r.g.f.share)
	if end == 0 {
		return 0
	}
	return shares[strings.Join(strings.Fields(strings.ReplaceAll(r.text(i, end), "-", " ")), " ")]
}

// hit tells how surely the people at s are hit by the present issue: 0 not, more is surer.
func (r *reading) hit(at span) int {
	k := r.sentOf[at.from]
	s := r.sents[k]
	if !r.fact(at) || r.covered(at.from, s.from, r.g.f.notPeople) || r.negated(at.from) && !r.trouble(k, at) {
		return 0
	}
	switch {
	case r.spared(at):
		return 0
	case r.trouble(k, at):
		return 4
	case r.has(s, r.g.f.affected):
		return 3
	case k+1 < len(r.sents) && r.trouble(k+1, at), k > 0 && r.trouble(k-1, at):
		return 2
	}
	return 0
}

// trouble reports whether sentence k says that something is wrong.
func (r *reading) trouble(k int, at span) bool { return len(r.states[k]) > 0 }

// spared reports whether the clause of at says that these people are well: "the other 300 can log in".
func (r *reading) spared(at span) bool {
	for i := at.to; i < len(r.tokens) && r.tokens[i].before < comma && !r.joins(i-1); i++ {
		for _, m := range r.marks[i] {
			for _, f := range r.g.good {
				if m.family == f && !r.negated(i) {
					return true
				}
			}
		}
	}
	return false
}

// everyone returns where the note says that the whole population is hit.
func (r *reading) everyone() (span, bool) {
	for k, s := range r.sents {
		if len(r.states[k]) == 0 && !r.has(s, r.g.f.affected) {
			continue
		}
		for _, at := range r.find(s, r.g.f.everyone) {
			if r.fact(at) && !r.covered(at.from, s.from, r.g.f.silence) && !r.covered(at.from, s.from, r.g.f.notPeople) {
				return at, true
			}
		}
	}
	return span{}, false
}
