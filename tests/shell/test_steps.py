"""The kinds of steps at the prompt and in the pipe: questions, predictions, two lines, serving."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.lesson.rehearsing import good
from tests.shell.seat import Seat, run, seated, world
from tutor import log
from tutor.core.conversation import Conversation
from tutor.core.secrets import Secrets
from tutor.core.wire import Remark, What
from tutor.lesson import Lesson, Mode, Progress, Question, answers
from tutor.lesson.reading import read
from tutor.lesson.tally import Tally
from tutor.protocols import PROTOCOLS
from tutor.shell.guiding.guide import Guide
from tutor.shell.lessons import guided
from tutor.shell.terminal.keys import next_detail
from tutor.world import World

LESSONS = Path(__file__).parents[1] / "lesson" / "good"


def guiding(
    lesson: Lesson, mode: Mode = Mode.FOLLOW, *, pauses: bool = True
) -> Callable[[World], Guide]:
    return lambda world: Guide(world, Progress(lesson, mode), pauses=pauses)


def solution(lesson: Lesson) -> dict[str, list[str]]:
    """What to type in each step."""
    return {
        step.id: [str(answers.right(step))] if isinstance(step, Question) else list(step.lines)
        for step in lesson.steps
    }


def piped(
    name: str, steps: dict[str, list[str]], state: Path, *, mode: str = "follow"
) -> tuple[int, str, list[bytes]]:
    """A lesson by the lines of stdin: the exit code, what was shown, the rows of the recording."""
    lines = [line for each in steps.values() for line in each]
    here = world(state)._replace(stdin=io.BytesIO("".join(f"{x}\n" for x in lines).encode()))
    code = guided.run(here, str(LESSONS / f"{name}.yaml"), guided.Options(mode))
    here.stdout.flush()
    shown = here.stdout.buffer.getvalue().decode()  # type: ignore[attr-defined]
    recordings = sorted((state / "recordings").iterdir())
    return code, shown, recordings[-1].read_bytes().splitlines()


def judged(name: str, mode: Mode, rows: list[bytes]) -> dict[str, Tally]:
    """What a recording comes to."""
    lesson = good(name)
    progress, secrets = Progress(lesson, mode), Secrets(lesson.public)
    talks: dict[int, Conversation] = {}
    for fact in log.read(rows, "session").facts:
        if isinstance(fact, Remark):
            progress.hear(fact)
            continue
        if fact.what is What.OPEN:
            protocol = PROTOCOLS[str(fact.about["protocol"])]
            talks[fact.conn] = Conversation(protocol, secrets, fact.conn)
        for event in talks[fact.conn].observe(fact):
            progress.see(event)
    return dict(progress.tallies)


# -- a whole lesson in the pipe ------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["follow", "solo", "exam"])
@pytest.mark.parametrize("name", ["whole", "server"])
def test_a_lesson_is_done_by_its_own_lines(name: str, mode: str, tmp_path: Path) -> None:
    lesson = good(name)
    code, shown, rows = piped(name, solution(lesson), tmp_path, mode=mode)
    assert code == 0
    assert "The lesson is done." in shown
    tallies = judged(name, Mode(mode), rows)
    assert [step.id for step in lesson.steps if tallies[step.id].passed] == [
        step.id for step in lesson.steps
    ]
    assert sum(tally.misses for tally in tallies.values()) == 0
    assert b"predict" not in b"".join(rows), "in the pipe nobody is asked"


def test_a_recording_judges_like_the_session(tmp_path: Path) -> None:
    steps = solution(good("whole"))
    steps["connect"].insert(0, ":hint")
    steps["hello"] = [":hint", "frob", *steps["hello"]]
    steps["meaning"] = ["7", "1", ":hint", "2"]
    steps["later"].insert(2, "rcpt to:<ghost@practice.example>")
    code, shown, rows = piped("whole", steps, tmp_path, mode="solo")
    assert code == 0
    assert "1 to 2" in shown, "there is no seventh answer"
    assert "Not this one" in shown
    assert "No letter was sent yet." in shown
    tallies = judged("whole", Mode.SOLO, rows)
    meaning = tallies["meaning"]
    assert meaning.misconceptions == ("code-250-is-delivered",)
    assert (meaning.answered, meaning.hints, meaning.misses) == (False, 1, 1)
    assert (tallies["hello"].hints, tallies["hello"].misses) == (1, 1)
    assert tallies["connect"].hints == 1, "a hint before anything is open is written as well"
    assert any(b'"step", {"step": "goodbye"' in row for row in rows)


def test_the_exam_takes_one_answer_and_explains_nothing(tmp_path: Path) -> None:
    steps = solution(good("whole"))
    steps["meaning"] = ["1"]
    steps["hello"] = [":hint", ":why", *steps["hello"]]
    code, shown, rows = piped("whole", steps, tmp_path, mode="exam")
    assert code == 0
    assert shown.count("Your answer is kept; step 3/") == 1
    during, _, after = shown.partition("The lesson is done.")
    assert "No letter was sent yet." not in during
    assert "No letter was sent yet." in after, "it is over: what was missed may be looked at"
    assert "Points: " in after
    assert "There is no hint here." in shown
    assert "An exam explains nothing." in shown
    assert "next:" not in shown
    assert "250 means yes." not in shown
    tallies = judged("whole", Mode.EXAM, rows)
    assert not tallies["meaning"].passed
    assert tallies["meaning"].answered is False


@pytest.mark.parametrize(("mode", "told"), [("solo", True), ("exam", False)])
def test_an_exam_does_not_say_where_somebody_went_astray(
    tmp_path: Path, mode: str, told: bool
) -> None:
    steps = solution(good("server"))
    first = next(iter(steps))
    steps[first] = ["554 go away", *steps[first]]
    _, shown, _ = piped("server", steps, tmp_path, mode=mode)
    assert ("That sends it away." in shown) is told


def test_what_cannot_be_done_is_refused(tmp_path: Path) -> None:
    here = world(tmp_path)
    assert guided.run(here, "smtp-by-hand", guided.Options("watch")) == 2
    assert "--auto" in here.stderr.getvalue()  # type: ignore[attr-defined]
    here = world(tmp_path)
    local = guided.Options(servers=("smtp=smtp://mail.example",))
    assert guided.run(here, str(LESSONS / "whole.yaml"), local) == 2
    assert "practice server alone" in here.stderr.getvalue()  # type: ignore[attr-defined]


# -- at the prompt -------------------------------------------------------------------------------


def connect(seat: Seat, guide: Guide) -> None:
    """The seat's hosts are the lesson's."""
    for name in ("smtp", "pop3"):
        target = next(each for peer, each in seat.targets.items() if peer.startswith(name))
        peer = f"{name}.practice.example:{110 if name == 'pop3' else 25}"
        seat.targets[peer] = target._replace(peer=peer)
    guide.begin()
    seat.repl.keep_up()


def test_a_question_at_the_prompt(tmp_path: Path) -> None:
    async def test() -> None:
        async with seated(tmp_path, guide=guiding(good("whole"), Mode.SOLO)) as seat:
            guide = seat.repl.guide
            assert guide is not None
            connect(seat, guide)
            await seat.type("telnet smtp.practice.example 25", "ehlo me.example")
            assert guide.waits, "it said why it passed"
            await seat.type("")
            assert seat.repl.message() == "answer?> "
            assert "2  The recipient is accepted" in seat.fresh()
            said = len(seat.repl.retrace._lines)
            await seat.type(":state", "1")
            assert "Not this one" in seat.screen()
            assert "READY" in seat.screen(), "local commands work"
            assert len(seat.repl.retrace._lines) == said, "nothing goes to the server"
            await seat.type("2")
            assert guide.waits
            assert seat.repl.message() == "Enter> "
            await seat.type("")
            assert seat.repl.message() == "READY> "

    run(test)


def test_a_prediction_is_asked_for_before_the_line_leaves(tmp_path: Path) -> None:
    async def test() -> None:
        async with seated(tmp_path, guide=guiding(good("whole"))) as seat:
            guide = seat.repl.guide
            assert guide is not None
            connect(seat, guide)
            seat.answers += ["9", "5"]
            await seat.type("telnet smtp.practice.example 25")
            assert seat.asked == ["predict>", "predict>"]
            assert "You said 5, it was 2." in seat.screen()
            assert "The server greets with 220." in seat.screen()
            assert guide.waits
            seat.asked.clear()
            await seat.type("", "noop")
            assert seat.asked == [], "that is another line"
            await seat.type("EHLO you.example")
            assert seat.asked == ["predict>"]
            assert guide.progress.tallies["hello"].foretold == (), "Enter skips"
            assert guide.progress.tallies["connect"].foretold == (False,)

    run(test)


def test_a_prediction_waits_for_the_steps_own_line(tmp_path: Path) -> None:
    live: dict[str, Tally] = {}

    async def test() -> None:
        async with seated(tmp_path, guide=guiding(good("whole"))) as seat:
            guide = seat.repl.guide
            assert guide is not None
            connect(seat, guide)
            await seat.type("telnet pop3.practice.example 110", "quit")
            assert seat.asked == [], "another server greets otherwise"
            seat.answers += ["\x03"]
            await seat.type("telnet smtp.practice.example 25")
            assert seat.repl.talk.link is None, "nothing was sent"
            seat.answers += ["2"]
            await seat.type("nc smtp.practice.example 25")
            assert "You said 2, and 2 it was." in seat.screen(), "so it was asked for again"
            await seat.type("", ":predict on")
            seat.answers += ["2", "2"]
            await seat.type("frob", ":predict off", "ehlo me.example")
            assert seat.answers == []
            live.update(guide.progress.tallies)

    run(test)
    assert live["connect"].foretold == (True,)
    assert live["hello"].foretold == (False, True), "of whatever was said, and of its own line"
    (recording,) = (tmp_path / "recordings").iterdir()
    assert judged("whole", Mode.FOLLOW, recording.read_bytes().splitlines()) == live


def test_predictions_anywhere(tmp_path: Path) -> None:
    async def test() -> None:
        async with seated(tmp_path) as seat:
            await seat.type("telnet smtp.example 25", ":predict on")
            seat.answers += ["2", "2"]
            await seat.type("ehlo me.example", "rcpt to:<x@y.example>")
            assert "You said 2, and 2 it was." in seat.screen()
            assert "You said 2, it was 5." in seat.screen()
            await seat.type(":state", ":predict off")
            assert "Predictions: 1 of 2 as foretold." in seat.screen()
            seat.asked.clear()
            await seat.type("noop")
            assert seat.asked == []

    run(test)


def test_a_line_that_is_asked_for_is_one_hint(tmp_path: Path) -> None:
    async def test() -> None:
        async with seated(tmp_path, guide=guiding(read(HINTED, "hinted.yaml"), Mode.SOLO)) as seat:
            guide = seat.repl.guide
            assert guide is not None
            connect(seat, guide)
            await seat.type("telnet smtp.practice.example 25", ":hint", ":hint")
            assert "Type: ehlo me.example" in seat.screen(), "the hints were of the line before"
            assert guide.progress.hints == 1, "and to read it once more costs nothing"

    run(test)


def test_two_lines_are_open(tmp_path: Path) -> None:
    async def test() -> None:
        async with seated(tmp_path) as seat:
            repl = seat.repl
            await seat.type(":switch")
            assert "one line or none" in seat.fresh()
            await seat.type("telnet smtp.example 25", ":switch")
            assert repl.message() == "$ "
            await seat.type("telnet pop3.example 110")
            assert repl.message() == "pop3 AUTHORIZATION> "
            await seat.type(":switch", "ehlo me.example")
            assert repl.message() == "smtp READY> "
            seat.fresh()
            await seat.type(":state")
            assert "> 1  smtp.example:25  READY" in seat.screen()
            assert "2  pop3.example:110  AUTHORIZATION" in seat.screen()
            await seat.type("quit")
            await repl.talk.wait(lambda: repl.talk.open == [2])
            assert repl.message() == "AUTHORIZATION> "
            await seat.type("quit")
            await repl.talk.wait(lambda: not repl.talk.open)
            assert repl.message() == "$ "

    run(test)


# -- the learner is the server -------------------------------------------------------------------


def test_the_client_begins_again_where_the_answer_leads_nowhere(tmp_path: Path) -> None:
    steps = solution(good("server"))
    steps["greet"].insert(0, "554 go away")
    steps["envelope"] = ["250 ok", ":drop", "", "250 ok", *steps["envelope"]]
    code, shown, rows = piped("server", steps, tmp_path)
    assert code == 0
    assert shown.count("The client begins this step again.") == 2
    assert "That sends it away." in shown
    assert "Now you must deliver it." in shown
    assert shown.count(" ->  EHLO me.example") == 1, "the way back is not shown"
    assert shown.count("It is your turn") == 2
    assert "Connected to" not in shown
    tallies = judged("server", Mode.FOLLOW, rows)
    assert all(tally.passed for tally in tallies.values())
    assert (tallies["greet"].misses, tallies["envelope"].misses) == (1, 1)


def test_a_client_that_was_refused_begins_again_and_can_be_served(tmp_path: Path) -> None:
    lines = ["-ERR not now", "+OK two messages", "+OK the password", "+OK two messages", "+OK"]
    here = world(tmp_path)._replace(stdin=io.BytesIO("".join(f"{x}\n" for x in lines).encode()))
    options = guided.Options("follow", start="pop-open")
    assert guided.run(here, "be-the-server", options) == 4, "the next step waits for its list"
    here.stdout.flush()
    shown = here.stdout.buffer.getvalue().decode()  # type: ignore[attr-defined]
    assert shown.count("The client begins this step again.") == 1
    assert shown.index("begins this step again") < shown.index("Step 16/24 passed")
    assert "Step 17/24  " in shown


@pytest.mark.parametrize("given", ["1", "2"])
def test_the_exam_says_of_every_answer_that_the_step_is_over(given: str, tmp_path: Path) -> None:
    steps = solution(good("whole"))
    steps["meaning"] = [given]
    _, shown, _ = piped("whole", steps, tmp_path, mode="exam")
    during, _, _ = shown.partition("The lesson is done.")
    assert "Your answer is kept; step 3/" in during
    assert "Step 3/10 passed" not in during
    assert "Step 2/10 passed" in during


def test_a_question_may_be_caught_up_with(tmp_path: Path) -> None:
    async def test() -> None:
        async with seated(tmp_path, guide=guiding(good("whole"), Mode.SOLO)) as seat:
            guide = seat.repl.guide
            assert guide is not None
            connect(seat, guide)
            await seat.type("telnet smtp.practice.example 25", "ehlo me.example", "")
            assert seat.repl.message() == "answer?> "
            await seat.type(":catchup later")
            assert "Step 3 was said for you" in seat.screen()
            assert seat.repl.message() == "READY> "
            assert guide.progress.tallies["meaning"].assisted

    run(test)


def test_a_question_stands_below_what_is_shown_again(tmp_path: Path) -> None:
    async def test() -> None:
        async with seated(tmp_path, guide=guiding(good("whole"))) as seat:
            guide = seat.repl.guide
            assert guide is not None
            connect(seat, guide)
            await seat.type("telnet smtp.practice.example 25")
            seat.fresh()
            next_detail(seat.repl)
            assert "Greet." not in seat.fresh(), "that is no question"
            await seat.type("ehlo me.example", "")
            seat.fresh()
            next_detail(seat.repl)  # off
            assert "What does 250" not in seat.fresh(), "nothing was shown above it"
            next_detail(seat.repl)
            shown = seat.fresh()
            assert shown.index("8BITMIME") < shown.index("What does 250")
            assert shown.index("What does 250") < shown.index("2  The recipient is accepted")

    run(test)


def test_a_reply_of_many_lines_stays_to_be_seen(tmp_path: Path) -> None:
    async def test() -> None:
        async with seated(tmp_path, guide=guiding(good("server"))) as seat:
            guide = seat.repl.guide
            assert guide is not None
            connect(seat, guide)
            assert seat.repl.message() == "server> "
            assert guide.ghost() == "220 mail.example ready"
            await seat.type("220 mail.example ready", "250-mail.example")
            assert "server> 250-mail.example" in seat.screen()
            await seat.type("250 8BITMIME")
            assert "<-   250-mail.example\n<-   250 8BITMIME" in seat.screen()

    run(test)


HINTED = """\
format: 1
id: hinted
title: {en: "Hinted", zh: "提示"}
protocol: smtp
hosts: {"smtp.practice.example:25": smtp}
steps:
  - id: hello
    say: {en: "Connect and greet.", zh: "连接并问好。"}
    type: ["telnet smtp.practice.example 25", "ehlo me.example"]
    goal: {command: EHLO, class: ok}
    hints: [{en: "Which port?", zh: "哪个端口？"}, {en: "Which name?", zh: "什么名字？"}]
"""
BARE = """\
format: 1
id: bare
title: {en: "Bare", zh: "直接"}
protocol: smtp
steps:
  - ask: {en: "Who speaks first?", zh: "谁先说话？"}
    number: 1
    why: {en: "The server.", zh: "服务器。"}
  - id: hello
    say: {en: "Greet.", zh: "问好。"}
    type: ["ehlo me.example"]
    goal: {command: EHLO, class: ok}
    faults: [{on: EHLO, reply: "421 4.3.2 Busy"}]
  - id: bye
    say: {en: "Leave.", zh: "离开。"}
    type: ["quit"]
    goal: {command: QUIT}
"""


def test_a_lesson_that_connects_by_itself_and_a_fault_of_its_step(tmp_path: Path) -> None:
    path = tmp_path / "bare.yaml"
    path.write_text(BARE, "utf-8")
    text = b"noop\n1\nehlo me.example\n"
    here = world(tmp_path)._replace(stdin=io.BytesIO(text))
    assert guided.run(here, str(path), guided.Options()) == 4
    here.stdout.flush()
    shown = here.stdout.buffer.getvalue().decode()  # type: ignore[attr-defined]
    assert "220 mail.example.test" in shown
    assert "answer?> noop" in shown
    assert "421 4.3.2 Busy" in shown
    assert "Step 2/3 passed" not in shown


def test_who_comes_back_stands_where_the_step_begins(tmp_path: Path) -> None:
    async def test() -> None:
        lesson = good("server")
        start = lesson.find("data") or 0

        def made(world: World) -> Guide:
            return Guide(world, Progress(lesson, Mode.FOLLOW, start), pauses=False)

        async with seated(tmp_path, guide=made) as seat:
            guide = seat.repl.guide
            assert guide is not None
            connect(seat, guide)
            assert "EHLO" not in seat.screen()
            assert "->  DATA" in seat.screen()
            await seat.type("354 go ahead")
            assert guide.progress.index == start + 1

    run(test)


def test_predictions_hints_and_answers_come_out_of_the_recording_as_they_went_in(
    tmp_path: Path,
) -> None:
    live: dict[str, Tally] = {}

    async def test() -> None:
        async with seated(tmp_path, guide=guiding(good("whole"))) as seat:
            guide = seat.repl.guide
            assert guide is not None
            connect(seat, guide)
            seat.answers += ["5", "2"]
            await seat.type(":hint", "telnet smtp.practice.example 25", "", ":hint", "frob")
            await seat.type("ehlo me.example", "", "1", ":hint", "2", "")
            live.update(guide.progress.tallies)

    run(test)
    (recording,) = (tmp_path / "recordings").iterdir()
    assert judged("whole", Mode.FOLLOW, recording.read_bytes().splitlines()) == live
    assert live["connect"].foretold == (False,)
    assert live["hello"].foretold == (True,)
    assert live["meaning"].misses == live["hello"].misses == live["meaning"].hints == 1
