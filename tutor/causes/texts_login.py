"""What a text says of logging in: the secret, the way, the account."""

from tutor.causes.rules import Rule

SECOND_SECRET = (
    Rule(
        "app_password_required",
        r"(?:app|application|client|device|third[ -]party|program)\w*[ -](?:specific"
        r"|unique)?[ -]?"
        r"pass(?:word|code|phrase) || \b(?:2fa|mfa|tfa)\b"
        r" || (?:two|2|0|multi)[ -](?:factor|step) (?:auth|verif)\w*"
        r" || pass(?:word|code) (?:generated )?for (?:external |mail |third[ -]party )?(?:app"
        r"|program|client)",
        "!dot",
    ),
    Rule(
        "auth_disabled",
        r"(?:basic|legacy|plain|password|simple)[ -](?:based )?auth\w* .. (?:disabl\w*|REFUSED"
        r"|no longer|deprecat\w*|not supported|turned off|retired|removed|unavailable)"
        r" || (?:stronger|more secure) (?:\w+ )?(?:auth|log|pass|mech|sasl)\w* || did(?: not"
        r"|\w*n't) meet the criteria || smtpclientauth\w* is disabled for the tenant"
        r" || (?:oauth|xoauth|modern auth\w*|token|bearer) & (?:NEED|instead|only)"
        r" || (?:security defaults|conditional access|less secure)"
        r" || pass ?words? (?:based )?(?:log\w*|sign\w*|auth\w*) .. (?:disabl\w*|no longer"
        r"|(?:turned"
        r"|switched) off|REFUSED|retired|not (?:enabled|supported|available|possible))"
        r" || (?:login|auth\w*|account|password) .. (?:disabl\w*|REFUSED) (?:by"
        r"|due to) .. (?:polic\w*)"
        r" || (?:polic\w*) .. (?:forbid|prohibit|disallow|block|disable)\w* .. (?:login"
        r"|auth\w*|password)",
        "!dot",
    ),
)

# A server that counts up what it may be does not tell: to the learner it is a refused login.
ALTERNATIVES = (
    Rule(
        "auth_failed",
        r"(?:log ?in|authenticat\w*|login) fail\w* or || (?:log ?in|authenticat\w*"
        r"|login) fail\w* .. (?:incorrect|wrong|code|password) .. or "
        r" || (?:password|auth\w* code|code) (?:is )?(?:incorrect|wrong|invalid"
        r"|error),? .{0,60}\bor\b"
        r" || login fail\w* .{0,40}(?:authori[sz]ation|auth\w*) code"
        r" || (?:authori[sz]ation|auth\w*) code (?:\w+ ){0,2}?(?:expired|no longer)",
    ),
)

BROWSER = (
    Rule(
        "blocked_login",
        r"(?:web ?site|web ?mail|web page|web|browser|portal) .. (?:log|sign|verif|unlock"
        r"|confirm|approv)\w*"
        r" || (?:log|sign)(?:ged)?[ -]?(?:in|on)? .. (?:web ?site|web ?mail|web page|browser"
        r"|via web|through the web)"
        r" || (?:verify|confirm|approve|unlock|recover|validate) (?:\w+ ){0,4}?(?:account"
        r"|identity|login|log in"
        r"|sign|activity|device|it'?s you|mailbox)"
        r" || (?:suspicious|unusual|abnormal|unrecogni[sz]ed|risky|insecure|unsafe) (?:\w+ )?"
        r"(?:activit\w*|log|sign|attempt|behaviou?r|device|location|access)\w*"
        r" || captcha || not a robot || (?:use|to|via) (?:the )?web\b || hijack\w* "
        r"|| account (?:\w+ ){0,3}(?:compromised|abnormal)",
        "!dot !rcpt",
    ),
    Rule(
        "blocked_login",
        r"(?:account|user|mail ?box|login|access|sign-in) .. (?:lock(?:ed|out)|locked[ -]?out"
        r"|blocked|abnormal"
        r"|suspicious)",
        "login smtp",
    ),
    Rule(
        "blocked_login",
        r"(?:account|user|login|access|sign-in) .. (?:lock(?:ed|out)|blocked|abnormal"
        r"|suspicious)",
        "login pop3",
    ),
    Rule(
        "service_not_enabled",
        r"^(?:error:? )?(?:pop3?|smtp|imap4?) (?:access|service|login|protocol) (?:for|to|of|on)"
        r" (?:this|your|the) (?:account|user|mail ?box) .. (?:disabled|closed|inactive|off"
        r"|deactivated|suspended)",
        "login",
    ),
    Rule(
        "mailbox_disabled",
        r"(?:account|user|mail ?box|login) .. (?:disabled|suspend\w*|frozen|expired"
        r"|deactivated|inactive"
        r"|terminated|closed|banned)(?! .{0,24}(?:pop|smtp))",
        "login",
    ),
)

SWITCHES = (
    Rule(
        "auth_not_offered",
        r"(?:smtp )?auth\w*(?: command| mechanism| type| method| login"
        r"| plain)? (?:\w+ ){0,4}?(?:not|\w*n't|un) ?"
        r"(?:yet |currently )?(?:enabled|available|supported|advertised|offered|implemented"
        r"|recogni[sz]ed)"
        r" || (?:not|un|\w*n't) ?(?:supported|recogni[sz]ed|available|implemented|known"
        r"|enabled|advertised)"
        r" (?:\w+ )?(?:auth\w*|sasl|login) (?:type|mechanism|method|scheme|command|protocol)?"
        r" || no (?:\w+ )?mechanisms? || (?:unknown|invalid|bad|unavailable"
        r"|no) (?:\w+ )?(?:auth\w*|sasl) (?:type|mechanism|method|scheme|protocol)s?"
        r" || (?:auth\w*|sasl|mechanism|method) .. (?:when|without|before) .. (?:advertised"
        r"|offered|ehlo)"
        r" || (?:mechanism|auth\w* (?:type|method)) (?:\w+ )?(?:not|\w*n't|un) ?(?:supported"
        r"|available|allowed"
        r"|enabled|recogni[sz]ed|known|implemented|permitted)"
        r" || auth\w* (?:is |are )?(?:not|never) (?:allowed|permitted|possible) (?:here"
        r"|on this|from|at|for)"
        r" || auth\w* (?:is )?(?:disabled|not in use|off) (?:on|for) (?:this )?(?:port"
        r"|connection|server|host)",
        "!dot",
    ),
    Rule(
        "service_not_enabled",
        r"(?:pop3?|smtp|imap4?|smtpclient|third[ -]party)[ -/]?\w*(?: \w+){0,2}? .. (?:(?:is"
        r"|are|was|has|been|not|\w*n't)"
        r" )+(?:been )?(?:enabled|open(?:ed)?|activated|allow\w*|permit\w*|turned on"
        r"|switched on|available"
        r"|subscribed|authori[sz]ed|granted)"
        r" || (?:not|\w*n't) (?:been )?(?:enabled?|activat\w*|open(?:ed)?|subscribed"
        r"|configured|entitled|licen[sc]ed|granted)"
        r" (?:for |to |the |use |access |using |with )*(?:pop|smtp|imap|third|client)\w*"
        r" || (?:pop3?|smtp|imap4?|smtpclient\w*)(?: \w+){0,3}? (?:is |has been |was "
        r"|are )?(?:currently )?"
        r"(?:disabled|turned off|switched off|closed|deactivated|suspended|denied|REFUSED)"
        r" || service (?:is |has )?not (?:been )?(?:open\w*|enabled|activated|available for)"
        r" || (?:has|have|had|got|with) no (?:\w+ )?(?:permission|right|privilege"
        r"|access)(?:e?s)?\b(?! to send)"
        r" || (?:not|\w*n't|no) .. (?:permission|allowed|permitted|authori[sz]ed|right"
        r"|privilege)s? .. (?:use|access|for)"
        r" (?:the |this )?(?:pop|smtp|imap|service|protocol)\w*"
        r" || (?:enable|activate|turn on|switch on|open) (?:the |your )?(?:pop|smtp"
        r"|imap)\w*(?! auth)"
        r" || (?:disabled|REFUSED) .. (?:pop3?|smtp|imap) (?:access|login|service)"
        r" || access to (?:\w+ ){0,2}service (?:\w+ )?REFUSED "
        r"|| (?:access )?rights? to (?:use )?(?:this |the )?service || (?:client|service"
        r"|protocol|mail) access .. (?:disabled|not enabled|turned off)",
        "!dot !rcpt !data !connect !hello",
    ),
)

REFUSALS = (
    Rule(
        "auth_not_offered",
        r"auth\w* (?:is |was )?REFUSED(?!.*(?:transaction|fail))",
        "auth 502|503|504",
    ),
    Rule(
        "rate_limited",
        r"(?:too|so) (?:many|much) (?:\w+ ){0,3}?(?:tries|attempts|retries|times|guesses) ||"
        r" too (?:many|much|frequent\w*|often) (?:\w+ ){0,3}?(?:auth\w*|log[ -]?[io]ns?|log ?on"
        r"|pass|sign|fail\w*)"
        r" || (?:auth\w*|log[ -]?[io]ns?|sign-?in|password) (?:\w+ ){0,3}?(?:rate|frequen\w*"
        r"|limit\w*|too often|too many)"
        r" || (?:time|interval|delay|wait) .. between .. (?:log|auth|connect|session|poll"
        r"|check)\w*"
        r" || (?:max\w*|limit|number) .. (?:auth|log[io]n|fail|password|attempt|tries"
        r"|retries)\w* .. (?:exceed|reach)\w*"
        r" || (?:fail|error)\w* (?:limit|count) || try .. less (?:often|frequent)\w*"
        r" || log\w* in (?:\w+ )?(?:less|too) (?:often|frequent\w*|quick\w*)",
        "!535 !dot !mail",
    ),
    Rule(
        "rate_limited",
        r"(?:too many|limit\w*|exceed\w*|frequen\w*) .. (?:later|wait|minutes?|hours?|seconds?"
        r"|temporar\w*|locked|limit\w*)",
        "535",
    ),
    Rule("auth_failed", r"too many .. (?:auth\w*|log\w*|fail\w*|password\w*|attempts?)", "535"),
    Rule(
        "server_error",
        r"temporar\w* (?:auth|login|lookup|internal|server|system)\w* (?:fail|error"
        r"|problem)\w*"
        r" || (?:auth\w*|login|password|credential) .. (?:server|service|backend|daemon"
        r"|database|process|system)"
        r" .. (?:fail\w*|error|unavail\w*|not (?:respond|avail|reach)\w*|lost|down|time)"
        r" || (?:unable|cannot|could not|couldn't|failed"
        r"|connection lost) (?:to )?(?:\w+ ){0,2}?(?:contact|reach|connect|query|access)"
        r" .. (?:auth\w*|server|database|backend|ldap|daemon)"
        r" || connection lost to auth\w*"
        r" || (?:backend|back-end|server|database|directory|daemon|ldap|mail ?store|storage"
        r"|look-?ups?)"
        r" (?:is "
        r"|was |are |has |currently |temporarily )*(?:down|off-?line|unreachable|unavailable|gone"
        r"|not (?:respond|avail|reach|work)\w*|broken|died|crashed)",
        "login",
    ),
    Rule(
        "auth_failed",
        r"(?:log ?[io]n|logon|log on|auth\w*|sign ?in|sasl|cram-md0|apop) (?:\w+ ){0,2}?(?:is "
        r"|has |was |been )*"
        r"(?:fail\w*|unsuccess\w*|incorrect|denied|reject\w*|refus\w*|BAD)(?! .{0,30}\b(?:try"
        r"|later|temporar))",
        "!dot !rcpt !mail",
    ),
    Rule(
        "auth_failed",
        r"BAD (?:\w+ ){0,3}?(?:SECRET|login|account|logon|auth\w*)"
        r" || SECRET .. (?:BAD|null|empty|missing|blank|unknown|not (?:found|exist)"
        r"|does(?: not|\w*n't))",
        "!dot !rcpt !data !mail",
    ),
    Rule(
        "auth_failed",
        r"USER & UNKNOWN || (?:unable|fail\w*|cannot|can't|could not|not) (?:to )?log "
        r"|| access .. denied"
        r" || permission denied || (?:no such|unknown|invalid|bad) (?:\w+ )?(?:user|account"
        r"|mail ?box|name|domain|login)"
        r" || sorry,? (?:no|that|your) || not authori[sz]ed || (?:never heard|unknown"
        r"|don't know) (?:of )?"
        r" || mechanism .. too weak || (?:credentials?|pass ?word)s? (?:\w+ )?not"
        r" || authori[sz]ation (?:fail|code)\w*",
        "login",
    ),
)

WANTED = (
    Rule("auth_required", r"^(?:error:? )?(?:smtp )?auth\w* (?:is )?(?:requir|need)\w*"),
    Rule(
        "auth_required",
        r"(?:auth|authenticat\w*|log ?[io]n|log ?in|logon|authori[sz]ation"
        r"|sign in) (?:\w+ ){0,3}?(?:requir\w*|first"
        r"|needed|mandatory|necessary|before)"
        r" || (?:before|until|prior to) (?:\w+ ){0,2}?(?:log ?in|logged in|login|authenticat\w*)\b"
        r" || (?:must|need to|please|should|have to|first|requir\w*|need|be"
        r"|to) (?:\w+ ){0,3}?(?:log ?[io]n\b|log on|logged in"
        r"|auth\b|smtp auth|authenticat\w*(?! code)|authori[sz]e\b|signed? in)"
        r" || (?:not|\w*n't|un) ?(?:yet |been |currently |properly )*(?:logged[ -]?[io]n"
        r"|authenticat\w*|authed|signed in)"
        r" || (?:without|no) (?:prior |smtp |valid |having |being )*(?:auth\b|authenticat\w*"
        r"|log ?[io]n|logging in)"
        r" || (?:anonymous|unauthenticated) (?:\w+ )?(?:user|client|access|send|mail"
        r"|submission|relay|session|connection|sender)\w*"
        r" || (?:check|read|get|fetch|pop) .. (?:mail|pop3?) .. (?:first|before)"
        r" || (?:only|unless|until) .. (?:auth\w*|logged in|log in)(?! (?:from|for))"
        r" || (?:use|turn on|enable|try|via|needs?) (?:\w+ )?(?:smtp[ -]?)?auth(?:entication"
        r"|enticated)?\b",
        "!dot !535",
    ),
)
