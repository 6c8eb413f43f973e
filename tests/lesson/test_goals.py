"""Each key of a goal, on small dialogues: what it asks, and what it does not."""

import pytest

from tests.lesson.playing import Player, events
from tests.lesson.walks import POP3, SMTP
from tutor.core.wire import What, Wire
from tutor.lesson import Lesson, Passed, Progress
from tutor.lesson.reading import read

LESSON = """\
format: 1
id: one-goal
title: {{en: "One", zh: "一"}}
protocol: {protocol}
steps:
  - say: {{en: "Do it.", zh: "做吧。"}}
    type: ["noop"]
    goal: {goal}
"""
SESSION = "\n".join(SMTP.values())
MAILBOX = "\n".join(POP3[name] for name in ("connect", "user", "pass", "stat"))


def lesson(goal: str, protocol: str = "smtp") -> Lesson:
    return read(LESSON.format(goal=goal, protocol=protocol), "goal.yaml")


def passes(goal: str, dialogue: str, protocol: str = "smtp") -> bool:
    progress = Progress(lesson(goal, protocol))
    return any(isinstance(out, Passed) for event in events(dialogue) for out in progress.see(event))


@pytest.mark.parametrize(
    "goal",
    [
        "{command: GREETING}",
        "{command: ehlo, class: ok, in_order: true}",
        "{command: AUTH, class: intermediate, code: 334}",
        "{command: AUTH-RESPONSE, base64: true}",
        '{command: DATA, text: "(?i)end DATA"}',
        '{text: "^250 .*queued"}',
        '{telnet: "SMTP.163.com:25"}',
        "{state: RCPT}",
        "{authenticated: true}",
        "{tls: false}",
        '{envelope: {from: "Alice@163.com", to: ["bob@163.COM"]}}',
        '{envelope: {to: "bob@163.com"}}',
        "{stored: {}}",
        '{stored: {count: 1, headers: {Subject: "TEST EMAIL", cc: ""}, body: "bold bold"}}',
        "{closed_by: server}",
        "{state: CLOSED, authenticated: false}",
        "{any: [{command: NOOP}, {command: QUIT}]}",
        "{all: [{command: MAIL}, {command: QUIT}]}",
        "{command: QUIT, not: {tls: true}}",
    ],
)
def test_reached_in_the_walk(goal: str) -> None:
    assert passes(goal, SESSION)


@pytest.mark.parametrize(
    "goal",
    [
        "{command: EHLO, class: permanent-failure}",
        "{command: MAIL, code: 354}",
        '{command: MAIL, text: "queued"}',
        "{in_order: false}",
        "{command: AUTH-RESPONSE, base64: false}",
        "{command: EHLO, base64: true}",
        '{telnet: "smtp.163.com:587"}',
        "{state: TRANSACTION}",
        "{tls: true}",
        '{envelope: {from: "bob@163.com"}}',
        '{envelope: {to: ["bob@163.com", "carol@163.com"]}}',
        "{stored: {count: 2}}",
        '{stored: {headers: {subject: "another"}}}',
        '{stored: {headers: {date: ""}}}',
        '{stored: {body: "not there"}}',
        "{closed_by: client}",
        "{closed_by: error}",
        "{all: [{command: NOOP}, {command: QUIT}]}",
        "{command: QUIT, via: UPDATE}",
        "{maildrop: {count: 1}}",
    ],
)
def test_not_reached_in_the_walk(goal: str) -> None:
    assert not passes(goal, SESSION)


def test_in_order_is_how_it_was_when_typed() -> None:
    dialogue = SMTP["connect"] + "\nC: mail from:<a@b.c>\nS: 250 Mail OK"
    assert passes("{command: MAIL, in_order: false, class: ok}", dialogue)


def test_a_refused_letter_is_not_stored() -> None:
    dialogue = SESSION.replace("S: 250 Mail OK queued", "S: 554 DT:SPM")
    assert not passes("{stored: {}}", dialogue)


def test_a_letter_in_chunks_is_stored_once_it_is_whole() -> None:
    begin = "\n".join(SMTP[name] for name in list(SMTP)[:-3])
    chunk = "C: BDAT 12 LAST\nC: subject:hi\nS: 250 OK"
    goal = '{stored: {headers: {subject: "hi"}}}'
    assert passes(goal, f"{begin}\n{chunk}")
    assert not passes(goal, f"{begin}\n{chunk.replace(' LAST', '')}")


@pytest.mark.parametrize(
    ("goal", "dialogue", "reached"),
    [
        ("{maildrop: {count: 35}}", "", True),
        ("{maildrop: {count: 34}}", "", False),
        ("{maildrop: {count: 34, deleted: 1}}", "C: dele 35\nS: +OK", True),
        ("{maildrop: {deleted: [35]}}", "C: dele 35\nS: +OK", True),
        ("{maildrop: {deleted: [1]}}", "C: dele 35\nS: +OK", False),
        ("{maildrop: {deleted: 1}}", "C: dele 35\nS: -ERR no", False),
        # what STAT says after DELE does not count the mark twice
        (
            "{maildrop: {count: 33, deleted: 2}}",
            "C: dele 35\nS: +OK\nC: stat\nS: +OK 34 9\nC: dele 1\nS: +OK",
            True,
        ),
        # LIST with a number tells of one message
        ("{maildrop: {count: 1}}", "C: list 35\nS: +OK 35 1593", False),
        ("{maildrop: {count: 2}}", "C: list\nS: +OK\nS: 1 5\nS: 2 5\nS: .", True),
        ("{maildrop: {count: 34, deleted: 0}}", "C: dele 35\nS: +OK\nC: quit\nS: +OK", True),
        ("{maildrop: {count: 34, deleted: 0}}", "C: dele 35\nS: +OK\n! client", False),
        ("{command: QUIT, via: UPDATE}", "C: quit\nS: +OK", True),
        ("{closed_by: client}", "! client", True),
        ("{closed_by: client}", "C: quit\nS: +OK\n! client", False),
        ("{text: nothing}", "C: quit\n! server", False),
    ],
)
def test_the_maildrop_as_it_stands(goal: str, dialogue: str, *, reached: bool) -> None:
    assert passes(goal, f"{MAILBOX}\n{dialogue}", "pop3") is reached


def test_not_alone_holds_from_the_first_event() -> None:
    progress = Progress(lesson("{not: {command: NOOP}}"))
    (first, *_) = events(SMTP["connect"])
    assert [type(out) for out in progress.see(first)] == [Passed]


def test_tls_is_how_the_line_stands() -> None:
    player, progress = Player(), Progress(lesson("{tls: true, state: GREETED}"))
    talk = SMTP["connect"] + SMTP["ehlo"] + "\nC: starttls\nS: 220 go"
    assert not [out for event in player.play(talk) for out in progress.see(event)]
    assert player._talk is not None
    (secured,) = player._talk.observe(Wire(What.TLS, 9.0, about={"version": "TLSv1.3"}))
    assert [type(out) for out in progress.see(secured)] == [Passed]


FETCHED = """\
> telnet pop3.163.com 110
S: +OK ready
C: USER bob
S: +OK
C: PASS sesame
S: +OK
C: RETR 1
S: +OK 40 octets
S: Subject: Lunch
S:
S: ..two dots
S: .
"""


@pytest.mark.parametrize(
    ("text", "there"),
    [("^Subject: Lunch$", True), ("^[.]two dots$", True), ("^[.][.]two", False), ("octets", True)],
)
def test_a_letter_is_part_of_the_reply_that_brought_it(text: str, there: bool) -> None:
    goal = f'{{command: RETR, class: ok, text: "{text}"}}'
    assert passes(goal, FETCHED, "pop3") is there
