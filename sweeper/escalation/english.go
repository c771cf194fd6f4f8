package escalation

import "github.com/deskhand/deskhand/sweeper/helpdesk"

var english = language{
	weekdays:  [7]string{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"},
	months:    [12]string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
	moment:    "{weekday} {date} {time}",
	date:      "{day} {month}",
	withYear:  "{date} {year}",
	thousands: ",",
	units:     [4][2]string{{"minute", "minutes"}, {"hour", "hours"}, {"day", "days"}, {"business day", "business days"}},
	person:    [2]string{"person", "people"},
	lowers:    true,
	noteWords: 80,
	headlines: headlines{
		fits:         "Escalation request read: it fits the policy and waits for support leadership.",
		unlikely:     "Escalation request read: a ground for denial holds, so approval is unlikely.",
		lacks:        "Escalation request read: {missing} missing before anyone can weigh it.",
		missing:      [3]string{"one detail is", "two details are", "three details are"},
		adopted:      "Escalation request: a person set its triage to {triage}.",
		triages:      map[State]string{Recommended: "recommended", Unlikely: "unlikely", NeedsDetails: "needs details"},
		approved:     "Escalation approved by support leadership.",
		denied:       "Escalation denied by support leadership.",
		noTimeline:   "Escalation approved {when}; no timeline on the ticket yet.",
		noTimelineBy: "Escalation approved {when} by {who}; no timeline on the ticket yet.",
		noUpdate:     "Escalation approved; the customer has had no public update for {time}.",
		withdrawn:    "The escalation request was withdrawn.",
		dismissed:    "A person took the escalation request's tag away.",
		settled:      "The ticket was solved, which ended its escalation.",
		ignored:      "The ticket bears the tag {tag} and is left alone.",
		unclear:      "Some history could not be read; nothing is concluded from what is missing.",
		stale:        "High-impact ticket, unmoved: {ball}",
		nothing:      "No escalation, and not stale with high impact.",
	},
	facts: facts{
		sides: map[helpdesk.Role]string{
			helpdesk.EndUser: "customer", helpdesk.CSM: "CSM", helpdesk.Lead: "lead", helpdesk.Agent: "agent", "": "somebody",
		},
		someone: map[helpdesk.Role]string{
			helpdesk.EndUser: "a customer", helpdesk.CSM: "a CSM", helpdesk.Lead: "a lead", helpdesk.Agent: "an agent",
			helpdesk.Bot: "a machine", "": "somebody",
		},
		named:       "{who} ({side})",
		nobodyAsked: "Nobody has asked for an escalation.",
		asked:       "Asked by {who}, {when}.",
		askedByTag:  "Asked by {who}, {when}, with the tag {tag}.",
		askedSaying: `Asked by {who}, {when}: "{quote}".`,

		reason:      "Reason",
		ground:      "Ground",
		listOne:     "{thing}: {held}.",
		listTwo:     "{thing}: {held}; also {other}.",
		listMore:    "{thing}: {held}; also {other}, and {more} more.",
		list:        "{thing}: {held}; and {more} more.",
		heldBecause: "{title} ({why})",
		heldSaid:    `{title}, from "{quote}"`,
		heldSaying:  `{title}, from "{quote}" ({side}, {day})`,
		fromNote:    "{title}, from a note by {who}, {day}.",
		noGround:    "No ground for denial found.",
		stillOpen:   "Still open: {details}.",
		details: map[string]string{
			DetailReason: "what does not work", DetailImpact: "how many people it affects", DetailUrgency: "why it cannot wait",
		},

		decidedYes: "Escalation approved {when} by {who}.",
		decidedNo:  "Escalation denied {when} by {who}.",
		ended:      "Ended {when} by {who}.",

		everyone:      "Affected: everyone.",
		everyoneOf:    "Affected: everyone, at least {people}.",
		atLeast:       "Affected: at least {people}.",
		nobodyCounted: "Affected: nobody has said how many.",

		noImpact:      "No high impact is known.",
		impactBecause: "High impact because {why}.",
		impactByNote:  "High impact because of a note by {who}, {day}.",
		impactSaying:  `High impact because of "{quote}" ({side}, {day}).`,

		byTag:         "{who} set the tag {tag}",
		byPriority:    "its priority is {priority}",
		byIncidents:   "it has {number} linked incidents",
		byTagOfPolicy: "it bears the tag {tag}",
		byField:       "of its field {field}",
		byCondition:   "the policy's own condition holds",
		byClock:       "the ticket's clock",
		byPersonsTag:  "a person set its tag",
		byStatus:      "the ticket's status is {status}",
		byMove:        "support's last move, a {move}, is less than {time} old",

		timelineMissing:  "A timeline was due {when} and is missing.",
		timelineDue:      "A timeline is due by {when}.",
		updateMissing:    "A public update was due {when} and is missing.",
		updateDue:        "A public update is due by {when}.",
		noTimelineEither: "No timeline is on the ticket either.",
		noReply:          "No public reply has gone out since then.",
		lastReply:        "The last public reply went out {when}.",
		searchedNone:     "notes and replies",
		searchedOne:      "the one note",
		searched:         "the {number} notes and replies",

		staysOff: "The tag {tag} stays off: {who} took it off {when}.",
	},
	ball: ballPhrases{
		held:   "Support has had the ball for {time} (limit {limit}).",
		still:  "The ball is with {holder}; the clock stands still at {time} (limit {limit}).",
		solved: "The ticket is solved; the clock stands still.",
		holders: map[Holder]string{
			HeldBySupport: "support", HeldByCustomer: "the customer", HeldByThirdParty: "a third party", HeldByNobody: "nobody (solved)",
		},
		moves: map[string]string{
			moveReply: "reply", moveNote: "note", moveStatus: "status change", movePriority: "priority change",
			moveAssignee: "change of assignee", moveTags: "change of tags",
		},
		notMoved:     "Support has not moved yet.",
		lastMove:     "Last support move: {move} by {who}, {when}.",
		lastActivity: "Last activity: {move} by {who}, {when}.",
		answered:     "The customer answered {when}; the clock runs from there.",
		wrote:        "The customer wrote {when}; the clock runs from there.",
		began:        "The ticket began {when}; the clock runs from there.",
		fromThere:    "; the clock runs from there.",
		stoodStill:   "{time} with others since then do not count.",
		whole:        "In all {whole}: {parts}. Since the clock's start: {counted} with support.",
		working:      "In all {whole}: {parts}. Since the clock's start: {counted} of working time with support (a business day has {day}).",
		with: map[Holder]string{
			HeldBySupport: "with support", HeldByCustomer: "with the customer", HeldByThirdParty: "with a third party", HeldByNobody: "solved",
		},
		columns: []string{"The ball", "From", "To", "For", "Of it on the clock"},
		earlier: "earlier",
		sum:     "In all",
	},
	changes: changePhrases{
		unignore: "Removing the tag {tag} lets Deskhand look after the ticket again.",
		decide:   "Leadership decides: the tag {approved} or {denied}, or a lead's note.",
		answers:  "A note that tells what is still open is read by itself.",
		begin:    "A note that asks for an escalation, or the tag {tag}, begins one.",
		move:     "Any support reply, note, reassignment, priority or status change stops the clock.",
		impact:   "A note that tells of high impact makes it stale.",
		time:     "Time alone changes it at {when} at the earliest.",
		live:     "People are at work on it; nothing is written before {when}.",
		off:      "{tag} off: {why}",
		note:     "Note {ref} ({kind}): it does not stand on the ticket yet.",
	},
	rules: rulePhrases{
		names: map[string]string{
			ruleRequest: "An escalation is asked for", ruleReason: "A valid reason holds", ruleGround: "No ground for denial holds",
			ruleUnmoved: "Support has not moved", ruleImpact: "High impact", ruleTimeline: "The timeline is overdue", ruleUpdate: "The update is overdue",
		},
		results:     map[Result]string{Met: "met", NotMet: "not met", Unknown: "unknown"},
		columns:     []string{"Rule", "Result", "Found", "Asked for"},
		nobodyAsked: "nobody asked",
		by:          "by {who}, {when}",
		ask:         "a note that asks, or the tag {tag}",
		reasons:     "one of the policy's reasons",
		none:        "none",
		unmoved:     "{time} with support",
		with:        "with {holder}",
		unknown:     "not known",
		impact:      "everyone, {people}, or what the policy says of the ticket",
		noAnswer:    "the policy's condition gives no answer: {error}",
		due:         "by {when}",
		noneSince:   "none since {when}",
		found:       "What was found",
		ball:        "Who had the ball",
		conditions:  "Rules, nearest to being met first",
		changes:     "What would change it",
	},
	letters: Texts{
		Stale: `{headline}

{started}
{stood_still}
{because}

Any support reply, note, reassignment, priority or status change clears this.
Not right? Remove the tag {stale_tag}; it stays off until somebody writes something new.`,
		Recommended: `{headline}

{asked}
{reason}
{affected} {no_ground}

Leads: add {approved_tag} or {denied_tag}, or say so in a note.
Misread? Swap the reason tag or remove {triage_tag}; your choice stays.`,
		Unlikely: `{headline}

{asked}
{ground}
{reason}

Leads: add {approved_tag} or {denied_tag}, or say so in a note.
Misread? Say what is wrong in a note, or remove {triage_tag}; your choice stays.`,
		NeedsDetails: `{headline}

{asked}
{still_open}

Put the answers in any reply or note; it is then read again by itself.
Not a request? Remove {requested_tag} and this ends.`,
		Timeline: `{headline}

The policy promises the customer an estimated timeline once an escalation is approved. Looked for: a date or time frame in {searched} since then.

To settle it, write one in a reply or note, for example "fix expected by {example}".
Given by phone or elsewhere? Remove {timeline_tag}.`,
		Update: `{headline}

{decided} {last_reply}
{no_timeline_either}
The policy promises one every {every} while the work goes on.

Any public reply settles this, even one that says the work goes on.
Given by phone or elsewhere? Remove {update_tag}.`,
	},
	about: "About these notes: {url} .",
}
