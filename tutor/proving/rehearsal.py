"""A stage for the proof of a lesson: both sides of each connection, and nothing between them."""

from collections.abc import Iterator

from tutor import staging
from tutor.core.conversation import Conversation
from tutor.core.events import Event
from tutor.core.secrets import Secrets
from tutor.core.spec import Listens
from tutor.core.wire import Side, What, Wire
from tutor.lesson import Lesson, Place, Serve, Step, Task, rows, solving
from tutor.lesson.lines import following
from tutor.lesson.scene import is_secure
from tutor.practice import Desk, Faults, Practice, talk_through
from tutor.practice import Fault as Trouble
from tutor.protocols import PROTOCOLS, dialogue


class _Watched(Faults):
    """Faults that remember which of them have struck."""

    def __init__(self) -> None:
        super().__init__()
        self.struck: set[str] = set()

    def strike(self, protocol: str, verb: str, line: str) -> Trouble | None:
        """The fault that fits, remembered."""
        fault = super().strike(protocol, verb, line)
        if fault is not None:
            self.struck.add(fault.name)
        return fault


class _Line:
    """A connection: the learner's engine, and the server's side of it. There is none of that where
    the learner is the server; a `deaf` server waits for a handshake that nobody begins."""

    def __init__(self, talk: Conversation, desk: Desk | None, *, deaf: bool = False) -> None:
        self.talk = talk
        self.desk = desk
        self.deaf = deaf


class Rehearsal:
    """A stage for `proof`: the practice server of a lesson, and what the learner's side sees."""

    def __init__(self, lesson: Lesson) -> None:
        self._lesson = lesson
        self._made = _quiet(lesson)
        self._faults = _Watched()
        self._made.faults = self._faults
        self._places: dict[str, Place] = {}
        for number, mishap in enumerate(lesson.practice.faults, 1):
            self._wait(f"lesson {number}", staging.fault(mishap, f"lesson {number}"), mishap.place)
        self._secrets = Secrets(lesson.public)
        self._lines: dict[int, _Line] = {}
        self._active: int | None = None
        self._count = 0
        self._at = 0.0
        self._step: Step | None = None
        self._unsaid: list[str] = []
        self._turns = False

    @property
    def struck(self) -> frozenset[Place]:
        """Where the faults stand that have struck."""
        return frozenset(self._places[name] for name in self._faults.struck)

    def begin(self, step: Step) -> list[Event]:
        """A step begins; see `stage.Stage`."""
        first, before = self._step is None, self._step
        if before is not None:
            for number, _ in enumerate(getattr(before, "faults", ()), 1):
                self._faults.remove(f"{before.id} {number}")
        self._step = step
        for number, mishap in enumerate(step.faults if isinstance(step, Task) else (), 1):
            name = f"{step.id} {number}"
            self._wait(name, staging.fault(mishap, name), mishap.place)
        staging.deliver(self._made, self._lesson, step)
        events: list[Event] = []
        if isinstance(step, Serve):
            events += self._as_server(step)
        elif first and not solving.opens_itself(self._lesson):
            events += self._open(solving.opened(self._lesson), self._lesson.protocol)
        return events

    def say(self, line: str) -> list[Event]:
        """The learner types a line, for the server or for the program."""
        here = self._here
        texting = here is not None and here.talk.listens is Listens.TEXT
        if line.startswith(":") and not texting:
            return list(self._local(line))
        if here is None:
            return self._call(line) if rows.is_opener(line) else []
        if here.desk is None:
            return []
        data = line.encode("utf-8", "replace") + b"\r\n"
        return self._heard(here, data)

    @property
    def active(self) -> int:
        """The connection that is typed to, 0 where none is."""
        return self._active or 0

    def serve(self, line: str) -> list[Event]:
        """The learner types a line as the server."""
        here = self._here
        if here is None:
            return []
        events = self._see(here, What.BYTES, Side.SERVER, line.encode("utf-8", "replace") + b"\r\n")
        events += self._client(here)
        if here.talk.key == here.talk.protocol.closed and not here.talk.closed:
            events += self._closed(here, "server")
        return events

    def refuse(self, command: str, reply: str) -> None:
        """The server will refuse this command once; see `stage.Stage`."""
        self._wait("refused", Trouble("refused", command, reply), Place())

    # -- how it is done --------------------------------------------------------------------------

    @property
    def _here(self) -> _Line | None:
        return self._lines.get(self._active or 0)

    def _wait(self, name: str, fault: Trouble, place: Place) -> None:
        self._faults.add(fault)
        self._places[name] = place

    def _local(self, line: str) -> Iterator[Event]:
        here = self._here
        if line == rows.SWITCH:
            self._active = following(self._lines, self.active) or None
        elif line == ":drop" and here is not None:
            if here.desk is not None:
                here.desk.close("client")
            yield from self._closed(here, "client")
        elif line.partition(" ")[0] == rows.CRAM and here is not None:
            _, name, code = (*line.split(), "", "")[:3]
            answer = dialogue.answer(name, code, here.talk.challenge)
            if answer is not None and here.talk.listens is Listens.SASL:
                yield from self._heard(here, answer + b"\r\n")

    def _call(self, line: str) -> list[Event]:
        peer = rows.called(line)
        hosts = {host.lower(): (host, name) for host, name in self._lesson.hosts.items()}
        if peer not in hosts:
            return []
        asks = line.lower().startswith("openssl")
        upgrade = asks and "-starttls" in line.lower()
        return self._open(*hosts[peer], tls=asks and not upgrade, upgrade=upgrade)

    def _open(
        self, peer: str, protocol: str, *, tls: bool | None = None, upgrade: bool = False
    ) -> list[Event]:
        """A connection; `tls` says that the learner begins with a handshake, None: he does if the
        host wants one."""
        secure = is_secure(peer)
        tls = secure if tls is None else tls
        self._count += 1
        talk = Conversation(PROTOCOLS[protocol], self._secrets, self._count)
        face = self._made.faces.get(peer.lower())
        desk = self._made.desk(protocol, self._count, can_tls=True, face=face)
        here = self._lines[self._count] = _Line(talk, desk, deaf=secure and not tls)
        self._active = self._count
        about: dict[str, object] = {"peer": peer, "protocol": protocol}
        events = self._see(here, What.OPEN, about=about)
        desk.open(about)
        if here.deaf:
            return events
        if tls and not secure:
            return events + self._no_tls(here)
        if tls:
            events += self._secure(here)
        desk.greet()
        events += self._heard(here, b"")
        if upgrade:
            for line in (b"EHLO me.example", b"STARTTLS") if protocol == "smtp" else (b"STLS",):
                events += self._heard(here, line + b"\r\n")
        return events

    def _as_server(self, step: Serve) -> list[Event]:
        events: list[Event] = []
        here = self._here
        if here is None or here.desk is not None:
            name = step.connection or self._lesson.protocol
            self._count += 1
            talk = Conversation(PROTOCOLS[name], self._secrets, self._count)
            here = self._lines[self._count] = _Line(talk, None)
            self._active = self._count
            about: dict[str, object] = {"peer": "", "protocol": name}
            events += self._see(here, What.OPEN, about=about)
        self._unsaid, self._turns = list(step.client), not here.talk.greeted
        return events + self._client(here)

    def _client(self, here: _Line) -> list[Event]:
        """What the client says: all at once, or up to a line that waits for an answer."""
        events: list[Event] = []
        while self._unsaid:
            if self._turns and (here.talk.pending or not here.talk.greeted):
                break
            data = self._unsaid.pop(0).encode("utf-8", "replace") + b"\r\n"
            events += self._see(here, What.BYTES, Side.CLIENT, data)
        return events

    def _heard(self, here: _Line, data: bytes) -> list[Event]:
        """The learner's octets on both sides of a connection, and the answers to them."""
        assert here.desk is not None
        events = self._see(here, What.BYTES, Side.CLIENT, data) if data else []
        if here.deaf:
            here.desk.close("server")
            return events + self._closed(here, "server")
        for answer in talk_through(here.desk, data):
            if answer.data:
                events += self._see(here, What.BYTES, Side.SERVER, answer.data)
            if answer.start_tls:
                events += self._secure(here)
            if answer.close:
                here.desk.close("server")
                return events + self._closed(here, "server")
        return events

    def _secure(self, here: _Line) -> list[Event]:
        about: dict[str, object] = {"version": "TLSv1.3", "cipher": "", "verified": True}
        if here.desk is not None:
            here.desk.secured(about)
        return self._see(here, What.TLS, about=about)

    def _no_tls(self, here: _Line) -> list[Event]:
        """The learner begins a handshake, and the server says its greeting."""
        if here.desk is not None:
            here.desk.close("error")
        about: dict[str, object] = {"error": "not-tls", "reason": "wrong version number"}
        return [*self._see(here, What.TLS, about=about), *self._closed(here, "error")]

    def _closed(self, here: _Line, by: str) -> list[Event]:
        del self._lines[here.talk.conn]
        self._active = max(self._lines, default=None)
        return self._see(here, What.CLOSE, about={"by": by, "reason": ""})

    def _see(
        self,
        here: _Line,
        what: What,
        side: Side | None = None,
        data: bytes = b"",
        about: dict[str, object] | None = None,
    ) -> list[Event]:
        self._at += 1
        conn = here.talk.conn
        return here.talk.observe(Wire(what, self._at, side, data, conn, about or {}))


def _quiet(lesson: Lesson) -> Practice:
    """The lesson's server with its clocks standing still."""
    made = staging.staged(lesson)
    made.now = lambda: 0.0
    made.clock = lambda: 0.0
    return made
