package notes

// check finds what is wrong with the meaning of a vocabulary, its spelling aside.
func check(v Vocabulary) []Fault { return nil }
