package notes_test

import "testing"

func TestFacts(t *testing.T) {
	obey(t, map[string]map[string]string{
		"a part is not the whole": {
			"Insights doesn't work at all.":                      "reasons:insights_unavailable",
			"Insights loads, only one chart shows nothing.":      "",
			"Insights works apart from one dashboard.":           "",
			"The heat map in Insights is blank.":                 "",
			"The home page banner isn't displayed.":              "",
			"The home page isn't displayed.":                     "reasons:core_degraded",
			"SSO login fails for contractors only.":              "",
			"Two of our three pathways are blank.":               "",
			"The site can't be reached from any office.":         "reasons:site_outage",
			"The site can't be reached from one meeting room.":   "",
			"All 31 of 31 reports have failed for three days.":   "reasons:reports_failing",
			"Of our reports 3 of 80 have failed for three days.": "",
		},
		"what is to come is no present fact, but for launches": {
			"SSO has been down since Saturday.":                "reasons:sso_unavailable",
			"SSO will be down on Saturday.":                    "",
			"SSO won't work on Saturday.":                      "",
			"On Monday our launch for all plants can't start.": "reasons:program_launch_blocked",
		},
		"a wish for the end is no end": {
			"The site is down. Just come back online!":   "reasons:site_outage",
			"The site is down. It has come back online.": "",
		},
		"days of the week tell how long": {
			"No report has run since Monday, and today is Thursday.": "reasons:reports_failing",
			"No report has run since this morning.":                  "",
		},
		"what is denied is not asked for, and a courtesy asks": {
			"No escalation, please.":                              "",
			"We did not ask for an escalation, please mend that.": "",
			"We can't wait any longer, please escalate.":          "request:yes",
			"If you could escalate this, we'd be grateful.":       "request:yes",
			"If you can't solve it by Friday please escalate it.": "",
			"Don't hesitate to escalate if it gets worse.":        "",
		},
		"tables tell, and ask for nothing": {
			"| Area | State |\n|---|---|\n| Plans | not available |\n| Login | ok |": "reasons:lxp_unavailable",
			"| Wish | State |\n|---|---|\n| please escalate | open |":                "",
		},
		"a number of an item counts nobody": {
			"(1) Uploads fail. (2) We can't log in. (3) Please help.": "",
			"All our users in the warehouse (75) see a wrong icon.":   "affected:75",
		},
		"what is wrong belongs to the nearest thing": {
			"The outage goes on, site not reachable, SSO fails too.": "reasons:site_outage reasons:sso_unavailable",
			"Talent search isn't available.":                         "reasons:career_mobility_unavailable",
		},
		"a sentence may end in a number": {
			"There is no phase 2. I'd like to have the ticket escalated.": "request:yes",
		},
		"one of a kind is not the kind": {
			"The search doesn't find one course.":                        "",
			"The search finds nothing.":                                  "reasons:core_degraded",
			"The video player doesn't start. Other videos play.":         "",
			"Insights is down, but the rest of the platform works fine.": "reasons:insights_unavailable",
			"The site's footer is broken.":                               "",
			"The site's been unreachable since six.":                     "reasons:site_outage",
			"My client's feed is blank.":                                 "reasons:lxp_unavailable",
		},
		"what stands for a named part is that part": {
			"Insights is blank, the page says \"not found\".": "reasons:insights_unavailable",
			"The feed is blank, nothing loads.":               "reasons:lxp_unavailable",
		},
		"a launch stays the topic while its trouble is told": {
			"The academy opens to all plants on Monday. The invitations are rejected. So we can't start.": "reasons:program_launch_blocked",
			"The academy opens to all plants on Monday. The invitations are blue.":                        "",
			"The opening to all plants was stopped, that was last year.":                                  "",
		},
		"what heads a list is said of each entry": {
			"Not working since noon:\n- Plans\n- Opportunities": "reasons:career_mobility_unavailable reasons:lxp_unavailable",
			"Working since noon:\n- Plans\n- Opportunities":     "",
		},
		"those who could not yesterday may today": {
			"All 140 people who couldn't log in yesterday are in.":  "",
			"140 people couldn't log in yesterday and still can't.": "affected:140 reasons:mass_login_failure",
		},
		"a mention in quotation marks is none": {
			"We're translating \"Escalating a security incident\".": "",
			"We have a \"security incident\".":                      "reasons:security",
		},
		"other customers are outsiders": {
			"Personal data of our staff is visible to other customers.": "reasons:security",
			"Our user list is open to other customers.":                 "reasons:security",
			"We open the academy to the other 11 countries on 1 March.": "",
			"Personal data of our staff is visible to our managers.":    "",
		},
	})
}

func TestWhoIsHit(t *testing.T) {
	obey(t, map[string]map[string]string{
		"everyone is the whole population": {
			"Everyone is locked out at the moment.":             "everyone:yes",
			"Everyone in the Graz office is locked out.":        "",
			"Everyone but me can log in.":                       "",
			"Not a single user can log in.":                     "everyone:yes",
			"Our tickets wait. Not a single one was looked at.": "",
			"The site is down for all clients.":                 "everyone:yes reasons:site_outage",
			"The site is down for all clients in Peru.":         "reasons:site_outage",
			"We are 12,000 people and none of them can log in.": "affected:12000 everyone:yes reasons:mass_login_failure",
		},
		"numbers may stand behind their name, as a share, or beside another": {
			"Users who can't log in: 1,150":                                                                 "affected:1150 reasons:mass_login_failure",
			"Of our 400 tutors, 60 % see the wrong manager.":                                                "affected:240 reasons:profile_discrepancy",
			"150 people have the wrong country, another 60 the wrong city. That makes 210 people in total.": "affected:210",
			"Error: 300 users can't log in.":                                                                "affected:300 reasons:mass_login_failure",
			"The site gives error 500 and 740 people wait.":                                                 "affected:740 reasons:site_outage",
		},
		"who only does something is not hit": {
			"Two colleagues looked at it with me, 300 users are locked out.": "affected:300 reasons:mass_login_failure",
			"I looked at 15 people, and the search is dead.":                 "reasons:core_degraded",
		},
	})
}
