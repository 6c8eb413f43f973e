"""What a text says of who receives: not ours, not there, switched off, full, unwilling."""

from tutor.causes.rules import Rule

RELAY = (
    Rule(
        "relay_denied",
        r"(?:relay\w*|forward\w*) & (?:REFUSED|NOT|NEED|unauthori[sz]ed|attempt|denied|fail\w*|access|disabled|off)"
        r" || rcpt ?hosts || (?:non-?accepted|non-?local|not (?:a |an |our |one of )*(?:local|hosted|accepted|served|known)"
        r") (?:\w+ )?domain"
        r" || domain (?:\w+ )?(?:is )?(?:not|n't) (?:\w+ )?(?:hosted|local|handled|served|accepted|in my list|here|ours)"
        r" || (?:not|n't) (?:\w+ )?(?:handle|host|accept|serve|responsible)\w* (?:mail )?(?:for )?(?:that|this|the) domain"
        r" || deliver\w* (?:\w+ )?(?:not|n't) (?:allowed|permitted|authori[sz]ed) to"
        r" || (?:not|n't|un) ?(?:allowed|permitted|authori[sz]ed) to (?:send|mail|deliver|relay|submit) (?:\w+ )?(?:to )?"
        r"(?:external|remote|this (?:address|recipient|domain)|outside|other|non-?local|foreign|the internet)"
        r" || (?:external|remote|foreign|outside|non-?local) (?:recipient|domain|destination|address|deliver|host|user)\w*"
        r" .. (?:REFUSED|NEED|not)"
        r" || we (?:do not|don't) (?:\w+ )?relay|no relay\w*|open relay",
        "smtp !connect !hello !dot",
    ),
    Rule(
        "relay_denied",
        r"relay(?:ing)? .. REFUSED || (?:unable|not permitted|not allowed|cannot) to relay || relay access",
        "smtp",
    ),
)

PLACE = (
    Rule("too_big", r"exceeded storage allocation", "!rcpt"),
    Rule(
        "server_storage",
        r"(?:system|disk|server|queue|spool|partition|device|filesystem|file system|hard drive) .. (?:storage|space|full)"
        r"(?! .{0,16}mail ?box)"
        r" || (?:insufficient|not enough|no|low|out of|lack of|short of) (?:\w+ )?(?:system|disk|server|queue|spool|free)"
        r" ?(?:storage|space|blocks)? || no space left || disk (?:is )?(?:full|quota)|disk .{0,10}full"
        r" || (?:insufficient|not enough|out of) (?:system )?(?:storage|space|resources)(?! .{0,20}(?:mail ?box|recipient|user))",
        "!rcpt",
    ),
    Rule("server_storage", r"(?:system|disk|server|queue) (?:storage|space|full)|no space left on", "rcpt"),
    Rule(
        "mailbox_full",
        r"(?:USER|mail ?drop|storage|mail storage|mail folder) .. (?:full\b|quota|no (?:more )?(?:space|room)|out of (?:storage|space|room)"
        r"|insufficient|exceed\w* .. (?:storage|size|space|limit|allocation|disk|mail ?box)|over ?limit|no storage)"
        r" || over[ -]?quota|overquota || mail ?box (?:\w+ )?full|full mail ?box"
        r" || (?:exceed\w*|over|insufficient|no more|above) (?:\w+ ){0,4}?(?:quota|mail ?box (?:size|limit|space)|allocation)"
        r"(?! .{0,20}(?:hour|day|minute|rate|sending))"
        r" || (?<!rate )(?<!sending )(?<!message )quota (?:is |was |has been )?(?:exceeded|full|exhausted|reached|violat\w*)",
        "!mail !dot !login !data !connect !hello",
    ),
    Rule(
        "mailbox_full",
        r"over[ -]?quota || quota .. (?:exceed\w*|full|reached) || mail ?box .. full",
        "dot|login|data|other",
    ),
)

MAILBOX = (
    Rule(
        "mailbox_disabled",
        r"USER (?:\w+ ){0,4}?(?:disabled|suspend\w*|inactive|deactivat\w*|locked|frozen|expired|closed|not active"
        r"|discontinued|terminated|banned|on hold|not (?:been )?activated|dormant|archived|retired)"
        r" || (?:disabled|suspended|inactive|deactivated|locked|frozen|expired|closed|dormant) (?:\w+ )?USER",
        "!mail !dot !connect !hello !login",
    ),
    Rule(
        "mailbox_unknown",
        r"(?:no|unknown|invalid|nonexistent|non-existent|bad|not a valid|not a known|cannot find) (?:\w+ )?(?:such )?(?:\w+ )?"
        r"(?:user|recipient|mail ?box|person|addressee|account|local[ -]part|alias|inbox)\b(?!s? (?:address )?(?:syntax|format|name))"
        r"(?! (?:un|not |name|quota))"
        r" || (?:user|recipient|mail ?box|account|addressee|inbox|alias|person|individual|name|employee)s? .. UNKNOWN"
        r" || address (?:\w+ ){0,3}?(?:unknown|(?:does not|doesn't|not) exist|not found|undeliverable|no longer \w+|not known|no such)"
        r" || (?:unroutea?ble|undeliverable|unknown|dead|no such) (?:\w+ )?(?:address|user|recipient|name)"
        r" || addressee unknown || (?:not|n't) (?:\w+ )?(?:a |an |our |any |have an? )*(?:customer|user|mail ?box|account|subscriber)"
        r"(?! (?:is |has )?(?:full|avail|over|disab))"
        r" || recipient (?:address )?(?:rejected|refused) .. (?:unknown|undeliver|not found|exist|unverified|domain|invalid|no )"
        r" || (?:user|recipient|mailbox) not (?:local|here)|please try|has moved|mail moved|(?:null|no) mx|no one (?:here|by)"
        r" || (?:domain|host|hostname) (?:\w+ ){0,3}?(?:not found|unknown|does(?: not|n't) exist|not exist|not resolve|does(?: not|n't) resolve"
        r"|does(?: not|n't) accept)",
        "rcpt|data|dot|other|unasked !pop3",
    ),
    Rule("mailbox_unknown", r"mail ?box (?:is )?unavailable", "553"),
    Rule("mailbox_unavailable", r"(?:mail ?box|recipient) .. unavailable || access denied", "rcpt 5"),
    Rule(
        "mailbox_unavailable",
        r"(?:recipient|rcpt|user|account|address|mail ?box|destination) (?:\w+ ){0,4}?(?:REFUSED|unavailable|not available|restricted"
        r"|verif\w* fail|(?:can|does|do|will)(?:not|n't| not) (?:accept|receive)|unwilling)"
        r" || (?:not|n't|cannot) (?:\w+ )?(?:accept\w*|receiv\w*|take) (?:\w+ )?(?:mail|messages?|e-?mail)"
        r" || mail ?box unavailable || only accepts? || (?:delivery|restricted) .. restrict\w*",
        "rcpt 5",
    ),
    Rule("mailbox_unavailable", r"mail ?box (?:is )?(?:unavailable|not available)", "550"),
)
