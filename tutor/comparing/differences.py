"""An exchange and the same command said to another server: each difference between the replies."""

from collections.abc import Sequence
from typing import NamedTuple

from tutor.comparing.verdicts import verdict
from tutor.core.events import Exchange, Reply

KINDS = (
    "words",
    "code",
    "enhanced",
    "class",
    "state",
    "offered",
    "missing",
    "arguments",
    "lines",
    "mail",
)
"""words: the same meaning, said otherwise; code: another of the same class; enhanced: another
enhanced or response code; class: another class; state: the talk stands elsewhere; offered, missing,
arguments: of extensions; lines: more or fewer of them; mail: other mail in the mailbox."""

_OFFERS = ("extensions", "capabilities")
_MAIL = ("stat", "listing", "unique_ids", "message")
_HELLOS = frozenset({"EHLO", "HELO", "LHLO", "CAPA"})
_MOST = 200
"""Characters of a value that is told."""


class Difference(NamedTuple):
    """One difference. `recorded` and `now` are what is not the same; `verdict` says whether the RFC
    leaves it open (`verdicts.VERDICTS`)."""

    kind: str
    verdict: str
    recorded: str
    now: str

    @property
    def counts(self) -> bool:
        """Whether the two servers cannot be taken for each other."""
        return self.kind in ("class", "state")


def differences(recorded: Exchange, now: Exchange, protocol: str) -> tuple[Difference, ...]:
    """Where the reply to a command differs from the recorded one."""
    found: list[tuple[str, str, str]] = []
    old, new = recorded.reply, now.reply
    if recorded.kind is not now.kind:
        found.append(("class", recorded.kind.value, now.kind.value))
    elif old is not None and new is not None:
        found += _codes(old, new)
        found += _offers(recorded, now)
        found += _mail(recorded, now)
        found += _texts(recorded, now, protocol)
    if recorded.before == now.before and recorded.after != now.after:
        found.append(("state", recorded.after, now.after))
    verb = recorded.command.verb if recorded.command is not None else ""
    code = (new.code if new is not None else None) or ""
    return tuple(
        Difference(kind, verdict(kind, verb, code), was[:_MOST], came[:_MOST])
        for kind, was, came in found
    )


def pairs(recorded: Sequence[Exchange], now: Sequence[Exchange]) -> list[tuple[Exchange, Exchange]]:
    """The exchanges that answer each other, in order; what nobody asked for stands alone."""
    asked = ([each for each in side if each.command is not None] for side in (recorded, now))
    return list(zip(*asked, strict=False))


def _codes(old: Reply, new: Reply) -> list[tuple[str, str, str]]:
    if old.code != new.code:
        return [("code", old.code or "", new.code or "")]
    finer = [each.enhanced or each.response_code or "" for each in (old, new)]
    return [("enhanced", *finer)] if finer[0] != finer[1] else []  # type: ignore[list-item]


def _offers(recorded: Exchange, now: Exchange) -> list[tuple[str, str, str]]:
    found: list[tuple[str, str, str]] = []
    for key in _OFFERS:
        old, new = recorded.learned.get(key), now.learned.get(key)
        if not isinstance(old, dict) or not isinstance(new, dict):
            continue
        found += [("missing", _written(name, old[name]), "") for name in old if name not in new]
        found += [("offered", "", _written(name, new[name])) for name in new if name not in old]
        found += [
            ("arguments", _written(name, old[name]), _written(name, new[name]))
            for name in old
            if name in new and old[name] != new[name]
        ]
    return found


def _mail(recorded: Exchange, now: Exchange) -> list[tuple[str, str, str]]:
    return [
        ("mail", _counted(key, recorded), _counted(key, now))
        for key in _MAIL
        if key in recorded.learned
        and key in now.learned
        and recorded.learned[key] != now.learned[key]
    ]


def _texts(recorded: Exchange, now: Exchange, protocol: str) -> list[tuple[str, str, str]]:
    """More or fewer lines, or other words in them; the rows of a list are no words."""
    old, new = (each.reply.lines if each.reply else () for each in (recorded, now))
    verb = recorded.command.verb if recorded.command is not None else ""
    if protocol == "pop3" or verb in _HELLOS:
        old, new = old[:1], new[:1]
    if len(old) != len(new):
        return [("lines", str(len(old)), str(len(new)))]
    telling = ("stat", "listing", "unique_ids")
    if any(recorded.learned.get(key) != now.learned.get(key) for key in telling):
        return []
    for was, came in zip(old, new, strict=True):
        if _said(was, recorded) != _said(came, now):
            return [("words", was, came)]
    return []


def _said(line: str, exchange: Exchange) -> str:
    """The words of a line, without its codes."""
    reply = exchange.reply
    code = (reply.code or "") if reply is not None else ""
    text = line[len(code) :].lstrip("- ")
    finer = (reply.enhanced or "") if reply is not None else ""
    return text.removeprefix(finer).strip()


def _counted(key: str, exchange: Exchange) -> str:
    value = exchange.learned[key]
    if key == "message" and isinstance(value, dict):
        return f"{key} {value.get('octets', '')}".strip()
    if key == "stat" and isinstance(value, list):
        return " ".join(map(str, value))
    return str(len(value)) if isinstance(value, list) else ""


def _written(name: str, arguments: Sequence[str]) -> str:
    return " ".join((name, *arguments))
