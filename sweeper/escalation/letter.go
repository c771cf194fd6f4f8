package escalation

import (
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"
)

// Texts are what notes say, by what they are about. A word in braces stands for a sentence or a name; a line of which all such
// words turn out empty is left out, and so is a paragraph without lines. Below the text stand the rule and the reference, which
// are the same in every language.
type Texts struct {
	Stale        string `yaml:"stale"`         // unmoved for too long, with high impact
	Recommended  string `yaml:"recommended"`   // a request that fits the policy
	Unlikely     string `yaml:"unlikely"`      // a request for which a ground for denial holds
	NeedsDetails string `yaml:"needs_details"` // a request without a valid reason
	Timeline     string `yaml:"timeline"`      // approved, and no timeline is on the ticket
	Update       string `yaml:"update"`        // approved, and no public update went out
}

// over lays texts over others, which stand where one of these is empty.
func (t Texts) over(below Texts) Texts {
	for _, one := range []struct{ own, below *string }{
		{&t.Stale, &below.Stale}, {&t.Recommended, &below.Recommended}, {&t.Unlikely, &below.Unlikely},
		{&t.NeedsDetails, &below.NeedsDetails}, {&t.Timeline, &below.Timeline}, {&t.Update, &below.Update},
	} {
		if *one.own == "" {
			*one.own = *one.below
		}
	}
	return t
}

const (
	openingRunes = 90 // of a note's first line; a mail's preview shows no more
	briefTitle   = 40 // runes of a title in a note that has room for nothing but what must be said
)

// quotesIn are the lengths of a quote that are tried, by room.
var quotesIn = [bare][]int{{quoteLength, 140, 120, 100, 80, 60}, {80, 70, 60, 50, 40, 30, 0}}

// letter words the note that the verdict calls for. Somebody's words are shortened, and at last all that can be is left out, until
// it is short enough.
func (v *Verdict) letter() string {
	text, rule := v.subject()
	s := v.speak(0)
	for s.room = ample; s.room < bare; s.room++ {
		for _, s.quote = range quotesIn[s.room] {
			if note := s.write(text, rule); len(strings.Fields(note)) <= s.noteWords {
				return note
			}
		}
	}
	return s.write(text, rule)
}

// subject returns what the note says, and the rule that it rests on.
func (v *Verdict) subject() (text, rule string) {
	texts, tags := v.voice.texts, v.voice.tags
	switch {
	case v.Note.Kind == KindStale:
		return texts.Stale, tags.Stale
	case v.Note.Kind == KindOwed && v.newestDebt().Kind == Update:
		return texts.Update, tags.UpdateOverdue
	case v.Note.Kind == KindOwed:
		return texts.Timeline, tags.ETAMissing
	case v.State == Recommended:
		return texts.Recommended, leading(v.Reasons).Code
	case v.State == Unlikely:
		return texts.Unlikely, leading(v.Grounds).Code
	}
	return texts.NeedsDetails, "needs_details"
}

// write puts a note together.
func (s speaker) write(text, rule string) string {
	if s.voice.help != "" {
		text = strings.TrimSpace(text) + "\n" + fill(s.about, "url", s.voice.help)
	}
	values := s.values()
	var paragraphs []string
	for paragraph := range strings.SplitSeq(strings.TrimSpace(text), "\n\n") {
		var lines []string
		for line := range strings.SplitSeq(paragraph, "\n") {
			if said := put(line, values); said != "" {
				lines = append(lines, said)
			}
		}
		if len(lines) > 0 {
			paragraphs = append(paragraphs, strings.Join(lines, "\n"))
		}
	}
	return strings.Join(append(paragraphs, fmt.Sprintf("Rule %s, ref %s", rule, s.Note.Ref)), "\n\n")
}

// placeholder is a word in braces.
var placeholder = regexp.MustCompile(`\{([^{}]*)\}`)

// put fills in the placeholders of a line; empty when it has some and all turn out empty.
func put(line string, values map[string]string) string {
	any, some := false, false
	line = placeholder.ReplaceAllStringFunc(line, func(word string) string {
		value := values[strings.Trim(word, "{}")]
		any, some = true, some || value != ""
		return value
	})
	if any && !some {
		return ""
	}
	return strings.Join(strings.Fields(line), " ")
}

// values are what the placeholders of notes stand for. What a verdict does not have is empty.
func (s speaker) values() map[string]string {
	tags := s.voice.tags
	values := map[string]string{
		"headline": s.headline(), "ball": s.whose(), "started": s.started(), "stood_still": s.stoodStill(), "because": "",
		"asked": s.asked(), "reason": s.reason(), "ground": s.ground(), "no_ground": s.noGround(), "still_open": s.stillOpen(),
		"affected": s.affected(), "decided": s.decided(), "last_reply": s.lastReply(), "no_timeline_either": s.noTimelineEither(),
		"searched": s.searched(), "every": s.amount(s.voice.every.amount()), "example": "",
		"requested_tag": tags.Requested, "triage_tag": tags.triageTag(s.State), "stale_tag": tags.Stale,
		"approved_tag": tags.Approved, "denied_tag": tags.Denied, "timeline_tag": tags.ETAMissing, "update_tag": tags.UpdateOverdue,
		"ignore_tag": tags.Ignore,
	}
	if s.room < bare {
		values["because"] = s.because()
	}
	if debt := s.newestDebt(); debt != nil {
		in := debt.Since.Add(9 * 24 * time.Hour).In(s.voice.zone)
		values["example"] = fill("{weekday} {date}", "weekday", english.weekdays[in.Weekday()], "date", english.day(in, in))
	}
	return values
}

// checkTexts finds what is wrong with an admin's own texts of notes.
func checkTexts(t Texts) []Fault {
	names := speaker{&Verdict{State: None, voice: voice{zone: time.UTC}}, &english, 0, ample}.values()
	var faults []Fault
	for _, one := range []struct{ key, text string }{
		{"stale", t.Stale}, {"recommended", t.Recommended}, {"unlikely", t.Unlikely},
		{"needs_details", t.NeedsDetails}, {"timeline", t.Timeline}, {"update", t.Update},
	} {
		fault := func(message, mend string) {
			faults = append(faults, Fault{Path: "notes.texts." + one.key, Message: message, Mend: mend})
		}
		text := strings.TrimSpace(one.text)
		for _, word := range placeholder.FindAllStringSubmatch(text, -1) {
			if _, known := names[word[1]]; !known {
				fault(fmt.Sprintf("nothing is called {%s}", word[1]), "write "+nearest(word[1], names))
			}
		}
		opening, _, _ := strings.Cut(text, "\n")
		switch rest := placeholder.ReplaceAllString(text, ""); {
		case strings.ContainsAny(rest, "{}"):
			fault("a brace has no partner", "write names between braces, such as {headline}")
		case strings.ContainsAny(rest, "@<>[]*`#|"):
			fault("it holds signs that some desks read as markup or as a mention", "write plain sentences, without @ < > [ ] * ` # |")
		case strings.Contains(text, refPrefix):
			fault("it names a reference of its own", "leave the reference out; it is put below every note")
		case utf8.RuneCountInString(placeholder.ReplaceAllString(opening, "")) > openingRunes:
			fault(fmt.Sprintf("its first line has more than %d characters", openingRunes), "begin with a short line that says what is the matter, such as {headline}")
		case len(strings.Fields(text)) > english.noteWords:
			fault(fmt.Sprintf("it has more than %d words", english.noteWords), "say less; agents read no more")
		}
	}
	return faults
}

// nearest returns the name that differs least from a misspelt one.
func nearest(word string, names map[string]string) string {
	best, most := "{headline}", 0
	for name := range names {
		common := 0
		for common < min(len(name), len(word)) && name[common] == word[common] {
			common++
		}
		if common > most || common == most && most > 0 && "{"+name+"}" < best {
			best, most = "{"+name+"}", common
		}
	}
	return best
}
