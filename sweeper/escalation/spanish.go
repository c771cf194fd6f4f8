package escalation

import "github.com/deskhand/deskhand/sweeper/helpdesk"

var spanish = language{
	weekdays:  [7]string{"dom", "lun", "mar", "mié", "jue", "vie", "sáb"},
	months:    [12]string{"ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"},
	moment:    "{weekday} {date} {time}",
	date:      "{day} {month}",
	withYear:  "{date} {year}",
	thousands: ".",
	units:     [4][2]string{{"minuto", "minutos"}, {"hora", "horas"}, {"día", "días"}, {"día laborable", "días laborables"}},
	person:    [2]string{"persona", "personas"},
	lowers:    true,
	noteWords: 100,
	headlines: headlines{
		fits:         "Solicitud de escalado leída: cumple la política y espera a la dirección de soporte.",
		unlikely:     "Solicitud de escalado leída: hay un motivo de rechazo, aprobación poco probable.",
		lacks:        "Solicitud de escalado leída: {missing} para poder valorarla.",
		missing:      [3]string{"falta un dato", "faltan dos datos", "faltan tres datos"},
		adopted:      "Solicitud de escalado: una persona la clasificó como {triage}.",
		triages:      map[State]string{Recommended: "recomendada", Unlikely: "poco probable", NeedsDetails: "incompleta"},
		approved:     "Escalado aprobado por la dirección de soporte.",
		denied:       "Escalado rechazado por la dirección de soporte.",
		noTimeline:   "Escalado aprobado el {when}; aún sin plazo en el ticket.",
		noTimelineBy: "Escalado aprobado el {when} por {who}; aún sin plazo en el ticket.",
		noUpdate:     "Escalado aprobado; el cliente lleva {time} sin noticias públicas.",
		withdrawn:    "La solicitud de escalado fue retirada.",
		dismissed:    "Una persona quitó la etiqueta de la solicitud de escalado.",
		settled:      "El ticket se resolvió y su escalado terminó.",
		ignored:      "El ticket lleva la etiqueta {tag} y no se toca.",
		unclear:      "Parte del historial no se pudo leer; de lo que falta no se concluye nada.",
		stale:        "Gran impacto, sin mover: {ball}",
		nothing:      "Sin escalado, y no está parado con gran impacto.",
	},
	facts: facts{
		sides: map[helpdesk.Role]string{
			helpdesk.EndUser: "cliente", helpdesk.CSM: "CSM", helpdesk.Lead: "dirección", helpdesk.Agent: "agente", "": "alguien",
		},
		someone: map[helpdesk.Role]string{
			helpdesk.EndUser: "un cliente", helpdesk.CSM: "un CSM", helpdesk.Lead: "la dirección", helpdesk.Agent: "un agente",
			helpdesk.Bot: "una máquina", "": "alguien",
		},
		named:       "{who} ({side})",
		nobodyAsked: "Nadie ha pedido un escalado.",
		asked:       "Lo pidió {who}, {when}.",
		askedByTag:  "Lo pidió {who}, {when}, con la etiqueta {tag}.",
		askedSaying: `Lo pidió {who}, {when}: "{quote}".`,

		reason:      "Motivo",
		ground:      "Motivo de rechazo",
		listOne:     "{thing}: {held}.",
		listTwo:     "{thing}: {held}; además, {other}.",
		listMore:    "{thing}: {held}; además, {other}, y {more} más.",
		list:        "{thing}: {held}; y {more} más.",
		heldBecause: "{title} ({why})",
		heldSaid:    `{title}, por "{quote}"`,
		heldSaying:  `{title}, por "{quote}" ({side}, {day})`,
		fromNote:    "{title}, por una nota de {who}, {day}.",
		noGround:    "Sin motivo de rechazo.",
		stillOpen:   "Falta saber: {details}.",
		details: map[string]string{
			DetailReason: "qué no funciona", DetailImpact: "a cuántas personas afecta", DetailUrgency: "por qué no puede esperar",
		},

		decidedYes: "Escalado aprobado el {when} por {who}.",
		decidedNo:  "Escalado rechazado el {when} por {who}.",
		ended:      "Terminado el {when} por {who}.",

		everyone:      "Afectados: todos.",
		everyoneOf:    "Afectados: todos, al menos {people}.",
		atLeast:       "Afectados: al menos {people}.",
		nobodyCounted: "Afectados: nadie ha dicho cuántos.",

		noImpact:      "No consta gran impacto.",
		impactBecause: "Gran impacto porque {why}.",
		impactByNote:  "Gran impacto por una nota de {who}, {day}.",
		impactSaying:  `Gran impacto por "{quote}" ({side}, {day}).`,

		byTag:         "{who} puso la etiqueta {tag}",
		byPriority:    "su prioridad es {priority}",
		byIncidents:   "tiene {number} incidencias vinculadas",
		byTagOfPolicy: "lleva la etiqueta {tag}",
		byField:       "lo dice su campo {field}",
		byCondition:   "se cumple la condición de la política",
		byClock:       "el reloj del ticket",
		byPersonsTag:  "una persona puso su etiqueta",
		byStatus:      "el estado del ticket es {status}",
		byMove:        "el último movimiento de soporte, {move}, tiene menos de {time}",

		timelineMissing:  "El plazo debía darse el {when} y falta.",
		timelineDue:      "El plazo debe darse antes del {when}.",
		updateMissing:    "La noticia pública debía darse el {when} y falta.",
		updateDue:        "La noticia pública debe darse antes del {when}.",
		noTimelineEither: "Tampoco hay plazo en el ticket.",
		noReply:          "Desde entonces no ha salido ninguna respuesta pública.",
		lastReply:        "La última respuesta pública salió el {when}.",
		searchedNone:     "notas y respuestas",
		searchedOne:      "la única nota",
		searched:         "las {number} notas y respuestas",

		staysOff: "La etiqueta {tag} sigue fuera: la quitó {who} el {when}.",
	},
	ball: ballPhrases{
		held:   "Soporte tiene la pelota hace {time} (límite {limit}).",
		still:  "La pelota la tiene {holder}; el reloj está parado en {time} (límite {limit}).",
		solved: "El ticket está resuelto; el reloj está parado.",
		holders: map[Holder]string{
			HeldBySupport: "soporte", HeldByCustomer: "el cliente", HeldByThirdParty: "un tercero", HeldByNobody: "nadie (resuelto)",
		},
		moves: map[string]string{
			moveReply: "respuesta", moveNote: "nota", moveStatus: "cambio de estado", movePriority: "cambio de prioridad",
			moveAssignee: "cambio de agente asignado", moveTags: "cambio de etiquetas",
		},
		notMoved:     "Soporte aún no se ha movido.",
		lastMove:     "Último movimiento de soporte: {move} de {who}, {when}.",
		lastActivity: "Última actividad: {move} de {who}, {when}.",
		answered:     "El cliente contestó el {when}; desde ahí corre el reloj.",
		wrote:        "El cliente escribió el {when}; desde ahí corre el reloj.",
		began:        "El ticket empezó el {when}; desde ahí corre el reloj.",
		fromThere:    "; desde ahí corre el reloj.",
		stoodStill:   "Desde entonces, {time} con otros que no cuentan.",
		whole:        "En total {whole}: {parts}. Desde que corre el reloj: {counted} con soporte.",
		working:      "En total {whole}: {parts}. Desde que corre el reloj: {counted} de tiempo laborable con soporte (un día laborable tiene {day}).",
		with: map[Holder]string{
			HeldBySupport: "con soporte", HeldByCustomer: "con el cliente", HeldByThirdParty: "con un tercero", HeldByNobody: "resuelto",
		},
		columns: []string{"La pelota", "Desde", "Hasta", "Tiempo", "De ello en el reloj"},
		earlier: "antes",
		sum:     "En total",
	},
	changes: changePhrases{
		unignore: "Sin la etiqueta {tag}, Deskhand vuelve a ocuparse del ticket.",
		decide:   "Decide la dirección: con la etiqueta {approved} o {denied}, o en una nota.",
		answers:  "Una nota que diga lo que falta se lee por sí sola.",
		begin:    "Una nota que pida un escalado, o la etiqueta {tag}, inicia uno.",
		move:     "Cualquier respuesta, nota, reasignación o cambio de prioridad o estado de soporte para el reloj.",
		impact:   "Una nota que cuente un gran impacto lo marca como parado.",
		time:     "El tiempo por sí solo no cambia nada antes del {when}.",
		live:     "Hay personas trabajando en él; no se escribe nada antes del {when}.",
		off:      "{tag} fuera: {why}",
		note:     "Nota {ref} ({kind}): aún no está en el ticket.",
	},
	rules: rulePhrases{
		names: map[string]string{
			ruleRequest: "Se pide un escalado", ruleReason: "Hay un motivo válido", ruleGround: "Sin motivo de rechazo",
			ruleUnmoved: "Soporte no se ha movido", ruleImpact: "Gran impacto", ruleTimeline: "Plazo vencido", ruleUpdate: "Noticia vencida",
		},
		results:     map[Result]string{Met: "se cumple", NotMet: "no se cumple", Unknown: "se desconoce"},
		columns:     []string{"Regla", "Resultado", "Hallado", "Exigido"},
		nobodyAsked: "nadie lo ha pedido",
		by:          "por {who}, {when}",
		ask:         "una nota que lo pida, o la etiqueta {tag}",
		reasons:     "uno de los motivos de la política",
		none:        "ninguno",
		unmoved:     "{time} con soporte",
		with:        "la tiene {holder}",
		unknown:     "no consta",
		impact:      "todos, {people}, o lo que la política diga del ticket",
		noAnswer:    "la condición de la política no da respuesta: {error}",
		due:         "antes del {when}",
		noneSince:   "ninguna desde el {when}",
		found:       "Lo que se ha visto",
		ball:        "Quién tuvo la pelota",
		conditions:  "Reglas, la más cercana primero",
		changes:     "Qué lo cambiaría",
	},
	letters: Texts{
		Stale: `{headline}

{started}
{stood_still}
{because}

Cualquier respuesta, nota, reasignación o cambio de prioridad o estado de soporte lo resuelve.
¿No es así? Quitar la etiqueta {stale_tag}; sigue fuera hasta que alguien escriba algo nuevo.`,
		Recommended: `{headline}

{asked}
{reason}
{affected} {no_ground}

Dirección: poner {approved_tag} o {denied_tag}, o decirlo en una nota.
¿Mal leído? Cambiar la etiqueta del motivo o quitar {triage_tag}; así se queda.`,
		Unlikely: `{headline}

{asked}
{ground}
{reason}

Dirección: poner {approved_tag} o {denied_tag}, o decirlo en una nota.
¿Mal leído? Decir en una nota qué está mal, o quitar {triage_tag}; así se queda.`,
		NeedsDetails: `{headline}

{asked}
{still_open}

Basta escribir las respuestas en una respuesta o nota; se lee de nuevo por sí sola.
¿No es una solicitud? Quitar {requested_tag} y esto termina.`,
		Timeline: `{headline}

La política promete al cliente un plazo estimado tras aprobar un escalado. Se buscó una fecha o un plazo en {searched} desde entonces.

Para resolverlo, escribir uno en una respuesta o nota, por ejemplo "fix expected by {example}".
¿Se dio por teléfono u otra vía? Quitar {timeline_tag}.`,
		Update: `{headline}

{decided} {last_reply}
{no_timeline_either}
La política promete una cada {every} mientras dure el trabajo.

Cualquier respuesta pública lo resuelve, también una que diga que se sigue trabajando.
¿Se dio por teléfono u otra vía? Quitar {update_tag}.`,
	},
	about: "Sobre estas notas: {url} .",
}
