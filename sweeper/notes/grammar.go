package notes

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
)

// Grammar is a Vocabulary made ready for reading. It is safe for use by many at once.
type Grammar struct {
	words     *lexicon
	prefilter prefilter
	index     []index    // the phrases, by family
	literals  int        // how many there are
	builtIn   []int      // families of which not all instances are phrases
	numeric   bitset     // families of which an instance may begin with a number or the like
	readings  *sync.Pool // room for reading a note in

	endings  []string        // of words that name people
	namers   [letters]bool   // letters that stand before the last one of those
	noPerson map[string]bool // and words that do not, though they end so

	andWord, aWord, percentWord, everyWord int // literals

	f                                          families
	request, withdrawal, approval, denial, eta act
	reasons, grounds                           []concept
	whats                                      []int  // the families of all that can go wrong
	bad, good                                  []int  // by state: the families that say it, and that say the opposite
	ahead                                      []bool // and whether it may lie in the days to come
}

// families are the numbers of those families that the code itself asks for.
type families struct {
	not, merely, verb, condition, maybe, courtesy, past, was, still                                                 int
	asks, wonders, yes, no, undone, retold, named, escalate, doIt, inverted, because, titles, ordinal, clock, share int
	number, people, person, hours, days, weeks, months, overADay, overAWeek, aUnit                                  int
	all, allOfThem, theRest, dated, day, sinceDay, weekday, lacking, greeting, contrast, pronoun, unit, some, oneOf int
	resolved, silence, everyone, affected, notPeople, narrowed, draft, more, grown, lasting, relative, longPast     int
	pointer, toward, only, place, noSuch, others, me, fewPeople, size, tally, these, allOfUs, group, own, cause     int
	bare, body, fromWhole, we, anybody, forWord, able, sum, calm, any, one, added                                   int
	fine, starts, itself, container, ahead, will, wanted, nothing, it, asSuch, aPart, within                        int
	time, weekdayNow, hundreds, outOf, tells, offers, wish, when                                                    int
	except, nthDay, status, hasNone, oneItem, otherOnes, weekOfMonth, that, isSo, anyMore                           int
	scope, confined, whose, howMany, organisation, by, latest, bothWord, bodyOf, thereAre, spread                   int
}

// concept is a Concept with its phrases numbered.
type concept struct {
	Concept
	code               string
	what, says, unless int
	betters            []int // the things of the reasons that it gives way to
	byCustomer         int   // what only customers say
	bySupport, asked   int   // what only support says, and what it asks for
	ground             bool  // stays true when the trouble is over
	states             []int // the numbers of its states
	wants, ofSupport   []want
}

// act is an Act with its phrases numbered.
type act struct{ says, ofIt, never, byCustomer, byLead, offered int }

// Fault is a mistake in a vocabulary.
type Fault struct {
	Path    string // where: reasons.sso_unavailable.wrong
	Message string
	Mend    string
	Warning bool // reading works, but not as the author may think
}

// Compile makes a vocabulary ready for reading. With a fault that is not a mere warning the grammar leaves out what is wrong.
func Compile(v Vocabulary) (*Grammar, []Fault) {
	c := &compiler{phraseCompiler: newPhraseCompiler(), g: &Grammar{}, states: map[string]int{}}
	for _, name := range slices.Sorted(maps.Keys(grammar)) {
		c.phrases("", name, grammar[name])
	}
	for _, name := range slices.Sorted(maps.Keys(v.Families)) {
		c.phrases("families."+name, name, v.Families[name])
	}
	for number, name := range slices.Sorted(maps.Keys(v.States)) {
		c.states[name] = number + 1
		c.good = append(c.good, c.phrases("states."+name+".good", "good "+name, v.States[name].Good))
		c.g.ahead = append(c.g.ahead, v.States[name].Ahead)
		c.bad = append(c.bad, c.phrases("states."+name+".bad", "bad "+name, v.States[name].Bad))
	}
	c.acts(v)
	c.g.reasons = c.concepts("reasons", v.Reasons, v)
	c.g.grounds = c.concepts("grounds", v.Grounds, v)
	c.faults = append(c.faults, check(v)...)
	c.undefined()
	return c.finish(), c.faults
}

// compiler collects faults beside the phrases.
type compiler struct {
	*phraseCompiler
	g         *Grammar
	faults    []Fault
	lights    []signals      // by literal
	derived   map[int]uint16 // by family: the signal of sentences that may hold an instance, if there is one
	begun     []bitset       // by literal: families of which an instance may begin with it
	states    map[string]int // their numbers, from 1
	bad, good []int          // their families, in that order
}

func (c *compiler) phrases(path, family string, phrases []string) int {
	for i, p := range phrases {
		if err := c.add(family, p); err != nil {
			c.faults = append(c.faults, Fault{
				Path: fmt.Sprintf("%s[%d]", path, i), Message: err.Error(),
				Mend: "write a phrase as plain words, see the head of the built-in policy",
			})
		}
	}
	return c.familyID(family)
}

func (c *compiler) act(name string, a Act) act {
	return act{
		says:       c.phrases(name+".says", name, a.Says),
		ofIt:       c.phrases(name+".of_it", name+" of it", a.OfIt),
		never:      c.phrases(name+".never", "not "+name, a.Never),
		byCustomer: c.phrases(name+".said_by_customer", name+" by customer", a.SaidByCustomer),
		byLead:     c.phrases(name+".said_by_lead", name+" by lead", a.SaidByLead),
		offered:    c.phrases(name+".offered", name+" offered", a.Offered),
	}
}

func (c *compiler) acts(v Vocabulary) {
	f := &c.g.f
	c.g.request = c.act("request", v.Request)
	c.g.withdrawal = c.act("withdrawal", v.Withdrawal)
	c.g.approval = c.act("approval", v.Approval)
	c.g.denial = c.act("denial", v.Denial)
	c.g.eta = c.act("eta", v.ETA)
	f.draft = c.phrases("drafts", "draft", v.Drafts)
	f.narrowed = c.phrases("people.narrowed", "narrowed", v.People.Narrowed)
	f.resolved = c.phrases("resolved", "resolved", v.Resolved)
	f.silence = c.phrases("silence", "silence", v.Silence)
	f.person = c.phrases("people.nouns", "person", v.People.Nouns)
	c.g.endings, c.g.noPerson = v.People.Endings, map[string]bool{}
	for _, w := range v.People.NoPerson {
		c.g.noPerson[plainWord(w)] = true
	}
	f.everyone = c.phrases("people.everyone", "everyone", v.People.Everyone)
	f.affected = c.phrases("people.affected", "affected", v.People.Affected)
	f.notPeople = c.phrases("people.not", "not people", v.People.Not)
	for name, id := range map[string]*int{
		"not": &f.not, "merely": &f.merely, "verb": &f.verb, "if": &f.condition, "maybe": &f.maybe, "bare": &f.bare,
		"added": &f.added, "body": &f.body, "from whole": &f.fromWhole, "we": &f.we, "anybody": &f.anybody, "for": &f.forWord,
		"able": &f.able, "calm": &f.calm, "any": &f.any, "one": &f.one, "sum": &f.sum, "ordinal": &f.ordinal,
		"clock": &f.clock, "share": &f.share, "courtesy": &f.courtesy, "past": &f.past, "was": &f.was, "still": &f.still,
		"asks": &f.asks, "wonders": &f.wonders, "inverted": &f.inverted, "undone": &f.undone, "retold": &f.retold,
		"named": &f.named, "escalate": &f.escalate, "do it": &f.doIt, "yes": &f.yes, "no": &f.no, "because": &f.because, "titles": &f.titles,
		"number": &f.number, "people": &f.people, "hours": &f.hours, "days": &f.days, "weeks": &f.weeks, "months": &f.months,
		"over a day": &f.overADay, "over a week": &f.overAWeek, "a unit": &f.aUnit, "all": &f.all,
		"all of them": &f.allOfThem, "unit": &f.unit, "the rest": &f.theRest, "dated": &f.dated, "day": &f.day,
		"since day": &f.sinceDay, "weekday": &f.weekday, "lacking": &f.lacking, "contrast": &f.contrast,
		"pronoun": &f.pronoun, "greeting": &f.greeting, "more": &f.more, "some": &f.some, "one of": &f.oneOf,
		"grown": &f.grown, "lasting": &f.lasting, "relative": &f.relative, "long past": &f.longPast, "pointer": &f.pointer,
		"toward": &f.toward, "only": &f.only, "place": &f.place, "no such": &f.noSuch, "others": &f.others, "me": &f.me,
		"few people": &f.fewPeople, "size": &f.size, "tally": &f.tally, "these": &f.these, "all of us": &f.allOfUs,
		"group": &f.group, "own": &f.own, "cause": &f.cause, "tells": &f.tells, "offers": &f.offers, "fine": &f.fine,
		"starts": &f.starts, "itself": &f.itself, "container": &f.container, "ahead": &f.ahead, "will": &f.will,
		"wanted": &f.wanted, "nothing": &f.nothing, "it": &f.it, "as such": &f.asSuch, "a part": &f.aPart,
		"within": &f.within, "time": &f.time, "weekday now": &f.weekdayNow, "hundreds": &f.hundreds, "out of": &f.outOf,
		"wish": &f.wish, "when": &f.when, "except": &f.except, "nth day": &f.nthDay, "status": &f.status, "has none": &f.hasNone, "one item": &f.oneItem,
		"other ones": &f.otherOnes, "week of month": &f.weekOfMonth, "is so": &f.isSo, "any more": &f.anyMore, "that": &f.that,
		"scope": &f.scope, "confined": &f.confined, "whose": &f.whose, "how many": &f.howMany, "organisation": &f.organisation,
		"by": &f.by, "latest": &f.latest, "both": &f.bothWord, "body of": &f.bodyOf, "spread": &f.spread, "there are": &f.thereAre,
	} {
		*id = c.familyID(name)
	}
}

func (c *compiler) concepts(path string, from map[string]Concept, v Vocabulary) []concept {
	var out []concept
	things := map[string][]int{}
	for _, code := range slices.Sorted(maps.Keys(from)) {
		at := path + "." + code
		out = append(out, c.concept(code, at, from[code], v))
		for i, other := range from[code].Or {
			better := from[code].GivesWayTo
			other.Unless = slices.Concat(from[code].Unless, other.Unless)
			out = append(out, c.concept(code, fmt.Sprintf("%s.or[%d]", at, i), Concept{Case: other, GivesWayTo: better}, v))
		}
	}
	for _, each := range out {
		things[each.code] = append(things[each.code], each.what)
	}
	for i := range out {
		for _, better := range out[i].GivesWayTo {
			out[i].betters = append(out[i].betters, things[better]...)
		}
	}
	return out
}

func (c *compiler) concept(code, at string, d Concept, v Vocabulary) concept {
	out := concept{
		Concept: d, code: code, ground: strings.HasPrefix(at, "grounds."),
		what:       c.phrases(at+".what", "what "+at, d.What),
		says:       c.phrases(at+".says", "says "+at, d.Says),
		unless:     c.phrases(at+".unless", "unless "+at, d.Unless),
		byCustomer: c.phrases(at+".said_by_customer", "by customer "+at, d.SaidByCustomer),
		bySupport:  c.phrases(at+".said_by_support", "by support "+at, d.SaidBySupport),
		asked:      c.phrases(at+".asked_by_support", "asked "+at, d.AskedBySupport),
	}
	c.g.whats = append(c.g.whats, out.what)
	for i, state := range d.Wrong {
		if _, ok := v.States[state]; !ok {
			c.faults = append(c.faults, Fault{
				Path: fmt.Sprintf("%s.wrong[%d]", at, i), Message: fmt.Sprintf("there is no state %q", state),
				Mend: fmt.Sprintf("name one of states: %v", slices.Sorted(maps.Keys(v.States))),
			})
			continue
		}
		out.states = append(out.states, c.states[state])
	}
	return out
}

// undefined finds families that phrases use and nobody fills.
func (c *compiler) undefined() {
	filled := make([]bool, len(c.names))
	for _, p := range c.patterns {
		filled[p.family] = true
	}
	filled[c.g.f.number], filled[c.g.f.ordinal], filled[c.g.f.clock] = true, true, true
	for _, p := range c.patterns {
		for _, e := range p.elements {
			if e.kind == family && !filled[e.id] {
				filled[e.id] = true
				c.faults = append(c.faults, Fault{
					Path: "families." + c.names[e.id], Message: fmt.Sprintf("a phrase uses <%s>, which has no phrases", c.names[e.id]),
					Mend: "add the family, or write the words out",
				})
			}
		}
	}
}

// finish sorts the patterns under what they begin with.
func (c *compiler) finish() *Grammar {
	g := c.g
	for _, words := range [][]string{openers, joiners, linking} {
		for _, word := range words {
			c.literalID(word)
		}
	}
	for word := range numerals {
		c.literalID(word)
	}
	g.andWord, g.aWord, g.percentWord, g.everyWord = c.literalID("and"), c.literalID("a"), c.literalID("percent"), c.literalID("every")
	g.listNamers()
	c.arm()
	g.builtIn = []int{g.f.number, g.f.ordinal, g.f.clock, g.f.person}
	g.index, g.literals = c.index(), len(c.literals)
	c.begun, g.numeric = begunBy(g.index, len(c.literals))
	g.bad, g.good = c.bad, c.good
	g.words = c.table.seal(c.describe)
	g.readings = &sync.Pool{New: func() any { return new(reading) }}
	return g
}

// listNamers tells by which letters before an s words may name people.
func (g *Grammar) listNamers() {
	for _, ending := range g.endings {
		for letter := range g.namers {
			if len(ending) < 2 || int(letterOf[ending[len(ending)-2]]) == letter {
				g.namers[letter] = true
			}
		}
	}
}

// describe returns what a word means that satisfies literals.
func (c *compiler) describe(literals []int) meaning {
	m := meaning{literals: literals}
	m.begins = newBitset(len(c.g.index))
	var lights signals
	for _, id := range literals {
		text := c.texts[id]
		m.joins = m.joins || slices.Contains(joiners, text)
		m.opens = m.opens || slices.Contains(openers, text)
		m.links = m.links || slices.Contains(linking, text)
		m.numeral = cmp.Or(m.numeral, numerals[text])
		m.counts = m.counts || m.numeral > 0 || id == c.g.aWord
		lights.add(c.lights[id].list())
		m.begins.addAll(c.begun[id])
	}
	m.lights = lights.list()
	return m
}

// namesPeople reports whether a word names people, as its ending tells: nurses, managers.
func (g *Grammar) namesPeople(word []byte) bool {
	if len(word) < 5 || word[len(word)-1] != 's' {
		return false
	}
	for _, ending := range g.endings {
		if bytes.HasSuffix(word, []byte(ending)) {
			return !g.noPerson[string(word)]
		}
	}
	return false
}
