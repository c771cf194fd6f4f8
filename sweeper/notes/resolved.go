package notes

// ending finds where the note says that the trouble is over.
func (r *reading) ending() {
	for _, s := range r.sents {
		for _, at := range r.find(s, r.g.f.resolved) {
			if !r.denies(at) && !r.supposed(at.from) && !r.asked(at.from) && !r.wished(at.from) && !r.ofTheRest(at.from) {
				r.ended = append(r.ended, at)
			}
		}
	}
}

// denies reports whether the words at say that the trouble is not over. A verb is not denied by what denies the one before it: "those who
// could not log in are in again".
func (r *reading) denies(at span) bool {
	from := r.negationStart(at.from)
	for i := from; i < at.from && r.at(at.from, r.g.f.verb) > 0; i++ {
		if r.at(i, r.g.f.verb) > 0 && r.at(i+1, r.g.f.not) > 0 {
			from = i + 2
		}
	}
	return r.negatedFrom(from, at.from) || r.has(span{at.from + 1, at.to - 1}, r.g.f.not)
}

// wished reports whether the clause of token i only wishes for what stands there: "just come back online", "get it up again".
func (r *reading) wished(i int) bool {
	return r.has(span{r.clauseStart(i), i}, r.g.f.wish)
}

// ofTheRest reports whether the clause of token i speaks of what was not concerned: "but the rest of the site works fine".
func (r *reading) ofTheRest(i int) bool {
	return r.has(span{r.clauseStart(i), i}, r.g.f.others)
}

// over reports whether the note says later, or in the same breath, that what stands at token i is over.
func (r *reading) over(i int) bool {
	for n := len(r.ended) - 1; n >= 0; n-- {
		end := r.ended[n]
		switch {
		case r.sentOf[end.from] < r.sentOf[i]:
			return false
		case r.sentOf[end.from] > r.sentOf[i], r.clauseStart(i) <= r.clauseStart(end.from):
			return true
		}
	}
	return false
}
