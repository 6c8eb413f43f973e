"""What a text says of who receives: not ours, not there, switched off, full, unwilling."""

from tutor.causes.rules import Rule

RELAY = (
    Rule(
        "sender_mismatch",
        r"relay\w* (?:\w+ )?disallowed as || sender (?:is )?(?:not|\w*n't) allowed to relay",
        "smtp",
    ),
    Rule("sender_rejected", r"(?:MESSAGE from|your|sender) .. domain .. REFUSED", "mail"),
    Rule(
        "relay_denied",
        r"(?:relay\w*|forward(?!-path)\w*) & (?:REFUSED|NOT|NEED|unauthori[sz]ed|attempt|denied"
        r"|fail\w*"
        r"|access|disabled|off|invalid)"
        r" || rcpt ?hosts || (?:non-?accepted|non-?local|not (?:a |an |our |one of )*(?:local"
        r"|hosted|accepted|served|known)"
        r") (?:\w+ )?domain"
        r" || domain (?:\w+ )?(?:is )?(?:not|\w*n't) (?:\w+ )?(?:hosted|local|handled|served"
        r"|accepted|in my list|here|ours)"
        r" || (?:not|\w*n't) (?:\w+ )?(?:handle|host|accept|serve"
        r"|responsible)\w* (?:mail )?(?:for )?(?:that|this|the) domain"
        r" || deliver\w* (?:\w+ )?(?:not|\w*n't) (?:allowed|permitted|authori[sz]ed) to"
        r" || (?:not|\w*n't|un) ?(?:allowed|permitted|authori[sz]ed) to (?:send|mail|deliver"
        r"|relay|submit) (?:\w+ )?to (?:an? )?"
        r"(?:external|remote|this (?:address|recipient|domain)|outside|other|non-?local"
        r"|foreign|the internet)"
        r" || (?:external|remote|foreign|outside|non-?local) (?:recipient|domain|destination"
        r"|address|deliver|host|user)\w*"
        r" .. (?:REFUSED|NEED|not)"
        r" || (?:our|own|local|hosted|internal) (?:\w+ ){0,2}?(?:domains?|users|recipients"
        r"|customers"
        r"|addresses|mail ?boxes) only"
        r" || only .. (?:our|own|local|hosted|internal) (?:\w+ )?(?:domains?|users|recipients"
        r"|customers|addresses|mail ?boxes)"
        r" || (?:through|via) (?:us|here|this (?:host|server|system|machine))\b"
        r" || we (?:do not|don't) (?:\w+ )?relay|no relay\w*|open relay",
        "smtp !connect !hello !dot",
    ),
    Rule(
        "relay_denied",
        r"relay(?:ing)? .. REFUSED || (?:unable|not permitted|not allowed|cannot) to relay "
        r"|| relay access",
        "smtp",
    ),
)

PLACE = (
    Rule(
        "mailbox_full",
        r"(?:room|space|storage|quota) & (?:mail ?box|in ?box|recipient|account)",
        "dot|data 4|552",
    ),
    Rule("too_big", r"exceeded storage allocation", "!rcpt"),
    Rule(
        "server_storage",
        r"(?:system|disk|server|queue|spool|partition|device|filesystem|file system"
        r"|hard drive) .. (?:storage|space|full)"
        r"(?! .{0,16}mail ?box)"
        r" || (?:insufficient|not enough|no|low|out of|lack of|short of) (?:\w+ )?(?:system"
        r"|disk|server|queue|spool|free)"
        r" ?(?:storage|space|blocks)? || space shortage || no space left "
        r"|| disk (?:is )?(?:full|quota)|disk .{0,10}full"
        r" || (?:insufficient|not enough|out of) (?:system )?(?:storage|space"
        r"|resources)(?! .{0,20}(?:mail ?box|recipient|user))",
        "!rcpt",
    ),
    Rule(
        "server_storage",
        r"(?:system|disk|server|queue) (?:storage|space|full)|no space left on",
        "rcpt",
    ),
    Rule(
        "mailbox_full",
        r"(?:USER|mail ?drop|storage|mail storage|mail folder) .. (?:full\b|quota"
        r"|no (?:more )?(?:space|room)|out of (?:storage|space|room)"
        r"|insufficient|exceed\w* .. (?:storage|size|space|limit|allocation|disk|mail ?box)"
        r"|over ?limit|no storage)"
        r" || (?:space|storage|room) (?:is )?not enough || over[ -]?quota|overquota "
        r"|| mail ?box (?:\w+ )?full|full mail ?box"
        r" || (?:exceed\w*|over|insufficient|no more|above) (?:\w+ ){0,4}?(?:quota"
        r"|mail ?box (?:size|limit|space)|allocation)"
        r"(?! .{0,20}(?:hour|day|minute|rate|sending))"
        r" || (?<!rate )(?<!sending )(?<!message )quota (?:is |was |has been )?(?:exceeded"
        r"|full|exhausted|reached|violat\w*)",
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
        r"USER (?:\w+ ){0,4}?(?:disabled|suspend\w*|inactive|deactivat\w*|locked|frozen"
        r"|expired|closed|not active"
        r"|inactivity|discontinued|terminated|banned|on hold|not (?:been )?activated|dormant"
        r"|archived"
        r"|retired)"
        r" || (?:disabled|suspended|inactive|deactivated|locked|frozen|expired|closed"
        r"|dormant) (?:\w+ )?USER",
        "!mail !connect !hello !login",
    ),
    Rule(
        "mailbox_disabled",
        r"(?:account|user|mail ?box) .. (?:not|\w*n't) (?:allowed|permitted) to receive",
        "rcpt",
    ),
    Rule(
        "mailbox_unknown",
        r"(?:no|unknown|invalid|nonexistent|non-existent|bad|not a valid|not a known"
        r"|cannot find) (?:\w+ )?(?:such )?(?:\w+ )?"
        r"(?:user|recipient|mail ?box|person|addressee|account|local[ -]part|alias"
        r"|inbox)\b(?!s? (?:address )?(?:syntax|format|name))"
        r"(?! (?:un|not |name|quota))"
        r" || (?:user|recipient|rcpt|mail ?box|account|addressee|inbox|alias|person|individual"
        r"|name|employee)s? .. UNKNOWN"
        r" || address (?:\w+ ){0,3}?(?:unknown|(?:does not|doesn't|not) exist|not found"
        r"|undeliverable|no longer \w+|not known|no such)"
        r" || (?:unroutea?ble|undeliverable|unknown|dead|no such) (?:\w+ )?(?:address|user"
        r"|recipient|name)"
        r" || addressee unknown || (?:not|\w*n't) (?:\w+ )?(?:a |an |our |any "
        r"|have an? )*(?:customer|user|mail ?box|account|subscriber)"
        r"(?! (?:is |has )?(?:full|avail|over|disab))"
        r" || recipient (?:address )?(?:rejected|refused) .. (?:unknown|undeliver|not found"
        r"|exist|unverified|domain|invalid|no )"
        r" || (?:user|recipient|mailbox) not (?:local|here);? please try|has moved|mail moved"
        r"|(?:null|no) mx|no one (?:here|by)"
        r" || (?:domain|host|hostname) (?:\w+ ){0,3}?(?:not found|unknown|does(?: not"
        r"|\w*n't) exist|not exist|not resolve|does(?: not|\w*n't) resolve"
        r"|does(?: not|\w*n't) accept)",
        "rcpt|data|dot|other|unasked !pop3",
    ),
    Rule("mailbox_unknown", r"mail ?box (?:is )?unavailable", "553"),
    Rule(
        "mailbox_unavailable", r"(?:mail ?box|recipient) .. unavailable || access denied", "rcpt 5"
    ),
    Rule(
        "mailbox_unavailable",
        r"(?:recipient|rcpt|user|account|address|mail ?box"
        r"|destination) (?:\w+ ){0,4}?(?:REFUSED|unavailable|not available|restricted"
        r"|verif\w* fail|(?:can|does|do|will)(?:not|\w*n't| not) (?:accept|receive)|unwilling)"
        r" || (?:not|\w*n't|cannot) (?:\w+ )?(?:accept\w*|receiv\w*|take) (?:\w+ )?(?:mail"
        r"|messages?|e-?mail)"
        r" || mail ?box unavailable || only accepts? || (?:delivery|restricted) .. restrict\w*",
        "rcpt 5",
    ),
    Rule("mailbox_unavailable", r"mail ?box (?:is )?(?:unavailable|not available)", "550 !mail"),
)
