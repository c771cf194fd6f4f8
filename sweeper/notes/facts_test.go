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
