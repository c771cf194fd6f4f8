package escalation

import (
	"crypto/sha256"
	"regexp"
	"slices"

	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

// refAlphabet leaves out the letters that people mistake for digits.
const refAlphabet = "0123456789abcdefghjkmnpqrstvwxyz"

// refLength is how many letters follow the prefix: a billion names, of which a ticket uses three.
const refLength = 6

const refPrefix = "dh1-"

var refShape = regexp.MustCompile(`\bref dh1-[0-9a-z]{6}\b`)

// reference names a note. It is made from what the desk alone can tell, so it is the same whoever computes it.
func reference(t helpdesk.Ticket, kind, episode string) string {
	sum := sha256.Sum256([]byte(t.Desk + "\x00" + t.ID + "\x00" + kind + "\x00" + episode))
	name := []byte(refPrefix)
	for _, b := range sum[:refLength] {
		name = append(name, refAlphabet[int(b)%len(refAlphabet)])
	}
	return string(name)
}

// posted returns the references of our own notes on the ticket. A note names its reference last; an earlier one would be
// somebody's words in a quote, and one in another's note is forged.
func (h *history) posted() map[string]bool {
	refs := map[string]bool{}
	for _, mark := range h.ticket.Marks {
		refs[mark] = true
	}
	for _, a := range h.acts {
		if a.role != helpdesk.Self || a.Kind != helpdesk.KindNote {
			continue
		}
		if found := refShape.FindAllString(a.Body, -1); len(found) > 0 {
			refs[found[len(found)-1][len("ref "):]] = true
		}
	}
	return refs
}

// noteDue returns the reference of the note that belongs to the verdict, and the note itself unless it stands on the ticket
// or must not be posted. Each state has one kind of note, so that a ticket never gets two at once.
func (p *Policy) noteDue(v *Verdict, h *history) (ref string, due *NoteDue) {
	tags, kinds := p.rules.Tags, p.rules.Notes
	var kind, episode string
	var wanted bool
	switch debt := v.newestDebt(); {
	case v.State.Triaged():
		kind, episode = KindTriage, v.Request.Event
		wanted = kinds.Triage && !v.adopted && !h.silent(v.Request.At, append(tags.triage(), tags.Requested)...)
	case debt != nil:
		kind, episode = KindOwed, debt.Episode
		wanted = kinds.Owed && !h.silent(debt.Since, p.debtTag(debt.Kind))
	case v.Stale == Met && v.State != Approved:
		kind, episode = KindStale, v.Clock.Episode
		tag := h.tags[tags.Stale]
		adopted := tag != nil && tag.present && byPerson(tag.added)
		wanted = kinds.Stale && !adopted && slices.Contains(v.Flags, tags.Stale) && !h.silent(v.Clock.Since, tags.Stale)
	default:
		return "", nil
	}
	ref = reference(*h.ticket, kind, episode)
	posted := h.posted()
	if !wanted || posted[ref] || len(posted) >= mostNotes || h.ticket.NoNotes != "" {
		return ref, nil
	}
	return ref, &NoteDue{Kind: kind, Ref: ref}
}

// newestDebt is the missing debt that began last, of two that began together the update; nil when nothing is missing.
func (v *Verdict) newestDebt() *Debt {
	var newest *Debt
	for i := range v.Owed {
		if d := &v.Owed[i]; d.Missing && (newest == nil || !d.Since.Before(newest.Since)) {
			newest = d
		}
	}
	return newest
}

func (p *Policy) debtTag(kind string) string {
	if kind == Update {
		return p.rules.Tags.UpdateOverdue
	}
	return p.rules.Tags.ETAMissing
}
