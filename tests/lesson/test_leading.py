"""The grey line: it leads through lessons with several connections, and the proof follows it."""

import pytest

from tests.faults import said
from tests.lesson.rehearsing import Learner
from tutor import data
from tutor.core.events import Event
from tutor.lesson import Lesson, Mode, Progress, Serve, Task, leading
from tutor.lesson.reading import read
from tutor.lesson.solving import rows
from tutor.proving import Rehearsal, proven
from tutor.shell.guiding import asking

HEAD = """\
format: 1
id: lines
title: {en: "Lines", zh: "连接"}
protocol: smtp
practice:
  accounts: {"bob@example.test": {code: "sesame", public: true}}
hosts:
  "mail.example.test:25": smtp
  "mail.example.test:465": smtp
  "mail.example.test:110": pop3
steps:
"""
SAY = 'say: {en: "Go on.", zh: "继续。"}'
LOGIN = "telnet mail.example.test 110", "user bob@example.test", "pass sesame"


def lesson(*steps: tuple[tuple[str, ...], str]) -> str:
    """A lesson of these steps, each its lines and its goal (and what else it has)."""
    return HEAD + "".join(
        f"  - id: step-{number}\n    {SAY}\n"
        f"    type: [{', '.join(f'{line!r}' for line in lines)}]\n    goal: {goal}\n"
        for number, (lines, goal) in enumerate(steps, 1)
    )


def shown(made: Lesson, mode: Mode = Mode.WATCH) -> list[str | None]:
    """The grey lines of somebody who types the solution."""
    stage, progress = Rehearsal(made), Progress(made, mode)
    found: list[str | None] = []
    for step in made.steps:
        for event in stage.begin(step):
            progress.see(event)
        for line in step.lines:
            found.append(progress.ghost())
            for event in stage.say(line):
                progress.see(event)
            if line == ":switch":
                progress.turn_to(stage.active)
            if line.startswith(":"):
                progress.did(line)
    assert progress.step is None
    return found


def solution(made: Lesson) -> list[str]:
    return [line for step in made.steps for line in step.lines]


LOCKED = lesson(
    (LOGIN, "{authenticated: true}"),
    ((":switch", *LOGIN), '{command: PASS, class: failure, text: "IN-USE"}'),
    (("quit",), "{command: QUIT, class: ok}"),
    (("stat",), "{command: STAT, class: ok}"),
)
TWINS = lesson(
    (LOGIN, "{authenticated: true}"),
    ((":switch", LOGIN[0], "capa"), "{command: CAPA, class: ok}"),
    ((":switch", "stat"), "{command: STAT, class: ok}"),
    ((":switch", "user bob@example.test"), "{command: USER, class: ok}"),
)
LEFT = lesson(
    (("telnet mail.example.test 25", "ehlo me.example"), "{command: EHLO, class: ok}"),
    ((":switch", *LOGIN), "{command: PASS, class: ok}"),
    (("quit", ":switch", *LOGIN, "list"), "{command: LIST, class: ok}"),
    ((":switch", "noop"), "{command: NOOP, class: ok}"),
)
UNNAMED = lesson(
    (("telnet mail.example.test 25", "ehlo me.example"), "{command: EHLO, class: ok}"),
    (("quit", *LOGIN), '{command: PASS, class: ok}\n    predict: {en: "It fits.", zh: "对。"}'),
    (("stat",), '{command: STAT, class: ok}\n    predict: {en: "It is open.", zh: "已登录。"}'),
)
ONE_ANSWER = lesson(
    (("telnet mail.example.test 25", "ehlo me.example"), "{command: EHLO, class: ok}"),
    (("auth plain", "AGJvYkBleGFtcGxlLnRlc3QAc2VzYW1l"), "{authenticated: true}"),
    (("mail from:<bob@example.test>",), "{command: MAIL, class: ok}"),
)


@pytest.mark.parametrize("text", [LOCKED, TWINS, LEFT, UNNAMED, ONE_ANSWER])
def test_the_grey_line_is_the_next_line_of_the_solution(text: str) -> None:
    made = read(text, "f.yaml")
    assert shown(made) == solution(made)
    assert list(leading.astray(made, Rehearsal(made))) == []
    assert proven(data.read(text, "f.yaml"), "f.yaml") == []


def test_a_line_knows_its_protocol_without_being_told() -> None:
    made = read(UNNAMED, "f.yaml")
    assert [row.protocol for row in rows(made)] == ["smtp"] * 3 + ["pop3"] * 4
    learner = Learner(made).until("step-3")
    wanted = learner.progress.wanted()
    assert wanted is not None
    assert (wanted.text, wanted.protocol) == ("stat", "pop3")
    assert "+" in asking.KEYS[wanted.protocol]


def test_a_refusal_by_its_code_moves_nothing() -> None:
    made = read(
        lesson(
            (("telnet mail.example.test 25", "ehlo me.example"), "{command: EHLO, class: ok}"),
            (("mail from:<bob@example.test>", "rcpt to:<x@y>"), '{command: RCPT, code: "550"}'),
            (("data",), '{command: DATA, code: "503"}'),
        ),
        "f.yaml",
    )
    assert [row.needs.key for row in rows(made)][-2:] == ["MAIL", "MAIL"]


def test_a_goal_may_ask_for_a_greeting_before_the_refusal() -> None:
    asked = "{all: [{command: EHLO, class: ok}, {command: MAIL, class: permanent-failure}]}"
    made = read(
        lesson(
            (("telnet mail.example.test 25",), "{state: GREETED}"),
            (("ehlo me.example", "mail from:<bob@example.test>"), asked),
            (("quit",), "{command: QUIT, class: ok}"),
        ),
        "f.yaml",
    )
    assert [row.needs.key for row in rows(made)][-1] == "READY"


def test_text_of_a_letter_opens_and_switches_nothing() -> None:
    letter = ("mail from:<a@b>", "rcpt to:<bob@example.test>", "data", "telnet x 1", ":switch", ".")
    made = read(
        lesson(
            (("telnet mail.example.test 25", "ehlo me.example"), "{command: EHLO, class: ok}"),
            (letter, '{command: ".", class: ok}'),
        ),
        "f.yaml",
    )
    assert [row.kind.value for row in rows(made)][-4:] == ["command", "text", "text", "end"]


def test_each_way_to_connect_is_learnt_by_itself() -> None:
    call, secure = "telnet mail.example.test 25", "openssl s_client -connect mail.example.test:465"
    opened = [((line, "quit"), "{command: QUIT, class: ok}") for line in (call, call, call)]
    made = read(lesson(*opened, ((secure, "ehlo me.example"), "{tls: true}")), "f.yaml")
    found = shown(made, Mode.FOLLOW)
    assert found[2:6:2] == [call, None], "the third call is from memory"
    assert found[6] == secure, "nobody has typed that yet"


class Elsewhere(Rehearsal):
    """A stage on which `:switch` leads nowhere."""

    @property
    def active(self) -> int:
        return 1


class Silent(Rehearsal):
    """A stage that never answers STAT."""

    def say(self, line: str) -> list[Event]:
        return [] if line == "stat" else super().say(line)


class Cut(Rehearsal):
    """A stage on which the line goes at EHLO."""

    def say(self, line: str) -> list[Event]:
        return super().say(":drop" if line.startswith("ehlo") else line)


OPENED = lesson((("ehlo me.example", "noop"), "{command: NOOP, class: ok}"))


@pytest.mark.parametrize(
    ("text", "stage", "step", "told"),
    [
        (LOCKED, Elsewhere, 1, "the grey line does not lead through this step: the last one is"),
        (LOCKED, Silent, 3, "the grey line does not lead through this step: the last one is"),
        (OPENED, Cut, 0, "no grey line is shown where `noop` is due"),
    ],
)
def test_a_grey_line_that_does_not_lead_on_is_found(
    text: str, stage: type[Rehearsal], step: int, told: str
) -> None:
    made = read(text, "f.yaml")
    (found,) = leading.astray(made, stage(made))
    now = made.steps[step]
    assert isinstance(now, Task)
    assert found[:2] == now.place
    assert said(found.reason).startswith(told)


AGAIN = f"""
again:
  {SAY}
  client: ["EHLO me.example", "QUIT"]
  type: ["220 me.example", "250 me.example", "221 bye"]
  goal: {{command: QUIT, class: ok}}
"""
AS_BOB = f"""
again:
  {SAY}
  connection: pop3
  type: ["{LOGIN[0]}", "{LOGIN[1]}", "{LOGIN[2]}"]
  goal: {{authenticated: true}}
"""


@pytest.mark.parametrize("more", [AGAIN, AS_BOB])
def test_what_is_done_once_more_is_any_step_of_doing(more: str) -> None:
    text = ONE_ANSWER + more
    assert proven(data.read(text, "f.yaml"), "f.yaml") == []
    again = read(text, "f.yaml").again
    assert isinstance(again, Serve if more is AGAIN else Task)
    assert again.connection == (None if more is AGAIN else "pop3")


def test_a_connection_that_no_host_offers_is_found_there_too() -> None:
    text = ONE_ANSWER.replace('  "mail.example.test:110": pop3\n', "") + AS_BOB
    with pytest.raises(data.DataError, match=r"lesson\.connection\(protocol=pop3\)"):
        read(text, "f.yaml")
