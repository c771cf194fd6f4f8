package notes

// Words by which sentences and clauses are told apart.

// shortForms are written with a full stop that ends no sentence.
var shortForms = map[string]bool{"approx": true, "dr": true, "mr": true, "mrs": true, "ms": true, "prof": true, "vs": true, "incl": true, "resp": true, "tel": true, "ext": true, "hrs": true, "ca": true, "dept": true}

// joiners are words after which a clause begins.
var joiners = []string{
	"and", "but", "so", "because", "since", "although", "though", "while", "whereas", "however", "hence", "please",
	"pls", "plz", "kindly",
	"then", "therefore", "thus", "nor", "as", "which", "until", "except", "when", "where", "if", "hello", "hi", "hey",
	"just", "also", "or",
}

// openers are those after which an order may stand.
var openers = []string{
	"please", "pls", "plz", "kindly", "so", "but", "then", "just", "also", "hello", "hi", "hey", "therefore", "hence", "thus",
}

// linking are words that "_" in a phrase does not stand for.
var linking = []string{
	"of", "for", "by", "to", "in", "on", "at", "with", "from", "is", "are", "was", "were", "has", "have", "that", "who",
	"can", "not", "do",
	"and", "or", "but", "because", "so", "than", "day", "days", "hour", "hours", "minute", "minutes", "week", "weeks",
	"s", "h", "times", "percent",
}
