package notes_test

import "testing"

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
		"those who are told of stand alone, or answer who is hit": {
			"Scope: all users. Plans don't open.":                                "everyone:yes reasons:lxp_unavailable",
			"Cc: all users. Plans don't open.":                                   "reasons:lxp_unavailable",
			"> Is it everyone?\nEverybody.\nThe feed doesn't load.":              "everyone:yes reasons:lxp_unavailable",
			"> How many people are hit?\n45 of our 300. The site is down.":       "affected:45 reasons:site_outage",
			"> Which version?\n45 of 300 tests fail. The site is down.":          "reasons:site_outage",
			"Everyone loves the colours, but the feed doesn't load.":             "reasons:lxp_unavailable",
			"The feed doesn't load, all over the company.":                       "everyone:yes reasons:lxp_unavailable",
			"The feed doesn't load. About 90 users have it, all of them in Ulm.": "affected:90 reasons:lxp_unavailable",
			"All users assigned to the course see the wrong manager.":            "",
			"The key, without which nobody can open the door, is broken.":        "",
		},
		"a number that changes is the latest": {
			"Yesterday 30 people couldn't log in, now it's 145.":                                     "affected:145 reasons:mass_login_failure",
			"The number of people who can't log in has risen to 145.":                                "affected:145 reasons:mass_login_failure",
			"It hits the 2025 intake, 64 people in total: they can't log in.":                        "affected:64",
			"Those who couldn't log in are in again, 300 people.":                                    "",
			"Everyone is locked out. We are a bank, we have 860 staff.":                              "affected:860 everyone:yes reasons:mass_login_failure",
			"We have 860 staff, and the search is dead.":                                             "reasons:core_degraded",
			"My boss, two colleagues and I can't log in.":                                            "affected:4 grounds:small_audience",
			"My colleagues and I can't log in.":                                                      "",
			"One team of eight can't log in.":                                                        "affected:8 grounds:small_audience",
			"We run the platform for a federation of 40 clubs. The site is down.":                    "reasons:site_outage",
			"More than 400 learners are hit by the wrong due date, of which 90 are in Japan.":        "affected:400",
			"Our pilot with 30 people went well. The remaining 470 can't log in.":                    "affected:470 reasons:mass_login_failure",
			"We can't log in: 120 people in Cork, 85 in Galway and 40 in Sligo.":                     "affected:245 reasons:mass_login_failure",
			"| Site | Staff | Locked out |\n|---|---|---|\n| Brno | 410 | 96 |\n| Zlin | 280 | 61 |": "affected:157 reasons:mass_login_failure",
			"| Site | Staff | Lifts |\n|---|---|---|\n| Brno | 410 | 96 |\n| Zlin | 280 | 61 |":      "",
		},
		"who only does something is not hit": {
			"Two colleagues looked at it with me, 300 users are locked out.": "affected:300 reasons:mass_login_failure",
			"I looked at 15 people, and the search is dead.":                 "reasons:core_degraded",
		},
	})
}
