"""What a text says of where the client comes from, how often, and what it calls itself."""

from tutor.causes.rules import Rule

HELLO = (
    Rule("auth_required", r"HELLO (?:and|\+|&) (?:auth|login) .. first"),
    Rule("auth_required", r"identify .. (?:pass ?words?|credentials?|account)", "!hello"),
    Rule("auth_not_offered", r"HELLO .. auth\w* || auth\w* .. (?:HELLO|esmtp)", "auth"),
    Rule(
        "sequence",
        r"HELLO (?:\w+ )?(?:/ ?\w+ )?(?:first|expected|required(?! domain)|needed|before"
        r"|has not|not (?:yet )?(?:been )?(?:given|sent|received|issued))"
        r" || (?:say|send|sent|issue|need|expect\w*|give|missing|no|use|requires?|forgot"
        r"|wants?|before|without|after|until) (?:an? |me |your |us |valid )*"
        r"HELLO\b(?!(?: command)? (?:host|name|domain|argument|parameter|require|with))"
        r" || (?:polite|courteous|manners|introduce yourself|who are you|identify yourself)"
        r" || (?:duplicate|second|repeated|already) .. HELLO",
        "!hello",
    ),
    Rule("sequence", r"(?:duplicate|second|repeated|already) .. HELLO", "hello"),
    Rule(
        "helo_rejected",
        r"helo ?host || HELLO (?:\w+ ){0,4}?(?:REFUSED|BAD|syntactically|argument|parameter"
        r"|requires?|domain|host ?name|name|address|forged|fake|match"
        r"|impersonat\w*|fqdn|string|greeting|identity|own|localhost|resolve|verif\w*"
        r"|resolv\w*)"
        r" || (?:BAD|malformed|forged|fake|REFUSED|syntactically|missing|faked|bogus"
        r"|unqualified|no|dynamic|generic) (?:\w+ ){0,3}?HELLO"
        r"(?! (?:first|before))"
        r" || HELLO: |: ?HELLO\b || (?:argument|name|hostname|domain) (?:\w+ ){0,3}?(?:in|to"
        r"|of|for|after|with|as|on) (?:\w+ )?HELLO",
        "smtp !auth !421",
    ),
    Rule(
        "helo_rejected",
        r"(?:domain|host ?name|fqdn|fully[- ]qualified|address literal|hostname|argument"
        r"|your name|that name|my name|are not me|not me"
        r"|domain name|impersonat\w*|forged|localhost|parameter required)",
        "hello",
    ),
)

ORIGIN = (
    Rule(
        "greylisted",
        r"gr[ea]y-? ?list\w* || post-?grey|sql-?grey|milter-?greylist "
        r"|| not (?:yet )?white-?listed|white-?listing in progress"
        r" || come back (?:later|in|again|after) || (?:first|1st) (?:time|contact|attempt|seen"
        r"|message)(?! .{0,12}sign)|early retry"
        r" || retry (?:too )?(?:soon|early)|too (?:soon|early) (?:to|re)"
        r" || (?:try|retry|come|deferred|defer) .. (?:again )?(?:in|after) (?:0|a few|some"
        r"|about|five|at least) ?\w* ?(?:minutes?|seconds?|secs?|mins?)"
        r" || (?:delayed|deferred) (?:\w+ )?(?:unknown|new|first|because .. not seen)",
        "4 smtp !auth !421",
    ),
    Rule("greylisted", r"gr[ea]y-? ?list\w*", "smtp"),
    Rule("mailbox_full", r"mail ?box (?:is |was )?full", "smtp"),
    Rule(
        "rate_limited",
        r"\brate[ -]?limit\w* || throttl\w* || unusual (?:\w+ )?(?:rate|volume|amount|number"
        r"|activity)(?! .{0,90}(?:has been blocked|mail .{0,20}blocked))"
        r" || (?:un|excessive )(?:expected )?(?:volume|rate) || slow down || too (?:fast|often"
        r"|frequent\w*|quick\w*|rapid\w*)"
        r" || frequen\w* (?:is |was )?(?:limit\w*|restrict\w*|exceed\w*|too)"
        r" || (?:rate|volume|frequency|number of (?:\w+ )?(?:messages|mails|connections"
        r"|recipients|e-?mails|sessions)|sending (?:limit|quota|rate)"
        r"|concurren\w*|throughput|daily|hourly|per (?:hour|day|minute)|connections? (?:limit"
        r"|rate|count)|recipients? limit|message limit|"
        r"user sending) .. (?:exceed\w*|limit\w*|reach\w*|too (?:high|many|much)|max\w*|quota"
        r"|over)"
        r" || (?:exceed\w*|reach\w*|over|hit|surpass\w*) (?:\w+ ){0,7}?(?:rate|daily|hourly"
        r"|sending|connections?|recipients?|messages? (?:per|limit|rate|quota)"
        r"|frequency|volume|concurren\w*|sessions?|per (?:hour|day|minute)|number of (?!bytes"
        r"|octets))"
        r" || too m(?:any|uch) (?!hop|unknown|error|bad|invalid)(?:\w+ ){0,4}?(?:connect\w*"
        r"|messages?|recipients?|mails?|e-?mails?|sessions?|requests?|rcpt|concurrent"
        r"|simultaneous|process\w*|log\w*|per|transactions|deliveries|attempts|clients|users)"
        r" || too many (?:\w+ ){0,2}?(?:unknown|invalid|bad|nonexist\w*) (?:\w+ )?(?:recip"
        r"|user|address|rcpt|mailbox)\w*"
        r" || (?:max\w*|limit) (?:\w+ ){0,3}?(?:connections?|recipients?|sessions|messages"
        r"|concurrent|rate)(?! (?:size|length))"
        r" || (?:connections?|recipients?|sessions?) (?:\w+ ){0,3}?(?:limit"
        r"|maximum) (?:\w+ )?(?:exceed\w*|reach\w*|hit)?"
        r" || auth (?:error|fail\w*) limit|limit exceed\w*(?! .{0,20}(?:size|storage))"
        r" || temporarily deferred|(?:rcpt|recipient)s? .. (?:maximum|threshold)|(?:rcpt"
        r"|recipient)s? (?:numbers?|count)"
        r" || (?:sent|sending) (?:too )?(?:many|much)"
        r" || only 0 .. (?:at once|at a time|allowed|permitted|simultaneous\w*|per|concurrent\w*)"
        r" || (?:because of|due to|for) (?:\w+ ){0,2}?(?:frequency|rate|volume|speed)\b"
        r" || (?:sending|daily|hourly) (?:quota|allowance) || (?:quota|limit|allowance) .. (?:today"
        r"|this hour|per (?:day|hour|minute))",
        "!message",
    ),
    Rule(
        "sender_rejected",
        r"user (?:is )?in blacklist|sender .. (?:black|block|deny)-? ?list\w*",
        "!connect",
    ),
    Rule(
        "ip_blocked",
        r"\bdnsbl|\brbls?\b|spamhaus|spamcop|sorbs|uceprotect|barracuda ?central|\bsbl|\bxbl"
        r"|\bpbl|\bcbl\b|\bzen\b|dns-?bls?|senderbase|trustedsource"
        r" || (?:black|block|deny|reject|drop|real ?time black"
        r"|ban)-? ?(?:hole ?)?list\w*(?! .{0,20}(?:url|content))"
        r" || (?:is |are |was |been |currently |found |host |address |ip |0 |\] )listed (?:in"
        r"|on|at|by|as)?"
        r" || reverse[ -](?:dns|lookup|host|mapping|name|record|ip|resol)\w*|\br-?dns\b"
        r"|\bptr\b|reverse (?:\w+ )?(?:dns|hostname|record)"
        r" || (?:cannot|can't|unable to|could not|couldn't) (?:find|resolve|verify"
        r"|get) (?:your|the|client|a|connecting) (?:\w+ )?(?:host ?name|host|ip|name|address)"
        r" || (?:poor|bad|low|negative|no) (?:\w+ ){0,3}?reputation(?! .{0,20}domain)"
        r"|reputation .. (?:poor|bad|low|ip|address|host)"
        r" || HOST (?:\w+ |\W){0,5}?(?:REFUSED|listed|not (?:welcome|trusted|in)|dynamic"
        r"|residential|suspicious|untrusted|unknown|has been|hostile)"
        r" || (?:REFUSED|banned|suspicious|dynamic|dial-?up|residential|untrusted|generic"
        r"|unlisted|bogus) (?:\w+ ){0,4}?(?:HOST|ips?\b|hosts?\b|range|pool|networks?)"
        r" || no (?:smtp |mail |access |connection|e-?mail |messages? )(?:\w+ )?(?:from|to"
        r"|for) (?:your|here|this|that|you|dynamic)"
        r" || (?:from|by) (?:your|this|the|that) (?:ip|host|network|server|address|client"
        r"|machine|site) (?:\w+ ){0,5}?(?:REFUSED|block\w*|not|weren't|denied)"
        r" || (?:not|\w*n't|no longer) (?:accept\w*|allow\w*|talk\w*|speak\w*"
        r"|tak\w*) (?:\w+ ){0,4}?(?:from|to|with) (?:your|you|this|that|here|dynamic)"
        r" || (?:ip|address) (?:\w+ ){0,6}?(?:not authori[sz]ed|does not have|doesn't have"
        r"|no) (?:\w+ ){0,4}?(?:send|record|name)"
        r" || (?:messages?|mails?|e-?mails?) from (?:0 |your \w+ )(?:\w+ ){0,4}?(?:deferred"
        r"|REFUSED|weren't|not)"
        r" || \bip\b .. not authori[sz]ed || \bip (?:\w+ )?(?:check|verif\w*|test|lookup) BAD"
        r" || delist\w*|unblock (?:request|your)|remov\w* from (?:this|our|the) (?:\w+ )?list"
        r"|banned sending|unsolicited .. your ip",
        "smtp !auth",
    ),
    Rule(
        "ip_blocked",
        r"(?:connections?|access|service|you|host|client|server|mail|address"
        r"|site) (?:\w+ ){0,4}?(?:REFUSED|not allowed|unavailable to you)"
        r" || (?:go|stay|keep) away|not welcome|(?:do not|don't) (?:talk|like)|unwelcome "
        r"|| ^block\w* || black ?ip || bad (?:karma|client|host|dns) || polic\w*",
        "smtp connect 5",
    ),
)
