"""What a text says of lines as such: their ends, their turn, their number, a silence too long."""

from tutor.causes.rules import Rule

LINES = (
    Rule("header_outside_data", r"break (?:the )?rules"),
    Rule(
        "header_outside_data", r"header\w* .. (?:outside|before|as a? ?command|instead of)", "!dot"
    ),
    Rule("header_outside_data", r"non-? ?smtp (?:command|protocol|client|input|traffic)"),
    Rule(
        "header_outside_data", r"(?:http|web|proxy) (?:request|client|protocol)|web browser .. not"
    ),
    Rule(
        "bare_lf",
        r"\b(?:bare|stray|lone|naked|isolated|single|raw) <? ?(?:lf|cr|new ?lines?"
        r"|line ?feeds?"
        r"|carriage|lfs|crs|line endings?)\b"
        r" || <? ?(?:lf|line ?feed|newline) ?>? (?:without|not preceded|but no) .. (?:cr\b"
        r"|carriage)"
        r" || (?:lines?|commands?|line endings?) (?:must|should|not) (?:be )?(?:end"
        r"|terminat)\w* .. crlf"
        r" || (?:improper|invalid|illegal|bad|incorrect|wrong) (?:line|eol|end[ -]of[ -]line)"
        r" ?(?:terminat\w*|end\w*|break\w*|sequence|marker)"
        r" || crlf .. (?:NEED|instead)",
    ),
    Rule(
        "pipelining",
        r"before .. (?:greeting|banner) || pipelin\w* || synchroni[sz]ation (?:error|fail"
        r"|problem|viol) || pre-?greet\w*"
        r" || out of sync\w* || protocol synchroni || early ?talk\w*"
        r" || (?:talk\w*|spoke|speak\w*|sen[dt]|input|data|traffic"
        r"|commands?) .. (?:too (?:soon|early)"
        r"|before .. (?:greeting|banner|my turn|your turn|repl|response|prompt|answer|my))"
        r" || (?:ahead of|without waiting) .. (?:turn|repl\w*|response|answer|prompt|greeting"
        r"|banner)"
        r" || wait\w* (?:for|until) .. (?:greeting|banner|my turn|your turn|repl\w+|response|answer"
        r"|prompt)"
        r" || talks? before",
    ),
    Rule(
        "too_many_errors",
        r"too m(?:any|uch) (?!auth|log|password|fail\w* (?:auth|log|pass)|bad (?:auth|log|pass"
        r"|recip)"
        r"|invalid (?:auth|log|pass|recip|user)|unknown (?:recip"
        r"|user))(?:\w+ ){0,3}?(?:errors?"
        r"|(?:(?:smtp|pop3?) )?commands?|protocol viol\w*|faults|mistakes"
        r"|nonsense)(?! .{0,12}(?:login|auth))"
        r" || \b(?<!auth )(?<!login )(?:errors?|bad commands?) (?:limit|count|threshold"
        r"|maximum)"
        r" || (?:errors?|commands?|mistakes?) .. (?:in (?:a )?(?:row|succession)|one after)"
        r" || (?:consecutive|repeated|successive|excessive|numerous) (?:\w+ ){0,3}?(?:errors?"
        r"|commands|mistakes?) || (?:errors?|mistakes?|commands?) too many"
        r" || enough (?:\w+ ){0,2}?(?:errors|commands|mistakes|nonsense)"
        r" || (?:limit|maximum|number) .. (?:bad|invalid|unrecogni\w*|unknown|junk"
        r"|errone\w*) commands?",
        "!login",
    ),
    Rule("too_many_errors", r"too many (?:\w+ ){0,3}(?:errors|commands)", "login !535"),
)

SILENCE = (
    Rule(
        "server_error",
        r"(?:look ?up|dns|connect\w* to|ldap|sql|backend|filter|scan\w*|milter|lmtp|database"
        r"|proxy|upstream) .. time"
        r" || time\w* ?out .. (?:look ?up|dns|connect\w* to|ldap|sql|backend|filter|scan\w*"
        r"|milter|lmtp|database)",
    ),
    Rule(
        "timeout",
        r"\btime[ -]?outs?\b || \btimed[ -]?out || (?:idle|inactiv\w*|no activity) "
        r"|| silent .. long"
        r" || wait\w* .. too long || too (?:long|slow) .. (?:command|input|data|wait)"
        r" || time (?:limit )?(?:exceeded|expired|is up) || (?:autologout|auto-logout)"
        r" || took too long || (?:no|not) (?:command|input|data) .. (?:received|within"
        r"|in time)",
        "!rcpt",
    ),
    Rule(
        "timeout",
        r"timeout exceeded || (?:idle|inactiv\w*) .. (?:clos\w*|disconnect\w*|bye)",
        "rcpt",
    ),
)
