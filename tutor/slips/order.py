"""Slips in the order of things: what is said to whom, when, and where."""

from tutor.core.events import Exchange
from tutor.protocols import PROTOCOLS
from tutor.slips.finding import Finding
from tutor.slips.line import Line

HTTP = frozenset({"GET", "POST", "HEAD", "PUT", "OPTIONS", "CONNECT"})
HEADERS = frozenset(
    """FROM TO CC BCC SUBJECT DATE REPLY-TO SENDER MESSAGE-ID MIME-VERSION CONTENT-TYPE
    CONTENT-TRANSFER-ENCODING CONTENT-DISPOSITION IN-REPLY-TO REFERENCES RECEIVED RETURN-PATH
    X-MAILER""".split()
)
_FULL_WIDTH_COLON = "："
_WORDS_OF_HASTE = ("synchroni", "pipelining", "protocol error", "before its turn")
_WORDS_OF_PATIENCE = ("timeout", "timed out", "time out", "idle", "too long", "超时")
_CODES_OF_HASTE = frozenset({"421", "500", "501", "502", "503", "554"})


def other_protocol(event: Exchange, line: Line) -> Finding | None:
    """A verb of another protocol."""
    command = event.command
    word = command.verb.removesuffix("****") if command is not None else ""
    if word in HTTP and command is not None and _is_request(command.line):
        return Finding("http")
    other = "pop3" if line.protocol == "smtp" else "smtp"
    if word not in PROTOCOLS[other].verbs:
        return None
    begun = event.before not in ("CONNECTED", "GREETED", "AUTHORIZATION")
    return Finding(f"{other}-verb.inside" if begun else f"{other}-verb", {"verb": word})


def other_greeting(event: Exchange, line: Line) -> Finding | None:
    """The first line of the server is another protocol's greeting."""
    first = event.reply.lines[0] if event.reply and event.reply.lines else ""
    name = greets_in(first)
    return Finding(name) if name not in ("", line.protocol) else None


def greets_in(first: str) -> str:
    """The protocol whose greeting a line looks like, or "" (RFC 5321 4.2, RFC 1939 4)."""
    if first[:3].isdigit() and first[3:4] in (" ", "-", ""):
        return "smtp"
    return "pop3" if first[:3].upper() == "+OK" or first[:4].upper() == "-ERR" else ""


def header_as_command(event: Exchange, line: Line) -> Finding | None:
    """A header field where the server listens to commands."""
    text = event.command.line.lstrip() if event.command else ""
    name, colon, _ = text[:200].replace(_FULL_WIDTH_COLON, ":").partition(":")
    if not colon or name.strip().upper() not in HEADERS:
        return None
    return Finding("", {"header": name.strip()})


def rest_of_a_letter(event: Exchange, line: Line) -> Finding | None:
    """What follows the end of a letter is no command: a dot alone ended it too early."""
    command = event.command
    if line.last[0] != "." or command is None or command.secret:
        return None
    words = command.line.split()
    return Finding("early") if line.early or len(words) > 2 or command.line == "." else None


def no_second_hello(event: Exchange, line: Line) -> Finding | None:
    """Something else than EHLO behind the handshake (RFC 3207 4.2)."""
    command = event.command
    unsaid = line.upgraded and not line.hello[0] and event.before in ("GREETED", "CONNECTED")
    return Finding() if unsaid and command is not None and not command.in_order else None


def paste(event: Exchange, line: Line) -> Finding | None:
    """Said before its turn, together with what stood before it."""
    reply = event.reply
    text = " ".join(reply.lines).lower() if reply is not None else ""
    if any(word in text for word in _WORDS_OF_HASTE):
        return Finding()
    pipelined = "PIPELINING" in line.facts.offers or "PIPELINING" in event.facts.offers
    hasty = line.early and not pipelined and reply is not None and reply.code in _CODES_OF_HASTE
    return Finding() if hasty else None


def too_long_a_silence(event: Exchange, line: Line) -> Finding | None:
    """The server gave up waiting: 421 unasked, or as the reply to what came too late."""
    reply = event.reply
    if reply is None or reply.code != "421":
        return None
    waited = round(event.at - line.spoke_at)
    text = " ".join(reply.lines).lower()
    told = event.command is None or any(word in text for word in _WORDS_OF_PATIENCE)
    return Finding("", {"seconds": waited}) if told and waited >= LONG else None


def gbk_reply(event: Exchange, line: Line) -> Finding | None:
    """Text in the old Chinese encoding, which many programs show as garbage."""
    return Finding() if event.reply is not None and event.reply.charset == "gb18030" else None


def tls_port(event: Exchange, line: Line) -> Finding | None:
    """A TLS record where a greeting had to be (RFC 8446 5.1): alert 0x15 or handshake 0x16."""
    first = event.reply.lines[0] if event.reply and event.reply.lines else ""
    return Finding("record") if first.startswith(("\x15\x03", "\x16\x03")) else None


LONG = 30
"""Seconds of silence after which a server may well have lost patience."""


def _is_request(text: str) -> bool:
    return "HTTP/" in text.upper() or "/" in text.partition(" ")[2][:1]
