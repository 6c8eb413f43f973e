"""What a text says of a command: its turn, its name, its argument, the form of an address."""

from tutor.causes.rules import Rule

ORDER = (
    Rule("auth_required", r"(?:need|require|send|use|try|give) .. (?:auth|login) (?:command )?first", "smtp"),
    Rule(
        "sequence",
        r"\bsequence\b|out of (?:order|turn|place)|wrong order|order of commands|bad order"
        r" || (?:need|send|issue|specify|say|give|use|expect\w*|must|requires?|want|supply|after|before|without|missing|precede\w*|no|got|have|try) "
        r"(?:an? |the |valid |any |previous |successful |prior |be |have |issue |first |at least |one |some |to |with |send |specify |given |by )*"
        r"(?:mail(?: from)?|rcpt(?: to)?|recipients?|senders?|data|user|username|user name|pass|envelope|transaction|from)"
        r"(?:/\w+)? ?(?:command|first|before|given|specified|yet|has|was|already|must|issued|address first|\(|$|is not|name given)"
        r" || (?:mail|rcpt|user|data|starttls|recipients?|sender|helo|ehlo|auth|transaction|from|pass) (?:\w+ )?(?:command )?(?:is |be |has |was |been )*"
        r"(?:first\b|before|must precede|required before|not (?:yet )?(?:given|specified|issued|sent|started|seen)|already|expected|must be)"
        r" || nested (?:mail|transaction) || (?:already|previously) (?:\w+ )?(?:specified|given|in progress|authenticated|logged|active|started|issued|sent|open|got|have"
        r"|begun|said|identified|authori[sz]ed|performed|set)"
        r" || (?:no|without|missing|any|zero|all) (?:valid |accepted |good |acceptable )?(?:recipients?|rcpt)(?! .{0,12}(?:here|by that|exist|domain|name|unknown|invalid))"
        r" || must precede|sender (?:not|already)|no sender|must have (?:sender|recipient)|no username given|must give|name first|first (?:issue|send|give|use)"
        r" || (?:not|n't|in|un) ?(?:valid|allow\w*|permit\w*|available|accept\w*|legal|expected|appropriate|possible) (?:\w+ )?(?:in|at|during|within|while|for) (?:\w+ )?"
        r"(?:this|current|present|that|the|mail|\w+) (?:\w+ )?(?:state|mode|point|time|stage|phase|session|transaction|context)"
        r" || (?:wrong|bad|incorrect|invalid|illegal|inappropriate|unexpected) (?:\w+ )?(?:state|mode|time|phase|stage)|(?:state|phase) .. (?:command|error)"
        r" || (?:command|verb) (?:is )?(?:unexpected|not (?:expected|allowed|valid|permitted|appropriate) (?:here|now|yet|at)|out)"
        r" || (?:unexpected|inappropriate|premature) (?:\w+ )?command || (?:not|n't) (?:now|yet)\b|not in (?:a )?(?:mail )?transaction|transaction (?:already|in progress|not)"
        r" || (?:authorization|transaction|update) state",
        "!hello",
    ),
)

NAMES = (
    Rule("address_syntax", r"param\w* not || (?:mail|rcpt) (?:from|to)", "555"),
    Rule(
        "unknown_command",
        r"(?:commands?|verb|keyword|request|instruction|\bcmd) (?:\w+ ){0,3}?(?:(?:is |was |are )?(?:not|n't|un|never|in) ?(?:\w+ )?(?:recogni[sz]\w*|implement\w*|support\w*"
        r"|understood|understand|known|found|defined|available|valid|exist\w*|enabled|accept\w*|legal|specified)|unknown|unrecogni\w*|unimplement\w*|bad|illegal"
        r"|disabled|not allowed|forbidden|error)"
        r" || (?:unknown|unrecogni[sz]\w*|unimplement\w*|invalid|bad|illegal|unsupported|undefined|not (?:a )?(?:valid|known|recogni[sz]ed)|no such|not implemented|never heard of"
        r"|disabled|nonexistent|incorrect|wrong|non-?existent|missing|what|empty|null) (?:\w+ ){0,3}?(?:commands?|verb|keyword|cmd|instruction)\b(?! (?:parameter|argument|syntax|sequence|line))"
        r" || ^(?:error:? )?(?:not |un)(?:yet )?(?:implemented|recogni[sz]ed|supported|understood)|unimplemented|not implemented(?! .{0,8}param)"
        r" || (?:don't|do not|didn't|did not|cannot|can't) (?:\w+ )?(?:understand|recogni[sz]e|know|grok)|what\?|\bhuh\b|eh\?|come again|not understood"
        r" || unrecogni[sz]ed(?! (?:\w+ )?(?:param|arg|auth|opt|addr))",
    ),
)

# Explicit enough to go before what else a refused sender or recipient may be.
SPELLING = (
    Rule(
        "address_syntax",
        r"fully?[- ]qualified || (?:bad|invalid|malformed) (?:\w+ )?address syntax || (?:address|path|mail ?box name|mail ?box|sender|recipient|local[ -]part)s?"
        r" (?:\w+ )?(?:syntax\w*|format|malformed|misformed|syntactically|ill-?formed|must contain)"
        r" || (?:host ?name|domain(?: name)?) required|syntax: ?(?:mail|rcpt|from|to)|(?:angle )?brackets"
        r" || (?:syntax\w*|malformed|ill-?formed|syntactically|misformed) (?:\w+ ){0,3}?(?:address|path|sender|recipient|mail ?box|mail from|rcpt to|local[ -]part)",
        "smtp mail|rcpt|other|unasked|data",
    ),
    Rule("address_syntax", r"^(?:error:? )?syntax error", "mail|rcpt 555"),
)

FORM = (
    Rule(
        "address_syntax",
        r"(?:mail ?from|rcpt ?to|from|to|sender|recipients?|address\w*|path|mail ?box(?: name)?|local[ -]part|e-?mail|domain|forward-path|reverse-path|route) (?:\w+ |\W){0,4}?"
        r"(?:syntax\w*|malformed|syntactically|must contain|not fully|incomplete|illegal|improper|ill-?formed|not well|format|unbalanced|incorrect\w*"
        r"|parse|misformatted|(?:is )?(?:in|not )valid|lacks?|mis-?formed|parameters? not|not rfc)"
        r" || (?:syntax\w*|malformed|bad|illegal|improper|ill-?formed|invalid|unbalanced|incorrect|missing|unparse?able|cannot parse|can't parse|parse|mis-?formed|empty|unqualified|wrong"
        r"|unterminated|incomplete)"
        r" (?:\w+ |\W){0,4}?(?:mail ?from|rcpt ?to|address\w*|(?:reverse|forward|return)?-?path|mail ?box name|mail ?box syntax|local[ -]part|<|>|domain|angle|brackets?|path|at sign"
        r"|sender (?:format|syntax|address)|recipient (?:format|syntax|address)|e-?mail)"
        r" || fully?[- ]qualified || domain (?:name )?(?:is )?(?:required|missing|needed)|domain part || (?:angle )?brackets? || must (?:contain|include|have) (?:a |an )?(?:domain|@)"
        r" || user address required|(?:requires?|need) (?:an? )?(?:valid )?(?:user |mail |e-?mail )?address || unqualified|no domain|domain missing|not a valid (?:e-?mail |mail )?(?:address|path)"
        r" || colon (?:required|expected|missing)|missing colon || syntax: (?:mail|rcpt|from|to)|(?:mail|rcpt) (?:from|to): ?< || mail ?box name (?:not allowed|invalid|syntax)"
        r" || invalid address|illegal address|bad address|address (?:is )?(?:invalid|incorrect|illegal)"
        r" || mail from/rcpt to parameters",
        "smtp mail|rcpt|other|unasked|data",
    ),
    Rule(
        "syntax",
        r"syntax\w*|malformed|(?:bad|invalid|illegal|wrong|incorrect|missing|too many|too few|unexpected|unrecogni\w*|unsupported|unknown|improper|extra|no|expected|empty)"
        r" (?:\w+ ){0,2}?(?:argument|parameter|paramenter|option|param|character|input|line|format|data after|text)s?"
        r" || (?:argument|parameter|option|param)s? (?:\w+ ){0,2}?(?:required|missing|invalid|not|expected|error|needed|bad|unknown|un\w+|incorrect|illegal)"
        r" || (?:garbage|trailing|parse error|cannot parse|not allowed characters|non-?ascii|illegal char\w*|bad char\w*|null byte|8-?bit char\w*|control char\w*)"
        r" || invalid input|bad input|bad format|usage:",
    ),
)
