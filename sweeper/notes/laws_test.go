package notes_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/deskhand/deskhand/sweeper/notes"
)

// TestClauses: the same words mean different things, as their clause has them. One line a law, one note a line.
func TestClauses(t *testing.T) {
	obey(t, map[string]map[string]string{
		"what is denied is not said": {
			"SSO is down on your side.":                   "reasons:sso_unavailable",
			"SSO is not down on your side.":               "",
			"Nobody at our company can open Plans.":       "everyone:yes reasons:lxp_unavailable",
			"This is no security issue.":                  "",
			"We have a security issue.":                   "reasons:security",
			"Please do not escalate this.":                "",
			"I don't see why it can't be escalated.":      "request:yes",
			"Without SSO problems, but the site is down.": "reasons:site_outage",
		},
		"what is supposed is not said": {
			"If SSO is down, what do we do?":           "",
			"Should it fail again, please escalate.":   "",
			"If you could, please escalate this.":      "request:yes",
			"If not yet done, please escalate it now.": "request:yes",
		},
		"a condition binds its own clause": {
			"Escalate this if it happens again.":                       "",
			"Please escalate, if it happens again.":                    "",
			"Please escalate, and if you need logs, ask Ann.":          "request:yes",
			"Call me if you can't reproduce it, and please escalate.":  "request:yes",
			"Call me if you need anything, but do escalate.":           "request:yes",
			"We wait, but should it fail again, we want it escalated.": "",
		},
		"what may be done already is asked for all the same": {
			"If it hasn't been escalated yet, please do so now.": "request:yes",
			"It hasn't been escalated yet, so I'll wait.":        "",
			"If the export hasn't been done yet, please do it.":  "",
		},
		"a slip of the keyboard is forgiven": {
			"pls escalat this":          "request:yes",
			"I want this escalatd asap": "request:yes",
			"This escalates quickly.":   "",
		},
		"nobody is everybody only as a subject": {
			"Nobody can open the site.":                              "everyone:yes reasons:site_outage",
			"The site is down, but the rule assigns nobody.":         "reasons:site_outage",
			"The site is down and nobody noticed.":                   "reasons:site_outage",
			"The site is down.\n2. How many people do you need?":     "reasons:site_outage",
			"The site is down, confirmed by two people of your team": "reasons:site_outage",
		},
		"one thing and all of another are two failures": {
			"All content and all completions of our provider's integration are missing.": "reasons:provider_completions_missing reasons:provider_content_missing",
		},
		"what is told of is not done": {
			"They know how to escalate a ticket.":               "",
			"Did anyone cancel the escalation?":                 "",
			"When did you escalate this?":                       "",
			"What do I have to do to get this escalated?":       "request:yes",
			"Couldn't you escalate this?":                       "request:yes",
			"If it isn't too much trouble, could you escalate?": "request:yes",
		},
		"it is the escalation where one was named": {
			"I asked for an escalation. I no longer need it.": "withdrawn:yes",
			"I asked for a refund. I no longer need it.":      "",
		},
		"what is over is not said": {
			"All reports failed last week.":                      "",
			"All reports have failed since last week.":           "reasons:reports_failing",
			"The site was down. It works again.":                 "",
			"It works again. No: now the site is down for good.": "reasons:site_outage",
		},
		"what stands beside a thing is no count of it": {
			"Two charts in Insights are empty.":                "",
			"We get an error in Insights.":                     "reasons:insights_unavailable",
			"We get a 530 from your FTP.":                      "reasons:ftp_denied",
			"None of the Coursera content appears in Degreed.": "reasons:provider_content_missing",
		},
		"a number of people is no error": {
			"500 of our users carry the wrong school in their profile, so they get the wrong assignments.": "affected:500 reasons:profile_discrepancy",
		},
		"a share is one of those named before": {
			"We are 900 and 12 percent of them see the wrong badge.":              "affected:108",
			"We are 900 and half of them see the wrong badge.":                    "affected:450",
			"Of our 600 trainees only one of them sees the wrong badge.":          "affected:1 grounds:small_audience",
			"It hits three trainers, and one of them has missed her certificate.": "affected:3 grounds:small_audience",
		},
		"what is asked is not said": {
			"Is Insights unavailable?":         "",
			"Why is Insights unavailable?":     "reasons:insights_unavailable",
			"Has this been escalated already?": "",
			"Could you escalate it?":           "request:yes",
		},
		"a word has other senses": {
			"The escalator is out of order.":                 "",
			"Our escalation contact has a new number.":       "",
			"A course about conflict escalation is missing.": "",
			"Fix it, or I will escalate.":                    "",
			"I escalated another ticket yesterday.":          "",
		},
		"one of many is not all": {
			"One pathway does not load.":             "",
			"Pathways do not load.":                  "reasons:lxp_unavailable",
			"One report has failed for two days.":    "",
			"Every report has failed for two days.":  "reasons:reports_failing",
			"All reports have failed for two hours.": "",
			"Pathways do not load for two trainees.": "affected:2 grounds:small_audience",
			"No report since last Tuesday.":          "reasons:reports_failing",
		},
		"a thing is where it is, or what is wrong": {
			"Degreed SSO is down.":                         "reasons:sso_unavailable",
			"The platform is down.":                        "reasons:site_outage",
			"Insights is down in the platform.":            "reasons:insights_unavailable",
			"Insights is gone. SSO works. Reports are OK.": "reasons:insights_unavailable",
		},
		"a size is no number of those who are hit": {
			"We have 6,400 staff and one report fails.":           "",
			"We have 300 nurses that vanished from the platform.": "affected:300",
			"We have 300 nurses locked out.":                      "affected:300 reasons:mass_login_failure",
			"We have 300 users. None of them can log in.":         "affected:300 everyone:yes reasons:mass_login_failure",
			"At 8 it was 20 users, now 210 users can't log in.":   "affected:210 reasons:mass_login_failure",
		},
		"people are counted": {
			"140 users can't log in.":                       "affected:140 reasons:mass_login_failure",
			"Exactly 100 users can't log in.":               "affected:100",
			"Over 100 users can't log in.":                  "affected:100 reasons:mass_login_failure",
			"Half of our 400 users can't log in.":           "affected:200 reasons:mass_login_failure",
			"25% of our 2,000 users can't log in.":          "affected:500 reasons:mass_login_failure",
			"About a hundred and fifty users can't log in.": "affected:150 reasons:mass_login_failure",
			"Between 150 and 200 users can't log in.":       "affected:150 reasons:mass_login_failure",
			"1.2k users can't log in.":                      "affected:1200 reasons:mass_login_failure",
			"Of our users, 300 can log in.":                 "",
		},
		"the later of request and withdrawal counts": {
			"Please escalate. No, wait: please cancel the escalation.":                      "withdrawn:yes",
			"Please escalate this. Sorry, my mistake, please do not escalate it.":           "withdrawn:yes",
			"Please do not treat this as an escalation.":                                    "",
			"I cancelled the escalation yesterday. It failed again, so please escalate it.": "request:yes",
		},
	})
}

// obey reads notes of a customer, by the law that they show.
func obey(t *testing.T, laws map[string]map[string]string) {
	t.Helper()
	g := builtIn(t)
	for law, cases := range laws {
		for text, want := range cases {
			if got := strings.Join(found(g.Parse(text, notes.Plain, notes.EndUser)), " "); got != want {
				t.Errorf("%s\n%s\nwant %q, got %q", law, text, want, got)
			}
		}
	}
}

// TestOnlyFreshTextCounts puts a request where it is not the author's own.
func TestOnlyFreshTextCounts(t *testing.T) {
	g := builtIn(t)
	const dead = "Please escalate this ticket."
	for name, note := range map[string]string{
		"quoted lines":      "It works now.\n> " + dead,
		"English quote":     "It works now.\n\nOn Mon, 3 Mar 2025 at 10:00, Ann <a@example.com> wrote:\n" + dead,
		"wrapped quote":     "It works now.\n\nOn Mon, 3 Mar 2025 at 10:00, Ann\n<a@example.com> wrote:\n" + dead,
		"German quote":      "Danke.\n\nAm 03.03.2025 um 10:00 schrieb Ann:\n" + dead,
		"French quote":      "Merci.\n\nLe 3 mars 2025, Ann a écrit :\n" + dead,
		"Spanish quote":     "Gracias.\n\nEl 3 mar 2025, Ann escribió:\n" + dead,
		"Outlook headers":   "It works now.\n\nFrom: Ann\nSent: Monday\nTo: Support\nSubject: x\n\n" + dead,
		"German headers":    "Danke.\n\nVon: Ann\nGesendet: Montag\nAn: Support\n\n" + dead,
		"forwarded message": "See below.\n\n---------- Forwarded message ----------\n" + dead,
		"signature":         "It works now.\n\n-- \nAnn\n" + dead,
		"code":              "It works now.\n```\n" + dead + "\n```",
		"Jira quote":        "{quote}\n" + dead + "\n{quote}\nIt works now.",
		"Jira quoted line":  "bq. " + dead + "\nIt works now.",
		"reply line":        "It works now.\n\n##- Please type your reply above this line -##\n\n" + dead,
		"table":             "It works now.\n| a | b |\n| " + dead + " | x |",
		"table of its own":  "It works now.\n\n| " + dead + " | x |",
	} {
		if f := g.Parse(note, notes.Plain, notes.EndUser); f.Request {
			t.Errorf("%s: counts as a request", name)
		}
	}
	for name, note := range map[string]string{
		"between quotes": "> Shall we close it?\nNo. " + dead + "\n> Anything else?",
		"after code":     "{code}x{code}\n" + dead,
		"above a quote":  dead + "\n\nOn Mon Ann wrote:\n> No.",
		"postscript":     "All fine.\n\nKind regards\nAnn\n\nPS: " + dead,
		"look-alikes":    "Ple\u200base esc\u0430l\u0430te this.",
		"full width":     "Ｐｌｅａｓｅ ｅｓｃａｌａｔｅ this.",
		"capitals":       "PLEASE ESCALATE!!!",
		"emoji":          "\U0001F6A8 please escalate \U0001F6A8",
	} {
		if f := g.Parse(note, notes.Plain, notes.EndUser); !f.Request {
			t.Errorf("%s: does not count as a request", name)
		}
	}
}

// TestABareAnswerTakesItsSenseFromTheQuestion: a yes or a no counts where it answers a quoted question about an escalation.
func TestABareAnswerTakesItsSenseFromTheQuestion(t *testing.T) {
	g := builtIn(t)
	for note, want := range map[string]string{
		"> Shall we escalate this?\nYes please.":                                "request:yes",
		"> Shall we escalate this?\nYes, if it fails again.":                    "",
		"> Shall we escalate this?\nNo, thanks.":                                "",
		"> Shall we escalate this?\nOf course not.":                             "",
		"> We could escalate this.\n> Would you like me to?\nYes, please.":      "request:yes",
		"You asked whether to escalate: yes please.":                            "request:yes",
		"You asked whether to escalate: no thanks.":                             "",
		"Has it been escalated? If not, please do so.":                          "request:yes",
		"> Shall we close this?\nYes please.":                                   "",
		"> We can escalate it.\n> Does it still fail?\nYes.":                    "",
		"> Is it still slow?\nYes.\n> May we escalate it?\nOf course.":          "request:yes",
		"> Do you still need the escalation?\n\nNo, it works.":                  "withdrawn:yes",
		"Yes please.\n\nOn Monday Bo wrote:\n> Hi,\n> shall we escalate?\n> Bo": "request:yes",
		"Yes please.\n\nFrom: Bo\nTo: Ann\n\nShall we escalate?":                "request:yes",
		"{quote}\nShall we escalate?\n{quote}\nFine, thanks.":                   "",
	} {
		if got := strings.Join(found(g.Parse(note, notes.Plain, notes.EndUser)), " "); got != want {
			t.Errorf("%q: want %q, got %q", note, want, got)
		}
	}
}

// TestHTML: the evidence of an HTML note shows what a reader sees and points into the source.
func TestHTML(t *testing.T) {
	source := `<p>Hi</p><p>So please <b>esca&#108;</b>ate this</p><blockquote>SSO is down</blockquote><script>cancel the escalation</script>`
	f := builtIn(t).Parse(source, notes.HTML, notes.EndUser)
	if diff := cmp.Diff([]string{"request:yes"}, found(f)); diff != "" {
		t.Fatal(diff)
	}
	e, _ := f.Find("request")
	if e.Text != "please escalate" || source[e.Start:e.End] != "please <b>esca&#108;</b>ate" {
		t.Errorf("shows %q for %q", e.Text, source[e.Start:e.End])
	}
}

// TestAuthors: only support decides and promises.
func TestAuthors(t *testing.T) {
	g := builtIn(t)
	if got := strings.Join(found(g.Parse("Granted. Please escalate.", notes.Plain, notes.Lead)), " "); got != "decision:approved" {
		t.Errorf("a decision is no request: got %q", got)
	}
	text := "Escalation approved. The fix will be live tomorrow."
	for by, want := range map[notes.Author]string{
		notes.EndUser: "", notes.CSM: "", notes.Agent: "decision:approved eta:yes", notes.Lead: "decision:approved eta:yes",
	} {
		if got := strings.Join(found(g.Parse(text, notes.Plain, by)), " "); got != want {
			t.Errorf("%s: want %q, got %q", by, want, got)
		}
	}
}

// TestWhoseEngineersWork: what a customer calls its own is not support's.
func TestWhoseEngineersWork(t *testing.T) {
	g, text := builtIn(t), "Our engineers are working on it."
	for by, want := range map[notes.Author]string{notes.EndUser: "", notes.Agent: "grounds:actively_working"} {
		if got := strings.Join(found(g.Parse(text, notes.Plain, by)), " "); got != want {
			t.Errorf("%s: want %q, got %q", by, want, got)
		}
	}
}

// TestNotesDoNotDependOnEachOther: the same note reads the same, whatever was read before and beside it.
func TestNotesDoNotDependOnEachOther(t *testing.T) {
	g := builtIn(t)
	all := readNotes(t, "testdata/heldout.jsonl")
	want := make([]notes.Findings, len(all))
	for i, n := range all {
		want[i] = g.Parse(n.Text, n.Format, n.Author)
	}
	var readers sync.WaitGroup
	for range 2 {
		readers.Go(func() {
			for i := len(all) - 1; i >= 0; i-- {
				if diff := cmp.Diff(want[i], g.Parse(all[i].Text, all[i].Format, all[i].Author)); diff != "" {
					t.Errorf("%s: %s", all[i].ID, diff)
					return
				}
			}
		})
	}
	readers.Wait()
}

// TestAQuoteBelowChangesNothing: whatever is quoted under a note, its findings stay, unless the note may answer it.
func TestAQuoteBelowChangesNothing(t *testing.T) {
	g := builtIn(t)
	var all, quotes []labelled
	for _, n := range readNotes(t, "testdata/heldout.jsonl") {
		if n.Format == notes.Plain && !strings.Contains(n.Text, "\n") {
			all = append(all, n)
			if !strings.Contains(n.Text, "?") {
				quotes = append(quotes, n)
			}
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		note, quote := rapid.SampledFrom(all).Draw(t, "note"), rapid.SampledFrom(quotes).Draw(t, "quote")
		with := note.Text + "\n\nOn Monday Ann wrote:\n> " + quote.Text
		want, got := g.Parse(note.Text, notes.Plain, note.Author), g.Parse(with, notes.Plain, note.Author)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
	})
}
