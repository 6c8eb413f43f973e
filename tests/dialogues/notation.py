"""Dialogue files: their lines to wires, and events to the lines beneath them (see README.md)."""

import json
import re
from collections.abc import Iterator

from tutor.annotate import message
from tutor.core.events import Closed, Command, Event, Exchange, Kept, Opened, Said, Secured
from tutor.core.secrets import Secrets
from tutor.core.spec import Facts
from tutor.core.wire import Side, What, Wire
from tutor.render.json import line as json_line
from tutor.session import Item, Session
from tutor.words import Words

INDENT = "   "
_ESCAPE = re.compile(rb"\\(?:x([0-9a-f]{2})|\{(.+?)\*([0-9]+)\}|([nrt\\]))")
_NAMED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"\\": b"\\"}


def source(text: str) -> list[str]:
    """The lines of a file without what stands beneath them."""
    return [line for line in text.splitlines() if not line.startswith(INDENT)]


def wire(line: str, at: float) -> Wire | None:
    """The wire of a line, or None for a remark."""
    if line[:2] in ("C:", "S:"):
        return Wire(What.BYTES, at, Side(line[0]), _octets(line[2:].removeprefix(" ")))
    word, *rest = line.removeprefix("-- ").split()[:3] if line.startswith("-- ") else ["", ""]
    if word == "open":
        return Wire(What.OPEN, at, about={"protocol": rest[0], "peer": "mail.example"})
    if word == "tls" and rest[0] == "error":
        return Wire(What.TLS, at, about={"error": rest[1]})
    if word == "tls":
        return Wire(What.TLS, at, about={"version": rest[0], "cipher": "X", "verified": True})
    if word == "close":
        return Wire(What.CLOSE, at, about={"by": rest[0], "reason": " ".join(rest[1:])})
    assert not line or line[0] == "#" or word == "public", line
    return None


def _octets(text: str) -> bytes:
    data, end = text.encode(), b"\r\n"
    if data.endswith(b"\\") and not data.endswith(b"\\\\"):
        data, end = data[:-1], b""
    return _ESCAPE.sub(_octet, data) + end


def _octet(match: re.Match[bytes]) -> bytes:
    code, piece, times, name = match.groups()
    if code:
        return bytes([int(code, 16)])
    return _ESCAPE.sub(_octet, piece) * int(times) if piece else _NAMED[name]


def wires(lines: list[str]) -> list[Wire]:
    """The wires of a dialogue; the connection is opened first."""
    found = [wire(line, number / 10) for number, line in enumerate(lines)]
    facts = [fact for fact in found if fact is not None]
    if facts and facts[0].what is not What.OPEN:
        facts.insert(0, Wire(What.OPEN, about={"peer": "mail.example"}))
    return facts


def secrets(lines: list[str]) -> Secrets:
    """What the lessons of a dialogue print."""
    codes = [line.split()[2] for line in lines if line.startswith("-- public ")]
    return Secrets(frozenset(code.encode() for code in codes))


def rewritten(lines: list[str]) -> tuple[str, list[Item]]:
    """The file as it should be, and the items behind it."""
    session = Session(secrets=secrets(lines))
    items: list[Item] = []
    out: list[str] = []
    teller = Teller()
    if not any(line.startswith("-- open") for line in lines):
        session.see(Wire(What.OPEN, about={"peer": "mail.example"}))
    for number, line in enumerate(lines):
        out.append(line)
        fact = wire(line, number / 10)
        if fact is not None:
            new = session.see(fact)
            items += new
            for item in new:
                out += [INDENT + told for told in teller.tell(item.event)]
                out += [f"{INDENT}cause {item.cause}"] if item.cause else []
    return "\n".join(out) + "\n", items


def objects(items: list[Item], language: str = "en") -> list[dict[str, object]]:
    """The JSON objects of items."""
    words = Words(language)
    lines = (json_line(item, words) for item in items)
    return [json.loads(line) for line in lines if line is not None]


class Teller:
    """Events in short; remembers what was told of the facts."""

    def __init__(self) -> None:
        self._facts = Facts()

    def tell(self, event: Event) -> Iterator[str]:
        if isinstance(event, Kept):
            if event.masked:
                yield f"kept {_kept(event)}"
        elif isinstance(event, Said):
            yield _said(event.command)
        elif isinstance(event, Opened):
            yield f"opened {event.protocol}"
        else:
            yield _told(event)
            if isinstance(event, Exchange):
                yield from _details(event)
            yield from self._changes(event.facts)

    def _changes(self, facts: Facts) -> Iterator[str]:
        before, self._facts = self._facts, facts
        for name in ("tls", "authenticated"):
            if getattr(facts, name) != getattr(before, name):
                yield name if getattr(facts, name) else f"not {name}"
        if (facts.sender, facts.recipients) != (before.sender, before.recipients):
            to = ", ".join(facts.recipients) or "nobody"
            sender = "nobody" if facts.sender is None else f"<{facts.sender}>"
            empty = facts.sender is None and not facts.recipients
            yield "envelope empty" if empty else f"envelope {sender} to {to}"
        if facts.deleted != before.deleted:
            yield f"marked {sorted(facts.deleted)}"
        if facts.maildrop != before.maildrop and facts.maildrop:
            yield "maildrop {} messages, {} octets".format(*facts.maildrop)


def _kept(event: Kept) -> str:
    what = ", ".join(" ".join((kind, *shape)) for _, _, kind, shape in event.masked)
    return f"{event.wire.data.decode('utf-8', 'backslashreplace').rstrip()} ({what})"


def _said(command: Command) -> str:
    words = [f"said {command.verb or 'nothing'}"]
    words += ["unknown"] if not command.known else []
    words += ["out of order"] if command.known and not command.in_order else []
    words += ["secret"] if command.secret else []
    words += ["public"] if command.public else []
    return ", ".join((*words, *command.violations))


def _told(event: Exchange | Secured | Closed) -> str:
    if isinstance(event, Exchange):
        name = event.command.verb or "nothing" if event.command else "unsolicited"
        code = event.reply.code if event.reply else "unanswered"
        words = [f"{name} {code} {event.kind.value}" if event.reply else f"{name} {code}"]
    elif isinstance(event, Secured):
        words = ["tls failed" if "error" in event.wire.about else "tls began"]
    else:
        words = [f"closed by {event.wire.about['by']}"]
    via = event.via if isinstance(event, Exchange) else ()
    if event.before != event.after or isinstance(event, Closed):
        words.append(" -> ".join((event.before, *via, event.after)))
    if isinstance(event, Exchange) and event.tolerated:
        words.append("tolerated")
    return ", ".join((*words, *event.violations))


def _details(event: Exchange) -> Iterator[str]:
    reply = event.reply
    if reply is not None:
        words = [reply.enhanced] if reply.enhanced else []
        words += [f"[{reply.response_code}]"] if reply.response_code else []
        words += [f"multi-line, {len(reply.lines)} lines"] if reply.multi_line else []
        words += [f"truncated, {reply.octets} octets"] if reply.truncated else []
        words += [reply.charset] if reply.charset != "utf-8" else []
        if words:
            yield f"reply {', '.join(words)}"
        yield from (f"line {line}" for line in reply.lines if "****" in line)
    for name, value in event.learned.items():
        told = json.dumps(value, ensure_ascii=False)
        yield f"learned {name} {told if len(told) < 400 else told[:60] + ' ...'}"
    read = message(event)
    if read is not None:
        heads = "; ".join(": ".join(header) for header in read.headers)
        text = json.dumps(read.text if len(read.text) < 200 else "...", ensure_ascii=False)
        yield f"message {read.octets} octets, {heads or 'no header'}"
        yield f"text {text}"
