"""The contract of `--json` (what one object a line promises) as one function, for every test."""

import re
from collections import Counter
from collections.abc import Sequence

from tutor.causes import CAUSES
from tutor.core.events import Exchange, Said
from tutor.session import Item

STATES = {
    "smtp": set(
        """CONNECTED REFUSED GREETED READY TLS AUTH MAIL RCPT DATA BDAT INDETERMINATE REVERSED
        CLOSED""".split()
    ),
    "pop3": set("CONNECTED AUTHORIZATION TRANSACTION UPDATE CLOSED".split()),
}
CLASSES = {
    "smtp": {"2": "ok", "3": "intermediate", "4": "transient-failure", "5": "permanent-failure"},
    "pop3": {"+OK": "ok", "+": "intermediate", "-ERR": "failure"},
}
VIOLATIONS = set(
    """bare-lf no-text missing-code status-lowercase first-digit-out-of-range
    code-changes-within-reply unterminated enhanced-class-mismatch challenge-not-base64 unsolicited
    plaintext-after-starttls client-before-greeting space-before-address line-too-long""".split()
)
COMMON = {"event", "seq", "at", "conn", "protocol", "notes"}
PASTED = {"fragment", "assumed"}
STANDING = {"state", "tls", "authenticated", "violations"}
ANSWERED = {"took", "command", "reply", "class", "cause", "tolerated", "learned"} | STANDING
FIELDS = {
    "opened": {"peer", "address"},
    "exchange": ANSWERED,
    "unsolicited": ANSWERED,
    "tls": STANDING,
    "closed": {"by", "reason"} | STANDING,
}
COMMAND = {"verb": str, "line": str, "known": bool, "in_order": bool, "secret": bool}
REPLY = {
    "code": str | None,
    "enhanced": str | None,
    "response_code": str | None,
    "lines": list,
    "multi_line": bool,
    "octets": int,
    "truncated": bool,
    "charset": str,
}
NOTE = {"on": str, "line": int | None, "key": str, "text": str, "ref": str | None}


def check(objects: Sequence[dict]) -> None:
    """Hold every object, and all of them together, to the contract."""
    states: dict[int, str] = {}
    for number, found in enumerate(objects):
        assert found["seq"] == number, found
        kind, protocol = found["event"], found["protocol"]
        if kind == "tls":
            tls = {"error", "reason"} if "error" in found else {"version", "cipher", "verified"}
            assert set(found) == COMMON | STANDING | tls, found
        else:
            fields = set(found) - PASTED
            assert fields == COMMON | FIELDS[kind], (kind, fields ^ COMMON ^ FIELDS[kind])
        _check_pasted(found)
        assert isinstance(found["at"], float | int), found
        assert round(found["at"], 3) == found["at"], found
        _check_notes(found)
        if kind == "opened":
            states[found["conn"]] = "CONNECTED"
            continue
        _check_standing(found, STATES[protocol])
        assumed = found.get("assumed", False)
        assert assumed or found["state"]["before"] == states[found["conn"]], found
        states[found["conn"]] = found["state"]["after"]
        if kind in ("exchange", "unsolicited"):
            _check_answered(found)
        if kind == "closed":
            assert found["by"] in ("client", "server", "error"), found
            assert found["state"]["after"] == "CLOSED", found
        if kind == "tls" and "error" in found:
            assert found["state"]["after"] == "CLOSED", found


def check_whole(items: Sequence[Item]) -> None:
    """Each command that was said has its one exchange, if the line was closed in the end."""
    said = Counter(id(item.event.command) for item in items if isinstance(item.event, Said))
    answered = Counter(
        id(item.event.command)
        for item in items
        if isinstance(item.event, Exchange)
        and item.event.command is not None
        and item.event.command.verb != "GREETING"
    )
    assert set(said.values()) <= {1}
    assert set(answered.values()) <= {1}
    assert set(answered) <= set(said)
    if items and type(items[-1].event).__name__ == "Closed":
        assert set(answered) == set(said)


def _typed(found: dict, fields: dict[str, type]) -> None:
    assert set(found) == set(fields), found
    for name, kind in fields.items():
        assert isinstance(found[name], kind), (name, found)
        assert kind is not int or not isinstance(found[name], bool), (name, found)


def _check_standing(found: dict, states: set[str]) -> None:
    state = found["state"]
    assert set(state) == {"before", "after", "via"}, found
    assert {state["before"], state["after"], *state["via"]} <= states, found
    assert isinstance(found["tls"], bool), found
    assert isinstance(found["authenticated"], bool), found
    violations = found["violations"]
    assert set(violations) <= VIOLATIONS, found
    assert len(set(violations)) == len(violations), found


def _check_pasted(found: dict) -> None:
    """What only the events of a pasted transcript carry."""
    assert found.get("assumed", True) is True, found
    assert found.get("fragment", 1) >= 1, found
    if "assumed" in found:
        assert found["event"] in ("exchange", "unsolicited"), found
        assert "fragment" in found, found


def _check_answered(found: dict) -> None:
    command, reply, kind = found["command"], found["reply"], found["class"]
    assert (command is None) == (found["event"] == "unsolicited"), found
    assert found["took"] >= 0 or found["at"] < 0, found
    assert isinstance(found["tolerated"], bool), found
    assert found["cause"] in (None, *CAUSES), found
    assert found["learned"].keys() <= {
        *("extensions", "capabilities", "listing", "stat", "unique_ids", "server", "message")
    }, found
    if command is not None:
        _typed(command, COMMAND)
        assert command["verb"] == command["verb"].upper(), found
        assert not (command["in_order"] and not command["known"]), found
    if reply is None:
        assert kind == "none", found
        assert found["state"]["after"] == "CLOSED" or found.get("assumed"), found
    else:
        _check_reply(found, reply)
    if found["tolerated"]:
        assert kind in ("ok", "intermediate"), found
    message = found["learned"].get("message")
    if message is not None:
        assert message.keys() - {"truncated"} == {"headers", "text", "octets"}, found


def _check_reply(found: dict, reply: dict) -> None:
    _typed(reply, REPLY)
    code, kind, pop3 = reply["code"], found["class"], found["protocol"] == "pop3"
    if pop3:
        assert code in (None, "+OK", "-ERR", "+"), found
        assert reply["enhanced"] is None, found
        assert not (reply["multi_line"] and code == "-ERR"), found
    else:
        assert code is None or re.fullmatch("[0-9]{3}", code), found
        assert reply["response_code"] is None, found
        assert reply["multi_line"] == (len(reply["lines"]) > 1) or reply["truncated"], found
    if kind != "none":
        assert code is not None, found
        assert kind == CLASSES[found["protocol"]][code if pop3 else code[0]], found
    else:
        legal = code is not None and (pop3 or code[0] in "2345")
        assert not legal or "unterminated" in found["violations"], found
    if "unterminated" in found["violations"]:
        assert kind == "none", found
        assert found["state"]["after"] == "CLOSED", found
    if code == "421" and kind != "none":
        assert found["state"]["after"] == "CLOSED", found
    assert re.fullmatch(r"[245]\.[0-9]{1,3}\.[0-9]{1,3}", reply["enhanced"] or "2.0.0"), found
    assert len(reply["lines"]) <= 1000, found
    assert sum(map(len, reply["lines"])) <= 64 * 1024 * 4, found
    assert reply["charset"] in ("utf-8", "gb18030", "unknown-8bit"), found


def _check_notes(found: dict) -> None:
    lines = (found.get("reply") or {}).get("lines", [])
    for note in found["notes"]:
        _typed(note, NOTE)
        assert note["on"] in ("command", "reply", "message", "state", "session"), note
        assert note["text"], note
        assert re.match("[a-z0-9]+[.].", note["key"]), note
        if note["line"] is not None:
            assert 0 <= note["line"] < len(lines), (note, found)
