"""The prompt's mind on the practice server: lines, warnings, going back, local commands."""

import base64
from functools import partial
from pathlib import Path

import pytest

from tests.shell.seat import run, seated
from tutor.net.talk import Talk
from tutor.page import Detail
from tutor.shell import calling, silence
from tutor.shell.terminal import secrecy

LOGIN = (
    "ehlo me.example",
    "auth plain " + base64.b64encode(b"\0alice\0wonderland").decode(),
)
MAIL = ("mail from:<alice@example.test>", "rcpt to:<bob@example.test>", "data")


def test_a_line_goes_out_as_typed_and_the_call_stands_above_it(tmp_path: Path) -> None:
    async def test() -> None:
        async with seated(tmp_path) as seat:
            assert seat.repl.message() == "$ "
            await seat.type("telnet smtp.example 25", "eHLO  me")
            assert seat.screen().startswith("$ telnet smtp.example 25\n")
            assert "(played by the practice server)" in seat.screen()
            assert " ->  eHLO  me\n" in seat.screen()
            assert seat.repl.message() == "READY> "
            await seat.type("::b64 x")
            assert " ->  :b64 x\n" in seat.screen()
            await seat.type("quit")
            assert "The server closed" in seat.screen()
            assert seat.repl.message() == "$ "
            await seat.type("exit")
            assert seat.repl.done

    run(test)


def test_full_width_colon_is_local_too(tmp_path: Path) -> None:
    async def test() -> None:
        async with seated(tmp_path) as seat:
            await seat.type("：state")
            assert "There is no connection." in seat.screen()
            await seat.type("telnet pop3.example 110", "：state", ":nonsense")
            assert "AUTHORIZATION" in seat.screen()
            assert ":nonsense is no local command" in seat.screen()
            assert " ->  " not in seat.screen()

    run(test)


def test_what_was_typed_to_nobody_is_not_said_again(tmp_path: Path) -> None:
    async def test() -> None:
        async with seated(tmp_path) as seat:
            await seat.type("hunter2 is my password", "pass hunter2")
            assert "hunter2" not in seat.screen()
            assert "PASS: there is no connection now" in seat.screen()
            assert not secrecy.may_remember(seat.repl, "hunter2 is my password")
            assert secrecy.may_remember(seat.repl, "telnet smtp.example 25")

    run(test)


def test_nothing_is_local_in_a_letter(tmp_path: Path) -> None:
    async def test() -> None:
        async with seated(tmp_path) as seat:
            await seat.type("telnet smtp.example 25", *LOGIN, *MAIL)
            assert seat.repl.message() == "letter> "
            await seat.type("subject: x", "", ":state", ".")
            assert " ->  :state\n" in seat.screen()
            found = seat.server.practice.store.mails("bob")
            assert b":state\r\n" in found[0].data
            assert "The letter as its reader sees it:" in seat.screen()
            assert "to    bob@example.test" in seat.screen()

    run(test)


def test_pasted_block_stops_where_nobody_takes_it(tmp_path: Path) -> None:
    async def test() -> None:
        async with seated(tmp_path) as seat:
            await seat.type("telnet smtp.example 25\nehlo me\nquit\nmail from:<a@b>\nrset\n")
            assert "2 lines of the pasted block were not sent" in seat.screen()
            assert "mail from" not in seat.screen()

    run(test)


def test_undo_goes_back_on_the_practice_server(tmp_path: Path) -> None:
    async def test() -> None:
        async with seated(tmp_path) as seat:
            repl, store = seat.repl, seat.server.practice.store
            await seat.type("telnet smtp.example 25", ":undo")
            assert "could be taken back" in seat.fresh()
            await seat.type(*LOGIN, *MAIL, "subject: one", "", "text", ".")
            assert len(store.mails("bob")) == 1
            await seat.type(":undo")
            assert repl.message() == "RCPT> "
            assert not store.mails("bob"), "the letter was never sent"
            said = seat.fresh()
            assert "Back before DATA" in said
            assert said.count(" ->  ") == 8, "the way back is not shown"
            await seat.type("data", "subject: two", "", "text", ".")
            assert len(store.mails("bob")) == 1, "and what is sent now is there once"
            await seat.type("noop", ":undo", ":undo")
            assert repl.message() == "RCPT> "
            assert not store.mails("bob")

    run(test)


def test_undo_brings_back_what_quit_deleted_and_what_a_cut_lost(tmp_path: Path) -> None:
    async def test() -> None:
        async with seated(tmp_path) as seat:
            store = seat.server.practice.store
            store.put(store.accounts["alice"], 8, lambda: b"a: b\r\n\r\n")
            await seat.type("telnet pop3.example 110", "user alice", "pass wonderland", "dele 1")
            await seat.type(":drop", ":undo")
            assert seat.repl.message() == "TRANSACTION> "
            await seat.type("stat")
            assert "+OK 0 0" in seat.fresh()
            await seat.type("quit")
            assert not store.mails("alice")
            await seat.type(":undo")
            assert len(store.mails("alice")) == 1
            await seat.type(":undo", ":undo", "stat")
            assert "+OK 1 8" in seat.fresh()

    run(test)


def test_undo_beside_another_connection(tmp_path: Path) -> None:
    """Each connection keeps what was said on it; it is the last line of all that is taken back,
    and where that was a goodbye, its connection is there again."""

    async def test() -> None:
        async with seated(tmp_path) as seat:
            repl = seat.repl
            await seat.type("telnet smtp.example 25", *LOGIN, MAIL[0], ":switch")
            await seat.type("telnet pop3.example 110", "user alice", ":switch", MAIL[1], ":undo")
            assert repl.talk.conversation is not None
            assert repl.talk.conversation.state == "MAIL"
            await seat.type(":switch")
            assert repl.talk.conversation.protocol.name == "pop3"
            await seat.type("quit", ":undo")
            assert "Back before QUIT" in seat.screen()
            assert repl.talk.conversation.protocol.name == "pop3"
            await seat.type(":switch")
            assert repl.talk.conversation.state == "MAIL"
            await seat.type("frob", ":undo")
            assert "Back before that line" in seat.screen()
            assert repl.talk.conversation.state == "MAIL"

    run(test)


def test_again_says_what_is_harmless(tmp_path: Path) -> None:
    async def test() -> None:
        async with seated(tmp_path, played=False) as seat:
            await seat.type("telnet smtp.example 25", "ehlo me", "noop")
            seat.answers.append("y")
            await seat.type(LOGIN[1], MAIL[0], ":undo")
            assert "Only the practice server can go back" in seat.fresh()
            await seat.type(":again")
            said = seat.screen()
            assert " ->  ehlo me\n" in said
            assert " ->  noop\n" in said
            assert "auth" not in said.lower().replace("250-auth", "").replace("next: auth", "") or (
                " ->  auth" not in said
            )
            assert " ->  mail" not in said

    run(test)


def test_a_file_is_sent_with_its_dots_doubled(tmp_path: Path) -> None:
    async def test() -> None:
        letter = tmp_path / "letter.eml"
        letter.write_bytes(b"subject: dots\n\n.one\n..\n.\nlast")
        async with seated(tmp_path) as seat:
            await seat.type("telnet smtp.example 25", *LOGIN, f":send {letter}")
            assert "say DATA first" in seat.screen()
            await seat.type(*MAIL)
            await seat.repl.run_local(f"send {letter}")
            await seat.repl.talk.wait(seat.repl.ready)
            found = seat.server.practice.store.mails("bob")[0].data
            assert found.endswith(b"subject: dots\r\n\r\n.one\r\n..\r\n.\r\nlast\r\n")
            await seat.type(":send nowhere.eml", ":send")
            assert "nowhere.eml" in seat.screen()
            assert "Which file?" in seat.screen()

    run(test)


def test_local_commands_speak(tmp_path: Path) -> None:
    async def test() -> None:
        async with seated(tmp_path) as seat:
            await seat.type("telnet smtp.example 25", ":why 9", "ehlo me", ":why 2", ":why", ":map")
            await seat.type(":envelope", *LOGIN[1:], *MAIL[:2], ":envelope", ":help", ":help 550")
            await seat.type(":unb64 YWxpY2U=", ":unb64 %", ":detail loud", ":detail full")
            await seat.type(":starttls off", ":note tea", f":save {tmp_path / 'a.session.jsonl'}")
            await seat.type(":save", ":save x --to docx", ":mark one", ":reveal", ":quit")
            said = seat.screen()
            for expected in (
                "has 1 lines",
                "you are here",
                "The server holds no envelope",
                "from  alice@example.test",
                ":undo ",
                "550",
                "'alice'",
                "That is not base64",
                "now it is brief",
                "Detail: full.",
                "The handshake waits for :starttls.",
                "Noted.",
                "Saved to ",
                ":save my.session.jsonl",
                "--to docx is not known here",
                "A chapter begins here.",
            ):
                assert expected in said, expected
            assert seat.repl.done
            assert seat.repl.page.detail is Detail.FULL

    run(test)


def test_hidden_base64_waits_for_its_question(tmp_path: Path) -> None:
    async def test() -> None:
        async with seated(tmp_path) as seat:
            seat.answers += ["secret", ""]
            await seat.type("telnet smtp.example 25", "ehlo me", ":b64", ":b64 x", ":b64")
            assert seat.repl.answer == "c2VjcmV0"
            assert "c2VjcmV0" not in seat.screen()
            assert ":b64 ****" in seat.screen(), "what is encoded is not repeated"
            assert "it stands in the line when the server asks" in seat.screen()

    run(test)


def test_language_changes_on_the_way(tmp_path: Path) -> None:
    async def test() -> None:
        async with seated(tmp_path) as seat:
            await seat.type("telnet smtp.example 25", ":lang zh", "ehlo me", ":lang xx")
            assert "从现在起用中文解释" in seat.screen()
            assert "下一步" in seat.screen()
            assert "可选 en 和 zh" in seat.screen()

    run(test)


# -- what a real server should not get by accident -----------------------------------------------


def test_a_login_in_clear_is_asked_about(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def test() -> None:
        async with seated(tmp_path, played=False) as seat:
            await seat.type("telnet pop3.example 110", "user alice")
            monkeypatch.setattr(type(seat.repl.talk.link), "loopback", False)
            await seat.type("pass wonderland")
            assert seat.asked == ["Send it all the same? (y/N)"]
            assert "anybody on the way can read the login" in seat.screen()
            assert "Not sent." in seat.screen()
            assert seat.repl.message() == "AUTHORIZATION> "
            seat.answers.append("y")
            await seat.type("pass wonderland")
            assert seat.repl.message() == "TRANSACTION> "
            assert "wonderland" not in seat.screen()

    run(test)


def test_quit_behind_dele_is_asked_about(tmp_path: Path) -> None:
    async def test() -> None:
        async with seated(tmp_path, played=False) as seat:
            store = seat.server.practice.store
            store.put(store.accounts["alice"], 8, lambda: b"a: b\r\n\r\n")
            await seat.type("telnet pop3.example 110", "user alice", "pass wonderland", "dele 1")
            await seat.type("quit")
            assert "Marked as deleted: 1." in seat.screen()
            assert seat.repl.talk.link is not None
            assert len(store.mails("alice")) == 1

    run(test)


def test_two_refused_logins_are_enough(tmp_path: Path) -> None:
    async def test() -> None:
        async with seated(tmp_path, played=False) as seat:
            await seat.type("telnet pop3.example 110", "user alice", "pass one-one")
            assert "Stop here" not in seat.screen()
            await seat.type("user alice", "pass two-two")
            assert "Stop here and check name and code" in seat.screen()

    run(test)


def test_what_is_masked_while_it_is_typed(tmp_path: Path) -> None:
    async def test() -> None:
        async with seated(tmp_path, played=False) as seat:
            hidden = partial(secrecy.hidden_from, seat.repl)
            await seat.type("telnet pop3.example 110")
            assert hidden("user alice") is None
            assert hidden("pass secret") == 5
            assert hidden("PASS sécret") == 5
            assert hidden(":b64 secret") == 5
            assert not secrecy.may_remember(seat.repl, "pass wonderland")
            assert not secrecy.may_remember(seat.repl, ":note x")
            assert secrecy.may_remember(seat.repl, "user alice")
            # Behind an AUTH that is not answered yet, whatever comes may be a secret.
            seat.repl.talk.say(b"AUTH PLAIN\r\n")
            assert seat.repl.uncertain
            assert hidden("secret") == 0
            assert not secrecy.may_remember(seat.repl, "secret")

    run(test)


def test_practice_codes_are_shown(tmp_path: Path) -> None:
    async def test() -> None:
        async with seated(tmp_path) as seat:
            await seat.type("telnet pop3.example 110")
            assert secrecy.hidden_from(seat.repl, "pass wonderland") is None

    run(test)


# -- when things go amiss ------------------------------------------------------------------------


def test_a_failing_screen_ends_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def test() -> None:
        async with seated(tmp_path) as seat:
            monkeypatch.setattr(seat.repl.page, "lines", lambda item: 1 / 0)
            await seat.type("telnet smtp.example 25", "ehlo me")
            assert "The program tripped here (ZeroDivisionError)" in seat.screen()
            assert "Traceback" not in seat.screen()
            assert seat.repl.message() == "READY> "

    run(test)


def test_silence_is_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(silence, "SILENCE", 0.0)
    monkeypatch.setattr(silence, "PAUSE", 0.0)
    monkeypatch.setattr(calling, "PATIENCE", 0.05)

    async def test() -> None:
        async with seated(tmp_path) as seat:
            await seat.type("telnet smtp.example 25", *LOGIN, *MAIL, "subject: x")
            while "a dot on a line of its own" not in seat.screen():
                await seat.repl.talk.wait(lambda: False, timeout=0.05)
            seat.fresh()
            await seat.type("more")
            await seat.repl.talk.wait(lambda: False, timeout=1.2)
            assert "a dot on a line of its own" not in seat.screen(), "once a letter is enough"

    run(test)


def test_no_connection_is_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def test() -> None:
        async with seated(tmp_path) as seat:
            await seat.server.stop()
            await seat.type("telnet smtp.example 25", "telnet", "telnet x y", "openssl verify")
            assert "refused the connection" in seat.screen()
            assert seat.repl.message() == "$ "
            assert isinstance(seat.repl.talk, Talk)

    run(test)
