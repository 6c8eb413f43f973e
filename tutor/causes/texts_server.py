"""What a text says of the server itself, and the little that is left to be said in general."""

from tutor.causes.rules import Rule

TROUBLE = (
    Rule("temporary", r"local error in processing"),
    Rule(
        "service_closing",
        r"(?:service (?:is )?(?:not|un) ?available|closing|shut\w*|going) .. (?:channel"
        r"|connection|down|off)",
        "421|unasked|-ERR",
    ),
    Rule(
        "server_error",
        r"(?:internal|server|system|software|configuration|database|backend|ldap|sql|mysql"
        r"|lookup|local|directory|resource|hardware|filter|milter|scanner|storage|"
        r"processing|script|script|proxy|socket|disk|fatal|unexpected|application|kernel"
        r"|mail system) (?:\w+ ){0,3}?(?:error|problem|fail\w*|malfunction|trouble|exception"
        r"|fault|crash\w*|unavailable|incorrect)"
        r" || (?:mis-?config\w*|not configured|out of memory|memory|write error|read error"
        r"|i/?o error|read-?only file|\bbug\b|crashed|exception|panic|no home|chdir|fork|"
        r"cannot (?:open|create|write|connect|allocate|bind|read|access|initiali[sz]e)"
        r"|unable to (?:open|create|write|connect|allocate|read|access|queue|process|exec|fork"
        r"|run|switch|initiali[sz]e)"
        r"|(?:could ?n[o']t|can't|could not) (?:open|create|write|connect|allocate|read|access"
        r"|queue|initiali[sz]e))"
        r" || (?:queue file|qq|qmail) .. (?:error|fail\w*|problem|trouble)|\bqq\b .. (?:fail"
        r"|crash|error|trouble|unable)"
        r" || (?:temporary|temporarily|transient) (?:\w+ )?(?:lookup|internal|server|system"
        r"|dns|database|backend|resource) || server log|contact .. administrator .. error"
        r" || (?:content|virus|spam) ?(?:filter|scanner) .. (?:unavail|fail|error|not)\w*"
        r"|this user has no"
        r" || (?:not|\w*n't) be (?:opened|read|written|created|loaded|reached|queried|contacted"
        r"|saved|stored|locked)"
        r" || went wrong|goes wrong|our (?:side|end|fault)\b"
        r" || (?:backend|back-end|server|database|directory|daemon|ldap|system|filter|scanner"
        r"|storage|look-?ups?|service) (?:is |was |are |has |currently |temporarily )*(?:down"
        r"|off-?line|unreachable"
        r"|(?:not|n't) (?:respond|work)\w*|broken|out of order|away|died|crashed)"
        r" || (?:unable|failed|cannot|can't|could not|couldn't) (?:to )?(?:\w+ )?(?:query|look up"
        r"|reach|contact|communicate|store|save|lock|write|spool|consult)",
    ),
    Rule("temporary", r"temporar\w* (?:\w+ )?(?:fail|error|problem|defer)\w*", "421"),
    Rule(
        "service_closing",
        r"shut\w* down|going down|closing (?:\w+ )?(?:channel|connection|link)"
        r"|service (?:is )?not available|server (?:is )?(?:closing|stopping|restart\w*)"
        r"|maintenance",
        "421|unasked",
    ),
    Rule("service_closing", r"shut\w* down|going down"),
    Rule(
        "temporary",
        r"temporar\w* || (?:try|retry) .. (?:again|later) || \blater\b|\bbusy\b|overload\w*"
        r"|deferred|defer",
        "4|- !-ERR !421",
    ),
    Rule(
        "temporary",
        r"temporar\w* || try .. (?:again|later) || \blater\b|\bbusy\b|overload\w*",
        "pop3",
    ),
)
