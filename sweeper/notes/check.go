package notes

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// check finds what is wrong with the meaning of a vocabulary, its spelling aside.
func check(v Vocabulary) []Fault {
	var faults []Fault
	if len(v.Request.Says) == 0 {
		faults = append(faults, Fault{
			Path: "request.says", Message: "no phrase asks for an escalation, so no note ever will", Mend: "add phrases, such as: please .. escalate",
		})
	}
	for _, name := range slices.Sorted(maps.Keys(v.States)) {
		if s := v.States[name]; len(s.Bad)+len(s.Good) == 0 {
			faults = append(faults, Fault{
				Path: "states." + name, Message: "has no phrases, so nothing is ever wrong in this way", Mend: "add phrases under bad or good, or remove it",
			})
		}
	}
	for path, concepts := range map[string]map[string]Concept{"reasons": v.Reasons, "grounds": v.Grounds} {
		for _, code := range slices.Sorted(maps.Keys(concepts)) {
			faults = append(faults, checkConcept(path+"."+code, concepts[code], v)...)
		}
		faults = append(faults, checkTwins(path, concepts)...)
	}
	slices.SortFunc(faults, func(a, b Fault) int { return strings.Compare(a.Path, b.Path) })
	return faults
}

// checkConcept finds what keeps a reason or ground from ever holding, and names of others that are not there.
func checkConcept(path string, c Concept, v Vocabulary) []Fault {
	var faults []Fault
	say := func(key, message, mend string) {
		faults = append(faults, Fault{Path: strings.TrimSuffix(path+"."+key, "."), Message: message, Mend: mend})
	}
	unknown := func(key, other, mend string) { // it may have been taken away on purpose
		faults = append(faults, Fault{Path: path + "." + key, Message: fmt.Sprintf("there is no reason %q", other), Mend: mend, Warning: true})
	}
	switch joined := len(c.What) > 0 && len(c.Wrong) > 0; {
	case len(c.What) > 0 && len(c.Wrong) == 0 && len(c.Says) == 0:
		say("wrong", "is missing: a thing is named and never what is wrong with it, so this can never hold", "name states under wrong")
	case len(c.Wrong) > 0 && len(c.What) == 0:
		say("what", "is missing: states are named and no thing that they concern", "name the thing under what, or remove wrong")
	case !joined && len(c.Says)+len(c.SaidBySupport)+len(c.Any)+len(c.Or) == 0 && c.AtMost == 0:
		say("", "has no phrases, so it can never hold", "add what and wrong, or says")
	}
	if c.People > 0 && c.AtMost > 0 && c.People > c.AtMost {
		say("at_most", fmt.Sprintf("asks for at most %d people and at least %d, so it can never hold", c.AtMost, c.People), "remove one of the two")
	}
	if c.Lasting < 0 || c.Silent < 0 {
		say("lasting", "is a span of less than nothing", "write a span such as 24h")
	}
	for i, other := range c.Or {
		faults = append(faults, checkConcept(fmt.Sprintf("%s.or[%d]", path, i), Concept{Case: other}, v)...)
	}
	for i, other := range c.GivesWayTo {
		if _, ok := v.Reasons[other]; !ok {
			unknown(fmt.Sprintf("gives_way_to[%d]", i), other, "name a reason of this policy")
		}
	}
	for i, other := range c.Covers {
		if _, ok := v.Reasons[other]; !ok {
			unknown(fmt.Sprintf("covers[%d]", i), other, "name a reason of this policy")
		}
	}
	for i, other := range c.Any {
		if _, ok := v.Reasons[other]; !ok && !(other == "everyone" && c.Silent > 0) {
			unknown(fmt.Sprintf("any[%d]", i), other, "name a reason of this policy, or everyone")
		}
	}
	return faults
}

// checkTwins finds pairs that hold for the same notes and so tell a reader nothing apart.
func checkTwins(path string, concepts map[string]Concept) []Fault {
	var faults []Fault
	codes := slices.Sorted(maps.Keys(concepts))
	for i, a := range codes {
		for _, b := range codes[i+1:] {
			if !twins(concepts[a], concepts[b]) {
				continue
			}
			faults = append(faults, Fault{
				Path: path + "." + b, Message: fmt.Sprintf("can not be told apart from %s: whatever says the one says the other", a),
				Mend: "give them phrases, numbers or spans of their own", Warning: true,
			})
		}
	}
	return faults
}

// twins reports whether two concepts are recognised by the same words and the same measures.
func twins(a, b Concept) bool {
	return a.People == b.People && a.AtMost == b.AtMost && a.Lasting == b.Lasting && a.Silent == b.Silent && a.All == b.All &&
		len(a.Or)+len(b.Or) == 0 && sameWords(a.What, b.What) && sameWords(a.Says, b.Says) && sameWords(a.Wrong, b.Wrong) && sameWords(a.Any, b.Any)
}

func sameWords(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}
