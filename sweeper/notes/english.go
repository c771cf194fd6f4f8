package notes

// grammar holds the families of the language itself, in the phrase language of Vocabulary. A vocabulary may use them.
var grammar = map[string][]string{
	"not": {
		"not", "no", "never", "nobody", "noone", "no one", "none", "neither", "nor", "nothing", "without", "nowhere",
		"hardly", "barely", "far from", "instead of", "rather than", "cease* to", "stop* (working|being)", "free of",
		"unable", "fail* to", "refus* to", "impossible", "incapable", "isnt", "zero", "prevent* .. from",
		"(keep|keeps|stop|stops) .. from",
		"lack* of", "0",
	},
	// those whose denial does not reach far
	"pronoun": {"it", "this", "that", "them", "everything"},
	// words between a thing and what is wrong with another
	"contrast": {
		"but", "whereas", "while", "<except>",
	},
	"except": {"(except|except for|excepting|apart from|aside from|save for|other than|besides)", "with the exception of"},
	// says that a thing works; and that it begins to, which may be all it does
	"fine": {
		"(works|work|working|functions|functioning|fine|ok|okay|normal|normally|alright|all right)",
		"(nothing (is|at all)? (wrong|amiss)|no (problem|problems|trouble|issue|issues|fault|complaint|complaints)) (with|about)",
		"(happy|content|satisfied|pleased) with",
	},
	"starts": {"(loads|load|opens|open|opening|comes up|come up|runs|run|starts|appears|responds|answers|accepts|plays|play)", "(is|are) (there|here|present|up|available|open|visible|online|in place)"},
	// so many of so many
	"out of":   {"<number> (of|out of) (the|our|all|these|those|your|its)? <number>", "<number> _ <number> (failed|missing|broken|rejected|gone)", "<number> (started|sent|scheduled|planned|submitted) .. <number>"},
	"nth day":  {"(day|night) <number>", "<ordinal> (day|night)"},
	"hundreds": {"(several|some|a few|many) (hundred|thousand)", "(hundreds|thousands) of"},
	// a time to come, beside "will"
	"ahead": {
		"tomorrow", "tonight", "(on|next|this|from|until|by|before|after|till|coming) <weekday>", "(next|this|coming) (week|month|weekend|year|summer|<month>)",
		"(on|from|until|by|before|after|till) (the )?<ordinal>", "(on|from|until|by|before|after|till) <number> <month>",
	},
	"will":    {"will", "shall"},
	"nothing": {"nothing", "nobody", "no one", "noone"},
	"wanted":  {"(want|wants|need|needs|get|make|keep|should|must|ought|would|could|might|to|expect*|hope|please)"},
	"it":      {"(it|they|both|that)"},
	"as such": {"(as such|as a whole|in general|itself|in itself|generally)"},
	// what begins the name of something that is in something else
	"a part": {"(only|just)? (the|our|my|one|this|that)"},
	"within": {"in", "on", "within", "inside"},
	// subjects of a clause that may speak of the same thing as the one before
	"itself": {
		"<verb>", "(i|we|you|they|he|she|it|which|this|that|then|now|still|immediately|after|for|since|when|once|with|in|on|at|there)",
		"<container>", "(clicking|opening|loading|calling|entering|selecting|on|with) (it|them)",
	},
	"container": {"(the|a|its) (page|screen|tab|window|area|site|view|list|module|content|whole|result|rest)"},
	"lacking":   {"without", "instead of", "rather than", "lack* of", "free of"},
	// negators that take nothing away
	"merely": {
		"not only", "not just", "not merely", "not to mention", "no matter", "no later than", "no doubt", "no less than",
		"no fewer than", "nothing but", "none other", "if not", "why not", "or not", "not yet escalat*", "not sure",
		"no offence", "no offense", "no more than", "not more than", "no change", "not limited to", "whether or not",
		"not even", "not exactly", "(no|oh no) wait", "not hesitate", "no other? (choice|way|option|alternative)",
		"(can|could|will|would|should|must|may|do|does|is|has|have) (you|we|i|it|this|that|someone|somebody) not",
		"(can|could|will|would|should|must|may|do|does|is|has|have) not (you|we|i|it|this|that|someone|somebody)",
	},
	"if": {
		"if", "unless", "suppose", "supposing", "in case", "^ should", "should (it|this|that|the|there|any|anything|nothing)", "in the event",
		"in (urgent|such|that|this|case of) (case|cases|an)", "assuming", "imagine", "what if",
		"were (it|this|that|there) to", "provided that", "hypothetical*", "whenever", "let us say", "worst case",
		"when (is|should|may|does|do)", "only when", "once (it|that|they|you|the|approved)", "once this (is|has|was|works|gets|can)",
	},
	"maybe": {
		"would (be|have|mean|count|hit|affect|lose|call for)", "might",
		"may not", "(could|may) (be|become|happen|lead|mean|end|have|again)",
		"(for (instance|example)|^ an example)", "can (happen|sometimes)", "can be (a|an|the|down|unavailable|slow|due|caused|hit|affected|expensive|costly)", "e g", "such as", "until", "(risk|danger|fear|afraid|worried|worry) .. (of|that|about)",
		"(may|will) (soon|eventually)", "will be (down|unavailable|offline)", "whether", "otherwise", "in theory",
		"(test|drill|exercise|plan|plans) (for|of|about)", "planned (outage|downtime|maintenance|drill|test|work)",
		"to (prevent|avoid)", "how (would|do|does|should)", "(past|previous|earlier|old|last) (outage|incident|breach)",
		"expect*", "(is|are) going to", "(had|have|has|i|we|he|she|they) (thought|assumed|believed|feared|supposed|hoped)",
	},
	// what asks for an end of the trouble, and tells of none
	"wish": {
		"^ (please|just|now|so)? (just|please)? (come|get|bring|put|make|be|have|turn|switch)", "(want|need|hope|pray|wish|waiting|wait|until|must|should|please)",
	},
	// conditionals of the polite, which are none
	"courtesy": {
		"if you (could|can|would|will|may|might)", "(grateful|appreciat*|obliged|thankful|great|good|nice|glad|happy|kind|helpful|pleased|lovely|wonderful|mean a lot|help|helps|better|relieved|delighted) .. if", "if (at all )?possible",
		"if (at all|it is|that is|this is|its)? possible", "if (that|this|it) is (ok|okay|fine|alright|all right)",
		"if (not|this|it|that)? (has|is|was)? not? (yet|already)? been? (yet|already)? (done|happened|escalated)",
		"if you (have|did) not", "if you please", "if i may", "if we may", "if you do not mind",
		"if (somebody|someone|anyone|anybody|one|<your superiors>) (could|can|would)",
		"if (this|it|the ticket|that) (could|can|might|may) be",
		"if (we|i|this|it|that|the ticket) (could|can|may|might)", "if (it|that|this) is not .. (trouble|bother|much)",
		"if you are able", "if there is (a|any) way",
		"if you have not", "if need be", "if necessary", "if (no one|nobody|noone) has", "if needed", "if anything",
		"if not yet", "if not already", "if not done",
		"would be (great|good|appreciated|grateful|glad|nice|helpful|kind|lovely|wonderful)",
		"as soon as (possible|you can)", "if (that|this|it) helps", "let me know if", "even if", "if you ask me",
		"as if", "if only", "if (this|it|that|the ticket|this ticket) (were|was|gets|got|can be) <escalated>", "if you escalated",
		"see if", "ask if", "(let|tell|call|ring|ask|write|ping|inform|contact|reach|mail) (me|us) .. (if|whenever|should|in case)",
		"if (you|it|this|that|somebody|someone) (have|has|did|is|was) already", "if (you|it|this|that|somebody|someone) (have|has|did|is|was) not .. (<escalated>|done|already|happened|so far)", "if you have .. yet", "unless .. (already|done|happened)",
		"should (you|it|this|that|somebody|someone) not have", "(if|in case) (it|this|that) (is|was) not (too|clear)",
		"if at all", "^ should (be|have|work)", "should there be (a|any) (chance|way|possibility)",
	},
	"past": {
		"yesterday", "last (week|month|year|night|spring|summer|autumn|fall|winter|time|quarter|<weekday>|<month>)",
		"(<number>|a|one|some|few) <unit> ago", "earlier (this|today)",
		"in <month>", "in (201*|202*)", "in (spring|summer|autumn|winter|the spring|the summer)", "back (in|then)", "in the past", "at the time", "formerly", "previously",
		"that (day|night|morning|evening)", "(on|last) <weekday>",
	},
	"was": {
		"was", "were", "had", "did", "used to", "could not", "took", "failed", "ran", "broke", "crashed", "stopped",
		"happened", "occurred", "cost", "began", "came", "went",
	},
	"still": {
		"(was|were) (meant|supposed|due|planned|scheduled|to|about|going)", "still", "since", "ever since", "now",
		"currently", "at the moment", "at present", "as of", "today", "persist*", "(have|has) been",
		"(is|are) (being )?", "ongoing", "until now", "yet", "remain*",
	},
	// words that open an open question
	"asks": {
		"is", "are", "was", "were", "do", "does", "did", "has", "have", "can", "could", "will", "would", "should",
		"may", "any", "how",
		"what (if|happens|is|are|counts)", "whether", "who", "which", "when", "quick question", "question", "maybe",
		"perhaps",
	},
	"cause":   {"because", "since"},
	"because": {"because", "since", "as", "given", "so"},
	// words after which something is told of, not done: "did you escalate", "he knows how to escalate"
	"wonders": {
		"(how|who|whom|whose|where|when|what|which|why|whether)",
		"^ (did|has|had|have|was|were|is|are|do|does) (not )?(you|i|we|they|he|she|it|this|that|there|the|my|our|your|their|his|her|any|anyone|anybody|someone|somebody)",
	},
	// what begins like that, and tells all the same
	"tells": {
		"(that|this|it|which) is why", "(the)? reason why", "what (i|we) (want|need|ask|would|am|are|request)", "do not you (think|agree|find)",
	},
	// words that agree and that do not, as the beginning of an answer
	"yes": {
		"(it|this|that) (should|must)", "^ please",
		"(yes|yep|yeah|yea|ja|sure|certainly|absolutely|definitely|gladly|correct|indeed|exactly|agreed|ok|okay)", "of course",
		"by all means", "(please|pls) (do|go ahead)", "go ahead", "(that|this|it) would be", "(i|we) (do|would)", "as soon as possible",
	},
	"no": {"(no|nope|nah|nein)", "not (any more|anymore|any longer|needed|necessary|now|really)"},
	// "if it has not been escalated yet", and what one is to do then
	"undone": {
		"if .. not (been|yet|already)? (been|yet|already)? <escalated>", "if (nobody|no one|noone) .. <escalated>",
		"if (not|no)", "if (it|this|that|you|they) (is|was|has|have|did) not", "unless .. <escalated>",
	},
	"do it": {
		"do (it|so|this|that|now)?", "(it|this|that) (should|must|has to|needs to) be", "to be", "(it|this|that) done", "change (that|this|it)",
		"(would|is|be) (now )?the time", "(it is|high) time", "see to it", "i (would )?ask (you )?(for|to)",
	},
	// a question that offers what was said before it
	"offers": {"(shall|should|may) (i|we) (do (it|so|this|that))? $", "(like|want|wish|prefer) (me|us) to (do (it|so|this|that))? $", "(like|want|wish|prefer) (it|this|that) $", "(is|would) (that|this) (be )?(ok|okay|fine|alright|good|helpful)"},
	// a question that the author tells of, and answers
	"retold": {
		"(you|they|he|she|support) (asked|ask|wanted|want|offered|wondered|wrote|said|wonder) .. .. <named>", "your (question|offer|mail|call|note) .. <named>",
		"^ (as for|re|regarding|concerning|about) .. <named>",
	},
	"named":    {"<escalate>", "<escalated>", "<escalation>", "escalating"},
	"inverted": {"(can|could|will|would|should|do|does|is|are|has|have) (not )?(you|we|i|someone|somebody|anyone|this|it)"},
	// verbs that may go without a subject of their own
	"verb": {"can", "could", "is", "are", "has", "have", "will", "does", "do", "was", "were"},
	"all": {
		"all", "every", "each", "entire", "entirely", "whole", "any", "none", "no", "nobody", "nothing", "neither",
		"both", "everything", "altogether", "(not|never) .. a single",
		"(the|a|our|its) complete", "completely", "total", "totally", "not (one|a single|a)", "not _ (one|a single)", "100", "0 of", "0", "zero", "anything", "full",
		"without exception", "across the board", "empty", "whatever", "whichever", "no matter (which|what)", "in full", "any and all",
		"from the first .. to the last", "to the last", "on earth",
	},
	"some": {
		"some", "few", "several", "many", "most", "couple", "part of", "one", "single", "half", "certain", "this",
		"another", "other",
		"only", "first", "last", "new",
	},
	"one of": {"a", "an", "my"},
	// numbers as people say them; those without more around are found by the parser
	"number": {"<about> <number>", "<number> percent", "between <number> and <number>"},
	"about": {
		"about", "around", "roughly", "approximately", "approx", "circa", "ca", "some", "nearly", "almost", "close to", "at least",
		"at most", "as many as", "no (less|fewer|more) than", "(just|well)? (over|under|above|below)", "(more|less|fewer) than",
		"(a )?good", "(a )?total of", "exactly", "(an )?estimated", "upwards of", "exceeding", "beyond", "currently", "already",
	},
	"more":  {"over", "more than", "above", "beyond", "upwards of", "exceeding"},
	"me":    {"me", "myself", "i"},
	"own":   {"our", "my", "we"},
	"whose": {"our", "the", "my", "their", "your", "its", "these", "those", "all", "a total of"},
	"these": {"them", "these", "those", "which", "whom"},
	// a count that has changed, up to where it is now
	"grown": {
		"(went|gone|grew|grown|rose|risen|climb*|jump*|up|increas*|swell*|doubled) .. from <number> _? .. to", "(grown|risen|gone up|climbed|increased|up) to", "from <number> <person> .. (to|now)",
		"<number> <past> .. now",
	},
	"counted": {
		"(number|count|total|tally|list|amount) .. <person>", "<person> (who are )?(affected|impacted|hit|blocked|concerned)",
		"(affected|impacted|hit|blocked|concerned) <person>",
	},
	"people": {
		"<number> _? _? _? <person>", "<number> _? _? (and|or) _ <person>", "(only|just) <number> of <whose> _", "<added>", "(only|just) <me> and _", "from <number> <person> .. now (at )?<number>", "<number> _? _? <person> of ours", "<grown> <number> _? _? <person>", "from <number> <person> .. to <number>", "<number> (now )?who", "<number> of us", "both of us", "us both", "both of (our|my|their|the) _? <person>", "<body of>", "<number> (which|that) is <everyone>", "nobody (but|except) <me>",
		"<number> (of|out of) <whose>? <whose>? <number>? _? _? <person>", "<share> of <whose>? <whose>? <number> _? _? <person>", "<share> of <whose>? <person> of <number>",
		"of <whose>? <number> _? _? <person> .. <share>", "<number> (to|or)? <number> _? _? <person>",
		"(<number>|<share>) of <these>", "(of <these>|whereof) <number>",
		"<person> .. <number> <counted up>",
		"<counted> .. (is|are|at|by now|reached|exceeds|<grown>) <number>",
		"(only|just) <me>", "(only|just)? <me> and (my|our|<number>) _? <person>", "(my|our|<number>) _? <person> and <me>", "(only|just) _ and <me>",
		"my _? <person> <number> _? <person> and <me>",
		"(a|one) single <person>",
	},
	"others": {"(the|all the|all) <number>? (others|rest|remaining|other)", "others (in|on|from|at|still|have|do|are|can)", "(everyone|everybody|everything) else"},
	"the rest": {"(all|every|any|both|everything|none) (of )?(the|our|your|its)? (other|others|else|remaining|rest|but)",
		"nothing (to|else|more|new|further|but)", "not a (good|great|nice|big|small|bad|pretty|joke|surprise|problem)"},
	"greeting": {"(dear|hi|hello|hey|good (morning|afternoon|evening|day))"},
	"all of them": {
		"(all|none|both|each|every one|every single one) of (them|these|those)", "all", "none", "both", "not one",
		"the lot", "without exception",
	},
	"dated": {"(today|it|this|its) (is|being)? (the|now the|already the|now|already)? <day>", "now (is )?the <day>", "today .. <day>"},
	// behind a verb that looks like a thing: "the customer reports that"
	"that": {"that"},
	// what follows a short "is" or "has", and no owner: "the site's been gone"
	"is so":         {"(been|not|being|got|gone|still|now|again|just|completely|totally|very|so|all)"},
	"week of month": {"(first|1st) week (of|in) <month>", "(early|start of|beginning of) (in )?<month>"},
	// which day of the week it is as the note is written
	"weekday now": {"(today|it|this) (is|being) (now|already|by now)? <weekday>", "<weekday> (today|now|already)", "now (is )?<weekday>", "today .. <weekday> $"},
	"since day":   {"since (last|this|the)? (<weekday>|<ordinal>)", "since <number> of? <month>", "since <month> (<number>|<ordinal>)"},
	"day":         {"<ordinal>", "<week of month>", "<number> (of )?<month>", "<month> <number>", "<month> <ordinal>"},
	// what has happened to a thing and lasts until something else does
	"lasting": {
		"(deleted|removed|wiped|erased|lost|blocked|revoked|stolen|leaked|exposed|hacked|breached|compromised|disappeared|vanished|broke|died)",
		"(stopped|ceased|quit|asked|requested)", "(have|has) (stopped|ceased|failed|died|gone|crashed)",
	},
	"relative":  {"who", "whose", "whom", "which", "where", "that (was|were|had)"},
	"long past": {"had (already |not |never )?(been|had|gone|failed|lost)"},
	"all of us": {"(all|none|not one|not a single one|each|each one|every one|any|nobody) of (them|us|these|those|which|whom)", "all (of them)? (hit|affected|concerned|impacted|blocked|locked out)"},
	"tally":     {"(<person>|<body>|<everyone>|<affected>|<sum>) .. .. <number>"},
	// a number of people that are not named beside it
	"bare": {
		"we have <number>", "(other|remaining) <number> (that|who|in|at|on|can|is|are|have|has)", "(it|that|this|they|we|there) (is|are) (now|down to|up to|already|at)? <number>", "<grown> <number>", "<number> <counted up>", "<number> (is|are)? (affected|impacted|hit|concerned|blocked|locked out)", "(now|today|morning|evening|noon|meanwhile) (it is|they are|we are)? (down to|up to)? <number>",
		"(all|the|but|only|other|which|remaining|these|those) <number> (are|have|had|see|get|can|could|lack|miss|receive|do)", "<number> (are left|remain|left)",
	},
	"there are": {"there (is|are) <number>"},
	"body of":   {"(a|one|our|the|my|their|this)? _? (team|department|crew|class|shift|squad|panel|unit|office|committee|workforce|staff) of <number>", "(a|an) _? <organisation> of <number>"},
	// what makes a number the sum, and the latest
	"counted up": {"(in total|in all|in number|altogether|all told|all together|overall|all in all)"},
	"latest":     {"(now|today|by now|meanwhile|at the moment|at present|currently|so far|as (i|we) (write|speak))", "<grown>"},
	// a part of an organisation that people belong to
	"body": {
		"(team|department|dept|office|shift|crew|class|group|unit|panel|division|branch|squad|cohort|course|year|section|plant|staff|board|region|hub)", "<person>",
	},
	"from whole": {"(of|out of|from) <whose>?"},
	"we":         {"we"},
	"both":       {"both"},
	// what asks, or heads a line that tells, who is hit; and how many are
	"scope":    {"(who|whom|everyone|everybody|affected|impacted|hit|concerned|scope|impact|extent|users|people|<how many>)"},
	"how many": {"how many .. (<person>|<affected>)", "(number|count|total|tally) of .. <person>"},
	// words before people that make them those of one place or group
	"confined": {"(in|at|on|for|within|from) (this|that|the|our|my|one|their)? _? (team|department|dept|office|shift|crew|class|unit|division|branch|squad|cohort|section|plant|region|hub|campus|floor|warehouse|factory|ward|store|shop|depot|country)"},
	"anybody":  {"(anyone|anybody|any)"},
	"any":      {"any"},
	"one":      {"(every|each) (single)? one", "not? any one", "(not|single) one (was|were|is|are|has|have|had|can|could|gets|may)"},
	// what is said of people who are not hit
	"calm": {"(will|shall|can|could|able)", "<fine>", "(correct|right|as planned|on schedule|smoothly|live|happy|ready|like|love)"},
	"for":  {"for"},
	"by":   {"by"},
	// when, after those who are meant
	"when": {"at (the|this) .. moment", "at (present|once|all|a)", "in the (morning|afternoon|evening)", "on <weekday>", "from (now|today|<weekday>)", "(in|within) <time>"},
	// what nobody does who cannot
	"able": {"(can|could|gets|sees|finds|receives|manages|(is|are|was|were) able|has (any|one|it))"},
	// numbers that belong together
	"spread": {"(the|our|another)? <number> _? (<person> )?(in|at|from)"},
	"added":  {"<number> plus <number> _? <person>"},
	// before a number that counts nothing
	"status": {"(error|code|http|status)"},
	// before what somebody does not have at all
	"has none": {"(have|has|had|got|use|uses|with) no"},
	// one thing of many, and the others of its kind
	"one item":   {"(only|just|exactly)? (one|a single|single) _? <titles>", "the one (for|of|from|in|at|with|that|i|we|called|named)"},
	"other ones": {"(others|the other one|the other ones)", "(other|remaining) (<number>)? _? <titles>", "the rest of (the|our) <titles>", "(the|all) other _ (<fine>|<starts>)"},
	"sum":        {"(total|sum|in all|altogether|all told|all in all)"},
	// how many there are, which is no number of those who are hit
	"size": {
		"(have|has|had|got|employ*|pay for|paid for|bought|count|counts|counting|serve|serves|run|runs|manage|manages|there are|we are|they are|comprise*) <people>",
		"(a|an) _ with <people>", "(we|they) are a _? (team|group|department) of <people>", "(we|they) (are|have) <number>", "(a|an) _? <organisation> of <number>",
	},
	// where a thing is named as a place only: "has disappeared from the platform"
	"place": {"(in|on|at|from|of|within|inside|to|around|for) (the|our|your|this|my)?"},
	// what is not there at all
	"no such": {"(no|zero|nil|not one|not any|without) (a|an|any|single)? (single)?", "not a (single)?"},
	// what a sentence begins with that speaks of the one before
	"pointer":    {"so? (that|this|these|those|they|it) (<number> )?(is|are|means)"},
	"toward":     {"(from|by|to|in|on|at|with|via|into|inside|for)"},
	"only":       {"only", "just", "solely", "exclusively", "merely", "nothing but"},
	"few people": {"only (for|to|with) _? <person>", "(for|to|with) _? <person> only", "(for|to|in|of) (one|a single|only one) (group|team|department|cohort|region|country)", "<few> _? _? <person>", "<few> of <whose>? <whose>? <number>? _? _? <person>", "<few> of (us|them)", "only me", "<one person>", "<one place>"},
	"share":      {"<about> <share>", "half", "(a|<number>) (half|third|quarter|fifth|tenth)", "<number> (thirds|quarters|fifths|tenths)", "<number> (in|out of) (every )?<number>"},
	"over a day": {
		"since <weekday>", "^ since .. <weekday>", "since (last|the) (week|weekend|month|night before last|<weekday>|<month>)",
		"since the day before yesterday",
		"since the <ordinal>", "<ordinal> (day|night) (without|with no|of|in a row|running)", "(all|whole|entire) week",
		"since <number> <month>", "since <month>", "for days", "days on end",
		"(more than|over|longer than|at least) (a|one|1) (day|24)", "since before the weekend",
		"(it is|the|our|already|now) (the )?<nth> (day|night|morning)", "day (two|three|four|five|six|seven|eight|nine|ten|<number>)", "<nth> (day|night|morning) (now|already|in a row|running|without|straight|with|that|of)",
		"(for|past|last) (several|some|a few|a couple of|many) (days|nights|mornings)", "since the (start|beginning) of the (week|month)",
	},
	"over a week": {
		"for (weeks|months)", "since last (week|month)", "since last <month>", "in weeks", "weeks (ago|on end)",
		"(a|several|some|few) weeks", "all month", "last month",
		"week (two|three|four|five|<number>)", "<nth> week (now|already|in a row|running|without|straight|with|that|of)",
	},
	"nth":    {"<ordinal>", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"},
	"a unit": {"(a|an|one|full|whole|past|another) <unit>", "last (<hours>|<weeks>|<months>|day|days)"},
	"hours":  {"hour*", "hr", "hrs", "h"},
	"days":   {"day", "days", "nights", "night", "mornings", "d"},
	"weeks":  {"week", "weeks", "wk", "wks", "fortnight"},
	"months": {"month", "months"},
	"unit":   {"<hours>", "<days>", "<weeks>", "<months>", "minute*", "min", "mins", "morning", "evening", "evenings", "business days", "working days"},
	"month": {
		"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
		"december", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec",
	},
	"weekday": {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri", "sat", "sun",
		"mondays", "tuesdays", "wednesdays", "thursdays", "fridays"},
	// a moment to come
	"time": {
		"today", "tonight", "tomorrow", "tmrw", "tmr", "<weekday>", "<number> <unit>", "<number> .. <unit>",
		"<number> <month>", "<ordinal> .. <month>", "<month> <number>", "<month> <ordinal>", "<clock>",
		"the <ordinal>", "<number> (am|pm|utc|gmt|cet|oclock|a m|p m)",
		"(the )? (end|close|middle|start|beginning) of (the )? (day|week|month|business|business day|quarter|shift|year|next week)",
		"eod", "cob", "eow",
		"next (few |couple of |<number> )?<unit>", "next (week|month|release|sprint|day|<weekday>|maintenance|regular|patch|deployment|version)",
		"(this|coming) (week|weekend|morning|afternoon|evening|month|<weekday>)",
		"noon", "midnight", "lunch", "lunchtime", "(a|an|one|two|few|couple of|half an) <unit>", "(maintenance|release) window",
		"(weekend|night|evening|nightly)", "q1", "q2", "q3", "q4", "shortly after <clock>",
		"<month>", "sprint <number>", "(release|version) <number>", "the hour", "<number> to <number> <unit>", "mid <month>",
	},
}
