"""Items as JSON objects, one a line: from connect, annotate, replay and export alike."""

from collections.abc import Mapping

from tutor.annotate import message
from tutor.core import jsonlines
from tutor.core.events import (
    Closed,
    Command,
    Exchange,
    Gap,
    Kept,
    Opened,
    Reply,
    Said,
    Secured,
)
from tutor.render.json_notes import Notes
from tutor.session import Item
from tutor.words import Words

CLOSERS = ("client", "server", "error")

_MOST_KEPT = 2000
_MESSAGE = b'{"message": {"headers": [%b], "text": %b, "octets": %d}}'
_SILENT = frozenset({Kept, Said, Gap})


def line(item: Item, words: Words) -> str | None:
    """The JSON line of a single item; whoever has many keeps a `Lines`."""
    found = Lines(words).line(item)
    return None if found is None else found.decode()


class Lines:
    """Items to lines in UTF-8, for one session."""

    def __init__(self, words: Words) -> None:
        self._notes = Notes(words)
        # Exchanges are of few kinds: what those of a kind share is put in JSON once. Bounded,
        # because verbs, codes and causes may be made up by a peer.
        self._shared: dict[tuple[object, ...], tuple[bytes, ...]] = {}

    def line(self, item: Item) -> bytes | None:
        """The JSON line of an item; None for the stretches that only a log keeps."""
        event = item.event
        if type(event) in _SILENT:  # three of four: a table is asked faster than three types
            return None
        if isinstance(event, Exchange):
            return self._exchange(item, event)
        if isinstance(event, Opened):
            kind, fields = "opened", _peer(event.wire.about)
        elif isinstance(event, Secured):
            kind, fields = "tls", {**_tls(event.wire.about), **_after(event)}
        else:
            assert isinstance(event, Closed)
            kind, fields = "closed", {**_closed(event.wire.about), **_after(event)}
        told = jsonlines.line({"event": kind, **_stamp(item, event), **fields})
        parts = [told[:-1].encode(), b', "notes": [']
        self._notes.add(parts, item.protocol.name, item.notes)
        parts.append(b"]}")
        return b"".join(parts)

    def _exchange(self, item: Item, event: Exchange) -> bytes:
        command, reply = event.command, event.reply
        told = [b"{", _exchange_stamp(item, event), b', "command": ']
        told += self._command(command) if command is not None else (b"null",)
        told.append(b', "reply": ')
        told += self._reply(reply) if reply is not None else (b"null",)
        told += (b", ", self._outcome(item, event), b', "learned": ')
        told.append(_learned(event) if event.learned or event.letter else b"{}")
        told.append(b', "notes": [')
        self._notes.add(told, item.protocol.name, item.notes)
        told.append(b"]}")
        return b"".join(told)

    def _command(self, command: Command) -> tuple[bytes, ...]:
        phrase = command.phrase
        key = phrase.verb, phrase.known, command.in_order, command.secret
        ends = self._shared.get(key)
        if ends is None:
            flags = {
                "known": phrase.known,
                "in_order": command.in_order,
                "secret": command.secret,
            }
            ends = self._share(key, (_members({"verb": phrase.verb}), _members(flags)))
        return b"{", ends[0], b', "line": ', jsonlines.string(command.line), b", ", ends[1], b"}"

    def _reply(self, reply: Reply) -> tuple[bytes, ...]:
        key = (reply.code, reply.enhanced, reply.response_code, reply.multi_line, reply.truncated,
               reply.charset)  # fmt: skip
        ends = self._shared.get(key)
        if ends is None:
            codes = {
                "code": reply.code,
                "enhanced": reply.enhanced,
                "response_code": reply.response_code,
            }
            cut = {"truncated": reply.truncated, "charset": reply.charset}
            multi = {"multi_line": reply.multi_line}
            ends = self._share(key, (_members(codes), _members(multi), _members(cut)))
        return (
            b"{",
            ends[0],
            b', "lines": [',
            b", ".join(map(jsonlines.string, reply.lines)),
            b"], ",
            ends[1],
            b', "octets": %d, ' % reply.octets,
            ends[2],
            b"}",
        )

    def _outcome(self, item: Item, event: Exchange) -> bytes:
        facts = event.facts
        key = (event.kind, item.cause, event.before, event.after, event.via, facts.tls,
               facts.authenticated, event.violations, event.tolerated)  # fmt: skip
        found = self._shared.get(key)
        if found is None:
            told = {
                "class": event.kind.value,
                "cause": item.cause,
                **_after(event),
                "tolerated": event.tolerated,
            }
            found = self._share(key, (_members(told),))
        return found[0]

    def _share(self, key: tuple[object, ...], told: tuple[bytes, ...]) -> tuple[bytes, ...]:
        """Members of an object, kept for the next exchange of the kind."""
        if len(self._shared) > _MOST_KEPT:
            self._shared.clear()
        self._shared[key] = told
        return told


def _members(told: Mapping[str, object]) -> bytes:
    """The members of an object, without its braces."""
    return jsonlines.line(told)[1:-1].encode()


def _exchange_stamp(item: Item, event: Exchange) -> bytes:
    seq = "null" if item.seq is None else item.seq
    kind = "exchange" if event.command else "unsolicited"
    # What only the events of a pasted transcript carry.
    fragment = "" if item.fragment is None else f', "fragment": {item.fragment}'
    assumed = ', "assumed": true' if event.assumed else ""
    return (
        f'"event": "{kind}", "seq": {seq}, "at": {_thousandths(event.at)}, '
        f'"took": {_thousandths(event.took)}, "conn": {event.conn}, '
        f'"protocol": "{item.protocol.name}"{fragment}{assumed}'
    ).encode()


def _thousandths(seconds: float) -> str:
    """A time as JSON writes it when it is rounded, at a third of what rounding costs."""
    text = f"{seconds:.3f}".rstrip("0")
    return f"{text}0" if text[-1] == "." else text


def _stamp(item: Item, event: Opened | Secured | Closed) -> dict[str, object]:
    wire = event.wire
    told = {"seq": item.seq, "at": round(wire.at, 3), "conn": wire.conn}
    pasted = {} if item.fragment is None else {"fragment": item.fragment}
    return {**told, "protocol": item.protocol.name, **pasted}


def _peer(about: Mapping[str, object]) -> dict[str, object]:
    return {name: str(about.get(name, "")) for name in ("peer", "address")}


def _tls(about: Mapping[str, object]) -> dict[str, object]:
    """What a log may hold there is anything; what leaves here has these names and types."""
    if "error" in about:
        return {"error": str(about["error"]), "reason": str(about.get("reason", ""))}
    told = {name: str(about[name]) if name in about else None for name in ("version", "cipher")}
    return {**told, "verified": about.get("verified") is True}


def _closed(about: Mapping[str, object]) -> dict[str, object]:
    by = about.get("by")
    return {"by": by if by in CLOSERS else "error", "reason": str(about.get("reason", ""))}


def _after(event: Exchange | Secured | Closed) -> dict[str, object]:
    via = list(event.via) if isinstance(event, Exchange) else []
    return {
        "state": {"before": event.before, "after": event.after, "via": via},
        "tls": event.facts.tls,
        "authenticated": event.facts.authenticated,
        "violations": list(event.violations),
    }


def _learned(event: Exchange) -> bytes:
    found = message(event)
    if found is None:
        return jsonlines.line(dict(event.learned)).encode() if event.learned else b"{}"
    if not event.learned and not found.truncated:
        headers = b", ".join(map(_header, found.headers))
        text = jsonlines.string(found.text)
        return _MESSAGE % (headers, text, found.octets)
    read: dict[str, object] = {
        "headers": [list(header) for header in found.headers],
        "text": found.text,
        "octets": found.octets,
    }
    if found.truncated:
        read["truncated"] = True
    return jsonlines.line({**event.learned, "message": read}).encode()


def _header(header: tuple[str, str]) -> bytes:
    return b"[%b, %b]" % (jsonlines.string(header[0]), jsonlines.string(header[1]))
