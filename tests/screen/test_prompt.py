"""The prompt of `connect`: keys, secrets, hostile servers, widths, without colour, line by line."""

import re
import threading
from pathlib import Path

import pytest

from tests.screen.peers import Peer, answering, serving
from tests.screen.terminal import Terminal

EHLO = b"250-mail.example\r\n250-AUTH LOGIN PLAIN\r\n250 SIZE 1000000\r\n"
POLITE = answering(
    b"220 mail.example ESMTP\r\n",
    {
        b"EHLO": EHLO,
        b"MAIL": b"250 2.1.0 Ok\r\n",
        b"AUTH": b"334 VXNlcm5hbWU6\r\n",
        b"HUNTER": b"502 no\r\n",
        b"QUIT": b"221 Bye\r\n",
    },
    b"334 UGFzc3dvcmQ6\r\n",
)
COLOUR = re.compile(rb"\x1b\[[0-9;]*(?:3[0-7]|9[0-7]|4[0-7])[0-9;]*m")


def connected(port: int, tmp_path: Path, *more: str, **options: object) -> Terminal:
    address = ["connect", "--lang", "en", f"smtp://127.0.0.1:{port}", *more]
    return Terminal(*address, state=tmp_path, **options)  # type: ignore[arg-type]


def test_keys(tmp_path: Path) -> None:
    with serving(POLITE) as port, connected(port, tmp_path) as terminal:
        terminal.until("GREETED>")
        terminal.until("REAL SERVER")
        terminal.say("ehlo me", "READY>")
        terminal.type("nonsense")
        terminal.until("READY> nonsense")
        terminal.press("ctrl-c")
        terminal.until("nonsense", gone=True)
        terminal.press("ctrl-r")
        terminal.type("eh")
        terminal.until("ehlo me")
        terminal.press("enter", "ctrl-c")
        terminal.type("mail")
        terminal.press("f4")
        terminal.until(": ")
        terminal.type("state")
        terminal.press("enter")
        terminal.until("clear text, not logged in, REAL SERVER")
        terminal.until("READY> mail")
        terminal.press("ctrl-c", "ctrl-]")
        terminal.type("b64 alice")
        terminal.press("enter")
        terminal.until("YWxpY2U=")
        terminal.press("ctrl-d")
        assert terminal.leave() == 0


def test_ctrl_z_is_no_character_of_the_line(tmp_path: Path) -> None:
    with serving(POLITE) as port, connected(port, tmp_path) as terminal:
        terminal.until("GREETED>")
        terminal.press("ctrl-z")
        terminal.say("ehlo me", "READY>")
        terminal.press("f4")
        terminal.until(": ")
        terminal.press("ctrl-z")
        terminal.type("state")
        terminal.press("enter")
        terminal.until("clear text, not logged in")
        assert "^Z" not in terminal.text()


def test_menu_shows_first_what_fits(tmp_path: Path) -> None:
    with serving(POLITE) as port, connected(port, tmp_path) as terminal:
        terminal.until("GREETED>")
        terminal.press("tab")
        terminal.until("EHLO")
        terminal.press("ctrl-c")
        terminal.type("r")
        terminal.until("(not now)")

        def menu() -> list[str]:
            return [row.strip() for row in terminal.rows() if row.strip()[:4] in ("rcpt", "rset")]

        terminal.wait(lambda: len(menu()) > 1, "no menu")
        assert menu()[0].startswith("rset")
        assert menu()[1].startswith("rcpt")
        assert "(not now)" in menu()[1]


def test_secrets_are_nowhere(tmp_path: Path) -> None:
    name, code = "YWxpY2VAMTYzLmNvbQ==", "c3dvcmRmaXNoMTIz"
    with serving(POLITE) as port, connected(port, tmp_path) as terminal:
        terminal.until("GREETED>")
        terminal.say("ehlo me", "READY>")
        terminal.say("auth login", "answer>")
        terminal.type(name)
        terminal.until("answer> " + "*" * len(name))
        terminal.press("enter")
        terminal.until("UGFzc3dvcmQ6")
        terminal.until("answer>")
        terminal.type("swordfish123")
        terminal.until("answer> " + "*" * 12)
        terminal.press("f3")
        terminal.until("answer> " + "*" * len(code))
        terminal.press("enter")
        terminal.until("-> ****", above=True)
        terminal.press("ctrl-d")
        terminal.leave()
        for secret in (name, code, "swordfish123"):
            assert secret.encode() not in terminal.raw
            for path in tmp_path.rglob("*"):
                assert path.is_dir() or secret.encode() not in path.read_bytes(), path


def test_unasked_reply_comes_at_once_and_leaves_the_typing_alone(tmp_path: Path) -> None:
    go = threading.Event()

    def play(peer: Peer) -> None:
        peer.say(b"220 hello\r\n")
        assert go.wait(20)
        peer.say(b"421 idle for too long\r\n")

    with serving(play) as port, connected(port, tmp_path) as terminal:
        terminal.until("GREETED>")
        terminal.type("ehlo my.ho")
        terminal.until("ehlo my.ho")
        go.set()
        terminal.until("<-   421 idle for too long")
        terminal.until("$ ehlo my.ho")
        terminal.until("not connected")


def test_hostile_bytes_become_visible_text(tmp_path: Path) -> None:
    evil = b"220 \x1b]0;owned\x07\x1b[2J[/nope][red]x \xe2\x80\xaeabc \x00 \xff\xfe \x9b31m end\r\n"
    many = b"".join(b"250-\x1b[1mK%d [bold]\r\n" % n for n in range(30)) + b"250 done\r\n"
    play = answering(evil, {b"EHLO": many}, b"500 \x1bc\r\n")
    with serving(play) as port, connected(port, tmp_path) as terminal:
        terminal.until("GREETED>")
        terminal.say("ehlo me", "READY>")
        terminal.say("help", "500")
        terminal.press("f2")
        terminal.until("Detail: full.", above=True)
        terminal.say(":why 1", "500")
        text = terminal.text()
        raw = terminal.raw
    assert "\\x1b]0;owned\\x07\\x1b[2J[/nope][red]x" in text
    assert "\\u202eabc \\x00" in text
    for bad in (b"\x1b]0;", b"\x1b[2J[/nope", b"\x1bc", b"\x00", b"\xe2\x80\xae", b"\x9b31m"):
        assert bad not in raw, bad


def test_a_long_line_is_wrapped_and_counted(tmp_path: Path) -> None:
    play = answering(b"220 " + b"x" * 5000 + b"\r\n", {}, b"500 no\r\n")
    with serving(play) as port, connected(port, tmp_path, columns=60) as terminal:
        terminal.until("(+3,0")
        terminal.until("GREETED>")
        assert all(len(row) <= 60 for row in terminal.rows())


@pytest.mark.parametrize("how", [{"NO_COLOR": "1"}, {}])
def test_without_colour(how: dict[str, str], tmp_path: Path) -> None:
    more = () if how else ("--no-color",)
    with serving(POLITE) as port, connected(port, tmp_path, *more, **how) as terminal:
        terminal.until("GREETED>")
        terminal.say("ehlo me", "READY>")
        assert not COLOUR.search(terminal.raw), COLOUR.findall(terminal.raw)


def test_line_by_line(tmp_path: Path) -> None:
    with serving(POLITE) as port, connected(port, tmp_path, "--plain") as terminal:
        terminal.until("GREETED>")
        terminal.say("ehlo me", "READY>")
        terminal.say(":state", "clear text, not logged in, REAL SERVER")
        terminal.say("auth login", "answer>")
        terminal.type("aHVudGVyMg==\r")
        terminal.wait(lambda: terminal.raw.count(b"answer> ") == 2, "no second answer")
        terminal.type("\x1ddrop\r")
        terminal.until("$")
        terminal.say("quit", "$ quit")
        assert terminal.leave() == 0
        assert b"\x1b" not in terminal.raw
        assert b"aHVudGVyMg" not in terminal.raw


def test_line_by_line_what_comes_after_ctrl_d_begins_a_row(tmp_path: Path) -> None:
    with serving(POLITE) as port, connected(port, tmp_path, "--plain") as terminal:
        terminal.until("GREETED>")
        terminal.press("ctrl-d")
        assert terminal.leave() == 0
        assert any(row.startswith(" --  This side closed") for row in terminal.rows())


def test_another_width(tmp_path: Path) -> None:
    with serving(POLITE) as port, connected(port, tmp_path, columns=100) as terminal:
        terminal.until("GREETED>")
        terminal.resize(60, 24)
        terminal.say("ehlo me", "READY>")
        terminal.wait(
            lambda: any(row.endswith("REAL SERVER") and len(row) <= 60 for row in terminal.rows()),
            "the pinned row never fitted",
        )


def test_a_pasted_block_is_said_line_by_line(tmp_path: Path) -> None:
    heard: list[bytes] = []

    def play(peer: Peer) -> None:
        peer.say(b"220 hello\r\n")
        while line := peer.hear():
            heard.append(line)
            # Whoever says everything at once has said more than this line by now.
            heard.append(peer._data)
            peer.say(EHLO if line.startswith(b"ehlo") else b"250 Ok\r\n")

    with serving(play) as port, connected(port, tmp_path) as terminal:
        terminal.until("GREETED>")
        terminal.paste("ehlo me\nmail from:<a@b.example>\nrset\nnoop\n")
        terminal.until("noop")
        terminal.press("enter")
        terminal.until("-> noop", above=True)
        terminal.until("READY>")
        assert heard[::2] == [b"ehlo me", b"mail from:<a@b.example>", b"rset", b"noop"]
        assert not any(heard[1::2])


def test_no_connection_is_a_sentence(tmp_path: Path) -> None:
    with serving(POLITE) as port:
        pass
    with connected(port, tmp_path) as terminal:
        assert terminal.leave() == 3
        assert "refused the connection" in terminal.text()
        assert "Traceback" not in terminal.text()
