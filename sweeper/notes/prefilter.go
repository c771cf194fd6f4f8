package notes

import "unicode/utf8"

// The prefilter tells in one pass over the bytes, without allocating, whether a note may say anything at all. Each family of
// phrases that findings rest on has a signal; it is lit by words of which every phrase of the family has one. A finding needs a
// certain set of signals within a few sentences. Where no such set is lit, reading would find nothing.

// signals is a set of signals, a bit each. When there are more than 128, some share one: that costs a needless reading, no
// finding.
type signals [2]uint64

func (s signals) with(t signals) signals { return signals{s[0] | t[0], s[1] | t[1]} }

// covers reports whether all of t is in s.
func (s signals) covers(t signals) bool { return t[0]&^s[0] == 0 && t[1]&^s[1] == 0 }

// window is how many sentences a finding may be spread over.
const window = nearby + 1

// prefilter knows which sets of signals are worth reading a note for.
type prefilter struct {
	wanted    []signals // of anybody
	ofSupport []signals // of support alone
	digits    signals   // lit by numbers
	person    signals   // lit by words that name people by their ending
}

// passes reports whether text may say something.
func (g *Grammar) passes(text string, by Author) bool {
	var seen [window]signals
	for i := 0; i < len(text); {
		c := text[i]
		switch {
		case isLetter(c) || isDigit(c) || c >= utf8.RuneSelf:
			var lit signals
			lit, i = g.wordSignals(text, i)
			seen[0] = seen[0].with(lit)
			continue
		case c == '.' || c == '!' || c == '?' || c == '\n' && i > 0 && text[i-1] == '\n':
			if seen[0] != (signals{}) {
				if g.worthReading(seen, by) {
					return true
				}
				seen[2], seen[1], seen[0] = seen[1], seen[0], signals{}
			}
		}
		i++
	}
	return g.worthReading(seen, by)
}

func (g *Grammar) worthReading(seen [window]signals, by Author) bool {
	lit := seen[0].with(seen[1]).with(seen[2])
	for _, s := range g.prefilter.wanted {
		if lit.covers(s) {
			return true
		}
	}
	if by != Agent && by != Lead {
		return false
	}
	for _, s := range g.prefilter.ofSupport {
		if lit.covers(s) {
			return true
		}
	}
	return false
}

// wordSignals returns the signals of the word at i, and where it ends. A figure is a word of its own: 24h is two.
func (g *Grammar) wordSignals(text string, i int) (signals, int) {
	start, node, on := i, int32(0), true
	figure := isDigit(text[i])
	for ; i < len(text); i++ {
		c := text[i]
		if c >= utf8.RuneSelf {
			return g.foldedSignals(text, start)
		}
		letter := letterOf[c|0x20]
		if letter == 0 || letter == letters-1 || figure && !isDigit(c) {
			break
		}
		if on {
			next := g.words.next[node][letter]
			if on = next != 0; on {
				node = next
			}
		}
	}
	lit := g.words.stemSignals[node]
	if on {
		lit = g.words.wholeSignals[node]
	}
	if lit == (signals{}) && i-start >= minSlip && g.words.mayForgive[letterOf[text[start]|0x20]] {
		return g.foldedSignals(text, start)
	}
	if figure {
		lit = lit.with(g.prefilter.digits)
	} else if text[i-1]|0x20 == 's' {
		lit = lit.with(g.prefilter.person) // it may name people by its ending
	}
	return lit, i
}

// foldedSignals is wordSignals for a word with letters that are not plain ones. It steps over what is no letter at all.
func (g *Grammar) foldedSignals(text string, i int) (signals, int) {
	var room [64]byte
	word, start := room[:0], i
	for i < len(text) {
		r, size := utf8.DecodeRuneInString(text[i:])
		p, letter := plain(r)
		if !letter && !invisible(r) {
			if i == start {
				i += size
			}
			break
		}
		if letter && len(word)+utf8.UTFMax < len(room) {
			word = utf8.AppendRune(word, p)
		}
		i += size
	}
	if len(word) == 0 {
		return signals{}, i
	}
	lit := g.words.lightsOf(g.words.find(word)).with(g.words.signals(word))
	if g.namesPeople(word) {
		lit = lit.with(g.prefilter.person)
	}
	return lit, i
}
