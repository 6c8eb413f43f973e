"""How things stand, for each connection by itself, however the two are interleaved."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from tests.lesson.playing import lines
from tests.lesson.walks import POP3, SMTP
from tutor.core.conversation import Conversation
from tutor.core.events import Event
from tutor.core.secrets import Secrets
from tutor.core.wire import Side, What, Wire
from tutor.lesson import goals
from tutor.lesson.standing import Standing, after
from tutor.protocols import PROTOCOLS

SENDING = [line for step in SMTP.values() for line in lines(step)][1:]
FETCHING = [
    line
    for name in ("connect", "user", "pass", "stat", "dele", "gone")
    for line in lines(POP3[name])
][1:]


class Line:
    """One connection of a session."""

    def __init__(self, conn: int, protocol: str) -> None:
        self.conn = conn
        self.talk = Conversation(PROTOCOLS[protocol], Secrets(), conn)

    def open(self) -> list[Event]:
        about = {"peer": f"{self.talk.protocol.name}:1"}
        return self.talk.observe(Wire(What.OPEN, conn=self.conn, about=about))

    def hear(self, line: str) -> list[Event]:
        mark, _, rest = line.partition(" ")
        if mark == "!":
            about = {"by": rest, "reason": ""}
            return self.talk.observe(Wire(What.CLOSE, conn=self.conn, about=about))
        side = Side.CLIENT if mark == "C:" else Side.SERVER
        return self.talk.observe(Wire(What.BYTES, 0.0, side, rest.encode() + b"\r\n", self.conn))


def stand(standing: Standing, events: list[Event]) -> Standing:
    for event in events:
        standing = after(standing, event)
    return standing


def alone(conn: int, protocol: str, said: list[str]) -> Standing:
    line = Line(conn, protocol)
    standing = stand(Standing(), line.open())
    for row in said:
        standing = stand(standing, line.hear(row))
    return standing


@given(
    st.integers(0, len(SENDING)), st.integers(0, len(FETCHING)), st.randoms(use_true_random=False)
)
def test_two_connections_stand_as_each_by_itself(sent: int, fetched: int, chance: Random) -> None:
    both = {1: iter(SENDING[:sent]), 2: iter(FETCHING[:fetched])}
    talks = {1: Line(1, "smtp"), 2: Line(2, "pop3")}
    standing = stand(stand(Standing(), talks[1].open()), talks[2].open())
    left = [1] * sent + [2] * fetched
    chance.shuffle(left)
    for conn in left:
        standing = stand(standing, talks[conn].hear(next(both[conn])))
    first, second = alone(1, "smtp", SENDING[:sent]), alone(2, "pop3", FETCHING[:fetched])
    assert standing.lines == {**first.lines, **second.lines}
    assert standing.stored == first.stored
    assert standing.line("smtp") == first.line()
    assert standing.line("pop3") == second.line()


def test_the_newest_open_line_is_the_one_that_is_meant() -> None:
    mail, box = Line(1, "smtp"), Line(2, "pop3")
    standing = stand(Standing(), mail.open())
    assert standing.line().protocol == "smtp"
    standing = stand(standing, box.open())
    assert standing.line().protocol == "pop3"
    assert standing.line("smtp").protocol == "smtp"
    standing = stand(standing, box.hear("! client"))
    assert standing.line().protocol == "smtp"
    assert standing.line("pop3").state == "CLOSED"
    standing = stand(standing, mail.hear("! client"))
    assert standing.line().protocol == "pop3"


def test_an_envelope_and_a_maildrop_belong_to_one_protocol_each() -> None:
    mail, box = Line(1, "smtp"), Line(2, "pop3")
    standing = stand(stand(Standing(), mail.open()), box.open())
    until = next(at for at, line in enumerate(SENDING) if line == "C: data")
    for row in SENDING[:until]:
        standing = stand(standing, mail.hear(row))
    for row in FETCHING:
        standing = stand(standing, box.hear(row))
    none: frozenset[goals.Leaf] = frozenset()
    envelope, maildrop = goals.Envelope("alice@163.com"), goals.Maildrop(34, 1)
    assert goals.holds(envelope, none, standing)
    assert goals.holds(maildrop, none, standing)
    assert not goals.holds(envelope, none, standing, "pop3")
    assert not goals.holds(maildrop, none, standing, "smtp")
    assert goals.holds(goals.InState("RCPT"), none, standing, "smtp")
    assert goals.holds(goals.InState("TRANSACTION"), none, standing)


def test_a_hundred_connections_are_not_kept() -> None:
    standing = Standing()
    for conn in range(1, 101):
        standing = stand(standing, Line(conn, "smtp").open())
    assert max(standing.lines) == 100
    assert len(standing.lines) == 20
