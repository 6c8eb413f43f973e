"""What a text says of how a login travels: in base64, and under TLS."""

from tutor.causes.rules import Rule

BASE64 = (
    Rule(
        "base64_error",
        r"base[- ]?(?:64|0)\b || \bb64\b"
        r" || (?:decod\w*) .. (?:fail\w*|error|invalid|response|credential|auth|argument"
        r"|string|user|pass)"
        r" || (?:BAD|malformed|NOT) .. (?:decod\w*|encod\w*)",
        "!dot !mail !rcpt !data !message",
    ),
    Rule(
        "base64_error",
        r"cipher ?text .. BAD || malformed (?:auth\w*|sasl|initial|client) (?:\w+ )?(?:input"
        r"|response"
        r"|data|string|reply|argument)",
    ),
)


TLS = (
    Rule("sequence", r"(?:tls|ssl|starttls|stls|encrypt\w*|secured?) & already || already .. TLS"),
    Rule(
        "temporary",
        r"TLS .. (?:not|un) ?(?:currently )?available .. (?:temporar\w*|local|later|now)",
    ),
    Rule("server_error", r"TLS .. (?:internal|library|certificate|private key|context) .. BAD"),
    Rule(
        "need_tls",
        r"(?:must|need\w*|requir\w*|requier\w*|mandatory|should|please|have to|only) .. TLS"
        r" || (?:issue|use|send|run|try|start|enable|with|over|via|under|through|after|on"
        r"|by) (?:an? )?"
        r"(?:\w+ )?TLS (?:\w+ )?(?:first|before|to log|for|and)"
        r" || (?:only|not) .. (?:over|with|via|under|through|after|on|without"
        r"|by) (?:an? )?(?:\w+ )?"
        r"(?:TLS|layer)"
        r" || TLS(?:[-/ ]\w+){0,4}? (?:is |are )?(?:requir\w*|requier\w*|needed|mandatory"
        r"|first|necessary)"
        r" || (?:(?:in|un|non)-?secured?|un-?encrypted|non-?encrypted|clear ?text|plain ?text"
        r"|plain text"
        r"|clear) (?:\(.{0,12}\) )?(?:connection|channel|session|link|line|transport|(?:auth"
        r"|log|pass)\w*"
        r"|socket|smtp|pop3?|submission|mechanism|communication)"
        r" || (?:connection|session|channel|link) (?:is |was )?(?:not |in"
        r"|un)(?:yet )?(?:secure\w*|encrypt\w*)"
        r" || (?:without|no|not|lack\w*) (?:using |a |an |any |under )*TLS"
        r" || without (?:a )?(?:security|protection) layer || under a layer"
        r" || too (?:old|weak|low) .. \b(?:tls|ssl)\b|\b(?:tls|ssl)\b .. (?:too (?:old|weak"
        r"|low)"
        r"|deprecat\w*|or (?:higher|newer|later))",
    ),
)
