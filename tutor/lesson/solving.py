"""A lesson's solution as one script: what each line is, and how things have to stand for it.

Found by following the lines through the protocols' tables, as if each were answered well, and the
connections as they are opened, laid aside and closed: which one a line is for need not be said.
"""

from typing import NamedTuple

from tutor.core import order
from tutor.core.spec import Class, Facts, Listens
from tutor.lesson.goals import Answered, ClosedBy, leaves
from tutor.lesson.lines import Lines
from tutor.lesson.model import Lesson, Serve, Step, Task
from tutor.lesson.rows import (
    CRAM,
    SWITCH,
    Kind,
    Login,
    Needs,
    Row,
    called,
    is_opener,
    login,
    opener,
)
from tutor.lesson.scene import is_secure
from tutor.protocols import PROTOCOLS

_REFUSALS = frozenset({Class.TRANSIENT, Class.PERMANENT, Class.FAILURE})
_BY_DIGIT = {"4": Class.TRANSIENT, "5": Class.PERMANENT}


def rows(lesson: Lesson) -> list[Row]:
    """The solution's lines, in their order."""
    found: list[Row] = []
    lines, owed = Lines(), 0
    if not opens_itself(lesson):
        protocol = PROTOCOLS[lesson.protocol]
        begin = order.expect(protocol, protocol.start, "GREETING")
        lines.put(lesson.protocol, Needs(begin, tls=is_secure(opened(lesson))))
    for number, step in enumerate(lesson.steps):
        last = len(step.lines) - 1
        for at, text in enumerate(step.lines):
            if not isinstance(step, Serve) and owed <= 0:
                lines.turn(text, step)
            name = _spoken(lesson, step, text, lines)
            needs = lines.needs if name == lines.protocol else None
            needs = needs or Needs(PROTOCOLS[name].closed)
            spot = _Spot(text, number, step, name, needs)
            row, state = spot.row(Kind.LOCAL), needs.key
            if owed > 0:
                row = spot.row(Kind.CHUNK)
                owed -= len(text.encode("utf-8", "replace")) + 2
            elif not lines.switched:
                row, state = _classified(spot, found)
                owed = _announced(row)
            row = row._replace(conn=lines.number(opening=row.kind is Kind.OPEN))
            refused = _refusal(step, row.verb) if at == last else None
            if refused is None:
                found.append(row._replace(beside=_is_beside(step.lines, at), twin=lines.twin))
                needs = _after(row, state)
            else:
                found.append(row._replace(refused=True))
                needs = _refused(row, state, refused)
            lines.stand(row, needs, over=at == last and _is_cut(step))
    return found


def _announced(row: Row) -> int:
    """How many octets of a letter this line announces (BDAT); those lines follow it."""
    size = row.text.split()[1:2] if row.verb == "BDAT" else []
    counted = size and size[0].isascii() and size[0].isdigit() and len(size[0]) < 10
    return int(size[0]) if counted else 0


def _spoken(lesson: Lesson, step: Step, text: str, lines: Lines) -> str:
    """The protocol of a line that goes to the connection of the moment, or opens one."""
    if isinstance(step, Serve) or lines.opens(text) or not lines.protocol:
        return protocol_of(lesson, step, text)
    return lines.protocol


def _is_beside(lines: tuple[str, ...], at: int) -> bool:
    """Whether this line leads to the shell, or opens there, while another line stays open."""
    if lines[at] == SWITCH:
        return any(map(is_opener, lines[at + 1 : at + 2]))
    return is_opener(lines[at]) and at > 0 and lines[at - 1] == SWITCH


def opens_itself(lesson: Lesson) -> bool:
    """Whether the solution opens the connection; else the lesson does, before the first step."""
    lines = (text for step in lesson.steps if not isinstance(step, Serve) for text in step.lines)
    return any(is_opener(text) for text in lines)


def opened(lesson: Lesson) -> str:
    """The "host:port" to which a lesson connects by itself; "" where it names no such host."""
    hosts = lesson.hosts.items()
    return next((peer for peer, protocol in hosts if protocol == lesson.protocol), "")


def protocol_of(lesson: Lesson, step: Step, text: str) -> str:
    """The protocol that a line of a step is for: that of the host that it calls, else its own."""
    if is_opener(text):
        peer = called(text)
        for host, protocol in lesson.hosts.items():
            if host.lower() == peer:
                return protocol
    return step.connection or lesson.protocol


def _is_cut(step: Step) -> bool:
    """Whether a step is over when the server has closed the connection."""
    if not isinstance(step, Task):
        return False
    return any(isinstance(leaf, ClosedBy) and leaf.by != "client" for leaf in leaves(step.goal))


def _refusal(step: Step, verb: str) -> Class | None:
    """How the last line of a step is answered, where its goal is that it is refused."""
    if not isinstance(step, Task):
        return None
    asked = [leaf for leaf in leaves(step.goal) if isinstance(leaf, Answered)]
    # A goal may ask for something before as well: a greeting, then a command that is refused.
    asked = [leaf for leaf in asked if leaf.command == verb] or asked
    kinds = {leaf.kind or _BY_DIGIT.get((leaf.code or "")[:1]) for leaf in asked}
    return kinds.pop() if len(kinds) == 1 and kinds <= _REFUSALS else None


def _refused(row: Row, state: str, kind: Class) -> Needs:
    """How things stand after a line that was there to be refused: nobody is logged in by it."""
    protocol = PROTOCOLS[row.protocol]
    if row.kind is Kind.ANSWER:
        asks = next(key for key, each in protocol.states.items() if each.listens is Listens.SASL)
        after = order.follow(protocol, asks, row.verb, kind, Facts()).after
        return row.needs._replace(key=after, authenticated=False)
    if row.kind is not Kind.COMMAND:
        return row.needs._replace(key=state)
    after = order.follow(protocol, row.needs.key, row.verb, kind, Facts()).after
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


def _login(last: Row) -> Login | None:
    """Which answer the line behind this one is."""
    if last.kind is not Kind.ANSWER:
        return login(last.text)
    return last.login and last.login.answered()


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
        return spot.row(Kind.OPEN, opener(text)), order.expect(protocol, protocol.start, "GREETING")
    word = text.partition(" ")[0].upper()
    if answering and word not in protocol.verbs:
        verb = "AUTH-CANCEL" if text == "*" else "AUTH-RESPONSE"
        row = spot.row(Kind.ANSWER, verb)._replace(login=_login(before[-1]))
        return row, state  # AUTH was taken for answered well already
    orderly = order.fits(protocol, state, word, Facts())
    ends = word == "BDAT" and text.upper().split()[-1] == "LAST"
    after = order.expect(protocol, state, "BDAT LAST" if ends else word)
    if protocol.states[after].listens is Listens.HANDSHAKE:
        after = protocol.secured.get(after, after)
    return spot.row(Kind.COMMAND, word, orderly=orderly), after
