"""What a text says of who sends: not the login, not proven, not acceptable, not in the header."""

from tutor.causes.rules import Rule

PROOF = (
    Rule(
        "sender_mismatch",
        r"(?:signed|logged)[ -]?[io]n as|authenticated as(?! sender)",
        "mail|rcpt|dot 5",
    ),
    Rule("helo_rejected", r"HELLO & (?:forge\w*|fake\w*|spoof\w*|impersonat\w*)", "smtp"),
    Rule(
        "auth_required",
        r"unauthenticated .. from (?:this|your|that|these) (?:\w+ )?(?:range|ip|host|network"
        r"|address|server)",
        "smtp",
    ),
    Rule(
        "mailbox_unavailable",
        r"delivery restriction|restricted (?:to|recipient|distribution|group)"
        r"|sender ?not ?authenticated ?for",
        "rcpt|dot",
    ),
    Rule(
        "server_error",
        r"\b(?:spf|dkim|dmarc)\b .. (?:temporar\w*|temperror|internal error|lookup (?:fail"
        r"|error|time)\w*|timeout)",
        "4",
    ),
    Rule(
        "sender_unauthenticated",
        r"\b(?:spf|dkim|dmarc|arc|domain ?keys|sender[ -]id)\b || sender policy framework"
        r" || (?:sender|message|mail|domain|e-?mail|from) (?:\w+ ){0,3}?(?:is |was "
        r"|are )?(?:unauthenticated|not authenticated)"
        r"(?! (?:user|client|connection))"
        r" || it is unauthenticated || unauthenticated (?:e-?mail|mail|messages?)\b"
        r" || (?:authentication|alignment) (?:checks?|results?|polic\w*|requirements?"
        r"|information)"
        r" || (?:not|\w*n't|un) ?(?:a )?(?:permitted|designated|authori[sz]ed) (?:sender|host"
        r"|to send (?:mail|e-?mail|messages?)? ?"
        r"(?:from|for|on behalf of|as) (?:this|that|the|your)? ?(?:domain|sender domain))"
        r" || forged|forgery|spoof\w* .. domain",
        "!login !hello !other",
    ),
)

HEADER = (
    Rule(
        "header_mismatch",
        r"(?:from|sender):? (?:header|field|line) || headers? .. from "
        r"|| from (?:\w+ )?(?:address )?(?:in )?(?:the )?(?:\w+ )?header"
        r" || header from || rfc ?\S* .. complian\w* || (?:not|non)[ -]?(?:compliant"
        r"|conform\w*) (?:with |to )?rfc"
        r" || (?:missing|no|malformed|invalid|duplicate\w*|multiple|more than one|bad|empty"
        r"|illegal) (?:\w+ ){0,3}?"
        r"(?:headers?\b|from:|header fields?|from field|date field|message-id|message id)"
        r" || required headers? || headers? .. (?:missing|not found|malformed|invalid"
        r"|duplicate\w*|syntax|does(?: not|\w*n't) (?:match|conform|comply))"
        r" || (?:envelope|mail from|sender|login|authenticat\w*|smtp) .. (?:match|differ\w*"
        r"|same|mismatch\w*|equal|consistent)"
        r" .. (?:header|from: |message from)"
        r" || (?:missing|no|invalid|empty|malformed) (?:\w+ )?(?:from|sender): ?",
        "dot|unasked|data",
    ),
)

LOGIN = (
    Rule("auth_required", r"sender .. not logged in", "mail|rcpt|data|dot|other|unasked"),
    Rule(
        "sender_mismatch",
        r"(?:SENDER|address|account|user) .. (?:must|should|has to|have to|needs? to|not"
        r"|\w*n't|shall|be) (?:\w+ )?(?:be )?(?:the )?"
        r"(?:equal|same|match\w*|identical|conform\w*|correspond\w*|consistent|agree)"
        r" || (?:match\w*|same|equal\w*|identical|differ\w*|conform\w*|consistent"
        r"|mismatch\w*) .. "
        r"(?:authenticat\w*|authori[sz]\w*|log ?in|login|logged|smtp user|account"
        r"|user ?name)"
        r" || (?:not|\w*n't|never) (?:\w+ )?(?:owned? by|own\b|owner of|one of your"
        r"|your (?:own )?(?:address|account|identity|mail)"
        r"|yours|belong\w* to|among your|associated|(?:an? )?(?:valid |registered |verified "
        r"|allowed )?(?:alias|identity)"
        r"|registered to|verified)"
        r" || \b(?:send|sending|submit\w*|post) (?:\w+ )?(?:as|on behalf of|for|from|using"
        r"|with) (?:this|that|the|another|other|an?"
        r"|any|your|specified|someone)? ?(?:\w+ )?(?:sender|user|address|account|from"
        r"|mail ?box|identity|domain|else|mail from)"
        r" || \bsend(?:ing)? (?:\w+ )?as\b .. REFUSED || no rights? to send as"
        r" || \bno (?:\w+ )?(?:alias|identity|address) of || sendas|send-as|local user only ||"
        r" (?:sender|from|user|login|account"
        r"|authenticat\w*) (?:\w+ )?mis-?match\w*"
        r" || (?:permission|permitted|allowed|authori[sz]ed|rights?) (?:to )?(?:use|send (?:as"
        r"|from|for|on behalf)|act as)"
        r" (?!smtp|pop|this service|the service)"
        r" || impersonat\w* || (?:authenticat\w*|logged[ -]in|login) (?:user|account|sender"
        r"|identity|as)"
        r" .. (?:may not|cannot|not allowed|not permitted|can't|not authori[sz]ed|is not"
        r"|not own|can only|may only)"
        r" || (?:can|may|must|do|could|is|are)(?: not|not|n't) (?:\w+ ){0,3}?use .. (?:sender|from"
        r"|address|identity|name)"
        r" || (?:not|\w*n't) (?:the |your )(?:\w+ )?(?:authenticated|logged|login|log in|account"
        r"|authori[sz]ed user)"
        r" || logged in .. (?:as|but|not|while) .. (?:else|other|another|different|but|instead|not)"
        r" || (?:some(?:body|one) else|another (?:user|account|person)'?s?)\b"
        r" || (?:different|other|another) .. (?:than|from) .. (?:login|logged|account|auth\w*)"
        r" || only (?:\w+ ){0,3}?(?:from|as|use|using|with|for) (?:\w+ ){0,3}?(?:your|own|login)"
        r" || (?:can|may|must|should) only (?:send|use) .. (?:own|your|login|account"
        r"|authenticat\w*)",
        "smtp mail|rcpt|data|dot|other|unasked|auth",
    ),
)

ADDRESS = (
    Rule(
        "sender_rejected",
        r"(?:badmailfrom|bad ?sender|bad outbound sender|null sender|empty sender"
        r"|sender verif\w*|sender address verif\w*"
        r"|verify sender|sender callout|callback)"
        r" || (?:sender|from address|mail from|return path|reverse path|envelope (?:sender"
        r"|from)|originator)"
        r"(?:'?s)? (?!policy|rate|hourly|daily|quota|limit|exceed|over|frequen|host"
        r"|ip\b)(?:\w+ ){0,3}?(?:is |was |has |been )*"
        r"(?:REFUSED|UNKNOWN|blacklist\w*|unavailable|(?:a )?non-?local|bad|not resolve"
        r"|does(?: not|\w*n't) resolve|unresolv\w*|cannot be|could not|fail\w*)"
        r" || domain (?:name )?(?:of )?(?:the )?(?:sender|from)|sender'?s? domain || (?:sender"
        r"|from) domain"
        r" || (?:REFUSED|unknown|invalid|cannot verify|bad|unresolvable|blacklisted|block\w*"
        r"|null|empty) (?:\w+ ){0,2}?"
        r"(?:senders?|return path|reverse path|mail from|originator)\b(?! (?:host|ip|policy))"
        r" || user in blacklist || (?:null|empty|<>) .. (?:sender|reverse|return)"
        r"|bounce (?:address|message)s? .. REFUSED",
        "smtp !hello !login !connect",
    ),
    Rule(
        "sender_rejected",
        r"domain .. (?:UNKNOWN|not resolve|does(?: not|\w*n't) resolve|cannot be|could not"
        r"|may not exist|no (?:mx|a record))"
        r" || (?:unresolvable|unknown|invalid|nonexistent|fake|no such) (?:\w+ )?domain "
        r"|| dns check || no (?:valid )?mx"
        r" || (?:sender|from|address|account|you|user|domain) .. (?:REFUSED|blacklist\w*)",
        "mail",
    ),
)
