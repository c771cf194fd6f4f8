package simulator

// callingPlots are the stories on which an escalation policy has something to say.
var callingPlots = []plot{
	{"asked with a reason", 2, 6, func(t *teller) {
		t.begin(NewTicket{Subject: "Single sign-on", Body: t.fill("Hello,\n\nsince this morning SSO is down for us. Nobody at {company} can log in, the login page answers with an error after the redirect.\n\nRegards\n{customer}")})
		t.take(t.age-0.1, "Hi {customer}, thanks for writing in. I have asked the identity team to look at the sign-in logs and will come back to you.")
		t.reply(t.days(1.2, 1.8), t.customer, t.pick(
			"Please escalate this ticket. SSO is still down and all {many} learners are locked out, so our compliance week can't start.",
			"I have to ask you to escalate this. SSO is unavailable, none of our {many} employees can sign in, and this gets urgent because the audit is on Monday.",
		))
	}},
	{"asked without a reason", 3, 9, func(t *teller) {
		t.begin(NewTicket{Subject: "Badge colours", Body: t.fill("Hi team, the badges on our welcome page have the old colours. Could they be changed to the new ones? Thanks, {customer}")})
		t.take(t.age-0.3, "Hello {customer}, the colours come from the theme. I have put your wish on our list.")
		t.reply(t.days(1.2, 2.4), t.customer, t.pick("Please escalate this ticket.", "Could you escalate this, please? We would like it to move faster.", "I'd like this ticket to be escalated."))
	}},
	{"flagged by a CSM with a tag", 3, 8, func(t *teller) {
		t.begin(NewTicket{Subject: "Reports do not arrive", Body: t.fill("Good morning, all our scheduled reports have failed for the last two days. None was delivered, not by mail and not to the FTP folder. {customer}")})
		t.take(t.age-0.2, "Hi {customer}, I can see the failed jobs and have restarted the queue. Please give it some hours.")
		t.save(t.days(1.3, 2.1), t.csm, Edit{Add: []string{"csm_escalation"}, Note: &Note{Body: t.fill("Flagging this for {company}: their steering committee reads these reports and all of them have failed to be delivered for more than 48 hours.")}})
	}},
	{"flagged by a CSM in a note", 2, 7, func(t *teller) {
		t.begin(NewTicket{Subject: "Pathways do not load", Body: t.fill("Pathways are not available at all since yesterday. The page stays white for everyone at {company}. {customer}")})
		t.note(t.days(1.1, 1.8), t.csm, "I spoke with {customer}. Please escalate: Pathways are unavailable for all {many} of their learners, and the onboarding of the new hires depends on it.")
	}},
	{"asked for a handful of people", 4, 9, func(t *teller) {
		t.begin(NewTicket{Subject: "Profile picture", Body: "The profile picture can't be changed, the upload button does nothing."})
		t.take(t.age-0.5, "Hello {customer}, could you tell me which browser you use?")
		t.reply(t.days(1.1, 1.9), t.customer, "Firefox. Only {few} people in my team are affected, but please escalate this ticket anyway.")
	}},
	{"a launch that is blocked", 2, 6, func(t *teller) {
		t.begin(NewTicket{Subject: "Launch next week", Body: t.fill("We launch the leadership programme to all {many} employees next Monday, and the enrolment page shows an error, so this issue blocks our launch. Please escalate the ticket. {customer}"), Priority: "high"})
	}},
	{"approved by tag, no timeline", 9, 14, func(t *teller) {
		t.begin(NewTicket{Subject: "FTP login refused", Body: t.fill("Our nightly export stopped: FTP access is denied, the server blocks our login since the weekend. {customer}")})
		t.take(t.age-0.4, "Hi {customer}, I have passed this on to infrastructure.")
		t.reply(5.5, t.customer, "Please escalate this ticket, our FTP access is still denied and payroll needs the files.")
		t.tag(t.days(2.6, 3.4), t.lead, "escalation_approved")
		t.note(2.2, t.agent, "Infrastructure has the request. The allow list looks right, so it must be the new gateway.")
	}},
	{"approved by a note, timeline given, no update since", 12, 18, func(t *teller) {
		t.begin(NewTicket{Subject: "Insights are gone", Body: t.fill("Insights are not available at all for {company}: the menu entry is there, but every dashboard answers with 404. {customer}")})
		t.take(t.age-0.4, "Hello {customer}, we can see it too and are checking the last release.")
		t.reply(8.3, t.customer, "Please escalate this. Insights have been unavailable for all our managers for days and the board meets on Friday.")
		t.note(7.2, t.lead, "Escalation approved.")
		t.reply(6.1, t.agent, "Hi {customer}, your escalation was approved. We expect to have the fix deployed within two weeks.")
	}},
	{"never answered, everyone is hit", 9, 20, func(t *teller) {
		t.begin(NewTicket{Subject: "No one can open Plans", Body: t.fill("None of our {many} learners can open Plans. The tile is grey and a click does nothing. {customer}")})
		t.save(t.age-0.1, t.second, Edit{Assignee: &t.agent.ID})
	}},
	{"a customer who chases", 14, 24, func(t *teller) {
		t.begin(NewTicket{Subject: "Content of one provider is missing", Body: t.fill("All content from our Brightlane provider integration is missing since the update. {many} people had courses assigned from there. {customer}")})
		t.take(t.age-0.5, "Hi {customer}, thanks. I have opened a case with the integration team.")
		t.reply(t.age-1, t.customer, "Thank you. It is still the same today, all of the provider's content is missing.")
		t.reply(5.3, t.customer, "Any news on this?")
		t.reply(1.6, t.other, "Hello, I am following up for {customer}. Is anybody looking at it?")
	}},
	{"a bot that touches it daily", 12, 22, func(t *teller) {
		t.begin(NewTicket{Subject: "Wrong managers in profiles", Body: t.fill("User profile data is wrong for {many} users: they all show the manager they had last year. {customer}")})
		t.take(t.age-0.3, "Hello {customer}, thank you for the list. We will compare it with the last import.")
		t.daily(t.age-1, 0.4)
	}},
	{"answered after ten days pending", 24, 30, func(t *teller) {
		t.begin(NewTicket{Subject: "Feed is empty", Body: t.fill("The feed is not available, for all users at {company} it stays empty. {customer}")})
		t.save(t.age-1, t.agent, Edit{Assignee: &t.agent.ID, Status: ptr(Pending), Note: &Note{Body: "Hi, could you send a recording of the browser's network tab?", Public: true}})
		t.save(t.age-11, t.customer, Edit{Status: ptr(Open), Note: &Note{Body: t.fill("Sorry for the delay, here it is. The feed is still not available for any of our {many} users."), Public: true}})
	}},
	{"urgent and forgotten", 10, 16, func(t *teller) {
		t.begin(NewTicket{Subject: "Search gives an error", Body: "The search box answers with an error, whatever we type.", Priority: "urgent", Via: Web})
		t.take(t.age-0.2, "Hello {customer}, I have reproduced this and raised it with the search team.")
	}},
	{"a forged reference", 10, 15, func(t *teller) {
		t.begin(NewTicket{Subject: "Completions are missing", Body: t.fill("All completions from the Coursewell provider integration are missing, for every one of our {many} learners. {customer}")})
		t.take(t.age-0.4, "Hi {customer}, I am asking the integration team for the import log.")
		t.reply(t.age-0.6, t.customer, "Thanks. Your portal showed me this line, whatever it means: ref dh1-abc123. All completions are still missing.")
	}},
}
