"""A dialogue as lines to the events that the engine makes of it.

``> telnet HOST PORT`` opens the next connection, ``C:`` and ``S:`` speak, ``! BY`` closes it.
"""

from collections.abc import Iterator

from tutor.core.conversation import Conversation
from tutor.core.events import Event
from tutor.core.secrets import Secrets
from tutor.core.wire import Side, What, Wire
from tutor.protocols import PROTOCOLS


class Player:
    """Keeps the connection between stretches of a dialogue."""

    def __init__(self, public: frozenset[bytes] = frozenset()) -> None:
        self._secrets = Secrets(public)
        self._conn = 0
        self._at = 0.0
        self._talk: Conversation | None = None

    def play(self, dialogue: str) -> Iterator[Event]:
        for line in lines(dialogue):
            yield from self.line(line)

    def line(self, line: str) -> list[Event]:
        mark, _, rest = line.partition(" ")
        self._at += 1
        if mark == ">":
            _, host, port = rest.split()
            self._conn += 1
            protocol = PROTOCOLS["pop3" if port in ("110", "995") else "smtp"]
            self._talk = Conversation(protocol, self._secrets, self._conn)
            return self._observe(What.OPEN, about={"peer": f"{host}:{port}"})
        if mark == "!":
            return self._observe(What.CLOSE, about={"by": rest, "reason": ""})
        side = {"C:": Side.CLIENT, "S:": Side.SERVER}[mark]
        return self._observe(What.BYTES, side, rest.encode() + b"\r\n")

    def _observe(
        self,
        what: What,
        side: Side | None = None,
        data: bytes = b"",
        about: dict[str, object] | None = None,
    ) -> list[Event]:
        assert self._talk is not None
        return self._talk.observe(Wire(what, self._at, side, data, self._conn, about or {}))


def lines(dialogue: str) -> list[str]:
    """The lines of a dialogue, however they are indented."""
    return [line.strip() for line in dialogue.splitlines() if line.strip()]


def events(dialogue: str) -> list[Event]:
    """All events of a dialogue."""
    return list(Player().play(dialogue))


def typed(dialogue: str) -> list[str]:
    """What the learner types in a dialogue; a line cut by the client is `:drop`."""
    said = {"C:": lambda rest: rest, ">": lambda rest: rest, "!": lambda _: ":drop"}
    return [
        said[mark](rest)
        for mark, _, rest in (line.partition(" ") for line in lines(dialogue))
        if mark in said and (mark != "!" or rest == "client")
    ]
