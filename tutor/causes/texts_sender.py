"""What a text says of who sends: not the login, not proven, not acceptable, not in the header."""

from tutor.causes.rules import Rule

PROOF = (
    Rule(
        "server_error",
        r"\b(?:spf|dkim|dmarc)\b .. (?:temporar\w*|temperror|internal error|lookup (?:fail|error|time)\w*|timeout)",
        "4",
    ),
    Rule(
        "sender_unauthenticated",
        r"\b(?:spf|dkim|dmarc|arc|domain ?keys|sender[ -]id)\b || sender policy framework"
        r" || (?:sender|message|mail|domain|e-?mail|from) (?:\w+ ){0,3}?(?:is |was |are )?(?:unauthenticated|not authenticated)"
        r"(?! (?:user|client|connection))"
        r" || (?:authentication|alignment) (?:checks?|results?|polic\w*|requirements?|information)"
        r" || (?:not|n't|un) ?(?:a )?(?:permitted|designated|authori[sz]ed) (?:sender|host|to send (?:mail|e-?mail|messages?)? ?"
        r"(?:from|for|on behalf of|as) (?:this|that|the|your)? ?(?:domain|sender domain))"
        r" || forged|forgery|spoof\w* .. domain",
        "!login !hello !other",
    ),
)

HEADER = (
    Rule(
        "header_mismatch",
        r"(?:from|sender) (?:header|field|line) || headers? .. from || from (?:\w+ )?(?:address )?(?:in )?(?:the )?(?:\w+ )?header"
        r" || header from || rfc ?\S* .. complian\w* || (?:not|non)[ -]?(?:compliant|conform\w*) (?:with |to )?rfc"
        r" || (?:missing|no|malformed|invalid|duplicate\w*|multiple|more than one|bad|empty|illegal) (?:\w+ ){0,3}?"
        r"(?:headers?\b|header fields?|from field|date field|message-id|message id)"
        r" || headers? .. (?:missing|malformed|invalid|duplicate\w*|syntax|does(?: not|n't) (?:match|conform|comply))"
        r" || (?:envelope|mail from|sender|login|authenticat\w*|smtp) .. (?:match|differ\w*|same|mismatch\w*|equal|consistent)"
        r" .. (?:header|from: |message from)"
        r" || (?:missing|no|invalid|empty|malformed) (?:\w+ )?(?:from|sender): ?",
        "dot|unasked|data",
    ),
)

LOGIN = (
    Rule("auth_required", r"sender .. not logged in", "mail|rcpt|data|dot|other|unasked"),
    Rule(
        "sender_mismatch",
        r"(?:SENDER|address|account|user) .. (?:must|should|has to|have to|needs? to|not|n't|shall|be) (?:\w+ )?(?:be )?(?:the )?"
        r"(?:equal|same|match\w*|identical|conform\w*|correspond\w*|consistent|agree)"
        r" || (?:match\w*|same|equal\w*|identical|differ\w*|conform\w*|consistent|mismatch\w*) (?:as |from |to |with |than )?"
        r".. (?:authenticat\w*|authori[sz]\w*|log ?in|login|logged|smtp user|account|user ?name)"
        r" || (?:not|n't|never) (?:\w+ )?(?:owned? by|own\b|one of your|your (?:own )?(?:address|account|identity|mail)"
        r"|yours|belong\w* to|among your|associated|(?:an? )?(?:valid |registered |verified |allowed )?(?:alias|identity)"
        r"|registered to|verified)"
        r" || \b(?:send|sending|mail|submit\w*|post) (?:\w+ )?(?:as|on behalf of|for|from|using|with) (?:this|that|the|another|other|an?"
        r"|any|your|specified|someone)? ?(?:\w+ )?(?:sender|user|address|account|from|mail ?box|identity|domain|else|mail from)"
        r" || sendas|send-as|local user only || (?:sender|from|user|login|account|authenticat\w*) (?:\w+ )?mis-?match\w*"
        r" || (?:permission|permitted|allowed|authori[sz]ed|rights?) (?:to )?(?:use|send (?:as|from|for|on behalf)|act as)"
        r" (?!smtp|pop|this service|the service)"
        r" || impersonat\w* || (?:authenticat\w*|logged[ -]in|login) (?:user|account|sender|identity|as)"
        r" .. (?:may not|cannot|not allowed|not permitted|can't|not authori[sz]ed|is not|not own|can only|may only)"
        r" || (?:can|may|must|should) only (?:send|use) .. (?:own|your|login|account|authenticat\w*)",
        "smtp mail|rcpt|data|dot|other|unasked|auth",
    ),
)

ADDRESS = (
    Rule(
        "sender_rejected",
        r"(?:badmailfrom|bad ?sender|bad outbound sender|null sender|empty sender|sender verif\w*|sender address verif\w*"
        r"|verify sender|sender callout|callback)"
        r" || (?:sender|from address|mail from|return path|reverse path|envelope (?:sender|from)|originator)"
        r"(?:'?s)? (?!policy|rate|hourly|daily|quota|limit|exceed|over|frequen|host|ip\b)(?:\w+ ){0,3}?(?:is |was |has |been )*"
        r"(?:REFUSED|UNKNOWN|blacklist\w*|bad|not resolve|does(?: not|n't) resolve|unresolv\w*|cannot be|could not|fail\w*)"
        r" || domain (?:name )?(?:of )?(?:the )?(?:sender|from)|sender'?s? domain || (?:sender|from) domain"
        r" || (?:REFUSED|unknown|invalid|cannot verify|bad|unresolvable|blacklisted|block\w*|null|empty) (?:\w+ ){0,2}?"
        r"(?:sender|return path|reverse path|mail from|originator)\b(?! (?:host|ip|policy))"
        r" || user in blacklist || (?:null|empty|<>) .. (?:sender|reverse|return)|bounce (?:address|message)s? .. REFUSED",
        "smtp !hello !login !connect",
    ),
    Rule(
        "sender_rejected",
        r"domain .. (?:UNKNOWN|not resolve|does(?: not|n't) resolve|cannot be|could not|may not exist|no (?:mx|a record))"
        r" || (?:unresolvable|unknown|invalid|nonexistent|fake|no such) (?:\w+ )?domain || dns check || no (?:valid )?mx"
        r" || (?:sender|from|address|you|user|domain) .. (?:REFUSED|blacklist\w*)",
        "mail",
    ),
)
