"""What a POP3 text says of the maildrop and the messages in it (RFC 1939 3 to 5)."""

from tutor.causes.rules import Rule

MAILDROP = (
    Rule("unknown_command", r"unknown (?:authorization|transaction|update) state command", "pop3"),
    Rule("blocked_login", r"(?:account|user|login) .. (?:locked|lock ?out)", "pop3 login"),
    Rule(
        "mailbox_locked",
        r"\block(?:ed)?\b(?! ?out)(?!.{0,30}(?:fail|too many|account))|(?:mail ?drop|mail ?box"
        r"|file) (?:\w+ ){0,3}?lock\w*"
        r" || (?:in use|being used|opened (?:by|elsewhere|already)|already (?:open|in use"
        r"|being|active|connected)|exclusive)"
        r" || (?:another|other|existing|previous|concurrent|second|duplicate|multiple"
        r"|simultaneous) (?:\w+ ){0,3}?(?:session|connection|client|process|login|pop3?|user"
        r"|program|server)"
        r" || kiss of death || session .. (?:active|progress|running|open|exists)",
        "pop3 !user !message",
    ),
    Rule("mailbox_locked", r"mail ?(?:drop|box) .. (?:lock\w*|in use|busy) || lock busy", "pop3"),
    Rule("auth_failed", r"(?:user|account) .. not found", "pop3 login"),
    Rule(
        "server_error",  # RFC 1939 6: QUIT could not do what DELE had promised
        r"deleted (?:messages?|mails?) .. (?:not|\w*n't) (?:\w+ )?(?:removed|erased|expunged)"
        r" || (?:not|\w*n't|unable to|failed to) (?:remove|erase|expunge|delete) .. deleted",
        "pop3 other",
    ),
    Rule(
        "message_deleted",
        r"(?:already|been|marked|was|is|flagged)(?: \w+)?(?: for| as)? (?:deleted|deletion"
        r"|removed|erased|expunged) || deleted (?:message|already|mail) "
        r"|| message (?:\w+ )?deleted"
        r" || deleted$",
        "pop3",
    ),
    Rule(
        "syntax",
        r"(?:number|argument|id) .. (?:numeric|integer|digits?|positive|required|missing|expected"
        r"|needed) || (?:numeric|integer|positive|NEED) (?:\w+ ){0,3}?(?:argument|number)"
        r" || (?:not|\w*n't) (?:an? )?(?:\w+ )?(?:number|numeric|integer|digit)\b",
        "pop3 message",
    ),
    Rule(
        "message_unavailable",
        r"(?:can ?not|can't|unable|could ?n[o']t|could not|fail\w*|error|problem|trouble)"
        r" (?:\w+ ){0,3}?(?:open|read|load|pars|decod)\w*(?!.*(?:no such|exist|mail ?box"
        r"|mail ?drop))",
        "pop3 message",
    ),
    Rule(
        "no_such_message",
        r"(?:no|not|\w*n't|unknown|non-?existent|nonexistent|nosuch"
        r"|such) (?:\w+ ){0,2}?(?:message|mail|msg|letter)s?\b(?! (?:file|avail))"
        r" || (?:message|msg|mail|number|item|index|uid)\w*(?: #?| number| no\.?| id"
        r"| 0)* (?:\w+ ){0,3}?(?:not (?:\w+ )?(?:exist|found|there|valid|in)\w*"
        r"|\w*n't (?:\w+ )?exist|doesn't|non-?exist\w*|out of (?:range|bounds)"
        r"|unknown|invalid|missing)"
        r" || (?:invalid|bad|illegal|wrong|incorrect|unknown|missing|negative"
        r"|which) (?:\w+ ){0,2}?(?:message|msg|mail|number|index|0)\b || out of (?:range"
        r"|bounds)|range"
        r" || only .. (?:message|mail)s? (?:in|are|exist)|there (?:is|are|'s)(?: only"
        r"| no) .. (?:message|mail)|not that many || messages? numbers?"
        r" || (?:message|mail)s? (?:0 )?(?:does|do|did|is|has|was) ?(?:not"
        r"|\w*n't) (?:\w+ )?(?:exist|found|there|in)",
        "pop3 !login",
    ),
    Rule(
        "message_unavailable",
        r"(?:can ?not|can't|unable|could ?n[o']t|could not|fail\w*|error|problem|not"
        r"|trouble) (?:\w+ ){0,3}?(?:open|read|retriev|fetch|access|load|get|find|display|send"
        r"|download|pars|avail)\w*"
        r"(?! .{0,30}(?:mail ?box|mail ?drop|account))"
        r" || (?:message|mail|file|msg) (?:\w+ ){0,4}?(?:gone|vanished|corrupt\w*|damaged"
        r"|unavailable|not available|unreadable|lost|disappeared|missing|expunged|unaccessible"
        r"|inaccessible|broken)"
        r" || i/?o error|it's gone|disappeared|corrupt\w*",
        "pop3 message",
    ),
    Rule(
        "sequence",
        r"(?:no|missing|give|need|send|specify|without|expect\w*|requires?|issue"
        r"|use) (?:\w+ ){0,3}?user(?:name| name)?(?: command| first| given|$) "
        r"|| user (?:command )?(?:first|required|expected|before)"
        r" || user (?:name )?not (?:yet )?(?:specified|given|set) || already (?:logged|auth|in"
        r"|sent|specified|have)\w*",
        "pop3 !user",
    ),
)
