"""Slips that show when the connection is over: what was never finished."""

from tutor.core.events import Closed
from tutor.core.wire import TRANSCRIPT_ENDS, Wire
from tutor.slips.finding import Finding
from tutor.slips.line import Line
from tutor.slips.order import LONG

DOTS = ("。", "．", "｡")
_DOTS_OF_GBK = (b"\xa1\xa3", b"\xa3\xae")
_TLS_PORTS = (":465", ":995")
_TALKING = ("GREETED", "READY", "MAIL", "RCPT", "AUTHORIZATION", "TRANSACTION")
_SESSION = ("GREETED", "READY", "MAIL", "RCPT")


def how_text_ends(tail: bytes) -> str:
    """What the last line of unended message text tells.

    "dot-full-width" it is a Chinese full stop, "bare-lf" a dot that only a bare line feed ends,
    "dot-not-alone" it ends with a dot, "" nothing of these.
    """
    text = tail.rstrip(b"\r\n\t ")
    lines = text.split(b"\n")
    # Whoever believes that the letter has ended goes on with commands: QUIT, mostly.
    while len(lines) > 1 and lines[-1].strip().upper() in (b"QUIT", b"QUIT."):
        lines.pop()
    last = lines[-1]
    spoken = last.decode("utf-8", "replace").strip()
    if spoken in DOTS or last.strip() in _DOTS_OF_GBK:
        return "dot-full-width"
    if spoken == ".":
        return "dot-not-alone" if last != b"." or tail.endswith(b"\r\n") else "bare-lf"
    return "dot-not-alone" if spoken.endswith((".", *DOTS)) else ""


def full_width_dot(event: Closed, line: Line) -> Finding | None:
    """A Chinese full stop had to end the letter."""
    return Finding() if _end(event, line) == "dot-full-width" else None


def dot_not_alone(event: Closed, line: Line) -> Finding | None:
    """The dot that had to end the letter stands behind other text."""
    if _is_end_of_transcript(event.wire):
        return None
    return Finding() if _end(event, line) == "dot-not-alone" else None


def bare_line_feed(event: Closed, line: Line) -> Finding | None:
    """The dot was alone, but LF without CR ended its line (RFC 5321 2.3.8)."""
    return Finding() if _end(event, line) == "bare-lf" else None


def _end(event: Closed, line: Line) -> str:
    return how_text_ends(line.tail) if event.before == "DATA" and line.texting else ""


def no_quit(event: Closed, line: Line) -> Finding | None:
    """The learner's side closed without QUIT (RFC 5321 4.1.1.10)."""
    by_us = event.wire.about.get("by") == "client" and not _is_end_of_transcript(event.wire)
    return Finding() if by_us and line.protocol == "smtp" and event.before in _SESSION else None


def silence(event: Closed, line: Line) -> Finding | None:
    """The server closed after nothing had been said for long."""
    waited = round(event.wire.at - line.spoke_at)
    by_server = event.wire.about.get("by") == "server" and event.before != "CLOSED"
    return Finding("closed", {"seconds": waited}) if by_server and waited >= LONG else None


def tls_port(event: Closed, line: Line) -> Finding | None:
    """No word from a port that speaks TLS from the first octet (RFC 8314 3.3)."""
    silent = event.before == "CONNECTED" and not event.facts.tls and not line.secured
    return Finding("silent") if silent and line.peer.endswith(_TLS_PORTS) else None


def typed_on(event: Closed, line: Line) -> Finding | None:
    """Lines where the TLS handshake had to be (RFC 3207 4)."""
    return Finding() if line.pushed and not line.secured else None


def paste(event: Closed, line: Line) -> Finding | None:
    """The server closed on several commands that were said before their turn."""
    by_server = event.wire.about.get("by") == "server"
    offered = "PIPELINING" in line.facts.offers
    hasty = event.unanswered > 1 and by_server and not offered and line.state in _TALKING
    return Finding("closed", {"count": event.unanswered}) if hasty else None


def _is_end_of_transcript(wire: Wire) -> bool:
    return wire.about.get("reason") == TRANSCRIPT_ENDS
