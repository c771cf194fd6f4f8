package notes

// ending finds where the note says that the trouble is over.
func (r *reading) ending() {
	for _, s := range r.sents {
		for _, at := range r.find(s, r.g.f.resolved) {
			if !r.negated(at.from) && !r.supposed(at.from) && !r.asked(at.from) && !r.wished(at.from) && !r.scheduled(at.to) && !r.ofTheRest(at.from) {
				r.ended = append(r.ended, at)
			}
		}
	}
}

// wished reports whether the clause of token i only wishes for what stands there: "just come back online", "get it up again".
func (r *reading) wished(i int) bool {
	return r.has(span{r.clauseStart(i), i}, r.g.f.wish)
}

// scheduled reports whether a time follows at token i for which something is meant: "was fixed for Thursday".
func (r *reading) scheduled(i int) bool {
	return r.at(i, r.g.f.meantFor) > 0
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
