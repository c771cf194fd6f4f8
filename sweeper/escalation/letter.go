package escalation

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

const (
	letterWords  = 80 // an agent reads no more
	openingRunes = 90 // runes; a mail's preview shows no more
)

// bare is the length of a quote in a note that has room for nothing but what must be said.
const bare = -1

// bareTitle is how long a title is in such a note, in runes.
const bareTitle = 60

// letter words the note that the verdict calls for. Somebody's words are shortened until it is short enough.
func (v *Verdict) letter() string {
	var text string
	for _, quote := range []int{quoteLength, 120, 90, 70, 50, 30, 0, bare} {
		text = v.paragraphs(quote)
		if len(strings.Fields(text)) <= letterWords {
			break
		}
	}
	return text
}

// paragraphs puts the note together: the fact; what it rests on; what to do; rule and reference.
func (v *Verdict) paragraphs(quote int) string {
	var fact, rule string
	var grounds, acts []string
	switch v.Note.Kind {
	case KindStale:
		fact, grounds, acts, rule = v.staleLetter(quote)
	case KindOwed:
		fact, grounds, acts, rule = v.owedLetter()
	default:
		fact, grounds, acts, rule = v.triageLetter(quote)
	}
	if v.voice.help != "" {
		acts = append(acts, "About these notes: "+v.voice.help+" .")
	}
	return strings.Join([]string{fact, lines(grounds), lines(acts), "Rule " + rule + ", ref " + v.Note.Ref}, "\n\n")
}

// lines joins what is not empty.
func lines(parts []string) string {
	var b strings.Builder
	for _, s := range parts {
		if s == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(s)
	}
	return b.String()
}

func (v *Verdict) staleLetter(quote int) (fact string, grounds, acts []string, rule string) {
	tag := v.voice.tags.Stale
	fact = "High-impact ticket, unmoved: " + lowerFirst(v.ball())
	grounds = []string{v.started()}
	if quote != bare {
		grounds = append(grounds, v.stoodStill(), v.because(quote))
	}
	acts = []string{
		"Any support reply, note, reassignment, priority or status change clears this.",
		"Not right? Remove the tag " + tag + "; it stays off until somebody writes something new.",
	}
	return fact, grounds, acts, tag
}

func (v *Verdict) triageLetter(quote int) (fact string, grounds, acts []string, rule string) {
	tags := v.voice.tags
	leads := fmt.Sprintf("Leads: add %s or %s, or say so in a note.", tags.Approved, tags.Denied)
	switch v.State {
	case Recommended:
		fact, rule = "Escalation request read: it fits the policy and waits for support leadership.", leading(v.Reasons).Code
		grounds = []string{v.asked(0), v.listed("Reason", v.Reasons, quote), v.affected()}
		if quote != bare {
			grounds[2] += " No ground for denial found."
		}
		acts = []string{leads, "Misread? Swap the reason tag or remove " + tags.Recommended + "; your choice stays."}
	case Unlikely:
		fact, rule = "Escalation request read: a ground for denial holds, so approval is unlikely.", leading(v.Grounds).Code
		grounds = []string{v.asked(0), v.listed("Ground", v.Grounds, quote)}
		if quote != bare {
			grounds = append(grounds, v.listed("Reason", v.Reasons, 0))
		}
		acts = []string{leads, "Misread? Say what is wrong in a note, or remove " + tags.Unlikely + "; your choice stays."}
	default:
		amount := map[int]string{1: "one detail is", 2: "two details are", 3: "three details are"}[len(v.Missing)]
		fact, rule = "Escalation request read: "+amount+" missing before anyone can weigh it.", "needs_details"
		grounds = []string{v.asked(quote), v.lacking()}
		acts = []string{
			"Put the answers in any reply or note; it is then read again by itself.",
			"Not a request? Remove " + tags.Requested + " and this ends.",
		}
	}
	return fact, grounds, acts, rule
}

func (v *Verdict) owedLetter() (fact string, grounds, acts []string, rule string) {
	debt := *v.newestDebt()
	if debt.Kind == Update {
		return v.updateLetter(debt)
	}
	approved := "Escalation approved " + v.when(v.Decision.At)
	fact = approved + " by " + name(v.Decision.By) + "; no timeline on the ticket yet."
	if utf8.RuneCountInString(fact) > openingRunes {
		fact = approved + "; no timeline on the ticket yet."
	}
	grounds = []string{
		"The policy promises the customer an estimated timeline once an escalation is approved. Looked for: a date or time frame in " +
			searched(debt.Looked) + " since then.",
	}
	example := debt.Since.Add(9 * 24 * time.Hour).In(v.voice.zone).Format("Mon 2 Jan")
	acts = []string{
		`To settle it, write one in a reply or note, for example "fix expected by ` + example + `".`,
		"Given by phone or elsewhere? Remove " + v.voice.tags.ETAMissing + ".",
	}
	return fact, grounds, acts, v.voice.tags.ETAMissing
}

func searched(n int) string {
	switch n {
	case 0:
		return "notes and replies"
	case 1:
		return "the one note"
	}
	return fmt.Sprintf("the %d notes and replies", n)
}

func (v *Verdict) updateLetter(debt Debt) (fact string, grounds, acts []string, rule string) {
	fact = "Escalation approved; the customer has had no public update for " + roughly(max(v.asOf().Sub(debt.Since), debt.Due.Sub(debt.Since))) + "."
	last := "No public reply has gone out since then."
	if debt.Episode != v.Decision.Event {
		last = "The last public reply went out " + v.when(debt.Since) + "."
	}
	grounds = []string{v.decided() + " " + last}
	for _, d := range v.Owed {
		if d.Kind == Timeline && d.Missing {
			grounds = append(grounds, "No timeline is on the ticket either.")
		}
	}
	grounds = append(grounds, fmt.Sprintf("The policy promises one every %s while the work goes on.", v.voice.every.Words()))
	acts = []string{
		"Any public reply settles this, even one that says the work goes on.",
		"Given by phone or elsewhere? Remove " + v.voice.tags.UpdateOverdue + ".",
	}
	return fact, grounds, acts, v.voice.tags.UpdateOverdue
}
