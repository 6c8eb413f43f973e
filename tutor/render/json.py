"""Items as JSON objects, one a line (DESIGN 3.5): from connect, annotate, replay and export alike."""

from collections.abc import Mapping

from tutor.annotate import Note, message
from tutor.core import jsonlines
from tutor.core.events import Closed, Command, Exchange, Opened, Reply, Secured
from tutor.core.spec import Facts
from tutor.session import Item
from tutor.words import Words


def line(item: Item, words: Words) -> str | None:
    """The JSON line of an item; None for the stretches that only a log keeps."""
    event = item.event
    if isinstance(event, Exchange):
        fields = _exchange(event)
    elif isinstance(event, Opened):
        fields = {"event": "opened", **_stamp(item), "protocol": event.protocol, **_peer(event)}
    elif isinstance(event, Secured):
        fields = {"event": "tls", **event.wire.about, **_after(event.before, event.after, (), event)}
    elif isinstance(event, Closed):
        about = event.wire.about
        by = {"by": about.get("by", "error"), "reason": about.get("reason", "")}
        fields = {"event": "closed", **by, **_after(event.before, event.after, (), event)}
    else:
        return None
    fields = {"event": fields.pop("event"), **_stamp(item), **fields}
    if isinstance(event, Exchange):
        fields["took"] = round(event.took, 3)
    fields["notes"] = [found for note in item.notes if (found := _note(note, item, words))]
    return jsonlines.line(fields)


def _stamp(item: Item) -> dict[str, object]:
    event = item.event
    wire = None if isinstance(event, Exchange) else getattr(event, "wire", None)
    at = event.at if isinstance(event, Exchange) else (wire.at if wire else 0.0)
    conn = event.conn if isinstance(event, Exchange) else (wire.conn if wire else 1)
    stamp: dict[str, object] = {"seq": item.seq, "at": round(at, 3)}
    if isinstance(event, Exchange):
        stamp["took"] = 0.0
    return {**stamp, "conn": conn, "protocol": item.protocol.name}


def _peer(event: Opened) -> dict[str, object]:
    about = event.wire.about
    return {"peer": about.get("peer", ""), "address": about.get("address", "")}


def _exchange(event: Exchange) -> dict[str, object]:
    return {
        "event": "exchange" if event.command else "unsolicited",
        "command": _command(event.command) if event.command else None,
        "reply": _reply(event.reply) if event.reply else None,
        "class": event.kind.value,
        "cause": None,
        **_after(event.before, event.after, event.via, event),
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


def _after(
    before: str, after: str, via: tuple[str, ...], event: Exchange | Secured | Closed
) -> dict[str, object]:
    facts: Facts = event.facts
    return {
        "state": {"before": before, "after": after, "via": list(via)},
        "tls": facts.tls,
        "authenticated": facts.authenticated,
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
