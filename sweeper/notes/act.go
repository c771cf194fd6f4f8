package notes

// acts finds where the note does something by saying it, and means it.
func (r *reading) acts(a act) []span {
	var out []span
	for _, s := range r.sents {
		for i := s.from; i < s.to; i++ {
			end := r.at(i, a.says)
			if it := r.at(i, a.ofIt); it > end {
				if named := r.named(); named.to > 0 && (named.to <= i || named.from >= it && named.from < s.to) {
					end = it
				}
			}
			switch r.by {
			case EndUser, CSM:
				end = max(end, r.at(i, a.byCustomer))
			case Lead:
				end = max(end, r.at(i, a.byLead))
			}
			if end > 0 && r.meant(span{i, end}, s, a.never) {
				out = append(out, span{i, end})
			}
		}
		if r.has(s, r.g.f.draft) {
			break // what follows is an example
		}
	}
	return out
}

// named returns the first mention of an escalation that is more than a question about one, from which on "it" may be that.
func (r *reading) named() span {
	for _, at := range r.find(span{0, len(r.tokens)}, r.g.f.named) {
		if !r.wonders(at.from) {
			return at
		}
	}
	return span{}
}

// meant reports whether the words at are the author's own, done and not told of, and bound to no condition.
func (r *reading) meant(at, s span, never int) bool {
	own := !r.tokens[at.from].quoted || !r.tokens[at.to-1].quoted
	return own && !r.bound(at) && !r.wonders(at.from) && !r.onlyLooksSo(at, never) && !r.has(span{s.from, at.from}, r.g.f.draft)
}

// onlyLooksSo reports whether a phrase of the family never begins in the words at, or before them behind the same comma, and
// overlaps them.
func (r *reading) onlyLooksSo(at span, never int) bool {
	from := at.from
	for r.tokens[from].before < comma {
		from--
	}
	for i := from; i < at.to; i++ {
		if r.at(i, never) > at.from {
			return true
		}
	}
	return false
}

// conditionReach is how many words away a condition still binds what is said.
const conditionReach = 25

// bound reports whether a condition binds what is said at: "if it fails again, escalate" and "escalate if it fails again" are
// bound, "escalate, and if you need more, call me" and "call me if you need more, but escalate" are not.
func (r *reading) bound(at span) bool {
	s := r.around(at)
	for i := s.from; i < s.to; i++ {
		end := r.at(i, r.g.f.condition)
		if end == 0 || r.courteous(i, s.from) {
			continue
		}
		opens := r.clauseStart(i) == i
		ofAnother := i < at.from && !opens && r.clauseStart(at.from) > end ||
			i >= at.to && (r.tokens[i].before >= clause || opens && r.tokens[i].before < comma)
		if !ofAnother {
			return true
		}
	}
	return false
}

// around is the sentence of at, as far as a condition in it binds.
func (r *reading) around(at span) span {
	s := r.sents[r.sentOf[at.from]]
	return span{max(s.from, at.from-conditionReach), min(s.to, at.to+conditionReach)}
}

// requests returns where the note asks for an escalation, and where it takes that back; the later of the two counts.
func (r *reading) requests() (request, withdrawal span) {
	for _, at := range r.acts(r.g.withdrawal) {
		if !r.negated(at.from) && !r.orders(at) {
			withdrawal = at
		}
	}
	for _, at := range r.acts(r.g.request) {
		switch asked := request.to > 0; {
		case at.from < max(withdrawal.to, request.to):
		case !r.denied(at):
			if !asked {
				request = at
			}
		case asked && r.sentOf[at.from] > r.sentOf[request.from]:
			request, withdrawal = span{}, at // "Escalate this! Oh no, don't escalate it."
		}
	}
	switch {
	case request.to > 0:
		return request, span{}
	case withdrawal.to > 0:
		return span{}, withdrawal
	}
	if late := r.belated(); late.to > 0 {
		return late, span{}
	}
	if request, withdrawal = r.retold(); request.to > 0 || withdrawal.to > 0 {
		return request, withdrawal
	}
	return r.answered()
}

// denied reports whether the words at are denied by the clause in which they name an escalation, or begin in where no comma parts
// the two: "do not treat this as an escalation", "no escalation, please".
func (r *reading) denied(at span) bool {
	last := at.to - 1
	if named := r.lastNamed(at); named >= 0 {
		last = named
	}
	if start := r.clauseStart(last); start > at.from && r.tokens[start].before < comma {
		return r.negatedFrom(r.negationStart(at.from), last)
	}
	return r.negated(last)
}

// lastNamed returns where the words at name an escalation last, or -1.
func (r *reading) lastNamed(at span) int {
	for i := at.to - 1; i >= at.from; i-- {
		if r.at(i, r.g.f.named) > 0 {
			return i
		}
	}
	return -1
}

// orders reports whether the words at end in an order to escalate, whatever stands before: "we can not wait any more, please escalate".
func (r *reading) orders(at span) bool {
	i := r.lastNamed(at)
	return i > at.from && r.at(i, r.g.f.escalate) > 0 && r.opensClause(i)
}

// belated returns where the note asks for what may have been done already: "If it has not been escalated yet, please do so now",
// "Was this escalated? If not, please do."
func (r *reading) belated() span {
	for k, s := range r.sents {
		named := k > 0 && r.has(r.sents[k-1], r.g.f.named)
		for _, undone := range r.find(s, r.g.f.undone) {
			if !named && !r.has(span{s.from, undone.to}, r.g.f.named) {
				continue
			}
			if now := r.find(span{undone.to, s.to}, r.g.f.doIt); len(now) > 0 && !r.negated(now[0].to-1) {
				return span{undone.from, now[0].to}
			}
		}
	}
	return span{}
}

// decision returns what leadership says about an escalation, as told by support.
func (r *reading) decision() (string, span) {
	decision, where := "", span{}
	for _, at := range r.acts(r.g.denial) {
		if !r.asked(at.from) && !r.negated(at.from) {
			decision, where = Denied, at
		}
	}
	for _, at := range r.acts(r.g.approval) {
		switch {
		case r.asked(at.from) || r.covered(at.from, r.sents[r.sentOf[at.from]].from, r.g.denial.says):
		case r.negated(at.to-1) || r.negated(at.from):
			decision, where = Denied, at
		case decision == "":
			decision, where = Approved, at
		}
	}
	return decision, where
}

// eta returns where support gives a time for the resolution.
func (r *reading) eta() (span, bool) {
	for _, at := range r.acts(r.g.eta) {
		if !r.negated(at.from) && !r.negated(at.to-1) && !r.asked(at.from) {
			return at, true
		}
	}
	return span{}, false
}
