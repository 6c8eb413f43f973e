"""A learner's way: passing, running ahead, going astray, asking for hints, being shown the line."""

import pytest

from tests.lesson.playing import Player, events
from tests.lesson.test_lessons import load
from tests.lesson.walks import POP3, SMTP
from tutor.lesson import Astray, Missed, Mode, Outcome, Passed, Progress
from tutor.lesson.goals import Answered, Flag


def follow(progress: Progress, player: Player, dialogue: str) -> list[Outcome]:
    return [outcome for event in player.play(dialogue) for outcome in progress.see(event)]


def smtp_until(step: str, mode: Mode = Mode.FOLLOW) -> tuple[Progress, Player]:
    """In the first lesson, all steps before `step` done."""
    progress, player = Progress(load("smtp-by-hand"), mode), Player()
    for name, dialogue in SMTP.items():
        if name == step:
            break
        follow(progress, player, dialogue)
    assert progress.step is not None
    assert progress.step.id == step
    return progress, player


def pop3_until(step: str, mode: Mode = Mode.FOLLOW) -> tuple[Progress, Player]:
    progress, player = Progress(load("pop3-by-hand"), mode), Player()
    for name, dialogue in POP3.items():
        if name == step:
            break
        follow(progress, player, dialogue)
    assert progress.step is not None
    assert progress.step.id == step
    return progress, player


def text_of(outcomes: list[Outcome], language: str = "en") -> str:
    (outcome,) = outcomes
    assert isinstance(outcome, Astray)
    return outcome.text.in_language(language)


def test_a_passed_step_says_why() -> None:
    progress, player = smtp_until("ehlo")
    (passed,) = follow(progress, player, SMTP["ehlo"])
    assert isinstance(passed, Passed)
    (why,) = passed.why
    assert isinstance(why, Answered)
    assert why.command == "EHLO"
    assert passed.step.aside is not None


def test_another_route_passes_all_that_it_reaches() -> None:
    progress, player = smtp_until("auth-login")
    outcomes = follow(
        progress,
        player,
        """
        C: auth plain AGFsaWNlQDE2My5jb20AU0hPVVFVQU5NQTE2Mw==
        S: 235 Authentication successful""",
    )
    passed = [outcome.step.id for outcome in outcomes if isinstance(outcome, Passed)]
    assert passed == ["auth-login", "user-name", "code"]
    assert isinstance(outcomes[-1], Passed)
    assert outcomes[-1].why == (Flag("authenticated", on=True),)
    assert progress.ghost() == "mail from:<alice@163.com>"


def test_an_event_goal_needs_an_event_of_its_own_step() -> None:
    progress, player = pop3_until("mark")
    follow(progress, player, POP3["mark"])
    assert progress.step is not None
    assert progress.step.id == "quit"  # not passed by the mark that passed the step before


def test_a_refused_command_is_missed_and_counted() -> None:
    progress, player = smtp_until("quit")
    once = "C: qiut\nS: 502 Error: command not implemented"
    (first,) = follow(progress, player, once)
    (second,) = follow(progress, player, once)
    assert isinstance(first, Missed)
    assert isinstance(second, Missed)
    assert (first.verb, first.times, second.times) == ("QIUT", 1, 2)
    assert progress.misses == 2


def test_a_refusing_greeting_is_nobodys_miss() -> None:
    progress = Progress(load("smtp-by-hand"))
    dialogue = "> telnet smtp.163.com 25\nS: 554 IP is rejected\n! server"
    assert follow(progress, Player(), dialogue) == []
    assert progress.ghost() == "telnet smtp.163.com 25"


@pytest.mark.parametrize(
    ("step", "dialogue", "word"),
    [
        ("connect", "> telnet pop3.163.com 110", "hands out mail"),
        ("ehlo", "C: helo 163.com\nS: 250 OK", "old greeting"),
        ("ehlo", "C: mail from:<a@163.com>\nS: 503 Error: bad sequence", "greeting before"),
        ("ehlo", "C: auth login\nS: 503 Error: bad sequence", "EHLO comes before"),
        ("ehlo", "C: ehlo\nS: 500 Error: bad syntax", "a name behind it"),
        ("ehlo", "C: user alice\nS: 502 Error: command not implemented", "POP3 words"),
        ("auth-login", "C: mail from:<a@163.com>\nS: 553 authentication is required", "logged in"),
        ("user-name", "C: alice@163.com\nS: 535 Error: authentication failed", "plain text"),
        ("user-name", "C: bm8=\nS: 535 Error: authentication failed", "ended the login"),
        ("user-name", "C: *\nS: 501 Error: cancelled", "gives the login up"),
        ("code", "C: SHOUQUANMA163\nS: 535 Error: authentication failed", "plain text"),
        ("code", "C: bm8=\nS: 535 Error: authentication failed", "name or code"),
        ("mail-from", "C: rcpt to:<bob@163.com>\nS: 503 Error: bad sequence", "begins with"),
        ("mail-from", "C: mail from:<x@163.com>\nS: 553 Mail from must equal", "one sender"),
        ("mail-from", "C: data\nS: 503 Error: bad sequence", "after its envelope"),
        ("rcpt-to", "C: data\nS: 503 Error: bad sequence", "without a recipient"),
        ("rcpt-to", "C: rcpt to:<x>\nS: 550 Invalid User", "did not take"),
        ("data", "C: subject: hi\nS: 502 Error: command not implemented", "come after"),
        ("letter", "C:\nC: subject: x\nC: .\nS: 250 Mail OK queued", "empty line before"),
        ("letter", "C: from: x\nC:\nC: .\nS: 250 Mail OK queued", "lacks subject"),
        ("letter", "C: subject: x\nC:\nC: .\nS: 250 Mail OK queued", "lacks from"),
        ("letter", "C: subject: x\nC: .\nS: 554 DT:SPM 163", "used up"),
        ("quit", "! client", "without goodbye"),
    ],
)
def test_detours_of_the_first_lesson(step: str, dialogue: str, word: str) -> None:
    progress, player = smtp_until(step)
    assert word in text_of(follow(progress, player, dialogue))
    assert progress.misses == 1


@pytest.mark.parametrize(
    ("step", "dialogue", "word"),
    [
        ("connect", "> telnet smtp.163.com 25", "takes letters"),
        ("user", "C: pass SHOUQUANMA163\nS: -ERR Unable to log on", "whose password"),
        ("user", "C: ehlo 163.com\nS: -ERR Unknown command", "SMTP's greeting"),
        ("user", "C: list\nS: -ERR Unknown command", "opens after"),
        ("pass", "C: pass x\nS: -ERR Unable to log on", "together"),
        ("pass", "C: stat\nS: -ERR Unknown command", "opens after"),
        ("retr", "C: retr\nS: -ERR Missing argument", "needs a number"),
        ("dele", "C: dele 99\nS: -ERR no such message", "not marked yet"),
        ("quit", "C: rset\nS: +OK\nC: quit\nS: +OK core mail", "removed none"),
        ("quit", "! client", "still there"),
        ("look-again", "> telnet pop3.163.com 110\nS: +OK\nC: pass x\nS: -ERR", "name comes first"),
        ("cut", "C: quit\nS: +OK core mail\n! server", "other way"),
        ("goodbye", "! client", "nothing is lost"),
    ],
)
def test_detours_of_the_second_lesson(step: str, dialogue: str, word: str) -> None:
    progress, player = pop3_until(step)
    assert word in text_of(follow(progress, player, dialogue))
    assert progress.step is not None
    assert progress.step.id == step


def test_two_detours_in_a_row_are_two_answers() -> None:
    progress, player = smtp_until("ehlo")
    talk = "C: helo me\nS: 250 OK\nC: mail from:<a@163.com>\nS: 553 authentication is required"
    first, second = follow(progress, player, talk)
    assert "old greeting" in text_of([first])
    assert "after a login" in text_of([second])
    assert progress.misses == 2


def test_a_detour_is_said_in_the_language_asked_for() -> None:
    progress, player = smtp_until("ehlo")
    assert "先输入" in text_of(
        follow(progress, player, "C: mail from:<a@163.com>\nS: 503 Error: bad sequence"), "zh"
    )


def test_quit_instead_of_the_cut_can_be_mended() -> None:
    progress, player = pop3_until("cut", Mode.WATCH)
    follow(progress, player, "C: quit\nS: +OK core mail\n! server")
    assert progress.ghost() == "telnet pop3.163.com 110"
    follow(progress, player, POP3["look-again"])
    assert progress.ghost() == "dele 1", "what only asks has not to be asked again"
    follow(progress, player, "C: stat\nS: +OK 33 1\nC: dele 1\nS: +OK core mail")
    assert progress.ghost() == ":drop"
    (passed,) = follow(progress, player, "! client")
    assert isinstance(passed, Passed)


def test_a_line_closed_after_quit_was_not_cut() -> None:
    progress, player = pop3_until("cut")
    outcomes = follow(progress, player, "C: quit\nS: +OK core mail\n! client")
    assert [type(outcome) for outcome in outcomes] == [Astray]


def test_hints_come_one_by_one_and_are_counted() -> None:
    progress, player = smtp_until("ehlo")
    hints = [progress.hint() for _ in range(4)]
    assert [hint.en[:8] if hint else None for hint in hints] == [
        "The gree",
        "The word",
        "Type `eh",
        None,
    ]
    assert progress.hints == 3
    follow(progress, player, SMTP["ehlo"])
    hint = progress.hint()
    assert hint is not None
    assert "AUTH" in hint.in_language("en")
    assert "AUTH" in hint.in_language("zh")


@pytest.mark.parametrize("mode", [Mode.WATCH, Mode.EXAM])
def test_no_hints_where_there_is_no_asking(mode: Mode) -> None:
    assert Progress(load("smtp-by-hand"), mode).hint() is None


@pytest.mark.parametrize("mode", [Mode.SOLO, Mode.EXAM])
def test_no_ghost_without_help(mode: Mode) -> None:
    assert Progress(load("smtp-by-hand"), mode).ghost() is None


def test_the_ghost_leads_through_a_letter_of_another_length() -> None:
    progress, player = smtp_until("letter")
    follow(progress, player, "C: from: me")
    assert progress.ghost() == "to:<bob@163.com>"
    follow(progress, player, "C: subject: short\nC:\nC: a")
    assert progress.ghost() == ""
    follow(progress, player, "\n".join(["C: more"] * 9))
    assert progress.ghost() == "."
    follow(progress, player, "C: .\nS: 250 Mail OK queued")
    assert progress.ghost() == "quit"


def test_the_ghost_offers_the_head_lines_that_are_missing() -> None:
    progress, player = smtp_until("letter")
    follow(progress, player, "C: Subject: first\nC: from: me\nC: x-mine: yes")
    assert progress.ghost() == "to:<bob@163.com>"
    follow(progress, player, "C: bcc: x\nC: to: y")
    assert progress.ghost() == "cc:<carol@163.com>"
    follow(progress, player, "C: cc: z")
    assert progress.ghost() == ""


INCOMPLETE = "C: to: bob\nC:\nC: a\nC: .\nS: 250 Mail OK queued"


def test_an_incomplete_letter_is_written_again_from_its_envelope() -> None:
    progress, player = smtp_until("letter")
    assert "lacks from and subject" in text_of(follow(progress, player, INCOMPLETE))
    for name in ("mail-from", "rcpt-to", "data"):
        wanted = progress.wanted()
        assert wanted is not None
        assert wanted.again
        assert progress.ghost() == progress.lesson.steps[progress.lesson.find(name) or 0].lines[0]
        follow(progress, player, SMTP[name])
    assert progress.ghost() == "from:<alice@163.com>"
    assert [type(out) for out in follow(progress, player, SMTP["letter"])] == [Passed]
    assert progress.ghost() == "quit"


@pytest.mark.parametrize("end", ["C: quit\nS: 221 Bye\n! server", "! client", "! server"])
@pytest.mark.parametrize("letter", ["", INCOMPLETE, "C: from: me\nC:"])
def test_a_line_lost_at_the_letter_is_made_anew(letter: str, end: str) -> None:
    progress, player = smtp_until("letter")
    if letter.endswith("C:") and "quit" in end:
        letter = ""
    follow(progress, player, letter)
    if not letter and "quit" in end:
        follow(progress, player, "C: .\nS: 554 no")
    follow(progress, player, end)
    for name in list(SMTP)[:-2]:
        assert progress.ghost() == progress.lesson.steps[progress.lesson.find(name) or 0].lines[0]
        follow(progress, player, SMTP[name])
    assert progress.ghost() == "from:<alice@163.com>"


def test_the_ghost_goes_back_to_what_the_server_takes() -> None:
    progress, player = smtp_until("code")
    follow(progress, player, "C: bm8=\nS: 535 Error: authentication failed")
    assert progress.ghost() == "auth login"
    follow(progress, player, SMTP["auth-login"])
    assert progress.ghost() == "YWxpY2VAMTYzLmNvbQ=="
    follow(progress, player, SMTP["user-name"])
    assert progress.ghost() == "U0hPVVFVQU5NQTE2Mw=="
    assert follow(progress, player, SMTP["code"])
    assert progress.ghost() == "mail from:<alice@163.com>"


def test_the_ghost_knows_that_a_refused_password_ends_the_name() -> None:
    progress, player = pop3_until("pass")
    follow(progress, player, "C: pass no\nS: -ERR Unable to log on")
    assert progress.ghost() == "user alice@163.com"


def test_the_ghost_survives_a_reset_and_a_lost_line() -> None:
    progress, player = smtp_until("data")
    follow(progress, player, "C: rset\nS: 250 OK")
    assert progress.ghost() == "mail from:<alice@163.com>"
    follow(progress, player, "! server")
    assert progress.ghost() == "telnet smtp.163.com 25"
    for name in list(SMTP)[:-3]:
        follow(progress, player, SMTP[name])
    assert progress.ghost() == "data"


def test_what_was_typed_right_twice_is_no_longer_shown() -> None:
    progress, player = pop3_until("after-the-cut")
    assert progress.ghost() is None  # telnet
    follow(progress, player, "> telnet pop3.163.com 110\nS: +OK")
    assert progress.ghost() is None  # user
    follow(progress, player, "C: user\nS: -ERR missing name")
    assert progress.ghost() == "user alice@163.com"  # a refusal brings it back


def test_a_listing_is_asked_for_by_its_own_command() -> None:
    progress, player = pop3_until("still-there")
    assert follow(progress, player, "C: stat\nS: +OK 34 1") == []


def test_watch_never_fades() -> None:
    progress, _ = pop3_until("after-the-cut", Mode.WATCH)
    assert progress.ghost() == "telnet pop3.163.com 110"


def test_a_later_start_is_led_from_the_beginning_of_a_session() -> None:
    lesson = load("smtp-by-hand")
    start = lesson.find("rcpt-to")
    assert start is not None
    progress = Progress(lesson, start=start)
    assert progress.step is lesson.steps[start]
    assert progress.ghost() == "telnet smtp.163.com 25"
    assert lesson.find("nowhere") is None


def test_nothing_happens_after_the_end() -> None:
    progress, player = smtp_until("quit")
    follow(progress, player, SMTP["quit"])
    assert progress.step is None
    assert progress.hint() is None
    assert [out for event in events(SMTP["connect"]) for out in progress.see(event)] == []


def test_a_copy_goes_its_own_way() -> None:
    progress, player = smtp_until("ehlo")
    before = progress.copy()
    ghost = before.ghost()
    follow(progress, player, SMTP["ehlo"] + "\nC: FROB\nS: 500 what?\n")
    assert progress.index == before.index + 1
    assert progress.misses == 1
    assert before.misses == 0
    assert before.ghost() == ghost != progress.ghost()
