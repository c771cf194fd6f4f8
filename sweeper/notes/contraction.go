package notes

// short forms that people type without the apostrophe, and those of one word.
var unmarked = map[string][2]string{
	"cant": {"can", "not"}, "cannot": {"can", "not"}, "wont": {"will", "not"}, "dont": {"do", "not"}, "doesnt": {"does", "not"},
	"didnt": {"did", "not"}, "isnt": {"is", "not"}, "arent": {"are", "not"}, "wasnt": {"was", "not"}, "werent": {"were", "not"},
	"hasnt": {"has", "not"}, "havent": {"have", "not"}, "hadnt": {"had", "not"}, "couldnt": {"could", "not"},
	"wouldnt": {"would", "not"}, "shouldnt": {"should", "not"}, "mustnt": {"must", "not"}, "aint": {"is", "not"},
	"neednt": {"need", "not"}, "im": {"i", "am"}, "ive": {"i", "have"}, "weve": {"we", "have"}, "theyre": {"they", "are"},
	"u": {"you"}, "ur": {"your"}, "cust": {"customer"}, "esc": {"escalation"}, "cud": {"could"},
	"youre": {"you", "are"}, "theyve": {"they", "have"}, "thats": {"that", "is"}, "theres": {"there", "is"},
}

// contraction parts a short form into its words; the first may be written over it. apostrophe is where it stood in the word, or
// negative. The second word is empty when it is one word; cut is the length of the first as written.
func contraction(word []byte, apostrophe int) (first []byte, second string, cut int) {
	if apostrophe < 0 {
		if two, ok := unmarked[string(word)]; ok {
			cut := max(1, len(word)-len(two[1]))
			return append(word[:0], two[0]...), two[1], cut
		}
		return word, "", 0
	}
	stem, tail := word[:apostrophe], string(word[apostrophe:])
	switch tail {
	case "t":
		if two, ok := unmarked[string(word)]; ok {
			return append(word[:0], two[0]...), two[1], max(1, apostrophe-1)
		}
	case "re":
		return stem, "are", apostrophe
	case "ve":
		return stem, "have", apostrophe
	case "ll":
		return stem, "will", apostrophe
	case "d":
		return stem, "would", apostrophe
	case "m":
		return stem, "am", apostrophe
	case "s":
		switch string(stem) {
		case "it", "that", "there", "he", "she", "what", "where", "who", "here", "how", "today", "nobody", "everybody", "everyone", "everything", "nothing", "one":
			return stem, "is", apostrophe
		case "let":
			return stem, "us", apostrophe
		}
		return stem, "", 0 // a possessive, or an "is" that nothing hangs on
	}
	return word, "", 0
}
