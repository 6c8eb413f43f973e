"""What gives a family away, as tables, all in lower case; the first that fits is taken.

From sessions that people published and from the servers' own sources. An operator's host counts
for more than the program behind it: what a learner meets at 163 is 163's rules.
"""

HOSTS: dict[str, str] = {
    "163.com": "netease-163",
    "yeah.net": "netease-163",
    "188.com": "netease-163",
    "netease.com": "netease-163",
    "126.com": "netease-126",
    "exmail.qq.com": "tencent-exmail",
    "qq.com": "qq",
    "foxmail.com": "qq",
    "sina.com": "sina",
    "sina.cn": "sina",
    "sina.com.cn": "sina",
    "aliyun.com": "aliyun",
    "aliyun-inc.com": "aliyun",
    "mxhichina.com": "aliyun",
    "gmail.com": "gmail",
    "google.com": "gmail",
    "outlook.com": "outlook",
    "office365.com": "outlook",
    "hotmail.com": "outlook",
    "partner.outlook.cn": "outlook",
    "me.com": "icloud",
    "mac.com": "icloud",
    "icloud.com": "icloud",
    "yahoo.com": "yahoo",
    "aol.com": "yahoo",
    "yahoodns.net": "yahoo",
    "zoho.com": "zoho",
    "zoho.eu": "zoho",
    "zoho.in": "zoho",
    "zoho.com.cn": "zoho",
    "zohomail.com": "zoho",
    "zohomail.eu": "zoho",
    "zohomail.in": "zoho",
    "zohomail.cn": "zoho",
    "yandex.net": "yandex",
    "yandex.ru": "yandex",
    "yandex.com": "yandex",
    "mail.ru": "mail.ru",
    "gmx.net": "gmx",
    "gmx.com": "gmx",
    "gmx.de": "gmx",
    "web.de": "gmx",
    "pphosted.com": "proofpoint",
    "ppe-hosted.com": "proofpoint",
    "mimecast.com": "mimecast",
    "barracudanetworks.com": "barracuda",
}
"""Domains of operators: a host in one of them is theirs. The shorter domain is asked first."""

PARTS: tuple[tuple[str, str, str], ...] = (
    ("", "exmail.qq.com", "tencent-exmail"),
    ("bizesmtp", ".qq.com", "tencent-exmail"),
    ("newxmesmtp", "", "qq"),
    ("hermes--", "", "yahoo"),
    ("barracuda.", "", "barracuda"),
)
"""How hosts begin and end; asked before their domains."""

SMTP_GREETINGS: tuple[tuple[str, str], ...] = (
    ("coremail system 163com", "netease-163"),
    ("coremail system 126com", "netease-126"),
    ("for coremail system", "coremail"),
    ("qq mail server", "qq"),
    ("alimail server", "aliyun"),
    ("gsmtp", "gmail"),
    ("icloud smtp", "icloud"),
    ("yandex mail for your domain", "yandex"),
    ("gmx mailservices", "gmx"),
    ("simpleemailservice", "amazon-ses"),
    ("sendgrid net", "sendgrid"),
    ("microsoft esmtp mail service ready", "exchange"),
    ("microsoft exchange", "exchange"),
    ("esmtp mail service version", "iis"),
    ("microsoft smtp mail ready", "iis"),
    ("opensmtpd", "opensmtpd"),
    ("eqmanager", "qmail"),
    ("postfix", "postfix"),
    ("exim", "exim"),
    ("sendmail", "sendmail"),
    ("qmail", "qmail"),
    ("zimbra", "zimbra"),
    ("mdaemon", "mdaemon"),
    ("hmailserver", "hmailserver"),
    ("haraka", "haraka"),
    ("stalwart", "stalwart"),
    ("kerio connect", "kerio"),
    ("kerio mailserver", "kerio"),
    ("james smtp server", "james"),
    ("james esmtp server", "james"),
    ("domino", "domino"),
    ("mailpit", "mailpit"),
    ("mailhog", "mailhog"),
    ("greenmail", "greenmail"),
    ("python smtp", "aiosmtpd"),
    ("dovecot", "dovecot"),
    ("courier", "courier"),
    ("cyrus lmtp", "cyrus"),
    ("cyrus lmtpmurder", "cyrus"),
)
"""Words of a greeting that says yes (220)."""

POP3_GREETINGS: tuple[tuple[str, str], ...] = (
    ("coremail mail pop3 server 163coms", "netease-163"),
    ("coremail mail pop3 server 126coms", "netease-126"),
    ("welcome to coremail", "coremail"),
    ("xmail pop3 server", "qq"),
    ("qqmail pop3 server", "qq"),
    ("sina pop3 server", "sina"),
    ("alimail", "aliyun"),
    ("gpop ready", "gmail"),
    ("pop ya", "yandex"),
    ("gmx pop3", "gmx"),
    ("web de pop3", "gmx"),
    ("microsoft windows pop3 service", "windows-pop3-service"),
    ("microsoft exchange pop3 server", "exchange"),
    ("microsoft exchange 2000 pop3 server", "exchange"),
    ("microsoft exchange server 2003 pop3 server", "exchange"),
    ("microsoft exchange server 2007 pop3 service", "exchange"),
    ("dovecot", "dovecot"),
    ("cyrus pop3", "cyrus"),
    ("cyrus pop3 murder", "cyrus"),
    ("courier mail server", "courier"),
    ("zimbra", "zimbra"),
    ("pop mdaemon", "mdaemon"),
    ("qpopper", "uw-imap/qpopper"),
    ("qpop version", "uw-imap/qpopper"),
    ("mailpit pop3 server", "mailpit"),
    ("pop3 greenmail server", "greenmail"),
    ("stalwart pop3", "stalwart"),
    ("kerio connect", "kerio"),
    ("kerio mailserver", "kerio"),
    ("james pop3 server", "james"),
    ("lotus notes pop3 server", "domino"),
    ("domino pop3 server", "domino"),
)
"""Words behind +OK or -ERR."""

IMPLEMENTATIONS: tuple[tuple[str, str], ...] = (
    ("mailpit", "mailpit"),
    ("mdaemon", "mdaemon"),
    ("zimbrainc", "zimbra"),
    ("stalwart", "stalwart"),
)
"""Words of CAPA's IMPLEMENTATION line that a greeting does not hold."""

CAPABILITIES: tuple[tuple[str, str], ...] = (
    ("here s what i can do", "courier"),
    ("capa list follows", "hmailserver"),
)
"""Words of the status line with which CAPA is answered."""

HELLOS: tuple[tuple[str, str], ...] = (
    ("haraka says hi", "haraka"),
    ("haraka is at your service", "haraka"),
)
"""Words of a hello's first line that no client's name holds by chance."""

KEYWORDS: dict[str, str] = {
    "coremail": "coremail",
    "mailcompress": "qq",
    "x-exps": "exchange",
    "x-anonymoustls": "exchange",
    "x-link2state": "exchange",
    "xexch50": "exchange",
    "xrdst": "exchange",
    "xshadow": "exchange",
    "xshadowrequest": "exchange",
    "pipe_connect": "exim",
    "pipeconnect": "exim",
    "x_pipe_connect": "exim",
    "prdr": "exim",
}
"""Private keywords of EHLO."""

MECHANISMS: dict[str, str] = {"xalioauth": "aliyun", "plain-clienttoken": "gmail"}
"""Private login mechanisms of EHLO's AUTH line."""
