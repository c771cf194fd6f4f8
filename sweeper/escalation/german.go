package escalation

import "github.com/deskhand/deskhand/sweeper/helpdesk"

var german = language{
	weekdays:  [7]string{"So", "Mo", "Di", "Mi", "Do", "Fr", "Sa"},
	months:    [12]string{"Jan", "Feb", "März", "Apr", "Mai", "Juni", "Juli", "Aug", "Sep", "Okt", "Nov", "Dez"},
	moment:    "{weekday} {date} {time}",
	date:      "{day}. {month}",
	withYear:  "{date} {year}",
	thousands: ".",
	units:     [4][2]string{{"Minute", "Minuten"}, {"Stunde", "Stunden"}, {"Tag", "Tage"}, {"Arbeitstag", "Arbeitstage"}},
	person:    [2]string{"Person", "Personen"},
	noteWords: 100,
	headlines: headlines{
		fits:         "Eskalationsanfrage gelesen: Sie passt zur Richtlinie und wartet auf die Supportleitung.",
		unlikely:     "Eskalationsanfrage gelesen: Ein Ablehnungsgrund liegt vor, Zustimmung unwahrscheinlich.",
		lacks:        "Eskalationsanfrage gelesen: {missing}, bevor jemand sie abwägen kann.",
		missing:      [3]string{"Eine Angabe fehlt", "Zwei Angaben fehlen", "Drei Angaben fehlen"},
		adopted:      "Eskalationsanfrage: Jemand hat sie als {triage} eingestuft.",
		triages:      map[State]string{Recommended: "empfohlen", Unlikely: "unwahrscheinlich", NeedsDetails: "unvollständig"},
		approved:     "Eskalation von der Supportleitung genehmigt.",
		denied:       "Eskalation von der Supportleitung abgelehnt.",
		noTimeline:   "Eskalation genehmigt {when}; noch kein Zeitplan im Ticket.",
		noTimelineBy: "Eskalation genehmigt {when} von {who}; noch kein Zeitplan im Ticket.",
		noUpdate:     "Eskalation genehmigt; schon {time} keine öffentliche Nachricht an den Kunden.",
		withdrawn:    "Die Eskalationsanfrage wurde zurückgezogen.",
		dismissed:    "Jemand hat das Tag der Eskalationsanfrage entfernt.",
		settled:      "Das Ticket wurde gelöst, die Eskalation ist damit beendet.",
		ignored:      "Das Ticket trägt das Tag {tag} und wird in Ruhe gelassen.",
		unclear:      "Ein Teil der Historie war nicht lesbar; aus dem Fehlenden wird nichts geschlossen.",
		stale:        "Große Wirkung, unbewegt: {ball}",
		nothing:      "Keine Eskalation, und nicht liegen geblieben bei großer Wirkung.",
	},
	facts: facts{
		sides: map[helpdesk.Role]string{
			helpdesk.EndUser: "Kunde", helpdesk.CSM: "CSM", helpdesk.Lead: "Leitung", helpdesk.Agent: "Support", "": "jemand",
		},
		someone: map[helpdesk.Role]string{
			helpdesk.EndUser: "Kunde", helpdesk.CSM: "CSM", helpdesk.Lead: "Leitung", helpdesk.Agent: "Support",
			helpdesk.Bot: "Automat", "": "unbekannt",
		},
		named:       "{who} ({side})",
		nobodyAsked: "Niemand hat um eine Eskalation gebeten.",
		asked:       "Angefragt von {who}, {when}.",
		askedByTag:  "Angefragt von {who}, {when}, mit dem Tag {tag}.",
		askedSaying: `Angefragt von {who}, {when}: "{quote}".`,

		reason:      "Begründung",
		ground:      "Ablehnungsgrund",
		listOne:     "{thing}: {held}.",
		listTwo:     "{thing}: {held}; außerdem: {other}.",
		listMore:    "{thing}: {held}; außerdem: {other}, und {more} weitere.",
		list:        "{thing}: {held}; und {more} weitere.",
		heldBecause: "{title} ({why})",
		heldSaid:    `{title}, laut "{quote}"`,
		heldSaying:  `{title}, laut "{quote}" ({side}, {day})`,
		fromNote:    "{title}, laut Notiz von {who}, {day}.",
		noGround:    "Kein Ablehnungsgrund gefunden.",
		stillOpen:   "Noch offen: {details}.",
		details: map[string]string{
			DetailReason: "was nicht funktioniert", DetailImpact: "wie viele Personen betroffen sind", DetailUrgency: "warum es nicht warten kann",
		},

		decidedYes: "Eskalation genehmigt {when} von {who}.",
		decidedNo:  "Eskalation abgelehnt {when} von {who}.",
		ended:      "Beendet {when} von {who}.",

		everyone:      "Betroffen: alle.",
		everyoneOf:    "Betroffen: alle, mindestens {people}.",
		atLeast:       "Betroffen: mindestens {people}.",
		nobodyCounted: "Betroffen: Niemand hat gesagt, wie viele.",

		noImpact:      "Von großer Wirkung ist nichts bekannt.",
		impactBecause: "Große Wirkung: {why}.",
		impactByNote:  "Große Wirkung laut Notiz von {who}, {day}.",
		impactSaying:  `Große Wirkung wegen "{quote}" ({side}, {day}).`,

		byTag:         "{who} hat das Tag {tag} gesetzt",
		byPriority:    "Die Priorität ist {priority}",
		byIncidents:   "{number} verknüpfte Vorfälle",
		byTagOfPolicy: "Das Ticket trägt das Tag {tag}",
		byField:       "Das Feld {field} sagt es",
		byCondition:   "Die Bedingung der Richtlinie trifft zu",
		byClock:       "laut Uhr des Tickets",
		byPersonsTag:  "jemand hat das Tag gesetzt",
		byStatus:      "der Status des Tickets ist {status}",
		byMove:        "letzte Bewegung des Supports, {move}, ist jünger als {time}",

		timelineMissing:  "Ein Zeitplan war fällig {when} und fehlt.",
		timelineDue:      "Ein Zeitplan ist fällig bis {when}.",
		updateMissing:    "Eine öffentliche Nachricht war fällig {when} und fehlt.",
		updateDue:        "Eine öffentliche Nachricht ist fällig bis {when}.",
		noTimelineEither: "Auch ein Zeitplan steht nicht im Ticket.",
		noReply:          "Seither ging keine öffentliche Antwort hinaus.",
		lastReply:        "Die letzte öffentliche Antwort ging hinaus {when}.",
		searchedNone:     "Notizen und Antworten",
		searchedOne:      "der einen Notiz",
		searched:         "den {number} Notizen und Antworten",

		staysOff: "Das Tag {tag} bleibt weg: entfernt von {who}, {when}.",
	},
	ball: ballPhrases{
		held:   "Der Ball liegt schon {time} beim Support (Grenze {limit}).",
		still:  "Der Ball liegt bei {holder}; die Uhr steht bei {time} (Grenze {limit}).",
		solved: "Das Ticket ist gelöst; die Uhr steht.",
		holders: map[Holder]string{
			HeldBySupport: "Support", HeldByCustomer: "Kunde", HeldByThirdParty: "Dritten", HeldByNobody: "niemandem (gelöst)",
		},
		moves: map[string]string{
			moveReply: "Antwort", moveNote: "Notiz", moveStatus: "Statusänderung", movePriority: "Prioritätsänderung",
			moveAssignee: "Neuzuweisung", moveTags: "Änderung der Tags",
		},
		notMoved:     "Der Support hat sich noch nicht bewegt.",
		lastMove:     "Letzte Bewegung des Supports: {move} von {who}, {when}.",
		lastActivity: "Letzte Aktivität: {move} von {who}, {when}.",
		answered:     "Der Kunde antwortete {when}; ab da läuft die Uhr.",
		wrote:        "Der Kunde schrieb {when}; ab da läuft die Uhr.",
		began:        "Das Ticket begann {when}; ab da läuft die Uhr.",
		fromThere:    "; ab da läuft die Uhr.",
		stoodStill:   "Seither {time} bei anderen, die nicht zählen.",
		whole:        "Insgesamt {whole}: {parts}. Seit die Uhr läuft: {counted} beim Support.",
		working:      "Insgesamt {whole}: {parts}. Seit die Uhr läuft: {counted} Arbeitszeit beim Support (ein Arbeitstag hat {day}).",
		with: map[Holder]string{
			HeldBySupport: "beim Support", HeldByCustomer: "beim Kunden", HeldByThirdParty: "bei Dritten", HeldByNobody: "gelöst",
		},
		columns: []string{"Der Ball", "Von", "Bis", "Dauer", "Davon auf der Uhr"},
		earlier: "früher",
		sum:     "Insgesamt",
	},
	changes: changePhrases{
		unignore: "Ohne das Tag {tag} kümmert sich Deskhand wieder um das Ticket.",
		decide:   "Die Leitung entscheidet: mit dem Tag {approved} oder {denied}, oder in einer Notiz.",
		answers:  "Eine Notiz mit dem, was noch offen ist, wird von selbst gelesen.",
		begin:    "Eine Notiz, die um Eskalation bittet, oder das Tag {tag} beginnt eine.",
		move:     "Jede Antwort, Notiz, Neuzuweisung, Prioritäts- oder Statusänderung des Supports hält die Uhr an.",
		impact:   "Eine Notiz, die von großer Wirkung berichtet, macht es zum liegen gebliebenen Ticket.",
		time:     "Die Zeit allein ändert daran frühestens etwas {when}.",
		live:     "Gerade wird daran gearbeitet; vor {when} wird nichts geschrieben.",
		off:      "{tag} weg: {why}",
		note:     "Notiz {ref} ({kind}): Sie steht noch nicht im Ticket.",
	},
	rules: rulePhrases{
		names: map[string]string{
			ruleRequest: "Um Eskalation wird gebeten", ruleReason: "Ein gültiger Grund liegt vor", ruleGround: "Kein Ablehnungsgrund",
			ruleUnmoved: "Der Support bewegt sich nicht", ruleImpact: "Große Wirkung", ruleTimeline: "Zeitplan überfällig", ruleUpdate: "Nachricht überfällig",
		},
		results:     map[Result]string{Met: "erfüllt", NotMet: "nicht erfüllt", Unknown: "unbekannt"},
		columns:     []string{"Regel", "Ergebnis", "Gefunden", "Verlangt"},
		nobodyAsked: "niemand hat gefragt",
		by:          "von {who}, {when}",
		ask:         "eine Notiz, die bittet, oder das Tag {tag}",
		reasons:     "einer der Gründe der Richtlinie",
		none:        "keiner",
		unmoved:     "{time} beim Support",
		with:        "bei {holder}",
		unknown:     "nicht bekannt",
		impact:      "alle, {people}, oder was die Richtlinie vom Ticket sagt",
		noAnswer:    "die Bedingung der Richtlinie gibt keine Antwort: {error}",
		due:         "bis {when}",
		noneSince:   "keine seit {when}",
		found:       "Was gefunden wurde",
		ball:        "Wer den Ball hatte",
		conditions:  "Regeln, die nächste zuerst",
		changes:     "Was daran etwas ändern würde",
	},
	letters: Texts{
		Stale: `{headline}

{started}
{stood_still}
{because}

Jede Antwort, Notiz, Neuzuweisung, Prioritäts- oder Statusänderung des Supports erledigt das.
Stimmt nicht? Das Tag {stale_tag} entfernen; es bleibt weg, bis jemand etwas Neues schreibt.`,
		Recommended: `{headline}

{asked}
{reason}
{affected} {no_ground}

Leitung: {approved_tag} oder {denied_tag} setzen, oder es in einer Notiz sagen.
Falsch gelesen? Das Tag des Grundes tauschen oder {triage_tag} entfernen; das bleibt dann so.`,
		Unlikely: `{headline}

{asked}
{ground}
{reason}

Leitung: {approved_tag} oder {denied_tag} setzen, oder es in einer Notiz sagen.
Falsch gelesen? In einer Notiz sagen, was nicht stimmt, oder {triage_tag} entfernen; das bleibt dann so.`,
		NeedsDetails: `{headline}

{asked}
{still_open}

Die Antworten in eine Antwort oder Notiz schreiben; sie wird dann von selbst gelesen.
Keine Anfrage? {requested_tag} entfernen, und das endet.`,
		Timeline: `{headline}

Die Richtlinie verspricht dem Kunden nach einer Genehmigung einen Zeitplan. Gesucht: ein Datum oder Zeitraum in {searched} seither.

Zum Erledigen einen in eine Antwort oder Notiz schreiben, zum Beispiel "fix expected by {example}".
Am Telefon oder anderswo gegeben? {timeline_tag} entfernen.`,
		Update: `{headline}

{decided} {last_reply}
{no_timeline_either}
Die Richtlinie verspricht eine alle {every}, solange die Arbeit dauert.

Jede öffentliche Antwort erledigt das, auch eine, die sagt, dass die Arbeit weitergeht.
Am Telefon oder anderswo gegeben? {update_tag} entfernen.`,
	},
	about: "Zu diesen Notizen: {url} .",
}
