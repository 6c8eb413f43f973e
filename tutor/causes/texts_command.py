"""What a text says of a command: its turn, its name, its argument, the form of an address."""

from tutor.causes.rules import Rule

ORDER = (
    Rule(
        "auth_required",
        r"(?:need|require|send|use|try|give) .. (?:auth|login) (?:command )?first",
        "smtp",
    ),
    Rule(
        "sequence",
        r"\bsequence\b|out of (?:order|turn|place)|wrong order|order of commands|bad order"
        r" || (?:need|send|issue|specify|say|give|use|expect\w*|must|requires?|want|supply"
        r"|after|before|without|missing|precede\w*|no|got|have|try) "
        r"(?:an? |the |valid |any |previous |successful |prior |be |have |issue |first "
        r"|at least |one |some |to |with |send |specify |given |by )*"
        r"(?:mail(?: from)?|rcpt(?: to)?|recipients?|senders?|data|user|username|user name"
        r"|pass|envelope|transaction|from)"
        r"(?:/\w+)? ?(?:command|first|before|given|specified|yet|has|was|already|must|issued"
        r"|address first|\(|$|is not|name given)"
        r" || (?:mail|rcpt|user|data|starttls|recipients?|sender|helo|ehlo|auth|transaction"
        r"|from|pass) (?:\w+ )?(?:command )?(?:is |be |has |was |been )*"
        r"(?:first\b|before|must precede|required before|not (?:yet )?(?:given|specified"
        r"|issued|sent|started|seen)|already|expected|must be)"
        r" || nested (?:mail|transaction) || (?:already|previously) (?:\w+ )?(?:specified"
        r"|given|in progress|authenticated|logged|active|started|issued|sent|open|got|have"
        r"|begun|said|identified|authori[sz]ed|performed|set)"
        r" || (?:no|without|missing|any|zero|all) (?:valid |accepted |good "
        r"|acceptable )?(?:recipients?|rcpt)(?! .{0,12}(?:here|by that|exist|domain|name"
        r"|unknown|invalid))"
        r" || must precede|sender (?:not (?:yet )?(?:given|specified|set|known)|already)|no"
        r" sender|must have (?:sender|recipient)"
        r"|no username given|must give|name first|first (?:issue|send|give|use)"
        r" || (?:not|\w*n't|in|un) ?(?:valid|allow\w*|permit\w*|available|accept\w*|legal"
        r"|expected|appropriate|possible) (?:\w+ )?(?:in|at|during|within|while|for) (?:\w+ )?"
        r"(?:this|current|present|that|the|mail|\w+) (?:\w+ )?(?:state|mode|point|time|stage"
        r"|phase|session|transaction|context)"
        r" || (?:wrong|bad|incorrect|invalid|illegal|inappropriate"
        r"|unexpected) (?:\w+ )?(?:state|mode|time|phase|stage)|(?:state|phase) .. (?:command"
        r"|error)"
        r" || (?:command|verb) (?:is )?(?:unexpected|not (?:expected|allowed|valid|permitted"
        r"|appropriate) (?:here|now|yet|at)|out)"
        r" || (?:unexpected|inappropriate|premature) (?:\w+ )?command || (?:not|\w*n't) yet\b"
        r"|not in (?:a )?(?:mail )?transaction|transaction (?:already|in progress|not)"
        r" || (?:authorization|transaction|update) state",
        "!hello !530",
    ),
    Rule("sequence", r"(?:not|\w*n't) now\b", "!hello !4"),
)

NAMES = (
    Rule(
        "syntax",
        r"takes? .. (?:argument|parameter)s? || (?:stands? alone|by itself)"
        r" || (?:not|\w*n't|no|without|any) (?:\w+ ){0,3}?(?:argument|parameter|option)s?\b"
        r"(?! (?:\w+ )?(?:implement|support|recogni))",
        "!555 !auth",
    ),
    Rule(
        "syntax",
        r"(?:param\w*|option|argument)s? (?:\w+ ){0,2}?(?:un(?:recogni|know|support)\w*"
        r"|not \w+)",
        "!555",
    ),
    Rule("address_syntax", r"param\w* not || (?:mail|rcpt) (?:from|to)", "555"),
    Rule(
        "unknown_command",
        r"(?:commands?|verb|keyword|request|instruction|\bcmd) (?:\w+ ){0,3}?(?:(?:is |was "
        r"|are )?(?:not|\w*n't|un|never|in) ?(?:\w+ )?(?:recogni[sz]\w*|implement\w*"
        r"|support\w*"
        r"|understood|understand|known|found|defined|available|valid|exist\w*|enabled"
        r"|accept\w*|legal|specified)|unknown|unrecogni\w*|unimplement\w*|bad|illegal"
        r"|disabled|not allowed|forbidden|error)"
        r" || (?:unknown|unrecogni[sz]\w*|unimplement\w*|invalid|bad|illegal|unsupported"
        r"|undefined|not (?:a )?(?:valid|known|recogni[sz]ed)|no such|not implemented"
        r"|never heard of"
        r"|disabled|nonexistent|incorrect|wrong|non-?existent|missing|what|empty"
        r"|null) (?:\w+ ){0,3}?(?:commands?|verb|keyword|cmd|instruction)\b(?! (?:parameter"
        r"|argument|syntax|sequence|line))"
        r" || ^(?:error:? )?(?:not |un)(?:yet )?(?:implemented|recogni[sz]ed|supported"
        r"|understood)(?! (?:\w+ )?(?:param|arg|opt|addr))|unimplemented"
        r"|not implemented(?! .{0,8}param)"
        r" || (?:don't|do not|didn't|did not|cannot|can't) (?:\w+ )?(?:understand|recogni[sz]e"
        r"|know|grok)|what\?|\bhuh\b|eh\?|come again\?|not understood"
        r" || unrecogni[sz]ed(?! (?:\w+ )?(?:param|arg|auth|opt|addr))",
    ),
)

# Explicit enough to go before what else a refused sender or recipient may be.
SPELLING = (
    Rule("address_syntax", r"\bcolon\b", "smtp mail|rcpt|other"),
    Rule(
        "address_syntax",
        r"fully?[- ]qualified || not a valid rfc || (?:bad|invalid"
        r"|malformed) (?:\w+ )?address syntax || (?:address|path|mail ?box name|mail ?box"
        r"|sender|recipient|local[ -]part)s?"
        r" (?:\w+ )?(?:syntax\w*|format|malformed|misformed|syntactically|ill-?formed"
        r"|must contain)"
        r" || (?:address|path|recipient) (?:\w+ ){0,3}?(?:parsed?|format|understood|interpret\w*)"
        r" || no (?:valid|proper|legal|correct) (?:path|address)"
        r" || (?:no|without|missing|lacks?) (?:an? |the )?(?:\w+ )?(?:domain"
        r"|at[ -]sign)(?: (?:given"
        r"|part|name)|$)"
        r" || (?:not|\w*n't) (?:look like|resemble|seem|appear) .. (?:address|path|mail ?box)"
        r" || (?:is no|not an?|isn't an?) (?:\w+ )?(?:e-?mail |mail )?address\b(?! (?:known|here|in"
        r"|on|at|we))"
        r" || (?:host ?name|domain(?: name)?) required|syntax: ?(?:mail|rcpt|from|to)"
        r"|(?:angle )?brackets"
        r" || (?:syntax\w*|malformed|ill-?formed|syntactically"
        r"|misformed) (?:\w+ ){0,3}?(?:address|path|sender|recipient|mail ?box|mail from"
        r"|rcpt to|local[ -]part)",
        "smtp mail|rcpt|other|unasked|data",
    ),
    Rule("address_syntax", r"^(?:error:? )?syntax error", "mail|rcpt 555"),
)

FORM = (
    Rule(
        "syntax",
        r"(?:parameter|option)s? (?:[\w=-]+ ){0,3}?(?:is |are |was )?(?:not|un) ?(?:supported"
        r"|recogni[sz]ed|implemented|known)",
        "smtp mail|rcpt",
    ),
    Rule(
        "address_syntax",
        r"(?:mail ?from|rcpt ?to|from|to|sender|recipients?|address\w*|path"
        r"|mail ?box(?: name)?|local[ -]part|e-?mail|domain|forward-path|reverse-path"
        r"|route) (?:\w+ |\W){0,4}?"
        r"(?:syntax\w*|malformed|syntactically|must contain|not fully|incomplete|illegal"
        r"|improper|ill-?formed|not well|format|unbalanced|incorrect\w*"
        r"|parse|misformatted|(?:is )?(?:in|not )valid|lacks?|mis-?formed|parameters? not"
        r"|not rfc)"
        r" || (?:syntax\w*|malformed|bad|illegal|improper|ill-?formed|invalid|unbalanced"
        r"|incorrect|missing|unparse?able|cannot parse|can't parse|parse|mis-?formed|empty"
        r"|unqualified|wrong"
        r"|unterminated|incomplete)"
        r" (?:\w+ |\W){0,4}?(?:mail ?from|rcpt ?to|address\w*|(?:reverse|forward"
        r"|return)?-?path|mail ?box name|mail ?box syntax|local[ -]part|<|>|domain|angle"
        r"|brackets?|path|at sign"
        r"|sender (?:format|syntax|address)|recipient (?:format|syntax|address)|e-?mail)"
        r" || fully?[- ]qualified || domain (?:name )?(?:is )?(?:required|missing|needed)"
        r"|domain part || (?:angle )?brackets? || must (?:contain|include|have) (?:a "
        r"|an )?(?:domain|@)"
        r" || user address required|(?:requires?|need) (?:an? )?(?:valid )?(?:user |mail "
        r"|e-?mail )?address || unqualified|no domain|domain missing|not a valid (?:e-?mail "
        r"|mail )?(?:address|path)"
        r" || colon (?:required|expected|missing)|missing colon || syntax: (?:mail|rcpt|from"
        r"|to)|(?:mail|rcpt) (?:from|to): ?< || mail ?box name (?:not allowed|invalid|syntax)"
        r" || invalid address|illegal address|bad address|address (?:is )?(?:invalid|incorrect"
        r"|illegal)"
        r" || mail from/rcpt to parameters",
        "smtp mail|rcpt|other|unasked|data",
    ),
    Rule(
        "syntax",
        r"syntax\w*|malformed|(?:bad|invalid|illegal|wrong|incorrect|missing|too many|too few"
        r"|unexpected|unrecogni\w*|unsupported|unknown|improper|extra|no|expected|empty)"
        r" (?:\w+ ){0,2}?(?:argument|parameter|paramenter|option|param|character|input|line"
        r"|format|data after|text)s?"
        r" || (?:argument|parameter|option|param)s? (?:\w+ ){0,2}?(?:required|missing|invalid"
        r"|not|expected|error|needed|bad|unknown|un\w+|incorrect|illegal)"
        r" || (?:garbage|trailing|parse error|cannot parse|not allowed characters|non-?ascii"
        r"|illegal char\w*|bad char\w*|null byte|8-?bit char\w*|control char\w*)"
        r" || invalid input|bad input|bad format|usage:",
    ),
)
