package notes

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// How mail programs in English, German, French, Spanish, Italian, Portuguese and Dutch mark what is not new.
var (
	wroteWords   = []string{"wrote", "schrieb", "a écrit", "escribió", "ha scritto", "escreveu", "schreef"}
	wroteOpeners = []string{"on ", "am ", "le ", "el ", "il ", "em ", "op ", "den "}
	forwardWords = []string{
		"original message", "forwarded message", "ursprüngliche nachricht", "weitergeleitete nachricht",
		"message d'origine", "message original", "message transféré", "mensaje original", "mensaje reenviado",
		"messaggio originale", "mensagem original", "oorspronkelijk bericht", "forwarded by", "originalnachricht",
	}
	forwardLines = []string{
		"fwd:", "fw:", "wg:", "begin forwarded message:", "anfang der weitergeleiteten nachricht:",
		"début du message transféré :", "inicio del mensaje reenviado:", "history:", "quoted text:",
	}
	senderHeaders  = []string{"from", "von", "de", "da", "van", "expéditeur", "remitente"}
	furtherHeaders = []string{
		"sent", "date", "to", "subject", "gesendet", "datum", "an", "betreff", "envoyé", "à", "objet", "enviado",
		"fecha", "para", "asunto", "inviato", "oggetto", "assunto", "verzonden", "onderwerp", "cc",
	}
	disclaimers = []string{
		"confidential", "intended recipient", "privileged", "vertraulich", "confidentiel", "confidencial", "by mistake",
		"in error", "virus",
	}
	disclaimed = []string{
		"this message", "this e-mail", "this email", "this mail", "the information", "the content", "confidentiality",
		"disclaimer", "diese e-mail", "diese nachricht", "ce message", "cet e-mail", "este mensaje", "este correo",
		"if you are not", "if you have received", "sent from my", "get outlook for", "von meinem iphone",
		"envoyé de mon",
	}
	closings = []string{
		"regards", "kind regards", "best regards", "warm regards", "best", "best wishes", "all the best", "cheers",
		"thanks", "thank you", "thx", "many thanks", "thanks a lot", "sincerely", "yours", "yours sincerely", "rgds",
		"br", "kr", "cordially", "respectfully", "ciao",
		"mit freundlichen grüßen", "freundliche grüße", "viele grüße", "beste grüße", "mfg", "lg", "vg", "gruß",
		"grüße", "cordialement", "bien à vous", "bien cordialement", "saludos", "un saludo", "saludos cordiales",
		"atentamente", "with kind regards", "with best regards", "with gratitude", "thanks and regards",
		"many thanks in advance", "thanks in advance", "thank you in advance", "thank you very much", "take care",
		"warmly",
	}
)

// startsWith reports whether s begins with one of words, whatever the case.
func startsWith(s string, words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool {
		return len(s) >= len(w) && s[0]|0x20 == w[0]|0x20 && strings.EqualFold(s[:len(w)], w)
	})
}

// isOneOf reports whether s is one of words, whatever the case.
func isOneOf(s string, words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool {
		return len(s) == len(w) && s[0]|0x20 == w[0]|0x20 && strings.EqualFold(s, w)
	})
}

func containsAny(s string, words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(s, w) })
}

// maxHeader is the length of the longest line that may be a header of a quote; longer ones are prose.
const maxHeader = 200

// lower is s in lower case when it is short enough to be a header, else "".
func lower(s string) string {
	if len(s) > maxHeader {
		return ""
	}
	return strings.ToLower(s)
}

func quoted(s string) bool { return strings.HasPrefix(s, ">") || strings.HasPrefix(s, "bq. ") }

// isFence reports a line between which and the next of its kind stands what is not prose of the author: code, or a quote in the
// markup of Jira.
func isFence(s string) bool {
	for _, fence := range []string{"```", "{code", "{noformat", "{quote"} {
		if strings.HasPrefix(s, fence) {
			return strings.Count(s, fence) == 1
		}
	}
	return false
}

// attribution returns how many lines from here on say who wrote the quote that follows: "On Monday Ann wrote:".
func (f *filter) attribution() int {
	if !startsWith(f.at(f.next), wroteOpeners) && !quoted(f.at(f.next+1)) {
		return 0
	}
	for n := range 3 {
		s := f.at(f.next + n)
		if s == "" || len(s) > maxHeader {
			return 0
		}
		if strings.HasSuffix(s, ":") && containsAny(lower(s), wroteWords) {
			return n + 1
		}
	}
	return 0
}

func isForward(s string) bool {
	switch {
	case s == "" || len(s) > maxHeader:
		return false
	case strings.ContainsRune("-_*", rune(s[0])):
		return containsAny(lower(s), forwardWords) || isReplyMark(s)
	}
	return isOneOf(s, forwardLines) || isReplyMark(s)
}

func isReplyMark(s string) bool {
	return strings.Contains(s, "this line") && strings.Contains(lower(s), "reply above this line")
}

// isHeaders reports whether a block of mail headers begins here: From, and another one within three lines.
func (f *filter) isHeaders() bool {
	if !isHeader(f.at(f.next), senderHeaders) {
		return false
	}
	for n := 1; n <= 3; n++ {
		if isHeader(f.at(f.next+n), furtherHeaders) {
			return true
		}
	}
	return false
}

func isHeader(s string, names []string) bool {
	name, _, ok := strings.Cut(strings.TrimLeft(s, "*"), ":")
	return ok && len(s) <= maxHeader && isOneOf(strings.Trim(name, "* "), names)
}

func isDisclaimer(s string) bool {
	if !startsWith(s, disclaimed) {
		return false
	}
	return startsWith(s, []string{"sent from", "get outlook"}) || containsAny(strings.ToLower(s[:min(len(s), 2*maxHeader)]), disclaimers)
}

// isRule reports the line that sets a signature apart.
func isRule(s string) bool { return s == "--" || s == "—" || s == "___" }

func isPostscript(s string) bool {
	return len(s) <= maxHeader && startsWith(s, []string{"p.s", "ps:", "ps ", "p.p.s", "nb:", "n.b."})
}

// isClosing reports whether a closing formula stands here ("Kind regards"), with nothing but a signature below.
func (f *filter) isClosing() bool {
	if s := f.at(f.next); len(s) > maxHeader || !isOneOf(strings.TrimRight(s, ",.! "), closings) {
		return false
	}
	for i, n := f.next+1, 0; i < len(f.lines) && n < 8; i++ {
		l := f.at(i)
		if l == "" {
			continue
		}
		n++
		if len(l) > 90 && !isDisclaimer(l) || quoted(l) {
			break
		}
		if sentences := strings.Count(l, ". ") + strings.Count(l, "? ") + strings.Count(l, "! "); n > 1 && sentences > 1 && !isPostscript(l) {
			return false
		}
	}
	return true
}

// signs are the weights of ASCII characters by which logs are told from prose.
var signs = func() (t [utf8.RuneSelf]uint8) {
	for c := range t {
		switch {
		case isDigit(byte(c)):
			t[c] = 1
		case strings.ContainsRune("{}[]<>=_\\/;:()#$*@\"", rune(c)):
			t[c] = 2
		}
	}
	return t
}()

// isLog reports a line that a machine wrote.
func isLog(s string) bool {
	s = strings.Trim(s, "*=#~ ") // "*** URGENT ***" was typed
	weight, symbols, total := 0, 0, 0
	for i := range min(len(s), maxHeader) {
		switch c := s[i]; {
		case c < utf8.RuneSelf:
			weight += int(signs[c])
			symbols += int(signs[c] >> 1)
			total++
		case utf8.RuneStart(c):
			total++
		}
	}
	if strings.HasPrefix(s, "at ") && strings.Contains(s, "(") && strings.Contains(s, ".") && !strings.Contains(s, " the ") && symbols > 2 {
		return true
	}
	return (startsWithTime(s) && total > 12) || total > 10 && weight*2 > total
}

// startsWithTime reports a line that begins with a date and a time: 2025-09-02T06:11, 04-11 02:00, [02/Sep 06:11:09.
func startsWithTime(s string) bool {
	s = strings.TrimLeft(s, "[(")
	digits, colons, dashes := 0, 0, 0
	for i := range min(len(s), 20) {
		switch c := s[i]; {
		case '0' <= c && c <= '9':
			digits++
		case c == ':':
			colons++
		case c == '-' || c == '/':
			dashes++
		case c != ' ' && c != 'T' && c != '.' && i < 8:
			return false
		}
	}
	return digits >= 6 && colons > 0 && (dashes > 0 || colons > 1)
}

func isTableRow(s string) bool {
	return strings.HasPrefix(s, "|") && strings.Count(s, "|") > 2
}

// isMarkup reports a line that is one tag.
func isMarkup(s string) bool {
	if !strings.HasPrefix(s, "<") || !strings.HasSuffix(s, ">") {
		return false
	}
	r, _ := utf8.DecodeLastRuneInString(s[:len(s)-1])
	return !strings.Contains(s, " ") && r != '<'
}
