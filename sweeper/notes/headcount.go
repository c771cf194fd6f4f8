package notes

import (
	"math"
	"slices"
)

// How many people are named: numbers, shares of a whole, one by one.

// headcount is the number of people named at s, worked out where it is a share.
func (r *reading) headcount(s span) int {
	var values []count
	for i := s.from; i < s.to; i++ {
		if k := r.countAt[i]; k > 0 {
			values = append(values, r.counts[k-1])
		}
	}
	switch share := r.share(s, values); {
	case share > 0:
		return int(math.Round(share))
	case len(values) == 2 && r.at(s.from, r.g.f.added) > 0:
		return int(values[0].value + values[1].value)
	case r.has(s, r.g.f.grown), r.at(s.from, r.g.f.bodyOf) == s.to:
		return int(values[len(values)-1].value)
	case len(values) == 0 && r.at(s.from, r.g.f.share) > 0:
		return 0 // half of nobody knows how many
	case len(values) == 0 && r.notOne(s):
		return 0 // not a single user
	case len(values) == 0 && r.joined(s) && r.plural(s):
		return 0 // my colleagues and I
	case len(values) == 0 && (r.joined(s) || r.has(s, r.g.f.bothWord)):
		return 2 // me and my colleague
	case len(values) == 0:
		return 1 // only me
	case s.from > 0 && r.at(s.from-1, r.g.f.all) > 0 && values[0].value == 1: // each one of the 950
		if len(values) == 1 {
			return 0
		}
		return int(values[1].value)
	case r.has(s, r.g.f.me) && r.at(s.from, r.g.f.own) > 0 && r.countAt[s.from+1] == 0: // my boss, two colleagues and I
		return int(values[0].value) + 2
	case r.has(s, r.g.f.me):
		return int(values[0].value) + 1
	case values[0].percent && r.has(s, r.g.f.these):
		return int(math.Round(values[0].value / 100 * r.lastSize(s.from)))
	case values[0].percent && len(values) > 1:
		return int(math.Round(values[0].value / 100 * values[1].value))
	case values[0].percent:
		return 0
	}
	return int(values[0].value)
}

// partOf reports whether c are some of those that whole counts shortly before: "of our 600 trainees only one of them".
func (r *reading) partOf(c, whole crowd) bool {
	return r.has(c.at, r.g.f.these) && c.number < whole.number && !(r.has(c.at, r.g.f.relative) && r.wrongIn(span{whole.at.to, c.at.from})) && (c.number > 1 || r.at(c.at.from-1, r.g.f.only) > 0) && r.sentOf[c.at.from] <= r.sentOf[whole.at.from]+1
}

// lastSize is how many the population has that was counted last before token i.
func (r *reading) lastSize(i int) float64 {
	group := r.lastGroup(i)
	for j := group.from; j < group.to; j++ {
		if k := r.countAt[j]; k > 0 {
			return r.counts[k-1].value
		}
	}
	return 0
}

// notOne reports whether the people at s are denied one by one, and so all meant: "not one of our 900 managers".
func (r *reading) notOne(s span) bool {
	for i := max(0, s.from-3); i < s.from; i++ {
		if r.at(i, r.g.f.not) > 0 && r.at(i, r.g.f.all) >= s.from && r.at(i, r.g.f.all) > i+1 {
			return true
		}
	}
	return false
}

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

// share works out the number of people at s from a part and a whole: half of our 400, of our 400 two thirds, one in five of 60;
// 0 when no part is named.
func (r *reading) share(s span, values []count) float64 {
	for i := s.from; i < s.to; i++ {
		end := r.at(i, r.g.f.share)
		if end == 0 {
			continue
		}
		if len(values) == 2 && values[1].to <= end && values[1].value > 10 {
			return values[0].value // 120 out of 2,500
		}
		inside := slices.DeleteFunc(slices.Clone(values), func(c count) bool { return c.from < i || c.from >= end })
		outside := slices.DeleteFunc(values, func(c count) bool { return c.from >= i && c.from < end })
		whole := r.lastSize(s.from) // "half of them"
		if len(outside) > 0 {
			whole = outside[len(outside)-1].value
		}
		return r.part(span{i, end}, inside) * whole
	}
	return 0
}

// part is the fraction at s: half, two thirds, one in five.
func (r *reading) part(s span, values []count) float64 {
	for i := s.from; i < s.to; i++ {
		if part := fractions[r.text(i, i+1)]; part > 0 && len(values) > 0 {
			return values[0].value * part
		} else if part > 0 {
			return part
		}
	}
	if len(values) < 2 {
		return 0
	}
	return values[0].value / values[1].value
}
