package notes

import (
	"math"
)

// crowd is a number of people that the note may say are hit.
type crowd struct {
	at     span
	number int
	more   bool // and some more
	score  int  // how surely they are
}

// affected returns how many people the note says are hit now, and where; its score is 0 when it does not say.
func (r *reading) affected() crowd {
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
		c.more = r.has(c.at, r.g.f.more)
		if c.score = r.hit(c.at); c.number > 0 && c.score > best.score {
			best = c
		}
	}
	return best
}

// headcount is the number of people named at s, worked out where it is a share.
func (r *reading) headcount(s span) int {
	var values []count
	for i := s.from; i < s.to; i++ {
		if k := r.countAt[i]; k > 0 {
			values = append(values, r.counts[k-1])
		}
	}
	share, last := 0.0, 0.0
	if len(values) > 0 {
		share, last = r.share(s, values), values[len(values)-1].value
	}
	switch {
	case share > 0:
		return int(math.Round(share * last))
	case r.has(s, r.g.f.grown):
		return int(last)
	case len(values) == 0 && r.joined(s):
		return 2 // me and my colleague
	case len(values) == 0:
		return 1 // only me
	case s.from > 0 && r.at(s.from-1, r.g.f.all) > 0 && values[0].value == 1: // each one of the 950
		if len(values) == 1 {
			return 0
		}
		return int(values[1].value)
	case r.is(s.from, r.g.meWord), r.is(s.from+1, r.g.meWord), r.is(s.to-1, r.g.meWord), r.is(s.to-1, r.g.iWord):
		return int(values[0].value) + 1
	case values[0].percent && len(values) > 1:
		return int(math.Round(values[0].value / 100 * values[1].value))
	case values[0].percent:
		return 0
	}
	return int(values[0].value)
}

// notOne reports whether the people at s are denied one by one, and so all meant: "not one of our 900 managers".
func (r *reading) notOne(s span) bool { return s.from > 0 && r.at(s.from-1, r.g.f.all) > s.from }

// joined reports whether two are named at s: "me and my colleague".
func (r *reading) joined(s span) bool {
	for i := s.from; i < s.to; i++ {
		if r.is(i, r.g.andWord) {
			return true
		}
	}
	return false
}

// fractions are parts of a whole in words.
var fractions = map[string]float64{
	"half": 1.0 / 2, "third": 1.0 / 3, "thirds": 1.0 / 3, "quarter": 1.0 / 4, "quarters": 1.0 / 4, "fifth": 1.0 / 5, "fifths": 1.0 / 5,
	"tenth": 1.0 / 10, "tenths": 1.0 / 10,
}

// share is the part of a whole that s begins with: half, two thirds, one in five; 0 when there is none.
func (r *reading) share(s span, values []count) float64 {
	end := r.at(s.from, r.g.f.share)
	for i := s.from; i < end; i++ {
		if part := fractions[r.text(i, i+1)]; part > 0 && values[0].from < end {
			return values[0].value * part
		} else if part > 0 {
			return part
		}
	}
	if end > 0 && len(values) > 2 {
		return values[0].value / values[1].value
	}
	return 0
}

// hit tells how surely the people at s are hit by the present issue: 0 not, more is surer.
func (r *reading) hit(at span) int {
	k := r.sentOf[at.from]
	s := r.sents[k]
	if !r.fact(at) || r.covered(at.from, s.from, r.g.f.notPeople) && !r.notOne(at) {
		return 0
	}
	switch {
	case len(r.wrongs(k)) > 0:
		return 4
	case r.suffers(s):
		return 3
	case r.has(s, r.g.request.says), r.has(s, r.g.denial.says), r.has(s, r.g.approval.says):
		return 2 // "Please escalate, 300 users"
	case k+1 < len(r.sents) && len(r.wrongs(k+1)) > 0, k > 0 && len(r.wrongs(k-1)) > 0:
		return 2
	case r.namesAnything(s) && r.anythingWrong():
		return 1
	}
	return 0
}

// anythingWrong reports whether the note says anywhere that something is wrong.
func (r *reading) anythingWrong() bool {
	for k := range r.sents {
		if len(r.wrongs(k)) > 0 {
			return true
		}
	}
	return false
}

// suffers reports whether s says of people that they are affected.
func (r *reading) suffers(s span) bool {
	for _, at := range r.find(s, r.g.f.affected) {
		if !r.negated(at.from) {
			return true
		}
	}
	return false
}

// narrowed reports whether words follow at that leave only a part: "everyone in the Graz office".
func (r *reading) narrowed(at span) bool {
	return at.to < len(r.tokens) && r.tokens[at.to].before == space && r.at(at.to, r.g.f.narrowed) > 0
}

// everyone returns where the note says that the whole population is hit.
func (r *reading) everyone() (span, bool) {
	for k, s := range r.sents {
		if len(r.wrongs(k)) == 0 && !r.suffers(s) {
			continue
		}
		for _, at := range r.find(s, r.g.f.everyone) {
			if r.fact(at) && !r.covered(at.from, s.from, r.g.f.silence) && !r.narrowed(at) {
				return at, true
			}
		}
	}
	return span{}, false
}
