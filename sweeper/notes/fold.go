package notes

import (
	"unicode"
	"unicode/utf8"
)

// lookalikes are letters of other scripts and accented ones, each under the plain letter a reader takes it for.
var lookalikes = func() map[rune]byte {
	table := make(map[rune]byte)
	for letter, others := range map[byte]string{
		'a': "àáâãäåāăąаαɑ", 'b': "Ьƅв", 'c': "çćčсϲ", 'd': "ďđԁ", 'e': "èéêëēėęěеєε", 'f': "ƒ", 'g': "ğģɡ",
		'h': "һн", 'i': "ìíîïīįıіι", 'j': "ј", 'k': "ķκк", 'l': "ĺļľłӏ", 'm': "м", 'n': "ñńņňη", 'o': "òóôõöøōőοо",
		'p': "рρ", 'q': "ԛ", 'r': "ŕřг", 's': "śşšșѕ", 't': "ţťțτт", 'u': "ùúûüūůűųυ", 'v': "νѵ", 'w': "ŵԝω",
		'x': "хχ", 'y': "ýÿуγ", 'z': "źżžᴢ",
	} {
		for _, r := range others {
			table[r] = letter
			table[unicode.ToUpper(r)] = letter
		}
	}
	delete(table, 'ß')
	return table
}()

// plain returns the letter or digit that a reader takes r for, in lower case, and false when r is none. Letters of which no
// plain form is known count as themselves.
func plain(r rune) (rune, bool) {
	switch {
	case r < utf8.RuneSelf:
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A', true
		}
		return r, 'a' <= r && r <= 'z' || '0' <= r && r <= '9'
	case 0xFF10 <= r && r <= 0xFF5A: // full-width forms
		return plain(r - 0xFEE0)
	case 0x1D400 <= r && r <= 0x1D6A3: // mathematical letters: fonts of 26 capitals and 26 small ones
		return 'a' + (r-0x1D400)%26, true
	}
	if b, ok := lookalikes[r]; ok {
		return rune(b), true
	}
	return unicode.ToLower(r), unicode.IsLetter(r) || unicode.IsDigit(r)
}

// invisible reports whether a reader sees nothing of r, not even a gap: zero-width characters, soft hyphens, marks that only
// steer layout, and combining accents.
func invisible(r rune) bool {
	return r >= 0xAD && (r == 0xAD || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Mn, r))
}

// appendPlain adds the word in s as a reader takes it.
func appendPlain(dst []byte, s string) []byte {
	for _, r := range s {
		if p, ok := plain(r); ok {
			dst = utf8.AppendRune(dst, p)
		}
	}
	return dst
}

// plainWord is s as a reader takes it; for compiling and tests.
func plainWord(s string) string { return string(appendPlain(nil, s)) }
