"""What a lesson says around the wire: pictures in cards, and goodbyes that nobody needs to read."""

import io
from pathlib import Path

import pytest

from tests.shell.seat import world
from tutor.lesson import Localized
from tutor.page import Line
from tutor.render.plain import text
from tutor.shell.guiding.telling import Teller
from tutor.shell.lessons import guided

HEAD = """\
format: 1
id: ends
title: {en: "Ends", zh: "结束"}
protocol: smtp
practice:
  accounts: {"bob@example.test": {code: "sesame", public: true}}
hosts: {"mail.example.test:25": smtp}
steps:
  - id: connect
    say: {en: "Connect.", zh: "连接。"}
    type: ["telnet mail.example.test 25"]
    goal: {state: GREETED}
"""
QUIT = """\
  - id: leave
    say: {en: "Leave.", zh: "离开。"}
    type: ["quit"]
    goal: {command: QUIT, class: ok}
"""
CUT = """\
  - id: cut
    say: {en: "Ask.", zh: "问。"}
    type: ["noop"]
    goal: {command: NOOP, class: transient-failure}
    faults: [{on: NOOP, reply: "421 4.3.2 Going", cut: true}]
"""
MORE = """\
  - id: more
    say: {en: "Once more.", zh: "再来。"}
    type: ["telnet mail.example.test 25", "ehlo me.example"]
    goal: {command: EHLO, class: ok}
"""
ASK = """\
  - id: ask
    ask: {en: "Which port?", zh: "哪个端口？"}
    number: 25
    why: {en: "25.", zh: "25。"}
"""
SERVE = """\
  - id: greet
    say: {en: "Greet.", zh: "问好。"}
    client: ["EHLO me.example", "QUIT"]
    type: ["220 NAME ESMTP", "250 NAME", "221 bye"]
    goal: {command: QUIT, class: ok}
"""
GONE = "To go on, connect again."


def card(said: str) -> list[str]:
    shown: list[Line] = []
    teller = Teller(world(Path()))
    teller.show = shown.extend
    teller.card(Localized(said, said))
    return text(shown).splitlines()[1:-1]


def test_a_picture_keeps_its_lines() -> None:
    said = "The way\nof it:\n\n    Alice --> mx\n       |  `x`\n\n- one\n  more\n- two\n"
    assert card(said) == [
        "   The way of it:",
        "",
        "   Alice --> mx",
        "      |  `x`",
        "",
        "   - one more",
        "   - two",
    ]


def test_a_fence_keeps_what_is_in_it() -> None:
    assert card("So:\n```\na  b\n\n- c\n```\nand\non.") == [
        "   So:",
        "   a  b",
        "",
        "   - c",
        "   and on.",
    ]


def done(state: Path, steps: str, *lines: str) -> str:
    """All that is shown to whoever types these lines."""
    path = state / "ends.yaml"
    path.write_text(HEAD + steps, encoding="utf-8")
    typed = "".join(f"{line}\n" for line in lines).encode()
    here = world(state)._replace(stdin=io.BytesIO(typed))
    assert guided.run(here, str(path), guided.Options()) == 0
    here.stdout.flush()
    return here.stdout.buffer.getvalue().decode()  # type: ignore[attr-defined,no-any-return]


CALL = "telnet mail.example.test 25"


@pytest.mark.parametrize(
    ("steps", "lines", "told"),
    [
        (QUIT + ASK, (CALL, "quit", "25"), False),
        (QUIT + MORE, (CALL, "quit", CALL, "ehlo me.example"), False),
        (CUT + ASK, (CALL, "noop", "25"), False),
        (CUT + MORE, (CALL, "noop", CALL, "ehlo me.example"), True),
    ],
)
def test_to_connect_again_is_said_to_whom_it_helps(
    steps: str, lines: tuple[str, ...], told: bool, tmp_path: Path
) -> None:
    assert (GONE in done(tmp_path, steps, *lines)) is told


def test_a_client_that_was_not_greeted_waits_and_then_says_line_after_line(tmp_path: Path) -> None:
    shown = done(tmp_path, SERVE, CALL, "220 NAME ESMTP", "250 NAME", "221 bye")
    said = [shown.index(part) for part in ("220 NAME", "EHLO me", "250 NAME", "QUIT\n", "221 bye")]
    assert said == sorted(said)
    assert "Sounds like" not in shown, "who types this is no program"
