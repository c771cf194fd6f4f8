package notes

import "cmp"

// Numbers of people one after the other: line by line, place by place, and their sum.

// total is best, or the number that the note gives for all of them together: their sum, which it may leave to the reader.
func (r *reading) total(all []crowd, best crowd) crowd {
	sum := 0
	for _, c := range all {
		sum += c.number
	}
	for _, c := range all {
		if len(all) > 2 && 2*c.number == sum {
			return c
		}
	}
	var list, last crowd
	for _, c := range all {
		if r.summed(c.at.from) || !r.entry(c.at) && r.at(c.at.from, r.g.f.spread) == 0 && !r.inCell(c.at.from) || list.number > 0 && !r.goesOnList(last.at, c.at) {
			continue
		}
		last = c
		list = crowd{at: span{cmp.Or(list.at.from, c.at.from), c.at.to}, number: list.number + c.number, more: c.more, score: best.score}
	}
	if list.number > best.number && list.at.from != last.at.from {
		return list
	}
	return best
}

// goesOnList reports whether the people at are the next in a list: on the next line, or at the next place.
func (r *reading) goesOnList(last, at span) bool {
	if r.entry(at) || r.inCell(at.from) {
		return r.sentOf[at.from] == r.sentOf[last.from]+1
	}
	return r.nextPlace(last) == at.from
}

// summed reports whether the number at token i stands behind a name that only says that it is a total: "Users in total: 3,400".
func (r *reading) summed(i int) bool {
	if i == 0 || r.tokens[i].before < comma {
		return false
	}
	name := span{r.lineStart(i - 1), i}
	return r.has(name, r.g.f.sum) && !r.wrongIn(name)
}

// entry reports whether the number of people at is a value behind its name: "Site North: 30 people".
func (r *reading) entry(at span) bool {
	return at.from > 0 && r.tokens[at.from].before == clause && r.marked(at.from, ":")
}

// nextEntry returns the end of a number at token i that goes on with a list of numbers of people: "Site North: 30 people. Site South: 50."
func (r *reading) nextEntry(i int, all []crowd) int {
	if len(all) == 0 || r.countAt[i] == 0 {
		return 0
	}
	end, last := r.counts[r.countAt[i]-1].to, all[len(all)-1].at
	if r.entry(last) && r.entry(span{i, end}) && r.sentOf[i] == r.sentOf[last.from]+1 && r.endsClause(end) {
		return end
	}
	return 0
}

// spread returns the end of a number of people at token i who are named with their place, among others: "120 in Cork, 85 in Galway and 40
// in Sligo"; or 0.
func (r *reading) spread(i int, all []crowd) int {
	end := r.at(i, r.g.f.spread)
	if end == 0 || r.at(end, r.g.f.time) > 0 || r.at(end, r.g.f.sum) > 0 || r.at(end, r.g.f.all) > 0 || !r.meansPeople(span{i, end}) {
		return 0
	}
	if len(all) > 0 && r.nextPlace(all[len(all)-1].at) == i || r.nextPlace(span{i, end}) > 0 {
		return end
	}
	return 0
}

// nextPlace returns the token with which a number of people at another place begins, after those at; or 0.
func (r *reading) nextPlace(at span) int {
	i := r.at(at.from, r.g.f.spread)
	for i > 0 && !r.endsClause(i) && !r.joins(i) {
		i++
	}
	for r.joins(i) {
		i++
	}
	if r.at(i, r.g.f.spread) > 0 {
		return i
	}
	return 0
}
