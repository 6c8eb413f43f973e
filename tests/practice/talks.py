"""Dialogues with a practice server: ``C:`` lines are said, ``S:`` lines must come back.

``...`` at the end of an S line: the line begins so. ``--`` cuts the line and connects anew.
"""

from collections.abc import Iterable

from tutor.practice import Account, Desk, Limits, Practice, Strictness, practice, talk_through

ACCOUNTS = (Account("alice", "Alice", "wonderland"), Account("bob", "Bob", "car penter"))
EPOCH = 1_589_960_948  # Wed, 20 May 2020 07:49:08 +0000


def server(
    style: str = "textbook",
    limits: Limits | None = None,
    strictness: Strictness | None = None,
) -> Practice:
    """A practice server with two accounts, whose clocks stand still."""
    made = practice(style, ACCOUNTS, limits=limits, strictness=strictness)
    made.now = lambda: 0.0
    made.clock = lambda: EPOCH
    return made


def connect(made: Practice, protocol: str, conn: int = 1, *, can_tls: bool = True) -> Desk:
    """A new connection, its greeting not yet fetched."""
    desk = made.desk(protocol, conn, can_tls=can_tls)
    desk.open()
    desk.greet()
    return desk


def say(desk: Desk, *lines: str | bytes) -> list[str]:
    """The lines of the answers to some lines, said one after the other."""
    found = []
    for line in lines:
        data = line if isinstance(line, bytes) else line.encode() + b"\r\n"
        for answer in talk_through(desk, data):
            found += answer.data.decode().split("\r\n")[:-1]
    return found


def login(made: Practice, name: str = "alice", conn: int = 9) -> Desk:
    """A POP3 connection in TRANSACTION."""
    desk = connect(made, "pop3", conn)
    account = made.store.find(name)
    assert account is not None
    replies = say(desk, "", f"USER {name}", f"PASS {account.code}")
    assert replies[-1].startswith("+OK"), replies
    return desk


def check(made: Practice, protocol: str, dialogue: str) -> Desk:
    """Hold a dialogue; every line of the server must be as written. Returns the last desk."""
    desk = connect(made, protocol)
    heard = list(_lines(desk, b""))
    for number, row in enumerate(dialogue.strip().splitlines(), 1):
        mark, text = row.lstrip()[:2], row.lstrip()[3:]
        if mark == "S:":
            assert heard, f"row {number}: nothing came, expected {text!r}"
            came = heard.pop(0)
            fits = came.startswith(text[:-3]) if text.endswith("...") else came == text
            assert fits, f"row {number}: {came!r}, expected {text!r}"
            continue
        assert not heard, f"row {number}: left over {heard}"
        if mark == "--":
            desk.close("client")
            desk = connect(made, protocol, number)
            heard = list(_lines(desk, b""))
        else:
            assert mark == "C:", row
            heard = list(_lines(desk, text.encode() + b"\r\n"))
    assert not heard, f"at the end: left over {heard}"
    return desk


def _lines(desk: Desk, data: bytes) -> Iterable[str]:
    for answer in talk_through(desk, data):
        yield from answer.data.decode().split("\r\n")[:-1]
