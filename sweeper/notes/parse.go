package notes

import (
	"slices"
	"strings"
	"time"
)

// Parse reads one note of which nobody knows when it was written: "since Monday" is two days ago then.
func (g *Grammar) Parse(text string, format Format, by Author) Findings {
	return g.ParseAt(text, format, by, time.Time{})
}

// ParseAt reads one note. It was written at the instant, in the zone whose days its author means. It never fails: a note that says
// nothing, or cannot be read, has no findings.
func (g *Grammar) ParseAt(text string, format Format, by Author, written time.Time) Findings {
	r := g.readings.Get().(*reading)
	defer g.readings.Put(r)
	r.written = written
	return r.findingsOf(g, text, format, by)
}

// findingsOf reads a note and draws the conclusions.
func (r *reading) findingsOf(g *Grammar, text string, format Format, by Author) Findings {
	defer r.forget()
	p := page{text: text}
	if format == HTML {
		p = r.html.render(text)
	}
	r.read(g, p, by)
	if !r.worthReading() {
		return Findings{}
	}
	if r.confirm(); !r.worthReading() {
		return Findings{}
	}
	return r.findings()
}

// read takes a page apart into words and sentences.
func (r *reading) read(g *Grammar, p page, by Author) {
	r.g, r.page, r.by = g, p, by
	s := scanner{g: g, text: p.text, tokens: r.tokens[:0]}
	r.filter.keepFresh(p.text)
	r.replies = r.replies[:0]
	for _, line := range r.filter.kept {
		if line.under.end > 0 {
			r.replies = append(r.replies, answer{len(s.tokens), line.under})
		}
		s.divide(line.before)
		s.quoted = s.quoted && line.before < sentence
		if s.scan(line.start, line.end); len(s.tokens) > longestNote {
			s.tokens = s.tokens[:longestNote]
			break
		}
	}
	r.tokens, r.marks, r.first = s.tokens, r.marks[:0], zeroed(r.first, len(s.tokens))
	r.countNumbers()
	r.split()
}

// forget lets go of the note.
func (r *reading) forget() { r.page, r.filter.text = page{}, "" }

// longestNote is how many words of a note are read. Nobody writes more; what is longer was pasted.
const longestNote = 10_000

// zeroed returns n zeros, in the room of old where that is enough.
func zeroed[T any](old []T, n int) []T {
	if cap(old) < n {
		return make([]T, n)
	}
	old = old[:n]
	clear(old)
	return old
}

// findings looks for the phrases and draws the conclusions.
func (r *reading) findings() Findings {
	var f Findings
	r.states, r.judged, r.ended = zeroed(r.states, len(r.sents)), zeroed(r.judged, len(r.sents)), r.ended[:0]
	r.ending()
	add := func(code string, at span) { f.Evidence = append(f.Evidence, r.quote(code, at)) }

	r.acting(&f, add)
	r.counting(&f, add)
	f.Reasons = r.concepts(r.g.reasons, f, add)
	f.Grounds = r.concepts(r.g.grounds, f, add)
	slices.SortStableFunc(f.Evidence, func(a, b Evidence) int { return a.Start - b.Start })
	return f
}

// acting finds what the note does by saying it.
func (r *reading) acting(f *Findings, add func(string, span)) {
	p := &r.g.prefilter
	var at span
	if r.bySupport() && r.meets(p.decision) {
		if f.Decision, at = r.decision(); f.Decision != "" {
			add(f.Decision, at)
		}
	}
	if r.bySupport() && r.meets(p.eta) {
		if at, f.ETA = r.eta(); f.ETA {
			add("eta", at)
		}
	}
	if !r.mayRequest() {
		return
	}
	request, withdrawal := r.requests()
	if f.Request = request.to > 0 && f.Decision == ""; f.Request { // "granted, please escalate" decides
		add("request", request)
	}
	if f.Withdrawn = withdrawal.to > 0; f.Withdrawn {
		add("withdrawn", withdrawal)
	}
}

// counting finds how many people are hit.
func (r *reading) counting(f *Findings, add func(string, span)) {
	var at span
	if r.meets(r.g.prefilter.everyone) {
		at, f.Everyone = r.everyone()
	}
	r.crowd, r.everyoneHit = crowd{}, f.Everyone
	if r.mayCount() {
		r.crowd = r.affected(f.Request || f.Decision != "")
	}
	if r.crowd.score > 0 {
		number := r.crowd.number
		f.Affected = &number
		add("affected", r.crowd.at)
	}
	if f.Everyone {
		add("everyone", at)
	}
}

// concepts returns the codes of those that hold.
func (r *reading) concepts(from []concept, f Findings, add func(string, span)) []string {
	found := map[string]span{}
	for _, c := range from {
		if _, known := found[c.code]; known {
			continue
		}
		if at, ok := r.holds(c, f); ok {
			found[c.code] = at
		}
	}
	for _, c := range from {
		if at, ok := r.follows(c, f, found); ok {
			found[c.code] = at
		}
	}
	for _, c := range from {
		if at, ok := found[c.code]; ok {
			if c.People > 0 && c.Silent == 0 && r.countedFor(at, found) {
				delete(found, c.code)
				continue
			}
			for _, part := range c.Covers {
				delete(found, part)
			}
		}
	}
	var codes []string
	for _, c := range from {
		at, ok := found[c.code]
		if !ok || slices.Contains(codes, c.code) || slices.ContainsFunc(c.GivesWayTo, func(other string) bool {
			better, ok := found[other]
			return ok && at.within(better)
		}) {
			continue
		}
		codes = append(codes, c.code)
		add(c.code, at)
	}
	return codes
}

// within reports whether a is a part of b.
func (a span) within(b span) bool {
	return b.from <= a.from && a.to <= b.to
}

// holds reports whether the note says that c holds, and where. Silence is looked at later.
func (r *reading) holds(c concept, f Findings) (span, bool) {
	if c.Silent > 0 {
		return span{}, false
	}
	if c.AtMost > 0 && f.Affected != nil && *f.Affected <= c.AtMost {
		return r.crowd.at, true
	}
	if !r.mayHold(c) || c.People > 0 && !r.enough(c) {
		return span{}, false
	}
	at, ok := r.evidence(c)
	if !ok || c.Lasting > 0 && !r.lasting(at, c.Lasting) {
		return span{}, false
	}
	return at, true
}

// lasting reports whether what is said at has gone on for so long: as its sentences say, or else the note.
func (r *reading) lasting(at span, atLeast time.Duration) bool {
	d, _ := r.lasted(span{r.sents[r.sentOf[at.from]].from, r.sents[r.sentOf[at.to-1]].to})
	if d == 0 {
		d, _ = r.lasted(span{0, len(r.tokens)})
	}
	return d >= atLeast
}

// follows reports whether c holds because another reason does.
func (r *reading) follows(c concept, f Findings, found map[string]span) (span, bool) {
	if c.Silent > 0 {
		at, ok := r.silence(c.Silent)
		return at, ok && r.grave(c, f, found)
	}
	for _, name := range c.Any {
		if at, ok := found[name]; ok && r.enough(c) {
			return at, true
		}
	}
	return span{}, false
}

// countedFor reports whether the people are counted for another reason than the one at: those of a launch that is held up are not
// all locked out.
func (r *reading) countedFor(at span, found map[string]span) bool {
	if r.crowd.at.within(at) {
		return false
	}
	for _, other := range found {
		if other != at && r.crowd.at.within(other) {
			return true
		}
	}
	return false
}

// enough reports whether as many people are hit as c asks for.
func (r *reading) enough(c concept) bool {
	return r.crowd.number >= c.People || r.crowd.more && r.crowd.number == c.People-1 || r.crowd.score == 0 && r.manyHundreds()
}

// manyHundreds reports whether the note says that hundreds of people are hit, and not how many.
func (r *reading) manyHundreds() bool {
	for k, s := range r.sents {
		if len(r.wrongs(k)) > 0 && slices.ContainsFunc(r.find(s, r.g.f.hundreds), r.fact) && r.has(s, r.g.f.person) {
			return true
		}
	}
	return false
}

// grave reports whether the note says that the issue is one of those that may not lie still.
func (r *reading) grave(c concept, f Findings, found map[string]span) bool {
	for _, name := range c.Any {
		_, ok := found[name]
		if ok || name == "everyone" && f.Everyone {
			return true
		}
	}
	if c.People > 0 && f.Affected != nil && *f.Affected >= c.People {
		return true
	}
	_, ok := r.evidence(c)
	return ok
}

// silence returns where the note says that nobody has moved the ticket for so long.
func (r *reading) silence(atLeast time.Duration) (span, bool) {
	for k, s := range r.sents {
		for _, at := range r.find(s, r.g.f.silence) {
			if !r.fact(at) {
				continue
			}
			whole := s
			if k > 0 {
				whole.from = r.sents[k-1].from
			}
			if k+1 < len(r.sents) {
				whole.to = r.sents[k+1].to
			}
			if d, where := r.lasted(whole); d >= atLeast {
				return span{min(at.from, where.from), max(at.to, where.to)}, true
			}
			if d, _ := r.dated(span{0, len(r.tokens)}); d >= atLeast {
				return at, true
			}
		}
	}
	return span{}, false
}

// quote is the evidence for code: what the page shows between two tokens, and where that stands in the note.
func (r *reading) quote(code string, at span) Evidence {
	start, end := int(r.tokens[at.from].start), int(r.tokens[at.to-1].end)
	e := Evidence{Code: code, Text: strings.TrimSpace(r.page.text[start:end])}
	e.Start, e.End = r.page.source(start, end)
	return e
}
