"""The server recognised: published greetings and their kin, strangers, and hostile lines."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.streams import see
from tutor.core.events import Exchange
from tutor.core.wire import Side, What, Wire
from tutor.protocols import PROTOCOLS, families
from tutor.protocols.families import marks, shapes
from tutor.session import Session
from tutor.words import LANGUAGES, Words

FACTS = json.loads((Path(__file__).parents[1] / "facts" / "greetings.json").read_text("utf-8"))
REPLIES = ("helo", "ehlo", "capa")

SMTP = {
    "netease-163": """
        220 163.com Anti-spam GT for Coremail System (163com[20260101])
        220 smtp.qiye.163.com Anti-spam GT for Coremail System (qiye163com[20141201])
        220 yeah.net Anti-spam GT for Coremail System (yeahnet[20140526])
        220 163mx01.mxmail.netease.com ESMTP
        220 vip.163.com ready
        220 mail.example.test Anti-spam GT for Coremail System (163com[20141201])
        554 163.com closing""",
    "netease-126": """
        220 126.com Anti-spam GT for Coremail System (126com[20300101])
        220 126.com Anti-spam GT for Coremail System (163com[20141201])""",
    "coremail": """
        220 whu.edu.cn Anti-spam GT for Coremail System (whu[20171226])
        220 icoremail.net Anti-spam GT for Coremail System
        220 mx2.example.ac.cn ESMTP mail service ready""",
    "qq": """
        220 newxmesmtplogicsvrszc2-1.qq.com XMail Esmtp QQ Mail Server.
        220 newxmmxszb6-3.qq.com MX QQ Mail Server.
        220 foxmail.com ready""",
    "tencent-exmail": """
        220 smtp.exmail.qq.com Esmtp QQ Mail Server
        220 hwsmtp.exmail.qq.com ESMTP
        220 bizesmtpsza1.qq.com XMail Esmtp QQ Mail Server.""",
    "sina": "220 smtp-5-123.smtpsmail.sina.com.cn ESMTP\n220 irxd5-203.sinamail.sina.com.cn ESMTP",
    "aliyun": "220 smtp.qiye.aliyun.com ready\n220 mx1.mxhichina.com MX AliMail Server(10.1.2.3)",
    "gmail": """
        220 mx.google.com ESMTP a1-20020a170902eb8100b0example.22 - gsmtp
        220 smtp-relay.gmail.com ESMTP x2sm00000000pjq.1 - gsmtp
        421 4.7.0 smtp.gmail.com closing connection""",
    "outlook": """
        220 BN8NAM11FT034.mail.protection.outlook.com Microsoft ESMTP MAIL Service ready at Mon, 1
        220 SH0PR01CA0001.partner.outlook.cn Microsoft ESMTP MAIL Service ready at Mon, 1 Jan""",
    "exchange": """
        220 MAIL.corp.example Microsoft ESMTP MAIL Service ready at Wed, 21 Jul 2010 19:04:24 -0700
        220 a.b ESMTP Server (Microsoft Exchange Internet Mail Service 5.5.2653.13) ready""",
    "iis": """
        220 foo.bar Microsoft ESMTP MAIL Service, Version: 10.0.17763.1 ready at  Sun, 19 May 2019
        220 Microsoft ESMTP MAIL Service, Version: 6.0.2600.5512 ready at  Thu, 30 Nov 2017""",
    "icloud": "220 iCloud SMTP - outbound.pv.icloud.com\n220 p00-icloudmta.me.com ESMTP",
    "yahoo": "220 smtp.mail.yahoo.com ESMTP ready\n220 smtp-6fcf857f6f.aol.com ESMTP ready",
    "zoho": """
        220 mx.zohomail.com SMTP Server ready March 6, 2024 6:59:13 AM PST
        220 smtp.zoho.eu ESMTP ready""",
    "yandex": """
        220 myt5-aad1beefab42.qloud-c.yandex.net (Want to use Yandex.Mail for your domain? Visit it)
        220 smtp1o.mail.yandex.net ESMTP""",
    "mail.ru": "220 smtp43.i.mail.ru ESMTP ready\n220 Mail.Ru ESMTP",
    "gmx": """
        220 mail.gmx.com GMX Mailservices ESMTP {mp-eu002}
        220 gmx.net (mrgmx104) Nemesis ESMTP Service ready
        220 web.de (mrweb006) Nemesis ESMTP Service ready""",
    "postfix": """
        220 mail.example.com ESMTP Postfix
        220 mail.example.com ESMTP Postfix (Debian/GNU)
        220 exim.example.com ESMTP Postfix 3.9.1
        220 sendmail ESMTP Postfix""",
    "exim": """
        220 foo.bar, ESMTP EXIM 4.83
        220 foo.bar ESMTP (Exim 4.87) Thu, 30 Nov 2017 03:25:58 -0800
        220 postfix.example ESMTP Exim 4.90_RC3 Thu, 30 Nov 2017 03:52:16 -0700
        220 ESMTP Exim 4.82 Thu, 16 Nov 2017 12:19:22 +0300
        220-cp01.example.com ESMTP Exim 4.98 #2 Fri, 30 Aug 2024 16:02:53 -0700""",
    "sendmail": "220 a.example.com ESMTP Sendmail 8.18.1/8.18.1; Tue, 10 Sep 2024 04:52:16 +0800",
    "qmail": "220 host.example.org ESMTP\n220 Welcome(EQManager V4.0) ESMTP",
    "opensmtpd": "220 smtp.example.com ESMTP OpenSMTPD",
    "hmailserver": "220 mail.example.com hMailServer ESMTP",
    "mdaemon": "220 bdwater.com ESMTP MDaemon 7.1.2; Tue, 10 Aug 2004 16:59:55 +0800",
    "zimbra": "220 mail.example.com Zimbra LMTP server ready",
    "haraka": "220 redcross ESMTP Haraka 2.8.8 ready",
    "stalwart": "220 mail.example.com Stalwart ESMTP at your service",
    "kerio": "220 mail.kerio.com Kerio MailServer 5.6.7 ESMTP ready",
    "james": "220 foo.bar SMTP Server (JAMES SMTP Server 2.3.2) ready Tue, 19 May 2015 00:36:13",
    "domino": "220 mail.example.com ESMTP Service (HCL Domino Release 12.0.2) ready at Mon, 1 Jan",
    "mailpit": "220 dev Mailpit ESMTP Service ready",
    "mailhog": "220 mailhog.example ESMTP MailHog",
    "greenmail": "220 /127.0.0.1 GreenMail SMTP Service v1.6.9 Ready at port 3025",
    "aiosmtpd": "220 laptop Python SMTP 1.4.4.post2\n220 laptop Python SMTP proxy version 0.3",
    "dovecot": "220 submission.example.com Dovecot ready.\n220 mail Dovecot (Debian) ready.",
    "courier": "220 mail.example.com ESMTP Courier",
    "cyrus": "220 imap.example.com Cyrus LMTP 3.6.1 server ready",
    "amazon-ses": "220 email-smtp.amazonaws.com ESMTP SimpleEmailService-d-ABCDEF abcdefgh",
    "sendgrid": "220 SG ESMTP service ready at ismtpd0001p1iad1.sendgrid.net",
    "proofpoint": """
        220 mx0b-00164701.pphosted.com ESMTP cm-m0046761
        554 mx.example.com.pph5a.pphosted.com ESMTP Blocked - see https://support.proofpoint.com/""",
    "mimecast": "220 eu-smtp-outbound-1.mimecast.com ESMTP; Sat, 27 Jul 2024 09:26:38 +0100",
    "barracuda": "220 barracuda.example.com ESMTP (0123456789abcdef0123456789abcdef)",
}
POP3 = {
    "netease-163": "+OK Welcome to coremail Mail Pop3 Server (163coms[0123456789abcdefs])",
    "netease-126": "+OK Welcome to coremail Mail Pop3 Server (126coms[0123456789abcdefs])",
    "coremail": "+OK Welcome to coremail Mail Pop3 Server (example[0123456789abcdefs])",
    "qq": """
        +OK QQMail POP3 Server v1.0 Service Ready(QQMail v2.0)
        +OK XMail POP3 Server v2.1 Service Ready(XMail v2.1)""",
    "sina": "+OK sina pop3 server ready",
    "aliyun": "+OK AliMail POP3 Server ready\n+OK pop.qiye.aliyun.com ready",
    "gmail": "+OK Gpop ready for requests from 198.51.100.7 a1mb99999999xyz",
    "exchange": """
        +OK The Microsoft Exchange POP3 service is ready.
        +OK Microsoft Exchange Server 2003 POP3 server version 6.5.6944.0 (host) ready.
        +OK Microsoft Exchange POP3 server version 5.5.2654.50 ready""",
    "yandex": "+OK POP Ya! na@6 BORhUH1KViEt\n+OK POP Ya! v1.0.0na@17 1pXO3RuoOiE1",
    "gmx": "+OK WEB.DE POP3-Server",
    "dovecot": """
        +OK [XCLIENT] Dovecot ready.
        +OK Dovecot (Ubuntu) ready.
        +OK Dovecot DA ready.
        +OK Dovecot ready. <1.2.3@example.com>""",
    "courier": "+OK Hello there. <12345.1700000000@localhost.localdomain>",
    "cyrus": "+OK foo Cyrus POP3 v2.3.14 server ready <13087751828270990591.1301068892@foo>",
    "zimbra": "+OK example.com Zimbra 8.8.15_GA_3869 POP3 server ready",
    "mdaemon": "+OK a.b POP MDaemon 9.6.0 ready <MDAEMON-F200707232110.AA1001241MD4604@a.b>",
    "uw-imap/qpopper": """
        +OK Qpopper (version 4.0.5) at domain starting.  <1234.1700000000@domain>
        +OK QPOP (version 2.53) at domain starting.  <1234.1700000000@domain>
        +OK POP3 example.com 2006e.96 server ready
        +OK POP3 [192.0.2.1] v2000.70rh server ready""",
    "stalwart": "+OK Stalwart POP3 at your service",
    "greenmail": "+OK POP3 GreenMail Server v1.6.9 ready",
    "james": "+OK foo POP3 server (JAMES POP3 Server 2.3.2) ready",
    "domino": "+OK Lotus Notes POP3 server version Release 8.5.1FP5 ready on foo/US.",
    "proofpoint": "-ERR mx0b.pphosted.com says no",
}
STRANGERS = """
    220 mail.example.com ready
    220 mail.example.com
    220 mail.example.com ESMTP ready
    220 mail.example.com ESMTP practice server ready
    220 postfix.example.com ready
    220 not163.com ESMTP ready
    220 163.com.example.org ESMTP ready
    220 mail.example.com Simple Mail Transfer Service Ready
    220 coremail.example.com SMTP ready
    220
    220 -
    554 5.7.1 Service unavailable; blocked using Barracuda, see Proofpoint and Postfix
    +OK
    +OK POP3 server ready
    +OK POP3 server ready <1896.697170952@dbc.mtview.ca.us>
    +OK ready
    +OK pop.example.com says hello there.
    +OK <1185161310.3352@a.b> [XMail 1.24 POP3 Server] service ready; Mon, 23 Jul 2007
    +OK POP3 one two three four
    -ERR no
"""


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def heard(*said: tuple[str, list[str]], protocol: str = "smtp") -> list[str | None]:
    """What the whole engine learns of the server at each answer: to the greeting, to commands."""
    wires = [Wire(What.OPEN, about={"protocol": protocol})]
    for verb, reply in said:
        if verb != "GREETING":
            name = b" client.example" if protocol == "smtp" else b""
            wires.append(Wire(What.BYTES, 0.0, Side.CLIENT, verb.encode() + name + b"\r\n"))
        octets = "".join(f"{line}\r\n" for line in reply).encode()
        wires.append(Wire(What.BYTES, 0.0, Side.SERVER, octets))
    session = Session()
    found = [item.event for item in see(wires, session) if isinstance(item.event, Exchange)]
    assert len(found) == len(said)
    known: str | None = None
    for event in found:
        if event.facts.server != known:
            known = event.facts.server
            assert event.learned.get("server") == known
        else:
            assert "server" not in event.learned
    return [event.facts.server for event in found]


@pytest.mark.parametrize("entry", FACTS, ids=lambda entry: entry["id"])
def test_every_published_session_is_recognised_at_its_greeting(entry: dict[str, Any]) -> None:
    said = [(verb.upper(), entry[verb]) for verb in REPLIES if verb in entry]
    said += [("EHLO", entry["ehlo_after_tls"])] if "ehlo_after_tls" in entry else []
    found = heard(("GREETING", entry["greeting"]), *said, protocol=entry["protocol"])
    assert set(found) == {entry["family"]}


@pytest.mark.parametrize("table", [SMTP, POP3], ids=["smtp", "pop3"])
def test_their_kin_are_recognised_too(table: dict[str, str]) -> None:
    protocol = "smtp" if table is SMTP else "pop3"
    for family, text in table.items():
        for line in lines(text):
            more = [line.replace("-", " ", 1)] if line[3:4] == "-" and protocol == "smtp" else []
            assert heard(("GREETING", [line, *more]), protocol=protocol) == [family], line


def test_a_stranger_stays_one() -> None:
    for line in lines(STRANGERS):
        protocol = "smtp" if line[0].isdigit() else "pop3"
        assert heard(("GREETING", [line]), protocol=protocol) == [None], line


@pytest.mark.parametrize("code", ["421", "450", "554"])
def test_a_server_that_refuses_is_known_by_its_host(code: str) -> None:
    assert heard(("GREETING", [f"{code} 4.3.2 smtp.gmail.com try later"])) == ["gmail"]


@pytest.mark.parametrize(
    ("family", "lines_"),
    [
        ("qq", ["250-x", "250-MAILCOMPRESS", "250 8BITMIME"]),
        ("qq", ["250-smtp.qq.com", "250 8BITMIME"]),
        ("qq", ["250-newxmesmtplogicsvrsza1.qq.com-192.0.2.27-23666742", "250 OK"]),
        ("coremail", ["250-mail", "250-coremail 1Uxr2xKj7kG0xkI17xGrU7I0s8FY2U3Uj8C", "250 x"]),
        ("aliyun", ["250-x", "250 AUTH PLAIN LOGIN XALIOAUTH"]),
        ("gmail", ["250-x", "250 AUTH LOGIN PLAIN-CLIENTTOKEN"]),
        ("exchange", ["250-x Hello [192.0.2.1]", "250-X-EXPS GSSAPI NTLM", "250 XRDST"]),
        ("exchange", ["250-x Hello [192.0.2.1]", "250-X-LINK2STATE", "250 OK"]),
        ("outlook", ["250-AB1.outlook.office365.com Hello [192.0.2.1]", "250 X-EXPS"]),
        ("exim", ["250-x Hello y [192.0.2.1]", "250-PIPECONNECT", "250 HELP"]),
        ("exim", ["250-x Hello y [192.0.2.1]", "250-PRDR", "250 HELP"]),
        ("haraka", ["250-x Hello y [192.0.2.1]Haraka is at your service.", "250 8BITMIME"]),
        ("yahoo", ["250-hermes--production-ir2-6fcf857f6f-vw7gs Hello x [192.0.2.1])", "250 X"]),
        ("opensmtpd", "250-a.b Hello c [192.0.2.1], pleased to meet you|250-8BITMIME|"
         "250-ENHANCEDSTATUSCODES|250-SIZE 36700160|250-DSN|250 HELP".split("|")),
        (None, ["250-foo.com greets smtp.163.com", "250-8BITMIME", "250 HELP"]),
        (None, ["250-foo.com Hello smtp.gmail.com", "250-PIPELINING", "250 SIZE"]),
        (None, ["250-a.b Hello c, pleased to meet you", "250 HELP"]),
        (None, ["250 ok"]),
    ],
)  # fmt: skip
def test_a_hello_tells_where_the_greeting_did_not(family: str | None, lines_: list[str]) -> None:
    for verb in ("EHLO", "HELO", "LHLO"):
        assert heard(("GREETING", ["220 x ready"]), (verb, lines_)) == [None, family]


def test_capa_tells_where_the_greeting_did_not() -> None:
    for family, reply in {
        "courier": ["+OK Here's what I can do:", "."],
        "cyrus": ["+OK List of capabilities follows", "IMPLEMENTATION Cyrus POP3 Murder 3.6", "."],
        "mailpit": ["+OK x", "TOP", "implementation Mailpit", "."],
        "zimbra": ["+OK x", "IMPLEMENTATION ZimbraInc", "."],
        "uw-imap/qpopper": ["+OK x", "X-MANGLE", "IMPLEMENTATION Qpopper-version-4.0.5", "."],
        "hmailserver": ["+OK CAPA list follows", "USER", "UIDL", "TOP", "."],
        None: ["+OK x", "TOP", "X-DOVECOT Cyrus", "IMPLEMENTATION", "."],
    }.items():
        said = ("GREETING", ["+OK x"]), ("CAPA", reply)
        assert heard(*said, protocol="pop3") == [None, family]


def test_weak_evidence_is_corrected_and_strong_evidence_kept() -> None:
    bare = ("GREETING", ["220 mail.example.com ESMTP"])
    postfix = "PIPELINING|SIZE 1|ETRN|ENHANCEDSTATUSCODES|8BITMIME|DSN|CHUNKING".split("|")
    after = [f"250-{line}" for line in postfix] + ["250 SMTPUTF8"]
    private = ["250-mail", "250-coremail 1Uxr2xKj7kG0xkI17xGrU7I0s8FY2U3Uj8Cz28x1UUUUU", "250 x"]
    small = ["250-mail.example.com", "250-SIZE 20480000", "250-AUTH LOGIN", "250 HELP"]
    assert heard(bare, ("EHLO", ["250-mail.example.com", *after])) == ["qmail", "postfix"]
    assert heard(bare, ("EHLO", private)) == ["qmail", "coremail"]
    assert heard(bare, ("EHLO", small)) == ["qmail", "hmailserver"]
    assert heard(bare, ("EHLO", ["250-x greets y", "250 DSN"])) == ["qmail", None]
    assert heard(bare, ("EHLO", ["250-x", "250-PIPELINING", "250 8BITMIME"])) == ["qmail"] * 2
    sure = ("GREETING", ["220 163.com Anti-spam GT for Coremail System (163com[20141201])"])
    assert heard(sure, ("EHLO", private)) == ["netease-163"] * 2
    assert heard(("GREETING", ["220 x ESMTP Exim"]), ("EHLO", ["250-x", *after])) == ["exim"] * 2
    refused = ["550 smtp.qq.com MAILCOMPRESS"]
    assert heard(bare, ("EHLO", refused)) == ["qmail"] * 2


def test_helo_offers_nothing() -> None:
    """RFC 5321 4.1.1.1: extensions are EHLO's; QQ answers HELO with several lines all the same."""
    session = Session()
    said = [b"220 smtp.qq.com Esmtp QQ Mail Server\r\n", b"HELO x\r\n", b"250-x\r\n250 SIZE 9\r\n"]
    sides = (Side.SERVER, Side.CLIENT, Side.SERVER)
    wires = [
        Wire(What.BYTES, 0.0, side, data) for side, data in zip(sides, said, strict=True)
    ]  # fmt: skip
    *_, helo = (i.event for i in see(wires, session) if isinstance(i.event, Exchange))
    assert helo.command is not None
    assert (helo.command.verb, helo.learned, helo.facts.offers) == ("HELO", {}, {})
    assert helo.facts.server == "qq"


def test_the_handshake_forgets_what_was_offered_but_not_the_family() -> None:
    session = Session()
    said = "S220 x ESMTP Postfix|CEHLO a|S250 x|CSTARTTLS|S220 2.0.0 Ready to start TLS".split("|")
    wires = [Wire(What.BYTES, 0.0, Side(line[0]), line[1:].encode() + b"\r\n") for line in said]
    see([*wires, Wire(What.TLS, about={"version": "TLSv1.3"})], session)
    assert session.conversations[1].facts.server == "postfix"


TABLES = marks.SMTP_GREETINGS, marks.POP3_GREETINGS, marks.IMPLEMENTATIONS, marks.CAPABILITIES
NAMES = {family for table in (*TABLES, marks.HELLOS) for _, family in table}
NAMES |= {family for *_, family in marks.PARTS}
NAMES |= {*marks.HOSTS.values(), *marks.KEYWORDS.values(), *marks.MECHANISMS.values()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_family_has_its_sentence_and_no_sentence_waits_in_vain(language: str) -> None:
    words = Words(language)
    for family in NAMES | {entry["family"] for entry in FACTS}:
        sentence = words.look(None, f"server.{family}")
        assert sentence is not None, family
        assert 0 < len(sentence.text) <= (170 if language == "en" else 80), family
    keys = words.keys("families")
    assert {key.removeprefix("server.").removesuffix(".pop3") for key in keys} == NAMES


def test_what_is_said_of_a_family_is_about_the_protocol_that_is_spoken() -> None:
    for language in LANGUAGES:
        words = Words(language)
        for family in sorted(set(marks.HOSTS.values())):
            said = words.say("pop3", f"server.{family}.pop3", f"server.{family}")
            here = words.look("pop3", f"server.{family}.pop3") is not None
            assert not (here and re.search("MAIL FROM|EHLO|STARTTLS|AUTH |SMTP", said)), family
    greeting = Wire(What.BYTES, 0.0, Side.SERVER, f"{POP3['netease-163']}\r\n".encode())
    session = Session(PROTOCOLS["pop3"])
    items = [*session.see(Wire(What.OPEN)), *session.see(greeting)]
    told = next(note for item in items for note in item.notes if note.role == "server")
    assert told.keys == ("server.netease-163.pop3", "server.netease-163")


def test_what_is_tested_names_every_family() -> None:
    tested = SMTP.keys() | POP3.keys() | {entry["family"] for entry in FACTS}
    assert tested >= NAMES


def test_phrases_are_written_as_they_are_looked_for() -> None:
    for table in TABLES:
        for phrase, _ in table:
            assert phrase == " ".join("".join(c if c.isalnum() else " " for c in phrase).split())
            assert phrase == phrase.lower()


PIECES = st.sampled_from(
    "220 |250-|+OK |-ERR |554 | |.|-|<|>|@|,|163.com|ESMTP|Exim|ready|coremail|AUTH|[x|1.2|4.7.0 |"
    "IMPLEMENTATION |pleased to meet you|POP3 |Hello there.|\0|\r|İ|\ud800|一".split("|")
)
LINE = st.one_of(st.lists(PIECES, max_size=8).map("".join), st.text(max_size=40))
KNOWN = st.one_of(st.none(), st.sampled_from(sorted(NAMES)), st.text(max_size=5))
VERBS = st.sampled_from(["GREETING", "EHLO", "HELO", "LHLO", "CAPA", "NOOP", ""])


@given(st.sampled_from([*PROTOCOLS, "?"]), VERBS, st.lists(LINE, max_size=6), KNOWN)
def test_any_lines_are_borne(protocol: str, verb: str, said: list[str], known: str | None) -> None:
    found = families.recognise(protocol, verb, tuple(said), known)
    assert found in NAMES | {known, None}
    assert families.recognise(protocol, verb, tuple(said), found) in {found, None}


@given(st.lists(LINE, max_size=3), st.sampled_from(["x", "<", "1.", " ", "a.", "@", "İ"]))
def test_what_stands_far_behind_changes_nothing(said: list[str], filler: str) -> None:
    """A line counts to its 512th character: the work is bounded, whatever comes."""
    padded = tuple(line[:500].ljust(512, "x") + filler * 9999 + " ESMTP Postfix" for line in said)
    cut = tuple(line[:512] for line in padded)
    for protocol, verb in (("smtp", "GREETING"), ("smtp", "EHLO"), ("pop3", "GREETING")):
        found = families.recognise(protocol, verb, padded, None)
        assert found == families.recognise(protocol, verb, cut, None)


@given(st.text(max_size=30))
def test_shapes_bear_any_text(text: str) -> None:
    named = {shapes.of_greeting(text), shapes.of_hello(text, set()), shapes.of_pop3_greeting(text)}
    assert named <= NAMES | {""}
