package notes

import "math"

// scanNumber reads digits: 40, 2,300+, 1.2k, 15th, 17:00, 24h. A unit written on the number becomes a word of its own.
func (s *scanner) scanNumber(i, end int) int {
	value, next, kind := readFigure(s.text, i, end)
	letters := next
	for letters < end && isLetter(s.text[letters]) {
		letters++
	}
	switch unit := s.text[next:letters]; {
	case kind == moment || unit == "":
	case unit == "k" || unit == "K":
		value, next = value*1000, letters
	case unit == "st" || unit == "nd" || unit == "rd" || unit == "th":
		kind, next = ordinal, letters
	case letters < end && isDigit(s.text[letters]):
		for kind = moment; letters < end && (isLetter(s.text[letters]) || isDigit(s.text[letters])); letters++ {
		}
		next = letters
	}
	t := s.add(i, next, s.g.words.findPlain(s.text[i:next]))
	t.number, t.kind = value, kind
	if letters > next {
		return s.scanWord(next, letters)
	}
	return next
}

// numbersItem reports whether the digits at i number an item of a list within a line: "(1) The FTP is closed. (2) So are uploads."
func (s *scanner) numbersItem(i, start, end int) bool {
	n := digitsFrom(s.text, i, end)
	return n > 0 && n <= 2 && i > start && s.text[i-1] == '(' && (i-1 == start || s.before >= sentence) && i+n < end && s.text[i+n] == ')'
}

// readFigure reads a number with its thousands marks, or a clock time or date.
func readFigure(text string, i, end int) (value float64, next int, k kind) {
	k = figure
	scale, start := 0.0, i
	for i < end {
		c := text[i]
		switch {
		case '0' <= c && c <= '9':
			value = value*10 + float64(c-'0')
			scale *= 10
			i++
			continue
		case i+1 < end && '0' <= text[i+1] && text[i+1] <= '9':
			if c == ':' || c == '-' && isDate(text[start:], i-start) || c == '.' && scale != 0 {
				k = moment
				i++
				continue
			}
			thousands := digitsFrom(text, i+1, end) == 3 && scale == 0 && i-start > 0
			if thousands && (c == ',' || c == '.' || c == '\'' || c == ' ' && i-start <= 3) {
				i++
				continue
			}
			if (c == '.' || c == ',') && scale == 0 {
				scale = 1
				i++
				continue
			}
		}
		break
	}
	if scale > 0 {
		value /= scale
	}
	return math.Min(value, 1e12), i, k
}

// isDate tells 2025-09-02 and 04-11 from the range 150-200; s begins with the number and has a dash at i.
func isDate(s string, i int) bool {
	second := digitsFrom(s, i+1, len(s))
	after := i + 1 + second
	return s[0] == '0' || s[i+1] == '0' || after < len(s) && s[after] == '-' && digitsFrom(s, after+1, len(s)) > 0
}

func digitsFrom(text string, i, end int) int {
	n := 0
	for i+n < end && '0' <= text[i+n] && text[i+n] <= '9' {
		n++
	}
	return n
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }
