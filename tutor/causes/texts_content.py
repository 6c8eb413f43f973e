"""What a text says of the message: unwanted, infected, too big."""

from tutor.causes.rules import Rule

SIZE = (
    # RFC 5321 4.5.3.1.6: a line of the letter, not the letter.
    Rule("syntax", r"\blines? (?:is |are |was )?(?:too long|longer than)", "smtp"),
    Rule(
        "server_error",
        r"(?:virus|spam|content)[ -]?(?:scan\w*|check\w*|filter\w*) (?:\w+ ){0,3}?(?:fail\w*"
        r"|unavail\w*|error|time|not)",
        "4",
    ),
    Rule("too_big", r"length .. (?:maximum|threshold|limit)", "dot"),
    Rule(
        "syntax",
        r"(?:command )?line (?:\w+ ){0,2}?too long || (?:command|argument|path"
        r"|line) (?:\w+ )?too long"
        r" || (?:command|argument|input|line) (?:\w+ ){0,3}?(?:exceed\w*|longer|over"
        r"|above) .. (?:length|long|octets|characters|bytes|limit|maximum|0)",
        "!dot",
    ),
    Rule(
        "too_big",
        r"(?:MESSAGE|size|header\w*|file|line) (?:\w+ ){0,4}?(?:too (?:big|large|long|heavy)"
        r"|over-?sized?|larger than|bigger than"
        r"|exceed\w* (?:\w+ ){0,5}?(?:size|limit|maximum|length|bytes|octets|mb|kb|storage))"
        r" || (?:size|length|maximum message|max message|max\w* size"
        r"|message size) (?:\w+ ){0,4}?(?:limit|exceed\w*|restrict\w*|too)"
        r" || exceed\w* (?:\w+ ){0,5}?(?:size|length|bytes|octets|mb\b|message limit"
        r"|storage allocation)"
        r" || (?:too (?:big|large)|over-?sized?|huge) (?:\w+ )?(?:MESSAGE|file)? "
        r"|| larger than"
        r" || size .. (?:not accepted|REFUSED|exceed\w*|larger|greater)",
        "smtp !rcpt !login",
    ),
    Rule("too_big", r"message (?:\w+ )?(?:too (?:big|large)|size .. (?:exceed|limit)\w*)", "rcpt"),
    Rule("mailbox_full", r"exceeded storage (?:allocation)? || storage limit", "rcpt"),
)

UNWANTED = (
    Rule(
        "spam_rejected",
        r"\b(?:\w*spam\w*|unsolicited|junk|virus\w*|malware|phish\w*|infect\w*|trojan|worm"
        r"|fraud\w*|scam|viagra|ube|uce|spammy"
        r"|eicar|gtube|ransomware|clamav|pornograph\w*|malicious|abusive|harmful)\b"
        r" || anti-?(?:spam|virus)|\bdt:sp[bm]\b"
        r" || (?:content|body|subject|attachments?|message content|file ?type|file ?name"
        r"|extension|url|links?|text|words?) (?:\w+ ){0,5}?"
        r"(?:REFUSED|filter\w*|suspicious|illegal|restrict\w*|polic\w*|potential\w*|unsafe"
        r"|danger\w*|violat\w*|scann?\w*|detected|dirty)"
        r" || (?:banned|prohibited|forbidden|illegal|blocked|dangerous|suspicious"
        r"|objectionable|suspect\w*|restricted|unwanted|disallowed"
        r"|executable|offensive) (?:\w+ ){0,3}?(?:attachments?|content|file\w*|extension"
        r"|message|mail|words?|url|links?|text|mime|body|type|character)s?"
        r" || (?:content|mail|message|spam) ?filter\w*"
        r" || (?:message|mail|e-?mail) (?:\w+ ){0,6}?(?:suspicious|suspected|looks like"
        r"|appears to be|classified|identified|considered|detected"
        r"|scor\w*|high probability|filtered|quarantin\w*|undesirable|unwanted|reputation"
        r"|polic\w*|deemed|bulk)"
        r" || (?:score|points?|level|probability) .. (?:exceed\w*|too high|above|threshold"
        r"|over|required)"
        r" || (?:bounce|backscatter) (?:attack|spam)s? || mass mail\w*|bulk mail\w*"
        r" || complain\w* about|user complaints",
        "smtp !connect !hello !login",
    ),
    Rule(
        "spam_rejected",
        r"(?:MESSAGE) (?:\w+ ){0,4}?(?:blocked|REFUSED|not accepted) (?:\w+ ){0,4}?(?:polic\w*"
        r"|reasons?|rules?|security|administrat\w*|filter\w*"
        r"|content) || polic\w* .. (?:MESSAGE|content) || (?:blocked|REFUSED) .. (?:content"
        r"|security|local) polic\w* || REFUSED (?:\w+ ){0,3}?polic\w*"
        r" || (?:violat\w*|against|breach\w*) .. polic\w*",
        "dot",
    ),
)
