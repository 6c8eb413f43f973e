"""Items as JSON objects, one a line: from connect, annotate, replay and export alike."""

from collections.abc import Mapping

from tutor.annotate import Note, message
from tutor.core import jsonlines
from tutor.core.events import Closed, Command, Event, Exchange, Opened, Reply, Secured
from tutor.session import Item
from tutor.words import Words

CLOSERS = ("client", "server", "error")


def line(item: Item, words: Words) -> str | None:
    """The JSON line of an item; None for the stretches that only a log keeps."""
    event = item.event
    if isinstance(event, Exchange):
        kind, fields = "exchange" if event.command else "unsolicited", _exchange(item, event)
    elif isinstance(event, Opened):
        kind, fields = "opened", _peer(event.wire.about)
    elif isinstance(event, Secured):
        kind, fields = "tls", {**_tls(event.wire.about), **_after(event)}
    elif isinstance(event, Closed):
        kind, fields = "closed", {**_closed(event.wire.about), **_after(event)}
    else:
        return None
    notes = [found for note in item.notes if (found := _note(note, item, words))]
    told = {"event": kind, **_stamp(item, event), **_pasted(item, event), **fields, "notes": notes}
    return jsonlines.line(told)


def _pasted(item: Item, event: Event) -> dict[str, object]:
    """What only the events of a pasted transcript carry."""
    told: dict[str, object] = {}
    if item.fragment is not None:
        told["fragment"] = item.fragment
    if isinstance(event, Exchange) and event.assumed:
        told["assumed"] = True
    return told


def _stamp(item: Item, event: Exchange | Opened | Secured | Closed) -> dict[str, object]:
    name = item.protocol.name
    if isinstance(event, Exchange):
        at, took = round(event.at, 3), round(event.took, 3)
        return {"seq": item.seq, "at": at, "took": took, "conn": event.conn, "protocol": name}
    wire = event.wire
    return {"seq": item.seq, "at": round(wire.at, 3), "conn": wire.conn, "protocol": name}


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


def _exchange(item: Item, event: Exchange) -> dict[str, object]:
    return {
        "command": _command(event.command) if event.command else None,
        "reply": _reply(event.reply) if event.reply else None,
        "class": event.kind.value,
        "cause": item.cause,
        **_after(event),
        "tolerated": event.tolerated,
        "violations": list(event.violations),
        "learned": _learned(event),
    }


def _command(command: Command) -> dict[str, object]:
    return {
        "verb": command.verb,
        "line": command.line,
        "known": command.known,
        "in_order": command.in_order,
        "secret": command.secret,
    }


def _reply(reply: Reply) -> dict[str, object]:
    return {
        "code": reply.code,
        "enhanced": reply.enhanced,
        "response_code": reply.response_code,
        "lines": list(reply.lines),
        "multi_line": reply.multi_line,
        "octets": reply.octets,
        "truncated": reply.truncated,
        "charset": reply.charset,
    }


def _after(event: Exchange | Secured | Closed) -> dict[str, object]:
    via = list(event.via) if isinstance(event, Exchange) else []
    return {
        "state": {"before": event.before, "after": event.after, "via": via},
        "tls": event.facts.tls,
        "authenticated": event.facts.authenticated,
        "violations": list(event.violations),
    }


def _learned(event: Exchange) -> Mapping[str, object]:
    found = message(event)
    if found is None:
        return dict(event.learned)
    read: dict[str, object] = {
        "headers": [list(header) for header in found.headers],
        "text": found.text,
        "octets": found.octets,
    }
    if found.truncated:
        read["truncated"] = True
    return {**event.learned, "message": read}


def _note(note: Note, item: Item, words: Words) -> dict[str, object] | None:
    found = words.look(item.protocol.name, *note.keys)
    if found is None:
        return None
    text = words.say(item.protocol.name, *note.keys, **note.args)
    return {"on": note.on, "line": note.line, "key": found.key, "text": text, "ref": found.ref}
