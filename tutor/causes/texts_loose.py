"""What single words hint at, where no wording is known: each at the steps where it can mean one
thing only. These rules come after all that know a wording.
"""

from tutor.causes.rules import Rule


def _hint(cause: str, words: str, where: str) -> Rule:
    parts = words.split(" || ")
    return Rule(cause, " || ".join(p if " & " in p else rf"\b(?:{p})\b" for p in parts), where)


_LOGIN = (
    _hint("sequence", r"already|again|twice|second time", "auth 501|503"),
    _hint(
        "app_password_required",
        r"second factor|(?:generate|create|make) .. (?:pass ?word|code)"
        r" || (?:app|device|special|dedicated|separate) (?:\w+ )?(?:pass ?word|code|token)",
        "login",
    ),
    _hint(
        "service_not_enabled",
        r"(?:pop3?|smtp|imap|service|protocol|external|client|third[- ]party) & (?:enabl\w*"
        r"|activat\w*|switch\w*|turn\w*|settings?|open\w*|allow\w*|permi\w*|disabl\w*|off"
        r"|subscri\w*|plan|licen[sc]\w*|upgrade)",
        "login",
    ),
    _hint(
        "service_not_enabled",
        r"(?:pop3?|imap4?|smtp) (?:\w+ ){0,4}?(?:reserved|only|paid|paying|premium|members?"
        r"|customers?"
        r"|plans?|options?|access)",
        "login",
    ),
    _hint(
        "auth_disabled",
        r"(?:not|\w*n't|no longer) (?:allow\w*|permit\w*|support\w*|accept\w*) .. (?:pass ?words"
        r"|(?:by|with|via|using) (?:a )?(?:pass ?word|secret)|(?:basic|plain|legacy) (?:auth"
        r"|log)\w*)",
        "login",
    ),
    _hint(
        "auth_disabled",
        r"(?:oauth\w*|tokens?|modern|legacy|administrator|organi[sz]ation\w*|polic\w*) .."
        r" (?:REFUSED"
        r"|off|use|instead|disabl\w*)",
        "login",
    ),
    _hint(
        "blocked_login",
        r"browser|web ?site|web ?mail|unlock|suspicious|unusual|risk\w*|captcha",
        "login",
    ),
    _hint(
        "base64_error",
        r"decod\w*|encod\w*|base|padding|garbage|malformed|characters?",
        "auth 501|500|535|553|554|550",
    ),
    _hint(
        "mailbox_locked",
        r"elsewhere|exclusive|other|another|else|some(?:body|one)|opened|(?:mail ?box|mail"
        r" ?drop) .. busy|in use"
        r"|simultaneous\w*|twice",
        "pop3 pass",
    ),
    _hint(
        "rate_limited",
        r"too (?:soon|often|many|fast|quick\w*)|wait|every .. minutes|frequen\w*"
        r"|interval|attempts",
        "login",
    ),
    _hint(
        "server_error",
        r"(?:auth\w*|user|account|mail ?box|server|service) .. (?:moment|right now|at this time"
        r"|currently)",
        "login",
    ),
)

_RECIPIENT = (
    _hint("mailbox_full", r"full|room|quota|storage|space|capacity|overflow\w*|over limit", "rcpt"),
    _hint(
        "mailbox_disabled",
        r"disabled|suspended|inactive|deactivated|closed|frozen|expired|stopped|paused|terminated"
        r"|discontinued|shut|cancell?ed",
        "rcpt 5",
    ),
    _hint(
        "relay_denied",
        r"relay\w*|forward\w*|gateway\w*|outside|external|foreign|strangers?|elsewhere|third",
        "rcpt 5",
    ),
    _hint(
        "mailbox_unknown",
        r"NOT .. (?:f[io]u?nd|locat\w*|know\w*|recogni[sz]\w*|exist\w*|resolv\w*|identif\w*|lives?"
        r"|works?|here|listed|valid|ours?|right|reach\w*|correct|deliverable)"
        r" || (?:nobody|no one|no-one|none|unknown|non-?exist\w*|undeliver\w*|nowhere"
        r"|misspel\w*|typo"
        r"|left|departed|moved|gone)",
        "rcpt 5",
    ),
    _hint(
        "relay_denied",
        r"(?:remote|other|that|this) (?:domain|host|server|site|network)s? || responsible"
        r"|serve|served|handle|handled|host(?:ed|s)? (?:here|mail)",
        "rcpt 5",
    ),
    _hint(
        "mailbox_unknown",
        r"USER .. UNKNOWN || (?:nobody|no one|no-one) .. (?:named|called|here|by|name)",
        "dot 5",
    ),
)

_ENVELOPE = (
    _hint(
        "sender_mismatch",
        r"(?:from|sender|send as|as) .. (?:own|login|logged|your account|authenticated|auth user)",
        "mail|dot|rcpt 5",
    ),
    _hint(
        "address_syntax",
        r"format|syntax|malformed|characters?|brackets?|form|parse\w*|legal|rfc|spaces?"
        r"|punctuation|missing"
        r"|not an? (?:\w+ )?address|at[ -]sign|dots?|lacks?|without",
        "mail|rcpt 500|501|550|553|554|555",
    ),
    _hint(
        "auth_required",
        r"auth\w*|log ?in|logged|login|sign(?:ed)?[ -]?in|password|credentials?|anonymous",
        "mail|rcpt|data|other 5 !534",
    ),
    _hint(
        "greylisted",
        r"first|new|unknown|unseen|unfamiliar|patien\w*|0 (?:minutes|seconds)|come back|resend"
        r"|retry (?:in|after)",
        "rcpt 4 !421",
    ),
    _hint(
        "too_big",
        r"size|big\w*|large\w*|long\w*|heav\w*|weigh\w*|huge|bytes|octets|mi?b|ki?b|megabytes?",
        "dot|mail !500 !501 !503",
    ),
    _hint("server_storage", r"disk|spool|space|storage|room|volume", "452|431|552"),
)

_LIMITS = (
    _hint(
        "rate_limited",
        r"limit\w*|quota|allowance|too (?:many|much|fast|often|soon)|per (?:hour|day|minute|second)"
        r"|today|daily|hourly|frequen\w*|bursts?|flood\w*|speed",
        "mail|dot|data",
    ),
    _hint("sender_rejected", r"address|black\w*|senders?|domain|from", "mail 5"),
)

_MESSAGE = (
    _hint(
        "bare_lf",
        r"lf|crlf|line ?feeds?|new ?lines?|line end\w*|carriage|eol",
        "dot|data|unasked",
    ),
    _hint("header_mismatch", r"headers?|from:|date:|(?:from|date) (?:field|line)", "dot 5"),
    _hint(
        "sender_unauthenticated",
        r"align\w*|authenticat\w*|signature|signed|prove\w*|proof",
        "dot 5",
    ),
    _hint(
        "spam_rejected",
        r"polic\w*|content|advert\w*|commercial|bulk|promotion\w*|filter\w*|attach\w*|suspicious"
        r"|reputation|unwanted|harm\w*|danger\w*|links?|scor\w*",
        "dot 5",
    ),
)

_MAILDROP = (
    _hint("syntax", r"arguments?|param\w*|syntax|usage|takes?|form|format", "pop3 message"),
    _hint(
        "message_unavailable",
        r"open|read|file|corrupt\w*|damaged|fetch|retriev\w*|load|disk|content|unavailable",
        "pop3 message",
    ),
    _hint(
        "no_such_message",
        r"number|index|range|many|fewer|exist\w*|f[io]u?nd|such|only|less|more|high|large|last"
        r"|beyond|nothing|none|empty|unknown|there",
        "pop3 message",
    ),
)

_SESSION = (
    _hint(
        "need_tls",
        r"tls|ssl|starttls|stls|encrypt\w*|secured?|plain ?text|clear ?text|in (?:the )?clear",
        "!dot !rcpt !connect !tls",
    ),
    _hint(
        "timeout",
        r"idle|silen\w*|quiet|slow|inactiv\w*|wait\w*|too long|minutes|seconds|expired|timer|asleep"
        r"|no .{0,20}(?:data|commands?|input|traffic|activity)|nothing|(?:not|\w*n't) (?:say|said"
        r"|hear|heard|sen[dt]|typed?)",
        "unasked",
    ),
    _hint(
        "service_closing",
        r"restart\w*|reboot\w*|stop\w*|mainten\w*|upgrad\w*|clos\w*|shut\w*|down|terminat\w*"
        r"|halt\w*",
        "unasked",
    ),
    _hint(
        "rate_limited",
        r"many|much|limit\w*|max\w*|concurrent\w*|simultaneous\w*|connections|sessions|at once"
        r"|slots"
        r" || (?:one|each|per|enough|already) .. (?:connections?|sessions?|clients?|hosts?|ips?)"
        r" || (?:connections?|sessions?) .. (?:one|each|per|enough|already)",
        "connect 4|-ERR",
    ),
    _hint(
        "ip_blocked",
        r"ip|address|hosts?|network|dns|list\w*|reputation|ptr|record|block\w*|bann\w*|you",
        "connect 5",
    ),
    _hint(
        "sequence",
        r"order|turn|first|before|after|already|premature\w*|state|expected|begin|beforehand"
        r"|context",
        "!connect !dot !hello !login !530 5",
    ),
    _hint(
        "sequence",
        r"first|before|already|state|log ?in|logged|login|authenticat\w*|transaction",
        "pop3 !connect !login !message",
    ),
)

LOOSE = (*_LOGIN, *_RECIPIENT, *_ENVELOPE, *_LIMITS, *_MESSAGE, *_MAILDROP, *_SESSION)

LAST = (_hint("server_error", r"error|problem|trouble|fault|broken|exception|crash\w*", "4 !421"),)
