"""A lesson's solution as one script: what each line is, and how things have to stand for it.

Found by following the lines through the protocols' tables, as if each were answered well. Two
connections are followed side by side: a step says which one its lines are for.
"""

from enum import Enum
from typing import NamedTuple

from tutor.core import order
from tutor.core.spec import Class, Facts, Listens
from tutor.lesson.goals import Answered, leaves
from tutor.lesson.model import Lesson, Serve, Step, Task
from tutor.lesson.scene import is_secure
from tutor.protocols import PROTOCOLS

OPENING = "telnet"
"""What stands in the place of the verb of a line that opens a connection."""

SWITCH = ":switch"
CRAM = ":cram"
"""What works out and says the answer to a challenge, which nobody can write down beforehand."""

_REFUSALS = frozenset({Class.TRANSIENT, Class.PERMANENT, Class.FAILURE})
_OPENERS = ("telnet", "nc", "ncat", "netcat", "openssl", "connect")


class Kind(Enum):
    """What a line of the solution is."""

    OPEN = "open"
    LOCAL = "local"
    COMMAND = "command"
    ANSWER = "answer"
    TEXT = "text"
    END = "end"
    SERVED = "served"


class Needs(NamedTuple):
    """How things stand where the solution has a line. `marked`: a message is marked as deleted."""

    key: str
    tls: bool = False
    authenticated: bool = False
    marked: bool = False


class Row(NamedTuple):
    """A line of the solution, in the step with this number. `orderly`: the table allows it where
    the solution has it; one that is typed to be refused is not."""

    text: str
    step: int
    kind: Kind
    verb: str
    protocol: str
    needs: Needs
    orderly: bool = True


def rows(lesson: Lesson) -> list[Row]:
    """The solution's lines, in their order."""
    found: list[Row] = []
    needs = {name: Needs(protocol.closed) for name, protocol in PROTOCOLS.items()}
    if not opens_itself(lesson):
        protocol = PROTOCOLS[lesson.protocol]
        begin = order.expect(protocol, protocol.start, "GREETING")
        needs[lesson.protocol] = Needs(begin, tls=is_secure(opened(lesson)))
    for number, step in enumerate(lesson.steps):
        last, refused = len(step.lines), _refusal(step)
        for at, text in enumerate(step.lines, 1):
            name = protocol_of(lesson, step, text)
            row, state = _classified(_Spot(text, number, step, name, needs[name]), found)
            if at == last and refused is not None:
                found.append(row._replace(orderly=False))
                needs[name] = _refused(row, state, refused)
            else:
                found.append(row)
                needs[name] = _after(row, state)
    return found


def opens_itself(lesson: Lesson) -> bool:
    """Whether the solution opens the connection; else the lesson does, before the first step."""
    lines = (text for step in lesson.steps if not isinstance(step, Serve) for text in step.lines)
    return any(is_opener(text) for text in lines)


def opened(lesson: Lesson) -> str:
    """The "host:port" to which a lesson connects by itself; "" where it names no such host."""
    hosts = lesson.hosts.items()
    return next((peer for peer, protocol in hosts if protocol == lesson.protocol), "")


def is_opener(text: str) -> bool:
    """Whether a line opens a connection."""
    return text.partition(" ")[0].lower() in _OPENERS


def protocol_of(lesson: Lesson, step: Step, text: str) -> str:
    """The protocol that a line of a step is for: its own, or that of the host that it calls."""
    if is_opener(text):
        peer = called(text)
        for host, protocol in lesson.hosts.items():
            if host.lower() == peer:
                return protocol
    return step.connection or lesson.protocol


def called(text: str) -> str:
    """The "host:port" that an opening line calls, "" where it names none."""
    words = text.lower().split()
    if words[0] == "openssl":
        return words[words.index("-connect") + 1] if "-connect" in words[:-1] else ""
    where = [word for word in words[1:] if not word.startswith("-")]
    return ":".join(where[:2])


def _refusal(step: Step) -> Class | None:
    """How the last line of a step is answered, where its goal is that it is refused."""
    if not isinstance(step, Task):
        return None
    asked = [leaf for leaf in leaves(step.goal) if isinstance(leaf, Answered)]
    kinds = {leaf.kind for leaf in asked}
    return kinds.pop() if len(kinds) == 1 and kinds <= _REFUSALS else None


def _refused(row: Row, state: str, kind: Class) -> Needs:
    """How things stand after a line that was there to be refused: nobody is logged in by it."""
    if row.kind is Kind.ANSWER:
        return row.needs._replace(key=state, authenticated=False)
    if row.kind is not Kind.COMMAND:
        return row.needs._replace(key=state)
    after = order.follow(PROTOCOLS[row.protocol], row.needs.key, row.verb, kind, Facts()).after
    return row.needs._replace(key=after)


def _after(row: Row, state: str) -> Needs:
    """How things stand after a line that led to this state."""
    needs = row.needs._replace(key=state)
    if row.kind is Kind.OPEN:
        return Needs(state, tls=row.text.lower().startswith("openssl"))
    if row.kind is not Kind.COMMAND and row.kind is not Kind.ANSWER:
        return needs
    if row.verb in ("STARTTLS", "STLS"):
        return Needs(state, tls=True)
    if row.verb in ("DELE", "RSET"):
        return needs._replace(marked=row.verb == "DELE")
    if row.verb == "AUTH-CANCEL":
        return needs._replace(authenticated=False)
    logs_in = row.verb in ("AUTH", "AUTH-RESPONSE", "PASS", "APOP")
    return needs._replace(authenticated=needs.authenticated or logs_in)


class _Spot(NamedTuple):
    """A line before it is known what it is."""

    text: str
    number: int
    step: Step
    name: str
    needs: Needs

    def row(self, kind: Kind, verb: str = "", *, orderly: bool = True) -> Row:
        """The line as this."""
        return Row(self.text, self.number, kind, verb, self.name, self.needs, orderly)


def _classified(spot: _Spot, before: list[Row]) -> tuple[Row, str]:
    """A line where things stand as the lines before it leave them, and the state after it."""
    protocol, text, state = PROTOCOLS[spot.name], spot.text, spot.needs.key
    listens = protocol.states[state].listens
    # How many answers a login takes the mechanism decides: as many as stand there.
    answering = before and (before[-1].verb == "AUTH" or before[-1].kind is Kind.ANSWER)
    worked_out = answering and text.partition(" ")[0] == CRAM
    local = text.startswith(":") and listens is not Listens.TEXT and not worked_out
    if isinstance(spot.step, Serve) or local:
        return spot.row(Kind.SERVED if isinstance(spot.step, Serve) else Kind.LOCAL), state
    if listens is Listens.TEXT:
        if text != protocol.end_of_text:
            return spot.row(Kind.TEXT), state
        return spot.row(Kind.END, text), order.expect(protocol, state, text)
    if is_opener(text):
        return spot.row(Kind.OPEN, OPENING), order.expect(protocol, protocol.start, "GREETING")
    word = text.partition(" ")[0].upper()
    if answering and word not in protocol.verbs:
        verb = "AUTH-CANCEL" if text == "*" else "AUTH-RESPONSE"
        return spot.row(Kind.ANSWER, verb), order.expect(protocol, state, verb)
    orderly = order.fits(protocol, state, word, Facts())
    after = order.expect(protocol, state, word)
    if protocol.states[after].listens is Listens.HANDSHAKE:
        after = protocol.secured.get(after, after)
    return spot.row(Kind.COMMAND, word, orderly=orderly), after
