package notes

import "strings"

// Numbers of people in a table: what one means is said by the head of its column.

// tableReach is how far back in the text the head of a table is looked for.
const tableReach = 2000

// inCell reports whether token i is the first of a cell of a table, other than the first cell of its row.
func (r *reading) inCell(i int) bool { return r.marked(i, "|", "\t") }

// headOf returns the head of the column in which token i stands, and the whole row of heads; nothing where there is no table.
func (r *reading) headOf(i int) (head, heads span) {
	if !r.inCell(i) {
		return span{}, span{}
	}
	at := int(r.tokens[i].start)
	text := r.page.text[max(0, at-tableReach):at]
	rows := strings.Split(text, "\n")
	row, column := len(rows)-1, cells(rows[len(rows)-1])
	start := at - len(rows[row])
	first, end := row, 0
	for row--; row >= 0 && (rows[row] == "" || cells(rows[row]) >= column); row-- {
		start -= len(rows[row]) + 1
		if rows[row] != "" {
			first, end = row, start+len(rows[row])
		}
	}
	if end == 0 {
		return span{}, span{}
	}
	from := end - len(rows[first])
	heads = r.tokensIn(from, end, i)
	for range column {
		from += strings.IndexAny(r.page.text[from:end], "|\t") + 1
	}
	if next := strings.IndexAny(r.page.text[from:end], "|\t"); next >= 0 {
		end = from + next
	}
	return r.tokensIn(from, end, i), heads
}

// cells is how many cells of a row end in a text.
func cells(text string) int { return strings.Count(text, "|") + strings.Count(text, "\t") }

// tokensIn returns the tokens before token i that stand in a stretch of the page.
func (r *reading) tokensIn(start, end, i int) span {
	for i > 0 && int(r.tokens[i-1].start) >= end {
		i--
	}
	s := span{i, i}
	for s.from > 0 && int(r.tokens[s.from-1].start) >= start {
		s.from--
	}
	return s
}

// cellOfPeople returns the end of a number at token i that fills a cell of a table, under a head that says that it counts people who are hit;
// or 0. Where no head says so, but the sentence above the table does, those under a head that names people are.
func (r *reading) cellOfPeople(i int) int {
	end := r.at(i, r.g.f.number)
	if end == 0 || !r.endsClause(end) {
		return 0
	}
	head, heads := r.headOf(i)
	if head.to == head.from {
		return 0
	}
	above := max(0, r.sentOf[heads.from]-1)
	if r.tellsOfTheHit(head) || r.has(head, r.g.f.person) && !r.tellsOfTheHit(heads) && r.tellsOfTheHit(r.sents[above]) {
		return end
	}
	return 0
}

func (r *reading) tellsOfTheHit(s span) bool { return r.wrongIn(s) || r.suffers(s) }

// mayHoldTable reports whether a number may stand in a cell of a table.
func (r *reading) mayHoldTable() bool {
	for _, c := range r.counts {
		if r.inCell(c.from) {
			return true
		}
	}
	return false
}
