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
_SILENT = (Kept, Said, Gap)
_REPLY = b'{%b, "lines": [%b], "multi_line": %b, "octets": %d, "truncated": %b, "charset": "%b"}'
_TRUTH = {True: b"true", False: b"false"}


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
        self._shared: dict[tuple[object, ...], bytes] = {}

    def line(self, item: Item) -> bytes | None:
        """The JSON line of an item; None for the stretches that only a log keeps."""
        event = item.event
        if isinstance(event, Exchange):
            return self._exchange(item, event)
        if isinstance(event, _SILENT):
            return None
        if isinstance(event, Opened):
            kind, fields = "opened", _peer(event.wire.about)
        elif isinstance(event, Secured):
            kind, fields = "tls", {**_tls(event.wire.about), **_after(event)}
        else:
            kind, fields = "closed", {**_closed(event.wire.about), **_after(event)}
        told = jsonlines.line({"event": kind, **_stamp(item, event), **fields})
        notes = self._notes.said(item.protocol.name, item.notes)
        return b'%b, "notes": [%b]}' % (told[:-1].encode(), notes)

    def _exchange(self, item: Item, event: Exchange) -> bytes:
        return b'{%b, "command": %b, "reply": %b, %b, "learned": %b, "notes": [%b]}' % (
            _exchange_stamp(item, event),
            self._command(event.command) if event.command else b"null",
            self._reply(event.reply) if event.reply else b"null",
            self._outcome(item, event),
            _learned(event) if event.learned or event.letter else b"{}",
            self._notes.said(item.protocol.name, item.notes),
        )

    def _command(self, command: Command) -> bytes:
        phrase = command.phrase
        key = phrase.known, command.in_order, command.secret
        flags = self._shared.get(key) or self._share(
            key, {"known": phrase.known, "in_order": command.in_order, "secret": command.secret}
        )
        verb, line = jsonlines.string(phrase.verb), jsonlines.string(command.line)
        return b'{"verb": %b, "line": %b, %b}' % (verb, line, flags)

    def _reply(self, reply: Reply) -> bytes:
        key = reply.code, reply.enhanced, reply.response_code, None
        codes = self._shared.get(key) or self._share(
            key,
            {
                "code": reply.code,
                "enhanced": reply.enhanced,
                "response_code": reply.response_code,
            },
        )
        return _REPLY % (
            codes,
            b", ".join(map(jsonlines.string, reply.lines)),
            _TRUTH[reply.multi_line],
            reply.octets,
            _TRUTH[reply.truncated],
            reply.charset.encode(),
        )

    def _outcome(self, item: Item, event: Exchange) -> bytes:
        facts = event.facts
        key = (event.kind, item.cause, event.before, event.after, event.via, facts.tls,
               facts.authenticated, event.violations, event.tolerated)  # fmt: skip
        return self._shared.get(key) or self._share(
            key,
            {
                "class": event.kind.value,
                "cause": item.cause,
                **_after(event),
                "tolerated": event.tolerated,
            },
        )

    def _share(self, key: tuple[object, ...], told: dict[str, object]) -> bytes:
        """The members of an object, kept for the next exchange of the kind."""
        if len(self._shared) > _MOST_KEPT:
            self._shared.clear()
        found = self._shared[key] = jsonlines.line(told)[1:-1].encode()
        return found


def _exchange_stamp(item: Item, event: Exchange) -> bytes:
    seq = "null" if item.seq is None else item.seq
    kind = "exchange" if event.command else "unsolicited"
    # What only the events of a pasted transcript carry.
    fragment = "" if item.fragment is None else f', "fragment": {item.fragment}'
    assumed = ', "assumed": true' if event.assumed else ""
    return (
        f'"event": "{kind}", "seq": {seq}, "at": {round(event.at, 3)}, '
        f'"took": {round(event.took, 3)}, "conn": {event.conn}, '
        f'"protocol": "{item.protocol.name}"{fragment}{assumed}'
    ).encode()


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
    read: dict[str, object] = {
        "headers": [list(header) for header in found.headers],
        "text": found.text,
        "octets": found.octets,
    }
    if found.truncated:
        read["truncated"] = True
    return jsonlines.line({**event.learned, "message": read}).encode()
