package notes

import (
	"slices"
	"strings"
)

// answer is a line of the author's own that stands under quoted lines, and may answer them.
type answer struct {
	at    int // the token it begins with
	under stretch
}

// answered returns the request or the withdrawal that is a bare answer to a quoted question: "> Shall we escalate?" "Yes please."
func (r *reading) answered() (request, withdrawal span) {
	for _, a := range r.replies {
		if a.at >= len(r.tokens) {
			break
		}
		if at := r.agrees(a.at); at.to > 0 && !r.bound(at) && r.offered(a.under, r.g.request) {
			return at, span{}
		}
		if at := (span{a.at, r.at(a.at, r.g.f.no)}); at.to > 0 && r.offered(a.under, r.g.withdrawal) {
			withdrawal = at
		}
	}
	return span{}, withdrawal
}

// answers reports whether token i begins the answer to a question that asks for something of a family: a quoted one, or one of the author's
// own just before.
func (r *reading) answers(i, family int) bool {
	k := r.sentOf[i]
	if i-r.sents[k].from > 1 {
		return false
	}
	if k > 0 && r.tokens[r.sents[k].from-1].asked && r.has(r.sents[k-1], family) {
		return true
	}
	return slices.ContainsFunc(r.replies, func(a answer) bool {
		return a.at == r.sents[k].from && r.asks(a.under, func(q *reading, s span) bool { return q.has(s, family) })
	})
}

// agrees returns where the author agrees from token i on: "yes", not "of course not".
func (r *reading) agrees(i int) span {
	if end := r.at(i, r.g.f.yes); end > 0 && r.at(end, r.g.f.not) == 0 {
		return span{i, end}
	}
	return span{}
}

// retold returns the request or the withdrawal that answers a question of which the author tells: "You asked whether to escalate:
// yes please."
func (r *reading) retold() (request, withdrawal span) {
	for _, told := range r.find(span{0, len(r.tokens)}, r.g.f.retold) {
		i := told.to
		for i < len(r.tokens) && r.tokens[i].before < clause {
			i++
		}
		if i < len(r.tokens) {
			if at := r.agrees(i); at.to > 0 && !r.bound(at) {
				return at, span{}
			}
			if at := (span{i, r.at(i, r.g.f.no)}); at.to > 0 && r.has(told, r.g.withdrawal.offered) {
				withdrawal = at
			}
		}
	}
	return span{}, withdrawal
}

// mayAnswer reports whether one of the lines under quoted ones begins like an answer.
func (r *reading) mayAnswer() bool {
	return slices.ContainsFunc(r.replies, func(a answer) bool {
		return r.at(a.at, r.g.f.yes) > 0 || r.at(a.at, r.g.f.no) > 0
	})
}

// mayTell reports whether one of the lines under quoted ones begins with a number.
func (r *reading) mayTell() bool {
	return slices.ContainsFunc(r.replies, func(a answer) bool { return r.longest(a.at, r.g.f.number) > 0 || r.longest(a.at+1, r.g.f.number) > 0 })
}

// offered reports whether the last question of the quoted lines is one whose answer does a: "I could escalate this. Shall I?"
func (r *reading) offered(quote stretch, a act) bool {
	return r.asks(quote, func(q *reading, s span) bool {
		k := q.sentOf[s.from]
		return q.has(s, a.offered) || k > 0 && q.has(s, r.g.f.offers) && q.has(q.sents[k-1], r.g.f.named)
	})
}

// asks reports whether the last question of the quoted lines is such.
func (r *reading) asks(quote stretch, such func(*reading, span) bool) bool {
	var text strings.Builder
	for l := range strings.Lines(r.page.text[quote.start:quote.end]) {
		text.WriteString(strings.TrimLeft(l, "> "))
	}
	q := r.g.readings.Get().(*reading)
	defer r.g.readings.Put(q)
	q.read(r.g, page{text: text.String()}, Agent)
	for i := len(q.sents) - 1; i >= 0; i-- {
		if s := q.sents[i]; q.tokens[s.to-1].asked {
			return such(q, s)
		}
	}
	return false
}
