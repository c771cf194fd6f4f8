package simulator

// quietPlots are live tickets that look as if they called for something, and don't.
var quietPlots = []plot{
	{"a request inside quoted history", 3, 6, func(t *teller) {
		t.begin(NewTicket{Subject: "Colours of the certificate", Body: t.fill("Can we have our own colours on the certificate? {customer}")})
		t.take(t.age-0.3, "Yes, a designer will set it up.")
		t.save(t.age-1, t.customer, Edit{Note: &Note{Public: true, HTML: "<p>Wonderful, thank you.</p><blockquote>On an older case you wrote:<br>&gt; Please escalate this, SSO is down for all users</blockquote>", Body: "Wonderful, thank you.\n\n> On an older case you wrote:\n> Please escalate this, SSO is down for all users"}})
	}},
	{"a claim that is denied", 2, 5, func(t *teller) {
		t.begin(NewTicket{Subject: "One person can't sign in", Body: t.fill("One colleague can't sign in. SSO is not down, everybody else gets in without trouble. {customer}")})
		t.take(t.age-0.2, "Hi {customer}, her account was locked after too many attempts. I have unlocked it, could she try again?")
	}},
	{"a request that was withdrawn", 5, 8, func(t *teller) {
		t.begin(NewTicket{Subject: "Upload stopped", Body: t.fill("Our file upload stopped yesterday evening. Please escalate the ticket. {customer}")})
		t.take(t.age-0.2, "Hello {customer}, the upload has been started again.")
		t.reply(t.age-0.6, t.customer, "It works again, thank you. I withdraw my escalation request, no need to escalate this any more.")
	}},
	{"denied by a lead", 7, 12, func(t *teller) {
		t.begin(NewTicket{Subject: "Font on the start page", Body: t.fill("The font on our start page is too small. {customer}")})
		t.take(t.age-0.3, "Hi {customer}, thanks, noted.")
		t.reply(t.age-1, t.customer, "Please escalate this ticket.")
		t.save(t.age-1.4, t.lead, Edit{Add: []string{"escalation_denied"}, Note: &Note{Body: "Escalation denied: this is a wish for the look of a page."}})
		t.reply(t.age-1.6, t.agent, "Hello {customer}, we read your request. It will be handled in the usual order.")
	}},
	{"waits for the customer for weeks", 16, 40, func(t *teller) {
		t.begin(NewTicket{Subject: "Plans page slow", Body: t.fill("The Plans page is slow for all of our {many} users. {customer}")})
		t.save(t.age-0.4, t.agent, Edit{Assignee: &t.agent.ID, Status: ptr(Pending), Note: &Note{Body: "Hi, we could not see it here. Please send us a screenshot with the time of day.", Public: true}})
	}},
	{"on hold with a third party", 16, 40, func(t *teller) {
		t.begin(NewTicket{Subject: "Videos of a provider do not play", Body: t.fill("The videos of Learnoria do not play for {many} people. {customer}")})
		t.save(t.age-0.4, t.agent, Edit{Assignee: &t.agent.ID, Status: ptr(Hold), Note: &Note{Body: "The provider has confirmed a fault on their side, case {number} with them."}})
	}},
	{"told to be left alone", 12, 20, func(t *teller) {
		t.begin(NewTicket{Subject: "Yearly penetration test", Body: t.fill("We run our yearly test on the site, all {many} test users will fail to log in. {customer}"), Tags: []string{"deskhand_ignore"}, Priority: "urgent"})
		t.take(t.age-0.2, "Noted, we keep this ticket open until the test is over.")
	}},
	{"bad and being worked on", 1, 3, func(t *teller) {
		t.begin(NewTicket{Subject: "Opportunities are slow", Body: t.fill("Opportunities take half a minute to open for all {many} employees. {customer}"), Priority: "high"})
		t.take(t.age-0.1, "Hi {customer}, we see the slow queries and are adding an index today.")
	}},
	{"old and small", 15, 40, func(t *teller) {
		t.begin(NewTicket{Subject: "A typo", Body: t.fill("There is a typo in the footer of the Spanish site, {few} people have pointed it out. {customer}")})
		t.take(t.age-0.5, "Thank you, passed on to the translators.")
	}},
	{"a question by phone", 2, 9, func(t *teller) {
		t.begin(NewTicket{Subject: "Phone call", Body: "Called to ask how a plan is copied.", Via: Web})
		t.save(t.age-0.1, t.agent, Edit{Assignee: &t.agent.ID, Note: &Note{Body: "Explained the copy menu on the phone, the caller will try it.", Public: true, Voice: true}})
	}},
}

// ordinaryPlots are live tickets with nothing about them.
var ordinaryPlots = []plot{
	{"new and unread", 0.2, 3, func(t *teller) {
		t.begin(NewTicket{Subject: t.pick("How do I export a plan?", "Change of administrator", "Where is the glossary?"), Body: t.pick(
			"Hello, how can I export a plan with its comments?", "Please make my colleague an administrator of our site, I leave the company in June.",
			"Somebody showed me a glossary once. Where do I find it?")})
	}},
	{"a question with an answer", 1, 20, func(t *teller) {
		t.begin(NewTicket{Subject: t.pick("Reminder mails", "Assign a pathway", "Report of completions"), Body: t.pick(
			"How often are reminder mails sent, and can I change the text?", "How do I assign a pathway to one department only?",
			"Which report shows completions by month?")})
		t.take(t.age*0.8, t.pick("Hi {customer}, you find it under Settings, in the tab for mails.", "Hello {customer}, open the pathway and choose Assign, then filter by department."))
		t.reply(t.age*0.6, t.customer, t.pick("Thanks, I will try that.", "I see the tab, but not the button. I might lack a right?"))
		t.reply(t.age*0.5, t.agent, t.pick("Let me know how it goes.", "You do lack it, your administrator can give it to you."))
	}},
	{"a wish", 3, 60, func(t *teller) {
		t.begin(NewTicket{Subject: t.pick("Wish: darker theme", "Wish: longer titles", "Wish: sort by date"), Body: t.pick(
			"It would be nice to have a darker theme for the evening.", "Titles are cut after sixty characters, could they be longer?", "Please let us sort bookmarks by date."), Priority: "low"})
		t.take(t.age*0.7, "Hello {customer}, thank you. I have added it to our list of wishes.")
	}},
	{"waits for an answer", 2, 15, func(t *teller) {
		t.begin(NewTicket{Subject: t.pick("Picture missing", "Wrong language", "Duplicate entry"), Body: t.pick(
			"A picture on one course card is missing.", "One page shows up in French for me.", "I have the same course twice in my history.")})
		t.save(t.age*0.8, t.agent, Edit{Assignee: &t.agent.ID, Status: ptr(Pending), Note: &Note{Body: "Hi, could you send me the address of the page?", Public: true}})
	}},
	{"passed between agents", 4, 30, func(t *teller) {
		t.begin(NewTicket{Subject: t.pick("Invoice address", "Calendar entry", "Mobile app"), Body: t.pick(
			"Our invoice goes to the old address.", "The calendar entry of one session has the wrong hour.", "The mobile app asks me to sign in every morning.")})
		t.take(t.age*0.9, "Thanks {customer}, I'll look into it.")
		t.note(t.age*0.6, t.agent, "{second}, could you take this one? It's your area.")
		t.save(t.age*0.5, t.second, Edit{Assignee: &t.second.ID})
	}},
}

// endedPlots are what most of a desk is made of.
var endedPlots = []plot{
	{"solved lately", 3, 27, func(t *teller) {
		t.begin(NewTicket{Subject: t.pick("Password mail", "Certificate name", "Import of users"), Body: t.pick(
			"The mail with my new password did not arrive.", "My certificate has my old name.", "Can you import this list of new users for us?")})
		t.solve(t.age*0.6, "Hello, that is done now.")
	}},
	{"closed", 40, 110, endedQuietly},
	{"closed and put away", 160, 400, endedQuietly},
	{"closed and put away long ago", 200, 700, endedQuietly},
	{"closed after an outage", 60, 300, func(t *teller) {
		t.begin(NewTicket{Subject: "Site down", Body: "The site is down for everyone, is this an outage?", Priority: "urgent"})
		t.solve(t.age-0.3, "There was an outage of 40 minutes. It is over, we are sorry.")
	}},
	{"escalated, approved and solved", 35, 90, func(t *teller) {
		t.begin(NewTicket{Subject: "Reports failed", Body: t.fill("All reports failed for two days. Please escalate. {customer}")})
		t.tag(t.age-1, t.lead, "escalation_approved")
		t.reply(t.age-1.1, t.agent, "The escalation was approved, we expect a fix by Thursday.")
		t.solve(t.age-3, "All reports run again.")
	}},
	{"deleted", 5, 60, func(t *teller) {
		t.begin(NewTicket{Subject: "Cheap watches", Body: "Buy now, the best watches."})
		t.save(t.age-0.5, t.agent, Edit{Status: ptr(Deleted)})
	}},
}

func endedQuietly(t *teller) {
	t.begin(NewTicket{Subject: t.pick("Question about plans", "Question about reports", "Login help", "Feedback", "Course link"), Body: t.pick(
		"How do I share a plan?", "Where is the report of last month?", "I can't remember my user name.", "I like the new start page.", "The link of one course is broken.")})
	t.solve(t.age-2, t.pick("Hello, I have sent you the steps. Have a nice day.", "Fixed, thank you for telling us.", "Done."))
}
