package notes

import (
	"strings"
	"time"
)

// count is a number in the text, in digits or words.
type count struct {
	span
	value   float64
	percent bool
}

var numerals = map[string]float64{
	"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
	"eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
	"eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
	"eighty": 80, "ninety": 90, "dozen": 12, "hundred": 100, "thousand": 1000, "million": 1e6, "k": 1000,
}

// numeral is the value of the number word at token i, and 0 when it is none.
func (r *reading) numeral(i int) float64 {
	if i >= len(r.tokens) {
		return 0
	}
	return r.meaning(i).numeral
}

// countNumbers finds the numbers: 40; two hundred and fifty; 1.2 million; 25 %.
func (r *reading) countNumbers() {
	r.counts, r.countAt = r.counts[:0], zeroed(r.countAt, len(r.tokens))
	for i := 0; i < len(r.tokens); {
		if r.tokens[i].kind == word && !r.meaning(i).counts {
			i++
			continue
		}
		c := count{span: span{i, i}}
		switch r.tokens[i].kind {
		case ordinal, moment:
		case figure:
			if r.isYear(i) {
				break
			}
			c.value, c.to = r.scaled(r.tokens[i].number, i+1)
			c.percent = r.percentAfter(c.to - 1)
		default:
			c.value, c.to = r.spelled(i)
		}
		if c.to == i {
			i++
			continue
		}
		if c.to < len(r.tokens) && r.is(c.to, r.g.percentWord) {
			c.percent = true
		}
		r.counts = append(r.counts, c)
		r.countAt[i] = len(r.counts)
		i = c.to
	}
}

// isYear reports whether the figure at token i is one of the years around: "since 2023", "the 2025 intake", not "2,025 people".
func (r *reading) isYear(i int) bool {
	t := r.tokens[i]
	return i > 0 && t.end-t.start == 4 && 2010 <= t.number && t.number < 2040 && beforeYears[r.text(i-1, i)]
}

var beforeYears = wordSet("in since of the by until from")

// scaled multiplies a figure by the word that follows it: 1.2 million.
func (r *reading) scaled(v float64, i int) (float64, int) {
	if scale := r.numeral(i); scale >= 12 && (scale == 12 || scale >= 100) && r.tokens[i].before == space {
		return v * scale, i + 1
	}
	return v, i
}

// spelled reads a number in words; it ends where it began when there is none.
func (r *reading) spelled(i int) (float64, int) {
	total, part, from := 0.0, 0.0, i
	if scale := r.numeral(i + 1); (scale >= 100 || scale == 12) && r.isArticle(i) {
		i++
	}
	for first := i; i < len(r.tokens) && (i == first || r.tokens[i].before == space); i++ {
		v := r.numeral(i)
		switch {
		case v >= 1000:
			total, part = total+max(part, 1)*v, 0
		case v == 100 || v == 12 && r.text(i, i+1) == "dozen":
			part = max(part, 1) * v
		case v > 0:
			part += v
		case total+part >= 100 && r.is(i, r.g.andWord) && r.numeral(i+1) > 0 && r.numeral(i+1) < 100:
		case i == first:
			return 0, from
		default:
			return total + part, i
		}
	}
	return total + part, i
}

func (r *reading) isArticle(i int) bool { return r.is(i, r.g.aWord) }

// percentAfter reports whether a per cent sign follows token i.
func (r *reading) percentAfter(i int) bool {
	rest := strings.TrimPrefix(r.page.text[r.tokens[i].end:], " ")
	return strings.HasPrefix(rest, "%")
}

// text is the page from token i up to token j, in lower case.
func (r *reading) text(i, j int) string {
	return strings.ToLower(r.page.text[r.tokens[i].start:r.tokens[j-1].end])
}

const day = 24 * time.Hour

// lasted is the longest time that s says something has gone on: "for two days", "since Monday", "12 days".
func (r *reading) lasted(s span) (time.Duration, span) {
	var longest time.Duration
	var where span
	for i := s.from; i < s.to; i++ {
		d, end := r.duration(i)
		if d > longest && (i == 0 || !r.is(i-1, r.g.everyWord)) {
			longest, where = d, span{i, end}
		}
	}
	if d, at := r.dated(s); d > longest {
		longest, where = d, at
	}
	if d, at := r.weekdays(s); d > longest {
		longest, where = d, at
	}
	return longest, where
}

// dated is the time between two dates in s, of which the later one is said to be today: "since the 4th, today is the 15th".
func (r *reading) dated(s span) (time.Duration, span) {
	first, from := 0, 0
	for i := s.from; i < s.to; i++ {
		if end := r.at(i, r.g.f.dated); end > 0 && first > 0 {
			today := r.dayOfMonth(span{i, end})
			if today < first {
				today += 30 // the month has changed
			}
			return time.Duration(today-first) * day, span{from, end}
		}
		if end := r.at(i, r.g.f.day); end > 0 && first == 0 {
			first, from = r.dayOfMonth(span{i, end}), i
		}
	}
	return 0, span{}
}

// dayOfMonth is the first number in s that may be one.
func (r *reading) dayOfMonth(s span) int {
	for i := s.from; i < s.to; i++ {
		if r.at(i, r.g.f.weekOfMonth) > 0 {
			return 7 // at the latest
		}
		if t := r.tokens[i]; (t.kind == figure || t.kind == ordinal) && 1 <= t.number && t.number <= 31 {
			return int(t.number)
		}
	}
	return 0
}

// duration is the length of time that is said at token i.
func (r *reading) duration(i int) (time.Duration, int) {
	if d, end := r.since(i); end > i {
		return d, end
	}
	if end := r.at(i, r.g.f.nthDay); end > 0 {
		nth := float64(r.dayOfMonth(span{i, end}))
		if k := r.countAt[end-1]; k > 0 {
			nth = r.counts[k-1].value
		}
		return time.Duration(nth) * day, end // "day ten without an answer"
	}
	if end := r.at(i, r.g.f.overAWeek); end > 0 {
		return 7 * day, end
	}
	if end := r.at(i, r.g.f.overADay); end > 0 {
		return 2 * day, end
	}
	if k := r.countAt[i]; k > 0 && !r.counts[k-1].percent {
		c := r.counts[k-1]
		unit, end := r.unitAfter(c.to)
		return time.Duration(c.value * float64(unit)), end
	}
	if end := r.at(i, r.g.f.aUnit); end > 0 {
		unit, end := r.unitAfter(end - 1)
		return unit, end
	}
	return 0, i
}

// unitAfter is the unit of time that stands at token i or one word later ("three full days").
func (r *reading) unitAfter(i int) (time.Duration, int) {
	for j := i; j < min(i+2, len(r.tokens)) && r.tokens[j].before <= clause; j++ {
		switch {
		case r.at(j, r.g.f.hours) > 0:
			return time.Hour, j + 1
		case r.at(j, r.g.f.days) > 0:
			return day, j + 1
		case r.at(j, r.g.f.weeks) > 0:
			return 7 * day, j + 1
		case r.at(j, r.g.f.months) > 0:
			return 30 * day, j + 1
		}
	}
	return 0, i
}
